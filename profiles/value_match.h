/* fixed[x] and pattern[x] (FHIR R4 elementdefinition.html#ElementDefinition.fixed_x_). Decimals are
 * compared with their precision. */
#ifndef PROFILES_VALUE_MATCH_H
#define PROFILES_VALUE_MATCH_H

#include "profiles/evaluation.h"

/* True when the document's value at node satisfies the fixed or pattern value. */
bool value_match(const struct evaluation *evaluation, const struct pack_value *value,
                 uint32_t node);
/* Reports each of the element's values that the node does not satisfy. */
void value_match_check(struct evaluation *evaluation, uint32_t element, uint32_t node);

#endif
