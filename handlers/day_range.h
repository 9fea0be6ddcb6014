/* Search parameters of type date (FHIR R4 search.html#date) for what ORCA knows by the day:
 * prefixes and partial dates as one range of days. */
#ifndef HANDLERS_DAY_RANGE_H
#define HANDLERS_DAY_RANGE_H

#include "server/base/arena.h"

struct day_range {
  struct view from; /* YYYY-MM-DD, inclusive; empty = open */
  struct view to;
};

/* Narrows the range by one parameter value: [eq|ge|le|gt|lt]YYYY[-MM[-DD]], or a dateTime with
 * zone, which counts as its whole day in Japan. ERROR_BAD_REQUEST: not one of these. ERROR_MEMORY.
 */
enum error day_range_add(struct day_range *range, struct arena *arena, struct view value) MUST_USE;
/* True when the date (YYYY-MM-DD) is inside; an empty date is only inside the open range. */
bool day_range_holds(const struct day_range *range, struct view date);

#endif
