/* GET /fhir/AllergyIntolerance?patient=: contraindicated drugs and free texts (patientgetv2). */
#ifndef HANDLERS_ALLERGY_SEARCH_H
#define HANDLERS_ALLERGY_SEARCH_H

#include "server/http/response.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define ALLERGY_SEARCH_PARAMETERS(X) X("patient", "reference")

request_handler handle_allergy_search;

#endif
