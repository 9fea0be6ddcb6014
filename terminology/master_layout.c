#include "terminology/master_layout.h"

static bool is_capital(char byte) {
  return byte >= 'A' && byte <= 'Z';
}

static bool place_fits(char place, char byte) {
  switch (place) {
  case '#':
    return byte_is_digit(byte);
  case '@':
    return is_capital(byte);
  case '?':
    return byte_is_digit(byte) || is_capital(byte);
  default:
    return place == byte;
  }
}

static bool alternative_fits(struct view shape, struct view code) {
  bool open = shape.length > 0 && shape.data[shape.length - 1] == '*';
  size_t length = shape.length - open;
  if (code.length < length || (!open && code.length != length)) {
    return false;
  }
  for (size_t i = 0; i < length; i++) {
    if (!place_fits(shape.data[i], code.data[i])) {
      return false;
    }
  }
  return true;
}

bool master_layout_fits(const char *shape, struct view code) {
  struct view rest = view_of(shape);
  while (rest.length > 0) {
    if (alternative_fits(view_split(&rest, '|'), code)) {
      return true;
    }
  }
  return false;
}

bool master_layout_is_one_of(const char *list, struct view text) {
  struct view rest = view_of(list);
  while (rest.length > 0) {
    if (view_equal(view_split(&rest, '|'), text)) {
      return true;
    }
  }
  return false;
}
