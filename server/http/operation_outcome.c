#include "server/http/operation_outcome.h"

#include "server/http/accept_language.h"
#include "server/http/http_messages.h"
#include "server/limits.h"

#include <stdlib.h>

#define EXTENSION_LINE "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line"
#define EXTENSION_COLUMN "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col"
#define EXTENSION_FILE "http://hl7.org/fhir/StructureDefinition/operationoutcome-file"
#define EXTENSION_TRANSLATION "http://hl7.org/fhir/StructureDefinition/translation"

struct located {
  size_t offset;
  uint32_t issue; /* index in the list */
};

static int compare_located(const void *a, const void *b) {
  size_t offset_a = ((const struct located *)a)->offset;
  size_t offset_b = ((const struct located *)b)->offset;
  return (offset_a > offset_b) - (offset_a < offset_b);
}

/* Position behind `part`, which begins at `start`. */
static struct document_position advance(struct document_position start, struct view part) {
  struct document_position inside = document_position(part, part.length);
  if (inside.line == 1) {
    return (struct document_position){start.line, start.column + inside.column - 1};
  }
  return (struct document_position){start.line + inside.line - 1, inside.column};
}

enum error operation_outcome_positions(const struct operation_outcome *outcome,
                                       struct document_position **ret_positions) {
  const struct issue_list *list = outcome->issues;
  struct document_position *positions =
      arena_array(list->arena, list->count + 1u, sizeof *positions);
  struct located *located = arena_array(list->arena, list->count + 1u, sizeof *located);
  if (positions == NULL || located == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t count = 0;
  for (uint32_t i = 0; i < list->count; i++) {
    if (list->issues[i].offset <= outcome->text.length && outcome->text.length > 0) {
      located[count++] = (struct located){list->issues[i].offset, i};
    }
  }
  if (count > 1) {
    qsort(located, count, sizeof *located, compare_located);
  }
  struct document_position position = {1, 1};
  size_t offset = 0;
  for (uint32_t i = 0; i < count; i++) {
    position = advance(position, view_part(outcome->text, offset, located[i].offset - offset));
    offset = located[i].offset;
    positions[located[i].issue] = position;
  }
  *ret_positions = positions;
  return ERROR_OK;
}

static void write_integer_extension(struct json_writer *writer, const char *url, uint32_t value) {
  writer_object_begin(writer);
  writer_member_text(writer, "url", url);
  writer_member_integer(writer, "valueInteger", value);
  writer_object_end(writer);
}

static void write_extensions(struct json_writer *writer, const struct issue *issue,
                             struct document_position position) {
  if (position.line == 0 && issue->origin.length == 0) {
    return;
  }
  writer_key(writer, "extension");
  writer_array_begin(writer);
  if (position.line > 0) {
    write_integer_extension(writer, EXTENSION_LINE, position.line);
    write_integer_extension(writer, EXTENSION_COLUMN, position.column);
  }
  if (issue->origin.length > 0) {
    writer_object_begin(writer);
    writer_member_text(writer, "url", OPERATION_OUTCOME_ORIGIN);
    writer_member_string(writer, "valueString", issue->origin);
    writer_object_end(writer);
  }
  writer_array_end(writer);
}

static void write_translation(struct json_writer *writer, enum language language,
                              struct view text) {
  writer_key(writer, "_text");
  writer_object_begin(writer);
  writer_key(writer, "extension");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_key(writer, "extension");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "url", "lang");
  writer_member_text(writer, "valueCode", accept_language_tag(language));
  writer_object_end(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "url", "content");
  writer_member_string(writer, "valueString", text);
  writer_object_end(writer);
  writer_array_end(writer);
  writer_member_text(writer, "url", EXTENSION_TRANSLATION);
  writer_object_end(writer);
  writer_array_end(writer);
  writer_object_end(writer);
}

static void write_coding(struct json_writer *writer, const char *system, struct view code) {
  writer_object_begin(writer);
  writer_member_text(writer, "system", system);
  writer_member_string(writer, "code", code);
  writer_object_end(writer);
}

static void write_details(struct json_writer *writer, const struct issue *issue,
                          enum language language, struct arena *arena) {
  enum language other = language == LANGUAGE_ENGLISH ? LANGUAGE_JAPANESE : LANGUAGE_ENGLISH;
  writer_key(writer, "details");
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  write_coding(writer, OPERATION_OUTCOME_MESSAGE_SYSTEM, view_of(issue->message->id));
  if (issue->rule.length > 0) {
    write_coding(writer, OPERATION_OUTCOME_RULE_SYSTEM, issue->rule);
  }
  writer_array_end(writer);
  writer_member_string(writer, "text", issue_text(issue, language, arena));
  write_translation(writer, other, issue_text(issue, other, arena));
  writer_object_end(writer);
}

static void write_diagnostics(struct json_writer *writer, const struct issue *issue,
                              struct arena *arena) {
  struct view text = issue->definition;
  if (issue->rule.length > 0) {
    text = arena_format(arena, "%.*s%s%.*s", VIEW_ARGUMENTS(issue->definition),
                        issue->definition.length > 0 ? " " : "", VIEW_ARGUMENTS(issue->rule));
  }
  writer_member_optional(writer, "diagnostics", text);
}

static void write_issue(struct json_writer *writer, const struct operation_outcome *outcome,
                        const struct issue *issue, struct document_position position) {
  struct arena *arena = outcome->issues->arena;
  writer_object_begin(writer);
  write_extensions(writer, issue, position);
  writer_member_text(writer, "severity", severity_name(issue->severity));
  writer_member_text(writer, "code", issue->message->type);
  write_details(writer, issue, outcome->language, arena);
  write_diagnostics(writer, issue, arena);
  if (issue->expression.length > 0) {
    writer_key(writer, "expression");
    writer_array_begin(writer);
    writer_string(writer, issue->expression);
    writer_array_end(writer);
  }
  writer_object_end(writer);
}

/* An issue that is about the list itself. */
static void write_remark(struct json_writer *writer, const struct operation_outcome *outcome,
                         enum http_message message, struct view argument) {
  struct issue remark = {.message = http_message_get(message),
                         .severity = SEVERITY_INFORMATION,
                         .arguments = {argument},
                         .offset = ISSUE_NO_OFFSET};
  write_issue(writer, outcome, &remark, (struct document_position){0, 0});
}

static void write_remarks(struct json_writer *writer, const struct operation_outcome *outcome) {
  const struct issue_list *list = outcome->issues;
  if (list->left_out > 0) {
    write_remark(writer, outcome, HTTP_MESSAGE_LEFT_OUT,
                 arena_format(list->arena, "%u", (unsigned)list->left_out));
  } else if (list->count == 0) {
    write_remark(writer, outcome, HTTP_MESSAGE_NO_FINDINGS, view_make(NULL, 0));
  }
}

static void write_file_name(struct json_writer *writer, struct view file) {
  if (file.length == 0) {
    return;
  }
  writer_key(writer, "extension");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "url", EXTENSION_FILE);
  writer_member_string(writer, "valueString", file);
  writer_object_end(writer);
  writer_array_end(writer);
}

enum error operation_outcome_write(struct json_writer *writer,
                                   const struct operation_outcome *outcome) {
  return operation_outcome_write_named(writer, outcome, view_make(NULL, 0));
}

enum error operation_outcome_write_named(struct json_writer *writer,
                                         const struct operation_outcome *outcome,
                                         struct view file) {
  struct document_position *positions = NULL;
  issue_list_sort(outcome->issues);
  enum error error = operation_outcome_positions(outcome, &positions);
  if (error != ERROR_OK) {
    return error;
  }
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "OperationOutcome");
  write_file_name(writer, file);
  writer_key(writer, "issue");
  writer_array_begin(writer);
  for (uint32_t i = 0; i < outcome->issues->count; i++) {
    write_issue(writer, outcome, &outcome->issues->issues[i], positions[i]);
  }
  write_remarks(writer, outcome);
  writer_array_end(writer);
  writer_object_end(writer);
  return ERROR_OK;
}

enum error operation_outcome_body(const struct operation_outcome *outcome, bool pretty,
                                  struct view *ret_body) {
  struct buffer buffer = buffer_make(outcome->issues->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, pretty);
  enum error error = operation_outcome_write(&writer, outcome);
  if (error == ERROR_OK) {
    error = json_writer_end(&writer);
  }
  if (error == ERROR_OK) {
    *ret_body = buffer_view(&buffer);
  }
  return error;
}
