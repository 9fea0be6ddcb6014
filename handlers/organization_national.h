/* GET /fhir/Organization?_source=national: institutions by what is known of them, as the national
 * service finds them (national guide 2.2.2(1)): where the number of a referral's destination comes
 * from, and whether it takes part. Partial matches are the service's business. */
#ifndef HANDLERS_ORGANIZATION_NATIONAL_H
#define HANDLERS_ORGANIZATION_NATIONAL_H

#include "server/http/route.h"

/* What a search in ORCA does not have, beside name. X(name, FHIR search parameter type) */
#define ORGANIZATION_NATIONAL_PARAMETERS(X)                                                        \
  X("_source", "uri")                                                                              \
  X("phonetic", "string")                                                                          \
  X("phone", "token") X("address-postalcode", "string") X("address", "string")

/* ERROR_BAD_REQUEST without any key; else as relay_ask. */
request_handler handle_organization_national;

#endif
