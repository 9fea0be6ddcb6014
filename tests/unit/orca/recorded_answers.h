/* Answers recorded from a real ORCA, and sessions with a fake one that gives them. */
#ifndef TESTS_UNIT_ORCA_RECORDED_ANSWERS_H
#define TESTS_UNIT_ORCA_RECORDED_ANSWERS_H

#include "server/base/file.h"
#include "tests/unit/orca/fake_orca.h"
#include "tests/unit/unit_main.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena *arena;
static struct fake_orca fake;
static struct fake_setup fake_state;

static inline void setup(void) {
  arena = arena_new(64u << 20);
}

static inline void teardown(void) {
  arena_free(arena);
}

static inline struct view folder(void) {
  const char *shared = getenv("FHIR_FACADE_SHARED");
  return arena_format(arena, "%s/data/orca-recorded", shared != NULL ? shared : "../shared");
}

/* NULL where the recordings are not there. */
static inline const char *recorded(const char *name) {
  struct view path = arena_format(arena, "%.*s/%s.json", VIEW_ARGUMENTS(folder()), name);
  struct view content;
  if (file_read(arena, path.data, 1u << 20, &content) != ERROR_OK) {
    printf("skipped: recorded ORCA answers are not there\n");
    return NULL;
  }
  return arena_string(arena, content);
}

/* Every call of the API is answered with the body. */
static inline struct orca_session session_with(struct fake_answer answers[2], const char *api,
                                               const char *body) {
  answers[0] = (struct fake_answer){api, "", 200, body, ERROR_OK};
  answers[1] = (struct fake_answer){NULL, NULL, 0, NULL, ERROR_OK};
  fake_orca_init(&fake, answers);
  ck_assert_int_eq(fake_orca_open(&fake, 0, &fake_state), ERROR_OK);
  return (struct orca_session){.orca = fake_state.orca, .arena = arena, .deadline_us = 10000000};
}

#endif
