/* Practitioner and PractitionerRole: the clinic's physicians (system01lstv2), as far as ORCA lists
 * them today. */
#ifndef HANDLERS_PRACTITIONER_H
#define HANDLERS_PRACTITIONER_H

#include "server/http/response.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define PRACTITIONER_SEARCH_PARAMETERS(X)                                                          \
  X("_id", "token") X("identifier", "token") X("name", "string")
#define PRACTITIONER_ROLE_SEARCH_PARAMETERS(X)                                                     \
  X("_id", "token") X("practitioner", "reference") X("organization", "reference")

request_handler handle_practitioner_read;
request_handler handle_practitioner_search;
request_handler handle_practitioner_role_read;
request_handler handle_practitioner_role_search;

#endif
