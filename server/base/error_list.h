/* The only place that knows what a program failure means outside: HTTP status, FHIR issue type and
 * the default texts. Columns: name, HTTP status, issue type, English, Japanese. */
#ifndef SERVER_BASE_ERROR_LIST_H
#define SERVER_BASE_ERROR_LIST_H

#define ERROR_LIST(X)                                                                              \
  X(OK, 200, "informational", "done", "正常に終了しました")                                        \
  X(MEMORY, 503, "throttled", "the request needs more memory than it may use",                     \
    "この要求に許されたメモリ量を超えました")                                                      \
  X(INTERNAL, 500, "exception", "an internal fault occurred", "内部エラーが発生しました")          \
  X(STORAGE, 507, "no-store", "the data could not be written to storage; nothing was accepted",    \
    "保存領域に書き込めないため、何も受け付けていません")                                          \
  X(STORAGE_BUSY, 503, "lock-error", "the storage is in use by another process",                   \
    "保存領域が他のプロセスで使用中です")                                                          \
  X(FILE, 500, "exception", "a file could not be read or written", "ファイルを読み書きできません") \
  X(CONFIGURATION, 500, "exception", "the configuration is not usable", "設定に誤りがあります")    \
  X(SYNTAX, 400, "structure", "the content cannot be read", "内容を読み取れません")                \
  X(BAD_REQUEST, 400, "invalid", "the request is not valid", "要求が正しくありません")             \
  X(UNKNOWN_PARAMETER, 400, "not-supported", "a search parameter is not supported",                \
    "対応していない検索パラメータです")                                                            \
  X(UNAUTHENTICATED, 401, "login", "who asks is not known", "認証が必要です")                      \
  X(FORBIDDEN, 403, "forbidden", "the client may not do that", "この操作は許可されていません")     \
  X(RATE, 429, "throttled", "too many requests in a short time; try again later",                  \
    "要求が多すぎます。しばらくしてから再送してください")                                          \
  X(NOT_FOUND, 404, "not-found", "there is no such resource", "該当するリソースがありません")      \
  X(METHOD, 405, "not-supported", "this path does not answer that method",                         \
    "このパスはそのメソッドに対応していません")                                                    \
  X(NOT_ACCEPTABLE, 406, "not-supported", "only application/fhir+json is answered",                \
    "応答形式は application/fhir+json のみです")                                                   \
  X(TIMEOUT, 408, "timeout", "the request did not arrive in time",                                 \
    "要求の受信が時間内に終わりませんでした")                                                      \
  X(CONFLICT, 409, "conflict", "the request contradicts what was accepted before",                 \
    "すでに受け付けた内容と矛盾しています")                                                        \
  X(GONE, 410, "deleted", "the content was kept once and is not kept any more",                    \
    "以前保存した内容は保存期間を過ぎたため残っていません")                                        \
  X(PRECONDITION, 412, "conflict", "the resource was changed in the meantime",                     \
    "取得後に内容が変更されています")                                                              \
  X(TOO_LARGE, 413, "too-long", "the content is larger than allowed",                              \
    "内容が許容サイズを超えています")                                                              \
  X(MEDIA_TYPE, 415, "not-supported", "the content must be application/fhir+json",                 \
    "内容は application/fhir+json で送ってください")                                               \
  X(NOT_PROCESSABLE, 422, "processing", "the content was understood but not accepted",             \
    "内容は読み取れましたが、受け付けできません")                                                  \
  X(BUSY, 503, "throttled", "too many requests are waiting; try again later",                      \
    "混雑しています。しばらくしてから再送してください")                                            \
  X(UNRECORDED, 503, "no-store",                                                                   \
    "the access could not be recorded in the audit trail and is not answered; try again later",    \
    "監査記録に保存できないため応答できません。しばらくしてから再送してください")                  \
  X(NOT_OFFERED, 501, "not-supported", "this is not offered with the present settings",            \
    "現在の設定では利用できません")                                                                \
  X(ORCA_UNREACHABLE, 502, "transient", "ORCA cannot be reached", "ORCA に接続できません")         \
  X(ORCA_ANSWER, 502, "exception", "ORCA's answer cannot be understood",                           \
    "ORCA の応答を解釈できません")                                                                 \
  X(ORCA_REFUSED, 502, "security", "ORCA refused this server's user, password or certificate",     \
    "ORCA がこのサーバーのユーザー・パスワード・証明書を拒否しました")                             \
  X(ORCA_TIMEOUT, 504, "timeout", "ORCA did not answer in time",                                   \
    "ORCA が時間内に応答しませんでした")                                                           \
  X(ORCA_BUSY, 503, "throttled", "ORCA is busy; try again later",                                  \
    "ORCA が混雑しています。しばらくしてから再送してください")                                     \
  X(NATIONAL_UNREACHABLE, 502, "transient", "the national service cannot be reached",              \
    "電子カルテ情報共有サービスに接続できません")                                                  \
  X(NATIONAL_REFUSED, 422, "business-rule", "the national service refused",                        \
    "電子カルテ情報共有サービスが要求を拒否しました")                                              \
  X(NATIONAL_ANSWER, 502, "exception", "the national service's answer cannot be understood",       \
    "電子カルテ情報共有サービスの応答を解釈できません")                                            \
  X(NATIONAL_TIMEOUT, 504, "timeout", "the national service did not answer in time",               \
    "電子カルテ情報共有サービスが時間内に応答しませんでした")                                      \
  X(SIGNER_UNAVAILABLE, 503, "transient", "the signing key or service is not there now",           \
    "署名鍵または署名サービスが現在利用できません")                                                \
  X(SIGNER_FAILED, 502, "exception", "the document could not be signed",                           \
    "文書に署名できませんでした")

#endif
