#include "handlers/charge_item.h"
#include "tests/unit/handlers/act_answers.h"
#include "tests/unit/unit_main.h"

#define POINTS(class, point) TEXT("Medication_Point_Class", class) TEXT("Medication_Point", point)

static struct orca_request test;

static void teardown(void) {
  orca_request_done(&test);
}

static const struct act_case cases[] = {
    /* a fee in points */
    {ACTS("00", ACT("120", "1", TEXT("Medical_Class_Point", "75") TEXT("Medical_Class_Money", "0"),
                    LINE("112007410", "再診料", TEXT("Medication_Number", "1") POINTS("3", "75")))),
     NO_PRESCRIPTION,
     {"\"total\":1", "\"id\":\"00012.0000101.a1.1\"", "\"status\":\"billable\"",
      "\"extension\":[{\"url\":\"urn:fhir-facade:extension:receipt-points\",\"valueDecimal\":75}]",
      "JP_ProcedureCodesMedical_CS\",\"code\":\"112007410\"", "\"quantity\":{\"value\":1}",
      "\"account\":[{\"type\":\"Account\",\"identifier\":{\"system\":"
      "\"urn:orca:insurance-combination\",\"value\":\"00012.0001\"},\"display\":\"国保\"}]",
      "剤 1: 診療種別 120 名称、回数 1、剤点数 75、剤金額 0、保険組合せ 0001 国保"},
     {"priceOverride", "product"}},
    /* a drug in money, digits kept; department and day */
    {ACTS("00", ACT("211", "7", "",
                    LINE("620000009", "甲",
                         TEXT("Medication_Number", "1.50") TEXT("Unit_Code_Name", "錠")
                             POINTS("1", "10.10")))),
     NO_PRESCRIPTION,
     {"\"priceOverride\":{\"value\":10.10,\"currency\":\"JPY\"}",
      "\"quantity\":{\"value\":1.50,\"unit\":\"錠\"",
      "\"productCodeableConcept\":{\"coding\":[{\"system\":\"urn:oid:1.2.392.100495.20.2.71\"",
      "\"performingOrganization\":{\"reference\":\"Organization/"
      "department-01\",\"display\":\"内科\"}",
      "\"occurrenceDateTime\":\"2026-11-02\""},
     {"receipt-points"}},
    /* bundled fees */
    {ACTS("00", ACT("600", "1", TEXT("Medical_Class_code", "1"), LINE("160000310", "検査", ""))),
     NO_PRESCRIPTION,
     {"\"status\":\"not-billable\""},
     {NULL}},
    {ACTS("00",
          ACT("600", "1", TEXT("Medical_Inclusion_Class", "True"), LINE("160000310", "検査", ""))),
     NO_PRESCRIPTION,
     {"\"status\":\"not-billable\""},
     {"quantity"}},
    /* a reduction; material and self-pay codes are ORCA's own */
    {ACTS("00", ACT("400", "1", "",
                    LINE("140000610", "減算", POINTS("3", "-25")) LINE("710000001", "材料", "")
                        LINE("095000001", "文書料", POINTS("1", "5500")))),
     NO_PRESCRIPTION,
     {"\"total\":3", "\"valueDecimal\":-25",
      "\"code\":{\"coding\":[{\"system\":\"urn:orca:medication-code\",\"code\":\"095000001\"",
      "\"productCodeableConcept\":{\"coding\":[{\"system\":\"urn:orca:medication-code\"",
      "\"value\":5500"},
     {NULL}},
    /* usages and comments are not billed */
    {ACTS("00", ACT("212", "7", "", LINE("001000101", "分１", "") LINE("810000001", "注記", ""))),
     NO_PRESCRIPTION,
     {"\"total\":0"},
     {"entry"}},
};

START_TEST(test_charge) {
  act_case_run(&test, &cases[_i], handle_charge_item_search);
}
END_TEST

START_TEST(test_read) {
  const struct fake_answer answers[] = ACT_ANSWERS(ONE_ACCOUNT, cases[4].acts, NO_PRESCRIPTION);
  orca_request_init(&test, answers);
  test.request.path_parameters[0] = view_of("00012.0000101.a1.3");
  orca_request_run(&test, handle_charge_item_read);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "文書料"));
  ck_assert(orca_request_survives_small_arenas(&test, handle_charge_item_read));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("charge_item");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_loop_test(tests, test_charge, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  tcase_add_test(tests, test_read);
  suite_add_tcase(suite, tests);
  return suite;
}
