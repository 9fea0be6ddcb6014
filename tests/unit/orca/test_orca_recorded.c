/* Answers recorded from a real ORCA (JSON, padded arrays) decode into the structs. */
#include "server/orca/orca_answer.h"
#include "server/orca/orca_department.h"
#include "server/orca/orca_disease.h"
#include "server/orca/orca_patient.h"
#include "server/orca/orca_physician.h"
#include "server/orca/orca_reception.h"
#include "tests/unit/orca/recorded_answers.h"

#include <dirent.h>
#include <stdio.h>

START_TEST(test_patient) {
  const char *body = recorded("api01rv2_patientgetv2");
  if (body == NULL) {
    return;
  }
  struct fake_answer answers[2];
  struct orca_session session = session_with(answers, "patientgetv2", body);
  struct orca_patient patient;
  ck_assert_int_eq(orca_patient_get(&session, view_of("1"), &patient), ERROR_OK);
  ck_assert(view_is(patient.id, "00001"));
  ck_assert(view_is(patient.home.zip_code, "6900051"));
  ck_assert(view_is(patient.workplace.phone, "0852-33-3333"));
  ck_assert_uint_eq(patient.contraindication[0].length, 0);
  ck_assert_uint_eq(patient.insurance_count, 3);
  ck_assert(view_is(patient.insurances[0].insurer_number, "320010"));
  ck_assert_uint_eq(patient.insurances[0].public_count, 0);
  ck_assert_uint_eq(patient.insurances[2].public_count, 1);
  ck_assert(view_is(patient.insurances[2].publics[0].insurer_number, "51326015"));
  orca_close(fake_state.orca);
}
END_TEST

START_TEST(test_diseases) {
  const char *body = recorded("api01rv2_diseasegetv2");
  if (body == NULL) {
    return;
  }
  struct fake_answer answers[2];
  struct orca_session session = session_with(answers, "diseasegetv2", body);
  struct orca_disease_list list;
  ck_assert_int_eq(orca_disease_list(&session, view_of("1"), &list), ERROR_OK);
  ck_assert_uint_eq(list.count, 7);
  ck_assert(view_is(list.diseases[0].supplement, "右膝"));
  ck_assert_uint_eq(list.diseases[2].part_count, 2);
  ck_assert(view_is(list.diseases[2].parts[0].code, "ZZZ2057"));
  ck_assert(view_is(list.diseases[6].suspected, "S"));
  orca_close(fake_state.orca);
}
END_TEST

START_TEST(test_unknown_patient) {
  const char *body = recorded("api01rv2_diseasegetv2_10");
  if (body == NULL) {
    return;
  }
  struct fake_answer answers[2];
  struct orca_session session = session_with(answers, "diseasegetv2", body);
  struct orca_disease_list list;
  ck_assert_int_eq(orca_disease_list(&session, view_of("9999"), &list), ERROR_NOT_FOUND);
  ck_assert_str_eq(session.trouble.code, "10");
  orca_close(fake_state.orca);
}
END_TEST

START_TEST(test_departments) {
  const char *body = recorded("api01rv2_system01lstv2_01");
  if (body == NULL) {
    return;
  }
  struct fake_answer answers[2];
  struct orca_session session = session_with(answers, "system01lstv2", body);
  struct orca_department_list list;
  ck_assert_int_eq(orca_department_list(&session, &list), ERROR_OK);
  ck_assert_uint_eq(list.count, 8);
  ck_assert(view_is(orca_department_find(&list, view_of("03"))->receipt_code, "09"));
  orca_close(fake_state.orca);
}
END_TEST

START_TEST(test_physicians) {
  const char *body = recorded("api01rv2_system01lstv2_02");
  if (body == NULL) {
    return;
  }
  struct fake_answer answers[2];
  struct orca_session session = session_with(answers, "system01lstv2", body);
  struct orca_physician_list list;
  ck_assert_int_eq(orca_physician_list(&session, &list), ERROR_OK);
  ck_assert_uint_eq(list.count, 2);
  ck_assert(view_is(list.physicians[1].code, "10002"));
  ck_assert(view_is(list.physicians[1].kana, "アアア"));
  ck_assert_uint_eq(list.physicians[1].departments[0].length, 0);
  orca_close(fake_state.orca);
}
END_TEST

START_TEST(test_receptions) {
  const char *body = recorded("api01rv2_acceptlstv2_03");
  if (body == NULL) {
    return;
  }
  struct fake_answer answers[2];
  struct orca_session session = session_with(answers, "acceptlstv2", body);
  struct orca_reception_list list;
  ck_assert_int_eq(orca_reception_list(&session, view_of("2017-08-09"), &list), ERROR_OK);
  ck_assert_uint_eq(list.count, 1);
  ck_assert(view_is(list.receptions[0].id, "00005"));
  ck_assert(view_is(list.receptions[0].time, "13:59:36"));
  ck_assert(view_is(list.receptions[0].patient_id, "00001"));
  ck_assert(view_is(list.receptions[0].physician, "10001"));
  ck_assert_uint_eq(list.receptions[0].account_time.length, 0);
  orca_close(fake_state.orca);
}
END_TEST

/* Every recording, of whatever API, is a readable record with an Api_Result in its root. */
START_TEST(test_all_are_readable) {
  DIR *directory = opendir(arena_string(arena, folder()));
  if (directory == NULL) {
    printf("skipped: recorded ORCA answers are not there\n");
    return;
  }
  size_t count = 0;
  for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
    struct view name = view_of(entry->d_name);
    if (!view_ends_with(name, view_of(".json"))) {
      continue;
    }
    const char *body =
        recorded(arena_string(arena, view_part(name, 0, name.length - strlen(".json"))));
    struct orca_record record;
    ck_assert_ptr_nonnull(body);
    ck_assert_int_eq(orca_answer_read(arena, view_of(body), &record), ERROR_OK);
    uint32_t root = record.nodes[ORCA_NODE_TOP].first;
    bool has_result = orca_record_text(&record, root, "Api_Result").length != 0 ||
                      orca_record_text(&record, ORCA_NODE_TOP, "Api_Result").length != 0;
    ck_assert_msg(has_result, "no Api_Result in %s", entry->d_name);
    count++;
  }
  closedir(directory);
  ck_assert_uint_gt(count, 50);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_recorded");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, test_patient);
  tcase_add_test(tests, test_diseases);
  tcase_add_test(tests, test_unknown_patient);
  tcase_add_test(tests, test_departments);
  tcase_add_test(tests, test_physicians);
  tcase_add_test(tests, test_receptions);
  tcase_add_test(tests, test_all_are_readable);
  suite_add_tcase(suite, tests);
  return suite;
}
