#include "profiles/evaluate_sparse.h"

#include "profiles/binding_check.h"
#include "profiles/facet_check.h"
#include "profiles/invariant_check.h"
#include "profiles/national_tier.h"
#include "profiles/reference_check.h"
#include "profiles/resource_scope.h"
#include "profiles/slicing.h"
#include "profiles/value_match.h"
#include "server/base/buffer.h"
#include "server/limits.h"

#define PROFILE_LIST_BYTES 512u

/* ---- an element's own facts ---------------------------------------------------------------------
 */
static struct view profile_list(struct evaluation *evaluation, struct pack_range links) {
  const struct pack *pack = evaluation->pack;
  struct buffer buffer = buffer_make(evaluation->scratch, PROFILE_LIST_BYTES);
  for (uint32_t i = 0; i < links.count; i++) {
    buffer_append_string(&buffer, i == 0 ? "" : ", ");
    buffer_append(&buffer, pack_view(pack, pack->links[links.first + i].url));
  }
  return buffer_view(&buffer);
}

/* One of several profiles must hold: each is tried silently. A link to a profile that is in no
 * package cannot be judged. */
static void check_alternatives(struct evaluation *evaluation, uint32_t element,
                               struct pack_range links, uint32_t node) {
  const struct pack *pack = evaluation->pack;
  for (uint32_t i = 0; i < links.count; i++) {
    uint32_t profile = pack->links[links.first + i].profile;
    if (profile == PACK_NONE || evaluation->steps->profile_holds(evaluation, profile, node)) {
      return;
    }
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  evaluation_report(evaluation, &(struct finding){.message = MESSAGE_PROFILE_NOT_MATCHED,
                                                  .node = node,
                                                  .element = element,
                                                  .arguments = {profile_list(evaluation, links)}});
  arena_back(evaluation->scratch, mark);
}

static void check_type_profiles(struct evaluation *evaluation, uint32_t element,
                                const struct pack_type *type, uint32_t node) {
  const struct pack *pack = evaluation->pack;
  if (type->profiles.count == 0) {
    return;
  }
  if (type->profiles.count > 1) {
    check_alternatives(evaluation, element, type->profiles, node);
    return;
  }
  const struct pack_link *link = &pack->links[type->profiles.first];
  if (link->profile != PACK_NONE) {
    evaluation->steps->profile(evaluation, link->profile, node);
    return;
  }
  evaluation_report(evaluation, &(struct finding){.message = MESSAGE_PROFILE_UNKNOWN,
                                                  .node = node,
                                                  .element = element,
                                                  .arguments = {pack_view(pack, link->url)}});
}

/* The R4 definition of an item's type: by resourceType, else by the property's name. */
static uint32_t item_definition(struct evaluation *evaluation, const struct sparse_item *item) {
  const struct pack *pack = evaluation->pack;
  bool any_resource =
      item->type != PACK_NONE && (pack->types[item->type].flags & PACK_TYPE_RESOURCE) != 0;
  if (any_resource && document_type(evaluation->document, item->node) == NODE_OBJECT) {
    struct arena_mark mark = arena_mark(evaluation->scratch);
    uint32_t definition = pack_find_type(pack, evaluation_resource_type(evaluation, item->node));
    arena_back(evaluation->scratch, mark);
    return definition;
  }
  return item->definition;
}

static struct view type_list(struct evaluation *evaluation, const struct pack_element *row) {
  const struct pack *pack = evaluation->pack;
  struct buffer buffer = buffer_make(evaluation->scratch, PROFILE_LIST_BYTES);
  for (uint32_t i = 0; i < row->types.count; i++) {
    buffer_append_string(&buffer, i == 0 ? "" : ", ");
    buffer_append(&buffer, pack_view(pack, pack->types[row->types.first + i].name));
  }
  return buffer_view(&buffer);
}

/* The narrowed type that an item of this definition falls under; PACK_NONE when there is none. */
static uint32_t fitting_type(const struct pack *pack, const struct pack_element *row,
                             uint32_t definition) {
  for (uint32_t i = 0; i < row->types.count; i++) {
    uint32_t type = row->types.first + i;
    if (definition == PACK_NONE ||
        pack_derives_from(pack, definition, pack->types[type].definition)) {
      return type;
    }
  }
  return PACK_NONE;
}

static void check_types(struct evaluation *evaluation, uint32_t element,
                        const struct sparse_item *item) {
  const struct pack *pack = evaluation->pack;
  const struct pack_element *row = &pack->elements[element];
  if ((row->flags & PACK_ELEMENT_TYPES) == 0 || row->types.count == 0 || item->node == NODE_NONE) {
    return;
  }
  uint32_t definition = item_definition(evaluation, item);
  uint32_t type = fitting_type(pack, row, definition);
  if (type == PACK_NONE) {
    struct arena_mark mark = arena_mark(evaluation->scratch);
    evaluation_report(
        evaluation,
        &(struct finding){.message = MESSAGE_TYPE_NOT_ALLOWED,
                          .node = item->node,
                          .element = element,
                          .arguments = {pack_view(pack, pack->profiles[definition].type),
                                        type_list(evaluation, row)}});
    arena_back(evaluation->scratch, mark);
    return;
  }
  check_type_profiles(evaluation, element, &pack->types[type], item->node);
  if ((pack->types[type].flags & PACK_TYPE_REFERENCE) != 0) {
    reference_check(evaluation, element, type, item->node);
  }
}

/* ---- children -----------------------------------------------------------------------------------
 */
struct sparse_walk {
  struct evaluation *evaluation;
  const struct pack_element *element;
  uint32_t object;
  uint32_t counts[PACK_CHILDREN_MAXIMUM];
};

static void report_count(struct evaluation *evaluation, uint32_t child, uint32_t object,
                         uint32_t count) {
  const struct pack *pack = evaluation->pack;
  const struct pack_element *row = &pack->elements[child];
  bool too_few = count < row->minimum;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  evaluation_report(
      evaluation,
      &(struct finding){
          .message = too_few ? MESSAGE_CARDINALITY_MINIMUM : MESSAGE_CARDINALITY_MAXIMUM,
          .node = object,
          .element = child,
          .arguments = {evaluation_element_name(pack, child),
                        evaluation_number(evaluation, too_few ? row->minimum : row->maximum),
                        evaluation_number(evaluation, count)}});
  arena_back(evaluation->scratch, mark);
}

static void check_counts(const struct sparse_walk *walk) {
  const struct pack *pack = walk->evaluation->pack;
  for (uint32_t i = 0; i < walk->element->children.count; i++) {
    uint32_t child = walk->element->children.first + i;
    const struct pack_element *row = &pack->elements[child];
    if (walk->counts[i] < row->minimum || walk->counts[i] > row->maximum) {
      report_count(walk->evaluation, child, walk->object, walk->counts[i]);
    }
    if (walk->counts[i] == 0) {
      national_tier_absent(walk->evaluation, child, walk->object);
    }
    if (walk->counts[i] == 0 && row->slicing != PACK_NONE) {
      slicing_absent(walk->evaluation, child, walk->object);
    }
  }
}

/* "_name" of a primitive in the object; NODE_NONE when absent or when the value is no primitive. */
static uint32_t find_twin(const struct sparse_walk *walk, uint32_t key, uint32_t position) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct view name = document_raw(document, key);
  struct view twin_name = arena_format(evaluation->scratch, "_%.*s", VIEW_ARGUMENTS(name));
  uint32_t twin = document_member(document, walk->object, twin_name);
  arena_back(evaluation->scratch, mark);
  if (twin != NODE_NONE && document_type(document, twin) == NODE_ARRAY) {
    twin = document_item(document, twin, position);
  }
  return twin != NODE_NONE && document_type(document, twin) == NODE_OBJECT ? twin : NODE_NONE;
}

static struct sparse_item make_item(const struct sparse_walk *walk, uint32_t key,
                                    const struct pack_key *row, uint32_t node, uint32_t position) {
  struct evaluation *evaluation = walk->evaluation;
  const struct pack *pack = evaluation->pack;
  struct sparse_item item = {node, NODE_NONE, row->type, PACK_NONE};
  bool has_children = pack->elements[row->child].children.count > 0;
  bool is_primitive =
      row->type != PACK_NONE && pack->types[row->type].primitive != PACK_PRIMITIVE_NONE;
  if (row->type != PACK_NONE) {
    item.definition = pack->types[row->type].definition;
  }
  if (has_children && is_primitive) {
    item.twin = find_twin(walk, key, position);
  }
  return item;
}

/* All values of one member, in scratch memory. */
static struct sparse_items collect_items(const struct sparse_walk *walk, uint32_t key,
                                         const struct pack_key *row) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  uint32_t value = key + 1;
  bool is_array = document_type(document, value) == NODE_ARRAY;
  uint32_t capacity = is_array ? document_count(document, value) : 1;
  struct sparse_items items = {arena_array(evaluation->scratch, capacity + 1, sizeof(*items.items)),
                               0};
  if (items.items == NULL) {
    evaluation->error = ERROR_MEMORY;
    return items;
  }
  if (!is_array) {
    items.items[items.count++] = make_item(walk, key, row, value, 0);
    return items;
  }
  for (uint32_t item = document_first(document, value); item != NODE_NONE;
       item = document_next(document, value, item)) {
    items.items[items.count] = make_item(walk, key, row, item, items.count);
    items.count++;
  }
  return items;
}

static void walk_items(struct sparse_walk *walk, uint32_t key, const struct pack_key *row) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  uint32_t *count = &walk->counts[row->child - walk->element->children.first];
  uint32_t value = key + 1;
  if (evaluation->pack->elements[row->child].slicing != PACK_NONE) {
    struct arena_mark mark = arena_mark(evaluation->scratch);
    struct sparse_items items = collect_items(walk, key, row);
    *count += items.count;
    slicing_evaluate(evaluation, row->child, &items, walk->object);
    arena_back(evaluation->scratch, mark);
    return;
  }
  if (document_type(document, value) != NODE_ARRAY) {
    struct sparse_item item = make_item(walk, key, row, value, 0);
    evaluate_sparse(evaluation, row->child, &item);
    *count += 1;
    return;
  }
  uint32_t position = 0;
  for (uint32_t node = document_first(document, value);
       node != NODE_NONE && !evaluation_stopped(evaluation);
       node = document_next(document, value, node)) {
    struct sparse_item item = make_item(walk, key, row, node, position++);
    evaluate_sparse(evaluation, row->child, &item);
  }
  *count += position;
}

/* A twin without its primitive counts for the element; with it, the primitive's own turn handles
 * it. */
static void walk_twin(struct sparse_walk *walk, uint32_t key, const struct pack_key *row) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  struct view name = document_raw(document, key);
  if (document_member(document, walk->object, view_part(name, 1, name.length)) != NODE_NONE) {
    return;
  }
  bool is_array = document_type(document, key + 1) == NODE_ARRAY;
  uint32_t twin = is_array ? document_item(document, key + 1, 0) : key + 1;
  walk->counts[row->child - walk->element->children.first] +=
      is_array ? document_count(document, key + 1) : 1;
  if (twin != NODE_NONE && document_type(document, twin) == NODE_OBJECT) {
    struct sparse_item item = {NODE_NONE, twin, row->type,
                               evaluation->pack->types[row->type].definition};
    evaluate_sparse(evaluation, row->child, &item);
  }
}

static void report_choice(const struct sparse_walk *walk, uint32_t key,
                          const struct pack_key *row) {
  struct evaluation *evaluation = walk->evaluation;
  evaluation_report(evaluation,
                    &(struct finding){.message = MESSAGE_CHOICE_TYPE,
                                      .node = key + 1,
                                      .element = row->child,
                                      .arguments = {document_raw(evaluation->document, key)}});
}

static void walk_object(struct evaluation *evaluation, uint32_t element, uint32_t object) {
  const struct pack *pack = evaluation->pack;
  const struct document *document = evaluation->document;
  struct sparse_walk walk = {
      .evaluation = evaluation, .element = &pack->elements[element], .object = object};
  for (uint32_t key = document_first(document, object);
       key != NODE_NONE && !evaluation_stopped(evaluation);
       key = document_next(document, object, key)) {
    const struct pack_key *row =
        evaluation_key(pack, walk.element, document_node(document, key)->next);
    if (row == NULL) {
      continue;
    }
    if (row->type == PACK_NONE) {
      report_choice(&walk, key, row);
      walk.counts[row->child - walk.element->children.first]++;
    } else if ((row->flags & PACK_KEY_TWIN) != 0) {
      walk_twin(&walk, key, row);
    } else {
      walk_items(&walk, key, row);
    }
  }
  if (!evaluation_stopped(evaluation)) {
    check_counts(&walk);
  }
}

/* The R4 tree that describes an item; inline elements and resources of any type are not known here.
 */
static uint32_t described_by(const struct pack *pack, const struct sparse_item *item) {
  bool is_open = item->type != PACK_NONE &&
                 (pack->types[item->type].flags & (PACK_TYPE_INLINE | PACK_TYPE_RESOURCE)) != 0;
  return is_open || item->definition == PACK_NONE ? PACK_NONE
                                                  : pack->profiles[item->definition].root;
}

/* The children of a resource inside the innermost one (contained, Bundle.entry.resource) have it as
 * their %resource and resolve from its place; the constraints of the element that holds it do not.
 */
static void walk_item(struct evaluation *evaluation, uint32_t element,
                      const struct sparse_item *item, uint32_t object) {
  struct resource_scope *outer = evaluation->scope;
  struct resource_scope nested;
  bool is_resource = item->type != PACK_NONE && outer->node != object &&
                     (evaluation->pack->types[item->type].flags & PACK_TYPE_RESOURCE) != 0;
  if (is_resource) {
    nested = resource_scope_nested(evaluation, object, item->definition);
    evaluation->scope = &nested;
  }
  walk_object(evaluation, element, object);
  evaluation->scope = outer;
}

void evaluate_sparse(struct evaluation *evaluation, uint32_t element,
                     const struct sparse_item *item) {
  const struct pack *pack = evaluation->pack;
  const struct pack_element *row = &pack->elements[element];
  if (evaluation->depth >= LIMIT_VALIDATION_DEPTH) {
    evaluation_say(evaluation, MESSAGE_TOO_DEEP, item->node, view_make(NULL, 0));
    return;
  }
  evaluation->depth++;
  if (item->node != NODE_NONE) {
    value_match_check(evaluation, element, item->node);
    binding_check(evaluation, element, item->node);
    facet_check(evaluation, element, item->node);
    check_types(evaluation, element, item);
  } else if ((row->flags & PACK_ELEMENT_MUST_HAVE_VALUE) != 0) {
    evaluation_report(
        evaluation,
        &(struct finding){.message = MESSAGE_VALUE_NEEDED, .node = item->twin, .element = element});
  }
  uint32_t object = item->twin;
  if (item->node != NODE_NONE && document_type(evaluation->document, item->node) == NODE_OBJECT) {
    object = item->node;
  }
  if (row->children.count > 0 && object != NODE_NONE) {
    walk_item(evaluation, element, item, object);
  } else if (row->children.count > 0) {
    struct sparse_walk empty = {.evaluation = evaluation, .element = row, .object = item->node};
    check_counts(&empty);
  }
  if (!evaluation_stopped(evaluation)) {
    invariant_check(evaluation, &(struct invariant_place){element, item->node, item->twin,
                                                          described_by(pack, item)});
  }
  evaluation->depth--;
}
