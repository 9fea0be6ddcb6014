#include "tests/style/rules_limits.h"

#include <ctype.h>
#include <stdio.h>

/* The first number of a text, without commas; UINT64_MAX when it has none. */
static uint64_t first_number(struct view text) {
  size_t at = 0;
  uint64_t number = 0;
  while (at < text.length && !isdigit((unsigned char)text.data[at])) {
    at++;
  }
  if (at == text.length) {
    return UINT64_MAX;
  }
  for (; at < text.length && (isdigit((unsigned char)text.data[at]) || text.data[at] == ',');
       at++) {
    number = text.data[at] == ',' ? number : number * 10 + (uint64_t)(text.data[at] - '0');
  }
  return number;
}

/* What "#define NAME number" says; UINT64_MAX when there is none. */
static uint64_t defined(struct view limits, struct view name) {
  for (size_t at = view_find(limits, name, 0); at != SIZE_MAX;
       at = view_find(limits, name, at + 1)) {
    size_t end = at + name.length;
    size_t line = view_find_byte(limits, '\n', end);
    if (at >= 8 && memcmp(limits.data + at - 8, "#define ", 8) == 0 && limits.data[end] == ' ') {
      return first_number(view_part(limits, end, (line == SIZE_MAX ? limits.length : line) - end));
    }
  }
  return UINT64_MAX;
}

static size_t line_start(struct view text, size_t at) {
  while (at > 0 && text.data[at - 1] != '\n') {
    at--;
  }
  return at;
}

void rules_limits(struct findings *findings, struct view limits, struct view readme) {
  struct view opening = view_of("| `LIMIT_");
  for (size_t at = view_find(readme, opening, 0); at != SIZE_MAX;
       at = view_find(readme, opening, at + 1)) {
    size_t begin = at + 3;
    size_t end = view_find_byte(readme, '`', begin);
    struct view name = view_part(readme, begin, end == SIZE_MAX ? 0 : end - begin);
    size_t start = line_start(readme, at);
    if (first_number(view_part(readme, start, at - start)) != defined(limits, name)) {
      printf("README.md:1: the table of limits has another number for %.*s\n",
             VIEW_ARGUMENTS(name));
      findings->count++;
    }
  }
}
