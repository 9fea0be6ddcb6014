#include "server/http/operation_outcome.h"
#include "server/report_forms.h"
#include "server/validate_messages.h"

enum error report_json_begin(struct report *report) {
  if (report->several) {
    writer_object_begin(&report->writer);
    writer_member_text(&report->writer, "resourceType", "Bundle");
    writer_member_text(&report->writer, "type", "collection");
    writer_key(&report->writer, "entry");
    writer_array_begin(&report->writer);
  }
  return ERROR_OK;
}

/* The verdict as a remark of the outcome; it always has a place. */
static void add_verdict(struct report_file *file) {
  struct issue_list *issues = &file->issues;
  struct arena *arena = issues->arena;
  issues->maximum = issues->count + 1;
  issue_add_with(
      issues, validate_message_get(VALIDATE_MESSAGE_VERDICT),
      report_verdict_text(file, (struct report_language){LANGUAGE_ENGLISH, false}, arena),
      report_verdict_text(file, (struct report_language){LANGUAGE_JAPANESE, false}, arena));
}

enum error report_json_file(struct report *report, struct report_file *file) {
  struct operation_outcome outcome = {file->text, &file->issues, report->language.first};
  if (file->has_verdict) {
    add_verdict(file);
  }
  if (report->several) {
    writer_object_begin(&report->writer);
    writer_key(&report->writer, "resource");
  }
  struct view name = report->several ? view_of(file->name) : view_make(NULL, 0);
  enum error error = operation_outcome_write_named(&report->writer, &outcome, name);
  if (report->several) {
    writer_object_end(&report->writer);
  }
  return error;
}

enum error report_json_end(struct report *report) {
  if (report->several) {
    writer_array_end(&report->writer);
    writer_object_end(&report->writer);
  }
  buffer_append_byte(&report->buffer, '\n');
  return json_writer_end(&report->writer);
}
