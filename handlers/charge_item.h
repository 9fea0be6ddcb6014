/* GET /fhir/ChargeItem/{id} and /fhir/ChargeItem?patient=: what was billed for a patient, line by
 * line, live from ORCA (medicalgetv2). */
#ifndef HANDLERS_CHARGE_ITEM_H
#define HANDLERS_CHARGE_ITEM_H

#include "handlers/act_answer.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define CHARGE_ITEM_SEARCH_PARAMETERS(X) ACT_PARAMETERS(X, "occurrence")

request_handler handle_charge_item_read;
request_handler handle_charge_item_search;

#endif
