/* The pure state machine against its table, written down a second time. */
#include "server/national/state.h"
#include "tests/unit/unit_main.h"

static const struct state_policy policy = {.backoff_first_ms = 1000,
                                           .backoff_maximum_ms = 300000,
                                           .result_first_ms = 500,
                                           .result_maximum_ms = 60000,
                                           .give_up_ms = 1000000,
                                           .unreadable_maximum = 3};

#define NOW INT64_C(1800000000000)

static struct state_job make_job(enum job_state state) {
  return (struct state_job){
      .state = state, .id = view_of("job-1"), .attempts = 1, .created_ms = NOW - 10};
}

#define V JOB_VALIDATED
#define S JOB_SENDING
#define W JOB_WAITING
#define U JOB_UNKNOWN

static const struct {
  enum job_state from;
  enum state_event event;
  enum job_state to;
} rows[] = {
    {S, STATE_EVENT_ACCEPTED, JOB_ACCEPTED},
    {S, STATE_EVENT_PROCESSING, W},
    {S, STATE_EVENT_REFUSED, JOB_REFUSED},
    {S, STATE_EVENT_TRANSIENT, JOB_QUEUED},
    {S, STATE_EVENT_NOT_RECEIVED, U},
    {S, STATE_EVENT_UNREADABLE, U},
    {S, STATE_EVENT_LOST, U},
    {S, STATE_EVENT_NOT_SENT, JOB_QUEUED},
    {S, STATE_EVENT_NOT_SENDABLE, JOB_DEAD},
    {V, STATE_EVENT_ACCEPTED, V},
    {V, STATE_EVENT_PROCESSING, V},
    {V, STATE_EVENT_REFUSED, JOB_REFUSED},
    {V, STATE_EVENT_TRANSIENT, V},
    {V, STATE_EVENT_NOT_RECEIVED, V},
    {V, STATE_EVENT_UNREADABLE, V},
    {V, STATE_EVENT_LOST, V},
    {V, STATE_EVENT_NOT_SENT, V},
    {V, STATE_EVENT_NOT_SENDABLE, JOB_DEAD},
    {W, STATE_EVENT_ACCEPTED, JOB_ACCEPTED},
    {W, STATE_EVENT_PROCESSING, W},
    {W, STATE_EVENT_REFUSED, JOB_REFUSED},
    {W, STATE_EVENT_TRANSIENT, W},
    {W, STATE_EVENT_NOT_RECEIVED, JOB_QUEUED},
    {W, STATE_EVENT_UNREADABLE, W},
    {W, STATE_EVENT_LOST, W},
    {W, STATE_EVENT_NOT_SENT, W},
    {W, STATE_EVENT_NOT_SENDABLE, JOB_DEAD},
    {U, STATE_EVENT_ACCEPTED, JOB_ACCEPTED},
    {U, STATE_EVENT_PROCESSING, W},
    {U, STATE_EVENT_REFUSED, JOB_REFUSED},
    {U, STATE_EVENT_TRANSIENT, U},
    {U, STATE_EVENT_NOT_RECEIVED, JOB_QUEUED},
    {U, STATE_EVENT_UNREADABLE, U},
    {U, STATE_EVENT_LOST, U},
    {U, STATE_EVENT_NOT_SENT, U},
    {U, STATE_EVENT_NOT_SENDABLE, JOB_DEAD},
};

START_TEST(follows_table) {
  struct state_job job = make_job(rows[_i].from);
  struct state_change change = state_next(&policy, &job, rows[_i].event, NOW);
  ck_assert_int_eq(change.state, rows[_i].to);
  ck_assert(!change.gave_up);
  if (rows[_i].to >= JOB_ACCEPTED) {
    ck_assert_int_eq(change.next_attempt_ms, 0);
  } else {
    ck_assert_int_gt(change.next_attempt_ms, NOW);
  }
  struct state_change again = state_next(&policy, &job, rows[_i].event, NOW);
  ck_assert_mem_eq(&change.next_attempt_ms, &again.next_attempt_ms, sizeof(int64_t));
}
END_TEST

/* However long the check took, the Bundle is sent at once then. */
START_TEST(checked_is_due_now) {
  struct state_job job = make_job(V);
  job.created_ms = NOW - policy.give_up_ms - 1;
  struct state_change change = state_next(&policy, &job, STATE_EVENT_CHECKED, NOW);
  ck_assert_int_eq(change.state, JOB_QUEUED);
  ck_assert_int_eq(change.next_attempt_ms, NOW);
}
END_TEST

/* What may have reached the service is only sent again when the service says that it has nothing.
 */
START_TEST(never_sends_twice_by_itself) {
  for (int event = 0; event < STATE_EVENT_CHECKED; event++) {
    struct state_job job = make_job(U);
    struct state_change change = state_next(&policy, &job, (enum state_event)event, NOW);
    ck_assert((change.state == JOB_QUEUED) == (event == STATE_EVENT_NOT_RECEIVED));
  }
}
END_TEST

/* After a long outage the resending does not wait as long as the outage made it wait between
 * attempts. */
START_TEST(resends_soon) {
  struct state_job job = make_job(U);
  job.attempts = 100;
  struct state_change change = state_next(&policy, &job, STATE_EVENT_NOT_RECEIVED, NOW);
  ck_assert_int_le(change.next_attempt_ms, NOW + policy.backoff_first_ms * 125 / 100);
  change = state_next(&policy, &job, STATE_EVENT_LOST, NOW);
  ck_assert_int_ge(change.next_attempt_ms, NOW + policy.backoff_maximum_ms * 75 / 100);
}
END_TEST

START_TEST(gives_up_by_age) {
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
    struct state_job job = make_job(rows[i].from);
    job.created_ms = NOW - policy.give_up_ms - 1;
    struct state_change change = state_next(&policy, &job, rows[i].event, NOW);
    bool is_end = rows[i].to >= JOB_ACCEPTED;
    ck_assert_int_eq(change.state, is_end ? rows[i].to : JOB_DEAD);
    ck_assert_int_eq(change.gave_up, !is_end);
  }
}
END_TEST

static const struct {
  uint32_t attempts;
  bool was_unreadable;
  enum job_state to;
} unreadable[] = {
    {1, false, U},       {2, true, U},    {3, false, U},
    {3, true, JOB_DEAD}, {100, false, U}, {100, true, JOB_DEAD},
};

START_TEST(gives_up_unreadable) {
  struct state_job job = make_job(U);
  job.attempts = unreadable[_i].attempts;
  job.was_unreadable = unreadable[_i].was_unreadable;
  ck_assert_int_eq(state_next(&policy, &job, STATE_EVENT_UNREADABLE, NOW).state, unreadable[_i].to);
}
END_TEST

static const struct {
  uint32_t attempts;
  int64_t middle;
} delays[] = {{0, 1000},   {1, 1000},    {2, 2000},           {3, 4000},
              {9, 256000}, {10, 300000}, {UINT32_MAX, 300000}};

START_TEST(backs_off) {
  int64_t middle = delays[_i].middle;
  bool differs = false;
  int64_t first = 0;
  for (int i = 0; i < 50; i++) {
    char id[2] = {(char)('0' + i), '\0'};
    int64_t delay = state_backoff(1000, 300000, view_of(id), delays[_i].attempts);
    ck_assert_int_ge(delay, middle * 75 / 100);
    ck_assert_int_le(delay, middle * 125 / 100);
    if (i == 0) {
      first = delay;
    }
    differs = differs || delay != first;
  }
  ck_assert(differs); /* jobs that failed together come back apart */
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("state");
  TCase *tests = tcase_create("state");
  tcase_add_loop_test(tests, follows_table, 0, COUNT_OF(rows));
  tcase_add_test(tests, checked_is_due_now);
  tcase_add_test(tests, never_sends_twice_by_itself);
  tcase_add_test(tests, resends_soon);
  tcase_add_test(tests, gives_up_by_age);
  tcase_add_loop_test(tests, gives_up_unreadable, 0, COUNT_OF(unreadable));
  tcase_add_loop_test(tests, backs_off, 0, COUNT_OF(delays));
  suite_add_tcase(suite, tests);
  return suite;
}
