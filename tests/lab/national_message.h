/* The simulated national service's messages: one XML envelope for both transports. All names and
 * codes are invented. */
#ifndef TESTS_LAB_NATIONAL_MESSAGE_H
#define TESTS_LAB_NATIONAL_MESSAGE_H

#include "server/base/arena.h"

/* Columns: name, code, ProcessingResultStatus, RegistrationState, text. The classes are told in
 * README.md: 1 insured number, 2 validation, 3 destination and duplicates, 4 not found, not one's
 * own, too much, 5 state, 6 consent, 7 signature, 9 format. */
#define NATIONAL_CODE_LIST(X)                                                                      \
  X(DONE, "SIM-0000", "1", "REGISTERED", "")                                                       \
  X(PROCESSING, "SIM-I-100", "1", "PROCESSING", "受け付けました。処理中です")                      \
  X(SAME, "SIM-I-200", "1", "REGISTERED", "同じ内容がすでに登録されています")                      \
  X(CURRENT, "SIM-I-304", "1", "UNKNOWN", "更新不要です")                                          \
  X(INSURED, "SIM-E-101", "2", "REFUSED", "被保険者番号等が有効ではありません")                    \
  X(DESTINATION, "SIM-E-102", "2", "REFUSED", "紹介先の医療機関はサービスを利用していません")      \
  X(INSURED_DIFFERS, "SIM-E-103", "2", "REFUSED", "電文と文書の被保険者番号が異なります")          \
  X(VALIDATION, "SIM-E-201", "2", "REFUSED", "バリデーションエラー")                               \
  X(STANDALONE, "SIM-E-202", "2", "REFUSED", "退院時サマリーは単独では登録できません")             \
  X(PDF_ONLY, "SIM-E-203", "2", "REFUSED", "PDF だけの診療情報提供書は登録できません")             \
  X(BUSINESS, "SIM-E-299", "2", "REFUSED", "業務エラー")                                           \
  X(DUPLICATE, "SIM-E-301", "2", "REFUSED", "同じ Bundle.identifier で異なる内容が登録済みです")   \
  X(DESTINATION_DIFFERS, "SIM-E-310", "2", "REFUSED", "電文と文書の紹介先が異なります")            \
  X(NOT_RECEIVED, "SIM-E-404", "2", "UNKNOWN", "該当する受付がありません")                         \
  X(NOTHING, "SIM-E-405", "2", "REFUSED", "この識別子では何も登録されていません")                  \
  X(NOT_OWN, "SIM-E-406", "2", "REFUSED", "自施設が登録したもの、または自施設宛ではありません")    \
  X(KEYS, "SIM-E-407", "2", "REFUSED", "被保険者番号が登録内容と一致しません")                     \
  X(TOO_LARGE, "SIM-E-413", "2", "REFUSED", "電文が 10,000,000 バイトを超えています")              \
  X(SESSIONS, "SIM-E-429", "2", "UNKNOWN", "同時に処理できる数を超えました。再送してください")     \
  X(WITHHELD, "SIM-E-501", "2", "REFUSED", "閲覧保留の文書です。患者の同意がありません")           \
  X(UNAVAILABLE, "SIM-E-503", "2", "UNKNOWN",                                                      \
    "メンテナンス中です。しばらくしてから再送してください")                                        \
  X(UNDO_OFF, "SIM-E-510", "2", "REFUSED", "取消の取り消しには対応していません")                   \
  X(CANCELLED, "SIM-E-511", "2", "REFUSED", "すでに取り消されています")                            \
  X(NOT_CANCELLED, "SIM-E-512", "2", "REFUSED", "取り消されていません")                            \
  X(NO_CONSENT, "SIM-E-601", "2", "REFUSED", "閲覧の同意がありません")                             \
  X(CONSENT_OLD, "SIM-E-602", "2", "REFUSED", "閲覧の同意から 24 時間を過ぎています")              \
  X(SIGNATURE_FORMAT, "SIM-E-701", "2", "REFUSED", "電子署名の形式が正しくありません")             \
  X(SIGNATURE_TAMPERED, "SIM-E-702", "2", "REFUSED", "電子署名が文書の内容と一致しません")         \
  X(SIGNATURE_EXPIRED, "SIM-E-703", "2", "REFUSED", "署名用証明書の有効期間外です")                \
  X(SIGNATURE_REVOKED, "SIM-E-704", "2", "REFUSED", "署名用証明書は失効しています")                \
  X(SIGNATURE_KIND, "SIM-E-705", "2", "REFUSED", "電子署名を付けられるのは診療情報提供書だけです") \
  X(MALFORMED, "SIM-E-900", "2", "REFUSED", "電文の形式が正しくありません")

enum national_code {
#define NATIONAL_CODE_ENUM(name, code, status, state, text) NATIONAL_CODE_##name,
  NATIONAL_CODE_LIST(NATIONAL_CODE_ENUM)
#undef NATIONAL_CODE_ENUM
      NATIONAL_CODE_COUNT
};

/* Columns: name, wire name behind "SIM", text of success. Those up to CANCELDERIVED change what is
 * registered; SIMresult tells their verdicts. */
#define NATIONAL_OPERATION_LIST(X)                                                                 \
  X(REGISTER, "register", "登録しました")                                                          \
  X(REPLACE, "replace", "変更しました")                                                            \
  X(CANCEL, "cancel", "取り消しました")                                                            \
  X(CANCELUNDO, "cancelundo", "取消を元に戻しました")                                              \
  X(CANCELDERIVED, "cancelderived", "文書から抽出した情報を取り消しました")                        \
  X(RESULT, "result", "登録しました")                                                              \
  X(STATUS, "status", "登録状況を回答します")                                                      \
  X(FACILITY, "facility", "施設の利用状況を回答します")                                            \
  X(DOCLIST, "doclist", "自施設宛の文書を回答します")                                              \
  X(DOCFETCH, "docfetch", "文書を回答します")                                                      \
  X(CLINICALVIEW, "clinicalview", "臨床情報を回答します")                                          \
  X(CHECKUPVIEW, "checkupview", "健診結果を回答します")                                            \
  X(MASTERCHECK, "mastercheck", "新しいマスタがあります")

enum national_operation {
#define NATIONAL_OPERATION_ENUM(name, wire, text) NATIONAL_OPERATION_##name,
  NATIONAL_OPERATION_LIST(NATIONAL_OPERATION_ENUM)
#undef NATIONAL_OPERATION_ENUM
      NATIONAL_OPERATION_NONE
};

/* True for the operations that change what is registered. */
static inline bool national_operation_writes(enum national_operation operation) {
  return operation <= NATIONAL_OPERATION_CANCELDERIVED;
}

enum national_kind {
  NATIONAL_KIND_CLINICAL,
  NATIONAL_KIND_REFERRAL,
  NATIONAL_KIND_CHECKUP,
  NATIONAL_KIND_SUMMARY,
  NATIONAL_KIND_COUNT
};

/* Elements of MessageBody, trimmed; empty when absent. Columns: name, element. */
#define NATIONAL_FIELD_LIST(X)                                                                     \
  X(KIND, "Kind")                                                                                  \
  X(SYSTEM, "BundleIdentifierSystem")                                                              \
  X(VALUE, "BundleIdentifierValue")                                                                \
  X(INSURED, "InsuredIdentifier")                                                                  \
  X(CONSENT, "Consent")                                                                            \
  X(DESTINATION, "DestinationInstitution")                                                         \
  X(SIGNATURE, "Signature")                                                                        \
  X(CONTENT, "Content")                                                                            \
  X(ORIGINAL, "OriginalFileIdentifier")                                                            \
  X(RECEPTION, "ReceptionNumber")                                                                  \
  X(NAME, "Name")                                                                                  \
  X(KANA, "Kana")                                                                                  \
  X(PHONE, "Phone")                                                                                \
  X(POSTAL_CODE, "PostalCode")                                                                     \
  X(ADDRESS, "Address")                                                                            \
  X(DOCUMENT_KEY, "DocumentKey")                                                                   \
  X(CONSENT_AT, "ConsentAt")                                                                       \
  X(PERIOD_FROM, "PeriodFrom")                                                                     \
  X(PERIOD_TO, "PeriodTo")                                                                         \
  X(FORM, "Form")                                                                                  \
  X(MASTER_NAME, "MasterName")                                                                     \
  X(MASTER_VERSION, "MasterVersion")

enum national_field {
#define NATIONAL_FIELD_ENUM(name, element) NATIONAL_FIELD_##name,
  NATIONAL_FIELD_LIST(NATIONAL_FIELD_ENUM)
#undef NATIONAL_FIELD_ENUM
      NATIONAL_FIELD_COUNT
};

struct national_message {
  enum national_operation operation;
  struct view institution;
  struct view id;
  enum national_kind kind; /* where the operation has one */
  struct view content;     /* the Bundle's bytes, decoded */
  struct view fields[NATIONAL_FIELD_COUNT];
};

/* "SIM-0000" ... and back; NATIONAL_CODE_COUNT for another text. */
const char *national_message_code(enum national_code code);
enum national_code national_message_code_of(struct view text);
/* Columns of the code's row. */
const char *national_message_code_status(enum national_code code);
const char *national_message_code_state(enum national_code code);
const char *national_message_code_text(enum national_code code);

/* "register" of "SIMregister"; back from the whole name; the text of success. */
const char *national_message_operation_name(enum national_operation operation);
enum national_operation national_message_operation(struct view name);
const char *national_message_operation_text(enum national_operation operation);
/* "clinical" ... and back; NATIONAL_KIND_COUNT for another text. */
const char *national_message_kind_name(enum national_kind kind);
enum national_kind national_message_kind(struct view name);

/* Reads a message of an operation. False: malformed; *ret_detail says why in Japanese, and what
 * could be read of institution and id is in *ret_message. */
bool national_message_read(enum national_operation operation, struct view text, struct arena *arena,
                           struct national_message *ret_message, const char **ret_detail);

#endif
