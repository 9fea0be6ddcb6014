#include "profiles/definition_base.h"

#include "server/limits.h"

bool definition_base_name_matches(struct view element, struct view name) {
  if (view_equal(element, name)) {
    return true;
  }
  if (!view_ends_with(element, view_of("[x]"))) {
    return false;
  }
  struct view stem = view_part(element, 0, element.length - 3);
  return name.length > stem.length && view_starts_with(name, stem) &&
         name.data[stem.length] >= 'A' && name.data[stem.length] <= 'Z';
}

/* Paths of discriminators name a choice without its type: "value" is "value[x]". */
static bool is_stem_of(struct view name, struct view element) {
  return element.length == name.length + 3 && view_ends_with(element, view_of("[x]")) &&
         view_starts_with(element, name);
}

static uint32_t find_child(const struct structure_definition *structure, uint32_t parent,
                           struct view name) {
  uint32_t end = definition_subtree_end(structure, parent);
  uint32_t depth = structure->elements[parent].depth + 1;
  uint32_t choice = UINT32_MAX;
  for (uint32_t i = parent + 1; i < end; i++) {
    const struct definition_element *element = &structure->elements[i];
    if (element->depth != depth || element->slice.length > 0) {
      continue;
    }
    if (view_equal(element->name, name)) {
      return i;
    }
    if (choice == UINT32_MAX &&
        (definition_base_name_matches(element->name, name) || is_stem_of(name, element->name))) {
      choice = i;
    }
  }
  return choice;
}

uint32_t definition_base_reference(const struct structure_definition *structure, struct view path) {
  struct view rest = path;
  view_split(&rest, '.');
  uint32_t element = 0;
  while (rest.length > 0 && element != UINT32_MAX) {
    element = find_child(structure, element, view_split(&rest, '.'));
  }
  return element;
}

static struct definition_base child_of_types(const struct definition_model *model,
                                             const struct definition_element *element,
                                             struct view name) {
  for (uint32_t i = 0; i < element->type_count; i++) {
    const struct structure_definition *type = definition_model_type(model, element->types[i].code);
    if (type == NULL || type->element_count == 0) {
      continue;
    }
    uint32_t child = find_child(type, 0, name);
    if (child != UINT32_MAX) {
      return (struct definition_base){type, child};
    }
  }
  return (struct definition_base){NULL, 0};
}

struct definition_base definition_base_child(const struct definition_model *model,
                                             struct definition_base parent,
                                             const struct definition_element *narrowed,
                                             struct view name) {
  if (parent.structure == NULL) {
    return parent;
  }
  const struct definition_element *element = definition_base_element(parent);
  uint32_t inner = parent.element;
  if (element->content_reference.length > 0) {
    inner = definition_base_reference(parent.structure, element->content_reference);
  }
  if (inner != UINT32_MAX && definition_subtree_end(parent.structure, inner) > inner + 1) {
    uint32_t child = find_child(parent.structure, inner, name);
    return child == UINT32_MAX ? (struct definition_base){NULL, 0}
                               : (struct definition_base){parent.structure, child};
  }
  return child_of_types(model, narrowed->type_count > 0 ? narrowed : element, name);
}

enum error definition_base_find(const struct definition_model *model,
                                const struct structure_definition *structure, struct arena *arena,
                                struct definition_base **ret_bases) {
  const struct structure_definition *type =
      structure->is_profile ? definition_model_type(model, structure->type) : structure;
  if (type == NULL || type->element_count == 0) {
    return ERROR_NOT_FOUND;
  }
  struct definition_base *bases = arena_array(arena, structure->element_count + 1u, sizeof *bases);
  if (bases == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t parents[LIMIT_ELEMENT_DEPTH + 1] = {0};
  for (uint32_t i = 0; i < structure->element_count; i++) {
    const struct definition_element *element = &structure->elements[i];
    parents[element->depth] = i;
    if (!structure->is_profile || i == 0) {
      bases[i] = (struct definition_base){type, i};
      continue;
    }
    uint32_t parent = parents[element->depth - 1];
    bases[i] =
        definition_base_child(model, bases[parent], &structure->elements[parent], element->name);
  }
  *ret_bases = bases;
  return ERROR_OK;
}
