/* Everything that signing and verifying can say to people. */
#ifndef SERVER_NATIONAL_SIGNATURE_MESSAGES_H
#define SERVER_NATIONAL_SIGNATURE_MESSAGES_H

#include "server/base/message.h"

/* X(name, id, severity, type, english, japanese) */
#define SIGNATURE_MESSAGES(X)                                                                      \
  X(ABSENT, "signature-absent", ERROR, "required", "the document has no signature",                \
    "文書に電子署名がありません")                                                                  \
  X(PARTS, "signature-parts", ERROR, "structure",                                                  \
    "the signature is not a JWS: it must be three parts with a dot between them",                  \
    "署名値が JWS ではありません。ピリオドで区切られた3つの部分が必要です")                        \
  X(BASE64, "signature-base64", ERROR, "value", "{0} of the signature is not in base64 form",      \
    "署名の {0} が base64 として正しくありません")                                                 \
  X(HEADER, "signature-header", ERROR, "structure",                                                \
    "the signature's protected header is not a JSON object",                                       \
    "署名の保護ヘッダーが JSON オブジェクトではありません")                                        \
  X(MEMBER, "signature-member", ERROR, "value",                                                    \
    "member '{0}' of the signature's header is missing or has a wrong value",                      \
    "署名ヘッダーの「{0}」がないか、値が正しくありません")                                         \
  X(ALGORITHM, "signature-algorithm", ERROR, "not-supported",                                      \
    "the signature algorithm '{0}' is not accepted; ES256, RS256 and PS256 are",                   \
    "署名アルゴリズム「{0}」は受け付けません。使えるのは ES256・RS256・PS256 です")                \
  X(CRITICAL, "signature-critical", ERROR, "not-supported",                                        \
    "the signature asks that '{0}' be understood, which this server does not know",                \
    "署名が必須(crit)とする「{0}」に、このサーバーは対応していません")                             \
  X(CERTIFICATE_MISSING, "signature-certificate-missing", ERROR, "not-supported",                  \
    "the signature does not carry its certificate (x5c)", "署名に証明書(x5c)が含まれていません")   \
  X(CERTIFICATE, "signature-certificate", ERROR, "value",                                          \
    "certificate {0} of the signature cannot be read",                                             \
    "署名に含まれる{0}番目の証明書を読み取れません")                                               \
  X(CHAIN_ORDER, "signature-chain-order", ERROR, "value",                                          \
    "certificate {0} of the signature did not issue the one before it",                            \
    "署名に含まれる{0}番目の証明書は、直前の証明書の発行者ではありません")                         \
  X(KEY_TYPE, "signature-key-type", ERROR, "not-supported",                                        \
    "the certificate's key ({0}) does not fit the algorithm {1}",                                  \
    "証明書の鍵({0})が署名アルゴリズム {1} に合っていません")                                      \
  X(KEY_WEAK, "signature-key-weak", ERROR, "security",                                             \
    "the RSA key has {0} bits; fewer than {1} are not accepted",                                   \
    "RSA 鍵の長さが {0} ビットです。{1} ビット未満は受け付けません")                               \
  X(TAMPERED, "signature-tampered", ERROR, "security",                                             \
    "the signature does not fit the content: the content or the signature was changed",            \
    "署名が内容と一致しません。内容または署名が変更されています")                                  \
  X(OTHER_CONTENT, "signature-other-content", ERROR, "security",                                   \
    "the signature was made over another content than this document",                              \
    "この署名は別の内容に対して付けられたものです")                                                \
  X(EXPIRED, "signature-expired", ERROR, "expired", "the certificate of {0} expired at {1}",       \
    "{0} の証明書は {1} に有効期限が切れています")                                                 \
  X(NOT_YET_VALID, "signature-not-yet-valid", ERROR, "invalid",                                    \
    "the certificate of {0} is not valid before {1}", "{0} の証明書は {1} まで有効になりません")   \
  X(SIGNED_BEFORE, "signature-signed-before", ERROR, "invalid",                                    \
    "the signature was made at {1}, before the certificate of {0} was valid",                      \
    "{0} の証明書が有効になる前({1})に署名されています")                                           \
  X(SIGNED_IN_FUTURE, "signature-signed-in-future", ERROR, "invalid",                              \
    "the signing time {0} lies in the future", "署名日時 {0} が未来の日時です")                    \
  X(REVOKED, "signature-revoked", ERROR, "security", "the certificate of {0} was revoked at {1}",  \
    "{0} の証明書は {1} に失効しています")                                                         \
  X(UNKNOWN_ISSUER, "signature-unknown-issuer", ERROR, "unknown",                                  \
    "the certificate of {0} does not lead to a trusted authority: {1}",                            \
    "{0} の証明書から、信頼する認証局までたどれません: {1}")                                       \
  X(WRONG_USAGE, "signature-wrong-usage", ERROR, "security",                                       \
    "the certificate of {0} is not meant for signing documents",                                   \
    "{0} の証明書は文書への署名を用途としていません")                                              \
  X(NO_REVOCATION, "signature-no-revocation", ERROR, "incomplete",                                 \
    "whether the certificate of {0} was revoked cannot be found out",                              \
    "{0} の証明書が失効していないかを確認できません")                                              \
  X(EMBEDDED, "signature-embedded", ERROR, "structure",                                            \
    "Bundle.signature cannot be read: {0} is missing or has a wrong form",                         \
    "Bundle.signature を読み取れません: {0} がないか、形式が正しくありません")                     \
  X(EMBEDDED_OFF, "signature-embedded-off", ERROR, "not-supported",                                \
    "signatures in Bundle.signature are not accepted by this server's settings",                   \
    "このサーバーの設定では、Bundle.signature の署名を受け付けません")                             \
  X(EMBEDDED_TWICE, "signature-embedded-twice", ERROR, "duplicate",                                \
    "the Bundle already has a signature", "Bundle にはすでに署名があります")                       \
  X(FILE_UNREADABLE, "signature-file", ERROR, "exception", "'{0}' cannot be read: {1}",            \
    "「{0}」を読み取れません: {1}")                                                                \
  X(FILE_CONTENT, "signature-file-content", ERROR, "invalid",                                      \
    "'{0}' does not hold what is expected: {1}", "「{0}」に必要なものが含まれていません: {1}")     \
  X(SETTING, "signature-setting", ERROR, "invalid",                                                \
    "the signing setting '{0}' is not usable: {1}", "署名の設定「{0}」が使えません: {1}")          \
  X(KEY_CERTIFICATE, "signature-key-certificate", ERROR, "invalid",                                \
    "the signing key does not belong to the certificate of {0}",                                   \
    "署名鍵が {0} の証明書と対になっていません")                                                   \
  X(TOKEN_MODULE, "signature-token-module", ERROR, "exception",                                    \
    "the PKCS#11 module '{0}' cannot be loaded: {1}",                                              \
    "PKCS#11 モジュール「{0}」を読み込めません: {1}")                                              \
  X(TOKEN_MISSING, "signature-token-missing", ERROR, "not-found",                                  \
    "no token fits '{0}': the card is not in the reader, or the URI names another one",            \
    "「{0}」に該当するトークンがありません。カードの挿入と URI を確認してください")                \
  X(TOKEN_OBJECT, "signature-token-object", ERROR, "not-found",                                    \
    "the token holds no {1} that fits '{0}'", "トークンに「{0}」に該当する {1} がありません")      \
  X(TOKEN_AMBIGUOUS, "signature-token-ambiguous", ERROR, "multiple-matches",                       \
    "more than one {1} fits '{0}'", "「{0}」に該当する {1} が複数あります")                        \
  X(TOKEN_PIN, "signature-token-pin", ERROR, "login",                                              \
    "the token refused the PIN; it is not tried again, so that the card is not locked",            \
    "トークンが PIN を拒否しました。カードのロックを防ぐため再試行しません")                       \
  X(TOKEN_PIN_LAST, "signature-token-pin-last", ERROR, "login",                                    \
    "the token allows one last attempt at the PIN or is locked; a person must unlock it",          \
    "トークンの PIN 試行が残り1回か、ロックされています。担当者による解除が必要です")              \
  X(TOKEN_CALL, "signature-token-call", ERROR, "exception", "the token failed in {0}: {1}",        \
    "トークンの処理 {0} が失敗しました: {1}")                                                      \
  X(REMOTE_UNREACHABLE, "signature-remote-unreachable", ERROR, "transient",                        \
    "the remote signing service cannot be reached: {0}",                                           \
    "リモート署名サービスに接続できません: {0}")                                                   \
  X(REMOTE_TIMEOUT, "signature-remote-timeout", ERROR, "timeout",                                  \
    "the remote signing service did not answer in time",                                           \
    "リモート署名サービスが時間内に応答しませんでした")                                            \
  X(REMOTE_STATUS, "signature-remote-status", ERROR, "exception",                                  \
    "the remote signing service answered with HTTP status {0}",                                    \
    "リモート署名サービスが HTTP ステータス {0} を返しました")                                     \
  X(REMOTE_ANSWER, "signature-remote-answer", ERROR, "exception",                                  \
    "the answer of the remote signing service cannot be understood: {0}",                          \
    "リモート署名サービスの応答を解釈できません: {0}")

#define SIGNATURE_MESSAGE_NAME(name, ...) SIGNATURE_MESSAGE_##name,
MESSAGE_LIST(signature_message, signature_messages_get, SIGNATURE_MESSAGES, SIGNATURE_MESSAGE_NAME);

#endif
