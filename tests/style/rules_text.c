#include "tests/style/rules.h"

#include <stdio.h>

/* Split, so that this file passes its own check. */
static const char *const unwanted[] = {
    "TO"
    "DO",
    "FIX"
    "ME",
    "XX"
    "X:",
    "/wo"
    "rk/",
    "/tmp/bu"
    "ild",
    "/ro"
    "ot/",
    "/ho"
    "me/",
};

static void report(struct findings *findings, const char *path, uint32_t line, const char *what,
                   const char *detail) {
  printf("%s:%u: %s%s\n", path, line, what, detail);
  findings->count++;
}

static void check_line(struct findings *findings, const char *path, uint32_t number,
                       struct view line) {
  if (line.length > 0 && strchr(" \t\r", line.data[line.length - 1]) != NULL) {
    report(findings, path, number, "blanks at the end of the line", "");
  }
  for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++) {
    if (view_find(line, view_of(unwanted[i]), 0) != SIZE_MAX) {
      report(findings, path, number, "must not stand here: ", unwanted[i]);
    }
  }
}

void rules_text(struct findings *findings, const char *path, struct view text) {
  struct view rest = text;
  uint32_t number = 0;
  while (rest.length > 0) {
    struct view line = view_split(&rest, '\n');
    check_line(findings, path, ++number, line);
  }
  if (text.length == 0 || text.data[text.length - 1] != '\n') {
    report(findings, path, number, "the file must end with a newline", "");
  }
}
