#include "handlers/allergy_search.h"
#include "tests/unit/handlers/orca_request.h"
#include "tests/unit/unit_main.h"

#define DRUG(code, name)                                                                           \
  RECORD("Patient_Contra_Information",                                                             \
         ARRAY("Patient_Contra_Info",                                                              \
               CHILD("Patient_Contra_Info",                                                        \
                     TEXT("Medication_Code", code) TEXT("Medication_Name", name)                   \
                         TEXT("Contra_StartDate", "2020-02-03")                                    \
                             TEXT("Medication_EndDate", "9999-12-31"))))
#define ID TEXT("Patient_ID", "00012")

static struct orca_request test;

static void teardown(void) {
  orca_request_done(&test);
}

struct allergy_case {
  const char *body;
  const char *has[5];
  const char *lacks[3];
};

static const struct allergy_case cases[] = {
    {PATIENT(ID DRUG("620000001", "薬")),
     {"\"total\":1", "urn:oid:1.2.392.100495.20.2.71\",\"code\":\"620000001\",\"display\":\"薬\"",
      "YCM1119402A1022\",\"display\":\"薬\"}", "\"onsetDateTime\":\"2020-02-03\"",
      "\"category\":[\"medication\"]"},
     {"9999", "\"confirmed\""}},
    {PATIENT(ID DRUG("629999999", "対応表にない薬")),
     {"\"code\":\"629999999\"", "\"code\":\"unconfirmed\"", "\"criticality\":\"unable-to-assess\""},
     {"YCM", "D9M"}},
    {PATIENT(ID TEXT("Allergy1", "卵") TEXT("Allergy2", "なし") TEXT("Contraindication1", "　")
                 TEXT("Contraindication2", "ペニシリン")),
     {"\"total\":2", "\"code\":{\"text\":\"卵\"}", "\"code\":{\"text\":\"ペニシリン\"}",
      "\"source\":\"urn:orca:api01rv2/patientgetv2#Patient_Information/Allergy1\""},
     {"なし", "coding\":[{\"system\":\"urn", "category"}},
    {PATIENT(ID TEXT("Allergy1", "特になし") TEXT("Allergy2", "無し")), {"\"total\":0"}, {"entry"}},
    {PATIENT(ID DRUG("", "コードのない薬")),
     {"\"total\":1", "\"code\":{\"text\":\"コードのない薬\"}"},
     {NULL}},
    {PATIENT(ID DRUG("", "")), {"\"total\":0"}, {NULL}},
    /* "none" is only what is nothing else */
    {PATIENT(ID TEXT("Allergy1", "薬はなし、卵あり")), {"\"total\":1"}, {NULL}},
    {ANSWER("patientinfores", "10", ""), {"\"total\":0", "orca-search-patient-unknown"}, {NULL}},
};

START_TEST(test_allergy) {
  const struct allergy_case *row = &cases[_i];
  const struct fake_answer answers[] = {{"patientgetv2", "", 200, row->body, ERROR_OK},
                                        NO_MORE_ANSWERS};
  orca_request_init(&test, answers);
  orca_request_query(&test, "patient", "12");
  orca_request_run(&test, handle_allergy_search);
  ck_assert_int_eq(test.error, ERROR_OK);
  for (size_t i = 0; i < 5 && row->has[i] != NULL; i++) {
    ck_assert_msg(orca_request_has(&test, row->has[i]), "no %s in %s", row->has[i], test.json);
  }
  for (size_t i = 0; i < 3 && row->lacks[i] != NULL; i++) {
    ck_assert_msg(!orca_request_has(&test, row->lacks[i]), "%s in %s", row->lacks[i], test.json);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("allergy_from_orca");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_loop_test(tests, test_allergy, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  suite_add_tcase(suite, tests);
  return suite;
}
