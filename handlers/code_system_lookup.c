#include "handlers/code_system_lookup.h"

#include "handlers/code_question.h"
#include "handlers/parameters_writer.h"

#define PREFERRED_USE                                                                              \
  "{\"system\":\"http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra\","                       \
  "\"code\":\"preferredForLanguage\"}"

struct lookup {
  const struct terminology_request *operation;
  struct code_question question;
  const struct code_system_concept *concept;
  struct parameters_writer writer;
};

/* Without `property` everything is told; "*" asks for everything. */
static bool is_wanted(const struct lookup *lookup, struct view name) {
  bool asked = false;
  for (size_t i = 0; i < lookup->operation->parameter_count; i++) {
    const struct terminology_parameter *parameter = &lookup->operation->parameters[i];
    if (view_is(parameter->name, "property")) {
      asked = true;
      if (view_is(parameter->text, "*") || view_equal(parameter->text, name)) {
        return true;
      }
    }
  }
  return !asked;
}

static bool has_language(struct view language, struct view wanted) {
  return view_equal_ignore_case(language, wanted) ||
         (language.length > wanted.length && language.data[wanted.length] == '-' &&
          view_equal_ignore_case(view_part(language, 0, wanted.length), wanted));
}

/* A designation in the language that was asked for, else the display. */
static struct view display_of(const struct lookup *lookup) {
  struct view wanted = terminology_request_text(lookup->operation, "displayLanguage");
  const struct code_system *system = lookup->question.system;
  struct code_system_range range = lookup->concept->designations;
  if (wanted.length == 0 || has_language(system->language, wanted)) {
    return lookup->concept->display;
  }
  for (uint32_t i = 0; i < range.count; i++) {
    const struct code_system_designation *designation = &system->designations[range.first + i];
    if (has_language(designation->language, wanted)) {
      return designation->value;
    }
  }
  return lookup->concept->display;
}

static void write_designation(struct lookup *lookup, struct view language, struct view use,
                              struct view value) {
  parameters_writer_group_begin(&lookup->writer, "designation");
  parameters_writer_text(&lookup->writer, "language", "valueCode", language);
  parameters_writer_json(&lookup->writer, "use", "valueCoding", use);
  parameters_writer_text(&lookup->writer, "value", "valueString", value);
  parameters_writer_group_end(&lookup->writer);
}

static void write_designations(struct lookup *lookup) {
  const struct code_system *system = lookup->question.system;
  struct code_system_range range = lookup->concept->designations;
  if (!is_wanted(lookup, view_of("designation"))) {
    return;
  }
  if (system->language.length > 0 && lookup->concept->display.length > 0) {
    write_designation(lookup, system->language, view_of(PREFERRED_USE), lookup->concept->display);
  }
  for (uint32_t i = 0; i < range.count; i++) {
    const struct code_system_designation *row = &system->designations[range.first + i];
    write_designation(lookup, row->language, row->use, row->value);
  }
}

static void write_value(struct lookup *lookup, enum code_system_value type, struct view value) {
  const char *name = code_system_value_name(type);
  bool is_text = type == CODE_SYSTEM_VALUE_CODE || type == CODE_SYSTEM_VALUE_STRING ||
                 type == CODE_SYSTEM_VALUE_DATE_TIME;
  if (is_text) {
    parameters_writer_text(&lookup->writer, "value", name, value);
  } else {
    parameters_writer_json(&lookup->writer, "value", name, value);
  }
}

static void write_property(struct lookup *lookup, const char *name, enum code_system_value type,
                           struct view value) {
  if (!is_wanted(lookup, view_of(name))) {
    return;
  }
  parameters_writer_group_begin(&lookup->writer, "property");
  parameters_writer_text(&lookup->writer, "code", "valueCode", view_of(name));
  write_value(lookup, type, value);
  parameters_writer_group_end(&lookup->writer);
}

static void write_relatives(struct lookup *lookup, const char *name,
                            struct code_system_range range) {
  const struct code_system *system = lookup->question.system;
  if (!is_wanted(lookup, view_of(name))) {
    return;
  }
  for (uint32_t i = 0; i < range.count; i++) {
    const struct code_system_concept *other =
        code_system_at(system, system->relatives[range.first + i]);
    parameters_writer_group_begin(&lookup->writer, "property");
    parameters_writer_text(&lookup->writer, "code", "valueCode", view_of(name));
    parameters_writer_text(&lookup->writer, "value", "valueCode", other->code);
    parameters_writer_text(&lookup->writer, "description", "valueString", other->display);
    parameters_writer_group_end(&lookup->writer);
  }
}

/* What the hierarchy and the validity tell already. */
static bool is_told_apart(struct view code) {
  static const char *const codes[] = {"parent", "child", "inactive"};
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
    if (view_is(code, codes[i])) {
      return true;
    }
  }
  return false;
}

static struct view day_text(struct lookup *lookup, uint32_t day) {
  return day == 0 ? view_make(NULL, 0)
                  : arena_format(lookup->operation->request->arena, "%08u", day);
}

/* The last day of validity by the name that the system's own publisher gives it. */
static const char *end_name(struct view system) {
  return view_find(system, view_of("/JP_Jfagy"), 0) != SIZE_MAX ? "endDate" : "abolishedDate";
}

static void write_properties(struct lookup *lookup) {
  const struct code_system *system = lookup->question.system;
  struct code_system_range range = lookup->concept->properties;
  bool is_inactive =
      code_system_is_inactive(system, lookup->question.concept, lookup->operation->scope.date);
  write_property(lookup, "inactive", CODE_SYSTEM_VALUE_BOOLEAN,
                 view_of(is_inactive ? "true" : "false"));
  write_relatives(lookup, "parent", lookup->concept->parents);
  write_relatives(lookup, "child", lookup->concept->children);
  if (lookup->concept->valid_to != 0) {
    write_property(lookup, end_name(system->url), CODE_SYSTEM_VALUE_STRING,
                   day_text(lookup, lookup->concept->valid_to));
  }
  for (uint32_t i = 0; i < range.count; i++) {
    const struct code_system_property *row = &system->properties[range.first + i];
    struct view code = code_system_property_code(system, row);
    if (is_told_apart(code) || !is_wanted(lookup, code)) {
      continue;
    }
    parameters_writer_group_begin(&lookup->writer, "property");
    parameters_writer_text(&lookup->writer, "code", "valueCode", code);
    write_value(lookup, (enum code_system_value)row->type, code_system_property_value(row));
    parameters_writer_group_end(&lookup->writer);
  }
}

static void write_all(struct lookup *lookup) {
  const struct code_question *question = &lookup->question;
  struct parameters_writer *writer = &lookup->writer;
  struct view name = question->system->name.length > 0    ? question->system->name
                     : question->system->title.length > 0 ? question->system->title
                                                          : question->resource->id;
  parameters_writer_text(writer, "name", "valueString", name);
  parameters_writer_text(writer, "system", "valueUri", question->resource->url);
  parameters_writer_text(writer, "version", "valueString", question->resource->version);
  parameters_writer_text(writer, "code", "valueCode", lookup->concept->code);
  parameters_writer_text(writer, "display", "valueString", display_of(lookup));
  parameters_writer_text(writer, "definition", "valueString", lookup->concept->definition);
  parameters_writer_boolean(writer, "abstract",
                            (lookup->concept->flags & CODE_SYSTEM_ABSTRACT) != 0);
  write_designations(lookup);
  write_properties(lookup);
}

enum error handle_code_system_lookup(struct request *request, struct response *response) {
  struct terminology_request operation;
  struct lookup lookup = {.operation = &operation};
  enum error error = terminology_request_begin(request, &operation);
  error = error == ERROR_OK ? code_question_read(&operation, &lookup.question) : error;
  error = error == ERROR_OK ? parameters_writer_begin(request, &lookup.writer) : error;
  if (error != ERROR_OK) {
    return error;
  }
  lookup.concept = code_system_at(lookup.question.system, lookup.question.concept);
  write_all(&lookup);
  return parameters_writer_end(&lookup.writer, response);
}
