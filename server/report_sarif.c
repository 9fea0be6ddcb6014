#include "server/report_forms.h"

#include "profiles/advisor_messages.h"
#include "profiles/message_list.h"
#include "server/http/http_messages.h"
#include "server/validate_messages.h"
#include "server/version.h"

#define SARIF_SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
#define SARIF_VERSION "2.1.0"

static const char *level_of(enum severity severity) {
  static const char *const levels[] = {"error", "error", "warning", "note"};
  return levels[severity];
}

/* SARIF 2.1.0 3.11: an object with text. */
static void write_message(struct json_writer *writer, const char *key, struct view text) {
  writer_key(writer, key);
  writer_object_begin(writer);
  writer_member_string(writer, "text", text);
  writer_object_end(writer);
}

static void write_rule(struct report *report, const struct message *message) {
  struct json_writer *writer = &report->writer;
  writer_object_begin(writer);
  writer_member_text(writer, "id", message->id);
  write_message(writer, "shortDescription",
                report_choose(report->language, view_of(message->english),
                              view_of(message->japanese), report->arena));
  writer_key(writer, "defaultConfiguration");
  writer_object_begin(writer);
  writer_member_text(writer, "level", level_of(message->severity));
  writer_object_end(writer);
  writer_object_end(writer);
}

/* Several texts may share an id; a rule's id stands once (3.49.3). */
static bool was_before(int index) {
  const char *id = message_row((enum message_id)index)->id;
  for (int i = 0; i < index; i++) {
    if (strcmp(message_row((enum message_id)i)->id, id) == 0) {
      return true;
    }
  }
  return false;
}

/* The message tables, one behind the other: what a finding can be. */
static void write_rules(struct report *report) {
  for (int i = 0; i < MESSAGE_COUNT; i++) {
    if (!was_before(i)) {
      write_rule(report, message_row((enum message_id)i));
    }
  }
  for (int i = ADVISOR_MESSAGE_TO_WARNING; i < ADVISOR_MESSAGE_COUNT; i++) {
    write_rule(report, advisor_message_get((enum advisor_message)i));
  }
  write_rule(report, validate_message_get(VALIDATE_MESSAGE_UNREADABLE));
  write_rule(report, validate_message_get(VALIDATE_MESSAGE_EMPTY));
  write_rule(report, validate_message_get(VALIDATE_MESSAGE_NO_FILES));
  write_rule(report, validate_message_get(VALIDATE_MESSAGE_VERDICT));
  write_rule(report, http_message_get(HTTP_MESSAGE_LEFT_OUT));
}

enum error report_sarif_begin(struct report *report) {
  struct json_writer *writer = &report->writer;
  writer_object_begin(writer);
  writer_member_text(writer, "$schema", SARIF_SCHEMA);
  writer_member_text(writer, "version", SARIF_VERSION);
  writer_key(writer, "runs");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_key(writer, "tool");
  writer_object_begin(writer);
  writer_key(writer, "driver");
  writer_object_begin(writer);
  writer_member_text(writer, "name", VERSION_NAME);
  writer_member_text(writer, "version", VERSION_NUMBER);
  writer_key(writer, "rules");
  writer_array_begin(writer);
  write_rules(report);
  writer_array_end(writer);
  writer_object_end(writer);
  writer_object_end(writer);
  writer_member_text(writer, "columnKind", "unicodeCodePoints");
  writer_key(writer, "results");
  writer_array_begin(writer);
  return ERROR_OK;
}

/* A path as URI reference (RFC 3986): everything but unreserved characters and slashes is escaped.
 */
static struct view path_uri(const char *path, struct arena *arena) {
  static const char digits[] = "0123456789ABCDEF";
  static const char unreserved[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  char *uri = arena_bytes(arena, strlen(path) * 3 + sizeof "file://");
  size_t length = 0;
  if (uri == NULL) {
    return view_make(NULL, 0);
  }
  if (path[0] == '/') {
    memcpy(uri, "file://", sizeof "file://" - 1);
    length = sizeof "file://" - 1;
  }
  for (const char *at = path; *at != '\0'; at++) {
    unsigned char byte = (unsigned char)*at;
    if (strchr(unreserved, *at) != NULL) {
      uri[length++] = *at;
      continue;
    }
    uri[length++] = '%';
    uri[length++] = digits[byte >> 4];
    uri[length++] = digits[byte & 15u];
  }
  return view_make(uri, length);
}

static void write_region(struct json_writer *writer, struct document_position position) {
  if (position.line == 0) {
    return;
  }
  writer_key(writer, "region");
  writer_object_begin(writer);
  writer_member_integer(writer, "startLine", position.line);
  writer_member_integer(writer, "startColumn", position.column);
  writer_object_end(writer);
}

static void write_logical_location(struct json_writer *writer, struct view expression) {
  if (expression.length == 0) {
    return;
  }
  writer_key(writer, "logicalLocations");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_string(writer, "fullyQualifiedName", expression);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_location(struct report *report, const struct report_file *file,
                           struct document_position position, struct view expression) {
  struct json_writer *writer = &report->writer;
  writer_key(writer, "locations");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_key(writer, "physicalLocation");
  writer_object_begin(writer);
  writer_key(writer, "artifactLocation");
  writer_object_begin(writer);
  writer_member_string(writer, "uri", path_uri(file->name, file->issues.arena));
  writer_object_end(writer);
  write_region(writer, position);
  writer_object_end(writer);
  write_logical_location(writer, expression);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_properties(struct json_writer *writer, const struct issue *issue) {
  if (issue->definition.length == 0 && issue->rule.length == 0) {
    return;
  }
  writer_key(writer, "properties");
  writer_object_begin(writer);
  writer_member_optional(writer, "definition", issue->definition);
  writer_member_optional(writer, "nationalRule", issue->rule);
  writer_object_end(writer);
}

static void write_finding(struct report *report, const struct report_file *file, uint32_t index) {
  struct json_writer *writer = &report->writer;
  const struct issue *issue = &file->issues.issues[index];
  writer_object_begin(writer);
  writer_member_text(writer, "ruleId", issue->message->id);
  writer_member_text(writer, "level", level_of(issue->severity));
  write_message(writer, "message", report_issue_text(issue, report->language, file->issues.arena));
  write_location(report, file, file->positions[index], issue->expression);
  write_properties(writer, issue);
  writer_object_end(writer);
}

/* About the file as a whole: no finding (3.27.9 kind "informational" goes with level "none"). */
static void write_remark(struct report *report, const struct report_file *file,
                         const struct message *message, struct view text) {
  struct json_writer *writer = &report->writer;
  writer_object_begin(writer);
  writer_member_text(writer, "ruleId", message->id);
  writer_member_text(writer, "kind", "informational");
  writer_member_text(writer, "level", "none");
  write_message(writer, "message", text);
  write_location(report, file, (struct document_position){0, 0}, view_make(NULL, 0));
  writer_object_end(writer);
}

enum error report_sarif_file(struct report *report, struct report_file *file) {
  struct arena *arena = file->issues.arena;
  for (uint32_t i = 0; i < file->issues.count; i++) {
    write_finding(report, file, i);
  }
  if (file->has_verdict) {
    write_remark(report, file, validate_message_get(VALIDATE_MESSAGE_VERDICT),
                 report_verdict_text(file, report->language, arena));
  }
  if (file->issues.left_out > 0) {
    struct issue left_out = {.message = http_message_get(HTTP_MESSAGE_LEFT_OUT),
                             .arguments = {arena_format(arena, "%u", file->issues.left_out)}};
    write_remark(report, file, left_out.message,
                 report_issue_text(&left_out, report->language, arena));
  }
  return report->buffer.error;
}

enum error report_sarif_end(struct report *report) {
  struct json_writer *writer = &report->writer;
  writer_array_end(writer);
  writer_key(writer, "invocations");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_boolean(writer, "executionSuccessful",
                        report->totals.states[REPORT_UNREADABLE] == 0);
  writer_object_end(writer);
  writer_array_end(writer);
  writer_object_end(writer);
  writer_array_end(writer);
  writer_object_end(writer);
  buffer_append_byte(&report->buffer, '\n');
  return json_writer_end(writer);
}
