#include "handlers/code_question.h"

#include "handlers/definition_message.h"
#include "server/http/route.h"

#include <assert.h>

static const struct view none = {NULL, 0};

static enum error fail(const struct terminology_request *operation, enum error error,
                       enum definition_message message, struct view a, struct view b) {
  return request_fail(operation->request, error, definition_message_get(message), a, b);
}

/* /CodeSystem/{id}/$operation names the system by its id. */
static const struct terminology_resource *instance_of(const struct terminology_request *operation) {
  struct view id = operation->request->path_parameters[0];
  return id.length == 0
             ? NULL
             : terminology_by_id(operation->scope.terminology, TERMINOLOGY_CODE_SYSTEM, id);
}

enum error code_question_system(const struct terminology_request *operation, struct view url,
                                struct view version,
                                const struct terminology_resource **ret_resource,
                                const struct code_system **ret_system) {
  struct view id = operation->request->path_parameters[0];
  const struct terminology_resource *resource = instance_of(operation);
  if (id.length > 0 && resource == NULL) {
    return fail(operation, ERROR_NOT_FOUND, DEFINITION_MESSAGE_UNKNOWN, view_of("CodeSystem"), id);
  }
  if (resource == NULL && url.length == 0) {
    return fail(operation, ERROR_BAD_REQUEST, DEFINITION_MESSAGE_PARAMETER_MISSING,
                view_of("system"), none);
  }
  if (resource == NULL) {
    resource = terminology_scope_get(&operation->scope, TERMINOLOGY_CODE_SYSTEM, url, version);
  }
  if (resource == NULL) {
    return fail(operation, ERROR_NOT_FOUND, DEFINITION_MESSAGE_SYSTEM_UNKNOWN, url, version);
  }
  enum error error = terminology_code_system(&operation->scope, resource, ret_system);
  if (error == ERROR_OK) {
    *ret_resource = resource;
  }
  return error;
}

enum error code_question_read(const struct terminology_request *operation,
                              struct code_question *ret_question) {
  const struct terminology_parameter *coding = terminology_request_find(operation, "coding");
  bool has_code = terminology_request_find(operation, "code") != NULL;
  if ((coding != NULL && coding->value != NODE_NONE) == has_code) {
    return fail(operation, ERROR_BAD_REQUEST,
                has_code ? DEFINITION_MESSAGE_CODE_TWICE : DEFINITION_MESSAGE_PARAMETER_MISSING,
                view_of("code"), none);
  }
  struct code_question question = {
      .coding = terminology_request_coding(operation, has_code ? NODE_NONE : coding->value)};
  enum error error =
      code_question_system(operation, question.coding.system, question.coding.version,
                           &question.resource, &question.system);
  if (error != ERROR_OK) {
    return error;
  }
  assert(question.resource != NULL);
  question.concept = code_system_find(question.system, question.coding.code);
  if (question.concept == CODE_SYSTEM_NO_CONCEPT) {
    return fail(operation, ERROR_NOT_FOUND, DEFINITION_MESSAGE_CODE_UNKNOWN, question.coding.code,
                question.resource->url);
  }
  *ret_question = question;
  return ERROR_OK;
}
