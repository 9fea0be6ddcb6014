#include "server/report_run.h"

#include "server/limits.h"
#include "server/report_forms.h"

#include <stdio.h>

struct form {
  const char *name;
  /* Each may be NULL. They append to report->buffer. */
  enum error (*begin)(struct report *report);
  enum error (*file)(struct report *report, struct report_file *file);
  enum error (*end)(struct report *report);
  bool has_summary; /* the summary line is part of it; else it goes to standard error */
};

static const struct form forms[REPORT_FORMAT_COUNT] = {
    [REPORT_TEXT] = {"text", NULL, report_text_file, report_text_end, true},
    [REPORT_LIST] = {"list", NULL, report_list_file, NULL, false},
    [REPORT_JSON] = {"json", report_json_begin, report_json_file, report_json_end, false},
    [REPORT_SARIF] = {"sarif", report_sarif_begin, report_sarif_file, report_sarif_end, false},
    [REPORT_JUNIT] = {"junit", NULL, report_junit_file, report_junit_end, false},
};

bool report_run_format(const char *name, enum report_format *ret_format) {
  for (int format = 0; format < REPORT_FORMAT_COUNT; format++) {
    if (strcmp(name, forms[format].name) == 0) {
      *ret_format = (enum report_format)format;
      return true;
    }
  }
  return false;
}

/* JUnit's head holds totals, so its body waits in the buffer until the end. */
static enum error hand_out(struct report *report) {
  struct view text = buffer_view(&report->buffer);
  if (report->buffer.error != ERROR_OK) {
    return report->buffer.error;
  }
  bool done = text.length == 0 || fwrite(text.data, 1, text.length, stdout) == text.length;
  buffer_reset(&report->buffer);
  return done ? ERROR_OK : ERROR_FILE;
}

enum error report_run_begin(struct report *report) {
  const struct form *form = &forms[report->format];
  report->buffer = buffer_make(report->arena, LIMIT_EVIDENCE_BYTES);
  report->writer = json_writer_make(&report->buffer, true);
  return form->begin != NULL ? form->begin(report) : ERROR_OK;
}

static void count(struct report_totals *totals, const struct report_file *file) {
  totals->files++;
  totals->states[file->state]++;
  totals->errors += report_error_count(&file->issues);
  totals->warnings += file->issues.severities[SEVERITY_WARNING];
  totals->information += file->issues.severities[SEVERITY_INFORMATION];
}

enum error report_run_add(struct report *report, struct report_file *file) {
  count(&report->totals, file);
  enum error error = forms[report->format].file(report, file);
  if (error == ERROR_OK && report->format != REPORT_JUNIT) {
    error = hand_out(report);
  }
  return error;
}

enum error report_run_end(struct report *report) {
  const struct form *form = &forms[report->format];
  enum error error = form->end != NULL ? form->end(report) : ERROR_OK;
  error = error == ERROR_OK ? hand_out(report) : error;
  if (error == ERROR_OK && fflush(stdout) != 0) {
    error = ERROR_FILE;
  }
  if (error == ERROR_OK && !form->has_summary) {
    struct view line = report_summary(&report->totals, report->language.first, report->arena);
    fprintf(stderr, "%.*s\n", VIEW_ARGUMENTS(line));
  }
  return error;
}
