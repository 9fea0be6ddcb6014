#include "server/report_forms.h"

static void append_issue(struct report *report, const struct report_file *file, uint32_t index) {
  const struct issue *issue = &file->issues.issues[index];
  struct document_position position = file->positions[index];
  struct buffer *buffer = &report->buffer;
  struct arena *arena = file->issues.arena;
  struct view path = issue->expression.length > 0 ? issue->expression : view_of("-");
  buffer_append_format(buffer, "  %s %s %.*s", severity_name(issue->severity), issue->message->id,
                       VIEW_ARGUMENTS(path));
  if (position.line > 0) {
    buffer_append_format(buffer, " (%u:%u)", position.line, position.column);
  }
  buffer_append_byte(buffer, ' ');
  buffer_append(buffer, report_issue_text(issue, report->language, arena));
  if (issue->rule.length > 0) {
    buffer_append_format(buffer, " [%.*s]", VIEW_ARGUMENTS(issue->rule));
  }
  if (issue->definition.length > 0) {
    buffer_append_format(buffer, " <%.*s>", VIEW_ARGUMENTS(issue->definition));
  }
  buffer_append_byte(buffer, '\n');
}

static void append_head(struct report *report, const struct report_file *file,
                        enum language language) {
  const struct issue_list *issues = &file->issues;
  const char *state = report_state_name(file->state, language);
  if (language == LANGUAGE_JAPANESE) {
    buffer_append_format(&report->buffer, "%s: %s（エラー %u、警告 %u、情報 %u）\n", file->name,
                         state, report_error_count(issues), issues->severities[SEVERITY_WARNING],
                         issues->severities[SEVERITY_INFORMATION]);
  } else {
    buffer_append_format(&report->buffer, "%s: %s (%u errors, %u warnings, %u information)\n",
                         file->name, state, report_error_count(issues),
                         issues->severities[SEVERITY_WARNING],
                         issues->severities[SEVERITY_INFORMATION]);
  }
}

static void append_left_out(struct report *report, const struct report_file *file) {
  if (file->issues.left_out > 0) {
    buffer_append_format(&report->buffer,
                         report->language.first == LANGUAGE_JAPANESE ? "  （ほか %u 件）\n"
                                                                     : "  (%u more)\n",
                         file->issues.left_out);
  }
}

enum error report_text_file(struct report *report, struct report_file *file) {
  append_head(report, file, report->language.first);
  if (file->has_verdict) {
    struct view verdict = report_verdict_text(file, report->language, file->issues.arena);
    buffer_append_format(&report->buffer,
                         report->language.first == LANGUAGE_JAPANESE ? "  判定: %.*s\n"
                                                                     : "  verdict: %.*s\n",
                         VIEW_ARGUMENTS(verdict));
  }
  for (uint32_t i = 0; i < file->issues.count; i++) {
    append_issue(report, file, i);
  }
  append_left_out(report, file);
  return ERROR_OK;
}

enum error report_text_end(struct report *report) {
  struct view line = report_summary(&report->totals, report->language.first, report->arena);
  buffer_append_format(&report->buffer, "%.*s\n", VIEW_ARGUMENTS(line));
  return ERROR_OK;
}

/* The verdict and the number of findings that were left out are lines too: a stable word where
 * findings have their path. */
enum error report_list_file(struct report *report, struct report_file *file) {
  for (uint32_t i = 0; i < file->issues.count; i++) {
    const struct issue *issue = &file->issues.issues[i];
    struct view path = issue->expression.length > 0 ? issue->expression : view_of("-");
    buffer_append_format(&report->buffer, "%s %s %.*s\n", severity_name(issue->severity),
                         issue->message->id, VIEW_ARGUMENTS(path));
  }
  if (file->has_verdict) {
    buffer_append_format(&report->buffer, "information national-verdict %s\n",
                         national_verdict_code(file->verdict.kind));
  }
  if (file->issues.left_out > 0) {
    buffer_append_format(&report->buffer, "information outcome-left-out %u\n",
                         file->issues.left_out);
  }
  return ERROR_OK;
}
