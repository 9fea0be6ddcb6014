/* Everything about the national interface that is not public is data: this is that data, read from
 * an adapter file (JSON). Without a file the built-in adapter is used, which talks to the lab
 * simulator and has fictitious names and codes. Immutable after reading, shared by all workers.
 *
 * The file: "limits" (bytes, parallel), "timing" (milliseconds and counts), "tls", "kinds" (our
 * kind -> the service's word), "operations" (register, result: path, prefixes, template), "answer"
 * (fields by element path, two success predicates), "codes" (result code -> class), "statuses"
 * (HTTP status -> class). */
#ifndef SERVER_NATIONAL_ADAPTER_H
#define SERVER_NATIONAL_ADAPTER_H

#include "server/base/issue.h"
#include "server/national/state.h"

#define ADAPTER_RESULT_PREFIXES 4u

/* In the order of the answer events of state.h. */
#define ADAPTER_CLASSES(X)                                                                         \
  X(REGISTERED, "registered")                                                                      \
  X(PROCESSING, "processing")                                                                      \
  X(REFUSED, "refused")                                                                            \
  X(TRANSIENT, "transient")                                                                        \
  X(NOT_RECEIVED, "not-received")

#define ADAPTER_OPERATIONS(X)                                                                      \
  X(REGISTER, "register")                                                                          \
  X(RESULT, "result")

/* What a template may hold in braces; "{{" stands for one brace. */
#define ADAPTER_PLACEHOLDERS(X)                                                                    \
  X(INSTITUTION, "institution")                                                                    \
  X(MESSAGE_ID, "message_id")                                                                      \
  X(ORIGINAL_MESSAGE_ID, "original_message_id")                                                    \
  X(RECEIPT, "receipt")                                                                            \
  X(TIME, "time")                                                                                  \
  X(KIND, "kind")                                                                                  \
  X(IDENTIFIER_SYSTEM, "identifier_system")                                                        \
  X(IDENTIFIER_VALUE, "identifier_value")                                                          \
  X(CONTENT_BASE64, "content_base64")

/* What is read from an answer; message_* is the envelope's own verdict, the rest the business one.
 */
#define ADAPTER_FIELDS(X)                                                                          \
  X(MESSAGE_STATUS, "message_status")                                                              \
  X(MESSAGE_CODE, "message_code")                                                                  \
  X(MESSAGE_TEXT, "message_text")                                                                  \
  X(MESSAGE_ID, "message_id")                                                                      \
  X(INSTITUTION, "institution")                                                                    \
  X(RESULT_STATUS, "result_status")                                                                \
  X(RESULT_CODE, "result_code")                                                                    \
  X(RESULT_TEXT, "result_text")                                                                    \
  X(RECEIPT, "receipt")

enum adapter_operation {
#define ADAPTER_OPERATION_ENUM(name, text) ADAPTER_OPERATION_##name,
  ADAPTER_OPERATIONS(ADAPTER_OPERATION_ENUM)
#undef ADAPTER_OPERATION_ENUM
      ADAPTER_OPERATION_COUNT
};

enum adapter_placeholder {
#define ADAPTER_PLACEHOLDER_ENUM(name, text) ADAPTER_PLACEHOLDER_##name,
  ADAPTER_PLACEHOLDERS(ADAPTER_PLACEHOLDER_ENUM)
#undef ADAPTER_PLACEHOLDER_ENUM
      ADAPTER_PLACEHOLDER_COUNT
};

enum adapter_field {
#define ADAPTER_FIELD_ENUM(name, text) ADAPTER_FIELD_##name,
  ADAPTER_FIELDS(ADAPTER_FIELD_ENUM)
#undef ADAPTER_FIELD_ENUM
      ADAPTER_FIELD_COUNT
};

/* Literal text and what follows it; the last piece has ADAPTER_PLACEHOLDER_COUNT. */
struct adapter_piece {
  struct view literal;
  enum adapter_placeholder placeholder;
};

struct adapter_message {
  struct view path; /* behind the base URL, with the leading slash */
  struct view media_type;
  struct view request_prefix; /* of the file name */
  struct view result_prefixes[ADAPTER_RESULT_PREFIXES];
  size_t result_prefix_count;
  struct adapter_piece *pieces;
  size_t piece_count;
};

struct adapter_predicate {
  enum adapter_field field;
  struct view value;
};

struct adapter_code {
  struct view code; /* result code, or the HTTP status as text */
  enum state_event event;
};

struct adapter_codes {
  struct adapter_code *rows;
  size_t count;
};

struct adapter_kind {
  struct view kind;
  struct view word;
};

struct adapter {
  struct view name;
  int64_t limit_bytes; /* of the encoded message */
  int64_t parallel;    /* messages at a time */
  int64_t connect_ms;
  int64_t answer_ms; /* how long one attempt waits for the answer */
  int64_t poll_ms;   /* between two looks into the result folder */
  struct state_policy policy;
  bool tls_1_2; /* the service has no TLS 1.3 */
  struct view file_extension;
  struct adapter_kind *kinds;
  size_t kind_count;
  struct adapter_message messages[ADAPTER_OPERATION_COUNT];
  struct view fields[ADAPTER_FIELD_COUNT]; /* "/Root/Element/..." */
  struct adapter_predicate message_success;
  struct adapter_predicate result_success;
  struct adapter_codes codes;
  struct adapter_codes statuses;
};

/* Reads an adapter's JSON text. Each fault is an issue with its JSON path; with any,
 * ERROR_CONFIGURATION. Everything lives in the arena. */
enum error adapter_read(struct arena *arena, struct view json, struct issue_list *issues,
                        struct adapter **ret_adapter) MUST_USE;
/* The built-in adapter's JSON text; static. */
struct view adapter_builtin(void);

/* The service's word for a kind; empty when the adapter has none. */
struct view adapter_kind_word(const struct adapter *adapter, struct view kind);
/* The class of a code; STATE_EVENT_UNREADABLE when it is not listed: a code is never guessed. */
enum state_event adapter_codes_find(const struct adapter_codes *codes, struct view code);

#endif
