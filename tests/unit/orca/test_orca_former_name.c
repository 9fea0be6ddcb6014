/* Former names are asked for again only when the name changed, a day passed, or ORCA said so; an
 * ORCA that does not have them is asked once an hour. */
#include "server/orca/orca_former_name.h"
#include "tests/unit/orca/fake_orca.h"
#include "tests/unit/unit_main.h"

#define ANSWER                                                                                     \
  "<xmlio2><patientlst8res type=\"record\"><Api_Result type=\"string\">000</Api_Result>"           \
  "<Former_Name_Information type=\"array\"><Former_Name_Information_child type=\"record\">"        \
  "<WholeName type=\"string\">試作　花子</WholeName></Former_Name_Information_child>"         \
  "</Former_Name_Information></patientlst8res></xmlio2>"
#define MINUTE_MS 60000
#define HOUR_MS 3600000
#define DAY_MS 86400000

static const struct fake_answer answers[] = {{"patientlst8v2", "00012", 200, ANSWER, ERROR_OK},
                                             {NULL, NULL, 0, NULL, ERROR_OK}};

static struct fake_orca fake;
static struct fake_setup setup_state;

static const struct {
  uint32_t cache_seconds;
  const char *first; /* names at the two times */
  const char *second;
  int64_t later_ms;
  bool fresh;
  bool forgotten;
  uint32_t calls;
} rows[] = {
    {60, "日医　花子", "日医　花子", 5 * MINUTE_MS, false, false, 1},
    {60, "日医　花子", "日医　花子", 5 * MINUTE_MS, true, false, 1},
    {60, "日医　花子", "例題　花子", 0, false, false, 2},
    {60, "日医　花子", "日医　花子", DAY_MS + 1, false, false, 2},
    {60, "日医　花子", "日医　花子", 0, false, true, 2},
    {60, "", "", 5 * MINUTE_MS, false, false, 2},
    {0, "日医　花子", "日医　花子", 0, false, false, 2},
};

static void ask(struct orca_session *session, const char *name) {
  struct orca_former_name_list list;
  ck_assert_int_eq(orca_former_name_list(session, view_of("00012"), view_of(name), &list),
                   ERROR_OK);
  ck_assert_uint_eq(list.count, 1);
  ck_assert(view_is(list.names[0].name, "試作　花子"));
}

START_TEST(test_kept) {
  fake_orca_init(&fake, answers);
  ck_assert_int_eq(fake_orca_open(&fake, rows[_i].cache_seconds, &setup_state), ERROR_OK);
  struct orca_session session = {
      .orca = setup_state.orca, .arena = arena_new(1u << 20), .deadline_us = INT64_MAX / 2};
  ask(&session, rows[_i].first);
  fake.now_ms += rows[_i].later_ms;
  fake.monotonic_us += rows[_i].later_ms * 1000;
  session.fresh = rows[_i].fresh;
  if (rows[_i].forgotten) {
    orca_forget(setup_state.orca, view_of("12"));
  }
  ask(&session, rows[_i].second);
  ck_assert_uint_eq(fake.calls, rows[_i].calls);
  orca_close(setup_state.orca);
  arena_free(session.arena);
}
END_TEST

static const struct {
  long status;
  enum error error;
  const char *second; /* patient */
  int64_t later_ms;
  bool fresh;
  uint32_t calls;
} absences[] = {
    {404, ERROR_OK, "00012", 5 * MINUTE_MS, false, 1},
    {405, ERROR_OK, "00012", 5 * MINUTE_MS, false, 1},
    {404, ERROR_OK, "00013", HOUR_MS - 1, true, 1},
    {404, ERROR_OK, "00013", HOUR_MS, false, 2},
    /* what may be otherwise the next time is not remembered */
    {401, ERROR_ORCA_REFUSED, "00012", 0, false, 2},
    {429, ERROR_ORCA_BUSY, "00012", 0, false, 2},
    {500, ERROR_ORCA_ANSWER, "00012", 0, false, 2},
    {200, ERROR_ORCA_ANSWER, "00012", 0, false, 2},
};

START_TEST(test_absent) {
  const struct fake_answer absent[] = {
      {"patientlst8v2", "", absences[_i].status, "<html/>", ERROR_OK},
      {NULL, NULL, 0, NULL, ERROR_OK}};
  const char *const patients[] = {"00012", absences[_i].second};
  struct orca_former_name_list list;
  fake_orca_init(&fake, absent);
  ck_assert_int_eq(fake_orca_open(&fake, 60, &setup_state), ERROR_OK);
  struct orca_session session = {
      .orca = setup_state.orca, .arena = arena_new(1u << 20), .deadline_us = INT64_MAX / 2};
  for (size_t i = 0; i < 2; i++) {
    enum error error =
        orca_former_name_list(&session, view_of(patients[i]), view_of("日医　花子"), &list);
    ck_assert_int_eq(error, absences[_i].error);
    ck_assert(error != ERROR_OK || list.count == 0);
    fake.now_ms += absences[_i].later_ms;
    fake.monotonic_us += absences[_i].later_ms * 1000;
    session.fresh = absences[_i].fresh;
  }
  ck_assert_uint_eq(fake.calls, absences[_i].calls);
  orca_close(setup_state.orca);
  arena_free(session.arena);
}
END_TEST

/* Only that API is passed over. */
START_TEST(test_others_are_asked) {
  static const struct fake_answer none[] = {{NULL, NULL, 0, NULL, ERROR_OK}};
  struct orca_former_name_list list;
  fake_orca_init(&fake, none);
  ck_assert_int_eq(fake_orca_open(&fake, 60, &setup_state), ERROR_OK);
  struct orca_session session = {
      .orca = setup_state.orca, .arena = arena_new(1u << 20), .deadline_us = INT64_MAX / 2};
  ck_assert_int_eq(orca_former_name_list(&session, view_of("00012"), view_of(""), &list), ERROR_OK);
  for (uint32_t calls = 2; calls < 4; calls++) {
    struct orca_reply reply;
    const struct orca_question question = {.api = ORCA_API_FACILITY};
    ck_assert_int_eq(orca_ask(&session, &question, &reply), ERROR_ORCA_ANSWER);
    ck_assert_uint_eq(fake.calls, calls);
  }
  orca_close(setup_state.orca);
  arena_free(session.arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_former_name");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(tests, test_kept, 0, sizeof(rows) / sizeof(rows[0]));
  tcase_add_loop_test(tests, test_absent, 0, sizeof(absences) / sizeof(absences[0]));
  tcase_add_test(tests, test_others_are_asked);
  suite_add_tcase(suite, tests);
  return suite;
}
