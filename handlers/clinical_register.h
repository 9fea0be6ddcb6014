/* POST /fhir/Patient/{id}/$register-clinical: builds the national Bundle of each kind (conditions,
 * allergies) from ORCA, validates it and hands it to the relay, as $clinical-bundle and POST Bundle
 * do. `kind` restricts it to one. Answers a Bundle of type batch-response with an entry a kind: 202
 * with the Task's location, or why there is none. */
#ifndef HANDLERS_CLINICAL_REGISTER_H
#define HANDLERS_CLINICAL_REGISTER_H

#include "server/http/dispatch.h"

request_handler handle_clinical_register;

#define CLINICAL_REGISTER_KINDS 2u
/* "condition", "allergy" by index. */
const char *clinical_register_kind_name(size_t index);

/* One kind of the patient in request->path_parameters[0]: the answer in *ret_dispatch is that of
 * the step that failed or of the acceptance (202). Of the request, what inner_request_run takes. */
void clinical_register_kind(const struct request *request, const char *kind,
                            struct dispatch *ret_dispatch);

#endif
