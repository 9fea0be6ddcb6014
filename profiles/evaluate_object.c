#include "profiles/evaluate_object.h"

#include "profiles/attachment_check.h"
#include "profiles/binding_check.h"
#include "profiles/coding_check.h"
#include "profiles/evaluate_profile.h"
#include "profiles/extension_check.h"
#include "profiles/invariant_check.h"
#include "profiles/name_suggestion.h"
#include "profiles/narrative_check.h"
#include "profiles/primitive_format.h"
#include "profiles/reference_check.h"
#include "profiles/system_check.h"
#include "server/limits.h"

/* The object being walked, and how often each child was seen. */
struct object_walk {
  struct evaluation *evaluation;
  const struct object_place *place;
  const struct pack_element *element;
  uint32_t counts[PACK_CHILDREN_MAXIMUM];
};

/* One member of the object. */
struct member {
  uint32_t key; /* node */
  uint32_t value;
  const struct pack_key *row;
};

static struct view member_name(const struct object_walk *walk, const struct member *member) {
  return document_raw(walk->evaluation->document, member->key);
}

static void report_at(const struct object_walk *walk, enum message_id message,
                      const struct member *member, uint32_t node) {
  evaluation_report(walk->evaluation, &(struct finding){.message = message,
                                                        .node = node,
                                                        .element = member->row->child,
                                                        .arguments = {member_name(walk, member)}});
}

static void report_type(struct evaluation *evaluation, enum message_id message,
                        const struct pack_key *row, uint32_t node) {
  const struct pack_type *type = &evaluation->pack->types[row->type];
  evaluation_report(evaluation,
                    &(struct finding){.message = message,
                                      .node = node,
                                      .element = row->child,
                                      .arguments = {pack_view(evaluation->pack, type->name)}});
}

static void unknown_member(const struct object_walk *walk, uint32_t key) {
  struct evaluation *evaluation = walk->evaluation;
  struct view name = document_raw(evaluation->document, key);
  bool is_kept = evaluation->issues->left_out == 0;
  struct view near =
      is_kept ? name_suggestion_find(evaluation->pack, walk->element, name) : view_make(NULL, 0);
  evaluation_report(evaluation,
                    &(struct finding){.message = near.length > 0 ? MESSAGE_ELEMENT_UNKNOWN_NEAR
                                                                 : MESSAGE_ELEMENT_UNKNOWN,
                                      .node = key,
                                      .element = walk->place->element,
                                      .arguments = {name, near}});
}

/* ---- primitives ---------------------------------------------------------------------------------
 */
static bool json_type_fits(struct evaluation *evaluation, enum pack_primitive primitive,
                           const struct pack_key *row, uint32_t node) {
  enum node_type type = document_type(evaluation->document, node);
  bool is_number = primitive == PACK_PRIMITIVE_INTEGER || primitive == PACK_PRIMITIVE_DECIMAL ||
                   primitive == PACK_PRIMITIVE_POSITIVE_INT ||
                   primitive == PACK_PRIMITIVE_UNSIGNED_INT;
  enum message_id message;
  bool fits;
  if (evaluation->request->is_xml && type == NODE_STRING) {
    return true; /* XML has no types of its own: the format decides */
  }
  if (type == NODE_OBJECT || type == NODE_ARRAY) {
    fits = false;
    message = MESSAGE_PRIMITIVE_EXPECTED;
  } else if (type == NODE_NULL) {
    fits = false;
    message = MESSAGE_VALUE_NULL;
  } else if (primitive == PACK_PRIMITIVE_BOOLEAN) {
    fits = type == NODE_TRUE || type == NODE_FALSE;
    message = MESSAGE_BOOLEAN_EXPECTED;
  } else {
    fits = is_number ? type == NODE_NUMBER : type == NODE_STRING;
    message = is_number ? MESSAGE_NUMBER_EXPECTED : MESSAGE_STRING_EXPECTED;
  }
  if (!fits) {
    report_type(evaluation, message, row, node);
  }
  return fits;
}

static void check_primitive(struct evaluation *evaluation, const struct pack_key *row,
                            uint32_t node) {
  enum pack_primitive primitive = (enum pack_primitive)evaluation->pack->types[row->type].primitive;
  if (!json_type_fits(evaluation, primitive, row, node)) {
    return;
  }
  struct view text = document_raw(evaluation->document, node);
  bool escaped = (document_node(evaluation->document, node)->flags & NODE_FLAG_ESCAPED) != 0;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  if (escaped) {
    text = evaluation_text(evaluation, node);
  }
  enum message_id fault = primitive_format_check(primitive, text);
  if (fault != MESSAGE_COUNT) {
    evaluation_report(evaluation, &(struct finding){.message = fault,
                                                    .node = node,
                                                    .element = row->child,
                                                    .arguments = {text}});
  } else if (primitive == PACK_PRIMITIVE_XHTML) {
    narrative_check(evaluation, row->child, node);
  } else if (primitive == PACK_PRIMITIVE_STRING || primitive == PACK_PRIMITIVE_MARKDOWN) {
    narrative_check_string(evaluation, row->child, node, text);
  }
  arena_back(evaluation->scratch, mark);
}

/* ---- values -------------------------------------------------------------------------------------
 */
static void evaluate_complex(const struct object_walk *walk, const struct member *member,
                             uint32_t node) {
  struct evaluation *evaluation = walk->evaluation;
  const struct pack *pack = evaluation->pack;
  const struct pack_type *type = &pack->types[member->row->type];
  uint32_t child = member->row->child;
  if (document_type(evaluation->document, node) != NODE_OBJECT) {
    bool is_null = document_type(evaluation->document, node) == NODE_NULL;
    report_type(evaluation, is_null ? MESSAGE_VALUE_NULL : MESSAGE_OBJECT_EXPECTED, member->row,
                node);
    return;
  }
  if ((type->flags & PACK_TYPE_RESOURCE) != 0) {
    bool in_entry = member->row->name == evaluation->names.resource && !walk->place->is_resource;
    evaluation->steps->resource(
        evaluation, &(struct resource_place){node, in_entry ? walk->place->node : NODE_NONE,
                                             member->row->name == evaluation->names.contained});
    return;
  }
  bool is_inline = (type->flags & PACK_TYPE_INLINE) != 0;
  uint32_t element = is_inline ? child : pack->profiles[type->definition].root;
  evaluate_object(evaluation,
                  &(struct object_place){.node = node, .element = element, .place = child});
  if (type->definition == evaluation->extension_type) {
    bool is_modifier = member->row->name == evaluation->names.modifier_extension;
    uint32_t definition =
        extension_check(evaluation, &(struct extension_place){.node = node,
                                                              .parent = walk->place->node,
                                                              .parent_type = walk->place->element,
                                                              .parent_element = walk->place->place,
                                                              .is_modifier = is_modifier});
    if (definition != PACK_NONE) {
      evaluate_profile(evaluation, definition, node);
    }
  } else if ((type->flags & PACK_TYPE_REFERENCE) != 0) {
    reference_check_base(evaluation, child, node);
    reference_check(evaluation, child, member->row->type, node);
  } else if (type->definition == evaluation->attachment_type) {
    attachment_check(evaluation, child, node);
  } else {
    if (type->definition == evaluation->coding_type) {
      coding_check(evaluation, child, node);
    }
    binding_check_system(evaluation, type->definition, child, node);
    system_check(evaluation, type->definition, child, node);
  }
}

static void evaluate_value(const struct object_walk *walk, const struct member *member,
                           uint32_t node) {
  struct evaluation *evaluation = walk->evaluation;
  const struct pack_type *type = &evaluation->pack->types[member->row->type];
  if (type->primitive != PACK_PRIMITIVE_NONE) {
    check_primitive(evaluation, member->row, node);
  } else {
    evaluate_complex(walk, member, node);
  }
  bool is_inline = (type->flags & PACK_TYPE_INLINE) != 0;
  uint32_t described =
      is_inline ? member->row->child : evaluation->pack->profiles[type->definition].root;
  binding_check(evaluation, member->row->child, node);
  invariant_check(evaluation,
                  &(struct invariant_place){member->row->child, node, NODE_NONE, described});
}

/* The other half of a primitive: "_name" for "name" and back; NODE_NONE when absent. */
static uint32_t other_half(const struct object_walk *walk, const struct member *member) {
  struct evaluation *evaluation = walk->evaluation;
  struct view name = member_name(walk, member);
  if ((member->row->flags & PACK_KEY_TWIN) != 0) {
    return document_member(evaluation->document, walk->place->node,
                           view_part(name, 1, name.length));
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct view twin = arena_format(evaluation->scratch, "_%.*s", VIEW_ARGUMENTS(name));
  uint32_t node = document_member(evaluation->document, walk->place->node, twin);
  arena_back(evaluation->scratch, mark);
  return node;
}

/* A null in an array of primitives stands for an item that has only extensions. */
static bool null_is_filled(const struct object_walk *walk, const struct member *member,
                           uint32_t position) {
  const struct document *document = walk->evaluation->document;
  uint32_t twin = other_half(walk, member);
  if (twin == NODE_NONE || document_type(document, twin) != NODE_ARRAY) {
    return false;
  }
  uint32_t item = document_item(document, twin, position);
  return item != NODE_NONE && document_type(document, item) == NODE_OBJECT;
}

static uint32_t evaluate_array(const struct object_walk *walk, const struct member *member) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  bool is_primitive = evaluation->pack->types[member->row->type].primitive != PACK_PRIMITIVE_NONE;
  uint32_t count = 0;
  for (uint32_t item = document_first(document, member->value); item != NODE_NONE;
       item = document_next(document, member->value, item)) {
    bool skip = is_primitive && document_type(document, item) == NODE_NULL &&
                null_is_filled(walk, member, count);
    if (!skip) {
      evaluate_value(walk, member, item);
    }
    count++;
  }
  if (count == 0) {
    report_at(walk, MESSAGE_ARRAY_EMPTY, member, member->value);
  }
  return count;
}

/* How often the member counts for its element. */
static uint32_t evaluate_member(const struct object_walk *walk, const struct member *member) {
  struct evaluation *evaluation = walk->evaluation;
  const struct pack_element *child = &evaluation->pack->elements[member->row->child];
  bool is_list = (child->flags & PACK_ELEMENT_LIST) != 0;
  bool is_array = document_type(evaluation->document, member->value) == NODE_ARRAY;
  if (is_list && is_array) {
    return evaluate_array(walk, member);
  }
  if (is_array) {
    report_at(walk, MESSAGE_ARRAY_NOT_EXPECTED, member, member->value);
    return 1;
  }
  if (is_list) {
    report_at(walk, MESSAGE_ARRAY_EXPECTED, member, member->value);
    return 1;
  }
  evaluate_value(walk, member, member->value);
  return 1;
}

/* ---- twins --------------------------------------------------------------------------------------
 */
static void evaluate_twin(const struct object_walk *walk, const struct member *member,
                          uint32_t twin, bool has_value) {
  struct evaluation *evaluation = walk->evaluation;
  const struct pack *pack = evaluation->pack;
  if (document_type(evaluation->document, twin) != NODE_OBJECT) {
    report_at(walk, MESSAGE_TWIN_NOT_PRIMITIVE, member, twin);
    return;
  }
  uint32_t definition = pack->types[member->row->type].definition;
  evaluate_object(evaluation, &(struct object_place){.node = twin,
                                                     .element = pack->profiles[definition].root,
                                                     .place = member->row->child,
                                                     .has_value = has_value});
}

static uint32_t evaluate_twin_array(const struct object_walk *walk, const struct member *member,
                                    uint32_t primary) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  uint32_t count = 0;
  for (uint32_t item = document_first(document, member->value); item != NODE_NONE;
       item = document_next(document, member->value, item)) {
    uint32_t value = primary == NODE_NONE ? NODE_NONE : document_item(document, primary, count);
    bool has_value = value != NODE_NONE && document_type(document, value) != NODE_NULL;
    if (document_type(document, item) != NODE_NULL) {
      evaluate_twin(walk, member, item, has_value);
    } else if (!has_value) {
      report_at(walk, MESSAGE_VALUE_NULL, member, item);
    }
    count++;
  }
  if (count == 0) {
    report_at(walk, MESSAGE_ARRAY_EMPTY, member, member->value);
  }
  if (primary != NODE_NONE && document_count(document, primary) != count) {
    report_at(walk, MESSAGE_TWIN_LENGTH, member, member->value);
  }
  return primary == NODE_NONE ? count : 0;
}

static uint32_t evaluate_twin_member(const struct object_walk *walk, const struct member *member) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  const struct pack_element *child = &evaluation->pack->elements[member->row->child];
  uint32_t primary = other_half(walk, member);
  if (walk->place->is_resource && view_is(member_name(walk, member), "_id")) {
    report_at(walk, MESSAGE_RESOURCE_ID_EXTENSION, member, member->value);
  }
  bool is_list = (child->flags & PACK_ELEMENT_LIST) != 0;
  bool is_array = document_type(document, member->value) == NODE_ARRAY;
  if (is_list != is_array) {
    report_at(walk, is_list ? MESSAGE_ARRAY_EXPECTED : MESSAGE_TWIN_NOT_PRIMITIVE, member,
              member->value);
    return primary == NODE_NONE ? 1 : 0;
  }
  if (is_array) {
    return evaluate_twin_array(walk, member, primary);
  }
  evaluate_twin(walk, member, member->value, primary != NODE_NONE);
  return primary == NODE_NONE ? 1 : 0;
}

/* ---- the object ---------------------------------------------------------------------------------
 */
static void check_cardinalities(const struct object_walk *walk) {
  struct evaluation *evaluation = walk->evaluation;
  const struct pack *pack = evaluation->pack;
  for (uint32_t i = 0; i < walk->element->children.count; i++) {
    uint32_t child = walk->element->children.first + i;
    const struct pack_element *row = &pack->elements[child];
    uint32_t count = walk->counts[i];
    if (count >= row->minimum && count <= row->maximum) {
      continue;
    }
    bool too_few = count < row->minimum;
    bool choice = (row->flags & PACK_ELEMENT_CHOICE) != 0;
    struct arena_mark mark = arena_mark(evaluation->scratch);
    evaluation_report(
        evaluation,
        &(struct finding){
            .message = too_few  ? MESSAGE_CARDINALITY_MINIMUM
                       : choice ? MESSAGE_CHOICE_REPEATED
                                : MESSAGE_CARDINALITY_MAXIMUM,
            .node = walk->place->node,
            .element = child,
            .arguments = {evaluation_element_name(pack, child),
                          evaluation_number(evaluation, too_few ? row->minimum : row->maximum),
                          evaluation_number(evaluation, count)}});
    arena_back(evaluation->scratch, mark);
  }
}

/* Ids of elements are unique in their resource (FHIR R4 element.html#id). Those of element
 * definitions are unique in their list: snapshot and differential name the same elements
 * (elementdefinition.html#id). */
static bool has_own_ids(const struct object_walk *walk, uint32_t name) {
  const struct evaluation_names *names = &walk->evaluation->names;
  return walk->place->is_resource && (name == names->snapshot || name == names->differential);
}

static void note_element_id(struct evaluation *evaluation, uint32_t node) {
  struct resource_scope *scope = evaluation->scope;
  if (document_type(evaluation->document, node) != NODE_STRING) {
    return;
  }
  if (scope->ids == NULL) {
    scope->ids = arena_alloc(evaluation->arena, sizeof(*scope->ids));
    if (scope->ids == NULL) {
      evaluation->error = ERROR_MEMORY;
      return;
    }
    *scope->ids = hash_map_make(evaluation->arena);
  }
  struct view id = document_raw(evaluation->document, node);
  if (hash_map_get(scope->ids, id) != NULL) {
    evaluation_say(evaluation, MESSAGE_ELEMENT_ID_DUPLICATE, node, id);
  } else if (hash_map_put(scope->ids, id, scope) != ERROR_OK) {
    evaluation->error = ERROR_MEMORY;
  }
}

static void walk_members(struct object_walk *walk) {
  struct evaluation *evaluation = walk->evaluation;
  const struct document *document = evaluation->document;
  uint32_t object = walk->place->node;
  for (uint32_t key = document_first(document, object);
       key != NODE_NONE && !evaluation_stopped(evaluation);
       key = document_next(document, object, key)) {
    uint32_t name = document_node(document, key)->next;
    if (walk->place->is_resource && name == evaluation->names.resource_type) {
      continue;
    }
    const struct pack_key *row = evaluation_key(evaluation->pack, walk->element, name);
    if (row == NULL || row->type == PACK_NONE) {
      unknown_member(walk, key);
      continue;
    }
    if (name == evaluation->names.id && !walk->place->is_resource) {
      note_element_id(evaluation, key + 1);
    }
    struct hash_map *ids = evaluation->scope->ids;
    if (has_own_ids(walk, name)) {
      evaluation->scope->ids = NULL;
    }
    struct member member = {key, key + 1, row};
    bool twin = (row->flags & PACK_KEY_TWIN) != 0;
    walk->counts[row->child - walk->element->children.first] +=
        twin ? evaluate_twin_member(walk, &member) : evaluate_member(walk, &member);
    if (has_own_ids(walk, name)) {
      evaluation->scope->ids = ids;
    }
  }
}

/* ele-1: a value or children; an id alone is none. */
static bool says_nothing(const struct evaluation *evaluation, const struct object_place *place) {
  const struct document *document = evaluation->document;
  uint32_t key = document_first(document, place->node);
  return key != NODE_NONE && !place->is_resource && !place->has_value &&
         document_node(document, key)->next == evaluation->names.id &&
         document_next(document, place->node, key) == NODE_NONE;
}

void evaluate_object(struct evaluation *evaluation, const struct object_place *place) {
  const struct pack *pack = evaluation->pack;
  struct object_walk walk = {
      .evaluation = evaluation, .place = place, .element = &pack->elements[place->element]};
  struct finding finding = {.node = place->node, .element = place->place};
  if (document_first(evaluation->document, place->node) == NODE_NONE) {
    finding.message = MESSAGE_OBJECT_EMPTY;
    evaluation_report(evaluation, &finding);
    return;
  }
  if (says_nothing(evaluation, place)) {
    finding.message = MESSAGE_OBJECT_WITHOUT_VALUE;
    evaluation_report(evaluation, &finding);
  }
  walk_members(&walk);
  check_cardinalities(&walk);
  if (place->element != place->place || place->is_resource) {
    invariant_check(evaluation, &(struct invariant_place){place->element, place->node, NODE_NONE,
                                                          place->element});
  }
}
