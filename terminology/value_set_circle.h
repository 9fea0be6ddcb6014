/* Circles among value sets: one that includes or excludes another which leads back to it has no
 * definite content (FHIR R4 valueset.html#composition). */
#ifndef TERMINOLOGY_VALUE_SET_CIRCLE_H
#define TERMINOLOGY_VALUE_SET_CIRCLE_H

#include "terminology/value_set_content.h"

/* ERROR_NOT_PROCESSABLE with an issue: there is a circle below the value set, or references go
 * deeper than LIMIT_VALUE_SET_DEPTH. References that lead nowhere are passed over. ERROR_MEMORY. */
enum error value_set_circle_check(const struct content_question *question,
                                  const struct value_set *value_set) MUST_USE;

#endif
