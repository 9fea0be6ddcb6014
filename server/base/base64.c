#include "server/base/base64.h"

#define NO_DIGIT 64u

static const char *const digits[] = {
    [BASE64_STANDARD] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    [BASE64_URL] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
};

size_t base64_length(size_t bytes, enum base64_alphabet alphabet) {
  size_t rest = bytes % 3;
  size_t last = rest == 0 ? 0 : alphabet == BASE64_STANDARD ? 4 : rest + 1;
  return bytes / 3 * 4 + last;
}

/* Up to three bytes as up to four characters; what is missing counts as zero. */
static char *write_group(const unsigned char *from, size_t count, const char *alphabet, char *to) {
  uint32_t bits = (uint32_t)from[0] << 16;
  bits |= count > 1 ? (uint32_t)from[1] << 8 : 0;
  bits |= count > 2 ? from[2] : 0;
  for (unsigned i = 0; i <= count; i++) {
    *to++ = alphabet[bits >> (18 - 6 * i) & 63u];
  }
  return to;
}

void base64_write(struct view bytes, enum base64_alphabet alphabet, char *ret_text) {
  const unsigned char *from = (const unsigned char *)bytes.data;
  size_t left = bytes.length;
  char *to = ret_text;
  for (; left >= 3; left -= 3, from += 3) {
    to = write_group(from, 3, digits[alphabet], to);
  }
  if (left > 0) {
    to = write_group(from, left, digits[alphabet], to);
    for (size_t i = left; alphabet == BASE64_STANDARD && i < 3; i++) {
      *to++ = '=';
    }
  }
}

struct view base64_encode(struct view bytes, enum base64_alphabet alphabet, struct arena *arena) {
  size_t length = base64_length(bytes.length, alphabet);
  char *text = arena_bytes(arena, length + 1);
  if (text == NULL) {
    return (struct view){NULL, 0};
  }
  base64_write(bytes, alphabet, text);
  text[length] = '\0';
  return view_make(text, length);
}

static uint32_t digit_of(char byte, enum base64_alphabet alphabet) {
  if (byte >= 'A' && byte <= 'Z') {
    return (uint32_t)(byte - 'A');
  }
  if (byte >= 'a' && byte <= 'z') {
    return (uint32_t)(byte - 'a') + 26;
  }
  if (byte_is_digit(byte)) {
    return (uint32_t)(byte - '0') + 52;
  }
  if (byte == digits[alphabet][62]) {
    return 62;
  }
  return byte == digits[alphabet][63] ? 63 : NO_DIGIT;
}

/* Two to four characters as one to three bytes; false when one is no digit or a bit is left over.
 */
static bool read_group(struct view group, enum base64_alphabet alphabet, unsigned char *to) {
  uint32_t bits = 0;
  for (size_t i = 0; i < 4; i++) {
    uint32_t digit = i < group.length ? digit_of(group.data[i], alphabet) : 0;
    if (digit == NO_DIGIT) {
      return false;
    }
    bits = bits << 6 | digit;
  }
  for (size_t i = 0; i + 1 < group.length; i++) {
    to[i] = (unsigned char)(bits >> (16 - 8 * i) & 255u);
  }
  uint32_t unused = group.length == 2 ? 0xFFFFu : group.length == 3 ? 0xFFu : 0u;
  return (bits & unused) == 0;
}

/* The text without its padding; false when the padding is not what the length asks for. */
static bool strip_padding(struct view *text, enum base64_alphabet alphabet) {
  if (alphabet == BASE64_STANDARD) {
    if (text->length % 4 != 0) {
      return false;
    }
    for (int i = 0; i < 2 && text->length > 0 && text->data[text->length - 1] == '='; i++) {
      text->length--;
    }
  }
  return text->length % 4 != 1;
}

enum error base64_decode(struct view text, enum base64_alphabet alphabet, struct arena *arena,
                         struct view *ret_bytes) {
  if (!strip_padding(&text, alphabet)) {
    return ERROR_SYNTAX;
  }
  size_t rest = text.length % 4;
  size_t length = text.length / 4 * 3 + (rest == 0 ? 0 : rest - 1);
  char *bytes = arena_bytes(arena, length + 1);
  if (bytes == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t at = 0, to = 0; at < text.length; at += 4, to += 3) {
    if (!read_group(view_part(text, at, 4), alphabet, (unsigned char *)bytes + to)) {
      return ERROR_SYNTAX;
    }
  }
  bytes[length] = '\0';
  *ret_bytes = view_make(bytes, length);
  return ERROR_OK;
}
