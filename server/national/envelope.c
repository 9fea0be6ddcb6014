#include "server/national/envelope.h"

#include "server/base/buffer.h"
#include "server/base/clock.h"

#include <openssl/evp.h>

void envelope_time(int64_t unix_ms, char ret_text[ENVELOPE_TIME_BYTES]) {
  char instant[CLOCK_INSTANT_BYTES];
  clock_instant(unix_ms, instant);
  size_t length = 0;
  for (const char *byte = instant; *byte != '\0' && length + 1 < ENVELOPE_TIME_BYTES; byte++) {
    if (*byte >= '0' && *byte <= '9') {
      ret_text[length++] = *byte;
    }
  }
  ret_text[length] = '\0';
}

static const char *entity(char byte) {
  switch (byte) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&apos;";
  default:
    return NULL;
  }
}

static void append_escaped(struct buffer *buffer, struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    const char *escaped = entity(text.data[i]);
    if (escaped != NULL) {
      buffer_append_string(buffer, escaped);
    } else {
      buffer_append_byte(buffer, text.data[i]);
    }
  }
}

/* A multiple of three, so that the pieces join without padding in between. */
#define BASE64_CHUNK 3072u

static void append_base64(struct buffer *buffer, struct view bytes) {
  unsigned char encoded[BASE64_CHUNK / 3 * 4 + 1];
  for (size_t start = 0; start < bytes.length; start += BASE64_CHUNK) {
    struct view part = view_part(bytes, start, BASE64_CHUNK);
    int length = EVP_EncodeBlock(encoded, (const unsigned char *)part.data, (int)part.length);
    buffer_append(buffer, view_make((const char *)encoded, (size_t)length));
  }
}

static size_t expected_length(const struct envelope_values *values) {
  return values->texts[ADAPTER_PLACEHOLDER_CONTENT_BASE64].length / 3 * 4 + 4096;
}

enum error envelope_write(const struct adapter *adapter, enum adapter_operation operation,
                          const struct envelope_values *values, struct arena *arena,
                          struct view *ret_message) {
  if (expected_length(values) > (size_t)adapter->limit_bytes + 4096) {
    return ERROR_TOO_LARGE;
  }
  const struct adapter_message *message = &adapter->messages[operation];
  struct buffer buffer = buffer_make(arena, (size_t)adapter->limit_bytes);
  for (size_t i = 0; i < message->piece_count; i++) {
    buffer_append(&buffer, message->pieces[i].literal);
    enum adapter_placeholder placeholder = message->pieces[i].placeholder;
    if (placeholder == ADAPTER_PLACEHOLDER_CONTENT_BASE64) {
      append_base64(&buffer, values->texts[placeholder]);
    } else if (placeholder != ADAPTER_PLACEHOLDER_COUNT) {
      append_escaped(&buffer, values->texts[placeholder]);
    }
  }
  if (buffer.error != ERROR_OK) {
    return buffer.error;
  }
  *ret_message = buffer_view(&buffer);
  return ERROR_OK;
}
