/* What is wrong with an expression whatever the document holds: elements that a type does not have,
 * positions in collections without an order, a condition that is no boolean (FHIRPath N1 11, type
 * safety and strict evaluation). Where a type cannot be told nothing is said. Invariants are not
 * checked this way: published ones name elements of other types. */
#ifndef PROFILES_FHIRPATH_STATIC_H
#define PROFILES_FHIRPATH_STATIC_H

#include "profiles/fhirpath.h"

/* program must come from fhirpath_compile; type is the focus's (0 = not known). The failure's
 * detail is in the arena. ERROR_NOT_PROCESSABLE: *ret_failure says why; ERROR_TOO_LARGE;
 * ERROR_MEMORY. */
enum error fhirpath_static_check(struct arena *arena, struct view program,
                                 const struct fhirpath_model *model, uint32_t type,
                                 struct fhirpath_failure *ret_failure) MUST_USE;

#endif
