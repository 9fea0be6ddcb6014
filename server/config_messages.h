/* What can be wrong with the configuration. {0} is the place: "facade.json:12", a variable or
 * "--set". */
#ifndef SERVER_CONFIG_MESSAGES_H
#define SERVER_CONFIG_MESSAGES_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese) */
#define CONFIG_MESSAGE_LIST(X)                                                                     \
  X(FILE, "config-file", ERROR, "invalid", "{0}: cannot be read: {1}", "{0}: 読み込めません: {1}") \
  X(SYNTAX, "config-syntax", ERROR, "invalid", "{0}: no valid JSON: {1}",                          \
    "{0}: JSON として読み取れません: {2}")                                                         \
  X(UNKNOWN, "config-unknown-key", ERROR, "invalid", "{0}: unknown key '{1}'",                     \
    "{0}: 未知のキー「{1}」です")                                                                  \
  X(TYPE, "config-type", ERROR, "invalid", "{0}: '{1}' has a value of the wrong type",             \
    "{0}: 「{1}」の値の型が正しくありません")                                                      \
  X(INTEGER, "config-integer", ERROR, "invalid", "{0}: '{1}' must be a whole number: {2}",         \
    "{0}: 「{1}」は整数で指定してください: {2}")                                                   \
  X(CHOICE, "config-choice", ERROR, "invalid", "{0}: '{1}' must be one of {2}",                    \
    "{0}: 「{1}」は {2} のいずれかです")                                                           \
  X(URL, "config-url", ERROR, "invalid", "{0}: '{1}' must begin with http:// or https://",         \
    "{0}: 「{1}」は http:// か https:// で始めてください")                                         \
  X(DIGITS, "config-digits", ERROR, "invalid", "{0}: '{1}' must have exactly {2} digits",          \
    "{0}: 「{1}」は数字 {2} 桁で指定してください")                                                 \
  X(TEXT, "config-text", ERROR, "invalid", "{0}: '{1}' must not contain a NUL character",          \
    "{0}: 「{1}」に NUL 文字は使えません")                                                         \
  X(ASSIGNMENT, "config-assignment", ERROR, "invalid", "{0}: expected key=value",                  \
    "{0}: key=value の形で指定してください")

#define CONFIG_MESSAGE_NAME(name, ...) CONFIG_MESSAGE_##name,
MESSAGE_LIST(config_message, config_message_get, CONFIG_MESSAGE_LIST, CONFIG_MESSAGE_NAME);

#endif
