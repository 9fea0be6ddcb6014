/* Encodes a message for the service: the adapter's template with its placeholders filled. */
#ifndef SERVER_NATIONAL_ENVELOPE_H
#define SERVER_NATIONAL_ENVELOPE_H

#include "server/national/adapter.h"

#define ENVELOPE_TIME_BYTES 15u

struct envelope_values {
  struct view texts[ADAPTER_PLACEHOLDER_COUNT]; /* of CONTENT_*: nothing, see content */
  struct view content;                          /* the raw bytes */
};

/* yyyymmddhhmmss in Japan's time, NUL-terminated. */
void envelope_time(int64_t unix_ms, char ret_text[ENVELOPE_TIME_BYTES]);

/* Fills the parts of an insured person's identifier (JP_Insurance_memberID: insurer number, symbol,
 * number and branch, joined by colons) and the whole; a part that is missing stays empty. */
enum error envelope_insured(struct envelope_values *values, struct view identifier,
                            struct arena *arena) MUST_USE;

/* The whole message in the arena: texts are escaped for XML, the content as its placeholder says.
 * ERROR_TOO_LARGE when the encoded message exceeds the adapter's limit. */
enum error envelope_write(const struct adapter *adapter, enum adapter_operation operation,
                          const struct envelope_values *values, struct arena *arena,
                          struct view *ret_message) MUST_USE;

#endif
