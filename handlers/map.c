#include "handlers/map.h"

#include "handlers/mapping_message.h"
#include "handlers/mapping_request.h"
#include "handlers/request_document.h"
#include "handlers/services.h"
#include "server/http/operation_outcome.h"
#include "server/limits.h"
#include "terminology/mapping_place.h"

struct map_run {
  struct request *request;
  struct view text; /* of the resource alone */
  struct document document;
  struct patch patch;
  struct bundle_mapping_result result;
  struct view patched;
};

static const struct view none = {NULL, 0};

/* ---- the resource -------------------------------------------------------------------------------
 */
static uint32_t resource_of(const struct document *document, struct arena *arena) {
  uint32_t list = document_member(document, 0, view_of("parameter"));
  if (list == NODE_NONE || document_type(document, list) != NODE_ARRAY) {
    return NODE_NONE;
  }
  for (uint32_t item = document_first(document, list); item != NODE_NONE;
       item = document_next(document, list, item)) {
    struct view name = document_member_string(document, item, "name", arena);
    uint32_t resource = document_member(document, item, view_of("resource"));
    if (view_is(name, "resource") && resource != NODE_NONE &&
        document_type(document, resource) == NODE_OBJECT) {
      return resource;
    }
  }
  return NODE_NONE;
}

/* A resource inside Parameters is cut out, so that positions are its own. */
static enum error unwrap(struct map_run *run) {
  struct request *request = run->request;
  uint32_t resource = resource_of(&run->document, request->arena);
  struct document_failure failure;
  if (resource == NODE_NONE) {
    return request_fail(request, ERROR_BAD_REQUEST,
                        mapping_message_get(MAPPING_MESSAGE_BUNDLE_MISSING), none, none);
  }
  run->text = document_raw(&run->document, resource);
  enum error error =
      document_read(request->arena, run->text, definitions_names(request->services->definitions),
                    &run->document, &failure);
  return error == ERROR_SYNTAX ? ERROR_INTERNAL : error;
}

static enum error read_resource(struct map_run *run) {
  struct request *request = run->request;
  run->text = request->body;
  enum error error = request_document_read(request, &run->document);
  if (error != ERROR_OK) {
    return error;
  }
  struct view type = document_member_string(&run->document, 0, "resourceType", request->arena);
  if (view_is(type, "Parameters")) {
    return unwrap(run);
  }
  return type.length > 0
             ? ERROR_OK
             : request_fail(request, ERROR_BAD_REQUEST,
                            mapping_message_get(MAPPING_MESSAGE_BUNDLE_MISSING), none, none);
}

/* ---- the answer ---------------------------------------------------------------------------------
 */
static void begin_parameter(struct json_writer *writer, const char *name) {
  writer_object_begin(writer);
  writer_member_text(writer, "name", name);
}

static void write_coding(struct json_writer *writer, const char *name, struct view system,
                         struct view code, struct view display) {
  begin_parameter(writer, name);
  writer_key(writer, "valueCoding");
  writer_object_begin(writer);
  writer_member_string(writer, "system", system);
  writer_member_string(writer, "code", code);
  writer_member_optional(writer, "display", display);
  writer_object_end(writer);
  writer_object_end(writer);
}

static void write_text(struct json_writer *writer, const char *name, const char *type,
                       struct view value) {
  begin_parameter(writer, name);
  writer_member_string(writer, type, value);
  writer_object_end(writer);
}

static void write_change(struct json_writer *writer, const struct map_run *run,
                         const struct bundle_mapping_change *change) {
  begin_parameter(writer, "added");
  writer_key(writer, "part");
  writer_array_begin(writer);
  write_text(writer, "expression", "valueString",
             mapping_place_of(&run->document, 0, change->array, run->request->arena));
  write_coding(writer, "source", change->source_system, change->source_code, none);
  write_coding(writer, "target", change->target.system, change->target.code,
               change->target.display);
  write_text(writer, "reason", "valueCode", view_of(change->reason));
  writer_array_end(writer);
  writer_object_end(writer);
}

static void write_unmapped(struct json_writer *writer, const struct store_unmapped *row) {
  begin_parameter(writer, "unmapped");
  writer_key(writer, "part");
  writer_array_begin(writer);
  write_coding(writer, "source", row->source_system, row->source_code, row->source_display);
  write_text(writer, "reason", "valueCode", row->reason);
  write_text(writer, "domain", "valueCode", row->domain);
  writer_array_end(writer);
  writer_object_end(writer);
}

static enum error write_parameters(struct json_writer *writer, const struct map_run *run) {
  struct request *request = run->request;
  struct operation_outcome outcome = {run->text, &request->issues, request->language};
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "Parameters");
  writer_key(writer, "parameter");
  writer_array_begin(writer);
  begin_parameter(writer, "return");
  writer_member_raw(writer, "resource", run->patched);
  writer_object_end(writer);
  for (size_t i = 0; i < run->result.added; i++) {
    write_change(writer, run, &run->result.changes[i]);
  }
  for (size_t i = 0; i < run->result.unmapped_count; i++) {
    write_unmapped(writer, &run->result.unmapped[i]);
  }
  begin_parameter(writer, "outcome");
  writer_key(writer, "resource");
  enum error error = operation_outcome_write(writer, &outcome);
  if (error == ERROR_OK) {
    writer_object_end(writer);
    writer_array_end(writer);
    writer_object_end(writer);
  }
  return error;
}

static enum error map_codes(struct map_run *run) {
  struct mapping_request mapping;
  enum error error = mapping_request_begin(run->request, &mapping);
  run->patch = patch_make(run->request->arena);
  if (error == ERROR_OK && mapping.mapping.table != NULL) {
    error = bundle_mapping_run(&mapping.mapping, &run->document, &run->patch, &run->request->issues,
                               &run->result);
  }
  return error == ERROR_OK ? patch_apply(&run->patch, run->text, &run->patched) : error;
}

enum error handle_map(struct request *request, struct response *response) {
  struct map_run run = {.request = request};
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  enum error error = read_resource(&run);
  if (error == ERROR_OK) {
    error = map_codes(&run);
  }
  if (error == ERROR_OK) {
    error = write_parameters(&writer, &run);
  }
  if (error == ERROR_OK) {
    error = json_writer_end(&writer);
  }
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(&buffer));
  }
  return error;
}
