/* What can be said about an expression that does not compile or run. {0} is the detail. */
#ifndef PROFILES_FHIRPATH_MESSAGE_H
#define PROFILES_FHIRPATH_MESSAGE_H

#include "profiles/fhirpath.h"

#define FHIRPATH_MESSAGES(X)                                                                       \
  X(SYNTAX, "fhirpath-syntax", ERROR, "invalid", "the expression cannot be read at \"{0}\"",       \
    "FHIRPath 式の「{0}」の位置を解釈できません")                                                  \
  X(END, "fhirpath-end", ERROR, "invalid", "the expression ends too early",                        \
    "FHIRPath 式が途中で終わっています")                                                           \
  X(LITERAL, "fhirpath-literal", ERROR, "invalid", "\"{0}\" is not a valid literal",               \
    "「{0}」は正しいリテラルではありません")                                                       \
  X(FUNCTION, "fhirpath-function", ERROR, "invalid", "there is no function {0}()",                 \
    "関数 {0}() は存在しません")                                                                   \
  X(ARGUMENTS, "fhirpath-arguments", ERROR, "invalid",                                             \
    "{0}() is called with a wrong number of arguments", "関数 {0}() の引数の数が正しくありません") \
  X(VARIABLE, "fhirpath-variable", ERROR, "invalid", "there is no variable %{0}",                  \
    "変数 %{0} は定義されていません")                                                              \
  X(TYPE, "fhirpath-type", ERROR, "invalid", "there is no type {0}", "型 {0} は存在しません")      \
  X(PROFILE, "fhirpath-profile", ERROR, "invalid", "the profile {0} is not known",                 \
    "プロファイル {0} は登録されていません")                                                       \
  X(ELEMENT, "fhirpath-element", ERROR, "invalid", "there is no element {0}",                      \
    "要素 {0} は存在しません")                                                                     \
  X(ORDER, "fhirpath-order", ERROR, "invalid",                                                     \
    "{0}() needs items in an order, children and descendants have none",                           \
    "{0}() には順序のある値が必要ですが、children() と descendants() の結果には順序がありません")  \
  X(SLICE, "fhirpath-slice", ERROR, "invalid", "there is no slice {0}",                            \
    "スライス {0} は存在しません")                                                                 \
  X(MODIFIER, "fhirpath-modifier", ERROR, "invalid",                                               \
    "there is a modifier extension {0} that was not expected",                                     \
    "想定外の修飾拡張 {0} が付いています")                                                         \
  X(REGEX, "fhirpath-regex", ERROR, "invalid", "the regular expression \"{0}\" cannot be used",    \
    "正規表現「{0}」は使用できません")                                                             \
  X(TOO_LARGE, "fhirpath-too-large", ERROR, "invalid",                                             \
    "the expression is too long or nested too deeply",                                             \
    "FHIRPath 式が長すぎるか、入れ子が深すぎます")                                                 \
  X(SINGLE, "fhirpath-single", ERROR, "invalid", "{0} needs a single item but was given several",  \
    "{0} には 1 個の値が必要ですが、複数の値が渡されました")                                       \
  X(OPERAND, "fhirpath-operand", ERROR, "invalid", "{0} cannot be applied to these values",        \
    "{0} はこの値には適用できません")                                                              \
  X(OVERFLOW, "fhirpath-overflow", ERROR, "invalid", "the result of {0} is out of range",          \
    "{0} の結果が扱える範囲を超えました")                                                          \
  X(LIMIT, "fhirpath-limit", ERROR, "invalid",                                                     \
    "the evaluation takes too many steps or too much memory",                                      \
    "FHIRPath 式の評価が処理量の上限を超えました")                                                 \
  X(PROGRAM, "fhirpath-program", ERROR, "invalid", "the compiled expression is damaged",           \
    "コンパイル済みの FHIRPath 式が壊れています")

#define FHIRPATH_MESSAGE_NAME(name, ...) FHIRPATH_MESSAGE_##name,
MESSAGE_LIST(fhirpath_message, fhirpath_message, FHIRPATH_MESSAGES, FHIRPATH_MESSAGE_NAME);

#endif
