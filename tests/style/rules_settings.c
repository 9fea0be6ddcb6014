#include "tests/style/rules_settings.h"

#include <ctype.h>
#include <stdio.h>

/* The text between the quotes when `("` at start follows the name of a macro in capitals. */
static struct view key_at(struct view list, size_t start) {
  if (start == 0 || !isupper((unsigned char)list.data[start - 1])) {
    return (struct view){0};
  }
  size_t end = view_find_byte(list, '"', start + 2);
  return end == SIZE_MAX ? (struct view){0} : view_part(list, start + 2, end - start - 2);
}

/* The key stands in the README between backquotes. */
static bool is_named(struct view readme, struct view key) {
  size_t place = view_find(readme, key, 0);
  while (place != SIZE_MAX) {
    size_t end = place + key.length;
    if (place > 0 && readme.data[place - 1] == '`' && end < readme.length &&
        readme.data[end] == '`') {
      return true;
    }
    place = view_find(readme, key, place + 1);
  }
  return false;
}

void rules_settings(struct findings *findings, struct view list, struct view readme) {
  struct view opening = view_of("(\"");
  for (size_t at = view_find(list, opening, 0); at != SIZE_MAX;
       at = view_find(list, opening, at + 1)) {
    struct view key = key_at(list, at);
    if (key.length > 0 && !is_named(readme, key)) {
      printf("README.md:1: the table of settings lacks %.*s\n", VIEW_ARGUMENTS(key));
      findings->count++;
    }
  }
}
