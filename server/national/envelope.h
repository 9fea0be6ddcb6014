/* Encodes a message for the service: the adapter's template with its placeholders filled. */
#ifndef SERVER_NATIONAL_ENVELOPE_H
#define SERVER_NATIONAL_ENVELOPE_H

#include "server/national/adapter.h"

#define ENVELOPE_TIME_BYTES 15u

struct envelope_values {
  struct view texts[ADAPTER_PLACEHOLDER_COUNT]; /* CONTENT_BASE64: the raw bytes */
};

/* yyyymmddhhmmss in Japan's time, NUL-terminated. */
void envelope_time(int64_t unix_ms, char ret_text[ENVELOPE_TIME_BYTES]);

/* The whole message in the arena: texts are escaped for XML, the content is base64. ERROR_TOO_LARGE
 * when the encoded message exceeds the adapter's limit. */
enum error envelope_write(const struct adapter *adapter, enum adapter_operation operation,
                          const struct envelope_values *values, struct arena *arena,
                          struct view *ret_message) MUST_USE;

#endif
