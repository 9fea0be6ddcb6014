/* What would be right, told behind a finding's text where it is evident. Columns: enum
 * name, stable id, severity, issue type, English, Japanese; {0} is the value. */
#ifndef PROFILES_HINT_LIST_H
#define PROFILES_HINT_LIST_H

#include "server/base/message.h"

/* clang-format off */
#define VALIDATION_HINTS(X) \
  X(MEANT, "hint-meant", INFORMATION, "informational", \
    "did you mean '{0}'?", "「{0}」の誤りではありませんか") \
  X(ALLOWED, "hint-allowed", INFORMATION, "informational", \
    "allowed: {0}", "指定できる値: {0}") \
  X(SYSTEMS, "hint-systems", INFORMATION, "informational", \
    "its codes are of {0}", "使えるコード体系: {0}") \
  X(WRITE, "hint-write", INFORMATION, "informational", \
    "write {0}", "正しい書き方: {0}") \
  X(EXAMPLE, "hint-example", INFORMATION, "informational", \
    "for example {0}", "例: {0}") \
  X(NAMES, "hint-names", INFORMATION, "informational", \
    "written as one of: {0}", "次のいずれかの名前で書きます: {0}") \
  X(VERSIONS, "hint-versions", INFORMATION, "informational", \
    "known versions: {0}", "利用できる版: {0}") \
  X(VALUE, "hint-value", INFORMATION, "informational", \
    "its value must be {0}", "値は {0} です") \
  X(TYPE, "hint-type", INFORMATION, "informational", \
    "type: {0}", "型: {0}") \
  X(ITEM, "hint-item", INFORMATION, "informational", \
    "add one with {0}", "{0} のものを追加してください") \
  X(KINDS, "hint-kinds", INFORMATION, "informational", \
    "named there: {0}", "定められているもの: {0}") \
  X(SUCCESSOR, "hint-successor", INFORMATION, "informational", \
    "its successor: {0}", "移行先: {0}") \
  X(CONTAINED, "hint-contained", INFORMATION, "informational", \
    "contained there: {0}", "contained にあるもの: {0}")
/* clang-format on */

#define HINT_NAME(name, ...) HINT_##name,
MESSAGE_LIST(hint, hint_row, VALIDATION_HINTS, HINT_NAME);

#endif
