#include "profiles/bundle_rules.h"

#include "profiles/bundle_search.h"
#include "profiles/reference_resolve.h"
#include "server/base/hash_map.h"

struct bundle_walk {
  struct evaluation *evaluation;
  uint32_t node;
  uint32_t entries; /* the array, or NODE_NONE */
  struct view type; /* Bundle.type */
};

/* A RESTful fullUrl ends with the resource's type and id (FHIR R4 bundle.html#bundle-unique). */
static void check_full_url(struct evaluation *evaluation, uint32_t entry, uint32_t url_node) {
  const struct document *document = evaluation->document;
  struct view url = evaluation_text(evaluation, url_node);
  if (view_find_byte(url, ':', 0) == SIZE_MAX) {
    evaluation_say(evaluation, MESSAGE_BUNDLE_FULL_URL_RELATIVE, url_node, url);
    return;
  }
  uint32_t resource = document_member_id(document, entry, evaluation->names.resource);
  if (resource == NODE_NONE || !view_starts_with(url, view_of("http"))) {
    return;
  }
  struct view id = evaluation_member_text(evaluation, resource, evaluation->names.id);
  struct view type = evaluation_resource_type(evaluation, resource);
  struct view tail =
      arena_format(evaluation->scratch, "/%.*s/%.*s", VIEW_ARGUMENTS(type), VIEW_ARGUMENTS(id));
  bool is_versioned = view_find(url, view_of("/_history/"), 0) != SIZE_MAX; /* bdl-8 */
  bool is_rest = !is_versioned && reference_resolve_url_type(evaluation->pack, url).length > 0;
  if (is_rest && id.length == 0) {
    evaluation_say(evaluation, MESSAGE_BUNDLE_FULL_URL_NO_ID, url_node, url);
  } else if (is_rest && !view_ends_with(url, tail)) {
    evaluation_say_both(evaluation, MESSAGE_BUNDLE_FULL_URL_ID, url_node, url,
                        view_part(tail, 1, tail.length));
  }
}

/* Only what a server is asked to do, or has done, may come without the identity of the resource
 * (FHIR R4 bundle.html#bundle-unique). */
static bool needs_full_url(struct view type) {
  static const char *const without[] = {"transaction", "batch", "transaction-response",
                                        "batch-response"};
  for (size_t i = 0; i < sizeof without / sizeof without[0]; i++) {
    if (view_is(type, without[i])) {
      return false;
    }
  }
  return type.length > 0;
}

static void check_entries(const struct bundle_walk *walk) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  bool is_needed = needs_full_url(walk->type);
  for (uint32_t entry = document_first(document, walk->entries); entry != NODE_NONE;
       entry = document_next(document, walk->entries, entry)) {
    struct arena_mark mark = arena_mark(evaluation->scratch);
    uint32_t url = document_member_id(document, entry, evaluation->names.full_url);
    if (url != NODE_NONE && document_type(document, url) == NODE_STRING) {
      check_full_url(evaluation, entry, url);
    } else if (is_needed && document_type(document, entry) == NODE_OBJECT &&
               document_member_id(document, entry, evaluation->names.resource) != NODE_NONE) {
      evaluation_say(evaluation, MESSAGE_BUNDLE_FULL_URL_MISSING, entry, walk->type);
    }
    arena_back(evaluation->scratch, mark);
  }
}

/* Documents begin with their Composition, messages with their MessageHeader. */
static void check_first_entry(const struct bundle_walk *walk, const char *wanted) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  uint32_t first =
      walk->entries == NODE_NONE ? NODE_NONE : document_item(document, walk->entries, 0);
  uint32_t resource = first == NODE_NONE
                          ? NODE_NONE
                          : document_member_id(document, first, evaluation->names.resource);
  struct view type = {NULL, 0};
  if (resource != NODE_NONE) {
    type = evaluation_resource_type(evaluation, resource);
  }
  if (!view_is(type, wanted)) {
    evaluation_say_both(evaluation, MESSAGE_BUNDLE_FIRST_ENTRY,
                        first == NODE_NONE ? walk->node : first, walk->type, view_of(wanted));
  }
}

/* What a message is about comes with it (FHIR R4 MessageHeader.focus). */
static void check_focus(const struct bundle_walk *walk) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  uint32_t entry = document_item(document, walk->entries, 0);
  uint32_t header = entry == NODE_NONE
                        ? NODE_NONE
                        : document_member_id(document, entry, evaluation->names.resource);
  uint32_t focus =
      header == NODE_NONE ? NODE_NONE : document_member(document, header, view_of("focus"));
  if (focus == NODE_NONE || document_type(document, focus) != NODE_ARRAY) {
    return;
  }
  struct resource_scope *outer = evaluation->scope;
  struct resource_scope scope = {.parent = outer, .node = header, .entry = entry};
  evaluation->scope = &scope;
  for (uint32_t item = document_first(document, focus); item != NODE_NONE;
       item = document_next(document, focus, item)) {
    struct view reference = evaluation_member_text(evaluation, item, evaluation->names.reference);
    if (reference.length > 0 && reference_resolve(evaluation, reference).node == NODE_NONE) {
      evaluation_say(evaluation, MESSAGE_REFERENCE_NOT_IN_MESSAGE, item, reference);
    }
  }
  evaluation->scope = outer;
}

/* ---- what a document holds ----------------------------------------------------------------------
 */
/* Entries that references connect, whichever way they point (FHIR R4 documents.html#content): a
 * union-find forest over the positions of the entries. */
struct links {
  struct evaluation *evaluation;
  struct resource_scope *bundle;
  uint32_t *nodes;  /* entry objects, ascending */
  uint32_t *parent; /* union-find */
  uint32_t count;
};

static uint32_t find_root(struct links *links, uint32_t position) {
  while (links->parent[position] != position) {
    links->parent[position] = links->parent[links->parent[position]];
    position = links->parent[position];
  }
  return position;
}

static uint32_t find_position(const struct links *links, uint32_t entry) {
  uint32_t low = 0;
  uint32_t high = links->count;
  while (low + 1 < high) {
    uint32_t middle = (low + high) / 2;
    if (links->nodes[middle] <= entry) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

/* The properties of a Composition whose targets the document must hold (FHIR R4
 * documents.html#content). What it replaces, and what extensions refer to, may be elsewhere. */
static bool is_needed_in_document(struct view property) {
  static const char *const names[] = {"subject",   "encounter", "author", "attester",
                                      "custodian", "event",     "section"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (view_is(property, names[i])) {
      return true;
    }
  }
  return false;
}

/* Connects the entry with the one that the reference leads to. A needed target must be there. */
static void follow_reference(struct links *links, uint32_t position, uint32_t node,
                             bool is_needed) {
  struct evaluation *evaluation = links->evaluation;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct view reference = evaluation_text(evaluation, node);
  struct reference_target target = reference_resolve(evaluation, reference);
  bool local = reference.length > 0 && reference.data[0] == '#';
  if (target.node != NODE_NONE && target.scope.entry != NODE_NONE && !target.is_loose) {
    uint32_t to = find_position(links, target.scope.entry);
    links->parent[find_root(links, to)] = find_root(links, position);
  } else if (is_needed && !local) {
    evaluation_say(evaluation, MESSAGE_REFERENCE_NOT_IN_BUNDLE, node, reference);
  }
  arena_back(evaluation->scratch, mark);
}

/* All references in the value of one property of the entry's resource. */
static void follow_property(struct links *links, uint32_t position, uint32_t key) {
  struct evaluation *evaluation = links->evaluation;
  const struct document *document = evaluation->document;
  bool is_needed = position == 0 && is_needed_in_document(document_raw(document, key));
  uint32_t end = document_node(document, key + 1)->next;
  uint32_t end_of_extension = 0;
  for (uint32_t node = key + 1; node + 1 < end; node++) {
    const struct node *row = document_node(document, node);
    if (row->type != NODE_KEY) {
      continue;
    }
    if (row->next == evaluation->names.extension && node >= end_of_extension) {
      end_of_extension = document_node(document, node + 1)->next;
    } else if (row->next == evaluation->names.reference) {
      follow_reference(links, position, node + 1, is_needed && node >= end_of_extension);
    }
  }
}

static void follow_entry(struct links *links, uint32_t position) {
  struct evaluation *evaluation = links->evaluation;
  const struct document *document = evaluation->document;
  uint32_t entry = links->nodes[position];
  struct resource_scope scope = {
      .parent = links->bundle,
      .node = document_member_id(document, entry, evaluation->names.resource),
      .entry = entry};
  struct resource_scope *outer = evaluation->scope;
  if (scope.node == NODE_NONE) {
    return;
  }
  evaluation->scope = &scope;
  for (uint32_t key = document_first(document, scope.node); key != NODE_NONE;
       key = document_next(document, scope.node, key)) {
    follow_property(links, position, key);
  }
  evaluation->scope = outer;
}

static void collect_links(struct links *links, const struct bundle_walk *walk) {
  const struct document *document = links->evaluation->document;
  for (uint32_t entry = document_first(document, walk->entries); entry != NODE_NONE;
       entry = document_next(document, walk->entries, entry)) {
    links->nodes[links->count] = entry;
    links->parent[links->count] = links->count;
    links->count++;
  }
}

static void check_connected(const struct bundle_walk *walk) {
  struct evaluation *evaluation = walk->evaluation;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  uint32_t capacity = document_count(evaluation->document, walk->entries) + 1;
  struct links links = {.evaluation = evaluation, .bundle = evaluation->scope};
  links.nodes = arena_array(evaluation->scratch, capacity, sizeof(*links.nodes));
  links.parent = arena_array(evaluation->scratch, capacity, sizeof(*links.parent));
  if (links.nodes == NULL || links.parent == NULL) {
    evaluation->error = ERROR_MEMORY;
    return;
  }
  collect_links(&links, walk);
  for (uint32_t i = 0; i < links.count; i++) {
    follow_entry(&links, i);
  }
  for (uint32_t i = 1; i < links.count; i++) {
    if (find_root(&links, i) != find_root(&links, 0)) {
      evaluation_say(
          evaluation, MESSAGE_BUNDLE_ENTRY_UNREACHABLE, links.nodes[i],
          evaluation_member_text(evaluation, links.nodes[i], evaluation->names.full_url));
    }
  }
  arena_back(evaluation->scratch, mark);
}

void bundle_rules_check(struct evaluation *evaluation) {
  const struct document *document = evaluation->document;
  uint32_t node = evaluation->scope->node;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct bundle_walk walk = {
      .evaluation = evaluation,
      .node = node,
      .entries = document_member_id(document, node, evaluation->names.entry),
      .type = evaluation_member_text(evaluation, node, evaluation->names.type),
  };
  bool has_entries =
      walk.entries != NODE_NONE && document_type(document, walk.entries) == NODE_ARRAY;
  walk.entries = has_entries ? walk.entries : NODE_NONE;
  bundle_search_check(evaluation, node, walk.type, walk.entries);
  bool is_document = view_is(walk.type, "document");
  bool is_message = view_is(walk.type, "message");
  if (is_document || is_message) {
    check_first_entry(&walk, is_document ? "Composition" : "MessageHeader");
  }
  if (has_entries) {
    check_entries(&walk);
    if (is_document) {
      check_connected(&walk);
    } else if (is_message) {
      check_focus(&walk);
    }
  }
  arena_back(evaluation->scratch, mark);
}

void bundle_rules_contained(struct evaluation *evaluation) {
  const struct document *document = evaluation->document;
  uint32_t contained =
      document_member_id(document, evaluation->scope->node, evaluation->names.contained);
  if (contained == NODE_NONE || document_type(document, contained) != NODE_ARRAY) {
    return;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct hash_map seen = hash_map_make(evaluation->scratch);
  for (uint32_t item = document_first(document, contained); item != NODE_NONE;
       item = document_next(document, contained, item)) {
    struct view id = evaluation_member_text(evaluation, item, evaluation->names.id);
    if (id.length == 0) {
      evaluation_say(evaluation, MESSAGE_CONTAINED_ID_MISSING, item, view_make(NULL, 0));
    } else if (hash_map_get(&seen, id) != NULL) {
      evaluation_say(evaluation, MESSAGE_CONTAINED_ID_DUPLICATE, item, id);
    } else if (hash_map_put(&seen, id, evaluation) != ERROR_OK) {
      evaluation->error = ERROR_MEMORY;
    }
  }
  arena_back(evaluation->scratch, mark);
}
