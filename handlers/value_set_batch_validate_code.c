#include "handlers/value_set_batch_validate_code.h"

#include "handlers/parameters_writer.h"
#include "handlers/validate_code.h"

#define VALIDATION "validation"

/* A value set among the parameters makes it a question about that; else about code systems. */
static enum validate_code_kind kind_of(const struct terminology_request *operation) {
  return terminology_request_find(operation, "url") != NULL ||
                 terminology_request_find(operation, "valueSet") != NULL
             ? VALIDATE_CODE_VALUE_SET
             : VALIDATE_CODE_CODE_SYSTEM;
}

/* One failure does not stop the others: it is told in its place. */
static enum error answer_one(const struct terminology_request *outer, uint32_t node,
                             struct parameters_writer *writer) {
  struct terminology_request inner;
  struct response response = {.outcome = RESPONSE_OK};
  enum error error = terminology_request_inner(outer, node, &inner);
  if (error != ERROR_OK) {
    return error;
  }
  error = validate_code_answer(&inner, kind_of(&inner), &response);
  if (error != ERROR_OK && response.failure_body.length == 0) {
    return error;
  }
  parameters_writer_json(writer, VALIDATION, "resource",
                         error == ERROR_OK ? response.body : response.failure_body);
  return ERROR_OK;
}

enum error handle_value_set_batch_validate_code(struct request *request,
                                                struct response *response) {
  struct terminology_request operation;
  struct parameters_writer writer;
  enum error error = terminology_request_begin(request, &operation);
  error = error == ERROR_OK ? parameters_writer_begin(request, &writer) : error;
  for (size_t i = 0; error == ERROR_OK && i < operation.parameter_count; i++) {
    const struct terminology_parameter *parameter = &operation.parameters[i];
    if (view_is(parameter->name, VALIDATION) && parameter->value != NODE_NONE) {
      error = answer_one(&operation, parameter->value, &writer);
    }
  }
  return error == ERROR_OK ? parameters_writer_end(&writer, response) : error;
}
