/* GET /fhir/Procedure/{id} and /fhir/Procedure?patient=: procedures of a patient, live from ORCA
 * (medicalgetv2). */
#ifndef HANDLERS_PROCEDURE_H
#define HANDLERS_PROCEDURE_H

#include "handlers/act_answer.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define PROCEDURE_SEARCH_PARAMETERS(X) ACT_PARAMETERS(X, "date")

request_handler handle_procedure_read;
request_handler handle_procedure_search;

#endif
