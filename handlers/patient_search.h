/* GET /fhir/Patient?identifier=|_id= (patientgetv2) and ?name=&birthdate=&gender= (patientlst3v2:
 * beginning of the name in kanji or kana, at most 100). */
#ifndef HANDLERS_PATIENT_SEARCH_H
#define HANDLERS_PATIENT_SEARCH_H

#include "server/http/response.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define PATIENT_SEARCH_PARAMETERS(X)                                                               \
  X("_id", "token")                                                                                \
  X("identifier", "token") X("name", "string") X("birthdate", "date") X("gender", "token")

request_handler handle_patient_search;

#endif
