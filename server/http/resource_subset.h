/* Less than a whole resource, or the same better to read: _elements, _summary and _pretty, for
 * reads and for each resource of a search (FHIR R4 search.html#elements, #summary,
 * http.html#pretty). A resource that is not whole carries the tag SUBSETTED; mandatory and modifier
 * elements always stay. */
#ifndef SERVER_HTTP_RESOURCE_SUBSET_H
#define SERVER_HTTP_RESOURCE_SUBSET_H

#include "server/http/request.h"

enum resource_summary {
  RESOURCE_SUMMARY_FALSE,
  RESOURCE_SUMMARY_TRUE,
  RESOURCE_SUMMARY_TEXT,
  RESOURCE_SUMMARY_DATA,
  RESOURCE_SUMMARY_COUNT, /* of searches: the total alone, which the search itself sees to */
};

struct resource_subset {
  enum resource_summary summary;
  struct view elements; /* names with commas between; wins over summary; empty = all */
  bool pretty;
};

/* What the request asks for. ERROR_BAD_REQUEST with an issue: a value of _summary that does not
 * exist, or "count" where nothing is counted. */
enum error resource_subset_of(struct request *request, struct resource_subset *ret_subset) MUST_USE;
/* The body as it was asked for: the body itself when all of it was; else new, in the arena. A body
 * that is no JSON stays as it is. In a Bundle of type searchset each resource is cut but the
 * OperationOutcomes. ERROR_MEMORY. */
enum error resource_subset_apply(struct arena *arena, const struct resource_subset *subset,
                                 struct view body, struct view *ret_body) MUST_USE;

#endif
