/* What the national service would say to a file: the ministry's seven classes of checks, and one
 * verdict. Made from the findings of a validation with validation_settings.national. */
#ifndef PROFILES_NATIONAL_VERDICT_H
#define PROFILES_NATIONAL_VERDICT_H

#include "profiles/national_class.h"

/* X(enum name, Japanese, English, stable code for machines) */
#define NATIONAL_VERDICTS(X)                                                                       \
  X(REGISTRABLE, "登録可", "registrable", "registrable")                                           \
  X(REGISTRABLE_WITH_GAPS, "登録可・準必須欠落あり", "registrable, recommended items missing",     \
    "registrable-with-gaps")                                                                       \
  X(REFUSED, "登録不可", "not registrable", "not-registrable")

enum national_verdict_kind {
#define NATIONAL_VERDICT_ENUM(name, japanese, english, code) NATIONAL_VERDICT_##name,
  NATIONAL_VERDICTS(NATIONAL_VERDICT_ENUM)
#undef NATIONAL_VERDICT_ENUM
      NATIONAL_VERDICT_COUNT
};

struct national_class_counts {
  uint32_t errors; /* fatal ones included */
  uint32_t warnings;
  uint32_t information; /* 準必須 items not included */
};

struct national_verdict {
  enum national_verdict_kind kind;
  struct national_class_counts classes[NATIONAL_CLASS_COUNT];
  uint32_t gaps;     /* 準必須 items that are missing */
  uint32_t left_out; /* findings beyond the list's maximum: in no class, but they count for kind */
};

/* One error refuses the file; whatever else is missing or doubtful does not. */
struct national_verdict national_verdict_make(const struct issue_list *issues);
/* "登録可" / "registrable"; static. */
const char *national_verdict_name(enum national_verdict_kind kind, enum language language);
/* "registrable"; static, the same in every language. */
const char *national_verdict_code(enum national_verdict_kind kind);

#endif
