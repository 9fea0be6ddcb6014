#include "server/report.h"

#include "server/limits.h"
#include "server/report_forms.h"

#include <stdio.h>

static const struct report_form forms[REPORT_FORMAT_COUNT] = {
    [REPORT_TEXT] = {"text", NULL, report_text_file, report_text_end, true},
    [REPORT_LIST] = {"list", NULL, report_list_file, NULL, false},
    [REPORT_JSON] = {"json", report_json_begin, report_json_file, report_json_end, false},
    [REPORT_SARIF] = {"sarif", report_sarif_begin, report_sarif_file, report_sarif_end, false},
    [REPORT_JUNIT] = {"junit", NULL, report_junit_file, report_junit_end, false},
};

struct state_name {
  const char *code;
  const char *japanese;
};

static const struct state_name state_names[] = {
    [REPORT_VALID] = {"valid", "適合"},
    [REPORT_INVALID] = {"invalid", "不適合"},
    [REPORT_UNREADABLE] = {"unreadable", "読み取り不可"},
};

bool report_format_find(const char *name, enum report_format *ret_format) {
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

enum error report_begin(struct report *report) {
  const struct report_form *form = &forms[report->format];
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

enum error report_add(struct report *report, struct report_file *file) {
  count(&report->totals, file);
  enum error error = forms[report->format].file(report, file);
  if (error == ERROR_OK && report->format != REPORT_JUNIT) {
    error = hand_out(report);
  }
  return error;
}

enum error report_end(struct report *report) {
  const struct report_form *form = &forms[report->format];
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

struct view report_choose(struct report_language language, struct view english,
                          struct view japanese, struct arena *arena) {
  struct view first = language.first == LANGUAGE_JAPANESE ? japanese : english;
  struct view second = language.first == LANGUAGE_JAPANESE ? english : japanese;
  return language.both
             ? arena_format(arena, "%.*s / %.*s", VIEW_ARGUMENTS(first), VIEW_ARGUMENTS(second))
             : first;
}

struct view report_issue_text(const struct issue *issue, struct report_language language,
                              struct arena *arena) {
  return report_choose(language, issue_text(issue, LANGUAGE_ENGLISH, arena),
                       issue_text(issue, LANGUAGE_JAPANESE, arena), arena);
}

const char *report_state_name(enum report_state state, enum language language) {
  return language == LANGUAGE_JAPANESE ? state_names[state].japanese : state_names[state].code;
}

const char *report_state_code(enum report_state state) {
  return state_names[state].code;
}

const char *report_severity_japanese(enum severity severity) {
  static const char *const names[] = {"致命的", "エラー", "警告", "情報"};
  return names[severity];
}

const char *report_class_name(const struct issue *issue) {
  return national_class_known(issue->message->id)
             ? national_class_name(national_class_of(issue), LANGUAGE_JAPANESE)
             : "";
}

uint32_t report_error_count(const struct issue_list *issues) {
  return issues->severities[SEVERITY_FATAL] + issues->severities[SEVERITY_ERROR];
}

struct view report_summary(const struct report_totals *totals, enum language language,
                           struct arena *arena) {
  return arena_format(
      arena,
      language == LANGUAGE_JAPANESE
          ? "合計: %u ファイル（適合 %u、不適合 %u、読み取り不可 %u）、エラー %u、警告 %u"
          : "total: files %u (valid %u, invalid %u, unreadable %u), errors %u, warnings %u",
      totals->files, totals->states[REPORT_VALID], totals->states[REPORT_INVALID],
      totals->states[REPORT_UNREADABLE], totals->errors, totals->warnings);
}

/* ---- verdict ----------------------------------------------------------------------------------
 */

/* "構造 2/0、多重度 1/3": errors and warnings of each class. */
static void append_classes(struct buffer *buffer, const struct national_verdict *verdict,
                           enum language language) {
  bool japanese = language == LANGUAGE_JAPANESE;
  for (int i = 0; i < NATIONAL_CLASS_COUNT; i++) {
    const struct national_class_counts *counts = &verdict->classes[i];
    buffer_append_string(buffer, i == 0 ? "" : (japanese ? "、" : ", "));
    buffer_append_format(buffer, "%s %u/%u", national_class_name((enum national_class)i, language),
                         counts->errors, counts->warnings);
  }
}

static struct view verdict_text(const struct report_file *file, enum language language,
                                struct arena *arena) {
  struct buffer buffer = buffer_make(arena, LIMIT_CONFIG_BYTES);
  bool japanese = language == LANGUAGE_JAPANESE;
  const struct national_verdict *verdict = &file->verdict;
  buffer_append_string(&buffer, national_verdict_name(verdict->kind, language));
  buffer_append_string(&buffer, japanese ? "（エラー/警告: " : " (errors/warnings: ");
  append_classes(&buffer, verdict, language);
  buffer_append_format(&buffer, japanese ? "、準必須の欠落 %u" : ", recommended items missing %u",
                       verdict->gaps);
  if (verdict->left_out > 0) {
    buffer_append_format(&buffer, japanese ? "、区分外 %u" : ", not classified %u",
                         verdict->left_out);
  }
  buffer_append_string(&buffer, japanese ? "）" : ")");
  if (file->advisor_changes > 0) {
    buffer_append_format(&buffer,
                         japanese ? "［アドバイザーが指摘 %u 件を変更した後の判定］"
                                  : " [after an advisor changed %u findings]",
                         file->advisor_changes);
  }
  return buffer_view(&buffer);
}

struct view report_verdict_text(const struct report_file *file, struct report_language language,
                                struct arena *arena) {
  return report_choose(language, verdict_text(file, LANGUAGE_ENGLISH, arena),
                       verdict_text(file, LANGUAGE_JAPANESE, arena), arena);
}
