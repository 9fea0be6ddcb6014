#include "handlers/expansion_property.h"

#define CONTAINS_PROPERTY_URL                                                                      \
  "http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion.contains.property"
#define CONCEPT_PROPERTIES "http://hl7.org/fhir/concept-properties#"
#define EXTENSIONS "http://hl7.org/fhir/StructureDefinition/"
#define FIRST_PROPERTIES 8u

/* Properties that stand in extensions of a concept. */
struct extension_property {
  const char *code;
  const char *uri;
  const char *url;       /* of code systems and supplements */
  const char *value_set; /* of value sets */
  const char *type;
};

static const struct extension_property extension_properties[] = {
    {"order", CONCEPT_PROPERTIES "order", EXTENSIONS "codesystem-conceptOrder",
     EXTENSIONS "valueset-conceptOrder", "valueDecimal"},
    {"label", CONCEPT_PROPERTIES "label", EXTENSIONS "codesystem-label",
     EXTENSIONS "valueset-label", "valueString"},
    {"weight", CONCEPT_PROPERTIES "itemWeight", EXTENSIONS "itemWeight", EXTENSIONS "itemWeight",
     "valueDecimal"},
};
#define EXTENSION_PROPERTIES (sizeof extension_properties / sizeof extension_properties[0])

static struct entry_reading reading_of(const struct expansion_writer *writer) {
  const struct content_question *content = &writer->question->content;
  return (struct entry_reading){content->arena, &content->supplements, content->scope->date};
}

static enum error note_property(struct expansion_writer *writer, struct view code,
                                struct view uri) {
  for (size_t i = 0; i < writer->property_count; i++) {
    if (view_equal(writer->properties[i].code, code)) {
      return ERROR_OK;
    }
  }
  if (writer->property_count == writer->property_capacity) {
    size_t capacity =
        writer->property_capacity == 0 ? FIRST_PROPERTIES : writer->property_capacity * 2;
    struct expansion_property *grown =
        arena_array(writer->question->content.arena, capacity, sizeof *grown);
    if (grown == NULL) {
      return ERROR_MEMORY;
    }
    if (writer->property_count > 0) {
      memcpy(grown, writer->properties, writer->property_count * sizeof *grown);
    }
    writer->properties = grown;
    writer->property_capacity = capacity;
  }
  writer->properties[writer->property_count++] = (struct expansion_property){code, uri};
  return ERROR_OK;
}

struct value {
  struct view code;
  struct view uri;
  const char *type;
  struct view text; /* of texts */
  struct view json; /* of everything else */
};

void expansion_extension_open(struct expansion_writer *writer) {
  if (!writer->in_extension) {
    writer_key(writer->json, "extension");
    writer_array_begin(writer->json);
    writer->in_extension = true;
  }
}

static enum error write_value(struct expansion_writer *writer, const struct value *value) {
  struct json_writer *json = writer->json;
  expansion_extension_open(writer);
  writer_object_begin(json);
  writer_member_text(json, "url", CONTAINS_PROPERTY_URL);
  writer_key(json, "extension");
  writer_array_begin(json);
  writer_object_begin(json);
  writer_member_text(json, "url", "code");
  writer_member_string(json, "valueCode", value->code);
  writer_object_end(json);
  writer_object_begin(json);
  writer_member_text(json, "url", "value");
  if (value->json.length > 0) {
    writer_member_raw(json, value->type, value->json);
  } else {
    writer_member_string(json, value->type, value->text);
  }
  writer_object_end(json);
  writer_array_end(json);
  writer_object_end(json);
  return note_property(writer, value->code, value->uri);
}

/* ---- what every reader sees --------------------------------------------------------------------
 */
static struct view status_of(const struct expansion_writer *writer,
                             const struct code_entry *entry) {
  struct entry_reading reading = reading_of(writer);
  struct view status = code_entry_status(&reading, entry);
  return view_is(status, "active") ? view_make(NULL, 0) : status;
}

static struct view extension_of(const struct expansion_writer *writer,
                                const struct code_entry *entry,
                                const struct extension_property *property) {
  struct entry_reading reading = reading_of(writer);
  struct view type;
  struct view value = view_make(NULL, 0);
  if (entry->stated != NULL) {
    value = extension_value(reading.arena, entry->stated->extension, property->value_set, &type);
  }
  return value.length > 0 ? value : code_entry_extension(&reading, entry, property->url, &type);
}

static enum error write_extensions(struct expansion_writer *writer,
                                   const struct code_entry *entry) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < EXTENSION_PROPERTIES && error == ERROR_OK; i++) {
    const struct extension_property *property = &extension_properties[i];
    struct view json = extension_of(writer, entry, property);
    struct value value = {.code = view_of(property->code),
                          .uri = view_of(property->uri),
                          .type = property->type,
                          .json = json};
    error = json.length == 0 ? ERROR_OK : write_value(writer, &value);
  }
  return error;
}

static enum error write_status(struct expansion_writer *writer, const struct code_entry *entry) {
  struct value value = {.code = view_of("status"),
                        .uri = view_of(CONCEPT_PROPERTIES "status"),
                        .type = "valueCode",
                        .text = status_of(writer, entry)};
  return value.text.length == 0 ? ERROR_OK : write_value(writer, &value);
}

/* ---- what the request names --------------------------------------------------------------------
 */
static struct view uri_of(const struct expansion_writer *writer, const struct code_system *system,
                          struct view code) {
  const struct code_system_property_definition *definition = code_system_definition(system, code);
  return definition != NULL && definition->uri.length > 0
             ? definition->uri
             : arena_format(writer->question->content.arena, CONCEPT_PROPERTIES "%.*s",
                            VIEW_ARGUMENTS(code));
}

static bool is_text(enum code_system_value type) {
  return type == CODE_SYSTEM_VALUE_CODE || type == CODE_SYSTEM_VALUE_STRING ||
         type == CODE_SYSTEM_VALUE_DATE_TIME;
}

static enum error write_stated(struct expansion_writer *writer, const struct code_system *system,
                               uint32_t concept, struct view code) {
  struct code_system_range range = code_system_at(system, concept)->properties;
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < range.count && error == ERROR_OK; i++) {
    const struct code_system_property *row = &system->properties[range.first + i];
    if (!view_equal(code_system_property_code(system, row), code)) {
      continue;
    }
    struct value value = {.code = code,
                          .uri = uri_of(writer, system, code),
                          .type = code_system_value_name((enum code_system_value)row->type)};
    if (is_text((enum code_system_value)row->type)) {
      value.text = code_system_property_value(row);
    } else {
      value.json = code_system_property_value(row);
    }
    error = write_value(writer, &value);
  }
  return error;
}

static enum error write_definition(struct expansion_writer *writer,
                                   const struct code_entry *entry) {
  struct value value = {.code = view_of("definition"),
                        .uri = view_of(CONCEPT_PROPERTIES "definition"),
                        .type = "valueString",
                        .text = code_system_at(entry->code_system, entry->concept)->definition};
  return value.text.length == 0 ? ERROR_OK : write_value(writer, &value);
}

static enum error write_asked(struct expansion_writer *writer, const struct code_entry *entry,
                              struct view code) {
  const struct supplement_list *supplements = &writer->question->content.supplements;
  if (view_is(code, "status") || entry->concept == CODE_SYSTEM_NO_CONCEPT) {
    return ERROR_OK; /* told to every reader */
  }
  enum error error = view_is(code, "definition")
                         ? write_definition(writer, entry)
                         : write_stated(writer, entry->code_system, entry->concept, code);
  for (size_t i = 0; i < supplements->count && error == ERROR_OK; i++) {
    uint32_t concept = code_system_find(supplements->systems[i], entry->code);
    error = concept == CODE_SYSTEM_NO_CONCEPT
                ? ERROR_OK
                : write_stated(writer, supplements->systems[i], concept, code);
  }
  return error;
}

enum error expansion_property_write(struct expansion_writer *writer,
                                    const struct code_entry *entry) {
  const struct terminology_request *operation = writer->question->operation;
  enum error error = write_status(writer, entry);
  error = error == ERROR_OK ? write_extensions(writer, entry) : error;
  for (size_t i = 0; i < operation->parameter_count && error == ERROR_OK; i++) {
    if (view_is(operation->parameters[i].name, "property")) {
      error = write_asked(writer, entry, operation->parameters[i].text);
    }
  }
  return error;
}
