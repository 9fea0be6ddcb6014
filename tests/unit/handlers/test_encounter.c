#include "handlers/encounter.h"
#include "tests/unit/handlers/orca_request_cases.h"

#define WHO(patient) RECORD("Patient_Information", TEXT("Patient_ID", patient))
#define DEPARTMENT(code) TEXT("Department_Code", code) TEXT("Department_Name", "科" code)
#define VISIT(patient, department, sequence, rest)                                                 \
  CHILD("Visit_List_Information",                                                                  \
        WHO(patient) DEPARTMENT(department) TEXT("Sequential_Number", sequence) rest)
#define RECEPTION(id, time, patient, department, rest)                                             \
  CHILD("Acceptlst_Information", TEXT("Acceptance_Id", id) TEXT("Acceptance_Time", time)           \
                                     WHO(patient) TEXT("Department_Code", department) rest)
#define BILLED(date, department, sequence, rest)                                                   \
  CHILD("Medical_List_Information", TEXT("Perform_Date", date) DEPARTMENT(department)              \
                                        TEXT("Sequential_Number", sequence) rest)
#define DOCTOR(code, name) TEXT("Physician_Code", code) TEXT("Physician_WholeName", name)
#define VALUE(name, data, meaning) RECORD(name, TEXT("Data", data) TEXT("Name", meaning))
#define STAY_DOCTOR(code, name) CHILD("Doctor", TEXT("Data", code) TEXT("Name", name))
#define STAY(rest) CHILD("Hospital_Stay_Infomation", rest)

/* Today is 2026-11-21. Two visits of 00012 in one department: one is paid, one waits. */
static const struct fake_answer answers[] = {
    {"visitptlstv2", "2026-11-21", 200,
     ANSWER("visitptlst01res", "00",
            ARRAY("Visit_List_Information",
                  VISIT("00012", "01", "1",
                        DOCTOR("10002", "見本　二葉") TEXT("Voucher_Number", "0000001")
                            TEXT("Update_Date", "2026-11-21") TEXT("Update_Time", "10:00:00"))
                      VISIT("00012", "01", "1", TEXT("Voucher_Number", "0000002")))),
     ERROR_OK},
    {"visitptlstv2", "", 200, ANSWER("visitptlst01res", "13", ""), ERROR_OK},
    {"acceptlstv2", "2026-11-21", 200,
     ANSWER("acceptlstres", "00",
            ARRAY("Acceptlst_Information",
                  RECEPTION("00003", "11:00:00", "00012", "01", "")
                      RECEPTION("00001", "09:00:00", "00012", "01",
                                DOCTOR("10001", "見本　一") TEXT("Account_Time", "09:58:00") TEXT(
                                    "Appointment_Time", "09:15:00") TEXT("Appointment_Id", "01"))
                          RECEPTION("00002", "09:30:00", "00013", "01", "")
                              RECEPTION("00004", "09:31:00", "", "01", ""))),
     ERROR_OK},
    {"acceptlstv2", "2026-11-20", 200,
     ANSWER("acceptlstres", "20",
            ARRAY("Acceptlst_Information", RECEPTION("00001", "25:00:00", "00012", "04", ""))),
     ERROR_OK},
    {"acceptlstv2", "", 200, ANSWER("acceptlstres", "21", ""), ERROR_OK},
    {"medicalgetv2", "<Patient_ID type=\"string\">12<", 200,
     ANSWER("medicalget01res", "00",
            WHO("00012") ARRAY("Medical_List_Information",
                               BILLED("2026-11-21", "01", "1", TEXT("Invoice_Number", "0000001"))
                                   BILLED("2025-10-06", "04", "1", ""))),
     ERROR_OK},
    {"medicalgetv2", "", 200, ANSWER("medicalget01res", "10", ""), ERROR_OK},
    {"patientgetv2", "id=12", 200,
     PATIENT(TEXT("Patient_ID", "00012") TEXT("Admission_Date", "2025-06-01")), ERROR_OK},
    {"patientgetv2", "", 200, ANSWER("patientinfores", "10", ""), ERROR_OK},
    {"hsptinfv2", "2025-06-01", 200,
     ANSWER("private_objects", "0000",
            WHO("00012") ARRAY(
                "Hospital_Stay_Infomation",
                STAY(VALUE("Ward_Number", "01", "") VALUE("Ward_Name", "一般", "") VALUE(
                    "Room_Number", "101", "") ARRAY("Doctor", STAY_DOCTOR("10001", "見本　一")))
                    STAY(VALUE("Ward_Number", "02", "") VALUE("Ward_Name", "西", "")
                             VALUE("Room_Number", "特", "") VALUE("Department_Code", "01", "内科")
                                 TEXT("Discharge_Date", "2025-06-20")
                                     VALUE("Discharge_Type", "03", "死亡")
                                         ARRAY("Doctor", STAY_DOCTOR("10002", "見本　二葉"))))),
     ERROR_OK},
    {"hsptinfv2", "", 200, ANSWER("private_objects", "0004", ""), ERROR_OK},
    NO_MORE_ANSWERS,
};

static const struct read_case reads[] = {
    /* the bill names the physician, the desk the times */
    {"visit-20261121-01-1-00012",
     ERROR_OK,
     2,
     {"\"status\":\"finished\"",
      "\"reference\":\"Appointment/appointment-20261121-091500-01-00012\"",
      "\"reference\":\"Practitioner/10002\",\"display\":\"見本 二葉\"",
      "\"period\":{\"start\":\"2026-11-21T09:00:00+09:00\",\"end\":\"2026-11-21T09:58:00+09:00\"}",
      "\"lastUpdated\":\"2026-11-21T10:00:00+09:00\"",
      "{\"system\":\"urn:orca:invoice\",\"value\":\"0000001\"},"
      "{\"system\":\"urn:orca:invoice\",\"value\":\"0000002\"}]"},
     "10001"},
    /* the second reception is not the first visit */
    {"visit-20261121-01-2-00012",
     ERROR_OK,
     2,
     {"\"status\":\"arrived\"", "\"period\":{\"start\":\"2026-11-21T11:00:00+09:00\"}",
      "\"serviceProvider\":{\"reference\":\"Organization/department-01\"",
      "acceptlstv2#Acceptlst_Information"},
     "participant"},
    /* never paid on a day that is over; a time that is none is not told */
    {"visit-20261120-04-1-00012",
     ERROR_OK,
     2,
     {"\"status\":\"unknown\"", "\"period\":{\"start\":\"2026-11-20\"}"},
     "25:00"},
    {"visit-20261121-01-3-00012", ERROR_NOT_FOUND, 2, NOTHING, NULL},
    {"visit-20261122-01-1-00012", ERROR_NOT_FOUND, 0, NOTHING, NULL},
    {"visit-20261131-01-1-00012", ERROR_NOT_FOUND, 0, NOTHING, NULL},
    {"visit-20261121-00012", ERROR_NOT_FOUND, 0, NOTHING, NULL},
    {"anything", ERROR_NOT_FOUND, 0, NOTHING, NULL},
    {"stay-20250601-00012",
     ERROR_OK,
     1,
     {"\"code\":\"IMP\"", "\"status\":\"finished\"",
      "\"period\":{\"start\":\"2025-06-01\",\"end\":\"2025-06-20\"}",
      "{\"reference\":\"Location/room-01-101\",\"display\":\"一般 101\"},\"status\":\"completed\"",
      "\"dischargeDisposition\":{\"text\":\"死亡\"}"},
     "10001"},
    {"stay-20250602-00012", ERROR_NOT_FOUND, 1, NOTHING, NULL},
    {"stay-20250632-00012", ERROR_NOT_FOUND, 0, NOTHING, NULL},
};

START_TEST(test_read) {
  read_case_run(&reads[_i], handle_encounter_read);
}
END_TEST

struct search_case {
  const char *parameters[6];
  enum error error;
  const char *total;
  const char *issue; /* NULL = none */
  uint32_t calls;
};

static const struct search_case searches[] = {
    {{"date", "2026-11-21"}, ERROR_OK, "\"total\":3", "encounter-stays", 2},
    {{"date", "2026-11-21", "class", "AMB"}, ERROR_OK, "\"total\":3", NULL, 2},
    {{"date", "2026-11-21", "class", "AMB", "status", "arrived"}, ERROR_OK, "\"total\":2", NULL, 2},
    {{"date", "2026-11-20", "class", "AMB"}, ERROR_OK, "\"total\":1", "orca-truncated", 2},
    {{"date", "2026-11-22", "class", "AMB"}, ERROR_OK, "\"total\":0", NULL, 0},
    {{"date", "ge2026-11-21", "date", "le2026-11-21", "class", "AMB"},
     ERROR_OK,
     "\"total\":3",
     NULL,
     2},
    {{"patient", "12", "date", "2026-11-21", "class", "AMB"}, ERROR_OK, "\"total\":2", NULL, 2},
    /* all of a patient: two visits, today's second reception, the latest stay */
    {{"patient", "Patient/12"}, ERROR_OK, "\"total\":4", "encounter-physician", 4},
    {{"patient", "12"}, ERROR_OK, "\"total\":4", "encounter-latest-stay", 4},
    {{"subject", "12", "date", "lt2026"}, ERROR_OK, "\"total\":2", "encounter-physician", 3},
    {{"patient", "12", "class", "IMP"}, ERROR_OK, "\"total\":1", "encounter-latest-stay", 2},
    {{"patient", "12", "class", "IMP", "date", "2025-06-10"},
     ERROR_OK,
     "\"total\":1",
     "encounter-latest-stay",
     2},
    {{"patient", "12", "class", "IMP", "date", "2025-06-21"},
     ERROR_OK,
     "\"total\":0",
     "encounter-latest-stay",
     2},
    {{"patient", "99"}, ERROR_OK, "\"total\":0", "orca-search-patient-unknown", 1},
    {{"patient", "99", "class", "AMB"}, ERROR_OK, "\"total\":0", "orca-search-patient-unknown", 1},
    {{"_id", "stay-20250601-00012"}, ERROR_OK, "\"total\":1", NULL, 1},
    {{"_id", "stay-20250601-00012", "class", "AMB"}, ERROR_OK, "\"total\":0", NULL, 1},
    {{NULL}, ERROR_BAD_REQUEST, NULL, "orca-patient-or-day", 0},
    {{"date", "ge2026-11-21"}, ERROR_BAD_REQUEST, NULL, "orca-patient-or-day", 0},
    {{"date", "yesterday"}, ERROR_BAD_REQUEST, NULL, "search-parameter-value", 0},
};

START_TEST(test_search) {
  const struct search_case *row = &searches[_i];
  search_run(row->parameters, 6, handle_encounter_search);
  ck_assert_int_eq(test.error, row->error);
  ck_assert_msg(row->total == NULL || orca_request_has(&test, row->total), "%s", test.json);
  ck_assert_uint_eq(test.fake.calls, row->calls);
  expect_issue(row->issue);
}
END_TEST

/* The stay's API fails: the visits are answered all the same, with what is missing and why. Who
 * wants stays alone is told the failure. */
static const struct {
  long status;
  const char *body;
  enum error error; /* of stays alone */
  const char *reason;
} stay_failures[] = {
    {500, "", ERROR_ORCA_ANSWER, "orca-status"},
    {404, "", ERROR_ORCA_ANSWER, "orca-status-path"},
    {200, "<html/>", ERROR_ORCA_ANSWER, "orca-answer-root"},
    {200, ANSWER("private_objects", "0003", ""), ERROR_ORCA_ANSWER, "orca-result"},
    {200, ANSWER("private_objects", "0002", ""), ERROR_NOT_FOUND, "orca-patient-unknown"},
    {200, ANSWER("private_objects", "00", WHO("00099")), ERROR_ORCA_ANSWER, "orca-other-patient"},
};

static void search_without_stay(size_t row, const char *class) {
  const struct fake_answer failing[] = {
      {"hsptinfv2", "", stay_failures[row].status, stay_failures[row].body, ERROR_OK},
      answers[5], /* medicalgetv2 of 12 */
      answers[7], /* patientgetv2 of 12 */
      {"acceptlstv2", "", 200, ANSWER("acceptlstres", "21", ""), ERROR_OK},
      NO_MORE_ANSWERS,
  };
  test.fake.answers = failing;
  const char *const parameters[] = {"patient", "12", "_total", "accurate", "class", class};
  search_run(parameters, class != NULL ? 6 : 4, handle_encounter_search);
}

START_TEST(test_stay_fails) {
  search_without_stay((size_t)_i, NULL);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert_uint_eq(orca_request_count(&test, "\"mode\":\"match\""), 2);
  ck_assert(!orca_request_has(&test, "\"total\""));
  ck_assert(!orca_request_has(&test, "\"severity\":\"error\""));
  ck_assert(orca_request_has_issue(&test, "encounter-stay-missing"));
  ck_assert(orca_request_has_issue(&test, stay_failures[_i].reason));
  ck_assert(
      orca_request_has(&test, "2025-06-01 からの入院は ORCA から取得できなかったため(hsptinfv2)"));
  ck_assert(
      orca_request_has(&test, "the stay in hospital that began on 2025-06-01 is not in this"));
}
END_TEST

START_TEST(test_only_stay_fails) {
  search_without_stay((size_t)_i, "IMP");
  bool is_unknown = stay_failures[_i].error == ERROR_NOT_FOUND;
  ck_assert_int_eq(test.error, is_unknown ? ERROR_OK : stay_failures[_i].error);
  expect_issue(is_unknown ? "orca-search-patient-unknown" : stay_failures[_i].reason);
  ck_assert(!orca_request_has_issue(&test, "encounter-stay-missing"));
}
END_TEST

START_TEST(test_small_arenas) {
  test.request.path_parameters[0] = view_of("visit-20261121-01-1-00012");
  orca_request_run(&test, handle_encounter_read);
  ck_assert(orca_request_survives_small_arenas(&test, handle_encounter_read));
  test.request.path_parameters[0] = view_of("stay-20250601-00012");
  orca_request_run(&test, handle_encounter_read);
  ck_assert(orca_request_survives_small_arenas(&test, handle_encounter_read));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("encounter");
  TCase *tests = orca_request_tests(suite, answers);
  tcase_add_loop_test(tests, test_read, 0, ROWS(reads));
  tcase_add_loop_test(tests, test_search, 0, ROWS(searches));
  tcase_add_loop_test(tests, test_stay_fails, 0, ROWS(stay_failures));
  tcase_add_loop_test(tests, test_only_stay_fails, 0, ROWS(stay_failures));
  tcase_add_test(tests, test_small_arenas);
  return suite;
}
