#include "server/http/rate_limit.h"
#include "server/limits.h"
#include "tests/unit/unit_main.h"

#include <stdio.h>

#define SECOND INT64_C(1000000)

static unsigned taken(struct rate_limit *limit, const char *name, uint32_t rate, int64_t now,
                      unsigned tries) {
  unsigned count = 0;
  uint32_t wait = 0;
  for (unsigned i = 0; i < tries; i++) {
    count += rate_limit_take(limit, view_of(name), rate, now, &wait);
  }
  return count;
}

START_TEST(burst_then_rate) {
  struct rate_limit *limit = rate_limit_new();
  ck_assert_uint_eq(taken(limit, "a", 5, 1000, 100), 10);
  ck_assert_uint_eq(taken(limit, "a", 5, 1000 + SECOND, 100), 5);
  ck_assert_uint_eq(taken(limit, "a", 5, 1000 + SECOND + SECOND / 5, 100), 1);
  ck_assert_uint_eq(taken(limit, "b", 5, 1000 + SECOND, 100), 10);
  ck_assert_uint_eq(taken(limit, "a", 5, 1000 + 100 * SECOND, 100), 10);
  rate_limit_free(limit);
}
END_TEST

START_TEST(small_steps_add_up) {
  struct rate_limit *limit = rate_limit_new();
  unsigned count = 0;
  ck_assert_uint_eq(taken(limit, "a", 1, 0, 10), 2);
  for (int64_t now = 1000; now <= 10 * SECOND; now += 1000) {
    count += taken(limit, "a", 1, now, 1);
  }
  ck_assert_uint_eq(count, 10);
  rate_limit_free(limit);
}
END_TEST

START_TEST(wait_is_told) {
  struct rate_limit *limit = rate_limit_new();
  uint32_t wait = 0;
  ck_assert_uint_eq(taken(limit, "a", 1, 0, 2), 2);
  ck_assert(!rate_limit_take(limit, view_of("a"), 1, SECOND / 2, &wait));
  ck_assert_uint_eq(wait, 1);
  ck_assert(rate_limit_take(limit, view_of("a"), 1, SECOND / 2 + wait * SECOND, &wait));
  rate_limit_free(limit);
}
END_TEST

START_TEST(zero_is_no_limit) {
  struct rate_limit *limit = rate_limit_new();
  ck_assert_uint_eq(taken(limit, "a", 0, 0, 1000), 1000);
  rate_limit_free(limit);
}
END_TEST

/* A clock that stands still or a rate of millions neither overflows nor gives more than the burst.
 */
START_TEST(extremes) {
  struct rate_limit *limit = rate_limit_new();
  ck_assert_uint_eq(taken(limit, "a", 1000000, INT64_MAX / 4, 3000000), 2000000);
  ck_assert_uint_eq(taken(limit, "a", 1000000, INT64_MAX / 2, 3000000), 2000000);
  ck_assert_uint_eq(taken(limit, "a", 1000000, 0, 10), 0);
  rate_limit_free(limit);
}
END_TEST

/* More names than buckets: the one that asks all the time keeps its own. */
START_TEST(quiet_ones_give_way) {
  struct rate_limit *limit = rate_limit_new();
  unsigned count = 0;
  for (unsigned i = 0; i < LIMIT_RATE_BUCKETS * 4; i++) {
    char name[32];
    snprintf(name, sizeof name, "10.0.%u.%u", i / 256, i % 256);
    count += taken(limit, "busy", 1, 1 + i, 1);
    (void)taken(limit, name, 1, 1 + i, 1);
  }
  ck_assert_uint_eq(count, 2);
  rate_limit_free(limit);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("rate_limit");
  TCase *cases = tcase_create("buckets");
  tcase_add_test(cases, burst_then_rate);
  tcase_add_test(cases, small_steps_add_up);
  tcase_add_test(cases, wait_is_told);
  tcase_add_test(cases, zero_is_no_limit);
  tcase_add_test(cases, extremes);
  tcase_add_test(cases, quiet_ones_give_way);
  suite_add_tcase(suite, cases);
  return suite;
}
