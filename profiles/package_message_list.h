/* What can be wrong with definition packages and the tables made from them: id, severity, FHIR
 * issue type, English, Japanese. {0} is the package or file, {1} what in it. */
#ifndef PROFILES_PACKAGE_MESSAGE_LIST_H
#define PROFILES_PACKAGE_MESSAGE_LIST_H

#include "server/base/message.h"

#define PACKAGE_MESSAGE_LIST(X)                                                                    \
  X(UNREADABLE, "package-unreadable", ERROR, "exception", "{0} cannot be read: {1}",               \
    "{0} を読み取れません: {1}")                                                                   \
  X(NO_NAME, "package-without-name", WARNING, "structure",                                         \
    "{0} has no package.json with name and version",                                               \
    "{0} に name と version を持つ package.json がありません")                                     \
  X(FILE_SYNTAX, "package-file-syntax", WARNING, "structure", "{0}: {1} is not JSON; left out",    \
    "{0}: {1} は JSON として読めないため、使いません")                                             \
  X(DEPENDENCY_MISSING, "package-dependency-missing", WARNING, "not-found",                        \
    "{0} depends on {1}, which is not loaded", "{0} が依存する {1} が読み込まれていません")        \
  X(NO_SNAPSHOT, "definition-without-snapshot", WARNING, "incomplete",                             \
    "{0}: {1} has neither snapshot nor differential; left out",                                    \
    "{0}: {1} に snapshot も differential もないため、使いません")                                 \
  X(MALFORMED, "definition-malformed", WARNING, "structure", "{0}: {1} is malformed there",        \
    "{0}: {1} の記述が正しくありません")                                                           \
  X(TWICE, "definition-twice", WARNING, "duplicate",                                               \
    "{0}: {1} is defined twice; the first counts",                                                 \
    "{0}: {1} が二重に定義されています。最初の定義を使います")                                     \
  X(UNKNOWN_TYPE, "definition-unknown-type", WARNING, "not-found",                                 \
    "{0}: {1} constrains a type that is not in the R4 definitions; left out",                      \
    "{0}: {1} は R4 の定義にない型を制約しているため、使いません")                                 \
  X(UNKNOWN_ELEMENT, "definition-unknown-element", WARNING, "not-found",                           \
    "{0}: {1} does not exist in the R4 definition of its type; left out",                          \
    "{0}: {1} は R4 の型の定義に存在しない要素のため、使いません")                                 \
  X(BASE_MISSING, "definition-base-missing", WARNING, "not-found",                                 \
    "{0}: the definition that {1} is based on is not loaded or not usable; left out",              \
    "{0}: {1} の基になる定義が読み込まれていないか使えないため、使いません")                       \
  X(CIRCLE, "definition-circle", WARNING, "invalid",                                               \
    "{0}: {1} is based on itself in a circle; left out",                                           \
    "{0}: {1} は循環して自分自身に基づいているため、使いません")                                   \
  X(NOT_IN_BASE, "definition-not-in-base", WARNING, "not-found",                                   \
    "{0}: {1} of the differential does not exist in the base definition; left out",                \
    "{0}: 差分定義の {1} は基の定義に存在しないため、使いません")                                  \
  X(TYPE_NOT_IN_BASE, "definition-type-not-in-base", WARNING, "invalid",                           \
    "{0}: {1} names a type that the base definition does not allow; that type is left out",        \
    "{0}: {1} に、基の定義が許さない型が書かれています。その型は使いません")                       \
  X(WIDER_CARDINALITY, "definition-wider-cardinality", WARNING, "invalid",                         \
    "{0}: the cardinality of {1} is wider than that of the base definition; the base counts",      \
    "{0}: {1} の多重度が基の定義より広くなっています。基の定義に従います")                         \
  X(NOT_SLICED, "definition-slice-without-slicing", WARNING, "incomplete",                         \
    "{0}: {1} is a slice, but nothing says how slices are told apart",                             \
    "{0}: {1} はスライスですが、スライスの区別の仕方 (slicing) が定義されていません")              \
  X(EXPRESSION, "constraint-not-compiled", ERROR, "invalid",                                       \
    "{0}: the expression of constraint {1} cannot be compiled: {2}",                               \
    "{0}: 制約 {1} の式をコンパイルできません: {2}")                                               \
  X(EXPRESSION_SKIPPED, "constraint-skipped", WARNING, "invalid",                                  \
    "{0}: the expression of constraint {1} cannot be compiled, so it will not be checked: {2}",    \
    "{0}: 制約 {1} の式をコンパイルできないため、この制約は検査しません: {2}")                     \
  X(TABLE_SYNTAX, "definition-table-syntax", ERROR, "structure",                                   \
    "{0}, line {1}: this line is not understood", "{0} の {1} 行目を解釈できません")               \
  X(TOO_LARGE, "definition-too-large", ERROR, "too-costly",                                        \
    "{0}: {1} exceeds what the compiled form can hold",                                            \
    "{0}: {1} がコンパイル後の形式の上限を超えています")

#define PACKAGE_MESSAGE_NAME(name, ...) PACKAGE_MESSAGE_##name,
MESSAGE_LIST(package_message, package_message, PACKAGE_MESSAGE_LIST, PACKAGE_MESSAGE_NAME);

#endif
