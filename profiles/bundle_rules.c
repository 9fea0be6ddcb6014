#include "profiles/bundle_rules.h"

#include "profiles/reference_check.h"
#include "server/base/hash_map.h"

struct bundle_walk {
  struct evaluation *evaluation;
  uint32_t node;
  uint32_t entries; /* the array, or NODE_NONE */
  struct view type; /* Bundle.type */
};

static struct view member_text(struct evaluation *evaluation, uint32_t object, uint32_t name) {
  uint32_t node = document_member_id(evaluation->document, object, name);
  return node == NODE_NONE ? view_make(NULL, 0) : evaluation_text(evaluation, node);
}

static void say(struct evaluation *evaluation, enum message_id message, uint32_t node,
                struct view a, struct view b) {
  evaluation_report(
      evaluation, &(struct finding){
                      .message = message, .node = node, .element = PACK_NONE, .arguments = {a, b}});
}

/* A RESTful fullUrl ends with the resource's id (FHIR R4 bundle.html#bundle-unique). */
static void check_full_url(struct evaluation *evaluation, uint32_t entry, uint32_t url_node) {
  const struct document *document = evaluation->document;
  struct view url = evaluation_text(evaluation, url_node);
  if (view_find_byte(url, ':', 0) == SIZE_MAX) {
    say(evaluation, MESSAGE_BUNDLE_FULL_URL_RELATIVE, url_node, url, view_make(NULL, 0));
    return;
  }
  uint32_t resource = document_member_id(document, entry, evaluation->names.resource);
  if (resource == NODE_NONE || !view_starts_with(url, view_of("http"))) {
    return;
  }
  struct view id = member_text(evaluation, resource, evaluation->names.id);
  struct view type = evaluation_resource_type(evaluation, resource);
  struct view tail = arena_format(evaluation->scratch, "/%.*s", VIEW_ARGUMENTS(id));
  struct view middle = arena_format(evaluation->scratch, "/%.*s/", VIEW_ARGUMENTS(type));
  bool is_rest = type.length > 0 && view_find(url, middle, 0) != SIZE_MAX;
  if (is_rest && id.length > 0 && !view_ends_with(url, tail)) {
    say(evaluation, MESSAGE_BUNDLE_FULL_URL_ID, url_node, url, id);
  }
}

static void check_entries(const struct bundle_walk *walk) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  for (uint32_t entry = document_first(document, walk->entries); entry != NODE_NONE;
       entry = document_next(document, walk->entries, entry)) {
    struct arena_mark mark = arena_mark(evaluation->scratch);
    uint32_t url = document_member_id(document, entry, evaluation->names.full_url);
    if (url != NODE_NONE && document_type(document, url) == NODE_STRING) {
      check_full_url(evaluation, entry, url);
    }
    arena_back(evaluation->scratch, mark);
  }
}

/* Documents begin with their Composition, messages with their MessageHeader. */
static void check_first_entry(const struct bundle_walk *walk, const char *wanted) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  uint32_t first = document_item(document, walk->entries, 0);
  uint32_t resource = first == NODE_NONE
                          ? NODE_NONE
                          : document_member_id(document, first, evaluation->names.resource);
  struct view type = {NULL, 0};
  if (resource != NODE_NONE) {
    type = evaluation_resource_type(evaluation, resource);
  }
  if (!view_is(type, wanted)) {
    say(evaluation, MESSAGE_BUNDLE_FIRST_ENTRY, first == NODE_NONE ? walk->node : first, walk->type,
        view_of(wanted));
  }
}

/* ---- reachability in documents ------------------------------------------------------------------
 */
struct reach {
  struct evaluation *evaluation;
  struct resource_scope *bundle;
  uint32_t *queue; /* entry nodes found, in order */
  uint32_t count;
  uint32_t capacity;
};

static bool is_queued(const struct reach *reach, uint32_t entry) {
  for (uint32_t i = 0; i < reach->count; i++) {
    if (reach->queue[i] == entry) {
      return true;
    }
  }
  return false;
}

/* Every "reference" inside the entry leads on. */
static void follow_entry(struct reach *reach, uint32_t entry) {
  struct evaluation *evaluation = reach->evaluation;
  const struct document *document = evaluation->document;
  struct resource_scope scope = {
      .parent = reach->bundle,
      .node = document_member_id(document, entry, evaluation->names.resource),
      .entry = entry};
  struct resource_scope *outer = evaluation->scope;
  if (scope.node == NODE_NONE) {
    return;
  }
  evaluation->scope = &scope;
  uint32_t end = document_node(document, scope.node)->next;
  for (uint32_t node = scope.node; node + 1 < end; node++) {
    const struct node *key = document_node(document, node);
    if (key->type != NODE_KEY || key->next != evaluation->names.reference) {
      continue;
    }
    struct arena_mark mark = arena_mark(evaluation->scratch);
    struct reference_target target =
        reference_check_resolve(evaluation, evaluation_text(evaluation, node + 1));
    arena_back(evaluation->scratch, mark);
    if (target.node != NODE_NONE && target.scope.entry != NODE_NONE &&
        reach->count < reach->capacity && !is_queued(reach, target.scope.entry)) {
      reach->queue[reach->count++] = target.scope.entry;
    }
  }
  evaluation->scope = outer;
}

static void check_reachable(const struct bundle_walk *walk) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct reach reach = {.evaluation = evaluation,
                        .bundle = evaluation->scope,
                        .capacity = document_count(document, walk->entries)};
  reach.queue = arena_array(evaluation->scratch, reach.capacity + 1, sizeof(*reach.queue));
  uint32_t first = document_item(document, walk->entries, 0);
  if (reach.queue == NULL || first == NODE_NONE) {
    arena_back(evaluation->scratch, mark);
    return;
  }
  reach.queue[reach.count++] = first;
  for (uint32_t i = 0; i < reach.count; i++) {
    follow_entry(&reach, reach.queue[i]);
  }
  for (uint32_t entry = first; entry != NODE_NONE;
       entry = document_next(document, walk->entries, entry)) {
    if (!is_queued(&reach, entry)) {
      say(evaluation, MESSAGE_BUNDLE_ENTRY_UNREACHABLE, entry,
          member_text(evaluation, entry, evaluation->names.full_url), view_make(NULL, 0));
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
      .type = member_text(evaluation, node, evaluation->names.type),
  };
  bool has_entries =
      walk.entries != NODE_NONE && document_type(document, walk.entries) == NODE_ARRAY;
  if (has_entries) {
    check_entries(&walk);
    if (view_is(walk.type, "document")) {
      check_first_entry(&walk, "Composition");
      check_reachable(&walk);
    } else if (view_is(walk.type, "message")) {
      check_first_entry(&walk, "MessageHeader");
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
    struct view id = member_text(evaluation, item, evaluation->names.id);
    if (id.length == 0) {
      say(evaluation, MESSAGE_CONTAINED_ID_MISSING, item, view_make(NULL, 0), view_make(NULL, 0));
    } else if (hash_map_get(&seen, id) != NULL) {
      say(evaluation, MESSAGE_CONTAINED_ID_DUPLICATE, item, id, view_make(NULL, 0));
    } else if (hash_map_put(&seen, id, evaluation) != ERROR_OK) {
      evaluation->error = ERROR_MEMORY;
    }
  }
  arena_back(evaluation->scratch, mark);
}
