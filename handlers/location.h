/* Location: wards and rooms as ORCA has them configured today (hsconfwardv2). */
#ifndef HANDLERS_LOCATION_H
#define HANDLERS_LOCATION_H

#include "server/http/response.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define LOCATION_SEARCH_PARAMETERS(X) X("_id", "token") X("name", "string") X("partof", "reference")

request_handler handle_location_read;
request_handler handle_location_search;

#endif
