#include "handlers/metadata.h"

#include "handlers/capability_head.h"
#include "handlers/search_include.h"
#include "handlers/services.h"
#include "handlers/terminology_capabilities.h"
#include "server/base/json_writer.h"
#include "server/http/route.h"
#include "server/limits.h"

#define XML_DOCUMENTATION                                                                          \
  "The resource is read as JSON or as XML (application/fhir+xml); the answer is JSON."

/* Rows of the table that belong to one resource type; NULL = the whole system. */
struct selection {
  const struct route_table *table;
  const char *resource;
};

static bool is_of(const struct route *route, const char *resource) {
  if (route->resource == NULL || resource == NULL) {
    return route->resource == resource;
  }
  return strcmp(route->resource, resource) == 0;
}

/* True when an earlier row of the same resource has the same text in that member, so it was
 * written. */
static bool is_repeated(const struct selection *selection, size_t index, size_t member) {
  const struct route *routes = selection->table->routes;
  const char *text = *(const char *const *)((const char *)&routes[index] + member);
  for (size_t i = 0; i < index; i++) {
    const char *earlier = *(const char *const *)((const char *)&routes[i] + member);
    if (is_of(&routes[i], selection->resource) && earlier != NULL && strcmp(earlier, text) == 0) {
      return true;
    }
  }
  return false;
}

static void begin_list_once(struct json_writer *writer, const char *key, bool *begun) {
  if (*begun) {
    return;
  }
  *begun = true;
  writer_key(writer, key);
  writer_array_begin(writer);
}

static void end_list(struct json_writer *writer, bool begun) {
  if (begun) {
    writer_array_end(writer);
  }
}

static void write_interactions(struct json_writer *writer, const struct selection *selection) {
  bool begun = false;
  for (size_t i = 0; i < selection->table->count; i++) {
    const struct route *route = &selection->table->routes[i];
    if (route->interaction == NULL || !is_of(route, selection->resource) ||
        is_repeated(selection, i, offsetof(struct route, interaction))) {
      continue;
    }
    begin_list_once(writer, "interaction", &begun);
    writer_object_begin(writer);
    writer_member_text(writer, "code", route->interaction);
    writer_object_end(writer);
  }
  end_list(writer, begun);
}

static void write_search_parameters(struct json_writer *writer, const struct selection *selection) {
  bool begun = false;
  for (size_t i = 0; i < selection->table->count && !begun; i++) {
    const struct route *route = &selection->table->routes[i];
    if (route->search == NULL || !is_of(route, selection->resource)) {
      continue;
    }
    for (const struct search_parameter_row *row = route->search; row->name != NULL; row++) {
      begin_list_once(writer, "searchParam", &begun);
      writer_object_begin(writer);
      writer_member_text(writer, "name", row->name);
      writer_member_text(writer, "type", row->type);
      writer_object_end(writer);
    }
  }
  end_list(writer, begun);
}

static void write_operations_of(struct json_writer *writer, const struct selection *selection,
                                bool *begun) {
  for (size_t i = 0; i < selection->table->count; i++) {
    const struct route *route = &selection->table->routes[i];
    if (route->operation == NULL || !is_of(route, selection->resource) ||
        is_repeated(selection, i, offsetof(struct route, operation))) {
      continue;
    }
    begin_list_once(writer, "operation", begun);
    writer_object_begin(writer);
    writer_member_text(writer, "name", route->operation);
    writer_member_text(writer, "definition", route->definition);
    if ((route->flags & ROUTE_XML_BODY) != 0) {
      writer_member_text(writer, "documentation", XML_DOCUMENTATION);
    }
    writer_object_end(writer);
  }
}

static void write_resource(struct json_writer *writer, const struct request *request,
                           const struct selection *selection) {
  struct selection each = {selection->table, "*"};
  bool begun = false;
  writer_object_begin(writer);
  writer_member_text(writer, "type", selection->resource);
  write_interactions(writer, selection);
  writer_member_text(writer, "versioning", "no-version");
  search_include_describe(writer, request, selection->resource);
  write_search_parameters(writer, selection);
  write_operations_of(writer, selection, &begun);
  write_operations_of(writer, &each, &begun);
  end_list(writer, begun);
  writer_object_end(writer);
}

static void write_resources(struct json_writer *writer, const struct request *request,
                            const struct route_table *table) {
  bool begun = false;
  for (size_t i = 0; i < table->count; i++) {
    struct selection selection = {table, table->routes[i].resource};
    if (selection.resource == NULL || strcmp(selection.resource, "*") == 0 ||
        is_repeated(&selection, i, offsetof(struct route, resource))) {
      continue;
    }
    begin_list_once(writer, "resource", &begun);
    write_resource(writer, request, &selection);
  }
  end_list(writer, begun);
}

#define SECURITY_SERVICES "http://terminology.hl7.org/CodeSystem/restful-security-service"
#define OAUTH_URIS "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"

static void write_token_endpoint(struct json_writer *writer, struct view url) {
  writer_key(writer, "extension");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "url", OAUTH_URIS);
  writer_key(writer, "extension");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "url", "token");
  writer_member_string(writer, "valueUri", url);
  writer_object_end(writer);
  writer_array_end(writer);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_service(struct json_writer *writer, const char *code, const char *text) {
  writer_object_begin(writer);
  if (code != NULL) {
    writer_key(writer, "coding");
    writer_array_begin(writer);
    writer_object_begin(writer);
    writer_member_text(writer, "system", SECURITY_SERVICES);
    writer_member_text(writer, "code", code);
    writer_object_end(writer);
    writer_array_end(writer);
  }
  writer_member_text(writer, "text", text);
  writer_object_end(writer);
}

static void write_security(struct json_writer *writer, const struct access_offer *offer) {
  writer_key(writer, "security");
  writer_object_begin(writer);
  if (offer->oauth && offer->token_endpoint.length > 0) {
    write_token_endpoint(writer, offer->token_endpoint);
  }
  writer_member_boolean(writer, "cors", false);
  if (offer->oauth || offer->keys) {
    writer_key(writer, "service");
    writer_array_begin(writer);
    if (offer->oauth) {
      write_service(writer, "SMART-on-FHIR", "OAuth 2.0 tokens (SMART Backend Services)");
    }
    if (offer->keys) {
      write_service(writer, NULL, "API keys (Authorization: Bearer, or X-API-Key)");
    }
    writer_array_end(writer);
  }
  writer_object_end(writer);
}

static void write_rest(struct json_writer *writer, const struct request *request) {
  const struct route_table *table = request->services->routes;
  struct selection system = {table, NULL};
  bool begun = false;
  writer_key(writer, "rest");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "mode", "server");
  write_security(writer, &request->services->access);
  write_resources(writer, request, table);
  write_interactions(writer, &system);
  write_operations_of(writer, &system, &begun);
  end_list(writer, begun);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_texts(struct json_writer *writer, const char *key, const char *const *texts) {
  writer_key(writer, key);
  writer_array_begin(writer);
  for (; *texts != NULL; texts++) {
    writer_string(writer, view_of(*texts));
  }
  writer_array_end(writer);
}

static enum error answer_capabilities(struct request *request, struct response *response) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  writer_object_begin(&writer);
  writer_member_text(&writer, "resourceType", "CapabilityStatement");
  capability_head_write(&writer, request);
  writer_member_text(&writer, "fhirVersion", "4.0.1");
  write_texts(&writer, "format",
              (const char *const[]){"application/fhir+json", "application/json", NULL});
  write_rest(&writer, request);
  writer_object_end(&writer);
  enum error error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(&buffer));
  }
  return error;
}

enum error handle_metadata(struct request *request, struct response *response) {
  return view_is(request_query(request, "mode"), "terminology")
             ? terminology_capabilities_answer(request, response)
             : answer_capabilities(request, response);
}
