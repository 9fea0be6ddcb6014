/* Constraints of elements (FHIR R4 conformance-rules.html#constraints): the frequent ones by hand,
 * the others as FHIRPath programs from the pack. */
#ifndef PROFILES_INVARIANT_CHECK_H
#define PROFILES_INVARIANT_CHECK_H

#include "profiles/invariant_program.h"

/* Reports each constraint of the element that does not hold. */
void invariant_check(struct evaluation *evaluation, const struct invariant_place *place);

#endif
