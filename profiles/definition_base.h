/* Which element of the R4 definitions each element of a profile constrains: through backbone
 * elements, data types, content references, choice types and slices (FHIR R4 profiling.html). */
#ifndef PROFILES_DEFINITION_BASE_H
#define PROFILES_DEFINITION_BASE_H

#include "profiles/definition_model.h"

struct definition_base {
  const struct structure_definition *structure; /* an R4 type; NULL: there is no such element */
  uint32_t element;
};

/* For each element of structure (whole or pruned) its R4 element, in the arena; a type's elements
 * are their own. ERROR_NOT_FOUND: the structure's type is not in the model. ERROR_MEMORY. */
enum error definition_base_find(const struct definition_model *model,
                                const struct structure_definition *structure, struct arena *arena,
                                struct definition_base **ret_bases) MUST_USE;

/* Child by name of an R4 element: its own children, those of a content reference, those of its
 * types. types narrows the element's types when type_count is not 0. {NULL, 0} when absent. A
 * choice is found by "value[x]" and by "valueQuantity". */
struct definition_base definition_base_child(const struct definition_model *model,
                                             struct definition_base parent,
                                             const struct definition_element *narrowed,
                                             struct view name);

/* Whether an element is called by a name: "value[x]" by itself and by "valueQuantity". */
bool definition_base_name_matches(struct view element, struct view name);

/* Element that a content reference of the structure names; UINT32_MAX when there is none. */
uint32_t definition_base_reference(const struct structure_definition *structure, struct view path);

static inline const struct definition_element *
definition_base_element(struct definition_base base) {
  return &base.structure->elements[base.element];
}

#endif
