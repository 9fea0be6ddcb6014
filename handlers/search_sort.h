/* _sort over all that was found (FHIR R4 search.html#sort): by dates and names that the resources
 * have. Resources without the value come last, equal ones stay in ORCA's order. */
#ifndef HANDLERS_SEARCH_SORT_H
#define HANDLERS_SEARCH_SORT_H

#include "handlers/search_entry.h"
#include "server/http/route.h"

/* ERROR_BAD_REQUEST with an issue: the type cannot be sorted so, and the client is not lenient. */
enum error search_sort_check(struct request *request, const char *type) MUST_USE;
/* As the request asks; ERROR_MEMORY. */
enum error search_sort_apply(struct request *request, const char *type,
                             struct search_entries *entries) MUST_USE;

#endif
