/* Validations over the definition tables, which are opened once for a test case: what is found is
 * what is expected. */
#ifndef TESTS_UNIT_PROFILES_VALIDATION_CASES_H
#define TESTS_UNIT_PROFILES_VALIDATION_CASES_H

#include "tests/unit/profiles/validator_fixture.h"

static struct validator_fixture fixture;

static inline void set_up(void) {
  validator_fixture_open(&fixture);
}

static inline void tear_down(void) {
  validator_fixture_close(&fixture);
}

/* A suite of one test that runs for each of the rows. */
static inline Suite *row_suite(const char *name, const char *case_name, const TTest *test,
                               int rows) {
  Suite *suite = suite_create(name);
  TCase *tests = tcase_create(case_name);
  tcase_set_timeout(tests, 60);
  tcase_add_unchecked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, test, 0, rows);
  suite_add_tcase(suite, tests);
  return suite;
}

/* The lines of validator_fixture_run(). */
static inline void expect_findings(const struct validator_input *input, const char *expected) {
  struct arena *arena = arena_new(1u << 26);
  struct view found = validator_fixture_run(fixture.definitions, input, arena);
  ck_assert_msg(view_is(found, expected), "found:\n%.*s\nexpected:\n%s", VIEW_ARGUMENTS(found),
                expected);
  arena_free(arena);
}

struct rule_case {
  const char *json; /* with ' for " */
  const char *expected;
};

static inline void rule_case_run(const struct rule_case *row) {
  struct arena *arena = arena_new(1u << 20);
  char *json = arena_string(arena, view_of(row->json));
  for (size_t i = 0; json[i] != '\0'; i++) {
    json[i] = json[i] == '\'' ? '"' : json[i];
  }
  expect_findings(&(struct validator_input){json, NULL, NULL}, row->expected);
  arena_free(arena);
}

#endif
