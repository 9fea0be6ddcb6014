/* Parts of complex extensions (FHIR R4 extensibility.html): those with a relative url are only what
 * the extension defines. */
#ifndef PROFILES_EXTENSION_PART_H
#define PROFILES_EXTENSION_PART_H

#include "profiles/evaluation.h"

/* An extension at node that matched no slice of the element, reported when it is such a part. */
void extension_part_check(struct evaluation *evaluation, uint32_t element, uint32_t node);

#endif
