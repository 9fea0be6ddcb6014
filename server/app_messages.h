/* What can stop the start besides the configuration itself. */
#ifndef SERVER_APP_MESSAGES_H
#define SERVER_APP_MESSAGES_H

#include "server/base/issue.h"

/* X(name, id, severity, FHIR issue type, English, Japanese); {0} is what it is about, {1} and {2}
 * why, in English and Japanese. */
#define APP_MESSAGE_LIST(X)                                                                                                      \
  X(ADDRESS, "start-address", ERROR, "exception", "cannot listen on {0}: {1}",                                                   \
    "{0} で待ち受けできません: {2}")                                                                                             \
  X(PLAIN, "start-plain", ERROR, "security",                                                                                     \
    "{0} can be reached from other machines: set listen.tls.certificate and listen.tls.key, or "                                 \
    "listen.plain=anywhere when something else protects the connection",                                                         \
    "{0} は他のコンピューターから接続できるアドレスです。listen.tls.certificate と "                    \
    "listen.tls.key を設定"                                                                                                   \
    "するか、別の手段で通信を保護している場合は listen.plain=anywhere を指定してください")                                       \
  X(OPEN, "start-open", ERROR, "security",                                                                                       \
    "{0} can be reached from other machines and nobody is asked who he is: set access.mode, or "                                 \
    "listen.tls.client_certificate=required, or listen.plain=anywhere",                                                          \
    "{0} は他のコンピューターから接続できるアドレスですが、認証がありません。access.mode か " \
    "listen.tls.client_certificate=required、または listen.plain=anywhere を指定してください")                                   \
  X(PROXY_FORM, "start-proxy-form", ERROR, "value",                                                                              \
    "listen.trusted_proxies has '{0}', which is neither an address (192.0.2.7, 2001:db8::7) nor "                                \
    "a "                                                                                                                         \
    "network (10.0.0.0/24, 2001:db8::/32) with a prefix of at least 1",                                                          \
    "listen.trusted_proxies の「{0}」はアドレス(例: 192.0.2.7、2001:db8::7)でも、"                                  \
    "プレフィックス長 1 以上のネットワーク(例: 10.0.0.0/24、2001:db8::/32)でもありません")                                       \
  X(PROXY_NETWORK, "start-proxy-network", ERROR, "value",                                                                        \
    "listen.trusted_proxies has '{0}', an address within a network: write {1} for the network, "                                 \
    "or {2} "                                                                                                                    \
    "for the address alone",                                                                                                     \
    "listen.trusted_proxies の「{0}」はネットワーク内のアドレスです。ネットワーク全体なら {1}、"   \
    "そのアドレスだけなら {2} と指定してください")                                                                               \
  X(PROXY_COUNT, "start-proxy-count", ERROR, "value",                                                                            \
    "listen.trusted_proxies has too many entries from '{0}' on: name networks instead of "                                       \
    "addresses",                                                                                                                 \
    "listen.trusted_proxies "                                                                                                    \
    "の項目が多すぎます(「{0}」以降)。アドレスの代わりにネットワークで指定してください")                                         \
  X(TLS_NEEDS, "start-tls-needs", ERROR, "required", "TLS (listen.tls.*) needs {0}",                                             \
    "TLS(listen.tls.*)には {0} の設定が必要です")                                                                                \
  X(TLS, "start-tls", ERROR, "exception",                                                                                        \
    "cannot use certificate, key or authorities of listen.tls.*: {1}",                                                           \
    "listen.tls.* の証明書・秘密鍵・認証局を使えません: {2}")                                                                    \
  X(CRL_UNREADABLE, "start-crl-unreadable", ERROR, "exception",                                                                  \
    "cannot read the revocation lists {0} (listen.tls.crl): {1}",                                                                \
    "失効リスト {0}(listen.tls.crl)を読み込めません: {2}")                                                                       \
  X(CRL_CONTENT, "start-crl-content", ERROR, "value",                                                                            \
    "listen.tls.crl: {0} holds no complete revocation list; it must be PEM (BEGIN X509 CRL) or "                                 \
    "DER",                                                                                                                       \
    "listen.tls.crl: {0} は失効リストではないか、壊れています。"                                              \
    "PEM(BEGIN X509 CRL)か DER の失効リストを指定してください")                                                                  \
  X(CRL_ENDLESS, "start-crl-endless", ERROR, "value",                                                                            \
    "listen.tls.crl: the revocation list {0} does not say when the next one comes "                                              \
    "(nextUpdate); have the authority issue one that does",                                                                      \
    "listen.tls.crl: 失効リスト {0} に次回更新日時(nextUpdate)がありません。"                                 \
    "次回更新日時を含むリストを認証局で発行してください")                                                                        \
  X(CRL_FORGED, "start-crl-forged", ERROR, "value",                                                                              \
    "listen.tls.crl: the revocation list {0} names an authority of listen.tls.client_ca, whose "                                 \
    "key has not signed it; get it from the authority again, or correct listen.tls.client_ca",                                   \
    "listen.tls.crl: 失効リスト {0} は、発行者名が listen.tls.client_ca の認証局と同じですが、"           \
    "その鍵で署名されていません。認証局から取得し直すか、listen.tls.client_ca を正してください")                                 \
  X(CRL_MANY, "start-crl-many", ERROR, "too-long",                                                                               \
    "listen.tls.crl: {0} has too many files; at most {1} (*.crl, *.pem, *.der) are read",                                        \
    "listen.tls.crl: {0} のファイルが多すぎます。"                                                                   \
    "読み込めるのは {2} 個(*.crl・*.pem・*.der)までです")                                                                        \
  X(CRL_NEEDED, "start-crl-needed", ERROR, "required",                                                                           \
    "listen.tls.revocation=hard without lists would refuse every client certificate: set "                                       \
    "listen.tls.crl, or soft",                                                                                                   \
    "listen.tls.revocation=hard で失効リストがないと、すべての証明書が拒否されます。"                  \
    "listen.tls.crl を設定するか、soft にしてください")                                                                          \
  X(CRL_WITHOUT_CLIENTS, "start-crl-without-clients", ERROR, "required",                                                         \
    "listen.tls.crl is for client certificates, which nobody asks for: set "                                                     \
    "listen.tls.client_certificate to optional or required, or take the lists away",                                             \
    "listen.tls.crl(クライアント証明書の失効リスト)がありますが、"                                         \
    "証明書を求める設定がありません。listen.tls.client_certificate を "                                         \
    "optional か required にするか、listen.tls.crl を外してください")                                                            \
  X(ACCESS_NEEDS, "start-access-needs", ERROR, "required",                                                                       \
    "access.mode {0} needs another setting: access.keys_file for keys; access.oauth.issuer, "                                    \
    "access.oauth.audience and one of access.oauth.jwks_file and access.oauth.jwks_url for oauth",                               \
    "access.mode が {0} のときに必要な設定がありません(keys は access.keys_file、oauth は "                   \
    "access.oauth.issuer と access.oauth.audience、および access.oauth.jwks_file か "                                      \
    "access.oauth.jwks_url)")                                                                                                    \
  X(ACCESS, "start-access", ERROR, "exception",                                                                                  \
    "cannot use access.keys_file or access.oauth.jwks_file: {1}",                                                                \
    "access.keys_file または access.oauth.jwks_file を使えません: {2}")                                                          \
  X(DEFINITIONS, "start-definitions", ERROR, "exception", "cannot use the definitions {0}: {1}",                                 \
    "定義 {0} を使えません: {2}")                                                                                                \
  X(PACKAGES, "start-packages", ERROR, "exception", "the FHIR packages cannot be compiled: {1}",                                 \
    "FHIR パッケージをコンパイルできません: {2}")                                                                                \
  X(ADVISOR, "start-advisor", ERROR, "exception", "cannot use the advisor file {0}: {1}",                                        \
    "アドバイザーファイル {0} を使えません: {2}")                                                                                \
  X(MAPPING, "start-mapping", ERROR, "exception", "cannot use the mapping file {0}: {1}",                                        \
    "コード対応表 {0} を使えません: {2}")                                                                                        \
  X(DATA_BUSY, "start-data-busy", ERROR, "exception",                                                                            \
    "the data folder {0} is in use by another fhir-facade server; stop it or choose another "                                    \
    "data_dir",                                                                                                                  \
    "データフォルダー {0} は別の fhir-facade サーバーが使用中です。"                                       \
    "停止するか data_dir を変えてください")                                                                                      \
  X(DATA, "start-data", ERROR, "exception", "cannot use the data folder {0}: {1}",                                               \
    "データフォルダー {0} を使えません: {2}")                                                                                    \
  X(STORE, "start-store", ERROR, "exception",                                                                                    \
    "cannot use the PostgreSQL database of {0}: {1}; the log line before says why",                                              \
    "{0} の PostgreSQL データベースを使えません: {2}。理由は直前のログにあります")                                               \
  X(MASTERS, "start-masters", ERROR, "exception",                                                                                \
    "cannot use the imported masters {0}: {1}; import them again",                                                               \
    "取り込み済みのマスター {0} を使えません: {2}。取り込み直してください")                                                      \
  X(ORCA, "start-orca", ERROR, "exception", "cannot set up the connection to ORCA: {1}",                                         \
    "ORCA への接続を準備できません: {2}")                                                                                        \
  X(ORCA_IDENTITY, "start-orca-identity", ERROR, "exception",                                                                    \
    "cannot use the client certificate {0} (PKCS#12; orca.client_pkcs12_password): {1}",                                         \
    "クライアント証明書 {0} を使えません(PKCS#12、orca.client_pkcs12_password): {2}")                                            \
  X(ORCA_PUSH, "start-orca-push", ERROR, "exception",                                                                            \
    "cannot use orca.push.url {0} (ws:// or wss://, certificates): {1}",                                                         \
    "orca.push.url {0} を使えません(ws:// か wss://、証明書): {2}")                                                              \
  X(REGISTER_AT, "start-register-at", ERROR, "value",                                                                            \
    "register.at is {0}, not a time of day such as 21:30",                                                                       \
    "register.at の値 {0} は時刻ではありません(例: 21:30)")                                                                      \
  X(REGISTER_NEEDS, "start-register-needs", ERROR, "required",                                                                   \
    "the automatic registration (register.*) needs {0}",                                                                         \
    "自動登録(register.*)には {0} の設定が必要です")                                                                             \
  X(REGISTER, "start-register", ERROR, "exception",                                                                              \
    "cannot start the automatic registration: {1}", "自動登録を開始できません: {2}")                                             \
  X(SUBSCRIPTION_ENDPOINTS, "start-subscription-endpoints", ERROR, "value",                                                      \
    "subscription.endpoints has '{0}', which is neither a host nor the beginning of an http:// "                                 \
    "or https:// URL",                                                                                                           \
    "subscription.endpoints の「{0}」はホスト名でも http:// か https:// の URL でもありません")                                  \
  X(SUBSCRIPTION, "start-subscription", ERROR, "exception",                                                                      \
    "cannot start the notifications of Subscriptions: {1}",                                                                      \
    "Subscription の通知を開始できません: {2}")                                                                                  \
  X(INTAKE, "start-intake", ERROR, "exception", "cannot take documents from intake.dir {0}: {1}",                                \
    "intake.dir のフォルダー {0} から文書を受け付けられません: {2}")                                                             \
  X(SIGNATURE, "start-signature", ERROR, "exception",                                                                            \
    "cannot set up signatures (signature.*): {1}", "署名(signature.*)を準備できません: {2}")                                     \
  X(MASTERS_AT, "start-masters-at", ERROR, "value",                                                                              \
    "masters.check_at is {0}, not a time of day such as 05:00",                                                                  \
    "masters.check_at の値 {0} は時刻ではありません(例: 05:00)")                                                                 \
  X(MASTERS_NAMES, "start-masters-names", ERROR, "value",                                                                        \
    "masters.check_at needs masters.names, 1 to 32 names separated by commas, not '{0}'",                                        \
    "masters.check_at には masters.names(コンマ区切り、32 個まで)が必要です(設定値: {0})")                                       \
  X(MASTERS_NEED, "start-masters-need", ERROR, "required", "masters.check_at needs {0}",                                         \
    "masters.check_at には {0} の設定が必要です")                                                                                \
  X(MASTERS_UPDATE, "start-masters-update", ERROR, "exception",                                                                  \
    "cannot start the check for newer masters: {1}", "マスターの更新確認を開始できません: {2}")                                  \
  X(RELAY, "start-relay", ERROR, "exception",                                                                                    \
    "cannot set up the relay to the national service: {1}",                                                                      \
    "共有サービスへの送信を準備できません: {2}")                                                                                 \
  X(SERVER, "start-server", ERROR, "exception", "cannot start the HTTP server: {1}",                                             \
    "HTTP サーバーを起動できません: {2}")

#define APP_MESSAGE_NAME(name, ...) APP_MESSAGE_##name,
MESSAGE_LIST(app_message, app_message_get, APP_MESSAGE_LIST, APP_MESSAGE_NAME);

/* Adds the message as an issue with the reason (errno's when it is set and the error is about
 * files) and returns the error, for `return app_message_fail(...)`. */
enum error app_message_fail(struct issue_list *issues, enum app_message message,
                            struct view subject, enum error error);

#endif
