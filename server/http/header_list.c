#include "server/http/header_list.h"

/* Splits like view_split but leaves separators inside double quotes alone. */
static struct view split_unquoted(struct view *rest, char separator) {
  bool quoted = false;
  for (size_t i = 0; i < rest->length; i++) {
    char byte = rest->data[i];
    if (byte == '"') {
      quoted = !quoted;
    } else if (byte == '\\' && quoted) {
      i++;
    } else if (byte == separator && !quoted) {
      struct view part = view_part(*rest, 0, i);
      *rest = view_part(*rest, i + 1, rest->length - i - 1);
      return part;
    }
  }
  struct view part = *rest;
  *rest = view_make(NULL, 0);
  return part;
}

/* "1", "0.5", "0.125" -> thousandths; 0 for anything else. */
static uint32_t read_quality(struct view text) {
  if (text.length == 0 || text.length > 5 || (text.data[0] != '0' && text.data[0] != '1')) {
    return 0;
  }
  uint32_t quality = text.data[0] == '1' ? HEADER_QUALITY_FULL : 0;
  if (text.length > 1 && text.data[1] != '.') {
    return 0;
  }
  uint32_t scale = HEADER_QUALITY_FULL;
  for (size_t i = 2; i < text.length; i++) {
    if (text.data[i] < '0' || text.data[i] > '9') {
      return 0;
    }
    scale /= 10;
    quality += (uint32_t)(text.data[i] - '0') * scale;
  }
  return quality > HEADER_QUALITY_FULL ? 0 : quality;
}

bool header_list_parameter(struct view *parameters, struct view *ret_name, struct view *ret_value) {
  while (parameters->length > 0) {
    struct view value = view_trim(split_unquoted(parameters, ';'));
    if (value.length == 0) {
      continue;
    }
    struct view name = view_trim(view_split(&value, '='));
    value = view_trim(value);
    if (value.length >= 2 && value.data[0] == '"' && value.data[value.length - 1] == '"') {
      value = view_part(value, 1, value.length - 2);
    }
    *ret_name = name;
    *ret_value = value;
    return true;
  }
  return false;
}

bool header_list_next(struct view *rest, struct header_item *ret_item) {
  while (rest->length > 0) {
    struct view item = view_trim(split_unquoted(rest, ','));
    if (item.length == 0) {
      continue;
    }
    struct view parameters = item;
    struct view value = view_trim(split_unquoted(&parameters, ';'));
    *ret_item = (struct header_item){value, parameters, HEADER_QUALITY_FULL};
    struct view name;
    struct view text;
    while (header_list_parameter(&parameters, &name, &text)) {
      if (view_equal_ignore_case(name, view_of("q"))) {
        ret_item->quality = read_quality(text);
      }
    }
    return true;
  }
  return false;
}
