/* GET /fhir/Coverage?patient=: the cards in a patient's insurance combinations (patientlst6v2). */
#ifndef HANDLERS_COVERAGE_SEARCH_H
#define HANDLERS_COVERAGE_SEARCH_H

#include "server/http/response.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define COVERAGE_SEARCH_PARAMETERS(X) X("patient", "reference") X("beneficiary", "reference")

request_handler handle_coverage_search;

#endif
