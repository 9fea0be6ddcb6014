/* Everything about the national interface that is not public is data: this is that data, read from
 * an adapter file (JSON). Without a file the built-in adapter is used, which talks to the lab
 * simulator and has fictitious names and codes. Immutable after reading, shared by all workers.
 *
 * The file: "limits" (bytes, parallel), "timing" (milliseconds and counts), "tls", "resend" (what
 * is done about a message whose fate is unknown), "wrapper" (what goes around the content before
 * Base64), "kinds" (our kind -> the service's word), "operations" (path, prefixes, template, and
 * "kinds" where one kind has an address of its own), "answer" (fields and lists by element path,
 * two success predicates), "words" (our notion -> the service's word), "codes" (result code ->
 * class, or class and reason), "statuses" (HTTP status -> class). */
#ifndef SERVER_NATIONAL_ADAPTER_H
#define SERVER_NATIONAL_ADAPTER_H

#include "server/base/issue.h"
#include "server/national/adapter_vocabulary.h"
#include "server/national/state.h"

#define ADAPTER_RESULT_PREFIXES 4u

/* Literal text and what follows it; the last piece has ADAPTER_PLACEHOLDER_COUNT. */
struct adapter_piece {
  struct view literal;
  enum adapter_placeholder placeholder;
};

struct adapter_template {
  struct adapter_piece *pieces;
  size_t count; /* 0: there is none */
};

/* Where a message goes and its answer comes from. */
struct adapter_address {
  struct view path;           /* behind the base URL, with the leading slash */
  struct view request_prefix; /* of the file name */
  struct view result_prefixes[ADAPTER_RESULT_PREFIXES];
  size_t result_prefix_count;
};

struct adapter_kind_address {
  struct view kind;
  struct adapter_address address;
};

struct adapter_message {
  bool offered;
  struct adapter_address address;
  struct adapter_kind_address *kinds; /* those with an address of their own */
  size_t kind_count;
  struct view media_type;
  struct adapter_template template;
};

struct adapter_predicate {
  enum adapter_field field;
  struct view value;
};

struct adapter_code {
  struct view code; /* result code, or the HTTP status as text */
  enum state_event event;
  enum adapter_reason reason;
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
  /* A message whose fate is unknown is sent again as it is, because the service knows repeats by
   * their message id; else the service is asked first. */
  bool repeats_unknown;
  struct view file_extension;
  struct adapter_template wrapper;
  struct adapter_kind *kinds;
  size_t kind_count;
  struct adapter_message messages[ADAPTER_OPERATION_COUNT];
  struct view fields[ADAPTER_FIELD_COUNT];   /* "/Root/Element/..."; empty: not in its answers */
  struct view lists[ADAPTER_LIST_COUNT];     /* path of a row's element; likewise */
  struct view columns[ADAPTER_COLUMN_COUNT]; /* path below the row's element; likewise */
  struct view words[ADAPTER_WORD_COUNT];     /* empty: the service has none */
  struct adapter_predicate message_success;
  struct adapter_predicate result_success;
  struct adapter_codes codes;
  struct adapter_codes statuses;
};

/* The service's word for a kind; empty when the adapter has none. */
struct view adapter_kind_word(const struct adapter *adapter, struct view kind);
/* The kind that the service's word stands for; empty when there is none. */
struct view adapter_kind_of_word(const struct adapter *adapter, struct view word);
/* Where the operation's messages of that kind go; kind may be empty. */
const struct adapter_address *adapter_address_of(const struct adapter *adapter,
                                                 enum adapter_operation operation,
                                                 struct view kind);
/* The notion that a word of the service stands for; ADAPTER_WORD_COUNT when it is not listed. */
enum adapter_word adapter_word_find(const struct adapter *adapter, struct view word);
/* "register", "facility-lookup", ... static */
const char *adapter_operation_name(enum adapter_operation operation);
/* "viewable", "consent-1", ... static */
const char *adapter_word_name(enum adapter_word word);
/* "invalid-insured", ... static; "" for none. */
const char *adapter_reason_name(enum adapter_reason reason);

/* The row of a code; NULL when it is not listed: a code is never guessed. */
const struct adapter_code *adapter_codes_row(const struct adapter_codes *codes, struct view code);
/* The class of a code; STATE_EVENT_UNREADABLE when it is not listed. */
enum state_event adapter_codes_find(const struct adapter_codes *codes, struct view code);

#endif
