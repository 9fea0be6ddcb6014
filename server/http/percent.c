#include "server/http/percent.h"

#include "server/base/utf8.h"

static int hex_digit(char byte) {
  if (byte >= '0' && byte <= '9') {
    return byte - '0';
  }
  if (byte >= 'a' && byte <= 'f') {
    return byte - 'a' + 10;
  }
  if (byte >= 'A' && byte <= 'F') {
    return byte - 'A' + 10;
  }
  return -1;
}

static bool is_plain(struct view text, enum percent_style style) {
  for (size_t i = 0; i < text.length; i++) {
    if (text.data[i] == '%' || (text.data[i] == '+' && style == PERCENT_FORM)) {
      return false;
    }
  }
  return true;
}

/* The byte of the escape at text[i]; -1 when it is none or is NUL. */
static int escaped_byte(struct view text, size_t i) {
  if (i + 2 >= text.length) {
    return -1;
  }
  int high = hex_digit(text.data[i + 1]);
  int low = hex_digit(text.data[i + 2]);
  if (high < 0 || low < 0 || (high == 0 && low == 0)) {
    return -1;
  }
  return high * 16 + low;
}

static enum error decode(struct view text, enum percent_style style, char *bytes,
                         size_t *ret_length) {
  size_t length = 0;
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    if (byte == '%') {
      int value = escaped_byte(text, i);
      if (value < 0) {
        return ERROR_BAD_REQUEST;
      }
      byte = (char)value;
      i += 2;
    } else if (byte == '+' && style == PERCENT_FORM) {
      byte = ' ';
    }
    bytes[length++] = byte;
  }
  *ret_length = length;
  return ERROR_OK;
}

enum error percent_decode(struct arena *arena, struct view text, enum percent_style style,
                          struct view *ret_text) {
  struct view decoded = text;
  if (!is_plain(text, style)) {
    char *bytes = arena_bytes(arena, text.length);
    if (bytes == NULL) {
      return ERROR_MEMORY;
    }
    size_t length = 0;
    enum error error = decode(text, style, bytes, &length);
    if (error != ERROR_OK) {
      return error;
    }
    decoded = view_make(bytes, length);
  }
  if (utf8_check(decoded) != decoded.length || view_find_byte(decoded, '\0', 0) != SIZE_MAX) {
    return ERROR_BAD_REQUEST;
  }
  *ret_text = decoded;
  return ERROR_OK;
}

static bool is_unreserved(char byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte_is_digit(byte) ||
         byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

struct view percent_encode(struct arena *arena, struct view text) {
  static const char digits[] = "0123456789ABCDEF";
  char *bytes = arena_bytes(arena, text.length * 3 + 1);
  size_t length = 0;
  for (size_t i = 0; bytes != NULL && i < text.length; i++) {
    unsigned char byte = (unsigned char)text.data[i];
    if (is_unreserved(text.data[i])) {
      bytes[length++] = text.data[i];
    } else {
      bytes[length++] = '%';
      bytes[length++] = digits[byte >> 4];
      bytes[length++] = digits[byte & 15];
    }
  }
  return view_make(bytes, length);
}
