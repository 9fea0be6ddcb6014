/* What would be right, told behind a finding's text where it is evident. Columns: enum name,
 * English, Japanese; {0} is the value. */
#ifndef PROFILES_HINT_LIST_H
#define PROFILES_HINT_LIST_H

/* clang-format off */
#define VALIDATION_HINTS(X) \
  X(MEANT, "did you mean '{0}'?", "「{0}」の誤りではありませんか") \
  X(ALLOWED, "allowed: {0}", "指定できる値: {0}") \
  X(WRITE, "write {0}", "正しい書き方: {0}") \
  X(EXAMPLE, "for example {0}", "例: {0}") \
  X(NAMES, "written as one of: {0}", "次のいずれかの名前で書きます: {0}") \
  X(VERSIONS, "known versions: {0}", "利用できる版: {0}") \
  X(VALUE, "its value must be {0}", "値は {0} です") \
  X(TYPE, "type: {0}", "型: {0}") \
  X(ITEM, "add one with {0}", "{0} のものを追加してください") \
  X(KINDS, "named there: {0}", "定められているもの: {0}") \
  X(CONTAINED, "contained there: {0}", "contained にあるもの: {0}")
/* clang-format on */

#endif
