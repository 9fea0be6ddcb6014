#include "handlers/medication_dispense.h"
#include "tests/unit/handlers/act_answers.h"
#include "tests/unit/unit_main.h"

#define IN_HOUSE(class, number, amount, unit)                                                      \
  ACTS("00",                                                                                       \
       ACT(class, number, "",                                                                      \
           LINE("620000009", "甲", TEXT("Medication_Number", amount) TEXT("Unit_Code_Name", unit)) \
               LINE("001000301", "分３", "")))

static struct orca_request test;

static void teardown(void) {
  orca_request_done(&test);
}

static const struct act_case cases[] = {
    {IN_HOUSE("211", "7", "3", "錠"),
     NO_PRESCRIPTION,
     {"\"total\":1", "\"resourceType\":\"MedicationDispense\",\"id\":\"00012.0000101.a1.1\"",
      "\"authorizingPrescription\":[{\"reference\":\"MedicationRequest/00012.0000101.a1.1\"}]",
      "\"quantity\":{\"value\":21,\"unit\":\"錠\"", "\"daysSupply\":{\"value\":7,\"unit\":\"日\"",
      "\"whenHandedOver\":\"2026-11-02\"", "\"text\":\"分３　1日量3錠　7日分\"",
      "MedicationAdministrationIndex\",\"value\":\"1\""},
     {"note"}},
    {IN_HOUSE("221", "5", "1", "錠"),
     NO_PRESCRIPTION,
     {"\"quantity\":{\"value\":5,", "\"asNeededBoolean\":true", "1回量1錠　5回分"},
     {"daysSupply"}},
    {IN_HOUSE("231", "1", "0.5", "ｇ"),
     NO_PRESCRIPTION,
     {"\"quantity\":{\"value\":0.5,", "\"code\":\"G\""},
     {"daysSupply", "asNeeded"}},
    /* bundled fees (包括): the clinic handed it out all the same */
    {IN_HOUSE("213", "7", "3", "錠"), NO_PRESCRIPTION, {"\"total\":1"}, {NULL}},
    /* no number: the quantity that JP Core wants is said to be unknown */
    {IN_HOUSE("211", "7", "適量", ""),
     NO_PRESCRIPTION,
     {"\"quantity\":{\"_value\":{\"extension\":[{\"url\":"
      "\"http://hl7.org/fhir/StructureDefinition/"
      "data-absent-reason\",\"valueCode\":\"unknown\"}]}"},
     {NULL}},
    /* outside pharmacies and injections are not handed out by the clinic */
    {ACTS("00", ACT("212", "7", "", LINE("620000009", "甲", ""))
                    ACT("310", "1", "", LINE("640000001", "乙", ""))),
     NO_PRESCRIPTION,
     {"\"total\":0"},
     {"entry"}},
};

START_TEST(test_dispense) {
  act_case_run(&test, &cases[_i], handle_medication_dispense_search);
  /* The prescription is not asked for. */
  ck_assert_uint_eq(test.fake.calls, 3);
}
END_TEST

START_TEST(test_read) {
  const struct fake_answer answers[] =
      ACT_ANSWERS(ONE_ACCOUNT, IN_HOUSE("211", "7", "3", "錠"), NO_PRESCRIPTION);
  orca_request_init(&test, answers);
  test.request.path_parameters[0] = view_of("00012.0000101.a1.1");
  orca_request_run(&test, handle_medication_dispense_read);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_survives_small_arenas(&test, handle_medication_dispense_read));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("medication_dispense");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_loop_test(tests, test_dispense, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  tcase_add_test(tests, test_read);
  suite_add_tcase(suite, tests);
  return suite;
}
