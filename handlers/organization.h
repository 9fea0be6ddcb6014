/* Organization: the clinic and its departments (system01lstv2), and insurers by their number
 * (insprogetv2: ORCA lists them by no other key, so a search without a number finds none of them).
 */
#ifndef HANDLERS_ORGANIZATION_H
#define HANDLERS_ORGANIZATION_H

#include "server/http/response.h"

/* Of searches in ORCA; those with _source=national: organization_national.h. X(name, FHIR search
 * parameter type) */
#define ORGANIZATION_SEARCH_PARAMETERS(X)                                                          \
  X("_id", "token") X("identifier", "token") X("name", "string") X("partof", "reference")

request_handler handle_organization_read;
request_handler handle_organization_search;

#endif
