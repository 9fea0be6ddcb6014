/* Constraints of elements (FHIR R4 conformance-rules.html#constraints): the frequent ones by hand,
 * the others as FHIRPath programs from the pack. */
#ifndef PROFILES_INVARIANT_CHECK_H
#define PROFILES_INVARIANT_CHECK_H

#include "profiles/evaluation.h"

/* What a constraint is evaluated on. */
struct invariant_place {
  uint32_t element; /* ELEMENTS: whose constraints */
  uint32_t node;    /* the value; NODE_NONE when only the twin is there */
  uint32_t twin;    /* the "_name" object or NODE_NONE */
  uint32_t type;    /* ELEMENTS that describes the value: the root of its R4 definition or an inline
                     * element of one; PACK_NONE when not known */
};

/* Reports each constraint of the element that does not hold. */
void invariant_check(struct evaluation *evaluation, const struct invariant_place *place);

#endif
