/* GET /fhir/MedicationDispense/{id} and /fhir/MedicationDispense?patient=: drugs that the clinic
 * itself handed out, live from ORCA (medicalgetv2). */
#ifndef HANDLERS_MEDICATION_DISPENSE_H
#define HANDLERS_MEDICATION_DISPENSE_H

#include "handlers/act_answer.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define MEDICATION_DISPENSE_SEARCH_PARAMETERS(X) ACT_PARAMETERS(X, "whenhandedover")

request_handler handle_medication_dispense_read;
request_handler handle_medication_dispense_search;

#endif
