/* GET and POST /ValueSet/$validate-code and /ValueSet/{id}/$validate-code. */
#ifndef HANDLERS_VALUE_SET_VALIDATE_CODE_H
#define HANDLERS_VALUE_SET_VALIDATE_CODE_H

#include "server/http/response.h"

enum error handle_value_set_validate_code(struct request *request, struct response *response);

#endif
