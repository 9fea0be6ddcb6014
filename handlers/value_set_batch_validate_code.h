/* POST /ValueSet/$batch-validate-code: many validations in one request, each with its own answer at
 * its place (operation of HL7's terminology ecosystem). */
#ifndef HANDLERS_VALUE_SET_BATCH_VALIDATE_CODE_H
#define HANDLERS_VALUE_SET_BATCH_VALIDATE_CODE_H

#include "server/http/response.h"

enum error handle_value_set_batch_validate_code(struct request *request, struct response *response);

#endif
