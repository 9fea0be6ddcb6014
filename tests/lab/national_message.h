/* The simulated national service's messages: one XML envelope for both transports. All names and
 * codes are invented. */
#ifndef TESTS_LAB_NATIONAL_MESSAGE_H
#define TESTS_LAB_NATIONAL_MESSAGE_H

#include "server/base/buffer.h"

/* Columns: name, code, ProcessingResultStatus, RegistrationState, text. */
#define NATIONAL_CODE_LIST(X)                                                                      \
  X(REGISTERED, "SIM-0000", "1", "REGISTERED", "登録しました")                                     \
  X(PROCESSING, "SIM-I-100", "1", "PROCESSING", "受け付けました。処理中です")                      \
  X(SAME, "SIM-I-200", "1", "REGISTERED", "同じ内容がすでに登録されています")                      \
  X(INSURED, "SIM-E-101", "2", "REFUSED", "被保険者番号等が有効ではありません")                    \
  X(DESTINATION, "SIM-E-102", "2", "REFUSED", "紹介先の医療機関はサービスを利用していません")      \
  X(VALIDATION, "SIM-E-201", "2", "REFUSED", "バリデーションエラー")                               \
  X(DUPLICATE, "SIM-E-301", "2", "REFUSED", "同じ Bundle.identifier で異なる内容が登録済みです")   \
  X(NOT_RECEIVED, "SIM-E-404", "2", "UNKNOWN", "該当する受付がありません")                         \
  X(TOO_LARGE, "SIM-E-413", "2", "REFUSED", "電文が 10,000,000 バイトを超えています")              \
  X(UNAVAILABLE, "SIM-E-503", "2", "UNKNOWN",                                                      \
    "メンテナンス中です。しばらくしてから再送してください")                                        \
  X(MALFORMED, "SIM-E-900", "2", "REFUSED", "電文の形式が正しくありません")

enum national_code {
#define NATIONAL_CODE_ENUM(name, code, status, state, text) NATIONAL_CODE_##name,
  NATIONAL_CODE_LIST(NATIONAL_CODE_ENUM)
#undef NATIONAL_CODE_ENUM
      NATIONAL_CODE_COUNT
};

enum national_operation {
  NATIONAL_OPERATION_REGISTER,
  NATIONAL_OPERATION_RESULT,
  NATIONAL_OPERATION_NONE
};

enum national_kind { NATIONAL_KIND_CLINICAL, NATIONAL_KIND_REFERRAL, NATIONAL_KIND_CHECKUP };

struct national_message {
  enum national_operation operation;
  struct view institution;
  struct view id;
  enum national_kind kind; /* register */
  struct view identifier_system;
  struct view identifier_value;
  struct view content;     /* register: the Bundle's bytes, decoded */
  struct view original_id; /* result */
  struct view reception;
};

struct national_answer {
  enum national_code code;
  struct view detail; /* behind the code's text, may be empty */
  struct view institution;
  struct view id;
  struct view reception;
};

/* "SIM-0000" ... and back; NATIONAL_CODE_COUNT for another text. */
const char *national_message_code(enum national_code code);
enum national_code national_message_code_of(struct view text);

/* "SIMregister" or "SIMresult". */
enum national_operation national_message_operation(struct view name);
const char *national_message_operation_name(enum national_operation operation);

/* Reads a message of an operation. False: malformed; *ret_detail says why in Japanese, and what
 * could be read of institution and id is in *ret_message. */
bool national_message_read(enum national_operation operation, struct view text, struct arena *arena,
                           struct national_message *ret_message, const char **ret_detail);
/* SIM-E-900 is an envelope error: SegmentOfResult 9, ErrorCode in the header, no body. */
void national_message_write(const struct national_answer *answer, struct buffer *buffer);

#endif
