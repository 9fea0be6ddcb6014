#include "tests/lab/lab_base64.h"

#include <limits.h>
#include <openssl/evp.h>

static bool is_blank(char byte) {
  return byte == '\n' || byte == '\r' || byte == '\t' || byte == ' ';
}

struct view lab_base64_encode(struct view bytes, struct arena *arena) {
  size_t size = (bytes.length + 2) / 3 * 4 + 1;
  unsigned char *text = bytes.length < INT_MAX ? arena_alloc(arena, size) : NULL;
  if (text == NULL) {
    return (struct view){NULL, 0};
  }
  int length = EVP_EncodeBlock(text, (const unsigned char *)bytes.data, (int)bytes.length);
  return view_make((const char *)text, (size_t)length);
}

static struct view decode(unsigned char *packed, size_t length, struct arena *arena) {
  unsigned char *bytes = arena_alloc(arena, length + 1);
  size_t padding = 0;
  while (padding < 2 && padding < length && packed[length - 1 - padding] == '=') {
    padding++;
  }
  int decoded = bytes != NULL && length % 4 == 0 ? EVP_DecodeBlock(bytes, packed, (int)length) : -1;
  if (decoded < (int)padding) {
    return (struct view){NULL, 0};
  }
  return view_make((const char *)bytes, (size_t)decoded - padding);
}

struct view lab_base64_decode(struct view text, struct arena *arena) {
  unsigned char *packed = text.length < INT_MAX ? arena_alloc(arena, text.length + 1) : NULL;
  size_t length = 0;
  if (packed == NULL || text.length == 0) {
    return (struct view){NULL, 0};
  }
  for (size_t i = 0; i < text.length; i++) {
    if (!is_blank(text.data[i])) {
      packed[length++] = (unsigned char)text.data[i];
    }
  }
  return decode(packed, length, arena);
}

struct view lab_base64_url_encode(struct view bytes, struct arena *arena) {
  char *text = arena_string(arena, lab_base64_encode(bytes, arena));
  size_t length = 0;
  while (text != NULL && text[length] != '\0' && text[length] != '=') {
    text[length] = text[length] == '+' ? '-' : text[length] == '/' ? '_' : text[length];
    length++;
  }
  return view_make(text, length);
}

struct view lab_base64_url_decode(struct view text, struct arena *arena) {
  unsigned char *packed = text.length < INT_MAX ? arena_alloc(arena, text.length + 4) : NULL;
  size_t length = 0;
  if (packed == NULL || text.length == 0) {
    return (struct view){NULL, 0};
  }
  for (; length < text.length; length++) {
    char byte = text.data[length];
    if (byte == '+' || byte == '/' || byte == '=') {
      return (struct view){NULL, 0};
    }
    packed[length] = (unsigned char)(byte == '-' ? '+' : byte == '_' ? '/' : byte);
  }
  while (length % 4 != 0) {
    packed[length++] = '=';
  }
  return decode(packed, length, arena);
}
