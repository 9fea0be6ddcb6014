/* Encounter: visits of a patient (medicalgetv2) or of a day (visitptlstv2), joined with the desk's
 * receptions (acceptlstv2), and the patient's latest stay in hospital (patientgetv2, hsptinfv2). */
#ifndef HANDLERS_ENCOUNTER_H
#define HANDLERS_ENCOUNTER_H

#include "server/http/response.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define ENCOUNTER_SEARCH_PARAMETERS(X)                                                             \
  X("_id", "token")                                                                                \
  X("patient", "reference")                                                                        \
  X("subject", "reference") X("date", "date") X("status", "token") X("class", "token")

request_handler handle_encounter_read;
request_handler handle_encounter_search;

#endif
