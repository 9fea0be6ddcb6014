/* What stands in front of ORCA, told from how it answers a first harmless question: the classic
 * server, WebORCA (whose paths begin with /api) or the cloud, and what is wrong with orca.base_url
 * when it does not answer. */
#ifndef SERVER_ORCA_ORCA_FRONT_H
#define SERVER_ORCA_ORCA_FRONT_H

#include "server/base/message.h"
#include "server/orca/orca_settings.h"
#include "server/orca/orca_trouble.h"

/* {0} is orca.base_url, {1} the kind, the HTTP status or the reason. */
#define ORCA_FRONT_LIST(X)                                                                                \
  X(UNKNOWN, "orca-front-unknown", INFORMATION, "informational",                                          \
    "ORCA at {0} has not been asked yet", "{0} の ORCA にはまだ問い合わせていません")                     \
  X(ANSWERS, "orca-front-answers", INFORMATION, "informational", "ORCA answers at {0} ({1})",             \
    "{0} の ORCA が応答しています({1})")                                                                  \
  X(NO_API, "orca-front-no-api", ERROR, "not-found",                                                      \
    "HTTP status {1}: WebORCA wants /api in its URL; set orca.base_url to {0}/api",                       \
    "HTTP ステータス {1}。WebORCA の URL には /api が必要です。orca.base_url を {0}/api " \
    "にしてください")                                                                                     \
  X(NO_PATH, "orca-front-no-path", ERROR, "not-found",                                                    \
    "HTTP status {1} at {0}: not the URL of an ORCA API, or the user is not in ORCA's staff "             \
    "master",                                                                                             \
    "{0} が HTTP ステータス {1} を返しました。ORCA の API の URL "                         \
    "でないか、ユーザーが職員情報に登録されていません")                                                   \
  X(REFUSED, "orca-front-refused", ERROR, "login",                                                        \
    "ORCA at {0} refuses orca.user, orca.password or the client certificate ({1})",                       \
    "{0} の ORCA が orca.user・orca.password・クライアント証明書のいずれかを拒否しました({1})")           \
  X(NO_CERTIFICATE, "orca-front-no-certificate", ERROR, "login",                                          \
    "HTTP status {1} from the cloud at {0}: it wants a client certificate (orca.client_pkcs12)",          \
    "クラウド版 {0} が HTTP ステータス {1} を返しました。クライアント証明書 "  \
    "(orca.client_pkcs12) が必要です")                                                                    \
  X(BUSY, "orca-front-busy", WARNING, "throttled",                                                        \
    "ORCA at {0} is busy or updating its masters ({1})",                                                  \
    "{0} の ORCA は混雑しているか、マスターを更新中です({1})")                                            \
  X(SILENT, "orca-front-silent", WARNING, "transient", "ORCA at {0} does not answer: {1}",                \
    "{0} の ORCA が応答しません: {1}")                                                                    \
  X(STRANGE, "orca-front-strange", ERROR, "exception",                                                    \
    "what answers at {0} does not answer like ORCA ({1})",                                                \
    "{0} の応答は ORCA のものではありません({1})")

#define ORCA_FRONT_NAME(name, ...) ORCA_FRONT_##name,
MESSAGE_LIST(orca_front, orca_front_get, ORCA_FRONT_LIST, ORCA_FRONT_NAME);

/* The kind that the settings name, or else that the URL tells: the public host names of the cloud,
 * a path that ends with /api, or neither. */
enum orca_kind orca_front_kind(const struct orca_settings *settings);
/* "auto" | "classic" | "weborca" | "cloud" */
const char *orca_front_kind_name(enum orca_kind kind);
/* Row of the word; ORCA_KIND_AUTO for another one. */
enum orca_kind orca_front_kind_of(const char *name);
/* What the outcome of the first question tells. */
enum orca_front orca_front_judge(const struct orca_settings *settings, enum error error,
                                 const struct orca_trouble *trouble);

#endif
