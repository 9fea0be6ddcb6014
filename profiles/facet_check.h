/* Bounds of values: minValue[x], maxValue[x], minLength and maxLength (FHIR R4
 * elementdefinition.html). */
#ifndef PROFILES_FACET_CHECK_H
#define PROFILES_FACET_CHECK_H

#include "profiles/evaluation.h"

/* Reports a value outside of the bounds that the sparse element has, if it has any. */
void facet_check(struct evaluation *evaluation, uint32_t element, uint32_t node);

#endif
