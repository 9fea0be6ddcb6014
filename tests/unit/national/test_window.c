/* How many messages may be under way: slow start, halving, rest in an outage. */
#include "server/national/window.h"
#include "tests/unit/unit_main.h"

#define NOW INT64_C(1000000)

static void bring(struct window *window, enum state_event event, int64_t at_ms) {
  ck_assert(window_take(window, at_ms));
  window_done(window, true, event, at_ms);
}

START_TEST(starts_slowly) {
  struct window window = window_make(8, 1000, 30000);
  static const int64_t widths[] = {1, 2, 4, 8, 8};
  for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
    ck_assert_int_eq(window.width, widths[i]);
    bring(&window, STATE_EVENT_ACCEPTED, NOW);
  }
}
END_TEST

START_TEST(holds_no_more_than_its_width) {
  struct window window = window_make(2, 1000, 30000);
  ck_assert(window_take(&window, NOW));
  ck_assert(!window_take(&window, NOW));
  window_done(&window, false, STATE_EVENT_ACCEPTED, NOW); /* there was nothing to send */
  ck_assert_int_eq(window.width, 1);
  bring(&window, STATE_EVENT_REFUSED, NOW); /* an answer like any other */
  ck_assert(window_take(&window, NOW));
  ck_assert(window_take(&window, NOW));
  ck_assert(!window_take(&window, NOW));
}
END_TEST

START_TEST(halves_with_trouble_and_grows_by_one) {
  static const enum state_event troubles[] = {STATE_EVENT_TRANSIENT, STATE_EVENT_LOST,
                                              STATE_EVENT_NOT_SENT};
  struct window window = window_make(16, 1000, 30000);
  for (int i = 0; i < 5; i++) {
    bring(&window, STATE_EVENT_ACCEPTED, NOW);
  }
  ck_assert_int_eq(window.width, 16);
  bring(&window, troubles[_i], NOW);
  ck_assert_int_eq(window.width, 8);
  bring(&window, STATE_EVENT_PROCESSING, NOW);
  ck_assert_int_eq(window.width, 9);
}
END_TEST

START_TEST(rests_in_an_outage) {
  struct window window = window_make(4, 1000, 30000);
  int64_t at_ms = NOW;
  bring(&window, STATE_EVENT_NOT_SENT, at_ms);
  bring(&window, STATE_EVENT_NOT_SENT, at_ms);
  bring(&window, STATE_EVENT_NOT_SENT, at_ms);
  static const int64_t pauses[] = {1000, 2000, 4000, 8000, 16000, 30000, 30000};
  for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
    ck_assert(!window_take(&window, at_ms + pauses[i] - 1));
    at_ms += pauses[i];
    bring(&window, STATE_EVENT_NOT_SENT, at_ms);
  }
  at_ms += 30000;
  bring(&window, STATE_EVENT_ACCEPTED, at_ms);
  ck_assert(window_take(&window, at_ms));
}
END_TEST

START_TEST(what_is_not_sendable_says_nothing_of_the_service) {
  struct window window = window_make(4, 1000, 30000);
  for (int i = 0; i < 10; i++) {
    bring(&window, STATE_EVENT_NOT_SENDABLE, NOW);
  }
  ck_assert_int_eq(window.width, 1);
  ck_assert_int_eq(window.troubles, 0);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("window");
  TCase *tests = tcase_create("window");
  tcase_add_test(tests, starts_slowly);
  tcase_add_test(tests, holds_no_more_than_its_width);
  tcase_add_loop_test(tests, halves_with_trouble_and_grows_by_one, 0, 3);
  tcase_add_test(tests, rests_in_an_outage);
  tcase_add_test(tests, what_is_not_sendable_says_nothing_of_the_service);
  suite_add_tcase(suite, tests);
  return suite;
}
