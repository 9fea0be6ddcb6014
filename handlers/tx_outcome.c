#include "handlers/tx_outcome.h"

#include "server/base/json_writer.h"
#include "server/limits.h"
#include "terminology/tx_message.h"

#define MESSAGE_ID_URL "http://hl7.org/fhir/StructureDefinition/operationoutcome-message-id"
#define TX_ISSUE_TYPE "http://hl7.org/fhir/tools/CodeSystem/tx-issue-type"

static void write_id(struct json_writer *writer, const char *id) {
  if (id[0] == '\0') {
    return;
  }
  writer_key(writer, "extension");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "url", MESSAGE_ID_URL);
  writer_member_text(writer, "valueString", id);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_details(struct json_writer *writer, const struct issue *issue, struct view text) {
  const char *type = tx_message_row(issue->message)->tx_type;
  writer_key(writer, "details");
  writer_object_begin(writer);
  if (type[0] != '\0') {
    writer_key(writer, "coding");
    writer_array_begin(writer);
    writer_object_begin(writer);
    writer_member_text(writer, "system", TX_ISSUE_TYPE);
    writer_member_text(writer, "code", type);
    writer_object_end(writer);
    writer_array_end(writer);
  }
  writer_member_string(writer, "text", text);
  writer_object_end(writer);
}

static void write_place(struct json_writer *writer, struct view place) {
  if (place.length > 0) {
    writer_key(writer, "expression");
    writer_array_begin(writer);
    writer_string(writer, place);
    writer_array_end(writer);
  }
}

static void write_issue(struct json_writer *writer, const struct issue *issue,
                        enum language language, struct arena *arena) {
  writer_object_begin(writer);
  write_id(writer, issue->message->id);
  writer_member_text(writer, "severity", severity_name(issue->severity));
  writer_member_text(writer, "code", issue->message->type);
  write_details(writer, issue, issue_text(issue, language, arena));
  write_place(writer, issue->expression);
  writer_object_end(writer);
}

enum error tx_outcome_text(const struct request *request, const struct issue_list *issues,
                           enum language language, struct view *ret_outcome) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  *ret_outcome = view_make(NULL, 0);
  if (issues->count == 0) {
    return ERROR_OK;
  }
  writer_object_begin(&writer);
  writer_member_text(&writer, "resourceType", "OperationOutcome");
  writer_key(&writer, "issue");
  writer_array_begin(&writer);
  for (uint32_t i = 0; i < issues->count; i++) {
    write_issue(&writer, &issues->issues[i], language, request->arena);
  }
  writer_array_end(&writer);
  writer_object_end(&writer);
  enum error error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    *ret_outcome = buffer_view(&buffer);
  }
  return error;
}

struct view tx_outcome_message(const struct issue_list *issues, enum language language) {
  struct view message = view_make(NULL, 0);
  for (uint32_t i = 0; i < issues->count; i++) {
    if (tx_message_row(issues->issues[i].message)->joins) {
      struct view text = issue_text(&issues->issues[i], language, issues->arena);
      message = arena_format(issues->arena, "%.*s%s%.*s", VIEW_ARGUMENTS(message),
                             message.length == 0 ? "" : "; ", VIEW_ARGUMENTS(text));
    }
  }
  return message;
}

enum error tx_outcome_fail(struct request *request, struct response *response, enum error error,
                           const struct issue_list *issues, enum language language) {
  struct view outcome;
  if (issues->count > 0 && tx_outcome_text(request, issues, language, &outcome) == ERROR_OK) {
    response->failure_body = outcome;
  }
  return error;
}
