/* Compares a generated snapshot with the published one, element by element. Header-only, since each
 * unit test is one file. */
#ifndef TESTS_UNIT_PROFILES_SNAPSHOT_COMPARE_H
#define TESTS_UNIT_PROFILES_SNAPSHOT_COMPARE_H

#include "profiles/definition_model.h"
#include "server/base/buffer.h"
#include "server/limits.h"

#include <stdio.h>

/* The elements of a definition by id. */
struct compare_side {
  const struct structure_definition *structure;
  struct view *ids;
  struct hash_map by_id; /* id -> element */
};

/* One element as one line of text a property: equal texts, equal properties. */
enum compare_property {
  COMPARE_CARDINALITY,
  COMPARE_TYPES,
  COMPARE_VALUE,
  COMPARE_BINDING,
  COMPARE_SLICING,
  COMPARE_CONSTRAINTS,
  COMPARE_PROPERTIES,
  COMPARE_ABSENT, /* from the generated snapshot */
  COMPARE_EXTRA,
};

static const char *const compare_names[] = {"cardinality", "types", "value",  "binding", "slicing",
                                            "constraints", "",      "absent", "extra"};

static inline struct compare_side compare_side_make(struct arena *arena,
                                                    const struct structure_definition *structure) {
  struct compare_side side = {structure, NULL, hash_map_make(arena)};
  struct view path[LIMIT_ELEMENT_DEPTH + 1u];
  side.ids = arena_array(arena, structure->element_count + 1u, sizeof(struct view));
  for (uint32_t i = 0; i < structure->element_count; i++) {
    struct definition_element *element = &structure->elements[i];
    struct view parent = element->depth == 0 ? view_make("", 0) : path[element->depth - 1];
    struct view id =
        arena_format(arena, "%.*s%s%.*s%s%.*s", VIEW_ARGUMENTS(parent),
                     parent.length > 0 ? "." : "", VIEW_ARGUMENTS(element->name),
                     element->slice.length > 0 ? ":" : "", VIEW_ARGUMENTS(element->slice));
    path[element->depth] = id;
    side.ids[i] = id;
    ck_assert_int_eq(hash_map_put(&side.by_id, id, element), ERROR_OK);
  }
  return side;
}

static inline int compare_views(const void *a, const void *b) {
  return view_compare(*(const struct view *)a, *(const struct view *)b);
}

/* The views in byte order: the order of targets, types and constraints says nothing. */
static inline void compare_list(struct buffer *buffer, struct view *items, uint32_t count) {
  if (count > 0) {
    qsort(items, count, sizeof *items, compare_views);
  }
  for (uint32_t i = 0; i < count; i++) {
    buffer_append_format(buffer, " %.*s", VIEW_ARGUMENTS(items[i]));
  }
}

/* Canonicals without versions: some publishers pin those that the base does not. */
static inline void compare_canonicals(struct buffer *buffer, struct arena *arena,
                                      const struct text_list *list) {
  struct view *urls = arena_array(arena, list->count + 1u, sizeof *urls);
  for (uint32_t i = 0; i < list->count; i++) {
    struct view version;
    urls[i] = definition_canonical_url(list->items[i], &version);
  }
  compare_list(buffer, urls, list->count);
}

static inline void compare_types(struct arena *arena, struct buffer *buffer,
                                 const struct definition_element *element) {
  struct view *types = arena_array(arena, element->type_count + 1u, sizeof *types);
  for (uint32_t i = 0; i < element->type_count; i++) {
    struct buffer one = buffer_make(arena, 1u << 20);
    buffer_append_format(&one, "%.*s(", VIEW_ARGUMENTS(element->types[i].code));
    compare_canonicals(&one, arena, &element->types[i].profiles);
    buffer_append_format(&one, " >");
    compare_canonicals(&one, arena, &element->types[i].targets);
    buffer_append_format(&one, ")");
    types[i] = buffer_view(&one);
  }
  compare_list(buffer, types, element->type_count);
  buffer_append_format(buffer, " #%.*s", VIEW_ARGUMENTS(element->content_reference));
}

static inline void compare_slicing(struct buffer *buffer,
                                   const struct definition_slicing *slicing) {
  buffer_append_format(buffer, "%d%s", (int)slicing->rules, slicing->ordered ? " ordered" : "");
  for (uint32_t i = 0; i < slicing->discriminator_count; i++) {
    buffer_append_format(buffer, " %d:%.*s", (int)slicing->discriminators[i].kind,
                         VIEW_ARGUMENTS(slicing->discriminators[i].path));
  }
}

static inline void compare_binding(struct buffer *buffer,
                                   const struct definition_binding *binding) {
  struct view version;
  struct view value_set = definition_canonical_url(binding->value_set, &version);
  struct view maximum = definition_canonical_url(binding->maximum, &version);
  buffer_append_format(buffer, "%d %.*s %.*s", (int)binding->strength, VIEW_ARGUMENTS(value_set),
                       VIEW_ARGUMENTS(maximum));
}

static inline struct view compare_text(struct arena *arena,
                                       const struct definition_element *element,
                                       enum compare_property property) {
  struct buffer buffer = buffer_make(arena, 1u << 20);
  struct view *keys = arena_array(arena, element->constraint_count + 1u, sizeof *keys);
  for (uint32_t i = 0; i < element->constraint_count; i++) {
    keys[i] = element->constraints[i].key;
  }
  switch (property) {
  case COMPARE_CARDINALITY:
    buffer_append_format(&buffer, "%u..%u", element->minimum, element->maximum);
    break;
  case COMPARE_TYPES:
    compare_types(arena, &buffer, element);
    break;
  case COMPARE_VALUE:
    buffer_append_format(&buffer, "%d %.*s %.*s %.*s %.*s %u", (int)element->value_kind,
                         VIEW_ARGUMENTS(element->value_type), VIEW_ARGUMENTS(element->value),
                         VIEW_ARGUMENTS(element->minimum_value),
                         VIEW_ARGUMENTS(element->maximum_value), element->maximum_length);
    break;
  case COMPARE_BINDING:
    compare_binding(&buffer, &element->binding);
    break;
  case COMPARE_SLICING:
    compare_slicing(&buffer, &element->slicing);
    break;
  case COMPARE_CONSTRAINTS:
    compare_list(&buffer, keys, element->constraint_count);
    break;
  case COMPARE_PROPERTIES:
  case COMPARE_ABSENT:
  case COMPARE_EXTRA:
  default:
    break;
  }
  return buffer_view(&buffer);
}

/* Two snapshots of one definition. */
struct compare_pair {
  struct arena *arena;
  const struct definition_model *model; /* of the published one */
  const struct definition_package *package;
  struct compare_side published;
  struct compare_side made;
};

/* Ways in which correct generators differ: HL7's tools against ours (SUSHI's need none of them). */
enum compare_reason {
  REASON_NONE,
  REASON_SHORT_NAME,     /* "valueQuantity": they slice value[x], we narrow its types */
  REASON_SLICE_CHILDREN, /* they repeat the type's children in a slice, we only what is constrained
                          */
  REASON_TYPE_RULES,     /* they repeat the constraints of the type that they walk into */
  REASON_SLICE_BASE,     /* their slices leave out what the differential says of all items */
  REASON_COUNT
};

/* The id without the slices of its choices: "value[x]:valueQuantity.code" -> "value[x].code". */
static inline struct view compare_unslice(struct arena *arena, struct view id, bool choices_only) {
  struct buffer buffer = buffer_make(arena, 1u << 16);
  while (id.length > 0) {
    struct view slice = view_split(&id, '.');
    struct view whole = slice;
    struct view name = view_split(&slice, ':');
    bool drop = !choices_only || view_ends_with(name, view_of("[x]"));
    buffer_append_format(&buffer, "%.*s%s", VIEW_ARGUMENTS(drop ? name : whole),
                         id.length > 0 ? "." : "");
  }
  return buffer_view(&buffer);
}

static inline struct view compare_parent(struct view id) {
  size_t dot = id.length;
  while (dot > 0 && id.data[dot - 1] != '.') {
    dot--;
  }
  return view_part(id, 0, dot == 0 ? 0 : dot - 1);
}

static inline bool compare_has_below(const struct compare_side *side, struct view id) {
  for (uint32_t i = 0; i < side->structure->element_count; i++) {
    struct view other = side->ids[i];
    if (other.length > id.length && view_starts_with(other, id) && other.data[id.length] == '.') {
      return true;
    }
  }
  return false;
}

static inline bool compare_has_key(const struct definition_element *element, struct view key) {
  bool found = false;
  for (uint32_t i = 0; i < element->constraint_count && !found; i++) {
    found = view_equal(element->constraints[i].key, key);
  }
  return found;
}

static inline bool compare_type_has_key(const struct compare_pair *pair,
                                        const struct definition_element *element, struct view key) {
  bool found = false;
  for (uint32_t i = 0; i < element->type_count && !found; i++) {
    const struct definition_type *type = &element->types[i];
    const struct structure_definition *structure = definition_model_type(pair->model, type->code);
    found = structure != NULL && compare_has_key(&structure->elements[0], key);
    for (uint32_t j = 0; j < type->profiles.count && !found; j++) {
      structure = definition_model_structure(pair->package, type->profiles.items[j]);
      found = structure != NULL && structure->element_count > 0 &&
              compare_has_key(&structure->elements[0], key);
    }
  }
  return found;
}

/* Has the published element only constraints more that its type brings anyhow? */
static inline bool compare_only_type_rules(const struct compare_pair *pair,
                                           const struct definition_element *published,
                                           const struct definition_element *made) {
  for (uint32_t i = 0; i < made->constraint_count; i++) {
    if (!compare_has_key(published, made->constraints[i].key)) {
      return false;
    }
  }
  for (uint32_t i = 0; i < published->constraint_count; i++) {
    struct view key = published->constraints[i].key;
    if (!compare_has_key(made, key) && !compare_type_has_key(pair, published, key)) {
      return false;
    }
  }
  return true;
}

/* Does a published slice of a choice stand for our unsliced one? */
static inline bool compare_is_short_name(const struct compare_pair *pair, struct view id) {
  for (uint32_t i = 0; i < pair->published.structure->element_count; i++) {
    struct view other = pair->published.ids[i];
    bool maps = view_find(other, view_of("[x]:"), 0) != SIZE_MAX &&
                hash_map_get(&pair->made.by_id, other) == NULL &&
                view_equal(compare_unslice(pair->arena, other, true), id);
    if (maps) {
      return true;
    }
  }
  return false;
}

static inline enum compare_reason compare_absent_reason(const struct compare_pair *pair,
                                                        struct view id) {
  struct view mapped = compare_unslice(pair->arena, id, true);
  const struct definition_element *published = hash_map_get(&pair->published.by_id, id);
  const struct definition_element *made = hash_map_get(&pair->made.by_id, mapped);
  if (made != NULL && !view_equal(mapped, id)) {
    bool same = true;
    for (int p = COMPARE_TYPES; p <= COMPARE_BINDING && same; p++) {
      same = view_equal(compare_text(pair->arena, published, (enum compare_property)p),
                        compare_text(pair->arena, made, (enum compare_property)p));
    }
    return same ? REASON_SHORT_NAME : REASON_NONE;
  }
  struct view parent = compare_parent(id);
  while (parent.length > 0 && hash_map_get(&pair->made.by_id, parent) == NULL) {
    parent = compare_parent(parent);
  }
  bool in_slice = view_find_byte(parent, ':', 0) != SIZE_MAX;
  return in_slice && !compare_has_below(&pair->made, parent) ? REASON_SLICE_CHILDREN : REASON_NONE;
}

static inline enum compare_reason compare_property_reason(const struct compare_pair *pair,
                                                          struct view id,
                                                          enum compare_property property) {
  const struct definition_element *published = hash_map_get(&pair->published.by_id, id);
  const struct definition_element *made = hash_map_get(&pair->made.by_id, id);
  if (property != COMPARE_TYPES && property != COMPARE_CONSTRAINTS &&
      compare_is_short_name(pair, id)) {
    return REASON_SHORT_NAME;
  }
  if (property == COMPARE_CONSTRAINTS && compare_only_type_rules(pair, published, made)) {
    return REASON_TYPE_RULES;
  }
  const struct definition_element *twin =
      hash_map_get(&pair->made.by_id, compare_unslice(pair->arena, id, false));
  bool is_twins = twin != NULL && twin != made &&
                  view_equal(compare_text(pair->arena, twin, property),
                             compare_text(pair->arena, made, property));
  return is_twins ? REASON_SLICE_BASE : REASON_NONE;
}

/* Why a difference is one that HL7's generator and ours may have; REASON_NONE: there is no such
 * reason. */
static inline enum compare_reason compare_reason_of(const struct compare_pair *pair, struct view id,
                                                    enum compare_property property) {
  if (property == COMPARE_ABSENT) {
    return compare_absent_reason(pair, id);
  }
  if (property == COMPARE_EXTRA) {
    return compare_is_short_name(pair, id) ? REASON_SHORT_NAME : REASON_NONE;
  }
  return compare_property_reason(pair, id, property);
}

#endif
