#include "server/http/http_messages.h"
#include "server/markup.h"
#include "server/report_forms.h"
#include "server/version.h"

#include <stdio.h>

/* "error id path (line:col): text" */
static void append_issue(struct report *report, const struct report_file *file, uint32_t index) {
  const struct issue *issue = &file->issues.issues[index];
  struct document_position position = file->positions[index];
  struct buffer *buffer = &report->buffer;
  buffer_append_format(buffer, "%s %s ", severity_name(issue->severity), issue->message->id);
  markup_append(buffer, issue->expression.length > 0 ? issue->expression : view_of("-"));
  if (position.line > 0) {
    buffer_append_format(buffer, " (%u:%u)", position.line, position.column);
  }
  buffer_append_string(buffer, ": ");
  markup_append(buffer, report_issue_text(issue, report->language, file->issues.arena));
  if (issue->rule.length > 0) {
    buffer_append_format(buffer, " [%.*s]", VIEW_ARGUMENTS(issue->rule));
  }
  buffer_append_byte(buffer, '\n');
}

/* Findings from first up to end (exclusive) as one element. */
static void append_issues(struct report *report, const struct report_file *file, uint32_t first,
                          uint32_t end) {
  for (uint32_t i = first; i < end; i++) {
    append_issue(report, file, i);
  }
}

static void append_failure(struct report *report, const struct report_file *file,
                           uint32_t failures) {
  const char *element = file->state == REPORT_UNREADABLE ? "error" : "failure";
  uint32_t errors = report_error_count(&file->issues);
  struct arena *arena = file->issues.arena;
  struct view message = report_choose(report->language, arena_format(arena, "errors: %u", errors),
                                      arena_format(arena, "エラー %u 件", errors), arena);
  buffer_append_format(&report->buffer, "    <%s type=\"%s\" message=\"%.*s\">", element,
                       report_state_code(file->state), VIEW_ARGUMENTS(message));
  append_issues(report, file, 0, failures);
  buffer_append_format(&report->buffer, "</%s>\n", element);
}

static void append_remarks(struct report *report, const struct report_file *file, uint32_t first) {
  const struct issue_list *issues = &file->issues;
  if (first == issues->count && issues->left_out == 0 && !file->has_verdict) {
    return;
  }
  buffer_append_string(&report->buffer, "    <system-out>");
  if (file->has_verdict) {
    markup_append(&report->buffer, report_verdict_text(file, report->language, issues->arena));
    buffer_append_byte(&report->buffer, '\n');
  }
  append_issues(report, file, first, issues->count);
  if (issues->left_out > 0) {
    struct issue left_out = {.message = http_message_get(HTTP_MESSAGE_LEFT_OUT),
                             .arguments = {arena_format(issues->arena, "%u", issues->left_out)}};
    buffer_append(&report->buffer, report_issue_text(&left_out, report->language, issues->arena));
    buffer_append_byte(&report->buffer, '\n');
  }
  buffer_append_string(&report->buffer, "</system-out>\n");
}

/* The list is sorted: errors come first. */
static uint32_t failure_count(const struct issue_list *issues) {
  uint32_t count = 0;
  while (count < issues->count && issues->issues[count].severity <= SEVERITY_ERROR) {
    count++;
  }
  return count;
}

enum error report_junit_file(struct report *report, struct report_file *file) {
  uint32_t failures = failure_count(&file->issues);
  buffer_append_string(&report->buffer,
                       "  <testcase classname=\"" VERSION_NAME ".validate\" name=\"");
  markup_append_string(&report->buffer, file->name);
  buffer_append_string(&report->buffer, "\">\n");
  if (file->state != REPORT_VALID) {
    append_failure(report, file, failures);
  }
  append_remarks(report, file, failures);
  buffer_append_string(&report->buffer, "  </testcase>\n");
  return report->buffer.error;
}

enum error report_junit_end(struct report *report) {
  const struct report_totals *totals = &report->totals;
  int printed =
      printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<testsuites>\n<testsuite name=\"" VERSION_NAME " validate\" tests=\"%u\" "
             "failures=\"%u\" errors=\"%u\" skipped=\"0\">\n",
             totals->files, totals->states[REPORT_INVALID], totals->states[REPORT_UNREADABLE]);
  buffer_append_string(&report->buffer, "</testsuite>\n</testsuites>\n");
  return printed > 0 ? report->buffer.error : ERROR_FILE;
}
