/* The search parameter birthdate (FHIR R4 search.html#date): prefixes and partial dates as one
 * range of days. */
#ifndef HANDLERS_BIRTHDATE_RANGE_H
#define HANDLERS_BIRTHDATE_RANGE_H

#include "server/base/arena.h"

struct birthdate_range {
  struct view from; /* YYYY-MM-DD, inclusive; empty = open */
  struct view to;
};

/* Narrows the range by one parameter value: [eq|ge|le|gt|lt]YYYY[-MM[-DD]]. ERROR_BAD_REQUEST: not
 * one of these. ERROR_MEMORY. */
enum error birthdate_range_add(struct birthdate_range *range, struct arena *arena,
                               struct view value) MUST_USE;
/* True when the date (YYYY-MM-DD) is inside; an empty date is only inside the open range. */
bool birthdate_range_holds(const struct birthdate_range *range, struct view date);

#endif
