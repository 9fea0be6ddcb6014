/* POST /fhir/$validate and /fhir/{type}/$validate (FHIR R4 resource-operation-validate.html): 200
 * with an OperationOutcome whether valid or not; 400 only for content that cannot be read. */
#ifndef HANDLERS_VALIDATE_H
#define HANDLERS_VALIDATE_H

#include "server/http/response.h"

request_handler handle_validate;

#endif
