/* Few calls, the newest first, ids that can be read back, and what is left out is said. */
#include "handlers/patient_acts.h"
#include "handlers/orca_failure.h"
#include "server/limits.h"
#include "tests/unit/handlers/act_answers.h"
#include "tests/unit/unit_main.h"

static struct orca_request test;

static void teardown(void) {
  orca_request_done(&test);
}

struct split_case {
  const char *id;
  const char *patient; /* NULL: none of ours */
  const char *visit;
};

static const struct split_case splits[] = {
    {"00012.0000101.p1.1", "00012", "0000101"},
    {"12.i0000101.a3", "12", "i0000101"},
    {"12.2026-11-02-01-1-0001.a3.1", "12", "2026-11-02-01-1-0001"},
    {"12", NULL, NULL},
    {"12.1", NULL, NULL},
    {"12.1.", NULL, NULL},
    {".1.a", NULL, NULL},
    {"12..a", NULL, NULL},
    {"", NULL, NULL},
};

START_TEST(test_split) {
  struct view patient;
  struct view visit;
  const struct split_case *row = &splits[_i];
  bool is_ours = patient_acts_split_id(view_of(row->id), &patient, &visit);
  ck_assert_int_eq(is_ours, row->patient != NULL);
  ck_assert(!is_ours || (view_is(patient, row->patient) && view_is(visit, row->visit)));
}
END_TEST

static enum error collect(const struct fake_answer *answers, const char *visit,
                          struct patient_acts *ret_acts) {
  orca_request_init(&test, answers);
  const struct patient_acts_wanted wanted = {
      .patient_id = view_of("12"), .visit = view_of(visit), .prescriptions = true};
  struct orca_session session = orca_failure_session(&test.request);
  return patient_acts_collect(&test.request, &session, &wanted, ret_acts);
}

#define THREE_ACCOUNTS                                                                             \
  ACCOUNTS("00", ACCOUNT("2026-10-05", "0000088", "") ACCOUNT("2026-11-02", "0000101", "")         \
                     ACCOUNT("2026-10-05", "", ""))
#define DRUGS(class) ACTS("00", ACT(class, "7", "", LINE("620000009", "薬", "")))

START_TEST(test_newest_first) {
  const struct fake_answer answers[] = ACT_ANSWERS(THREE_ACCOUNTS, ACTS("15", ""), NO_PRESCRIPTION);
  struct patient_acts acts;
  ck_assert_int_eq(collect(answers, "", &acts), ERROR_OK);
  ck_assert_uint_eq(acts.count, 3);
  ck_assert(view_is(acts.patient_id, "00012"));
  ck_assert(view_is(acts.visits[0].key, "0000101"));
  ck_assert(view_is(acts.visits[1].key, "0000088"));
  ck_assert(view_is(acts.visits[2].key, "2026-10-05-01-1-0001"));
  ck_assert_uint_eq(test.fake.calls, 5); /* two lists, three visits */
}
END_TEST

START_TEST(test_one_visit) {
  const struct fake_answer answers[] = ACT_ANSWERS(THREE_ACCOUNTS, DRUGS("212"), NO_PRESCRIPTION);
  struct patient_acts acts;
  ck_assert_int_eq(collect(answers, "0000088", &acts), ERROR_OK);
  ck_assert_uint_eq(acts.count, 1);
  ck_assert_uint_eq(test.fake.calls, 4); /* two lists, the visit, its prescription */
  ck_assert_ptr_nonnull(strstr(test.fake.body, "\"Invoice_Number\":\"0000088\""));
}
END_TEST

/* Without drugs for an outside pharmacy, or without an invoice, no prescription is asked for. */
START_TEST(test_no_prescription_asked) {
  const struct fake_answer in_house[] = ACT_ANSWERS(ONE_ACCOUNT, DRUGS("211"), NO_PRESCRIPTION);
  struct patient_acts acts;
  ck_assert_int_eq(collect(in_house, "", &acts), ERROR_OK);
  ck_assert_uint_eq(test.fake.calls, 3);
  orca_request_done(&test);
  const struct fake_answer no_invoice[] =
      ACT_ANSWERS(ACCOUNTS("00", ACCOUNT("2026-10-05", "", "")), DRUGS("212"), NO_PRESCRIPTION);
  ck_assert_int_eq(collect(no_invoice, "", &acts), ERROR_OK);
  ck_assert_uint_eq(test.fake.calls, 3);
}
END_TEST

/* In-patient accounts have keys of their own. */
START_TEST(test_inpatient) {
  const struct fake_answer answers[] = {
      {"medicalgetv2", "class=02", 200, ACTS("15", ""), ERROR_OK},
      {"medicalgetv2", "<InOut type=\"string\">I<", 200, ONE_ACCOUNT, ERROR_OK},
      {"medicalgetv2", "class=01", 200, ONE_ACCOUNT, ERROR_OK},
      NO_MORE_ANSWERS};
  struct patient_acts acts;
  ck_assert_int_eq(collect(answers, "", &acts), ERROR_OK);
  ck_assert_uint_eq(acts.count, 2);
  ck_assert(view_is(acts.visits[0].key, "0000101"));
  ck_assert(view_is(acts.visits[1].key, "i0000101"));
}
END_TEST

/* Fifty accounts, the older half first, and ORCA says that there are more. */
static const char *many_accounts(void) {
  static char body[65536];
  static const char older[] = ACCOUNT("2026-10-05", "1", "");
  static const char newer[] = ACCOUNT("2026-10-06", "2", "");
  size_t length = (size_t)snprintf(
      body, sizeof body,
      "<xmlio2><medicalget01res type=\"record\">%s<Medical_List_Information type=\"array\">",
      TEXT("Api_Result", "14"));
  for (int i = 0; i < 50; i++) {
    length += (size_t)snprintf(body + length, sizeof body - length, "%s", i < 25 ? older : newer);
  }
  (void)snprintf(body + length, sizeof body - length,
                 "</Medical_List_Information></medicalget01res></xmlio2>");
  return body;
}

START_TEST(test_too_many) {
  const struct fake_answer answers[] =
      ACT_ANSWERS(many_accounts(), ACTS("15", ""), NO_PRESCRIPTION);
  struct patient_acts acts;
  ck_assert_int_eq(collect(answers, "", &acts), ERROR_OK);
  ck_assert_uint_eq(acts.count, LIMIT_ACT_VISITS);
  ck_assert(view_is(acts.visits[0].account.date, "2026-10-06"));
  ck_assert(orca_request_has_issue(&test, "orca-visits-left"));
  ck_assert(orca_request_has_issue(&test, "orca-truncated"));
}
END_TEST

/* A failure of one call is a failure: a list that silently lacks a visit would be worse. */
START_TEST(test_failure) {
  const struct fake_answer answers[] = {{"medicalgetv2", "class=01", 200, ONE_ACCOUNT, ERROR_OK},
                                        {"medicalgetv2", "class=02", 500, "", ERROR_OK},
                                        NO_MORE_ANSWERS};
  struct patient_acts acts;
  ck_assert_int_eq(collect(answers, "", &acts), ERROR_ORCA_ANSWER);
}
END_TEST

/* An ORCA without prescriptionv2 (404): the acts say most of it, and that is told. */
START_TEST(test_without_api) {
  const struct fake_answer answers[] = {
      {"medicalgetv2", "<InOut type=\"string\">I<", 200, ACCOUNTS("15", ""), ERROR_OK},
      {"medicalgetv2", "class=01", 200, ONE_ACCOUNT, ERROR_OK},
      {"medicalgetv2", "class=02", 200, DRUGS("212"), ERROR_OK},
      NO_MORE_ANSWERS};
  struct patient_acts acts;
  ck_assert_int_eq(collect(answers, "", &acts), ERROR_OK);
  ck_assert_uint_eq(acts.visits[0].prescription.count, 0);
  ck_assert(orca_request_has_issue(&test, "orca-prescription-refused"));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("patient_acts");
  TCase *pure = tcase_create("ids");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(pure, test_split, 0, (int)(sizeof(splits) / sizeof(splits[0])));
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_test(tests, test_newest_first);
  tcase_add_test(tests, test_one_visit);
  tcase_add_test(tests, test_no_prescription_asked);
  tcase_add_test(tests, test_inpatient);
  tcase_add_test(tests, test_too_many);
  tcase_add_test(tests, test_failure);
  tcase_add_test(tests, test_without_api);
  suite_add_tcase(suite, pure);
  suite_add_tcase(suite, tests);
  return suite;
}
