#include "server/base/utf8.h"

/* Reads the sequence at bytes (length > 0); returns its length or 0 when it is not UTF-8. */
static size_t read_sequence(const unsigned char *bytes, size_t length, uint32_t *ret_code_point) {
  unsigned char lead = bytes[0];
  if (lead < 0x80) {
    *ret_code_point = lead;
    return 1;
  }
  size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (lead < 0xC2 || lead > 0xF4 || size > length) {
    return 0;
  }
  uint32_t code_point = lead & (0x7Fu >> size);
  for (size_t i = 1; i < size; i++) {
    if ((bytes[i] & 0xC0) != 0x80) {
      return 0;
    }
    code_point = code_point << 6 | (bytes[i] & 0x3Fu);
  }
  if (code_point < smallest[size] || code_point > 0x10FFFF ||
      (code_point >= 0xD800 && code_point <= 0xDFFF)) {
    return 0;
  }
  *ret_code_point = code_point;
  return size;
}

/* Length of the leading run of ASCII, eight bytes at a time. */
static size_t ascii_run(const unsigned char *bytes, size_t length) {
  size_t i = 0;
  for (; i + 8 <= length; i += 8) {
    uint64_t word;
    memcpy(&word, bytes + i, sizeof word);
    if ((word & 0x8080808080808080u) != 0) {
      break;
    }
  }
  while (i < length && bytes[i] < 0x80) {
    i++;
  }
  return i;
}

size_t utf8_check(struct view view) {
  const unsigned char *bytes = (const unsigned char *)view.data;
  size_t offset = 0;
  while (offset < view.length) {
    offset += ascii_run(bytes + offset, view.length - offset);
    uint32_t code_point;
    while (offset < view.length && bytes[offset] >= 0x80) {
      size_t size = read_sequence(bytes + offset, view.length - offset, &code_point);
      if (size == 0) {
        return offset;
      }
      offset += size;
    }
  }
  return offset;
}

uint32_t utf8_next(struct view view, size_t *offset) {
  uint32_t code_point = UTF8_INVALID;
  size_t size =
      read_sequence((const unsigned char *)view.data + *offset, view.length - *offset, &code_point);
  *offset += size == 0 ? 1 : size;
  return size == 0 ? UTF8_INVALID : code_point;
}

size_t utf8_write(uint32_t code_point, char ret_bytes[UTF8_MAXIMUM_BYTES]) {
  if (code_point < 0x80) {
    ret_bytes[0] = (char)code_point;
    return 1;
  }
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
    return 0;
  }
  size_t size = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
  static const unsigned lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = size - 1; i > 0; i--) {
    ret_bytes[i] = (char)(0x80u | (code_point & 0x3Fu));
    code_point >>= 6;
  }
  ret_bytes[0] = (char)(lead[size] | code_point);
  return size;
}

size_t utf8_count(struct view view) {
  size_t count = 0;
  for (size_t i = 0; i < view.length; i++) {
    count += ((unsigned char)view.data[i] & 0xC0) != 0x80;
  }
  return count;
}
