/* What the HTTP room says about a request, once, in both languages. */
#ifndef SERVER_HTTP_HTTP_MESSAGES_H
#define SERVER_HTTP_HTTP_MESSAGES_H

#include "server/base/error.h"
#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese) */
#define HTTP_MESSAGE_LIST(X)                                                                                \
  X(PATH_UNKNOWN, "http-path-unknown", ERROR, "not-found", "this server has no such path",                  \
    "このパスはこのサーバーにありません")                                                                   \
  X(METHOD, "http-method", ERROR, "not-supported", "this path answers only these methods: {0}",             \
    "このパスで使えるメソッドは {0} だけです")                                                              \
  X(PATH_ENCODING, "http-path-encoding", ERROR, "invalid",                                                  \
    "the path is not correctly percent-encoded UTF-8",                                                      \
    "パスのパーセントエンコーディング(UTF-8)が正しくありません")                                            \
  X(QUERY_ENCODING, "http-query-encoding", ERROR, "invalid",                                                \
    "the query is not correctly percent-encoded UTF-8",                                                     \
    "クエリのパーセントエンコーディング(UTF-8)が正しくありません")                                          \
  X(QUERY_COUNT, "http-query-count", ERROR, "too-long", "more than {0} query parameters",                   \
    "クエリパラメータが {0} 個を超えています")                                                              \
  X(PARAMETER_UNKNOWN, "http-parameter-unknown", ERROR, "not-supported",                                    \
    "search parameter '{0}' is not supported here; known: {1}",                                             \
    "検索パラメータ「{0}」には対応していません。使えるもの: {1}")                                           \
  X(NOT_ACCEPTABLE, "http-not-acceptable", ERROR, "not-supported",                                          \
    "only application/fhir+json and application/json can be answered",                                      \
    "応答できる形式は application/fhir+json と application/json だけです")                                  \
  X(MEDIA_TYPE, "http-media-type", ERROR, "not-supported", "the content must be {0} in UTF-8",              \
    "本文は UTF-8 の {0} で送ってください")                                                                 \
  X(MEDIA_TYPE_XML, "http-media-type-xml", ERROR, "not-supported",                                          \
    "XML is read for validation only ($validate); send this as application/fhir+json",                      \
    "XML を受け付けるのは検証 ($validate) だけです。application/fhir+json で送ってください")                \
  X(CONTENT_ENCODING, "http-content-encoding", ERROR, "not-supported",                                      \
    "compressed content is not read; send it as it is",                                                     \
    "圧縮された本文は受け付けません。そのまま送ってください")                                               \
  X(BODY_NOT_ALLOWED, "http-body-not-allowed", ERROR, "invalid", "this interaction takes no body",          \
    "この要求に本文は付けられません")                                                                       \
  X(BODY_TOO_LARGE, "http-body-too-large", ERROR, "too-long", "the body is larger than {0} bytes",          \
    "本文が {0} バイトを超えています")                                                                      \
  X(SUMMARY, "http-summary", ERROR, "value",                                                                \
    "'{0}' is no _summary that can be given here: true, false, text, data, for searches count",             \
    "_summary に「{0}」は指定できません。true・false・text・data(検索では count も)を" \
    "指定してください")                                                                                     \
  X(HEADERS, "http-headers", ERROR, "too-long", "more than {0} header fields",                              \
    "ヘッダーが {0} 個を超えています")                                                                      \
  X(HEADER_FORM, "http-header-form", ERROR, "invalid",                                                      \
    "a header field is not written as HTTP asks for, or Host stands twice",                                 \
    "ヘッダーの書き方が HTTP の規定に合っていないか、Host が重複しています")                                \
  X(FRAMING, "http-framing", ERROR, "invalid",                                                              \
    "the length of the body is not given in one clear way",                                                 \
    "本文の長さの指定が一意に定まりません")                                                                 \
  X(ACCESS_MISSING, "access-missing", ERROR, "login",                                                       \
    "this server wants to know who asks: send Authorization: Bearer, or X-API-Key",                         \
    "認証が必要です。Authorization: Bearer または X-API-Key を付けてください")                              \
  X(ACCESS_TWO, "access-two", ERROR, "login",                                                               \
    "Authorization and X-API-Key may not be sent together",                                                 \
    "Authorization と X-API-Key を同時に送ることはできません")                                              \
  X(ACCESS_INVALID, "access-invalid", ERROR, "login", "the key or token is not accepted",                   \
    "キーまたはトークンを受け付けられません")                                                               \
  X(ACCESS_EXPIRED, "access-expired", ERROR, "expired", "the key or token has expired",                     \
    "キーまたはトークンの有効期限が切れています")                                                           \
  X(CERTIFICATE_REVOKED, "access-certificate-revoked", ERROR, "forbidden",                                  \
    "the client certificate has been revoked or cannot be checked any more; connect with a "                \
    "valid one",                                                                                            \
    "クライアント証明書が失効したか、失効確認ができなくなりました。"         \
    "有効な証明書で接続し直してください")                                                                   \
  X(ACCESS_KEYS, "access-keys", ERROR, "transient",                                                         \
    "tokens cannot be verified now: the token server's keys are not there",                                 \
    "トークン発行サーバーの公開鍵を取得できないため、現在トークンを検証できません")                         \
  X(ACCESS_SCOPE, "access-scope", ERROR, "forbidden", "the client lacks the scope {0}",                     \
    "クライアントにスコープ {0} がありません")                                                              \
  X(ACCESS_PATIENT, "access-patient", ERROR, "forbidden",                                                   \
    "the client is limited to certain patients; name one of them",                                          \
    "このクライアントは特定の患者に限定されています。その患者を指定してください")                           \
  X(ACCESS_INSTITUTION, "access-institution", ERROR, "forbidden",                                           \
    "the client is limited to another medical institution",                                                 \
    "このクライアントは別の医療機関に限定されています")                                                     \
  X(ACCESS_RATE, "access-rate", ERROR, "throttled",                                                         \
    "too many requests in a short time; try again in {0} s",                                                \
    "要求が多すぎます。{0} 秒後に再送してください")                                                         \
  X(LEFT_OUT, "outcome-left-out", INFORMATION, "informational", "{0} more findings are left out",           \
    "このほかに {0} 件の指摘があります(省略)")                                                              \
  X(NO_FINDINGS, "outcome-no-findings", INFORMATION, "informational", "no problems were found",             \
    "問題は見つかりませんでした")

#define HTTP_MESSAGE_NAME(name, ...) HTTP_MESSAGE_##name,
MESSAGE_LIST(http_message, http_message_get, HTTP_MESSAGE_LIST, HTTP_MESSAGE_NAME);

/* The default message of a program failure, for when nothing more exact is known. Static, never
 * NULL. */
const struct message *http_message_of_error(enum error error);

#endif
