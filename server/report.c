#include "server/report.h"

#include "server/limits.h"

struct state_name {
  const char *code;
  const char *japanese;
};

static const struct state_name state_names[] = {
    [REPORT_VALID] = {"valid", "適合"},
    [REPORT_INVALID] = {"invalid", "不適合"},
    [REPORT_UNREADABLE] = {"unreadable", "読み取り不可"},
};

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
