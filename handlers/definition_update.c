#include "handlers/definition_update.h"

#include "handlers/definition_mapping.h"
#include "handlers/definition_message.h"
#include "handlers/definition_resource.h"
#include "handlers/request_document.h"
#include "handlers/services.h"
#include "server/http/route.h"
#include "terminology/terminology_library.h"

static enum error fail(struct request *request, enum definition_message message, struct view a,
                       struct view b) {
  return request_fail(request, ERROR_NOT_PROCESSABLE, definition_message_get(message), a, b);
}

static enum error read_resource(struct request *request, struct store_resource *resource) {
  struct document document;
  struct view type = view_of(request->route->resource);
  struct view wanted = request->path_parameters[0];
  enum error error = request_document_read(request, &document);
  if (error != ERROR_OK) {
    return error;
  }
  resource->type = document_member_string(&document, 0, "resourceType", request->arena);
  resource->id = document_member_string(&document, 0, "id", request->arena);
  resource->url = document_member_string(&document, 0, "url", request->arena);
  resource->version = document_member_string(&document, 0, "version", request->arena);
  if (!view_equal(resource->type, type)) {
    return fail(request, DEFINITION_MESSAGE_TYPE_DIFFERS, type, resource->type);
  }
  if (!view_equal(resource->id, wanted)) {
    return fail(request, DEFINITION_MESSAGE_ID_DIFFERS, wanted, resource->id);
  }
  return resource->url.length == 0 && definition_resource_kind(request) != TERMINOLOGY_NAMING_SYSTEM
             ? fail(request, DEFINITION_MESSAGE_URL_MISSING, type, view_make(NULL, 0))
             : ERROR_OK;
}

struct keeping {
  struct store *store;
  const struct store_resource *resource;
  bool created;
};

static enum error store_it(void *context) {
  struct keeping *keeping = context;
  return keeping->store->resource_put(keeping->store, keeping->resource, &keeping->created);
}

static enum error keep(struct request *request, const struct store_resource *resource,
                       bool *ret_created) {
  const struct services *services = request->services;
  struct keeping keeping = {services->store, resource, false};
  struct terminology_keep keep = {store_it, &keeping};
  struct terminology_resource known = {
      .kind = definition_resource_kind(request),
      .origin = TERMINOLOGY_FROM_STORE,
      .id = resource->id,
      .url = resource->url,
      .version = resource->version,
      .content = resource->content,
      .updated_ms = clock_now_ms(services->clock),
  };
  enum error error = terminology_library_put(services->terminology, &known, 1, &keep);
  *ret_created = keeping.created;
  return error;
}

enum error handle_definition_update(struct request *request, struct response *response) {
  struct store_resource resource = {.content = request->body, .request_id = request->id};
  bool created = false;
  if (definition_mapping_is(request)) {
    return definition_mapping_update(request, response);
  }
  enum error error = read_resource(request, &resource);
  error = error == ERROR_OK ? keep(request, &resource, &created) : error;
  if (error != ERROR_OK) {
    return error;
  }
  struct view place =
      arena_format(request->arena, "%.*s/%s/%.*s", VIEW_ARGUMENTS(request->base_url),
                   request->route->resource, VIEW_ARGUMENTS(resource.id));
  if (place.data == NULL) {
    return ERROR_MEMORY;
  }
  response_fhir(response, request->body);
  response->outcome = created ? RESPONSE_CREATED : RESPONSE_OK;
  response_header(response, "Location", place);
  return ERROR_OK;
}
