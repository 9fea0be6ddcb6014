/* What is said about Subscriptions. */
#ifndef HANDLERS_SUBSCRIPTION_MESSAGE_H
#define HANDLERS_SUBSCRIPTION_MESSAGE_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese). The rows FAILED_… are texts of
 * Subscription.error. */
#define SUBSCRIPTION_MESSAGE_LIST(X)                                                                        \
  X(UNKNOWN, "subscription-unknown", ERROR, "not-found", "there is no Subscription '{0}'",                  \
    "Subscription「{0}」はありません")                                                                      \
  X(NO_PUSH, "subscription-no-push", ERROR, "not-supported",                                                \
    "this server does not listen to ORCA, so nobody could be notified: the setting "                        \
    "orca.push.url is needed",                                                                              \
    "ORCA の PUSH 通知を受けていないため、通知できません(設定 orca.push.url が必要です)")                   \
  X(TYPE, "subscription-type", ERROR, "invalid", "the content is no Subscription but '{0}'",                \
    "本文は Subscription ではなく「{0}」です")                                                              \
  X(ID, "subscription-id", ERROR, "invalid",                                                                \
    "the content must have the id of the URL, '{0}', not '{1}'",                                            \
    "本文のidはURLと同じ「{0}」でなければなりません(受信: 「{1}」)")                                        \
  X(ID_FORM, "subscription-id-form", ERROR, "value",                                                        \
    "'{0}' is no id: 1 to 64 letters, digits, hyphens and dots",                                            \
    "「{0}」はidとして使えません(英数字・ハイフン・ピリオドで64文字まで)")                                  \
  X(MANY, "subscription-many", ERROR, "too-costly", "there are {0} Subscriptions already",                  \
    "Subscription がすでに {0} 件あります。不要なものを削除してください")                                   \
  X(STATUS, "subscription-status", ERROR, "value",                                                          \
    "status '{0}' cannot be written: send requested (or active) to be notified, off to stop",               \
    "status「{0}」は書き込めません。通知を受けるには requested(または active)、"     \
    "止めるには off を指定してください")                                                                    \
  X(END_FORM, "subscription-end-form", ERROR, "value", "end '{0}' is no instant with time zone",            \
    "end「{0}」はタイムゾーン付きの日時ではありません")                                                     \
  X(END_PAST, "subscription-end-past", ERROR, "business-rule", "end {0} is over already",                   \
    "end {0} はすでに過ぎています")                                                                         \
  X(CHANNEL, "subscription-channel", ERROR, "not-supported",                                                \
    "channel.type '{0}' is not supported: only rest-hook is",                                               \
    "channel.type「{0}」には対応していません。rest-hook だけを使えます")                                    \
  X(PAYLOAD, "subscription-payload", ERROR, "not-supported",                                                \
    "channel.payload '{0}' is not supported: leave it out (the notification has no content) or "            \
    "give application/fhir+json (it has the resource)",                                                     \
    "channel.payload「{0}」には対応していません。省略する(本文のない通知)か、"    \
    "application/fhir+json(リソースを送る通知)を指定してください")                                          \
  X(HEADER, "subscription-header", ERROR, "value",                                                          \
    "channel.header[{0}] cannot be sent: it must be one line 'Name: value' and no header that "             \
    "the request has by itself (Host, Content-Type, Content-Length, Connection …)",                         \
    "channel.header[{0}] は送信できません。「名前: 値」の形の1行で、"                   \
    "リクエスト自体が持つヘッダー"                                                            \
    "(Host、Content-Type、Content-Length、Connection など)以外を指定してください")                          \
  X(HEADERS, "subscription-headers", ERROR, "too-long", "more than {0} lines of channel.header",            \
    "channel.header は {0} 行までです")                                                                     \
  X(ENDPOINT_MISSING, "subscription-endpoint-missing", ERROR, "required",                                   \
    "channel.endpoint is needed: the URL that is to be notified",                                           \
    "通知先のURLを channel.endpoint に指定してください")                                                    \
  X(ENDPOINT_FORM, "subscription-endpoint-form", ERROR, "value",                                            \
    "channel.endpoint '{0}' is no whole http:// or https:// URL (without user, fragment and "               \
    "dot segments)",                                                                                        \
    "channel.endpoint「{0}」は http:// または https:// で始まる完全なURLではありません" \
    "(ユーザー名・フラグメント・「..」は使えません)")                                                       \
  X(ENDPOINT_QUERY, "subscription-endpoint-query", ERROR, "value",                                          \
    "channel.endpoint '{0}' may have no query when there is a payload: /Type/id is added to it",            \
    "payload を指定するときは /型/id を付加するため、channel.endpoint「{0}」に"         \
    "クエリー(?以降)は使えません")                                                                          \
  X(ENDPOINT_PLAIN, "subscription-endpoint-plain", ERROR, "security",                                       \
    "channel.endpoint '{0}' must be https://; http:// is for this machine only "                            \
    "(setting subscription.http)",                                                                          \
    "channel.endpoint「{0}」は https:// でなければなりません。"                               \
    "http:// はこのコンピューター宛てだけに使えます(設定 subscription.http)")                               \
  X(ENDPOINT_HOST, "subscription-endpoint-host", ERROR, "security",                                         \
    "channel.endpoint '{0}' is not allowed: the setting subscription.endpoints names the hosts "            \
    "and URLs that may be notified",                                                                        \
    "channel.endpoint「{0}」への通知は許可されていません。"                                \
    "通知できる宛先は設定 subscription.endpoints で決まります")                                             \
  X(CRITERIA_TYPE, "subscription-criteria-type", ERROR, "not-supported",                                    \
    "criteria '{0}' cannot be watched: it must be Type?parameter=value with one of {1}",                    \
    "criteria「{0}」は監視できません。「型?パラメータ=値」の形で、型は {1} のいずれかです")                 \
  X(CRITERIA_QUERY, "subscription-criteria-query", ERROR, "value",                                          \
    "the query of criteria '{0}' cannot be read", "criteria「{0}」のクエリーを読み取れません")              \
  X(CRITERIA_PARAMETER, "subscription-criteria-parameter", ERROR, "not-supported",                          \
    "criteria cannot have the parameter '{0}'; supported are {1}",                                          \
    "criteria でパラメータ「{0}」は使えません。使えるのは {1} です")                                        \
  X(CRITERIA_VALUE, "subscription-criteria-value", ERROR, "value",                                          \
    "the parameter '{0}' of criteria has no value",                                                         \
    "criteria のパラメータ「{0}」に値がありません")                                                         \
  X(FAILED_STATUS, "subscription-failed-status", ERROR, "transient",                                        \
    "the endpoint answered with HTTP status {0}", "通知先が HTTP ステータス {0} を返しました")              \
  X(FAILED_REFUSED, "subscription-failed-refused", ERROR, "business-rule",                                  \
    "the endpoint refused a notification with HTTP status {0}; it is not sent again",                       \
    "通知先が HTTP ステータス {0} で通知を拒否しました。再送はしません")                                    \
  X(FAILED_CONNECTION, "subscription-failed-connection", ERROR, "transient",                                \
    "the endpoint could not be notified: {0}", "通知先に通知できませんでした: {0}")                         \
  X(FAILED_ENDPOINT, "subscription-failed-endpoint", ERROR, "security",                                     \
    "the endpoint is not allowed any more by the settings (subscription.*)",                                \
    "現在の設定(subscription.*)では、この通知先は許可されていません")                                       \
  X(FAILED_CRITERIA, "subscription-failed-criteria", ERROR, "processing",                                   \
    "the criteria cannot be searched for", "criteria で検索できませんでした")

#define SUBSCRIPTION_MESSAGE_NAME(name, ...) SUBSCRIPTION_MESSAGE_##name,
MESSAGE_LIST(subscription_message, subscription_message_get, SUBSCRIPTION_MESSAGE_LIST,
             SUBSCRIPTION_MESSAGE_NAME);

/* The row of that id; NULL when there is none. */
const struct message *subscription_message_find(struct view id);

#endif
