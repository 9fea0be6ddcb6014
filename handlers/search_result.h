/* How the answer of a search is wanted: part of it, how it is counted (FHIR R4 search.html#count,
 * #total). Pages are cut from what was found, whose order is always the same: a link to the next
 * page names its offset and the resource before it (_offset, _after), so that what comes and goes
 * in between neither repeats nor hides anything; when that resource is gone, it is said. */
#ifndef HANDLERS_SEARCH_RESULT_H
#define HANDLERS_SEARCH_RESULT_H

#include "handlers/search_entry.h"
#include "server/http/route.h"

/* Resources on a page at most, and when no _count is given. */
#define SEARCH_RESULT_PAGE 1000u

struct search_result {
  uint64_t count;    /* resources on a page; 0: the total alone */
  uint64_t offset;   /* of the page */
  struct view after; /* id of the resource before the page; may be empty */
  bool without_total;
  bool with_provenance;
};

/* ERROR_BAD_REQUEST with an issue: a value that cannot be. */
enum error search_result_read(struct request *request, struct search_result *ret_result) MUST_USE;
/* Where the page begins among the matches; says so when they have changed since the page before. */
size_t search_result_start(struct request *request, const struct search_result *result,
                           const struct search_entries *matches);
/* The id at the end of "http://.../Patient/1". */
struct view search_result_id(struct view full_url);

#endif
