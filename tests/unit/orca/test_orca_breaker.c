#include "server/orca/orca_breaker.h"
#include "tests/unit/unit_main.h"

static int64_t now_us;

static int64_t monotonic(void *context) {
  (void)context;
  return now_us;
}

/* A step: time passes, then a question is let through (or not) and its news come. */
struct step {
  int64_t seconds;
  bool enters;
  enum orca_breaker_news news;
  enum orca_breaker_state state; /* afterwards */
};

#define ENDS                                                                                       \
  { 0, false, ORCA_BREAKER_UNSENT, ORCA_BREAKER_CLOSED }

static const struct step stories[][16] = {
    /* an answer in between starts the count anew */
    {{0, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_CLOSED},
     {1, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_CLOSED},
     {1, true, ORCA_BREAKER_ANSWERED, ORCA_BREAKER_CLOSED},
     {1, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_CLOSED},
     {1, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_CLOSED},
     {1, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_OPEN},
     ENDS},
    /* so does time */
    {{0, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_CLOSED},
     {0, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_CLOSED},
     {31, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_CLOSED},
     ENDS},
    /* 5 s, 10 s, 20 s, 40 s, 60 s; a question that was not sent after all changes nothing */
    {{0, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_CLOSED},
     {0, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_CLOSED},
     {0, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_OPEN},
     {4, false, ORCA_BREAKER_UNSENT, ORCA_BREAKER_OPEN},
     {1, true, ORCA_BREAKER_UNSENT, ORCA_BREAKER_OPEN},
     {0, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_OPEN},
     {9, false, ORCA_BREAKER_UNSENT, ORCA_BREAKER_OPEN},
     {1, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_OPEN},
     {20, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_OPEN},
     {40, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_OPEN},
     {59, false, ORCA_BREAKER_UNSENT, ORCA_BREAKER_OPEN},
     {1, true, ORCA_BREAKER_FAILED, ORCA_BREAKER_OPEN},
     {60, true, ORCA_BREAKER_ANSWERED, ORCA_BREAKER_CLOSED},
     ENDS},
};

static bool is_end(const struct step *step) {
  return !step->enters && step->state == ORCA_BREAKER_CLOSED;
}

START_TEST(test_story) {
  const struct clock clock = {NULL, monotonic, NULL, NULL};
  struct orca_breaker breaker;
  now_us = 1000000;
  orca_breaker_init(&breaker, 3, &clock);
  for (const struct step *step = stories[_i]; !is_end(step); step++) {
    int64_t wait_us = 0;
    now_us += step->seconds * 1000000;
    ck_assert(orca_breaker_enter(&breaker, &wait_us) == step->enters);
    if (step->enters) {
      orca_breaker_report(&breaker, step->news);
    } else {
      ck_assert_int_gt(wait_us, 0);
    }
    ck_assert_msg(orca_breaker_state(&breaker) == step->state, "step %d",
                  (int)(step - stories[_i]));
  }
  orca_breaker_done(&breaker);
}
END_TEST

START_TEST(test_one_tries) {
  const struct clock clock = {NULL, monotonic, NULL, NULL};
  struct orca_breaker breaker;
  int64_t wait_us = 0;
  orca_breaker_init(&breaker, 1, &clock);
  orca_breaker_report(&breaker, ORCA_BREAKER_FAILED);
  ck_assert_str_eq(orca_breaker_name(orca_breaker_state(&breaker)), "open");
  ck_assert(!orca_breaker_allows(&breaker, &wait_us));
  ck_assert_int_eq(wait_us, ORCA_BREAKER_OPEN_US);
  now_us += ORCA_BREAKER_OPEN_US;
  ck_assert(orca_breaker_allows(&breaker, &wait_us));
  ck_assert(orca_breaker_enter(&breaker, &wait_us));
  ck_assert_str_eq(orca_breaker_name(orca_breaker_state(&breaker)), "half-open");
  ck_assert(!orca_breaker_enter(&breaker, &wait_us));
  ck_assert_int_eq(wait_us, 1000000);
  orca_breaker_report(&breaker, ORCA_BREAKER_ANSWERED);
  ck_assert(orca_breaker_enter(&breaker, &wait_us));
  orca_breaker_done(&breaker);
}
END_TEST

START_TEST(test_never) {
  const struct clock clock = {NULL, monotonic, NULL, NULL};
  struct orca_breaker breaker;
  orca_breaker_init(&breaker, 0, &clock);
  for (int i = 0; i < 100; i++) {
    orca_breaker_report(&breaker, ORCA_BREAKER_FAILED);
  }
  ck_assert_int_eq(orca_breaker_state(&breaker), ORCA_BREAKER_CLOSED);
  orca_breaker_done(&breaker);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_breaker");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(tests, test_story, 0, sizeof(stories) / sizeof(stories[0]));
  tcase_add_test(tests, test_one_tries);
  tcase_add_test(tests, test_never);
  suite_add_tcase(suite, tests);
  return suite;
}
