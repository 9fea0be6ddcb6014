#include "handlers/procedure.h"
#include "tests/unit/handlers/act_answers.h"
#include "tests/unit/unit_main.h"

static struct orca_request test;

static void teardown(void) {
  orca_request_done(&test);
}

static const struct act_case cases[] = {
    {ACTS("00", ACT("400", "2", "",
                    LINE("140000610", "創傷処置", "") LINE("620000009", "消毒薬", "")
                        LINE("710000001", "固定材", "") LINE("810000001", "右手", ""))),
     NO_PRESCRIPTION,
     {"\"total\":1", "\"id\":\"00012.0000101.a1.1\"",
      "JP_ProcedureCodesMedical_CS\",\"code\":\"140000610\",\"display\":\"創傷処置\"",
      "\"category\":{\"text\":\"名称\"}", "\"performedDateTime\":\"2026-11-02\"",
      "\"performer\":[{\"actor\":{\"reference\":\"Organization/"
      "department-01\",\"display\":\"内科\"}}]",
      "\"usedCode\":[{\"coding\":[{\"system\":\"urn:oid:1.2.392.100495.20.2.71\","
      "\"code\":\"620000009\",\"display\":\"消毒薬\"}],\"text\":\"消毒薬\"},{\"coding\":"
      "[{\"system\":\"urn:orca:medication-code\",\"code\":\"710000001\"",
      "\"note\":[{\"text\":\"回数: 2\"},{\"text\":\"右手\"}]"},
     {NULL}},
    {ACTS("00", ACT("600", "1", "", LINE("160000310", "尿検査", "") LINE("160019210", "加算", ""))),
     NO_PRESCRIPTION,
     {"\"total\":2", "\"id\":\"00012.0000101.a1.2\"",
      "\"source\":\"urn:orca:api01rv2/medicalgetv2?=Invoice_Number=0000101#"
      "Medical_List_Information[1]/Medical_Information[1]/Medication_info[2]"},
     {"usedCode"}},
    /* surgery and injection are, fees are not: consultation, management, dispensing */
    {ACTS("00", ACT("500", "1", "", LINE("150000110", "手術", ""))
                    ACT("310", "1", "", LINE("130000510", "注射", ""))),
     NO_PRESCRIPTION,
     {"\"total\":2"},
     {NULL}},
    {ACTS("00", ACT("120", "1", "", LINE("112007410", "再診料", ""))
                    ACT("130", "1", "", LINE("113001810", "管理料", ""))
                        ACT("800", "1", "", LINE("120002910", "処方箋料", ""))
                            ACT("210", "1", "", LINE("120000710", "調剤料", ""))),
     NO_PRESCRIPTION,
     {"\"total\":0"},
     {"entry"}},
    /* a visit without acts */
    {ACTS("15", ""), NO_PRESCRIPTION, {"\"total\":0"}, {"entry", "orca-visit-withheld"}},
    /* claims data that ORCA withholds */
    {ACTS("24", ""), NO_PRESCRIPTION, {"\"total\":0", "orca-visit-withheld", "2026-11-02"}, {NULL}},
    /* more than it gives */
    {ACTS("14", ACT("600", "1", "", LINE("160000310", "尿検査", ""))),
     NO_PRESCRIPTION,
     {"\"total\":1", "orca-truncated"},
     {NULL}},
};

START_TEST(test_act) {
  act_case_run(&test, &cases[_i], handle_procedure_search);
}
END_TEST

/* Acts of another insurance combination are those of another account. */
START_TEST(test_combination) {
  static const char body[] =
      ANSWER("medicalget02res", "00",
             ARRAY("Medical_List_Information",
                   CHILD("Medical_List_Information",
                         TEXT("Insurance_Combination_Number", "0002")
                             ARRAY("Medical_Information",
                                   ACT("600", "1", "", LINE("160000310", "尿検査", ""))))));
  const struct act_case row = {body, NO_PRESCRIPTION, {"\"total\":0"}, {NULL}};
  act_case_run(&test, &row, handle_procedure_search);
}
END_TEST

START_TEST(test_read) {
  const struct fake_answer answers[] = ACT_ANSWERS(ONE_ACCOUNT, cases[0].acts, NO_PRESCRIPTION);
  orca_request_init(&test, answers);
  test.request.path_parameters[0] = view_of("00012.0000101.a1.1");
  orca_request_run(&test, handle_procedure_read);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_survives_small_arenas(&test, handle_procedure_read));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("procedure");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_loop_test(tests, test_act, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  tcase_add_test(tests, test_combination);
  tcase_add_test(tests, test_read);
  suite_add_tcase(suite, tests);
  return suite;
}
