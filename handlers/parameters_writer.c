#include "handlers/parameters_writer.h"

#include "server/limits.h"

enum error parameters_writer_begin(struct request *request, struct parameters_writer *ret_writer) {
  struct buffer *buffer = arena_alloc(request->arena, sizeof *buffer);
  if (buffer == NULL) {
    return ERROR_MEMORY;
  }
  *buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  *ret_writer = (struct parameters_writer){buffer, json_writer_make(buffer, request->pretty)};
  writer_object_begin(&ret_writer->json);
  writer_member_text(&ret_writer->json, "resourceType", "Parameters");
  writer_key(&ret_writer->json, "parameter");
  writer_array_begin(&ret_writer->json);
  return ERROR_OK;
}

static void begin(struct parameters_writer *writer, const char *name) {
  writer_object_begin(&writer->json);
  writer_member_text(&writer->json, "name", name);
}

void parameters_writer_text(struct parameters_writer *writer, const char *name, const char *type,
                            struct view text) {
  if (text.length == 0) {
    return;
  }
  begin(writer, name);
  writer_member_string(&writer->json, type, text);
  writer_object_end(&writer->json);
}

void parameters_writer_boolean(struct parameters_writer *writer, const char *name, bool value) {
  begin(writer, name);
  writer_member_boolean(&writer->json, "valueBoolean", value);
  writer_object_end(&writer->json);
}

void parameters_writer_json(struct parameters_writer *writer, const char *name, const char *type,
                            struct view json) {
  if (json.length == 0) {
    return;
  }
  begin(writer, name);
  writer_member_raw(&writer->json, type, json);
  writer_object_end(&writer->json);
}

void parameters_writer_group_begin(struct parameters_writer *writer, const char *name) {
  begin(writer, name);
  writer_key(&writer->json, "part");
  writer_array_begin(&writer->json);
}

void parameters_writer_group_end(struct parameters_writer *writer) {
  writer_array_end(&writer->json);
  writer_object_end(&writer->json);
}

enum error parameters_writer_end(struct parameters_writer *writer, struct response *response) {
  writer_array_end(&writer->json);
  writer_object_end(&writer->json);
  enum error error = json_writer_end(&writer->json);
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(writer->buffer));
  }
  return error;
}
