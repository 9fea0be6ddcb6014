#include "handlers/medication_request.h"
#include "server/base/file.h"
#include "terminology/terminology_library.h"
#include "tests/unit/handlers/act_answers.h"
#include "tests/unit/terminology/master_samples.h"
#include "tests/unit/unit_main.h"

#define OUTSIDE                                                                                    \
  ACTS("00", ACT("212", "7", "", LINE("620000009", "薬", TEXT("Medication_Number", "3"))))
#define MERIT9 "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationUnitMERIT9Code"
#define QUANTITY(value, unit, code)                                                                \
  "{\"value\":" value ",\"unit\":\"" unit "\",\"system\":\"" MERIT9 "\",\"code\":\"" code "\"}"

#define INJECTION 14 /* its place in cases */

static struct orca_request test;

static void teardown(void) {
  orca_request_done(&test);
}

static const struct act_case cases[] = {
    /* of each day: text, ratio, days, the exact total; the original beside it */
    {OUTSIDE,
     FORM(RP("21", "007", "日分",
             DRUG("620000009", "架空錠", "00003.00000", "錠",
                  ",\"Generic_Code\":\"1124999F1001\"") "," WORDS("分３　毎食後"))),
     {"\"total\":1", "\"id\":\"00012.0000101.p1.1\"", "\"text\":\"分３　毎食後　1日量3錠　7日分\"",
      "\"rateRatio\":{\"numerator\":" QUANTITY("3", "錠", "TAB"),
      "\"quantity\":" QUANTITY("21", "錠", "TAB"),
      "\"boundsDuration\":{\"value\":7,\"unit\":\"日\"",
      "\"text\":\"ORCAの記載: 数量 00003.00000錠、回数 007日分\"",
      "\"system\":\"urn:oid:1.2.392.100495.20.2.72\",\"code\":\"1124999F1001\""},
     {"asNeeded", "MedicationGeneralOrderCode", "substitution", "doseQuantity"}},
    /* identifiers, category, who, when, account, insurance, split, refill, memo */
    {OUTSIDE,
     FORM(RP("21", "007", "日分", DRUG("620000009", "甲", "00003.00000", "錠", ""))),
     {"Medication-RPGroupNumber\",\"value\":\"1\"",
      "MedicationAdministrationIndex\",\"value\":\"1\"",
      "resourceInstance-identifier\",\"value\":\"1318814790-00012.0000101.p1.1\"",
      "\"code\":\"OHO\"", "\"validityPeriod\":{\"start\":\"2026-11-03\"}",
      "\"requester\":{\"reference\":\"Practitioner/10001\",\"display\":\"架空　医師\"}",
      "\"note\":[{\"text\":\"ORCAの記載: 数量 00003.00000錠、回数 007日分\"},"
      "{\"text\":\"分割調剤: 3回のうち1回目、総投与日数 021\"},{\"text\":\"リフィル: 2回\"},"
      "{\"text\":\"処方箋の備考: 備考の行\"}]",
      "\"insurance\":[{\"type\":\"Coverage\",\"display\":\"保険組合せ 0001 国保\"}]"},
     {NULL}},
    {OUTSIDE,
     FORM(RP("21", "007", "日分", DRUG("620000009", "甲", "00003.00000", "錠", ""))),
     {"\"authoredOn\":\"2026-11-02\"", "\"subject\":{\"reference\":\"Patient/00012\"}",
      "\"groupIdentifier\":{\"system\":\"urn:orca:invoice\",\"value\":\"0000101\"}",
      "\"encounter\":{\"reference\":\"Encounter/visit-20261102-01-1-00012\"}",
      "\"status\":\"completed\",\"intent\":\"order\"",
      "\"source\":\"urn:orca:api01rv2/prescriptionv2?=Invoice_Number=0000101#Forms[1]/data/"
      "Rp[1]/Medication[1]\""},
     {NULL}},
    /* as needed: a dose each time, no days */
    {OUTSIDE,
     FORM(RP("22", "010", "回分",
             DRUG("620000009", "頓服錠", "00002.00000", "錠", "") "," WORDS("発熱時"))),
     {"\"text\":\"発熱時　1回量2錠　10回分\"", "\"asNeededBoolean\":true",
      "\"doseQuantity\":" QUANTITY("2", "錠", "TAB"), "\"quantity\":" QUANTITY("20", "錠", "TAB")},
     {"rateRatio", "boundsDuration", "expectedSupplyDuration"}},
    /* external: an amount of neither a day nor a dose */
    {OUTSIDE,
     FORM(RP("23", "001", "調剤",
             DRUG("620000009", "貼付剤", "00014.00000", "枚", "") "," WORDS("１日１回貼付"))),
     {"\"text\":\"１日１回貼付　14枚　1調剤\"", "\"quantity\":" QUANTITY("14", "枚", "SHT")},
     {"doseAndRate", "asNeeded", "timing"}},
    /* comments between drugs are of the drug before, what is behind the last of all */
    {OUTSIDE,
     FORM(RP("21", "007", "日分",
             DRUG("620000009", "甲", "00001.00000", "錠", "") "," WORDS("粉砕") "," DRUG(
                 "620000010", "乙", "00002.50000", "錠", "") "," WORDS("分１") "," WORDS("朝"))),
     {"\"total\":2",
      "\"text\":\"分１　朝　1日量1錠　7日分\",\"additionalInstruction\":"
      "[{\"text\":\"粉砕\"}]",
      "\"text\":\"分１　朝　1日量2.5錠　7日分\",\"timing\"", "\"id\":\"00012.0000101.p1.2\"",
      "MedicationAdministrationIndex\",\"value\":\"2\"",
      "\"quantity\":" QUANTITY("17.5", "錠", "TAB")},
     {NULL}},
    /* by generic name: no code of a brand but ORCA's own, which is not named */
    {OUTSIDE,
     FORM(RP("21", "007", "日分",
             DRUG("620000001", "【般】架空錠", "00001.00000", "錠",
                  ",\"Generic_Flg\":\"1\",\"Generic_Code\":\"1124003F1ZZZ\""))),
     {"\"coding\":[{\"system\":\"http://jpfhir.jp/fhir/core/mhlw/CodeSystem/"
      "MedicationGeneralOrderCode\",\"code\":\"1124003F1ZZZ\"},{\"system\":"
      "\"urn:oid:1.2.392.100495.20.2.71\",\"code\":\"620000001\"}],\"text\":\"【般】架空錠\""},
     {"YJ-code", "1119402A1022"}},
    /* a standard code of the mapping table; no substitution */
    {OUTSIDE,
     FORM(RP("21", "007", "日分",
             DRUG("620000001", "薬", "00001.00000", "錠",
                  ",\"Generic_Flg\":\"0\",\"Unchangeable_Flg\":\"1\",\"Patient_Choice\":\"1\""))),
     {"YJ-code\",\"code\":\"1119402A1022\"",
      "\"substitution\":{\"allowedCodeableConcept\":{\"coding\":[{\"system\":"
      "\"http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationSubstitutionProhibittedCategory\","
      "\"code\":\"1\"",
      "{\"text\":\"患者希望による選択\"}"},
     {NULL}},
    /* ten digits, a unit without a code, an amount that is none */
    {OUTSIDE,
     FORM(RP("21", "999", "日分", DRUG("620000009", "甲", "99999.99999", "ｍＬ", ""))),
     {"\"quantity\":" QUANTITY("99899999.99001", "ｍＬ", "ML"), "1日量99999.99999ｍＬ　999日分"},
     {NULL}},
    {OUTSIDE,
     FORM(RP("21", "007", "日分", DRUG("620000009", "甲", "00001.00000", "塗布分", ""))),
     {"\"value\":7,\"unit\":\"塗布分\",\"system\":\"" MERIT9
      "\",\"_code\":{\"extension\":[{\"url\":"
      "\"http://hl7.org/fhir/StructureDefinition/"
      "data-absent-reason\",\"valueCode\":\"unknown\"}]}"},
     {NULL}},
    {OUTSIDE,
     FORM(RP("21", "007", "日分", DRUG("620000009", "甲", "適量", "", ""))),
     {"\"text\":\"ORCAの記載: 数量 適量、回数 007日分\"", "\"text\":\"7日分\""},
     {"\"quantity\"", "doseAndRate"}},
    /* a material is no drug, and that is said */
    {OUTSIDE,
     FORM(RP("23", "001", "調剤", DRUG("710000001", "注射針", "00014.00000", "本", ""))),
     {"\"total\":0", "orca-prescription-material"},
     {NULL}},
    /* no prescription: what was billed, usage and comments told apart by their codes */
    {ACTS("00",
          ACT("212", "14", "",
              LINE("620000009", "甲", TEXT("Medication_Number", "2") TEXT("Unit_Code_Name", "錠"))
                  LINE("001000102", "分２", "") LINE("810000001", "一包化", ""))),
     NO_PRESCRIPTION,
     {"\"id\":\"00012.0000101.a1.1\"", "\"code\":\"OHO\"",
      "\"text\":\"分２　1日量2錠　14日分\",\"additionalInstruction\":[{\"text\":\"一包化\"}]",
      "\"quantity\":" QUANTITY("28", "錠", "TAB"),
      "\"source\":\"urn:orca:api01rv2/medicalgetv2?=Invoice_Number=0000101#"
      "Medical_List_Information[1]/Medical_Information[1]/Medication_info[1]"},
     {"note", "requester", "validityPeriod"}},
    /* ORCA refuses the prescription: the same, and said */
    {OUTSIDE,
     "{\"Api_Result\":\"0042\",\"Api_Result_Message\":\"印刷できません\"}",
     {"\"id\":\"00012.0000101.a1.1\"", "orca-prescription-refused", "印刷できません"},
     {NULL}},
    /* in house, and injected together */
    {ACTS("00", ACT("211", "3", "", LINE("620000009", "甲", TEXT("Medication_Number", "3")))
                    ACT("310", "1", "",
                        LINE("130000510", "手技料", "")
                            LINE("640000001", "注射液",
                                 TEXT("Medication_Number", "1") TEXT("Unit_Code_Name", "管"))
                                LINE("640000002", "溶解液", "") LINE("810000002", "左肩", ""))),
     NO_PRESCRIPTION,
     {"\"total\":2", "\"code\":\"OHI\"", "JP_MedicationRequest_Injection",
      "\"medicationReference\":{\"reference\":\"#medication\"}",
      "\"strength\":{\"numerator\":" QUANTITY("1", "管", "TUBE") ",\"denominator\":" QUANTITY(
          "1", "回", "TIME") "}",
      "\"strength\":{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/"
      "data-absent-reason\"",
      "\"dosageInstruction\":[{\"additionalInstruction\":[{\"text\":\"左肩\"}]}]",
      "\"id\":\"00012.0000101.a2\""},
     {"手技料", "prescriptionv2"}},
    /* nothing but a usage: no drug */
    {ACTS("00", ACT("212", "14", "", LINE("001000102", "分２", ""))),
     NO_PRESCRIPTION,
     {"\"total\":0"},
     {"entry"}},
};

START_TEST(test_drug) {
  act_case_run(&test, &cases[_i], handle_medication_request_search);
}
END_TEST

/* For want of memory: a failure or the whole answer, never a part of it. */
START_TEST(test_small_arenas) {
  const struct fake_answer answers[] =
      ACT_ANSWERS(ONE_ACCOUNT, cases[INJECTION].acts, cases[INJECTION].form);
  orca_request_init(&test, answers);
  test.request.path_parameters[0] = view_of("00012.0000101.a2");
  orca_request_run(&test, handle_medication_request_read);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_survives_small_arenas(&test, handle_medication_request_read));
}
END_TEST

#define PLAIN_FORM FORM(RP("21", "007", "日分", DRUG("620000009", "甲", "00003.00000", "錠", "")))

struct search_case {
  const char *name;
  const char *value;
  const char *has; /* id of the issue when the search fails */
  enum error error;
};

static const struct search_case searches[] = {
    {"_id", "00012.0000101.p1.1", "\"total\":1", ERROR_OK},
    {"_id", "00012.0000101.p1.2", "\"total\":0", ERROR_OK},
    {"_id", "00012.0000999.p1.1", "\"total\":0", ERROR_OK},
    {"_id", "nothing", "orca-act-patient", ERROR_BAD_REQUEST},
    {"identifier", "1318814790-00012.0000101.p1.1", "\"total\":1", ERROR_OK},
    {"identifier",
     "http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier|"
     "1318814790-00012.0000101.p1.1",
     "\"total\":1", ERROR_OK},
    {"identifier", "http://other|1318814790-00012.0000101.p1.1", "\"total\":0", ERROR_OK},
    {"authoredon", "2026-11-02", "orca-act-patient", ERROR_BAD_REQUEST},
    {"shoe-size", "43", "search-parameter-unknown", ERROR_UNKNOWN_PARAMETER},
};

START_TEST(test_search_without_patient) {
  const struct search_case *row = &searches[_i];
  const struct fake_answer answers[] = ACT_ANSWERS(ONE_ACCOUNT, OUTSIDE, PLAIN_FORM);
  orca_request_init(&test, answers);
  orca_request_query(&test, row->name, row->value);
  orca_request_run(&test, handle_medication_request_search);
  ck_assert_int_eq(test.error, row->error);
  if (row->error == ERROR_OK) {
    ck_assert_msg(orca_request_has(&test, row->has), "%s", test.json);
  } else {
    ck_assert(orca_request_has_issue(&test, row->has));
  }
}
END_TEST

static const struct search_case with_patient[] = {
    {"authoredon", "2026-11-02", "\"total\":1", ERROR_OK},
    {"authoredon", "2026-11", "\"total\":1", ERROR_OK},
    {"authoredon", "2026", "\"total\":1", ERROR_OK},
    {"authoredon", "2025", "\"total\":0", ERROR_OK},
    {"authoredon", "ge2026-11-02", "\"total\":1", ERROR_OK},
    {"authoredon", "gt2026-11-02", "\"total\":0", ERROR_OK},
    {"authoredon", "lt2026-11-02", "\"total\":0", ERROR_OK},
    {"authoredon", "le2026-11-02", "\"total\":1", ERROR_OK},
    {"authoredon", "yesterday", "search-parameter-value", ERROR_BAD_REQUEST},
    {"identifier", "http://jpfhir.jp/fhir/core/mhlw/IdSystem/Medication-RPGroupNumber|1",
     "\"total\":1", ERROR_OK},
    {"identifier", "2", "\"total\":0", ERROR_OK},
};

START_TEST(test_search_with_patient) {
  const struct search_case *row = &with_patient[_i];
  const struct fake_answer answers[] = ACT_ANSWERS(ONE_ACCOUNT, OUTSIDE, PLAIN_FORM);
  orca_request_init(&test, answers);
  orca_request_query(&test, "subject", "Patient/12");
  orca_request_query(&test, row->name, row->value);
  orca_request_run(&test, handle_medication_request_search);
  ck_assert_int_eq(test.error, row->error);
  if (row->error == ERROR_OK) {
    ck_assert_msg(orca_request_has(&test, row->has), "%s", test.json);
  } else {
    ck_assert(orca_request_has_issue(&test, row->has));
  }
}
END_TEST

struct read_case {
  const char *id;
  enum error error;
};

static const struct read_case reads[] = {
    {"00012.0000101.p1.1", ERROR_OK},        {"00012.0000101.p1.2", ERROR_NOT_FOUND},
    {"00012.0000102.p1.1", ERROR_NOT_FOUND}, {"00012", ERROR_NOT_FOUND},
    {"00012.0000101", ERROR_NOT_FOUND},      {"...", ERROR_NOT_FOUND},
    {"12.0000101.p1.1", ERROR_NOT_FOUND},    {"a b.0000101.p1.1", ERROR_NOT_FOUND},
};

START_TEST(test_read) {
  const struct fake_answer answers[] = ACT_ANSWERS(ONE_ACCOUNT, OUTSIDE, PLAIN_FORM);
  orca_request_init(&test, answers);
  test.request.path_parameters[0] = view_of(reads[_i].id);
  orca_request_run(&test, handle_medication_request_read);
  ck_assert_int_eq(test.error, reads[_i].error);
  if (reads[_i].error == ERROR_OK) {
    ck_assert(orca_request_has(&test, "{\"resourceType\":\"MedicationRequest\",\"id\":"
                                      "\"00012.0000101.p1.1\""));
  } else {
    ck_assert(orca_request_has_issue(&test, "orca-act-unknown"));
  }
}
END_TEST

START_TEST(test_unknown_patient) {
  const struct fake_answer answers[] = {
      {"medicalgetv2", "", 200, ANSWER("medicalget01res", "10", ""), ERROR_OK}, NO_MORE_ANSWERS};
  orca_request_init(&test, answers);
  orca_request_query(&test, "patient", "99");
  orca_request_run(&test, handle_medication_request_search);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "orca-search-patient-unknown"));
}
END_TEST

/* ---- codes of the imported masters
 * -------------------------------------------------------------------- */

#define RECEIPT_DRUG "0=0|1=Y|2=620000001|4=薬|6=ｸｽﾘ|9=錠|16=1|27=1"

/* The receipt code of the sample is joined with one YJ and one HOT9; with a second package of the
 * same drug HOT9 is ambiguous: none is added, both are told. */
static void run_with_masters(struct fixture *fixture, const char *hot) {
  struct terminology_library *library = NULL;
  const struct fake_answer answers[] =
      ACT_ANSWERS(ONE_ACCOUNT, OUTSIDE,
                  FORM(RP("21", "007", "日分",
                          DRUG("620000001", "薬", "00003.00000", "錠",
                               "") "," DRUG("620000001", "薬", "00003.00000", "錠", ""))));
  fixture_open(fixture);
  const struct fixture_file files[] = {{"y.csv", sample_table(fixture, 40, RECEIPT_DRUG)},
                                       {"hot.txt", view_of(hot)}};
  ck_assert_int_eq(fixture_import(fixture, files, 2), ERROR_OK);
  ck_assert_int_eq(terminology_library_open(fixture->path, clock_system(), &library), ERROR_OK);
  orca_request_init(&test, answers);
  struct arena *arena = test.request.arena;
  test.services.mapping = mapping_fixture(
      arena, NULL, view_of("domain,source_system,source_code,target_system,target_code\n"));
  test.services.terminology = library;
  orca_request_query(&test, "patient", "12");
  orca_request_run(&test, handle_medication_request_search);
  ck_assert_int_eq(test.error, ERROR_OK);
}

#define HOT_ROW(code, yj)                                                                          \
  code ",1001372,01,,,,1124003F2017," yj ",620000001,,告,販,,1mg,,,,,,内,製,販社,1,20240101\n"
#define MANY_ROWS HOT_HEADER YEAR_BEFORE

START_TEST(test_masters) {
  struct fixture fixture;
  run_with_masters(&fixture, MANY_ROWS HOT_ROW("100137201", "1124003F2025"));
  ck_assert(orca_request_has(&test, "YJ-code\",\"code\":\"1124003F2025\""));
  ck_assert(orca_request_has(&test, "master-HOT9\",\"code\":\"100137201\""));
  ck_assert(!orca_request_has(&test, "orca-mapping-ambiguous"));
  orca_request_done(&test);
  terminology_library_close(test.services.terminology);
  fixture_close(&fixture);
}
END_TEST

START_TEST(test_ambiguous_masters) {
  struct fixture fixture;
  run_with_masters(&fixture, MANY_ROWS HOT_ROW("100137201", "1124003F2025")
                                 HOT_ROW("100137202", "1124003F2025"));
  ck_assert(orca_request_has(&test, "YJ-code\",\"code\":\"1124003F2025\""));
  ck_assert(!orca_request_has(&test, "master-HOT9\",\"code\""));
  ck_assert_uint_eq(orca_request_count(&test, "\"code\":\"orca-mapping-ambiguous\""), 1);
  ck_assert(orca_request_has(&test, "100137201"));
  ck_assert(orca_request_has(&test, "100137202"));
  orca_request_done(&test);
  terminology_library_close(test.services.terminology);
  fixture_close(&fixture);
}
END_TEST

/* ---- a recording
 * --------------------------------------------------------------------------------------- */

/* The recorded prescription beside an account and its act, of which there is no recording. */
START_TEST(test_recorded) {
  const char *shared = getenv("FHIR_FACADE_SHARED");
  struct arena *arena = arena_new(16u << 20);
  struct view path = arena_format(arena, "%s/data/orca-recorded/api01rv2_prescriptionv2.json",
                                  shared != NULL ? shared : "../shared");
  struct view form;
  if (file_read(arena, path.data, 1u << 20, &form) != ERROR_OK) {
    printf("skipped: recorded ORCA answers are not there\n");
    arena_free(arena);
    return;
  }
  const struct fake_answer answers[] = ACT_ANSWERS(
      ACCOUNTS("00", ACCOUNT("2017-10-30", "0000861", "")),
      ACTS("00", ACT("212", "1", "", LINE("620006852", "薬", ""))), arena_string(arena, form));
  orca_request_init(&test, answers);
  orca_request_query(&test, "patient", "12");
  orca_request_run(&test, handle_medication_request_search);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "\"id\":\"00012.0000861.p1.1\""));
  ck_assert(orca_request_has(&test, "100495.20.2.72\",\"code\":\"6241001Q1073\""));
  ck_assert(orca_request_has(&test, "\"text\":\"1日量1ｍＬ　1日分\""));
  ck_assert(orca_request_has(&test, "数量 00001.00000ｍＬ、回数 001日分"));
  orca_request_done(&test);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("medication_request");
  TCase *tests = tcase_create("all");
  TCase *masters = tcase_create("masters");
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_loop_test(tests, test_drug, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  tcase_add_test(tests, test_small_arenas);
  tcase_add_loop_test(tests, test_search_without_patient, 0,
                      (int)(sizeof(searches) / sizeof(searches[0])));
  tcase_add_loop_test(tests, test_search_with_patient, 0,
                      (int)(sizeof(with_patient) / sizeof(with_patient[0])));
  tcase_add_loop_test(tests, test_read, 0, (int)(sizeof(reads) / sizeof(reads[0])));
  tcase_add_test(tests, test_unknown_patient);
  tcase_add_test(masters, test_recorded);
  tcase_add_test(masters, test_masters);
  tcase_add_test(masters, test_ambiguous_masters);
  suite_add_tcase(suite, tests);
  suite_add_tcase(suite, masters);
  return suite;
}
