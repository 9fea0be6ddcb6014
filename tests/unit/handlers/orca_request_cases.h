/* Tests of a handler over one table of ORCA answers, and the rows of reads that they run. */
#ifndef TESTS_UNIT_HANDLERS_ORCA_REQUEST_CASES_H
#define TESTS_UNIT_HANDLERS_ORCA_REQUEST_CASES_H

#include "tests/unit/handlers/orca_request.h"
#include "tests/unit/unit_main.h"

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))
#define NOTHING                                                                                    \
  { NULL }
#define READ_CASE_PARTS 8u

static struct orca_request test;
static const struct fake_answer *test_answers;

static inline void setup(void) {
  orca_request_init(&test, test_answers);
}

static inline void teardown(void) {
  orca_request_done(&test);
}

/* Each test of the case starts with a new request, which these answers are for. */
static inline TCase *orca_request_tests(Suite *suite, const struct fake_answer *answers) {
  TCase *tests = tcase_create("all");
  test_answers = answers;
  tcase_add_checked_fixture(tests, setup, teardown);
  suite_add_tcase(suite, tests);
  return tests;
}

struct read_case {
  const char *id;
  enum error error;
  uint32_t calls;
  const char *has[READ_CASE_PARTS];
  const char *lacks; /* or NULL */
};

static inline void read_case_run(const struct read_case *row, request_handler *handler) {
  test.request.path_parameters[0] = view_of(row->id);
  orca_request_run(&test, handler);
  ck_assert_int_eq(test.error, row->error);
  ck_assert_uint_eq(test.fake.calls, row->calls);
  orca_request_expect(&test, row->has, READ_CASE_PARTS);
  ck_assert_msg(row->lacks == NULL || !orca_request_has(&test, row->lacks), "%s", test.json);
}

/* Names and values in turn, ended by NULL or the limit. */
static inline void search_run(const char *const *parameters, size_t limit,
                              request_handler *handler) {
  for (size_t i = 0; i < limit && parameters[i] != NULL; i += 2) {
    orca_request_query(&test, parameters[i], parameters[i + 1]);
  }
  orca_request_run(&test, handler);
}

/* The issue is among those told; NULL: none is told. */
static inline void expect_issue(const char *issue) {
  if (issue == NULL) {
    ck_assert_uint_eq(test.request.issues.count, 0);
  } else {
    ck_assert(orca_request_has_issue(&test, issue));
  }
}

#endif
