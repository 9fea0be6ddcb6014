/* What can be wrong with an advisor file, and what an advisor did to a list of findings. */
#ifndef PROFILES_ADVISOR_MESSAGES_H
#define PROFILES_ADVISOR_MESSAGES_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese). Of the file: {0} is "name:line", {1}
 * the number of the rule. Of the outcome: {0} is the number of findings, {1} the message id, {2}
 * the path, {3} the reason or the day. */
/* clang-format off */
#define ADVISOR_MESSAGES(X) \
  X(SYNTAX, "advisor-syntax", ERROR, "invalid", \
    "{0}: the advisor file is no valid JSON: {1}", \
    "{0}: アドバイザーファイルを JSON として読み取れません: {2}") \
  X(NOT_A_LIST, "advisor-not-a-list", ERROR, "invalid", \
    "{0}: an advisor file is a list of rules: [{\"message\": …, \"path\": …, \"action\": …, \"reason\": …}]", \
    "{0}: アドバイザーファイルは規則の配列です: [{\"message\": …, \"path\": …, \"action\": …, \"reason\": …}]") \
  X(KEY_UNKNOWN, "advisor-key-unknown", ERROR, "invalid", \
    "{0}: rule {1}: unknown key '{2}'", "{0}: 規則 {1}: 未知のキー「{2}」です") \
  X(KEY_MISSING, "advisor-key-missing", ERROR, "invalid", \
    "{0}: rule {1}: '{2}' is missing or empty", "{0}: 規則 {1}: 「{2}」がないか、空です") \
  X(KEY_TYPE, "advisor-key-type", ERROR, "invalid", \
    "{0}: rule {1}: '{2}' must be a string", "{0}: 規則 {1}: 「{2}」は文字列で指定してください") \
  X(MESSAGE_UNKNOWN, "advisor-message-unknown", ERROR, "invalid", \
    "{0}: rule {1}: 'message': there is no message id '{2}'", \
    "{0}: 規則 {1}: 「message」: メッセージ ID「{2}」はありません") \
  X(MESSAGE_FATAL, "advisor-message-fatal", ERROR, "invalid", \
    "{0}: rule {1}: 'message': '{2}' means that nothing could be checked; it cannot be lowered", \
    "{0}: 規則 {1}: 「message」: 「{2}」は検査できなかったことを示すため、引き下げられません") \
  X(ACTION_UNKNOWN, "advisor-action-unknown", ERROR, "invalid", \
    "{0}: rule {1}: 'action' must be warning, information or silence, found '{2}'", \
    "{0}: 規則 {1}: 「action」は warning・information・silence のいずれかですが、「{2}」です") \
  X(UNTIL_INVALID, "advisor-until-invalid", ERROR, "invalid", \
    "{0}: rule {1}: 'until' must be a date (YYYY-MM-DD), found '{2}'", \
    "{0}: 規則 {1}: 「until」は日付 (YYYY-MM-DD) で指定してください: 「{2}」") \
  X(TO_WARNING, "advisor-lowered-to-warning", INFORMATION, "informational", \
    "advisor: {0} finding(s) '{1}' at {2} lowered to warning: {3}", \
    "アドバイザー: {2} の指摘「{1}」{0} 件を警告に引き下げました。理由: {3}") \
  X(TO_INFORMATION, "advisor-lowered-to-information", INFORMATION, "informational", \
    "advisor: {0} finding(s) '{1}' at {2} lowered to information: {3}", \
    "アドバイザー: {2} の指摘「{1}」{0} 件を情報に引き下げました。理由: {3}") \
  X(SILENCED, "advisor-silenced", INFORMATION, "informational", \
    "advisor: {0} finding(s) '{1}' at {2} left out: {3}", \
    "アドバイザー: {2} の指摘「{1}」{0} 件を除きました。理由: {3}") \
  X(ENDED, "advisor-ended", INFORMATION, "informational", \
    "advisor: the rule for '{1}' at {2} ended on {3}; {0} finding(s) stand as they are", \
    "アドバイザー: {2} の「{1}」の規則は {3} で期限が切れました。指摘 {0} 件はそのままです")
/* clang-format on */

#define ADVISOR_MESSAGE_NAME(name, ...) ADVISOR_MESSAGE_##name,
MESSAGE_LIST(advisor_message, advisor_message_get, ADVISOR_MESSAGES, ADVISOR_MESSAGE_NAME);

#endif
