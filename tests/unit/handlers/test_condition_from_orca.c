#include "handlers/condition_from_orca.h"
#include "handlers/condition_search.h"
#include "tests/unit/handlers/orca_request.h"
#include "tests/unit/unit_main.h"

#define PART(code, name)                                                                           \
  CHILD("Disease_Single", TEXT("Disease_Single_Code", code) TEXT("Disease_Single_Name", name))
#define DISEASE(parts, rest)                                                                       \
  CHILD("Disease_Information",                                                                     \
        ARRAY("Disease_Single", parts) TEXT("Disease_StartDate", "2020-04-10") rest)
#define DISEASES(code, overflow, rows)                                                             \
  ANSWER("disease_infores", code,                                                                  \
         TEXT("Information_Overflow", overflow)                                                    \
             RECORD("Disease_Infores", TEXT("Patient_ID", "00012"))                                \
                 ARRAY("Disease_Information", rows))
#define PREFIX_URL "JP_Condition_DiseasePrefixModifier"
#define POSTFIX_URL "JP_Condition_DiseasePostfixModifier"

static struct orca_request test;

static void teardown(void) {
  orca_request_done(&test);
}

static void search(const char *body) {
  const struct fake_answer answers[] = {{"diseasegetv2", "", 200, body, ERROR_OK}, NO_MORE_ANSWERS};
  orca_request_init(&test, answers);
  orca_request_query(&test, "patient", "12");
  orca_request_run(&test, handle_condition_search);
}

struct disease_case {
  const char *body;
  const char *has[5];
  const char *lacks[4];
};

static const struct disease_case cases[] = {
    /* a coded disease with one standard code */
    {DISEASES("00", "False",
              DISEASE(PART("5319009", "胃潰瘍"),
                      TEXT("Disease_Name", "胃潰瘍") TEXT("Disease_Supplement_Name", "右膝"))),
     {"masterB-disease\",\"code\":\"5319009\",\"display\":\"胃潰瘍\"",
      "master-disease-keyNumber\",\"code\":\"20057460\"",
      "\"clinicalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"
      "condition-clinical\",\"code\":\"active\",\"display\":\"Active\"}]}",
      "\"code\":\"confirmed\"", "\"note\":[{\"text\":\"右膝\"}]"},
     {"abatement", "DiseaseOutcome", PREFIX_URL}},
    /* two standard codes for one: none is guessed, the Bundle tells both */
    {DISEASES("00", "False", DISEASE(PART("2500013", "糖尿病"), TEXT("Disease_Name", "糖尿病"))),
     {"\"code\":\"2500013\"", "orca-mapping-ambiguous", "\"mode\":\"outcome\"",
      "20061710 糖尿病, 20061711 糖尿病"},
     {"\"code\":\"20061710\"", "\"code\":\"20061711\""}},
    /* modifiers before and after, punctuation only in the text */
    {DISEASES("00", "False",
              DISEASE(PART("ZZZ2057", "両") PART("ZZZ(101", "（") PART("7153018", "変形性膝関節症")
                          PART("ZZZ8048", "の術後"),
                      TEXT("Disease_Name", "両（変形性膝関節症の術後"))),
     {PREFIX_URL "\",\"valueCodeableConcept\":{\"coding\":[{\"system\":\"http://medis.or.jp/"
                 "CodeSystem/master-disease-modKeyNumber\",\"code\":\"20068263\"",
      "masterZ-disease-modifier\",\"code\":\"2057\",\"display\":\"両\"",
      POSTFIX_URL "\",\"valueCodeableConcept\":{\"coding\":[{\"system\":\"http://jpfhir.jp/fhir/"
                  "core/mhlw/CodeSystem/masterZ-disease-modifier\",\"code\":\"8048\"",
      "\"text\":\"両（変形性膝関節症の術後\""},
     {"ZZZ", "101"}},
    /* not coded: text alone */
    {DISEASES("00", "False", DISEASE(PART("0000999", ""), TEXT("Disease_Name", "あいうえ"))),
     {"\"code\":{\"text\":\"あいうえ\"}"},
     {"0000999", "masterB-disease"}},
    /* suspected by flag, by modifier */
    {DISEASES("00", "False",
              DISEASE(PART("4939008", "気管支喘息"), TEXT("Disease_SuspectedFlag", "S"))),
     {"\"code\":\"unconfirmed\",\"display\":\"Unconfirmed\"", "\"text\":\"気管支喘息\""},
     {NULL}},
    {DISEASES("00", "False",
              DISEASE(PART("4939008", "気管支喘息") PART("ZZZ8002", "の疑い"),
                      TEXT("Disease_Name", "気管支喘息の疑い"))),
     {"\"code\":\"unconfirmed\"", POSTFIX_URL},
     {PREFIX_URL}},
    {DISEASES(
         "00", "False",
         DISEASE(PART("ZZZ4012", "急性") PART("4939008", "x"), TEXT("Disease_SuspectedFlag", "A"))),
     {"\"code\":\"confirmed\"", PREFIX_URL},
     {"unconfirmed"}},
    /* outcomes: by letter, with the receipt's numbers */
    {DISEASES("00", "False",
              DISEASE(PART("5319009", "x"),
                      TEXT("Disease_OutCome", "F") TEXT("Disease_EndDate", "2021-01-31"))),
     {"\"code\":\"resolved\"", "\"abatementDateTime\":\"2021-01-31\"",
      "JP_ConditionDiseaseOutcomeReceipt_CS\",\"code\":\"2\",\"display\":\"治ゆ\""},
     {"\"active\""}},
    {DISEASES("00", "False", DISEASE(PART("5319009", "x"), TEXT("Disease_OutCome", "D"))),
     {"\"code\":\"inactive\"", "Receipt_CS\",\"code\":\"3\",\"display\":\"死亡\""},
     {NULL}},
    {DISEASES("00", "False", DISEASE(PART("5319009", "x"), TEXT("Disease_OutCome", "C"))),
     {"\"code\":\"inactive\"", "Receipt_CS\",\"code\":\"4\""},
     {NULL}},
    {DISEASES("00", "False", DISEASE(PART("5319009", "x"), TEXT("Disease_OutCome", "S"))),
     {"\"code\":\"inactive\"", "Receipt_CS\",\"code\":\"1\""},
     {NULL}},
    /* an end without outcome is not active (con-4) */
    {DISEASES("00", "False", DISEASE(PART("5319009", "x"), TEXT("Disease_EndDate", "2021-01-31"))),
     {"\"code\":\"inactive\""},
     {"DiseaseOutcome"}},
    /* open ends and no starts */
    {DISEASES("00", "False",
              CHILD("Disease_Information",
                    TEXT("Disease_Name", "x") TEXT("Disease_StartDate", "0000-00-00")
                        TEXT("Disease_EndDate", "9999-12-31"))),
     {"\"code\":\"active\""},
     {"onset", "abatement"}},
    /* neither name nor code */
    {DISEASES("00", "False", CHILD("Disease_Information", TEXT("Disease_StartDate", "2020-01-01"))),
     {"\"onsetDateTime\":\"2020-01-01\"}"},
     {"\"code\":{}"}},
    /* nothing found is an empty Bundle */
    {DISEASES("21", "False", ""),
     {"\"type\":\"searchset\",\"total\":0,\"link\":[{\"relation\":\"self\",\"url\":"
      "\"http://test/fhir/Condition?patient=12\"}]}"},
     {"entry"}},
    /* unknown patient: empty, and said */
    {ANSWER("disease_infores", "10", ""),
     {"\"total\":0", "orca-search-patient-unknown", "\"severity\":\"warning\""},
     {NULL}},
    /* a hint is passed on */
    {DISEASES("K1", "False", DISEASE(PART("5319009", "x"), "")),
     {"\"total\":1", "orca-hint", "\"mode\":\"outcome\""},
     {NULL}},
};

START_TEST(test_disease) {
  const struct disease_case *row = &cases[_i];
  search(row->body);
  ck_assert_int_eq(test.error, ERROR_OK);
  for (size_t i = 0; i < 5 && row->has[i] != NULL; i++) {
    ck_assert_msg(orca_request_has(&test, row->has[i]), "no %s in %s", row->has[i], test.json);
  }
  for (size_t i = 0; i < 4 && row->lacks[i] != NULL; i++) {
    ck_assert_msg(!orca_request_has(&test, row->lacks[i]), "%s in %s", row->lacks[i], test.json);
  }
}
END_TEST

/* A month that ORCA cannot give whole: the data that are there, and a warning. */
START_TEST(test_truncated) {
  const struct fake_answer answers[] = {
      {"diseasegetv2", "2026-11", 200, DISEASES("20", "True", ""), ERROR_OK},
      {"diseasegetv2", "2026-10", 200, DISEASES("00", "False", DISEASE(PART("5319009", "x"), "")),
       ERROR_OK},
      NO_MORE_ANSWERS};
  orca_request_init(&test, answers);
  orca_request_query(&test, "patient", "Patient/12");
  orca_request_run(&test, handle_condition_search);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "\"total\":1"));
  ck_assert(orca_request_has(&test, "orca-truncated"));
}
END_TEST

static const char equal_twins[] =
    DISEASES("00", "False",
             DISEASE(PART("5319009", "x"), "") DISEASE(PART("5319009", "x"), "")
                 DISEASE(PART("2500013", "y"), TEXT("Disease_OutCome", "F")));

/* Equal entries have different ids, and the same ones each time. */
START_TEST(test_ids) {
  enum { ID_BYTES = 6 + FROM_ORCA_ID_BYTES }; /* "00012-" and the digest */
  char ids[3][ID_BYTES + 1];
  for (int round = 0; round < 2; round++) {
    search(equal_twins);
    ck_assert_uint_eq(orca_request_count(&test, "\"resourceType\":\"Condition\""), 3);
    const char *at = test.json;
    for (int i = 0; i < 3; i++) {
      at = strstr(at, "\"resourceType\":\"Condition\",\"id\":\"");
      at += strlen("\"resourceType\":\"Condition\",\"id\":\"");
      if (round == 0) {
        fake_note(ids[i], sizeof(ids[i]), view_make(at, ID_BYTES));
      }
      ck_assert_int_eq(strncmp(ids[i], at, ID_BYTES), 0);
    }
    if (round == 0) {
      orca_request_done(&test);
    }
  }
  ck_assert_str_ne(ids[0], ids[1]);
  ck_assert_str_ne(ids[0], ids[2]);
}
END_TEST

START_TEST(test_clinical_status) {
  const struct fake_answer answers[] = {{"diseasegetv2", "", 200, equal_twins, ERROR_OK},
                                        NO_MORE_ANSWERS};
  orca_request_init(&test, answers);
  orca_request_query(&test, "patient", "12");
  orca_request_query(&test, "clinical-status",
                     "http://terminology.hl7.org/CodeSystem/condition-clinical|resolved");
  orca_request_run(&test, handle_condition_search);
  ck_assert(orca_request_has(&test, "\"total\":1"));
  ck_assert(orca_request_has(&test, "condition-clinical%7Cresolved"));
}
END_TEST

struct parameter_case {
  const char *name;
  const char *value;
  bool lenient;
  enum error error;
  const char *issue;
};

static const struct parameter_case parameter_cases[] = {
    {"code", "1", false, ERROR_UNKNOWN_PARAMETER, "search-parameter-unknown"},
    {"code", "1", true, ERROR_OK, "search-parameter-ignored"},
    {"_format", "json", false, ERROR_OK, NULL},
    {"_pretty", "true", false, ERROR_OK, NULL},
    {"patient", "13", false, ERROR_BAD_REQUEST, "search-parameter-repeated"},
    {"clinical-status", "active,resolved", false, ERROR_BAD_REQUEST, "search-parameter-repeated"},
};

START_TEST(test_parameters) {
  const struct parameter_case *row = &parameter_cases[_i];
  const struct fake_answer answers[] = {{"diseasegetv2", "", 200, equal_twins, ERROR_OK},
                                        NO_MORE_ANSWERS};
  orca_request_init(&test, answers);
  test.request.lenient = row->lenient;
  orca_request_query(&test, "patient", "http://test/fhir/Patient/12");
  orca_request_query(&test, row->name, row->value);
  orca_request_run(&test, handle_condition_search);
  ck_assert_int_eq(test.error, row->error);
  if (row->issue != NULL) {
    ck_assert(orca_request_has_issue(&test, row->issue));
  }
  if (row->lenient) {
    ck_assert(orca_request_has(&test, "search-parameter-ignored"));
    ck_assert(!orca_request_has(&test, "code=1\"}"));
  }
}
END_TEST

START_TEST(test_patient_is_required) {
  const struct fake_answer answers[] = {NO_MORE_ANSWERS};
  orca_request_init(&test, answers);
  orca_request_run(&test, handle_condition_search);
  ck_assert_int_eq(test.error, ERROR_BAD_REQUEST);
  ck_assert(orca_request_has_issue(&test, "search-parameter-required"));
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("condition_from_orca");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_loop_test(tests, test_disease, 0, ROWS(cases));
  tcase_add_test(tests, test_truncated);
  tcase_add_test(tests, test_ids);
  tcase_add_test(tests, test_clinical_status);
  tcase_add_loop_test(tests, test_parameters, 0, ROWS(parameter_cases));
  tcase_add_test(tests, test_patient_is_required);
  suite_add_tcase(suite, tests);
  return suite;
}
