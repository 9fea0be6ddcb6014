#include "handlers/consent_age.h"
#include "server/base/clock.h"
#include "tests/unit/unit_main.h"

#define NOW "2026-11-21T10:00:00+09:00"

static const struct {
  const char *consent;
  enum consent_age age;
} ages[] = {
    {"2026-11-21T10:00:00+09:00", CONSENT_AGE_GOOD},
    {"2026-11-21T01:00:00Z", CONSENT_AGE_GOOD},
    {"2026-11-20T10:00:00+09:00", CONSENT_AGE_GOOD}, /* 24 hours to the second */
    {"2026-11-20T09:59:59.999+09:00", CONSENT_AGE_OLD},
    {"2026-11-20T09:59:59+09:00", CONSENT_AGE_OLD},
    {"2025-11-21T10:00:00+09:00", CONSENT_AGE_OLD},
    {"2026-11-21T10:05:00+09:00", CONSENT_AGE_GOOD}, /* five minutes ahead */
    {"2026-11-21T10:05:00.001+09:00", CONSENT_AGE_FUTURE},
    {"2026-11-21T10:00:00Z", CONSENT_AGE_FUTURE},
    {"2026-11-21T09:00:00 09:00", CONSENT_AGE_GOOD}, /* a plus sign that was decoded */
};

START_TEST(test_ages) {
  int64_t now_ms;
  int64_t consent_ms;
  ck_assert(clock_parse(view_of(NOW), &now_ms));
  ck_assert(consent_age_parse(view_of(ages[_i].consent), &consent_ms));
  ck_assert_int_eq(consent_age_judge(consent_ms, now_ms), ages[_i].age);
}
END_TEST

static const char *const no_instants[] = {
    "",
    "2026-11-21",
    "2026-11",
    "now",
    "T",
    "2026-11-21T10:00",
    "2026-11-21T10:00:00", /* without zone */
    "2026-13-21T10:00:00Z",
    "2026-11-21T25:00:00Z",
    "2026-11-21T10:00:00.000000000000000000000000000+09:00",
};

START_TEST(test_no_instants) {
  int64_t consent_ms;
  ck_assert_msg(!consent_age_parse(view_of(no_instants[_i]), &consent_ms), "%s", no_instants[_i]);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("consent_age");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(tests, test_ages, 0, sizeof ages / sizeof ages[0]);
  tcase_add_loop_test(tests, test_no_instants, 0, sizeof no_instants / sizeof no_instants[0]);
  suite_add_tcase(suite, tests);
  return suite;
}
