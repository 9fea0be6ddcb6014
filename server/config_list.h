/* Every setting, once: configuration file, environment, help and sample are all made from this
 * table. Environment: FHIR_FACADE_ + key in upper case with dots as underscores. A SECRET may also
 * be given as
 * "<key>_file" (FHIR_FACADE_<KEY>_FILE): a file that holds it; it is never printed.
 *
 *   TEXT(key, field, default, English, Japanese)        any text, a path or a name
 *   URL(key, field, default, English, Japanese)         empty or http(s)://..., kept without a
 * slash at the end SECRET(key, field, English, Japanese) DIGITS(key, field, count, English,
 * Japanese)        empty or exactly count digits INTEGER(key, field, default, minimum, maximum,
 * English, Japanese) CHOICE(key, field, default, "a|b|c", English, Japanese) PATHS(key, field,
 * English, Japanese)                a list; ":" between items in the environment */
#ifndef SERVER_CONFIG_LIST_H
#define SERVER_CONFIG_LIST_H

#define CONFIG_LIST(TEXT, URL, SECRET, DIGITS, INTEGER, CHOICE, PATHS)                                                         \
  TEXT("listen.address", listen_address, "127.0.0.1", "address to listen on",                                                  \
       "待ち受けるアドレス")                                                                                                   \
  INTEGER("listen.port", listen_port, 8080, 0, 65535,                                                                          \
          "TCP port; 0 takes a free one and prints it",                                                                        \
          "待ち受けるポート(0 なら空きポートを使い表示)")                                                                      \
  URL("listen.base_url", listen_base_url, "",                                                                                  \
      "base URL that clients see; empty = https://<address>:<port>/fhir, http:// without TLS",                                 \
      "クライアントから見えるベースURL(空なら https://<アドレス>:<ポート>/fhir。"                     \
      "TLS を使わなければ http://)")                                                                                           \
  CHOICE("listen.plain", listen_plain, "loopback", "loopback|anywhere",                                                        \
         "where HTTP without TLS (or without any authentication) is offered; anywhere: something "                             \
         "else protects the connection",                                                                                       \
         "TLS や認証のない HTTP を許す範囲(anywhere は別の手段で通信を保護しているときだけ)")                                  \
  TEXT("listen.tls.certificate", listen_tls_certificate, "",                                                                   \
       "the server's certificate, then its issuers (PEM file); empty = no TLS",                                                \
       "サーバー証明書と発行元(PEM。空なら TLS を使わない)")                                                                   \
  TEXT("listen.tls.key", listen_tls_key, "", "key of the certificate (PEM file)",                                              \
       "サーバー証明書の秘密鍵(PEM)")                                                                                          \
  TEXT("listen.tls.client_ca", listen_tls_client_ca, "",                                                                       \
       "authorities whose client certificates are accepted (PEM file)",                                                        \
       "クライアント証明書の認証局(PEM)")                                                                                      \
  CHOICE("listen.tls.client_certificate", listen_tls_client_certificate, "off",                                                \
         "off|optional|required", "whether clients show a certificate",                                                        \
         "クライアント証明書を求めるか(求めない・任意・必須)")                                                                 \
  TEXT("listen.tls.crl", listen_tls_crl, "",                                                                                   \
       "revocation lists of client certificates: a file (PEM or DER) or a folder of *.crl, "                                   \
       "*.pem, *.der",                                                                                                         \
       "クライアント証明書の失効リスト(PEM か DER のファイル、または *.crl・*.pem・*.der "          \
       "のフォルダー)")                                                                                                        \
  CHOICE("listen.tls.revocation", listen_tls_revocation, "soft", "off|soft|hard",                                              \
         "client certificates that no current list tells of (a revoked one is refused): lists "                                \
         "are not "                                                                                                            \
         "looked at, warning, refused",                                                                                        \
         "有効な失効リストで確認できないクライアント証明書("                                           \
         "失効リストを見ない・警告して受け入れる・拒否する。"                                         \
         "失効したものは拒否)")                                                                                                \
  CHOICE("listen.tls.minimum", listen_tls_minimum, "1.3", "1.3|1.2",                                                           \
         "oldest TLS; 1.2 with ECDHE and AEAD only",                                                                           \
         "受け付ける TLS の最低の版(1.2 は ECDHE と AEAD の暗号スイートに限る)")                                               \
  INTEGER("listen.threads", listen_threads, 4, 1, 256, "worker threads of the HTTP server",                                    \
          "HTTP の処理スレッド数")                                                                                             \
  INTEGER("listen.waiting_threads", listen_waiting_threads, 16, 1, 1024,                                                       \
          "threads for requests that wait for ORCA or the disk",                                                               \
          "ORCA やディスクを待つ要求のスレッド数")                                                                             \
  INTEGER("listen.timeout_ms", listen_timeout_ms, 10000, 100, 600000,                                                          \
          "a request must arrive within this time", "要求の受信を待つ時間(ミリ秒)")                                            \
  INTEGER("listen.max_connections", listen_max_connections, 10000, 16, 1000000,                                                \
          "connections at a time", "同時接続数の上限")                                                                         \
  INTEGER("listen.max_connections_per_address", listen_max_connections_per_address, 1000, 1,                                   \
          1000000, "connections at a time from one client address, proxies apart",                                             \
          "クライアントのアドレスごとの同時接続数の上限(信頼するプロキシを除く)")                                              \
  TEXT("listen.trusted_proxies", listen_trusted_proxies, "",                                                                   \
       "reverse proxies whose X-Forwarded-For is believed: addresses and networks, e.g. "                                      \
       "127.0.0.1,10.0.0.0/24; empty = none",                                                                                  \
       "X-Forwarded-For "                                                                                                      \
       "を信頼するリバースプロキシのアドレスとネットワーク(コンマ区切り。空なら信頼しない)")                                   \
  CHOICE("access.mode", access_mode, "open", "open|keys|oauth|both",                                                           \
         "who may ask: anybody, holders of a key, of a token of an OAuth 2.0 server, of either",                               \
         "利用者の認証(なし・API キー・OAuth 2.0 のトークン・両方)")                                                           \
  TEXT("access.keys_file", access_keys_file, "",                                                                               \
       "clients with their keys and limits (JSON); read again when it changes",                                                \
       "クライアントのキーと制限(JSON。変更されれば読み直す)")                                                                 \
  TEXT("access.oauth.issuer", access_oauth_issuer, "", "iss of accepted tokens",                                               \
       "受け付けるトークンの発行者(iss)")                                                                                      \
  TEXT("access.oauth.audience", access_oauth_audience, "", "aud of accepted tokens",                                           \
       "受け付けるトークンの宛先(aud)")                                                                                        \
  TEXT("access.oauth.jwks_file", access_oauth_jwks_file, "",                                                                   \
       "keys of the token server (JWK set); read again when it changes",                                                       \
       "トークン発行サーバーの公開鍵(JWK Set。変更されれば読み直す)")                                                          \
  URL("access.oauth.jwks_url", access_oauth_jwks_url, "", "the same from a URL, kept and renewed",                             \
      "トークン発行サーバーの公開鍵を取得する URL")                                                                            \
  TEXT("access.oauth.ca_file", access_oauth_ca_file, "",                                                                       \
       "certificate authorities trusted for that URL (PEM file)",                                                              \
       "公開鍵を取得する URL 用の認証局証明書(PEM)")                                                                           \
  URL("access.oauth.token_endpoint", access_oauth_token_endpoint, "",                                                          \
      "where clients get tokens; told in the SMART configuration",                                                             \
      "クライアントがトークンを取得する URL(SMART 設定で案内)")                                                                \
  INTEGER("access.oauth.clock_skew_seconds", access_oauth_clock_skew_seconds, 60, 0, 3600,                                     \
          "how far clocks may differ", "時計のずれの許容範囲(秒)")                                                             \
  INTEGER("access.rate_per_client", access_rate_per_client, 200, 0, 1000000,                                                   \
          "requests a second of one client; bursts are twice that; 0 = no limit",                                              \
          "クライアントごとの毎秒の要求数(瞬間的にはその2倍まで。0 なら制限しない)")                                           \
  INTEGER("access.rate_per_address", access_rate_per_address, 0, 0, 1000000,                                                   \
          "requests a second from one address; bursts are twice that; 0 = no limit",                                           \
          "アドレスごとの毎秒の要求数(瞬間的にはその2倍まで。0 なら制限しない)")                                               \
  TEXT("data_dir", data_dir, "data", "folder of everything that must not be lost",                                             \
       "失ってはならないデータの置き場所")                                                                                     \
  SECRET("store.url", store_url,                                                                                               \
         "PostgreSQL database that several servers share, e.g. "                                                               \
         "postgresql:///facade?host=/run/postgresql; empty = SQLite in data_dir",                                              \
         "複数のサーバーで共有する PostgreSQL の URL(空なら data_dir の SQLite)")                                              \
  INTEGER("store.connections", store_connections, 8, 1, 200,                                                                   \
          "connections to PostgreSQL at a time", "PostgreSQL への同時接続数")                                                  \
  INTEGER("store.cache_bytes", store_cache_bytes, 16777216, 262144, 1073741824,                                                \
          "memory for pages of the SQLite database; keeps a long outbox fast",                                                 \
          "SQLite のページを保持するメモリー(バイト)")                                                                         \
  TEXT("definitions", definitions, "",                                                                                         \
       "compiled definitions; empty = definitions.pack beside the program",                                                    \
       "コンパイル済みの定義(空ならプログラムと同じ場所の definitions.pack)")                                                  \
  TEXT("definitions_dir", definitions_dir, "",                                                                                 \
       "definition tables that packages are compiled with; empty = those of the program",                                      \
       "パッケージと併せてコンパイルする定義表(空ならプログラム付属のもの)")                                                   \
  PATHS("packages", packages, "FHIR packages (.tgz or folders) compiled at start and added",                                   \
        "起動時に読み込む FHIR パッケージ(.tgz またはフォルダー)")                                                             \
  TEXT("validation.advisor", validation_advisor, "",                                                                           \
       "advisor file: findings to lower or leave out; what it did is told in the outcome",                                     \
       "アドバイザーファイル(既知の指摘の引き下げ・除外。適用内容は結果に示される)")                                           \
  CHOICE("validation.html_in_strings", validation_html_in_strings, "information",                                              \
         "information|warning|error|pass", "what is said of text that looks like HTML",                                        \
         "HTML のように見える文字列の扱い")                                                                                    \
  CHOICE("validation.unknown_extensions", validation_unknown_extensions, "information",                                        \
         "information|error", "what is said of extensions without a definition",                                               \
         "定義のない拡張の扱い")                                                                                               \
  TEXT("mapping.file", mapping_file, "", "CSV of the local code-mapping table",                                                \
       "院内コード対応表(CSV)")                                                                                                \
  CHOICE("mapping.second_person", mapping_second_person, "off", "off|on",                                                      \
         "a mapping must be approved by somebody else than who proposed it",                                                   \
         "対応の承認を提案者以外に限る")                                                                                       \
  URL("orca.base_url", orca_base_url, "", "ORCA's URL, whole, with /api where there is one",                                   \
      "ORCA の URL(必要なら /api まで含めて)")                                                                                 \
  TEXT("orca.user", orca_user, "", "user for ORCA", "ORCA のユーザー")                                                         \
  SECRET("orca.password", orca_password, "password for ORCA", "ORCA のパスワード")                                             \
  TEXT("orca.client_certificate", orca_client_certificate, "", "client certificate (PEM file)",                                \
       "クライアント証明書(PEM)")                                                                                              \
  TEXT("orca.client_key", orca_client_key, "", "key of the client certificate (PEM file)",                                     \
       "クライアント証明書の鍵(PEM)")                                                                                          \
  TEXT("orca.client_pkcs12", orca_client_pkcs12, "",                                                                           \
       "client certificate with its key (PKCS#12 file, old ciphers too); goes before the PEM "                                 \
       "files",                                                                                                                \
       "クライアント証明書と鍵(PKCS#12。古い暗号方式も可。PEM より優先)")                                                      \
  SECRET("orca.client_pkcs12_password", orca_client_pkcs12_password,                                                           \
         "password of the PKCS#12 file", "PKCS#12 のパスワード")                                                               \
  CHOICE("orca.kind", orca_kind, "auto", "auto|classic|weborca|cloud",                                                         \
         "what answers at orca.base_url; auto = told by the URL",                                                              \
         "orca.base_url の種類(auto なら URL から判断)")                                                                       \
  TEXT("orca.ca_file", orca_ca_file, "", "certificate authorities trusted for ORCA (PEM file)",                                \
       "ORCA 用の認証局証明書(PEM)")                                                                                           \
  INTEGER("orca.timeout_ms", orca_timeout_ms, 15000, 10, 600000,                                                               \
          "longest wait for one ORCA answer", "ORCA の応答を待つ時間(ミリ秒)")                                                 \
  INTEGER("orca.max_parallel", orca_max_parallel, 2, 1, 64, "ORCA calls at a time",                                            \
          "ORCA への同時呼び出し数")                                                                                           \
  CHOICE("orca.former_names", orca_former_names, "on", "off|on",                                                               \
         "whether a patient's former names are asked for (one more call; ORCA since 2021-11)",                                 \
         "患者の読み取りで旧姓履歴も取得する(呼び出しが1回増える。2021年11月以降の ORCA)")                                     \
  CHOICE("orca.test_patients", orca_test_patients, "hide", "hide|show",                                                        \
         "whether searches show ORCA's test patients", "ORCA のテスト患者を検索結果に含めるか")                                \
  INTEGER("orca.cache_seconds", orca_cache_seconds, 60, 0, 86400,                                                              \
          "how long a patient's answers are kept", "患者ごとの応答を保持する時間(秒)")                                         \
  INTEGER("orca.cache_bytes", orca_cache_bytes, 16777216, 65536, 4294967296,                                                   \
          "memory for kept answers; the least recently used go first",                                                         \
          "応答の保持に使うメモリ(バイト。使われていないものから捨てる)")                                                      \
  INTEGER("orca.breaker_failures", orca_breaker_failures, 5, 0, 1000,                                                          \
          "failures in a row after which ORCA is left alone for a while; 0 = never",                                           \
          "ORCA への呼び出しを一時停止するまでの連続失敗回数(0 なら停止しない)")                                               \
  TEXT("orca.push.url", orca_push_url, "",                                                                                     \
       "ORCA's PUSH server, ws:// or wss://; empty = not used",                                                                \
       "ORCA の PUSH サーバー(ws:// か wss://。空なら使わない)")                                                               \
  TEXT("orca.push.events", orca_push_events, "*",                                                                              \
       "events to subscribe to, separated by commas; * = all",                                                                 \
       "購読するイベント(コンマ区切り。* ならすべて)")                                                                         \
  TEXT("orca.push.tenant", orca_push_tenant, "", "X-GINBEE-TENANT-ID for the PUSH server",                                     \
       "PUSH サーバーに送る X-GINBEE-TENANT-ID")                                                                               \
  CHOICE("orca.push.basic", orca_push_basic, "off", "off|on",                                                                  \
         "send orca.user and orca.password to the PUSH server",                                                                \
         "PUSH サーバーに orca.user と orca.password を送る")                                                                  \
  CHOICE("register.on_account", register_on_account, "off", "off|on",                                                          \
         "register a patient's clinical information when ORCA tells by PUSH that an account "                                  \
         "was closed",                                                                                                         \
         "会計の PUSH 通知を受けたとき、その患者の臨床情報を自動登録する")                                                     \
  TEXT("register.at", register_at, "",                                                                                         \
       "time of day (HH:MM, Japan) to register all patients with a visit that day; empty = never",                             \
       "当日受診した全患者の臨床情報を自動登録する時刻(HH:MM。空なら登録しない)")                                              \
  TEXT("subscription.endpoints", subscription_endpoints, "",                                                                   \
       "hosts (host or host:port) and beginnings of URLs that may be notified, separated by "                                  \
       "commas; this machine always",                                                                                          \
       "通知を許可する宛先(ホスト名、ホスト名:ポート、URL の先頭。"                                  \
       "コンマ区切り。このコンピューターは常に可)")                                                                            \
  CHOICE("subscription.http", subscription_http, "off", "off|on",                                                              \
         "http:// to other machines, too", "他のコンピューターへの http:// も許可する")                                        \
  TEXT("subscription.ca_file", subscription_ca_file, "",                                                                       \
       "certificate authorities trusted for notifications (PEM file)",                                                         \
       "通知先用の認証局証明書(PEM)")                                                                                          \
  INTEGER("subscription.timeout_ms", subscription_timeout_ms, 10000, 10, 600000,                                               \
          "longest wait for one endpoint", "通知先の応答を待つ時間(ミリ秒)")                                                   \
  INTEGER("subscription.attempts", subscription_attempts, 20, 1, 1000,                                                         \
          "failed attempts in a row after which a Subscription is in error",                                                   \
          "Subscription を error にするまでの連続失敗回数")                                                                    \
  INTEGER("subscription.first_wait_ms", subscription_first_wait_ms, 1000, 1, 3600000,                                          \
          "wait after the first failed attempt; doubled after each one",                                                       \
          "最初の失敗から再送までの時間(ミリ秒。失敗のたびに2倍)")                                                             \
  INTEGER("subscription.longest_wait_ms", subscription_longest_wait_ms, 300000, 1, 86400000,                                   \
          "longest wait between attempts", "再送までの時間の上限(ミリ秒)")                                                     \
  TEXT("intake.dir", intake_dir, "",                                                                                           \
       "folder whose files *.json are accepted like POST Bundle, without a click; empty = none",                               \
       "置かれた *.json を Bundle の登録として自動で受け付けるフォルダー(空なら使わない)")                                     \
  INTEGER(                                                                                                                     \
      "audit.keep_days", audit_keep_days, 0, 0, 36500,                                                                         \
      "days that the audit trail stays in the database; whole months that are older go to files "                              \
      "in data_dir/audit; 0 = for ever",                                                                                       \
      "監査記録をデータベースに残す日数(過ぎた月は data_dir/audit に書き出す。0 なら無期限)")                                  \
  CHOICE("audit.patient_reads", audit_patient_reads, "durable", "durable|batched",                                             \
         "reads of patient data are answered when their audit row is on disk, or soon after",                                  \
         "患者データの参照を、監査記録の保存後に応答するか、まとめて保存するか")                                               \
  TEXT("audit.server", audit_server, "",                                                                                       \
       "name of this server in the audit trail; empty = that of the machine",                                                  \
       "監査記録でのこのサーバーの名前(空ならコンピューター名)")                                                               \
  DIGITS("institution.number", institution_number, 10, "medical institution number, 10 digits",                                \
         "保険医療機関番号(10桁)")                                                                                             \
  TEXT("national.clins_version", national_clins_version, "1.10.0",                                                             \
       "JP-CLINS version meant by a meta.profile without version",                                                             \
       "版のない meta.profile に適用する JP-CLINS の版")                                                                       \
  CHOICE("national.transport", national_transport, "none", "none|webapi|folder",                                               \
         "how the national service is reached", "共有サービスへの接続方式")                                                    \
  TEXT("national.adapter", national_adapter, "",                                                                               \
       "adapter file; empty = the built-in one for the simulator",                                                             \
       "アダプター定義(空ならシミュレーター用の組み込み定義)")                                                                 \
  URL("national.webapi.base_url", national_webapi_base_url, "", "URL of the service's Web API",                                \
      "サービスの Web API の URL")                                                                                             \
  TEXT("national.webapi.client_certificate", national_webapi_client_certificate, "",                                           \
       "client certificate (PEM file)", "クライアント証明書(PEM)")                                                             \
  TEXT("national.webapi.client_key", national_webapi_client_key, "",                                                           \
       "key of the client certificate (PEM file)", "クライアント証明書の鍵(PEM)")                                              \
  TEXT("national.webapi.ca_file", national_webapi_ca_file, "",                                                                 \
       "certificate authorities trusted for the service (PEM file)",                                                           \
       "サービス用の認証局証明書(PEM)")                                                                                        \
  TEXT("national.folder.request_dir", national_folder_request_dir, "",                                                         \
       "shared folder where request files are put", "要求ファイルを置く共有フォルダー")                                        \
  TEXT("national.folder.result_dir", national_folder_result_dir, "",                                                           \
       "shared folder where result files appear", "結果ファイルが届く共有フォルダー")                                          \
  CHOICE("national.check_destination", national_check_destination, "off", "off|on",                                            \
         "ask the service whether a referral's destination takes part, before it is sent",                                     \
         "診療情報提供書の送信前に、宛先の参加状況をサービスに照会する")                                                       \
  CHOICE(                                                                                                                      \
      "national.patient_only", national_patient_only, "off", "off|on",                                                         \
      "accept Bundles of a Patient alone (delete what was sent); JP-CLINS 1.10.0 has a rule "                                  \
      "against them, later guides have not",                                                                                   \
      "Patient のみの Bundle(送信済み情報の削除)を受け付ける(JP-CLINS 1.10.0 には禁止規則があり、" \
      "その後の版にはない)")                                                                                                   \
  CHOICE("national.cancel_undo", national_cancel_undo, "off", "off|on",                                                        \
         "offer Bundle/$cancel-undo; the present interface list of the service has none",                                      \
         "Bundle/$cancel-undo を受け付ける(現行のインターフェイス一覧にはない操作)")                                           \
  CHOICE(                                                                                                                      \
      "signature.signer", signature_signer, "none", "none|file|pkcs11|remote",                                                 \
      "who signs referrals before they are sent: a key file, a PKCS#11 token, a remote service",                               \
      "診療情報提供書に送信前の署名をする鍵(鍵ファイル・PKCS#11 トークン・リモート署名サービス)")                              \
  CHOICE("signature.place", signature_place, "envelope", "bundle|envelope|file",                                               \
         "where the signature goes: Bundle.signature, the adapter's {signature}, a file beside "                               \
         "the message",                                                                                                        \
         "署名を置く場所(Bundle.signature・アダプターの {signature}・電文の隣のファイル)")                                     \
  TEXT("signature.file_extension", signature_file_extension, ".jws",                                                           \
       "extension of a signature file beside the message", "電文の隣に置く署名ファイルの拡張子")                               \
  TEXT("signature.certificate_file", signature_certificate_file, "",                                                           \
       "signer's certificate, then its issuers (PEM); may be left out when the token holds it",                                \
       "署名者証明書と発行元(PEM)。トークン内にあれば省略可")                                                                  \
  TEXT("signature.key_file", signature_key_file, "", "private key (PEM; signer file)",                                         \
       "秘密鍵(PEM。signer が file のとき)")                                                                                   \
  TEXT("signature.passphrase_file", signature_passphrase_file, "",                                                             \
       "file with the key's passphrase", "秘密鍵のパスフレーズを書いたファイル")                                               \
  TEXT("signature.uri", signature_uri, "", "PKCS#11 URI of token and key (signer pkcs11)",                                     \
       "トークンと鍵の PKCS#11 URI(signer が pkcs11 のとき)")                                                                  \
  TEXT("signature.module", signature_module, "", "PKCS#11 library; empty = the URI's module-path",                             \
       "PKCS#11 ライブラリー(空なら URI の module-path)")                                                                      \
  TEXT("signature.pin_file", signature_pin_file, "", "file with the token's PIN; empty = keypad",                              \
       "トークンの PIN を書いたファイル(空なら読取装置のキーパッド)")                                                          \
  TEXT("signature.remote_file", signature_remote_file, "",                                                                     \
       "what the signing service wants and gives (JSON; signer remote)",                                                       \
       "リモート署名サービスの定義(JSON。signer が remote のとき)")                                                            \
  TEXT("signature.token_file", signature_token_file, "",                                                                       \
       "file with the signing service's bearer token",                                                                         \
       "リモート署名サービスのアクセストークンを書いたファイル")                                                               \
  TEXT("signature.ca_file", signature_ca_file, "",                                                                             \
       "certificate authorities trusted for the signing service (PEM file)",                                                   \
       "リモート署名サービス用の認証局証明書(PEM)")                                                                            \
  TEXT("signature.client_certificate", signature_client_certificate, "",                                                       \
       "client certificate for the signing service (PEM file)",                                                                \
       "リモート署名サービス用のクライアント証明書(PEM)")                                                                      \
  TEXT("signature.client_key", signature_client_key, "", "its key (PEM file)", "その鍵(PEM)")                                  \
  TEXT("signature.typ", signature_typ, "", "typ of the JWS header", "JWS ヘッダーの typ")                                      \
  CHOICE("signature.time", signature_time, "iat", "none|sigT|iat",                                                             \
         "claim of the JWS header with the signing time", "署名日時を書く JWS ヘッダーの項目")                                 \
  CHOICE("signature.unencoded", signature_unencoded, "off", "off|on",                                                          \
         "JWS with b64=false (RFC 7797)", "b64=false の JWS(RFC 7797)")                                                        \
  TEXT("signature.type_system", signature_type_system, "urn:iso-astm:E1762-95:2013",                                           \
       "system of Bundle.signature.type", "Bundle.signature.type の system")                                                   \
  TEXT("signature.type_code", signature_type_code, "1.2.840.10065.1.12.1.1",                                                   \
       "code of Bundle.signature.type", "Bundle.signature.type の code")                                                       \
  TEXT("signature.who_reference", signature_who_reference, "", "Bundle.signature.who.reference",                               \
       "Bundle.signature.who.reference")                                                                                       \
  TEXT("signature.who_identifier_system", signature_who_identifier_system, "",                                                 \
       "Bundle.signature.who.identifier.system", "Bundle.signature.who.identifier.system")                                     \
  TEXT("signature.who_identifier_value", signature_who_identifier_value, "",                                                   \
       "Bundle.signature.who.identifier.value", "Bundle.signature.who.identifier.value")                                       \
  TEXT("signature.who_display", signature_who_display, "", "Bundle.signature.who.display",                                     \
       "Bundle.signature.who.display")                                                                                         \
  TEXT("signature.anchors_file", signature_anchors_file, "",                                                                   \
       "authorities whose signatures are believed (PEM); empty = signatures are not verified",                                 \
       "署名検証で信頼する認証局(PEM。空なら署名を検証しない)")                                                                \
  TEXT("signature.crl_folder", signature_crl_folder, "", "folder of revocation lists (.crl)",                                  \
       "失効リスト(.crl)のフォルダー")                                                                                         \
  CHOICE("signature.revocation", signature_revocation, "soft", "off|soft|hard",                                                \
         "revocation: not looked at, unknown is a warning, unknown is refused",                                                \
         "失効確認(しない・確認できなければ警告・確認できなければ拒否)")                                                       \
  CHOICE("signature.fetch_revocation", signature_fetch_revocation, "off", "off|on",                                            \
         "fetch revocation information from the addresses in certificates (CRL, OCSP)",                                        \
         "証明書に書かれた場所から失効情報(CRL・OCSP)を取得する")                                                              \
  CHOICE("signature.accept_unsigned", signature_accept_unsigned, "on", "on|off",                                               \
         "whether referrals without a signature pass", "署名のない診療情報提供書を受け付けるか")                               \
  CHOICE("signature.accept_embedded", signature_accept_embedded, "on", "on|off",                                               \
         "whether Bundle.signature in this project's own form is verified",                                                    \
         "本ソフト独自形式の Bundle.signature を検証するか")                                                                   \
  INTEGER("signature.clock_skew_seconds", signature_clock_skew_seconds, 300, 0, 86400,                                         \
          "how far clocks may differ", "時計のずれの許容範囲(秒)")                                                             \
  INTEGER("outbox.takeover_seconds", outbox_takeover_seconds, 30, 1, 3600,                                                     \
          "time after the longest exchange when another server takes over the job of one that "                                \
          "died; more than their clocks differ",                                                                               \
          "停止したサーバーの送信を他のサーバーが引き継ぐまでの余裕(秒。時計の差より長く)")                                    \
  CHOICE("national.accept_unsigned", national_accept_unsigned, "on", "on|off",                                                 \
         "keep documents fetched from the service that have no signature",                                                     \
         "電子署名のない文書も受け取って保管する")                                                                             \
  TEXT("masters.check_at", masters_check_at, "",                                                                               \
       "time of day (HH:MM, Japan) to ask the service for newer masters; empty = never",                                       \
       "共有サービスに新しいマスターがあるか確認する時刻(HH:MM。空なら確認しない)")                                            \
  TEXT("masters.names", masters_names, "",                                                                                     \
       "masters to ask for, as the service calls them, separated by commas",                                                   \
       "確認するマスターの名前(サービスでの名前。コンマ区切り)")                                                               \
  CHOICE("masters.apply", masters_apply, "off", "off|on",                                                                      \
         "use newer masters at once when they were imported without errors",                                                   \
         "取り込めた新しいマスターをすぐに使い始める")                                                                         \
  INTEGER("outbox.keep_days", outbox_keep_days, 0, 0, 36500,                                                                   \
          "days after which the bytes of delivered Bundles are dropped; 0 = never",                                            \
          "送信が終わった Bundle の内容を消すまでの日数(0 なら消さない)")                                                      \
  CHOICE("log.level", log_level, "info", "error|warning|info|debug", "what is logged",                                         \
         "ログに書く詳しさ")

#endif
