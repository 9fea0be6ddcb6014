#include "handlers/code_system_validate_code.h"

#include "handlers/validate_code.h"

enum error handle_code_system_validate_code(struct request *request, struct response *response) {
  struct terminology_request operation;
  enum error error = terminology_request_begin(request, &operation);
  return error == ERROR_OK ? validate_code_answer(&operation, VALIDATE_CODE_CODE_SYSTEM, response)
                           : error;
}
