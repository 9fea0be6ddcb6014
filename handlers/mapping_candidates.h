/* GET /mapping/candidates?text=…&domain=…: standard codes that a local name may mean, ranked and
 * explained; JSON, not FHIR. Also system=, specimen=, count= (20; at most 100), date= (today). */
#ifndef HANDLERS_MAPPING_CANDIDATES_H
#define HANDLERS_MAPPING_CANDIDATES_H

#include "server/http/response.h"

request_handler handle_mapping_candidates;

#endif
