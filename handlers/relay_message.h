/* What is said about Bundles on their way to the national service, and about the Tasks that show
 * it. */
#ifndef HANDLERS_RELAY_MESSAGE_H
#define HANDLERS_RELAY_MESSAGE_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese) */
#define RELAY_MESSAGE_LIST(X)                                                                                                          \
  X(NOT_A_BUNDLE, "bundle-expected", ERROR, "invalid", "a Bundle is expected here, not '{0}'",                                         \
    "Bundle を送ってください(受信: {0})")                                                                                              \
  X(BYTE_ORDER_MARK, "bundle-byte-order-mark", ERROR, "structure",                                                                     \
    "a Bundle that is relayed must not begin with a byte order mark (RFC 8259)",                                                       \
    "送信する Bundle の先頭に BOM を付けることはできません(RFC 8259)")                                                                 \
  X(KIND_UNKNOWN, "bundle-kind-unknown", ERROR, "not-supported",                                                                       \
    "meta.profile names none of the kinds that the national service takes: JP_Bundle_CLINS, "                                          \
    "JP_Bundle_eReferral, JP_Bundle_eCheckupGeneral, JP_Bundle_ePCS",                                                                  \
    "meta.profile が、共有サービスへ登録できる種類(JP_Bundle_CLINS・JP_Bundle_eReferral・"                           \
    "JP_Bundle_eCheckupGeneral・JP_Bundle_ePCS)のいずれでもありません")                                                                \
  X(KIND_TWO, "bundle-kind-ambiguous", ERROR, "invalid",                                                                               \
    "meta.profile names two different kinds: {0} and {1}",                                                                             \
    "meta.profile が異なる 2 種類を示しています({0}、{1})")                                                                            \
  X(DISCHARGE_ALONE, "bundle-discharge-summary-alone", ERROR, "business-rule",                                                         \
    "a discharge summary cannot be registered alone: attach it to a referral (section 210)",                                           \
    "退院時サマリーは単独では登録できません。診療情報提供書の添付情報(セクション "                \
    "210)に含めてください")                                                                                                            \
  X(IDENTIFIER_MISSING, "bundle-identifier-missing", ERROR, "required",                                                                \
    "Bundle.identifier with system and value is needed to register",                                                                   \
    "登録には Bundle.identifier(system と value)が必要です")                                                                           \
  X(KEY_INVALID, "idempotency-key-invalid", ERROR, "value",                                                                            \
    "Idempotency-Key must be 1 to 128 printable ASCII characters",                                                                     \
    "Idempotency-Key は印字可能な ASCII 文字 128 文字以内で指定してください")                                                          \
  X(KEY_REUSED, "idempotency-key-reused", ERROR, "conflict",                                                                           \
    "this Idempotency-Key was used before with other content",                                                                         \
    "この Idempotency-Key は、異なる内容ですでに使われています")                                                                       \
  X(IDENTIFIER_REUSED, "bundle-identifier-reused", ERROR, "conflict",                                                                  \
    "Bundle.identifier {0} was accepted before with other content: see Task/{1}",                                                      \
    "Bundle.identifier {0} は、異なる内容ですでに受け付けています(Task/{1} を参照)")                                                   \
  X(IDENTIFIER_NEEDED, "bundle-identifier-needed", ERROR, "required",                                                                  \
    "say which Bundle: identifier=system|value, as a query or as a parameter 'identifier'",                                            \
    "対象の Bundle を identifier=system|value(クエリーまたはパラメーター "                                            \
    "identifier)で指定してください")                                                                                                   \
  X(IDENTIFIER_DIFFERS, "bundle-identifier-differs", ERROR, "invalid",                                                                 \
    "the Bundle's own identifier is {1}, the address names {0}",                                                                       \
    "URL の identifier({0})と Bundle.identifier({1})が一致しません")                                                                   \
  X(NOT_REGISTERED, "bundle-not-registered", ERROR, "not-found",                                                                       \
    "nothing was registered through this server under {0}: only what was can be replaced or "                                          \
    "cancelled",                                                                                                                       \
    "{0} "                                                                                                                             \
    "はこのサーバーから登録されていません。変更・取消ができるのは、ここから登録したものだけです")                                      \
  X(NOT_IN_STATE, "bundle-not-in-state", ERROR, "conflict",                                                                            \
    "{0} is cancelled already, or not cancelled when that is to be undone",                                                            \
    "{0} はすでに取消済みか、取り消されていないため、この操作はできません")                                                            \
  X(UNDO_OFF, "cancel-undo-off", ERROR, "not-supported",                                                                               \
    "cancel-undo is switched off (national.cancel_undo): the present interface list has none",                                         \
    "取消の取り消しは無効です(national.cancel_undo)。現行のインターフェイス一覧にはない操作です")                                      \
  X(CONSENT_VALUE, "consent-value", ERROR, "value",                                                                                    \
    "consent is '{0}'; allowed are 1 (told the referring institution), 2 (later, on Mynaportal) "                                      \
    "and 3 "                                                                                                                           \
    "(at the destination)",                                                                                                            \
    "consent の値「{0}」は使えません。1(紹介元で同意)・2(マイナポータルで同意)・3(紹介先で同意)の" \
    "いずれかを指定してください")                                                                                                      \
  X(CONSENT_KIND, "consent-kind", ERROR, "business-rule",                                                                              \
    "consent goes with a referral only, this is of the kind '{0}'",                                                                    \
    "consent は診療情報提供書にのみ指定できます(この Bundle の種類: {0})")                                                             \
  X(SIZE_NEAR_LIMIT, "bundle-size-near-limit", WARNING, "too-long",                                                                    \
    "encoded for the service it has {0} of {1} bytes: little more fits",                                                               \
    "サービスに送る形で {0} バイトあり、上限の {1} バイトに近づいています")                                                            \
  X(SIZE_OVER_LIMIT, "bundle-size-over-limit", ERROR, "too-long",                                                                      \
    "encoded for the service it would have {0} bytes, more than the {1} that it takes: a "                                             \
    "laboratory report to each Bundle, with "                                                                                          \
    "its own identifier, or smaller attachments; the diseases or allergies of a patient may not "                                      \
    "be divided",                                                                                                                      \
    "サービスに送る形で {0} バイトとなり、上限の {1} "                                                              \
    "バイトを超えます。検査結果は報告ごとに別の識別子の Bundle に分け、添付は小さく"                \
    "してください。患者の傷病名・アレルギーは分割できません")                                                                          \
  X(ORDER_STATE, "task-order-state", ERROR, "conflict",                                                                                \
    "the Task is in the state '{0}': that is not possible now",                                                                        \
    "Task の状態が「{0}」のため、この操作はできません")                                                                                \
  X(FLAG_BUNDLE, "flag-no-bundle", ERROR, "required",                                                                                  \
    "send Parameters with the Bundle as the parameter 'resource' and the flags as 'flag' (entry, "                                     \
    "code)",                                                                                                                           \
    "Parameters で、パラメータ resource に Bundle、flag "                                                                     \
    "に付与先(entry)と種類(code)を指定してください")                                                                                   \
  X(FLAG_UNKNOWN, "flag-unknown", ERROR, "value",                                                                                      \
    "'{0}' is no flag of the national service: LTS, UNINFORMED, UNDELIVERED",                                                          \
    "「{0}」というフラグはありません(LTS・UNINFORMED・UNDELIVERED)")                                                                   \
  X(FLAG_ENTRY, "flag-entry", ERROR, "not-found",                                                                                      \
    "no entry of the Bundle has the fullUrl, or a resource of the id, '{0}'",                                                          \
    "fullUrl またはリソースの id が「{0}」のエントリーがありません")                                                                   \
  X(FLAG_TYPE, "flag-type", ERROR, "business-rule", "the flag {0} is not allowed on {1}",                                              \
    "フラグ {0} は {1} には付けられません")                                                                                            \
  X(SIGNATURE_NEEDED, "bundle-signature-needed", ERROR, "security",                                                                    \
    "a referral without a signature is not accepted here (signature.accept_unsigned)",                                                 \
    "署名のない診療情報提供書は受け付けない設定です(signature.accept_unsigned)")                                                       \
  X(SIGNATURE_NOT_VERIFIED, "bundle-signature-not-verified", INFORMATION, "informational",                                             \
    "the Bundle's signature is relayed as it is; it was not verified (signature.anchors_file)",                                        \
    "Bundle の署名は検証せず、そのまま送信します(signature.anchors_file が未設定)")                                                    \
  X(SIGNED_NOT_MAPPED, "bundle-signed-not-mapped", INFORMATION, "informational",                                                       \
    "the Bundle is signed: no codes were added from the mapping table",                                                                \
    "署名済みの Bundle のため、対応表からの標準コードの追加は行いません")                                                              \
  X(CODES_ADDED, "bundle-codes-added", INFORMATION, "informational",                                                                   \
    "{0} standard codes were added from the mapping table",                                                                            \
    "対応表から標準コードを {0} 件追加しました")                                                                                       \
  X(TASK_UNKNOWN, "task-unknown", ERROR, "not-found", "there is no Task '{0}'",                                                        \
    "Task「{0}」はありません")                                                                                                         \
  X(BUNDLE_UNKNOWN, "bundle-unknown", ERROR, "not-found", "there is no Bundle '{0}'",                                                  \
    "Bundle「{0}」はありません")                                                                                                       \
  X(COMPOSITION_UNKNOWN, "composition-unknown", ERROR, "not-found",                                                                    \
    "no document with the Composition '{0}' is kept",                                                                                  \
    "Composition「{0}」の文書は保管されていません")                                                                                    \
  X(SEARCH_VALUE, "search-value", ERROR, "value",                                                                                      \
    "'{1}' is no usable value for the search parameter {0}",                                                                           \
    "検索パラメータ {0} に「{1}」は指定できません")                                                                                    \
  X(SEARCH_CUT, "search-cut", WARNING, "incomplete",                                                                                   \
    "only the newest {0} are shown: narrow the search",                                                                                \
    "新しい順に {0} 件のみ表示しています。検索条件を絞ってください")

#define RELAY_MESSAGE_NAME(name, ...) RELAY_MESSAGE_##name,
MESSAGE_LIST(relay_message, relay_message_get, RELAY_MESSAGE_LIST, RELAY_MESSAGE_NAME);

#endif
