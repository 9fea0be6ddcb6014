#include "handlers/smart_configuration.h"

#include "handlers/services.h"
#include "server/base/json_writer.h"
#include "server/http/access_check.h"
#include "server/http/access_scope.h"
#include "server/limits.h"

#define LETTERS 8u

static void write_list(struct json_writer *writer, const char *key, const char *const *items) {
  writer_key(writer, key);
  writer_array_begin(writer);
  for (; *items != NULL; items++) {
    writer_string(writer, view_of(*items));
  }
  writer_array_end(writer);
}

static bool is_of(const struct route *route, const char *resource) {
  return route->resource != NULL && strcmp(route->resource, resource) == 0;
}

static bool has_letter(const struct route_table *table, const char *resource, char letter) {
  for (size_t i = 0; i < table->count; i++) {
    if (is_of(&table->routes[i], resource) && access_letter(&table->routes[i]) == letter) {
      return true;
    }
  }
  return false;
}

static bool was_written(const struct route_table *table, size_t index) {
  for (size_t i = 0; i < index; i++) {
    if (is_of(&table->routes[i], table->routes[index].resource)) {
      return true;
    }
  }
  return false;
}

/* "system/Patient.rs": what the table answers of the type. */
static void write_type(struct json_writer *writer, struct arena *arena,
                       const struct route_table *table, const char *resource) {
  char granted[LETTERS] = "";
  size_t count = 0;
  for (const char *letter = ACCESS_SCOPE_LETTERS; *letter != '\0'; letter++) {
    if (has_letter(table, resource, *letter)) {
      granted[count++] = *letter;
    }
  }
  if (count > 0) {
    writer_string(writer, arena_format(arena, "system/%s.%s", resource, granted));
  }
}

static void write_scopes(struct json_writer *writer, const struct request *request) {
  const struct route_table *table = request->services->routes;
  writer_key(writer, "scopes_supported");
  writer_array_begin(writer);
  writer_string(writer, view_of("system/*." ACCESS_SCOPE_LETTERS));
  for (size_t i = 0; i < table->count; i++) {
    const char *resource = table->routes[i].resource;
    if (resource != NULL && strcmp(resource, "*") != 0 && !was_written(table, i)) {
      write_type(writer, request->arena, table, resource);
    }
  }
  for (size_t i = 0; access_scope_administration(i) != NULL; i++) {
    writer_string(writer, view_of(access_scope_administration(i)));
  }
  writer_array_end(writer);
}

enum error handle_smart_configuration(struct request *request, struct response *response) {
  const struct access_offer *offer = &request->services->access;
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  if (!offer->oauth || offer->token_endpoint.length == 0) {
    return ERROR_NOT_FOUND;
  }
  writer_object_begin(&writer);
  writer_member_string(&writer, "issuer", offer->issuer);
  writer_member_optional(&writer, "jwks_uri", offer->jwks_url);
  writer_member_string(&writer, "token_endpoint", offer->token_endpoint);
  write_list(&writer, "grant_types_supported", (const char *const[]){"client_credentials", NULL});
  write_list(&writer, "token_endpoint_auth_methods_supported",
             (const char *const[]){"private_key_jwt", NULL});
  write_scopes(&writer, request);
  write_list(&writer, "capabilities",
             (const char *const[]){"client-confidential-asymmetric", "permission-v1",
                                   "permission-v2", NULL});
  writer_object_end(&writer);
  enum error error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    response->media_type = MEDIA_TYPE_JSON;
    response->body = buffer_view(&buffer);
  }
  return error;
}
