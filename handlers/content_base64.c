#include "handlers/content_base64.h"

#define GROUP 4u
#define PADDING '='
#define NO_DIGIT 64u

static bool is_blank(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static unsigned digit_of(char byte) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const char *found = byte == '\0' ? NULL : strchr(digits, byte);
  return found == NULL ? NO_DIGIT : (unsigned)(found - digits);
}

/* The text itself when it has no blanks. */
static struct view without_blanks(struct arena *arena, struct view text) {
  size_t count = 0;
  for (size_t i = 0; i < text.length; i++) {
    count += !is_blank(text.data[i]);
  }
  char *bytes = count == text.length ? NULL : arena_bytes(arena, count + 1);
  if (bytes == NULL) {
    return count == text.length ? text : view_make(NULL, 0);
  }
  size_t used = 0;
  for (size_t i = 0; i < text.length; i++) {
    if (!is_blank(text.data[i])) {
      bytes[used++] = text.data[i];
    }
  }
  return view_make(bytes, used);
}

static size_t padding_of(struct view text) {
  size_t count = 0;
  while (count < 2 && text.data[text.length - 1 - count] == PADDING) {
    count++;
  }
  return count;
}

/* Four digits, padding read as zeros, into three bytes; false: another byte. */
static bool read_group(const char *group, size_t padding, unsigned char ret_bytes[3]) {
  unsigned value = 0;
  for (size_t i = 0; i < GROUP; i++) {
    unsigned digit = i >= GROUP - padding ? 0 : digit_of(group[i]);
    if (digit == NO_DIGIT) {
      return false;
    }
    value = value << 6 | digit;
  }
  ret_bytes[0] = (unsigned char)(value >> 16);
  ret_bytes[1] = (unsigned char)(value >> 8);
  ret_bytes[2] = (unsigned char)value;
  return true;
}

enum error content_base64_read(struct arena *arena, struct view text,
                               struct content_base64 *ret_content) {
  struct view clean = without_blanks(arena, text);
  if (clean.data == NULL) {
    return text.length != 0 ? ERROR_MEMORY : ERROR_SYNTAX;
  }
  if (clean.length == 0 || clean.length % GROUP != 0) {
    return ERROR_SYNTAX;
  }
  size_t padding = padding_of(clean);
  size_t length = clean.length / GROUP * 3 - padding;
  char *bytes = arena_bytes(arena, length + 3);
  if (bytes == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t at = 0; at < clean.length; at += GROUP) {
    bool is_last = at + GROUP == clean.length;
    if (!read_group(clean.data + at, is_last ? padding : 0,
                    (unsigned char *)bytes + at / GROUP * 3)) {
      return ERROR_SYNTAX;
    }
  }
  *ret_content = (struct content_base64){clean, view_make(bytes, length)};
  return ERROR_OK;
}
