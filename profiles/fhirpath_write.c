#include "profiles/fhirpath_date.h"
#include "profiles/fhirpath_run.h"
#include "server/base/json_writer.h"

/* The same JSON on one line: without the blanks between tokens. Numbers and strings stay as
 * received. */
static struct view without_blanks(struct view json, struct arena *arena) {
  char *out = arena_bytes(arena, json.length);
  size_t length = 0;
  bool in_string = false;
  for (size_t i = 0; out != NULL && i < json.length; i++) {
    char byte = json.data[i];
    bool blank = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
    if (in_string && byte == '\\') {
      out[length++] = byte;
      i++;
    } else if (byte == '"') {
      in_string = !in_string;
    } else if (blank && !in_string) {
      continue;
    }
    out[length++] = json.data[i];
  }
  return out == NULL ? json : view_make(out, length);
}

static void write_element(const struct fhirpath_context *context,
                          const struct fhirpath_value *value, struct json_writer *writer) {
  const struct document *document = context->document;
  uint32_t node = value->element.node != NODE_NONE ? value->element.node : value->element.twin;
  struct view raw = document_raw(document, node);
  if (document_type(document, node) == NODE_STRING) { /* with its quotes */
    raw = view_make(raw.data - 1, raw.length + 2);
  } else if (document_type(document, node) == NODE_OBJECT) {
    raw = without_blanks(raw, context->arena);
  }
  writer_raw(writer, raw);
}

static void write_quantity(const struct fhirpath_value *value, struct json_writer *writer) {
  char text[FHIRPATH_DECIMAL_TEXT_BYTES];
  size_t length = fhirpath_decimal_text(fhirpath_run_decimal(value), text);
  writer_object_begin(writer);
  writer_member_raw(writer, "value", view_make(text, length));
  writer_member_string(writer, value->unit->calendar ? "unit" : "code", value->unit->code);
  writer_object_end(writer);
}

static void write_value(const struct fhirpath_context *context, const struct fhirpath_value *value,
                        struct json_writer *writer);

static void write_definition(const struct fhirpath_context *context,
                             const struct fhirpath_value *value, struct json_writer *writer) {
  static const char *const members[] = {"id", "min", "max"};
  const struct fhirpath_model *model = context->model;
  writer_object_begin(writer);
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    struct fhirpath_value member =
        model->definition_member(model->self, (uint32_t)value->integer, view_of(members[i]));
    writer_key(writer, members[i]);
    write_value(context, &member, writer);
  }
  writer_object_end(writer);
}

static void write_value(const struct fhirpath_context *context, const struct fhirpath_value *value,
                        struct json_writer *writer) {
  char text[FHIRPATH_DECIMAL_TEXT_BYTES];
  enum fhirpath_kind kind = (enum fhirpath_kind)value->kind;
  switch (kind) {
  case FHIRPATH_ELEMENT:
    write_element(context, value, writer);
    break;
  case FHIRPATH_BOOLEAN:
    writer_boolean(writer, value->boolean);
    break;
  case FHIRPATH_INTEGER:
    writer_integer(writer, value->integer);
    break;
  case FHIRPATH_DECIMAL:
    writer_raw(writer, view_make(text, fhirpath_decimal_text(fhirpath_run_decimal(value), text)));
    break;
  case FHIRPATH_STRING:
    writer_string(writer, value->text);
    break;
  case FHIRPATH_DATE:
  case FHIRPATH_DATE_TIME:
  case FHIRPATH_TIME:
    writer_string(writer, view_make(text, fhirpath_date_text(&value->date, kind, text)));
    break;
  case FHIRPATH_QUANTITY:
    write_quantity(value, writer);
    break;
  case FHIRPATH_TYPE:
    writer_object_begin(writer);
    writer_member_text(writer, "namespace", value->is_system ? "System" : "FHIR");
    writer_member_string(writer, "name", value->text);
    writer_object_end(writer);
    break;
  case FHIRPATH_DEFINITION:
    write_definition(context, value, writer);
    break;
  case FHIRPATH_NOTHING:
    break;
  }
}

void fhirpath_write(const struct fhirpath_context *context, struct fhirpath_collection collection,
                    struct buffer *buffer) {
  struct json_writer writer = json_writer_make(buffer, false);
  writer_array_begin(&writer);
  for (uint32_t i = 0; i < collection.count; i++) {
    write_value(context, &collection.values[i], &writer);
  }
  writer_array_end(&writer);
}
