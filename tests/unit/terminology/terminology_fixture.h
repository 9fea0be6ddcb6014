/* Small resources as texts, with ' for " so that they can be read here. */
#ifndef TESTS_UNIT_TERMINOLOGY_TERMINOLOGY_FIXTURE_H
#define TESTS_UNIT_TERMINOLOGY_TERMINOLOGY_FIXTURE_H

#include "server/base/document.h"
#include "tests/unit/unit_main.h"

static inline struct view with_quotes(struct arena *arena, const char *text) {
  struct view copy = arena_copy(arena, view_of(text));
  char *bytes = arena_string(arena, copy);
  for (size_t i = 0; i < copy.length; i++) {
    bytes[i] = bytes[i] == '\'' ? '"' : bytes[i];
  }
  return view_make(bytes, copy.length);
}

static inline struct document document_of(struct arena *arena, const char *text) {
  struct document document;
  struct document_failure failure;
  ck_assert_int_eq(document_read(arena, with_quotes(arena, text), NULL, &document, &failure),
                   ERROR_OK);
  return document;
}

static inline const char *text_of(struct arena *arena, struct view view) {
  return view.length == 0 ? "" : arena_string(arena, view);
}

#endif
