#include "handlers/definition_read.h"

#include "handlers/definition_mapping.h"
#include "handlers/definition_message.h"
#include "handlers/definition_resource.h"

enum error handle_definition_read(struct request *request, struct response *response) {
  enum terminology_kind kind = definition_resource_kind(request);
  struct view id = request->path_parameters[0];
  const struct terminology *terminology = NULL;
  struct view json;
  if (definition_mapping_is(request)) {
    return definition_mapping_read(request, response);
  }
  enum error error = definition_resource_terminology(request, &terminology);
  if (error != ERROR_OK) {
    return error;
  }
  const struct terminology_resource *resource = terminology_by_id(terminology, kind, id);
  if (resource == NULL) {
    return request_fail(request, ERROR_NOT_FOUND,
                        definition_message_get(DEFINITION_MESSAGE_UNKNOWN),
                        view_of(terminology_kind_name(kind)), id);
  }
  error = definition_resource_json(request, terminology, resource, &json);
  if (error == ERROR_OK) {
    response_fhir(response, json);
  }
  return error;
}
