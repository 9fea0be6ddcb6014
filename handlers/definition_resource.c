#include "handlers/definition_resource.h"

#include "handlers/services.h"
#include "server/base/json_writer.h"
#include "server/limits.h"
#include "server/http/route.h"
#include "terminology/terminology_library.h"

#define SUBSETTED                                                                                  \
  "{\"tag\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ObservationValue\","           \
  "\"code\":\"SUBSETTED\"}]}"

enum terminology_kind definition_resource_kind(const struct request *request) {
  return terminology_kind_of(view_of(request->route->resource));
}

static void release(void *terminology) {
  terminology_release(terminology);
}

enum error definition_resource_terminology(struct request *request,
                                           const struct terminology **ret_terminology) {
  struct terminology *terminology = terminology_library_acquire(request->services->terminology);
  enum error error = arena_defer(request->arena, release, terminology);
  if (error == ERROR_OK) {
    *ret_terminology = terminology;
  }
  return error;
}

static void write_definitions(struct json_writer *writer, const struct code_system *system) {
  if (system->definition_count == 0) {
    return;
  }
  writer_key(writer, "property");
  writer_array_begin(writer);
  for (uint32_t i = 0; i < system->definition_count; i++) {
    const struct code_system_property_definition *definition = &system->definitions[i];
    writer_object_begin(writer);
    writer_member_string(writer, "code", definition->code);
    writer_member_optional(writer, "uri", definition->uri);
    writer_member_optional(writer, "description", definition->description);
    writer_member_string(writer, "type", definition->type);
    writer_object_end(writer);
  }
  writer_array_end(writer);
}

static void write_system(struct json_writer *writer, const struct terminology_resource *resource,
                         const struct code_system *system) {
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "CodeSystem");
  writer_member_string(writer, "id", resource->id);
  writer_member_string(writer, "url", resource->url);
  writer_member_optional(writer, "version", resource->version);
  writer_member_optional(writer, "name", system->name);
  writer_member_optional(writer, "title", system->title);
  writer_member_text(writer, "status", "active");
  writer_member_boolean(writer, "caseSensitive", system->is_case_sensitive);
  writer_member_text(writer, "content", "not-present");
  writer_member_integer(writer, "count", system->concept_count);
  write_definitions(writer, system);
  writer_object_end(writer);
}

enum error definition_resource_json(struct request *request, const struct terminology *terminology,
                                    const struct terminology_resource *resource,
                                    struct view *ret_json) {
  const struct code_system *system = NULL;
  if (resource->origin != TERMINOLOGY_FROM_MASTER) {
    *ret_json = resource->content;
    return ERROR_OK;
  }
  struct terminology_scope scope = terminology_scope_make(terminology, request->arena, 0);
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  enum error error = terminology_code_system(&scope, resource, &system);
  if (error == ERROR_OK) {
    write_system(&writer, resource, system);
    error = json_writer_end(&writer);
  }
  if (error == ERROR_OK) {
    *ret_json = buffer_view(&buffer);
  }
  return error;
}

static bool is_left_out(struct view name) {
  static const char *const names[] = {"text",      "concept",   "compose",     "expansion",
                                      "group",     "meta",      "description", "purpose",
                                      "copyright", "contained", "extension"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (view_is(name, names[i])) {
      return true;
    }
  }
  return false;
}

enum error definition_resource_summary(struct request *request, struct view json,
                                       struct view *ret_json) {
  struct document document;
  struct document_failure failure;
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  enum error error = document_read(request->arena, json, NULL, &document, &failure);
  if (error != ERROR_OK) {
    return error;
  }
  writer_object_begin(&writer);
  for (uint32_t key = document_first(&document, 0); key != NODE_NONE;
       key = document_next(&document, 0, key)) {
    struct view name = document_string(&document, key, request->arena);
    if (!is_left_out(name)) {
      bool is_text = document_type(&document, key + 1) == NODE_STRING;
      struct view raw = document_raw(&document, key + 1);
      writer_key_view(&writer, name);
      writer_raw(&writer, is_text ? view_make(raw.data - 1, raw.length + 2) : raw);
    }
    if (view_is(name, "resourceType")) {
      writer_member_raw(&writer, "meta", view_of(SUBSETTED));
    }
  }
  writer_object_end(&writer);
  error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    *ret_json = buffer_view(&buffer);
  }
  return error;
}
