/* GET /fhir/MedicationRequest/{id} and /fhir/MedicationRequest?patient=: prescribed and injected
 * drugs of a patient, live from ORCA (prescriptionv2, medicalgetv2). */
#ifndef HANDLERS_MEDICATION_REQUEST_H
#define HANDLERS_MEDICATION_REQUEST_H

#include "handlers/act_answer.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define MEDICATION_REQUEST_SEARCH_PARAMETERS(X) ACT_PARAMETERS(X, "authoredon")

request_handler handle_medication_request_read;
request_handler handle_medication_request_search;

#endif
