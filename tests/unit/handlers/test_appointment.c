#include "handlers/appointment.h"
#include "tests/unit/handlers/orca_request_cases.h"

#define WHO(patient) RECORD("Patient_Information", TEXT("Patient_ID", patient))
#define ROW(time, id, rest)                                                                        \
  CHILD("Appointlst_Information", TEXT("Appointment_Time", time) TEXT("Appointment_Id", id) rest)
#define DAY(date) TEXT("Appointment_Date", date)
#define DOCTOR(code, name) TEXT("Physician_Code", code) TEXT("Physician_WholeName", name)

static const struct fake_answer answers[] = {
    {"appointlst2v2", "<Patient_ID type=\"string\">00012</Patient_ID>", 200,
     ANSWER("appointlst2res", "00",
            WHO("00012") ARRAY(
                "Appointlst_Information",
                ROW("15:30:00", "02",
                    DAY("2026-12-22") DOCTOR("10001", "見本　一") TEXT("Department_Code", "03")
                        TEXT("Department_WholeName", "小児科") TEXT("Medical_Information", "01")
                            TEXT("Medical_Information_WholeName", "診察１")
                                TEXT("Appointment_Note", "説明"))
                    ROW("", "01", DAY("2026-12-24") TEXT("Visit_Information", "1")))),
     ERROR_OK},
    {"appointlst2v2", "", 200, ANSWER("appointlst2res", "10", ""), ERROR_OK},
    {"appointlstv2", "2026-12-22", 200,
     ANSWER("appointlstres", "20",
            ARRAY("Appointlst_Information",
                  ROW("15:30:00", "02", WHO("00012") DOCTOR("10001", "見本　一"))
                      ROW("15:30:00", "03", WHO("00013") DOCTOR("10002", "見本　二葉"))
                          ROW("15:30:00", "04", ""))),
     ERROR_OK},
    {"appointlstv2", "", 200, ANSWER("appointlstres", "21", ""), ERROR_OK},
    {"system01lstv2", "", 200,
     ANSWER("departmentres", "00",
            ARRAY("Department_Information",
                  CHILD("Department_Information", TEXT("Code", "03") TEXT("Receipt_Code", "09")))),
     ERROR_OK},
    NO_MORE_ANSWERS,
};

#define ABSENT(key) "\"" key "\":{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition"

static const struct read_case reads[] = {
    {"appointment-20261222-153000-02-00012",
     ERROR_OK,
     2,
     {"\"status\":\"booked\"", "\"start\":\"2026-12-22T15:30:00+09:00\"," ABSENT("_end"),
      "ClinicalDepartment\",\"code\":\"09\",\"display\":\"小児科\"", "\"text\":\"診察１\"",
      "\"comment\":\"説明\"",
      "\"actor\":{\"reference\":\"Practitioner/10001\",\"display\":\"見本 一\"}",
      "\"actor\":{\"reference\":\"Patient/00012\"}"},
     NULL},
    /* without a time there is a day only, which a start cannot be */
    {"appointment-20261224-000000-01-00012",
     ERROR_OK,
     2,
     {"\"status\":\"arrived\"", ABSENT("_start")},
     "Practitioner"},
    {"appointment-20261222-153000-03-00012", ERROR_NOT_FOUND, 2, NOTHING, NULL},
    {"appointment-20261222-153000-02-00099", ERROR_NOT_FOUND, 1, NOTHING, NULL},
    {"appointment-20261232-153000-02-00012", ERROR_NOT_FOUND, 0, NOTHING, NULL},
    {"anything", ERROR_NOT_FOUND, 0, NOTHING, NULL},
};

START_TEST(test_read) {
  read_case_run(&reads[_i], handle_appointment_read);
}
END_TEST

struct search_case {
  const char *parameters[4];
  enum error error;
  const char *total;
  const char *issue; /* NULL = none */
  const char *asked; /* in the latest question; NULL = any */
};

static const struct search_case searches[] = {
    {{"patient", "Patient/00012"}, ERROR_OK, "\"total\":2", "appointment-start", NULL},
    {{"patient", "00012", "date", "ge2026-12-23"}, ERROR_OK, "\"total\":1", NULL, NULL},
    {{"patient", "00012", "status", "arrived"}, ERROR_OK, "\"total\":1", "appointment-start", NULL},
    {{"patient", "00012", "practitioner", "Practitioner/10002"},
     ERROR_OK,
     "\"total\":0",
     "appointment-start",
     NULL},
    {{"patient", "00099", "date", "ge2026-12-23"},
     ERROR_OK,
     "\"total\":0",
     "orca-search-patient-unknown",
     "<Base_Date type=\"string\">2026-12-23<"},
    /* a row of nobody is left out, and more than the limit is said */
    {{"date", "2026-12-22"}, ERROR_OK, "\"total\":2", "orca-truncated", NULL},
    {{"date", "2026-12-22", "practitioner", "10002"},
     ERROR_OK,
     "\"total\":1",
     "orca-truncated",
     NULL},
    {{"date", "2026-12-21"}, ERROR_OK, "\"total\":0", NULL, "2026-12-21"},
    {{"date", "ge2026-12-21"}, ERROR_BAD_REQUEST, NULL, "orca-patient-or-day", NULL},
    {{"practitioner", "10001"}, ERROR_BAD_REQUEST, NULL, "orca-patient-or-day", NULL},
};

START_TEST(test_search) {
  const struct search_case *row = &searches[_i];
  search_run(row->parameters, 4, handle_appointment_search);
  ck_assert_int_eq(test.error, row->error);
  ck_assert_msg(row->total == NULL || orca_request_has(&test, row->total), "%s", test.json);
  ck_assert_msg(row->asked == NULL || strstr(test.fake.body, row->asked) != NULL, "%s",
                test.fake.body);
  expect_issue(row->issue);
}
END_TEST

START_TEST(test_small_arenas) {
  test.request.path_parameters[0] = view_of("appointment-20261222-153000-02-00012");
  orca_request_run(&test, handle_appointment_read);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_survives_small_arenas(&test, handle_appointment_read));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("appointment");
  TCase *tests = orca_request_tests(suite, answers);
  tcase_add_loop_test(tests, test_read, 0, ROWS(reads));
  tcase_add_loop_test(tests, test_search, 0, ROWS(searches));
  tcase_add_test(tests, test_small_arenas);
  return suite;
}
