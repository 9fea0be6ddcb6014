/* How Subscriptions are told: events and types, answers, waits, what is written down. */
#include "server/subscription_plan.h"
#include "tests/unit/unit_main.h"

static const struct {
  const char *event;
  const char *first; /* NULL = none */
  const char *second;
} events[] = {
    {"patient_infomation", "Patient", NULL},
    {"patient_information", "Patient", NULL},
    {"patient_accept", "Encounter", "Appointment"},
    {"patient_account", "Encounter", "Appointment"},
    {"patient_hospital_stay", "Encounter", NULL},
    {"patient_memo", NULL, NULL},
    {"accept", NULL, NULL},
    {"print001", NULL, NULL},
    {"patient", NULL, NULL},
    {"", NULL, NULL},
};

START_TEST(test_types) {
  const char *const *types = subscription_plan_types(view_of(events[_i].event));
  if (events[_i].first == NULL) {
    ck_assert_ptr_null(types[0]);
    return;
  }
  ck_assert_str_eq(types[0], events[_i].first);
  if (events[_i].second == NULL) {
    ck_assert_ptr_null(types[1]);
    return;
  }
  ck_assert_str_eq(types[1], events[_i].second);
  ck_assert_ptr_null(types[2]);
}
END_TEST

static const struct {
  long status;
  enum subscription_result result;
} answers[] = {
    {0, SUBSCRIPTION_FAILED},      {100, SUBSCRIPTION_FAILED},    {200, SUBSCRIPTION_DELIVERED},
    {201, SUBSCRIPTION_DELIVERED}, {204, SUBSCRIPTION_DELIVERED}, {299, SUBSCRIPTION_DELIVERED},
    {301, SUBSCRIPTION_FAILED},    {307, SUBSCRIPTION_FAILED},    {400, SUBSCRIPTION_REFUSED},
    {401, SUBSCRIPTION_REFUSED},   {404, SUBSCRIPTION_REFUSED},   {408, SUBSCRIPTION_FAILED},
    {410, SUBSCRIPTION_REFUSED},   {429, SUBSCRIPTION_FAILED},    {499, SUBSCRIPTION_REFUSED},
    {500, SUBSCRIPTION_FAILED},    {503, SUBSCRIPTION_FAILED},
};

START_TEST(test_answer) {
  ck_assert_int_eq(subscription_plan_result(answers[_i].status), answers[_i].result);
}
END_TEST

static const struct {
  int64_t first_ms;
  int64_t longest_ms;
  uint32_t failures;
  int64_t wait_ms;
} waits[] = {
    {1000, 300000, 1, 1000},
    {1000, 300000, 2, 2000},
    {1000, 300000, 3, 4000},
    {1000, 300000, 9, 256000},
    {1000, 300000, 10, 300000},
    {1000, 300000, 11, 300000},
    {1000, 300000, UINT32_MAX, 300000},
    {5000, 5000, 1, 5000},
    {5000, 1000, 1, 1000},
    {1, 86400000, 27, 67108864},
    {1, 86400000, 28, 86400000},
    {3, 10, 2, 6},
    {3, 10, 3, 10},
};

START_TEST(test_wait) {
  const struct subscription_retry retry = {20, waits[_i].first_ms, waits[_i].longest_ms};
  ck_assert_int_eq(subscription_plan_wait_ms(&retry, waits[_i].failures), waits[_i].wait_ms);
}
END_TEST

#define NOW INT64_C(1800000000000)
#define HOUR INT64_C(3600000)

static const struct {
  enum subscription_result result;
  uint32_t failures; /* before */
  int64_t age_ms;
  enum subscription_result counted;
  bool is_done;
  const char *status;
  uint32_t failures_after;
  int64_t wait_ms;
  const char *error; /* before it was "old", now comes "new" */
} settlements[] = {
    {SUBSCRIPTION_DELIVERED, 2, 0, SUBSCRIPTION_DELIVERED, true, "active", 0, 0, "new"},
    {SUBSCRIPTION_UNMATCHED, 2, 0, SUBSCRIPTION_UNMATCHED, true, "active", 2, 0, "old"},
    {SUBSCRIPTION_REFUSED, 2, 0, SUBSCRIPTION_REFUSED, true, "active", 0, 0, "new"},
    {SUBSCRIPTION_FAILED, 0, 0, SUBSCRIPTION_FAILED, false, "active", 1, 1000, "new"},
    {SUBSCRIPTION_FAILED, 1, 48 * HOUR, SUBSCRIPTION_FAILED, false, "active", 2, 2000, "new"},
    {SUBSCRIPTION_FAILED, 2, 0, SUBSCRIPTION_GIVEN_UP, true, "error", 3, 0, "new"},
    {SUBSCRIPTION_FAILED, 9, 0, SUBSCRIPTION_GIVEN_UP, true, "error", 10, 0, "new"},
    {SUBSCRIPTION_UNKNOWN, 2, 0, SUBSCRIPTION_UNKNOWN, false, "active", 2, 30000, "old"},
    {SUBSCRIPTION_UNKNOWN, 2, 24 * HOUR, SUBSCRIPTION_GIVEN_UP, true, "active", 2, 0, "old"},
    {SUBSCRIPTION_BARRED, 1, 0, SUBSCRIPTION_BARRED, true, "error", 0, 0, "new"},
};

START_TEST(test_settle) {
  const struct subscription_retry retry = {3, 1000, 300000};
  const struct store_notification notification = {
      .subscription = {.failures = settlements[_i].failures,
                       .error = view_of("old"),
                       .error_detail = view_of("old")},
      .created_ms = NOW - settlements[_i].age_ms};
  struct subscription_outcome outcome = {settlements[_i].result, view_of("new"), view_of("new")};
  struct store_settlement made = subscription_plan_settle(&retry, &notification, NOW, &outcome);
  ck_assert_int_eq(outcome.result, settlements[_i].counted);
  ck_assert_ptr_eq(made.notification, &notification);
  ck_assert_int_eq(made.is_done, settlements[_i].is_done);
  ck_assert(view_is(made.status, settlements[_i].status));
  ck_assert_uint_eq(made.failures, settlements[_i].failures_after);
  ck_assert_int_eq(made.due_ms, settlements[_i].wait_ms == 0 ? 0 : NOW + settlements[_i].wait_ms);
  ck_assert(view_is(made.error, settlements[_i].error));
  ck_assert(view_is(made.error_detail, settlements[_i].error));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("subscription_plan");
  TCase *cases = tcase_create("plan");
  tcase_add_loop_test(cases, test_types, 0, sizeof events / sizeof events[0]);
  tcase_add_loop_test(cases, test_answer, 0, sizeof answers / sizeof answers[0]);
  tcase_add_loop_test(cases, test_wait, 0, sizeof waits / sizeof waits[0]);
  tcase_add_loop_test(cases, test_settle, 0, sizeof settlements / sizeof settlements[0]);
  suite_add_tcase(suite, cases);
  return suite;
}
