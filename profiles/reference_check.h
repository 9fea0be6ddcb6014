/* References (FHIR R4 references.html): whether the target is there and its type is allowed. */
#ifndef PROFILES_REFERENCE_CHECK_H
#define PROFILES_REFERENCE_CHECK_H

#include "profiles/evaluation.h"

/* Reports a Reference object that leads to a type (or, for sparse trees, a profile) that the type
 * row does not allow. */
void reference_check(struct evaluation *evaluation, uint32_t element, uint32_t type, uint32_t node);
/* What does not depend on the element: Reference.type, contained target exists. */
void reference_check_base(struct evaluation *evaluation, uint32_t element, uint32_t node);

#endif
