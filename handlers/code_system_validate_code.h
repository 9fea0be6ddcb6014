/* GET and POST /CodeSystem/$validate-code and /CodeSystem/{id}/$validate-code. */
#ifndef HANDLERS_CODE_SYSTEM_VALIDATE_CODE_H
#define HANDLERS_CODE_SYSTEM_VALIDATE_CODE_H

#include "server/http/response.h"

enum error handle_code_system_validate_code(struct request *request, struct response *response);

#endif
