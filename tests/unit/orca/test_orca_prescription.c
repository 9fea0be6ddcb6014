/* A recorded prescription of a real ORCA: no root record, padded arrays, padded amounts. */
#include "server/orca/orca_prescription.h"
#include "tests/unit/orca/recorded_answers.h"

static const struct orca_account recorded_account = {.invoice = VIEW_LITERAL("0000861")};

START_TEST(test_prescription) {
  const char *body = recorded("api01rv2_prescriptionv2");
  if (body == NULL) {
    return;
  }
  struct fake_answer answers[2];
  struct orca_session session = session_with(answers, "prescriptionv2", body);
  struct orca_prescription_list list;
  ck_assert_int_eq(orca_prescription_list(&session, view_of("216"), &recorded_account, &list),
                   ERROR_OK);
  ck_assert_uint_eq(list.count, 1);
  const struct orca_prescription *prescription = &list.prescriptions[0];
  ck_assert(view_is(prescription->issued_date, "2017-10-30"));
  ck_assert(view_is(prescription->doctor_code, "10001"));
  ck_assert_uint_eq(prescription->rp_count, 1);
  ck_assert(view_is(prescription->rps[0].count, "001"));
  ck_assert_uint_eq(prescription->rps[0].line_count, 1);
  ck_assert(view_is(prescription->rps[0].lines[0].amount, "00001.00000"));
  ck_assert_uint_eq(prescription->memo_count, 0);
  orca_close(fake_state.orca);
}
END_TEST

START_TEST(test_no_prescription) {
  const char *body = recorded("api01rv2_prescriptionv2_0105");
  if (body == NULL) {
    return;
  }
  struct fake_answer answers[2];
  struct orca_session session = session_with(answers, "prescriptionv2", body);
  struct orca_prescription_list list;
  ck_assert_int_eq(orca_prescription_list(&session, view_of("216"), &recorded_account, &list),
                   ERROR_OK);
  ck_assert_uint_eq(list.count, 0);
  ck_assert(list.info.empty);
  orca_close(fake_state.orca);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_prescription");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, test_prescription);
  tcase_add_test(tests, test_no_prescription);
  suite_add_tcase(suite, tests);
  return suite;
}
