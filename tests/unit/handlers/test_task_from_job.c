/* Each state as a Task; dates and tokens of searches. */
#include "handlers/search_value.h"
#include "handlers/task_from_job.h"
#include "server/base/document.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;

static void set_up(void) {
  arena = arena_new(1000000);
}

static void tear_down(void) {
  arena_free(arena);
}

static struct view write_task(const struct store_job *job, enum language language) {
  struct buffer buffer = buffer_make(arena, 65536);
  struct json_writer writer = json_writer_make(&buffer, false);
  const struct task_telling telling = {NULL, language, arena};
  task_from_job_write(&writer, &telling, job);
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  return buffer_view(&buffer);
}

static const struct {
  enum job_state state;
  const char *code;
  const char *text;
  const char *status;
  const char *part; /* of the English Task */
  const char *japanese;
} tasks[] = {
    {JOB_QUEUED, "", "", "requested", "waiting to be sent", "送信待ち"},
    {JOB_QUEUED, "relay-not-sent", "", "requested", "could not be reached", "接続できず"},
    {JOB_SENDING, "", "", "in-progress", "\"code\":\"sending\"", "送信中"},
    {JOB_WAITING, "SIM-I-100", "処理中", "in-progress", "\"code\":\"SIM-I-100\"",
     "SIM-I-100: 処理中"},
    {JOB_UNKNOWN, "relay-lost", "", "in-progress", "before anything is sent again", "照会"},
    {JOB_ACCEPTED, "SIM-0000", "登録", "completed", "\"code\":\"accepted\"", "登録されました"},
    {JOB_VALIDATED, "", "", "requested", "destination is being checked", "宛先"},
    {JOB_CANCELLED, "", "", "cancelled", "cancelled at the service", "取り消されました"},
    {JOB_SUPERSEDED, "", "", "cancelled", "newer Bundle", "置き換え"},
    {JOB_REFUSED, "SIM-E-101", "番号 \"x\"", "failed", "(SIM-E-101: 番号 \\\"x\\\")", "拒否"},
    {JOB_DEAD, "relay-gave-up", "", "failed", "a person must look at it", "担当者"},
};

START_TEST(writes_states) {
  struct store_job job = {.id = view_of("job-1"),
                          .bundle_id = view_of("bundle-1"),
                          .kind = view_of("clinical"),
                          .identifier_system = view_of("urn:s"),
                          .identifier_value = view_of("A"),
                          .state = tasks[_i].state,
                          .created_ms = 1000,
                          .updated_ms = 2000,
                          .next_attempt_ms = tasks[_i].state < JOB_ACCEPTED ? 3000 : 0,
                          .attempts = 2,
                          .receipt = view_of("R1"),
                          .result_code = view_of(tasks[_i].code),
                          .result_text = view_of(tasks[_i].text)};
  struct view task = write_task(&job, LANGUAGE_ENGLISH);
  ck_assert_msg(view_find(task, view_of(tasks[_i].part), 0) != SIZE_MAX, "%.*s",
                VIEW_ARGUMENTS(task));
  struct document document;
  struct document_failure failure;
  ck_assert_int_eq(document_read(arena, task, NULL, &document, &failure), ERROR_OK);
  ck_assert(view_is(document_member_string(&document, 0, "status", arena), tasks[_i].status));
  ck_assert(view_is(document_member_string(&document, 0, "intent", arena), "order"));
  bool has_next = view_find(task, view_of("next-attempt"), 0) != SIZE_MAX;
  ck_assert_int_eq(has_next, tasks[_i].state < JOB_ACCEPTED);
  task = write_task(&job, LANGUAGE_JAPANESE);
  ck_assert_msg(view_find(task, view_of(tasks[_i].japanese), 0) != SIZE_MAX, "%.*s",
                VIEW_ARGUMENTS(task));
}
END_TEST

START_TEST(status_and_states_agree) {
  for (int state = 0; state < JOB_STATE_COUNT; state++) {
    bool known = false;
    uint32_t mask =
        task_from_job_states(view_of(task_from_job_status((enum job_state)state)), &known);
    ck_assert(known);
    ck_assert_uint_ne(mask & 1u << state, 0);
  }
}
END_TEST

#define OPEN_FROM INT64_MIN
#define OPEN_TO INT64_MAX
#define DAY INT64_C(86400000)
#define START INT64_C(1795186800000) /* 2026-11-21 in Japan */

static const struct {
  const char *text;
  bool usable;
  int64_t from;
  int64_t to;
} dates[] = {
    {"2026-11-21", true, START, START + DAY},
    {"eq2026-11-21", true, START, START + DAY},
    {"ge2026-11-21", true, START, OPEN_TO},
    {"gt2026-11-21", true, START + DAY, OPEN_TO},
    {"sa2026-11-21", true, START + DAY, OPEN_TO},
    {"le2026-11-21", true, OPEN_FROM, START + DAY},
    {"lt2026-11-21", true, OPEN_FROM, START},
    {"eb2026-11-21", true, OPEN_FROM, START},
    {"2026-11-21T00:00:00+09:00", true, START, START + 1000},
    {"gt2026-11-20T15:00:00Z", true, START + 1000, OPEN_TO},
    {"2026-11-21T00:00:00.000+09:00", true, START, START + 1},
    {"ne2026-11-21", false, 0, 0},
    {"ap2026-11-21", false, 0, 0},
    {"2026-11-32", false, 0, 0},
    {"ge", false, 0, 0},
    {"", false, 0, 0},
    {"g", false, 0, 0},
};

START_TEST(reads_dates) {
  int64_t from = OPEN_FROM;
  int64_t to = OPEN_TO;
  ck_assert_int_eq(search_value_date(view_of(dates[_i].text), &from, &to), dates[_i].usable);
  if (dates[_i].usable) {
    ck_assert_int_eq(from, dates[_i].from);
    ck_assert_int_eq(to, dates[_i].to);
  }
}
END_TEST

START_TEST(narrows_dates) {
  int64_t from = OPEN_FROM;
  int64_t to = OPEN_TO;
  ck_assert(search_value_date(view_of("ge2026-11-21"), &from, &to));
  ck_assert(search_value_date(view_of("lt2026-11-22"), &from, &to));
  ck_assert(search_value_date(view_of("ge2020-01-01"), &from, &to));
  ck_assert_int_eq(from, START);
  ck_assert_int_eq(to, START + DAY);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("task_from_job");
  TCase *tests = tcase_create("task");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, writes_states, 0, COUNT_OF(tasks));
  tcase_add_test(tests, status_and_states_agree);
  tcase_add_loop_test(tests, reads_dates, 0, COUNT_OF(dates));
  tcase_add_test(tests, narrows_dates);
  suite_add_tcase(suite, tests);
  return suite;
}
