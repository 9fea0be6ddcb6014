/* GET /fhir/Patient?identifier=|_id= (patientgetv2), ?name=|family=|phonetic= with given,
 * birthdate, gender (patientlst3v2: beginning of the name in kanji or kana, at most 100) and
 * ?_lastUpdated= (patientlst1v2: registered in that time, at most 1000; ORCA's only record of
 * changes). */
#ifndef HANDLERS_PATIENT_SEARCH_H
#define HANDLERS_PATIENT_SEARCH_H

#include "server/http/response.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define PATIENT_SEARCH_PARAMETERS(X)                                                               \
  X("_id", "token")                                                                                \
  X("identifier", "token")                                                                         \
  X("name", "string")                                                                              \
  X("family", "string")                                                                            \
  X("given", "string")                                                                             \
  X("phonetic", "string")                                                                          \
  X("birthdate", "date")                                                                           \
  X("gender", "token")                                                                             \
  X("_lastUpdated", "date")

request_handler handle_patient_search;

#endif
