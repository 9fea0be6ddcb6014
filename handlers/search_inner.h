/* Reads and searches that an answer needs besides its own: made inside this server, through the
 * table of interactions, so that every resource comes into an answer in one way only. */
#ifndef HANDLERS_SEARCH_INNER_H
#define HANDLERS_SEARCH_INNER_H

#include "handlers/search_entry.h"
#include "server/http/route.h"

/* The row that searches a type; NULL: there is none. */
const struct route *search_inner_search_route(const struct request *request, const char *type);
/* True when single resources of that type can be read. */
bool search_inner_can_read(const struct request *request, struct view type);
bool search_inner_knows(const struct route *search, struct view parameter);

/* Reads "Patient/1" and adds it. ERROR_NOT_FOUND: not there, nothing is said. Any other failure:
 * its issues are in the request. */
enum error search_inner_read(struct request *request, struct view reference, enum search_mode mode,
                             struct search_entries *entries) MUST_USE;
/* Searches "Condition?patient=1" and adds the matches that are not there yet; what the search had
 * to say is in the request. */
enum error search_inner_search(struct request *request, struct view target, enum search_mode mode,
                               struct search_entries *entries) MUST_USE;

#endif
