/* Values of search parameters (FHIR R4 search.html): tokens and dates with prefixes. */
#ifndef HANDLERS_SEARCH_VALUE_H
#define HANDLERS_SEARCH_VALUE_H

#include "server/base/view.h"

/* "system|value", "|value" or "value": *ret_system is empty when none is given. */
void search_value_token(struct view text, struct view *ret_system, struct view *ret_value);
/* True when the token means that value of that system (empty = none): "value", "system|value",
 * "|value" (no system), "system|" (any value of it); an empty token means everything (FHIR R4
 * search.html#token). */
bool search_value_token_matches(struct view token, struct view system, struct view value);
/* Narrows [*from_ms, *to_ms) by a date with an optional prefix eq, ge, gt, sa, le, lt or eb. A
 * value means the whole span of its precision: a day, a minute, a second or a millisecond. False:
 * not usable. */
bool search_value_date(struct view text, int64_t *from_ms, int64_t *to_ms);

#endif
