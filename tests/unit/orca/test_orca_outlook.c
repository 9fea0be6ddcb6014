/* What is known of ORCA follows the questions that were sent, and nothing else. */
#include "server/orca/orca_department.h"
#include "server/orca/orca_former_name.h"
#include "server/orca/orca_patient.h"
#include "tests/unit/orca/fake_orca.h"
#include "tests/unit/unit_main.h"

#define DEPARTMENTS                                                                                \
  "<xmlio2><departmentres type=\"record\"><Api_Result type=\"string\">00</Api_Result>"             \
  "</departmentres></xmlio2>"

static struct fake_orca fake;
static struct fake_setup setup_state;
static struct orca_session session;

static void setup(void) {
  fake_orca_init(&fake, NULL);
  ck_assert_int_eq(fake_orca_open(&fake, 60, &setup_state), ERROR_OK);
  session = (struct orca_session){.orca = setup_state.orca,
                                  .arena = arena_new(1u << 20),
                                  .deadline_us = INT64_MAX / 2,
                                  .fresh = true};
}

static void teardown(void) {
  orca_close(setup_state.orca);
  arena_free(session.arena);
}

static void check_front(enum orca_front front, const char *part) {
  struct orca_outlook_news news;
  struct orca_outlook *outlook = orca_outlook(setup_state.orca);
  ck_assert_int_eq(orca_outlook_get(outlook, session.arena, &news), ERROR_OK);
  ck_assert_str_eq(orca_front_get(news.front)->id, orca_front_get(front)->id);
  ck_assert_int_eq(orca_outlook_front(outlook), front);
  ck_assert(view_find(news.english, view_of(part), 0) != SIZE_MAX);
  ck_assert(view_find(news.japanese, view_of(part), 0) != SIZE_MAX);
}

static void ask(const struct fake_answer *answers) {
  struct orca_department_list list;
  fake.answers = answers;
  ck_assert_int_eq(orca_department_list(&session, &list) == ERROR_OK,
                   session.trouble.fault == ORCA_FAULT_NONE);
}

static const struct fake_answer well[] = {{"system01lstv2", "", 200, DEPARTMENTS, ERROR_OK},
                                          {NULL, NULL, 0, NULL, ERROR_OK}};

static const struct {
  long status;
  const char *body;
  enum error error;
  enum orca_front front;
  const char *part;
} rows[] = {
    {500, "", ERROR_OK, ORCA_FRONT_STRANGE, "500"},
    {503, "", ERROR_OK, ORCA_FRONT_BUSY, "503"},
    {401, "", ERROR_OK, ORCA_FRONT_REFUSED, "401"},
    {404, "", ERROR_OK, ORCA_FRONT_NO_PATH, "404"},
    {200, "<!DOCTYPE html><html/>", ERROR_OK, ORCA_FRONT_STRANGE, "127.0.0.1"},
    {0, "", ERROR_ORCA_UNREACHABLE, ORCA_FRONT_SILENT, "made to fail"},
};

/* In trouble it is told as such, and when ORCA is well again that. */
START_TEST(test_trouble_and_back) {
  const struct fake_answer bad[] = {
      {"system01lstv2", "", rows[_i].status, rows[_i].body, rows[_i].error},
      {NULL, NULL, 0, NULL, ERROR_OK}};
  check_front(ORCA_FRONT_UNKNOWN, "127.0.0.1");
  ask(well);
  check_front(ORCA_FRONT_ANSWERS, "weborca");
  ask(bad);
  check_front(rows[_i].front, rows[_i].part);
  ask(well);
  check_front(ORCA_FRONT_ANSWERS, "weborca");
}
END_TEST

/* Another trouble than before is told too. */
START_TEST(test_other_trouble) {
  static const struct fake_answer refused[] = {{"system01lstv2", "", 403, "", ERROR_OK},
                                               {NULL, NULL, 0, NULL, ERROR_OK}};
  static const struct fake_answer busy[] = {{"system01lstv2", "", 503, "", ERROR_OK},
                                            {NULL, NULL, 0, NULL, ERROR_OK}};
  ask(busy);
  check_front(ORCA_FRONT_BUSY, "503");
  ask(refused);
  check_front(ORCA_FRONT_REFUSED, "403");
}
END_TEST

/* A kept answer is no news, nor is a path that an older ORCA does not have, nor what is not sent.
 */
START_TEST(test_no_news) {
  static const struct fake_answer silent[] = {{"system01lstv2", "", 0, "", ERROR_ORCA_UNREACHABLE},
                                              {NULL, NULL, 0, NULL, ERROR_OK}};
  struct orca_former_name_list names;
  struct orca_patient patient;
  ask(well);
  fake.answers = silent;
  ck_assert_int_eq(orca_former_name_list(&session, view_of("12"), view_of(""), &names), ERROR_OK);
  check_front(ORCA_FRONT_ANSWERS, "weborca");
  session.fresh = false;
  ask(silent);
  check_front(ORCA_FRONT_ANSWERS, "weborca");
  session.fresh = true;
  for (size_t i = 0; i < 5; i++) {
    ask(silent); /* opens the breaker */
  }
  check_front(ORCA_FRONT_SILENT, "made to fail");
  ask(well);
  check_front(ORCA_FRONT_SILENT, "made to fail");
  ck_assert_int_eq(session.trouble.fault, ORCA_FAULT_BREAKER);
  fake.monotonic_us += ORCA_BREAKER_OPEN_US;
  ask(well);
  check_front(ORCA_FRONT_ANSWERS, "weborca");
  /* patients are in every ORCA */
  ck_assert_int_eq(orca_patient_get(&session, view_of("12"), &patient), ERROR_ORCA_ANSWER);
  check_front(ORCA_FRONT_NO_PATH, "404");
}
END_TEST

/* A client in a hurry says nothing of ORCA. */
START_TEST(test_hurry) {
  static const struct fake_answer late[] = {{"system01lstv2", "", 0, "", ERROR_ORCA_TIMEOUT},
                                            {NULL, NULL, 0, NULL, ERROR_OK}};
  ask(well);
  session.deadline_us = fake.monotonic_us + 100000; /* of a second that ORCA may take */
  ask(late);
  check_front(ORCA_FRONT_ANSWERS, "weborca");
  session.deadline_us = INT64_MAX / 2;
  ask(late);
  check_front(ORCA_FRONT_SILENT, "made to fail");
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_outlook");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, test_trouble_and_back, 0, sizeof(rows) / sizeof(rows[0]));
  tcase_add_test(tests, test_other_trouble);
  tcase_add_test(tests, test_no_news);
  tcase_add_test(tests, test_hurry);
  suite_add_tcase(suite, tests);
  return suite;
}
