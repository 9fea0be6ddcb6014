#include "handlers/definition_delete.h"

#include "handlers/definition_message.h"
#include "handlers/definition_resource.h"
#include "handlers/services.h"
#include "server/http/route.h"
#include "terminology/terminology_library.h"

struct deleting {
  struct store *store;
  const struct store_resource *resource;
};

static enum error delete_it(void *context) {
  const struct deleting *deleting = context;
  return deleting->store->resource_delete(deleting->store, deleting->resource);
}

/* Deleting what is not there is done already (FHIR R4 http.html#delete); what was imported stays.
 */
enum error handle_definition_delete(struct request *request, struct response *response) {
  const struct services *services = request->services;
  enum terminology_kind kind = definition_resource_kind(request);
  struct view id = request->path_parameters[0];
  const struct terminology *terminology = NULL;
  struct store_resource resource = {
      .type = view_of(request->route->resource), .id = id, .request_id = request->id};
  enum error error = definition_resource_terminology(request, &terminology);
  if (error != ERROR_OK) {
    return error;
  }
  const struct terminology_resource *known = terminology_by_id(terminology, kind, id);
  if (known != NULL && known->origin != TERMINOLOGY_FROM_STORE) {
    return request_fail(request, ERROR_CONFLICT,
                        definition_message_get(DEFINITION_MESSAGE_OF_MASTER), resource.type, id);
  }
  struct deleting deleting = {services->store, &resource};
  struct terminology_keep keep = {delete_it, &deleting};
  error = terminology_library_remove(services->terminology, kind, id, &keep);
  if (error != ERROR_OK && error != ERROR_NOT_FOUND) {
    return error;
  }
  response->outcome = RESPONSE_NO_CONTENT;
  return ERROR_OK;
}
