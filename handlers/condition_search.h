/* GET /fhir/Condition?patient=: every disease that ORCA holds for a patient (diseasegetv2). A
 * patient that ORCA does not know has no conditions: an empty Bundle with a warning, since a search
 * that finds nothing is no error in FHIR (search.html#3.1.1.3), but a wrong number should not look
 * like a healthy patient. */
#ifndef HANDLERS_CONDITION_SEARCH_H
#define HANDLERS_CONDITION_SEARCH_H

#include "server/http/response.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define CONDITION_SEARCH_PARAMETERS(X)                                                             \
  X("patient", "reference") X("subject", "reference") X("clinical-status", "token")

request_handler handle_condition_search;

#endif
