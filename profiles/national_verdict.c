#include "profiles/national_verdict.h"

#include "profiles/message_list.h"

static void count(struct national_verdict *verdict, const struct issue *issue) {
  struct national_class_counts *counts = &verdict->classes[national_class_of(issue)];
  switch (issue->severity) {
  case SEVERITY_FATAL:
  case SEVERITY_ERROR:
    counts->errors++;
    break;
  case SEVERITY_WARNING:
    counts->warnings++;
    break;
  case SEVERITY_INFORMATION:
    counts->information++;
    break;
  }
}

struct national_verdict national_verdict_make(const struct issue_list *issues) {
  const char *gap = message_row(MESSAGE_NATIONAL_SHOULD_SEND)->id;
  struct national_verdict verdict = {.kind = NATIONAL_VERDICT_REGISTRABLE,
                                     .left_out = issues->left_out};
  for (uint32_t i = 0; i < issues->count; i++) {
    const struct issue *issue = &issues->issues[i];
    if (strcmp(issue->message->id, gap) == 0) {
      verdict.gaps++;
    } else {
      count(&verdict, issue);
    }
  }
  if (issue_list_failed(issues)) {
    verdict.kind = NATIONAL_VERDICT_REFUSED;
  } else if (verdict.gaps > 0) {
    verdict.kind = NATIONAL_VERDICT_REGISTRABLE_WITH_GAPS;
  }
  return verdict;
}

struct verdict_name {
  const char *japanese;
  const char *english;
  const char *code;
};

static const struct verdict_name verdict_names[NATIONAL_VERDICT_COUNT] = {
#define NATIONAL_VERDICT_ROW(name, japanese, english, code) {japanese, english, code},
    NATIONAL_VERDICTS(NATIONAL_VERDICT_ROW)
#undef NATIONAL_VERDICT_ROW
};

const char *national_verdict_name(enum national_verdict_kind kind, enum language language) {
  const struct verdict_name *row = &verdict_names[kind];
  return language == LANGUAGE_JAPANESE ? row->japanese : row->english;
}

const char *national_verdict_code(enum national_verdict_kind kind) {
  return verdict_names[kind].code;
}
