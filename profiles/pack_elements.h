/* The element trees of a pack: rows of ELEMENTS, KEYS, TYPES, BINDINGS, CONSTRAINTS, VALUES,
 * FACETS. */
#ifndef PROFILES_PACK_ELEMENTS_H
#define PROFILES_PACK_ELEMENTS_H

#include "profiles/definition_base.h"
#include "profiles/pack_build.h"

/* Makes the tree of a structure whose profile row is there; sets structure->rows. Types must be
 * done before profiles. Returns the root's row. Failures are in build->output.error. */
uint32_t pack_elements_make(struct pack_build *build, struct structure_definition *structure);

/* A LINKS row for a canonical as seen from a package. */
struct pack_link pack_elements_link(struct pack_build *build,
                                    const struct definition_package *package,
                                    struct view canonical);
/* Row of VALUES for a fixed or pattern value; PACK_NONE when the JSON is damaged. */
uint32_t pack_elements_value(struct pack_build *build, struct view json, enum pack_value_kind kind);
/* Row of BINDINGS; PACK_NONE when the element has none. */
uint32_t pack_elements_binding(struct pack_build *build, const struct definition_package *package,
                               const struct definition_binding *binding);
/* The JSON names of an element: itself, or one for each type of a choice. At most maximum are
 * written. */
uint32_t pack_elements_names(struct pack_build *build, const struct definition_element *element,
                             uint32_t maximum, uint32_t *ret_names);

#endif
