/* What is said about the reading side of the national service: facilities, documents that are
 * addressed to this institution, views of what is registered of a patient. */
#ifndef HANDLERS_INBOX_MESSAGE_H
#define HANDLERS_INBOX_MESSAGE_H

#include "server/base/message.h"

/* X(name, id, severity, FHIR issue type, English, Japanese) */
#define INBOX_MESSAGE_LIST(X)                                                                                   \
  X(SOURCE, "national-source", ERROR, "value", "_source is national or orca, not '{0}'",                        \
    "_source には national または orca を指定してください(指定値: {0})")                                        \
  X(FACILITY_KEY, "facility-key-needed", ERROR, "required",                                                     \
    "say at least one of name, phonetic, phone, address-postalcode and address: the service "                   \
    "answers no lookup without a key",                                                                          \
    "name・phonetic・phone・address-postalcode・address "                                                   \
    "のいずれかを指定してください(条件のない施設照会はできません)")                                             \
  X(VALUE, "inbox-value", ERROR, "value", "'{1}' is no usable value for {0}",                                   \
    "{0} に「{1}」は指定できません")                                                                            \
  X(DOCUMENT_NEEDED, "document-needed", ERROR, "required",                                                      \
    "say which documents: parameter document (the service's key, as in "                                        \
    "DocumentReference.masterIdentifier) or identifier (of the Bundle)",                                        \
    "取得する文書を document(DocumentReference.masterIdentifier の文書キー)または "              \
    "identifier(Bundle の identifier)で指定してください")                                                       \
  X(DOCUMENTS_MANY, "documents-too-many", ERROR, "too-costly",                                                  \
    "at most {0} documents are fetched at a time", "一度に取得できる文書は {0} 件までです")                     \
  X(DOCUMENT_UNKNOWN, "document-unknown", ERROR, "not-found",                                                   \
    "the national service lists no document '{0}' that is addressed to this institution",                       \
    "この施設宛の文書に「{0}」はありません")                                                                    \
  X(WITHHELD, "document-withheld", ERROR, "business-rule",                                                      \
    "document {0} is withheld until the patient consents (the service answered {1}); it can be "                \
    "fetched once its state is viewable",                                                                       \
    "文書 {0} は閲覧保留のため取得できません(サービスの応答: "                          \
    "{1})。患者の同意により閲覧可になると取得できます")                                                         \
  X(UNSIGNED, "document-unsigned", ERROR, "security",                                                           \
    "document {0} has no signature and national.accept_unsigned is off: it was not kept",                       \
    "文書 {0} には電子署名がありません。national.accept_unsigned が off のため保管していません")                \
  X(CONTENT, "document-content", ERROR, "exception",                                                            \
    "the service's answer to '{0}' has no content that can be read (Base64)",                                   \
    "「{0}」に対するサービスの応答に、読み取れる内容(Base64)がありません")                                      \
  X(FACTS, "document-facts", WARNING, "incomplete",                                                             \
    "document {0} is kept as it came, but its kind, identifier and patient cannot be read",                     \
    "文書 {0} は受信したまま保管しましたが、種類・識別子・患者を読み取れませんでした")                          \
  X(SIGNATURE_NOT_CHECKED, "document-signature-not-checked", WARNING, "incomplete",                             \
    "document {0} is signed, but no check of signatures is set up: it was kept unchecked",                      \
    "文書 {0} には電子署名がありますが、署名検証が設定されていないため、未検証のまま保管しました")              \
  X(SIGNATURE, "document-signature", WARNING, "security",                                                       \
    "the signature of document {0} was not found good: {1}", "文書 {0} の電子署名の検証結果: {1}")              \
  X(CONSENT_NEEDED, "consent-needed", ERROR, "business-rule",                                                   \
    "the patient's consent is needed: give the time of the card reader's result as consent-at "                 \
    "(an instant, at most 24 hours old)",                                                                       \
    "患者の同意が必要です。顔認証付きカードリーダーで同意した日時を consent-at " \
    "に指定してください(24時間以内)")                                                                           \
  X(CONSENT_OLD, "consent-expired", ERROR, "business-rule",                                                     \
    "the consent of {0} is more than 24 hours old: the patient must consent anew at the card "                  \
    "reader",                                                                                                   \
    "同意({0})から24時間を超えています。カードリーダーであらためて同意を得てください")                          \
  X(CONSENT_FUTURE, "consent-in-future", ERROR, "business-rule",                                                \
    "the consent of {0} is more than 5 minutes ahead of this server's clock",                                   \
    "同意の日時({0})が、このサーバーの時計より5分を超えて先になっています")                                     \
  X(CONSENT_REFUSED, "consent-refused", ERROR, "business-rule",                                                 \
    "the national service holds no valid consent (it answered {0}): nothing was shown",                         \
    "サービス側に有効な同意がないため閲覧できません(サービスの応答: {0})")                                      \
  X(INSURED, "insured-unknown", ERROR, "business-rule",                                                         \
    "patient {0} has no valid insurance card in ORCA from which the insured person's identifier "               \
    "can be made",                                                                                              \
    "患者 {0} には、被保険者個人識別子を作れる有効な保険が ORCA に登録されていません")

#define INBOX_MESSAGE_NAME(name, ...) INBOX_MESSAGE_##name,
MESSAGE_LIST(inbox_message, inbox_message_get, INBOX_MESSAGE_LIST, INBOX_MESSAGE_NAME);

#endif
