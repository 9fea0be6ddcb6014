/* Search parameters of type date out of a request, as a range of days. */
#ifndef HANDLERS_SEARCH_DAY_H
#define HANDLERS_SEARCH_DAY_H

#include "handlers/day_range.h"
#include "server/http/request.h"

/* Narrows the range by every value of that parameter. ERROR_BAD_REQUEST with an issue;
 * ERROR_MEMORY.
 */
enum error search_day_range(struct request *request, const char *name,
                            struct day_range *range) MUST_USE;

#endif
