/* Everything the national room can say to people: faults of an adapter file, and why a job stands
 * where it stands. The ids that begin with "relay-" are also stored as a job's result code when the
 * reason is ours and not the service's. */
#ifndef SERVER_NATIONAL_NATIONAL_MESSAGES_H
#define SERVER_NATIONAL_NATIONAL_MESSAGES_H

#include "server/base/message.h"

/* X(name, id, severity, type, english, japanese) */
#define NATIONAL_MESSAGES(X)                                                                                                         \
  X(ADAPTER_SYNTAX, "adapter-syntax", ERROR, "structure", "adapter file, line {0}: {1}",                                             \
    "アダプター定義の{0}行目: {1}")                                                                                                  \
  X(ADAPTER_MISSING, "adapter-missing", ERROR, "required", "adapter file: {0} is missing",                                           \
    "アダプター定義: {0} がありません")                                                                                              \
  X(ADAPTER_TYPE, "adapter-type", ERROR, "value", "adapter file: {0} must be {1}",                                                   \
    "アダプター定義: {0} は {1} でなければなりません")                                                                               \
  X(ADAPTER_UNKNOWN_KEY, "adapter-unknown-key", ERROR, "not-supported",                                                              \
    "adapter file: {0} is not a known key", "アダプター定義: {0} は未知の項目です")                                                  \
  X(ADAPTER_VALUE, "adapter-value", ERROR, "value", "adapter file: {0}: '{1}' is not allowed",                                       \
    "アダプター定義: {0} の値「{1}」は使えません")                                                                                   \
  X(FOLDER_UNUSABLE, "national-folder-unusable", ERROR, "exception",                                                                 \
    "{0}: the folder '{1}' does not exist or cannot be written",                                                                     \
    "{0}: フォルダー「{1}」が存在しないか、書き込めません")                                                                          \
  X(SETTING_MISSING, "national-setting-missing", ERROR, "required",                                                                  \
    "{0} is needed when national.transport is {1}",                                                                                  \
    "national.transport が {1} のときは {0} の設定が必要です")                                                                       \
  X(NOT_SENT, "relay-not-sent", WARNING, "transient",                                                                                \
    "the national service could not be reached; nothing was sent, it will be tried again",                                           \
    "電子カルテ情報共有サービスに接続できず、まだ何も送信していません。自動で再試行します")                                          \
  X(LOST, "relay-lost", WARNING, "timeout",                                                                                          \
    "sent, but no answer came; the service is asked for the result before anything is sent again",                                   \
    "送信しましたが応答がありません。再送の前に、登録結果をサービスへ照会します")                                                    \
  X(UNREADABLE, "relay-unreadable", WARNING, "exception",                                                                            \
    "the service's answer cannot be understood with this adapter",                                                                   \
    "サービスの応答を、このアダプター定義では解釈できません")                                                                        \
  X(NOT_RECEIVED, "relay-not-received", WARNING, "transient",                                                                        \
    "the service never received the message; it is sent again",                                                                      \
    "サービスに届いていなかったため、再送します")                                                                                    \
  X(TOO_LARGE, "relay-too-large", ERROR, "too-long",                                                                                 \
    "the encoded message is larger than the service takes; it was not sent",                                                         \
    "符号化後の電文がサービスの上限を超えるため、送信していません")                                                                  \
  X(KIND_UNKNOWN, "relay-kind-unknown", ERROR, "not-supported",                                                                      \
    "the adapter has no word for this kind of document; it was not sent",                                                            \
    "この種類の文書はアダプター定義にないため、送信していません")                                                                    \
  X(OPERATION_UNKNOWN, "relay-operation-unknown", ERROR, "not-supported",                                                            \
    "the adapter does not offer this operation; nothing was sent",                                                                   \
    "この操作はアダプター定義にないため、送信していません")                                                                          \
  X(NOT_CHECKED, "relay-not-checked", INFORMATION, "incomplete",                                                                     \
    "the adapter offers no facility lookup; the destination was not checked",                                                        \
    "アダプター定義に施設照会がないため、宛先を確認していません")                                                                    \
  X(DESTINATION_ABSENT, "relay-destination-not-participating", ERROR, "business-rule",                                               \
    "the destination does not take part in the service; it was not sent (give it on paper)",                                         \
    "宛先の医療機関は電子カルテ情報共有サービスに参加していないため、送信していません"       \
    "(紙で交付してください)")                                                                                                        \
  X(DESTINATION_UNKNOWN, "relay-destination-unknown", ERROR, "not-found",                                                            \
    "the service knows no institution of that name and number; it was not sent (check the "                                          \
    "destination, or send it anyway with `fhir-facade outbox retry`)",                                                               \
    "宛先の名称と医療機関番号に一致する施設がサービスに見つからないため、送信していません" \
    "(宛先を確認するか、`fhir-facade outbox retry` でそのまま送信できます)")                                                         \
  X(NOT_OFFERED, "national-not-offered", ERROR, "not-supported",                                                                     \
    "the adapter '{0}' does not offer '{1}': the service cannot be asked",                                                           \
    "アダプター「{0}」には「{1}」がないため、サービスに照会できません")                                                              \
  X(NO_TRANSPORT, "national-no-transport", ERROR, "not-supported",                                                                   \
    "national.transport is none: the service cannot be asked",                                                                       \
    "national.transport が none のため、サービスに照会できません")                                                                   \
  X(ANSWERED, "national-answered", ERROR, "processing", "the national service answered {0} {1}",                                     \
    "電子カルテ情報共有サービスの応答: {0} {1}")                                                                                     \
  X(GAVE_UP, "relay-gave-up", ERROR, "timeout",                                                                                      \
    "no result for too long; a person must look at it (fhir-facade outbox)",                                                         \
    "長時間結果が得られないため中断しました。担当者の確認が必要です(fhir-facade outbox)")

#define NATIONAL_MESSAGE_NAME(name, ...) NATIONAL_MESSAGE_##name,
MESSAGE_LIST(national_message, national_messages_get, NATIONAL_MESSAGES, NATIONAL_MESSAGE_NAME);

/* The message with that id; NULL when the code is none of ours (then it is the service's). */
const struct message *national_messages_find(struct view id);

#endif
