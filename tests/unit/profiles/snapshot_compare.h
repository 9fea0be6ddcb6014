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
  COMPARE_PROPERTIES
};

static const char *const compare_names[COMPARE_PROPERTIES] = {"cardinality", "types",
                                                              "value",       "binding",
                                                              "slicing",     "constraints"};

static inline struct compare_side compare_side_make(struct arena *arena,
                                                    const struct structure_definition *structure) {
  struct compare_side side = {structure, NULL, hash_map_make(arena)};
  struct view path[LIMIT_ELEMENT_DEPTH + 1u];
  side.ids = arena_array(arena, structure->element_count + 1u, sizeof(struct view));
  for (uint32_t i = 0; i < structure->element_count; i++) {
    struct definition_element *element = &structure->elements[i];
    struct view parent = element->depth == 0 ? view_make("", 0) : path[element->depth - 1];
    struct view id = arena_format(arena, "%.*s%s%.*s%s%.*s", VIEW_ARGUMENTS(parent),
                                  parent.length > 0 ? "." : "", VIEW_ARGUMENTS(element->name),
                                  element->slice.length > 0 ? ":" : "",
                                  VIEW_ARGUMENTS(element->slice));
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

static inline void compare_types(struct arena *arena, struct buffer *buffer,
                                 const struct definition_element *element) {
  struct view *types = arena_array(arena, element->type_count + 1u, sizeof *types);
  for (uint32_t i = 0; i < element->type_count; i++) {
    struct buffer one = buffer_make(arena, 1u << 20);
    buffer_append_format(&one, "%.*s(", VIEW_ARGUMENTS(element->types[i].code));
    compare_list(&one, element->types[i].profiles.items, element->types[i].profiles.count);
    buffer_append_format(&one, " >");
    compare_list(&one, element->types[i].targets.items, element->types[i].targets.count);
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
    buffer_append_format(
        &buffer, "%d %.*s %.*s %.*s %.*s %u", (int)element->value_kind,
        VIEW_ARGUMENTS(element->value_type), VIEW_ARGUMENTS(element->value),
        VIEW_ARGUMENTS(element->minimum_value), VIEW_ARGUMENTS(element->maximum_value),
        element->maximum_length);
    break;
  case COMPARE_BINDING:
    buffer_append_format(&buffer, "%d %.*s %.*s", (int)element->binding.strength,
                         VIEW_ARGUMENTS(element->binding.value_set),
                         VIEW_ARGUMENTS(element->binding.maximum));
    break;
  case COMPARE_SLICING:
    compare_slicing(&buffer, &element->slicing);
    break;
  case COMPARE_CONSTRAINTS:
    compare_list(&buffer, keys, element->constraint_count);
    break;
  case COMPARE_PROPERTIES:
  default:
    break;
  }
  return buffer_view(&buffer);
}

#endif
