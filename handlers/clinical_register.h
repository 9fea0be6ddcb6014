/* POST /fhir/Patient/{id}/$register-clinical: builds the national Bundle of each kind (conditions,
 * allergies) from ORCA, validates it and hands it to the relay, as $clinical-bundle and POST Bundle
 * do. `kind` restricts it to one. Answers a Bundle of type batch-response with an entry a kind: 202
 * with the Task's location, or why there is none. */
#ifndef HANDLERS_CLINICAL_REGISTER_H
#define HANDLERS_CLINICAL_REGISTER_H

#include "server/http/response.h"

request_handler handle_clinical_register;

#endif
