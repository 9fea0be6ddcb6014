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

/* Digits with zeros before them become digits with spaces before them. */
static struct view space_padded(struct view digits, struct arena *arena) {
  size_t zeros = 0;
  while (zeros + 1 < digits.length && digits.data[zeros] == '0') {
    zeros++;
  }
  struct view rest = view_part(digits, zeros, digits.length);
  return arena_format(arena, "%*s%.*s", (int)zeros, "", VIEW_ARGUMENTS(rest));
}

enum error envelope_insured(struct envelope_values *values, struct view identifier,
                            struct arena *arena) {
  static const enum adapter_placeholder parts[] = {
      ADAPTER_PLACEHOLDER_INSURER_NUMBER, ADAPTER_PLACEHOLDER_INSURED_SYMBOL,
      ADAPTER_PLACEHOLDER_INSURED_NUMBER, ADAPTER_PLACEHOLDER_INSURED_BRANCH};
  struct view rest = identifier;
  values->texts[ADAPTER_PLACEHOLDER_INSURED] = identifier;
  for (size_t i = 0; i < sizeof parts / sizeof parts[0] && rest.length > 0; i++) {
    values->texts[parts[i]] = view_split(&rest, ':');
  }
  struct view spaced = space_padded(values->texts[ADAPTER_PLACEHOLDER_INSURER_NUMBER], arena);
  values->texts[ADAPTER_PLACEHOLDER_INSURER_NUMBER_SPACED] = spaced;
  return spaced.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static size_t expected_length(const struct envelope_values *values) {
  return values->content.length / 3 * 4 + 4096;
}

static void append_wrapped(struct buffer *buffer, const struct adapter *adapter,
                           const struct envelope_values *values);

/* One level of templates: adapter_read lets no wrapper wrap. */
static void append_piece(struct buffer *buffer, const struct adapter *adapter,
                         const struct envelope_values *values, enum adapter_placeholder which) {
  if (which == ADAPTER_PLACEHOLDER_CONTENT_BASE64) {
    append_base64(buffer, values->content);
  } else if (which == ADAPTER_PLACEHOLDER_CONTENT_TEXT) {
    append_escaped(buffer, values->content);
  } else if (which == ADAPTER_PLACEHOLDER_CONTENT_WRAPPED_BASE64) {
    append_wrapped(buffer, adapter, values);
  } else {
    append_escaped(buffer, values->texts[which]);
  }
}

static void append_template(struct buffer *buffer, const struct adapter_template *template,
                            const struct adapter *adapter, const struct envelope_values *values) {
  for (size_t i = 0; i < template->count; i++) {
    buffer_append(buffer, template->pieces[i].literal);
    if (template->pieces[i].placeholder != ADAPTER_PLACEHOLDER_COUNT) {
      append_piece(buffer, adapter, values, template->pieces[i].placeholder);
    }
  }
}

static void append_wrapped(struct buffer *buffer, const struct adapter *adapter,
                           const struct envelope_values *values) {
  struct buffer inner = buffer_make(buffer->arena, (size_t)adapter->limit_bytes);
  append_template(&inner, &adapter->wrapper, adapter, values);
  if (inner.error != ERROR_OK) {
    buffer->error = inner.error;
    return;
  }
  append_base64(buffer, buffer_view(&inner));
}

enum error envelope_write(const struct adapter *adapter, enum adapter_operation operation,
                          const struct envelope_values *values, struct arena *arena,
                          struct view *ret_message) {
  if (expected_length(values) > (size_t)adapter->limit_bytes + 4096) {
    return ERROR_TOO_LARGE;
  }
  struct buffer buffer = buffer_make(arena, (size_t)adapter->limit_bytes);
  append_template(&buffer, &adapter->messages[operation].template, adapter, values);
  if (buffer.error != ERROR_OK) {
    return buffer.error;
  }
  *ret_message = buffer_view(&buffer);
  return ERROR_OK;
}
