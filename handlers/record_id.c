#include "handlers/record_id.h"

#include "server/base/buffer.h"

#define DATE_BYTES 10u
#define DIGITS_BYTES 8u

static bool is_letter_or_digit(char byte) {
  return byte_is_digit(byte) || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

bool record_id_is_part(struct view text, bool is_last) {
  for (size_t i = 0; i < text.length; i++) {
    if (!is_letter_or_digit(text.data[i]) && !(is_last && text.data[i] == '-')) {
      return false;
    }
  }
  return text.length != 0;
}

struct view record_id_make(struct arena *arena, const struct record_id *key) {
  struct buffer buffer = buffer_make(arena, RECORD_ID_BYTES);
  for (size_t i = 0; i < key->count; i++) {
    if (!record_id_is_part(key->parts[i], i + 1 == key->count)) {
      return view_of("");
    }
    if (i != 0) {
      buffer_append_byte(&buffer, '-');
    }
    buffer_append(&buffer, key->parts[i]);
  }
  if (buffer.error == ERROR_TOO_LARGE) {
    return view_of("");
  }
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

bool record_id_split(struct view id, const char *kind, size_t count, struct record_id *ret_key) {
  struct record_id key = {.count = count};
  struct view rest = id;
  for (size_t i = 0; i + 1 < count; i++) {
    key.parts[i] = view_split(&rest, '-');
  }
  key.parts[count - 1] = rest;
  for (size_t i = 0; i < count; i++) {
    if (!record_id_is_part(key.parts[i], i + 1 == count)) {
      return false;
    }
  }
  if (!view_is(key.parts[0], kind)) {
    return false;
  }
  *ret_key = key;
  return true;
}

struct view record_id_date(struct arena *arena, struct view date) {
  if (date.length != DATE_BYTES) {
    return view_of("");
  }
  return arena_format(arena, "%.4s%.2s%.2s", date.data, date.data + 5, date.data + 8);
}

struct view record_id_to_date(struct arena *arena, struct view digits) {
  uint64_t number;
  if (digits.length != DIGITS_BYTES || !view_to_unsigned(digits, UINT64_MAX, &number)) {
    return view_of("");
  }
  return arena_format(arena, "%.4s-%.2s-%.2s", digits.data, digits.data + 4, digits.data + 6);
}
