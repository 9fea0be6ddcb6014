/* The seven classes of checks that the ministry's technical guide names (table 17): every finding
 * belongs to one of them. One table says which for every message of this room. */
#ifndef PROFILES_NATIONAL_CLASS_H
#define PROFILES_NATIONAL_CLASS_H

#include "server/base/issue.h"

/* X(enum name, Japanese, English): the checks in the order of the guide. */
#define NATIONAL_CLASSES(X)                                                                        \
  X(STRUCTURE, "構造", "structure")                                                                \
  X(CARDINALITY, "多重度", "cardinality")                                                          \
  X(DATA_TYPE, "データ型", "data type")                                                            \
  X(INVARIANT, "制約", "invariant")                                                                \
  X(PROFILE, "プロファイル", "profile")                                                            \
  X(BINDING, "コード系", "code system")                                                            \
  X(IDENTIFIER, "識別子", "identifier")

enum national_class {
#define NATIONAL_CLASS_ENUM(name, japanese, english) NATIONAL_CLASS_##name,
  NATIONAL_CLASSES(NATIONAL_CLASS_ENUM)
#undef NATIONAL_CLASS_ENUM
      NATIONAL_CLASS_COUNT
};

/* The class of a finding; any message, also of other rooms (then by its FHIR issue type). */
enum national_class national_class_of(const struct issue *issue);
/* True when the message has a row of its own in the table of classes. */
bool national_class_known(const char *message_id);
/* "構造" / "structure"; static. */
const char *national_class_name(enum national_class class, enum language language);

#endif
