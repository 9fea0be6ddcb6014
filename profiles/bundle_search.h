/* What a Bundle may say only as the answer of a search (FHIR R4 http.html#search,
 * bundle.html#link): paging links, search modes, ids of what was found. */
#ifndef PROFILES_BUNDLE_SEARCH_H
#define PROFILES_BUNDLE_SEARCH_H

#include "profiles/evaluation.h"

/* The Bundle at node; type is Bundle.type, entries its array or NODE_NONE. */
void bundle_search_check(struct evaluation *evaluation, uint32_t node, struct view type,
                         uint32_t entries);

#endif
