#include "server/base/view.h"

static char lower_ascii(char byte) {
  return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool view_equal_ignore_case(struct view a, struct view b) {
  if (a.length != b.length) {
    return false;
  }
  for (size_t i = 0; i < a.length; i++) {
    if (lower_ascii(a.data[i]) != lower_ascii(b.data[i])) {
      return false;
    }
  }
  return true;
}

bool view_starts_with(struct view view, struct view prefix) {
  return view.length >= prefix.length && view_equal(view_make(view.data, prefix.length), prefix);
}

bool view_ends_with(struct view view, struct view suffix) {
  return view.length >= suffix.length &&
         view_equal(view_part(view, view.length - suffix.length, suffix.length), suffix);
}

int view_compare(struct view a, struct view b) {
  size_t shorter = a.length < b.length ? a.length : b.length;
  int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);
  if (order != 0) {
    return order;
  }
  return a.length < b.length ? -1 : a.length > b.length;
}

struct view view_part(struct view view, size_t start, size_t length) {
  if (start >= view.length) {
    return (struct view){NULL, 0};
  }
  size_t rest = view.length - start;
  return view_make(view.data + start, length < rest ? length : rest);
}

size_t view_find(struct view view, struct view needle, size_t start) {
  if (start > view.length || needle.length > view.length - start) {
    return SIZE_MAX;
  }
  if (needle.length == 0) {
    return start;
  }
  const char *found = memmem(view.data + start, view.length - start, needle.data, needle.length);
  return found == NULL ? SIZE_MAX : (size_t)(found - view.data);
}

size_t view_find_byte(struct view view, char byte, size_t start) {
  if (start >= view.length) {
    return SIZE_MAX;
  }
  const char *found = memchr(view.data + start, byte, view.length - start);
  return found == NULL ? SIZE_MAX : (size_t)(found - view.data);
}

struct view view_split(struct view *rest, char separator) {
  struct view whole = *rest;
  size_t at = view_find_byte(whole, separator, 0);
  if (at == SIZE_MAX) {
    *rest = (struct view){NULL, 0};
    return whole;
  }
  *rest = view_make(whole.data + at + 1, whole.length - at - 1);
  return view_make(whole.data, at);
}

static bool is_blank(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct view view_trim(struct view view) {
  while (view.length > 0 && is_blank(view.data[0])) {
    view.data++;
    view.length--;
  }
  while (view.length > 0 && is_blank(view.data[view.length - 1])) {
    view.length--;
  }
  return view;
}

bool view_to_unsigned(struct view view, uint64_t maximum, uint64_t *ret_number) {
  uint64_t number = 0;
  if (view.length == 0) {
    return false;
  }
  for (size_t i = 0; i < view.length; i++) {
    if (view.data[i] < '0' || view.data[i] > '9') {
      return false;
    }
    uint64_t digit = (uint64_t)(view.data[i] - '0');
    if (number > (maximum - digit) / 10 || digit > maximum) {
      return false;
    }
    number = number * 10 + digit;
  }
  *ret_number = number;
  return true;
}
