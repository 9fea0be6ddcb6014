#include "profiles/bundle_search.h"

struct search {
  struct evaluation *evaluation;
  struct view wanted; /* "Observation,DocumentReference" of the self link, or empty: not known */
};

static bool is_paging(struct view relation) {
  static const char *const names[] = {"first", "previous", "prev", "next", "last"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (view_is(relation, names[i])) {
      return true;
    }
  }
  return false;
}

/* The types that a search URL asks for: "base/Patient?...", "base?_type=A,B"; empty when it does
 * not tell. */
static struct view types_in_url(const struct pack *pack, struct view url) {
  struct view query = url;
  struct view path = view_split(&query, '?');
  struct view last = {NULL, 0};
  while (path.data != NULL) {
    last = view_split(&path, '/');
  }
  if (pack_is_resource_type(pack, last)) {
    return last;
  }
  while (query.data != NULL) {
    struct view value = view_split(&query, '&');
    struct view name = view_split(&value, '=');
    if (view_is(name, "_type")) {
      return value;
    }
  }
  return view_make(NULL, 0);
}

static bool is_listed(struct view list, struct view name) {
  while (list.data != NULL) {
    if (view_equal(view_split(&list, ','), name)) {
      return true;
    }
  }
  return false;
}

static void check_entry(const struct search *search, uint32_t entry) {
  struct evaluation *evaluation = search->evaluation;
  const struct document *document = evaluation->document;
  const struct evaluation_names *names = &evaluation->names;
  uint32_t resource = document_member_id(document, entry, names->resource);
  if (resource == NODE_NONE || document_type(document, resource) != NODE_OBJECT) {
    return;
  }
  uint32_t search_node = document_member_id(document, entry, names->search);
  struct view mode = {NULL, 0};
  if (search_node != NODE_NONE) {
    mode = evaluation_member_text(evaluation, search_node, names->mode);
  }
  struct view type = evaluation_resource_type(evaluation, resource);
  bool is_outcome = view_is(mode, "outcome");
  if (is_outcome && !view_is(type, "OperationOutcome")) {
    evaluation_say(evaluation, MESSAGE_BUNDLE_SEARCH_OUTCOME, resource, type);
  }
  if (!is_outcome && document_member_id(document, resource, names->id) == NODE_NONE) {
    evaluation_say(evaluation, MESSAGE_BUNDLE_SEARCH_ID, resource, view_make(NULL, 0));
  }
  if (view_is(mode, "match") && search->wanted.length > 0 && !is_listed(search->wanted, type)) {
    evaluation_say_both(evaluation, MESSAGE_BUNDLE_SEARCH_TYPE, resource, type, search->wanted);
  }
}

/* The link before this one with the same relation. */
static bool has_earlier(struct evaluation *evaluation, uint32_t links, uint32_t link,
                        struct view relation) {
  const struct document *document = evaluation->document;
  for (uint32_t other = document_first(document, links); other != link;
       other = document_next(document, links, other)) {
    if (view_equal(evaluation_member_text(evaluation, other, evaluation->names.relation),
                   relation)) {
      return true;
    }
  }
  return false;
}

/* Paging links only where there are pages; the self link tells what was searched for. There is one
 * of each. */
static void check_links(struct search *search, uint32_t node, struct view type, bool has_pages) {
  struct evaluation *evaluation = search->evaluation;
  const struct document *document = evaluation->document;
  uint32_t links = document_member_id(document, node, evaluation->names.link);
  if (links == NODE_NONE || document_type(document, links) != NODE_ARRAY) {
    return;
  }
  for (uint32_t link = document_first(document, links); link != NODE_NONE;
       link = document_next(document, links, link)) {
    uint32_t relation_node = document_member_id(document, link, evaluation->names.relation);
    struct view relation = evaluation_member_text(evaluation, link, evaluation->names.relation);
    if (!has_pages && is_paging(relation)) {
      evaluation_say_both(evaluation, MESSAGE_BUNDLE_LINK_SEARCH, relation_node, relation, type);
    }
    bool is_self = view_is(relation, "self");
    if ((is_self || is_paging(relation)) && has_earlier(evaluation, links, link, relation)) {
      evaluation_say_both(evaluation, MESSAGE_BUNDLE_LINK_TWICE, relation_node, relation, type);
    }
    if (is_self) {
      search->wanted = types_in_url(
          evaluation->pack, evaluation_member_text(evaluation, link, evaluation->names.url));
    }
  }
}

void bundle_search_check(struct evaluation *evaluation, uint32_t node, struct view type,
                         uint32_t entries) {
  const struct document *document = evaluation->document;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct search search = {.evaluation = evaluation, .wanted = {NULL, 0}};
  bool is_search = view_is(type, "searchset");
  check_links(&search, node, type, is_search || view_is(type, "history"));
  if (is_search && entries != NODE_NONE) {
    for (uint32_t entry = document_first(document, entries); entry != NODE_NONE;
         entry = document_next(document, entries, entry)) {
      check_entry(&search, entry);
    }
  }
  arena_back(evaluation->scratch, mark);
}
