#include "profiles/reference_resolve.h"

#include "profiles/resource_scope.h"
#include "server/base/buffer.h"
#include "server/base/hash_map.h"

struct bundle_index {
  struct hash_map entries; /* fullUrl and "Type/id" -> struct entry_row */
};

struct entry_row {
  uint32_t entry; /* the first one */
  bool is_repeated;
};

static void index_put(struct evaluation *evaluation, struct bundle_index *index, struct view key,
                      uint32_t entry) {
  struct entry_row *known = key.length == 0 ? NULL : hash_map_get(&index->entries, key);
  if (known != NULL) {
    known->is_repeated = true;
  }
  if (key.length == 0 || known != NULL) {
    return;
  }
  struct entry_row *row = arena_alloc(evaluation->arena, sizeof(*row));
  struct view copy = arena_copy(evaluation->arena, key);
  if (row == NULL || copy.data == NULL || hash_map_put(&index->entries, copy, row) != ERROR_OK) {
    evaluation->error = ERROR_MEMORY;
    return;
  }
  *row = (struct entry_row){.entry = entry};
}

static void index_pair(struct evaluation *evaluation, struct bundle_index *index,
                       const struct view parts[3], uint32_t entry) {
  if (parts[0].length > 0 && parts[2].length > 0) {
    struct view key = arena_format(evaluation->scratch, "%.*s%.*s%.*s", VIEW_ARGUMENTS(parts[0]),
                                   VIEW_ARGUMENTS(parts[1]), VIEW_ARGUMENTS(parts[2]));
    index_put(evaluation, index, key, entry);
  }
}

/* Under its fullUrl, its fullUrl with version, and its type and id. */
static void index_entry(struct evaluation *evaluation, struct bundle_index *index, uint32_t entry) {
  const struct document *document = evaluation->document;
  const struct evaluation_names *names = &evaluation->names;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct view full_url = evaluation_member_text(evaluation, entry, names->full_url);
  index_put(evaluation, index, full_url, entry);
  uint32_t resource = document_member_id(document, entry, names->resource);
  if (resource != NODE_NONE) {
    struct view type = evaluation_resource_type(evaluation, resource);
    struct view id = evaluation_member_text(evaluation, resource, names->id);
    index_pair(evaluation, index, (struct view[3]){type, view_of("/"), id}, entry);
    uint32_t meta = document_member_id(document, resource, names->meta);
    struct view version = {NULL, 0};
    if (meta != NODE_NONE) {
      version = evaluation_member_text(evaluation, meta, names->version_id);
    }
    index_pair(evaluation, index, (struct view[3]){full_url, view_of("/_history/"), version},
               entry);
  }
  arena_back(evaluation->scratch, mark);
}

static struct bundle_index *bundle_index(struct evaluation *evaluation,
                                         struct resource_scope *bundle) {
  const struct document *document = evaluation->document;
  if (bundle->bundle != NULL) {
    return bundle->bundle;
  }
  struct bundle_index *index = arena_alloc(evaluation->arena, sizeof(*index));
  if (index == NULL) {
    evaluation->error = ERROR_MEMORY;
    return NULL;
  }
  index->entries = hash_map_make(evaluation->arena);
  uint32_t entries = document_member_id(document, bundle->node, evaluation->names.entry);
  if (entries != NODE_NONE && document_type(document, entries) == NODE_ARRAY) {
    for (uint32_t entry = document_first(document, entries); entry != NODE_NONE;
         entry = document_next(document, entries, entry)) {
      index_entry(evaluation, index, entry);
    }
  }
  bundle->bundle = index;
  return index;
}

/* The entry of the Bundle with this fullUrl (or "Type/id"), NULL when there is none. */
static const struct entry_row *find_row(struct evaluation *evaluation,
                                        struct resource_scope *bundle, struct view full_url) {
  struct bundle_index *index = bundle_index(evaluation, bundle);
  return index == NULL ? NULL : hash_map_get(&index->entries, full_url);
}

/* Entry object or NODE_NONE. */
static uint32_t find_entry(struct evaluation *evaluation, struct resource_scope *bundle,
                           struct view full_url) {
  const struct entry_row *row = find_row(evaluation, bundle, full_url);
  return row == NULL ? NODE_NONE : row->entry;
}

static bool is_bundle(const struct evaluation *evaluation, const struct resource_scope *scope) {
  uint32_t entries = document_member_id(evaluation->document, scope->node, evaluation->names.entry);
  return entries != NODE_NONE && document_type(evaluation->document, entries) == NODE_ARRAY;
}

static uint32_t find_contained(struct evaluation *evaluation, uint32_t container, struct view id) {
  const struct document *document = evaluation->document;
  uint32_t contained = document_member_id(document, container, evaluation->names.contained);
  if (contained == NODE_NONE || document_type(document, contained) != NODE_ARRAY) {
    return NODE_NONE;
  }
  for (uint32_t item = document_first(document, contained); item != NODE_NONE;
       item = document_next(document, contained, item)) {
    uint32_t node = document_member_id(document, item, evaluation->names.id);
    if (node != NODE_NONE && document_string_is(document, node, id)) {
      return item;
    }
  }
  return NODE_NONE;
}

static struct reference_target in_document(struct evaluation *evaluation, uint32_t node,
                                           const struct resource_scope *scope) {
  struct reference_target target = {
      .node = node, .type = evaluation_resource_type(evaluation, node), .scope = *scope};
  target.scope.definition = pack_find_type(evaluation->pack, target.type);
  return target;
}

struct view reference_resolve_url_type(const struct pack *pack, struct view reference) {
  size_t question = view_find_byte(reference, '?', 0);
  struct view path = view_part(reference, 0, question == SIZE_MAX ? reference.length : question);
  size_t history = view_find(path, view_of("/_history/"), 0);
  path = view_part(path, 0, history == SIZE_MAX ? path.length : history);
  struct view before = {NULL, 0};
  struct view last = {NULL, 0};
  struct view rest = path;
  while (rest.data != NULL) {
    before = last;
    last = view_split(&rest, '/');
  }
  struct view type = question == SIZE_MAX ? before : last;
  return pack_is_resource_type(pack, type) ? type : view_make(NULL, 0);
}

/* Takes "/part" off the end of a URL; false when it does not end so. */
static bool take_last_part(struct view *url, struct view part) {
  size_t length = part.length + 1;
  if (part.length == 0 || url->length < length || !view_ends_with(*url, part) ||
      url->data[url->length - length] != '/') {
    return false;
  }
  url->length -= length;
  return true;
}

/* "http://server/base/" of a fullUrl that ends with the entry's own type and id; empty for others.
 */
static struct view base_of_entry(struct evaluation *evaluation, uint32_t entry) {
  struct view none = {NULL, 0};
  struct view url = evaluation_member_text(evaluation, entry, evaluation->names.full_url);
  uint32_t resource = document_member_id(evaluation->document, entry, evaluation->names.resource);
  if (resource == NODE_NONE || !view_starts_with(url, view_of("http"))) {
    return none;
  }
  struct view type = evaluation_resource_type(evaluation, resource);
  struct view id = evaluation_member_text(evaluation, resource, evaluation->names.id);
  bool is_rest = take_last_part(&url, id) && take_last_part(&url, type);
  return is_rest ? view_make(url.data, url.length + 1) : none;
}

/* A relative reference means the server of the entry's own fullUrl (FHIR R4
 * bundle.html#references). */
static struct view absolute_in_bundle(struct evaluation *evaluation, uint32_t entry,
                                      struct view reference) {
  if (entry == NODE_NONE) {
    return reference;
  }
  struct view base = base_of_entry(evaluation, entry);
  if (base.length == 0) {
    return reference;
  }
  struct buffer buffer = buffer_make(evaluation->scratch, base.length + reference.length + 1);
  buffer_append(&buffer, base);
  buffer_append(&buffer, reference);
  return buffer_view(&buffer);
}

static bool is_relative(struct view reference) {
  return view_find_byte(reference, ':', 0) == SIZE_MAX;
}

/* An entry and how it was found: loosely when only type and id agree, or the version does not (FHIR
 * R4 bundle.html#references wants the fullUrl). */
struct found_entry {
  uint32_t entry;
  bool is_loose;
  bool is_ambiguous;
};

static struct found_entry find_in_bundle(struct evaluation *evaluation,
                                         struct resource_scope *bundle, uint32_t entry,
                                         struct view reference) {
  size_t history = view_find(reference, view_of("/_history/"), 0);
  size_t fragment = view_find_byte(reference, '#', 0);
  struct view whole = view_part(reference, 0, fragment);
  struct view plain = view_part(reference, 0, history < fragment ? history : fragment);
  bool is_versioned = history < fragment;
  struct view absolute = whole;
  if (is_relative(whole)) {
    absolute = absolute_in_bundle(evaluation, entry, whole);
  }
  const struct entry_row *row = find_row(evaluation, bundle, absolute);
  if (row != NULL) {
    bool by_type_and_id = is_relative(absolute);
    return (struct found_entry){row->entry, by_type_and_id,
                                row->is_repeated && !by_type_and_id && !is_versioned};
  }
  uint32_t found = NODE_NONE;
  if (is_versioned && is_relative(plain)) {
    absolute = absolute_in_bundle(evaluation, entry, plain);
    found = find_entry(evaluation, bundle, absolute);
  }
  if (found == NODE_NONE) {
    found = find_entry(evaluation, bundle, plain);
  }
  return (struct found_entry){found, true, false};
}

/* "#id" in the container. Asked from a Bundle itself (an invariant over all entries), the first
 * entry that contains it. */
static struct reference_target resolve_local(struct evaluation *evaluation,
                                             struct resource_scope *container, struct view id) {
  const struct document *document = evaluation->document;
  struct reference_target none = {.node = NODE_NONE};
  struct resource_scope scope = {.parent = container, .entry = NODE_NONE, .is_contained = true};
  if (id.length == 0) {
    return in_document(evaluation, container->node, container);
  }
  scope.node = find_contained(evaluation, container->node, id);
  if (scope.node == NODE_NONE && is_bundle(evaluation, container)) {
    uint32_t entries = document_member_id(document, container->node, evaluation->names.entry);
    for (uint32_t entry = document_first(document, entries);
         entry != NODE_NONE && scope.node == NODE_NONE;
         entry = document_next(document, entries, entry)) {
      uint32_t resource = document_member_id(document, entry, evaluation->names.resource);
      scope.node = resource == NODE_NONE ? NODE_NONE : find_contained(evaluation, resource, id);
    }
  }
  return scope.node == NODE_NONE ? none : in_document(evaluation, scope.node, &scope);
}

struct reference_target reference_resolve(struct evaluation *evaluation, struct view reference) {
  struct reference_target none = {.node = NODE_NONE};
  if (reference.length == 0 || evaluation->scope == NULL) {
    return none;
  }
  struct resource_scope *container = resource_scope_container(evaluation->scope);
  if (reference.data[0] == '#') {
    return resolve_local(evaluation, container, view_part(reference, 1, reference.length));
  }
  struct resource_scope *bundle = resource_scope_bundle(container);
  if (bundle == NULL && is_bundle(evaluation, container)) {
    bundle = container;
  }
  struct found_entry found = {NODE_NONE, false, false};
  if (bundle != NULL) {
    found = find_in_bundle(evaluation, bundle, container->entry, reference);
  }
  struct resource_scope scope = {.parent = bundle, .node = NODE_NONE, .entry = found.entry};
  if (found.entry != NODE_NONE) {
    scope.node = document_member_id(evaluation->document, found.entry, evaluation->names.resource);
  }
  if (scope.node != NODE_NONE) {
    struct reference_target target = in_document(evaluation, scope.node, &scope);
    target.is_loose = found.is_loose;
    target.is_ambiguous = found.is_ambiguous;
    return target;
  }
  none.type = reference_resolve_url_type(evaluation->pack, reference);
  return none;
}

struct view reference_resolve_text(struct evaluation *evaluation, uint32_t node) {
  if (document_type(evaluation->document, node) == NODE_STRING) {
    return evaluation_text(evaluation, node);
  }
  return evaluation_member_text(evaluation, node, evaluation->names.reference);
}

bool reference_resolve_holds(struct evaluation *evaluation, const struct reference_target *target,
                             uint32_t profile) {
  struct resource_scope *outer = evaluation->scope;
  struct resource_scope scope = target->scope;
  evaluation->scope = &scope;
  bool holds = evaluation->steps->profile_holds(evaluation, profile, target->node);
  evaluation->scope = outer;
  return holds;
}
