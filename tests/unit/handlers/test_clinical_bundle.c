#include "handlers/clinical_bundle.h"
#include "handlers/clinical_bundle_write.h"
#include "tests/unit/handlers/orca_request.h"
#include "tests/unit/unit_main.h"

#define INSURANCE(class, number, end)                                                              \
  CHILD("HealthInsurance_Information",                                                             \
        TEXT("InsuranceProvider_Class", class) TEXT("InsuranceProvider_Number", number)            \
            TEXT("HealthInsuredPerson_Symbol", "１２") TEXT("HealthInsuredPerson_Number", "３４")  \
                TEXT("Certificate_ExpiredDate", end))
#define PERSON(insurances, rest)                                                                   \
  PATIENT(TEXT("Patient_ID", "00012") TEXT("WholeName", "日医　太郎")                              \
              TEXT("WholeName_inKana", "ニチイ　タロウ") TEXT("BirthDate", "1975-01-01")           \
                  TEXT("Sex", "1") ARRAY("HealthInsurance_Information", insurances) rest)
#define DISEASE(code, start, rest)                                                                 \
  CHILD("Disease_Information",                                                                     \
        ARRAY("Disease_Single", CHILD("Disease_Single", TEXT("Disease_Single_Code", code)          \
                                                            TEXT("Disease_Single_Name", "病名")))  \
            TEXT("Disease_Name", "病名") TEXT("Department_Code", "03")                             \
                TEXT("Disease_StartDate", start) rest)
#define DISEASES(rows)                                                                             \
  ANSWER("disease_infores", "00",                                                                  \
         TEXT("Information_Overflow", "False") ARRAY("Disease_Information", rows))
#define DEPARTMENTS                                                                                \
  ANSWER("departmentres", "00",                                                                    \
         ARRAY("Department_Information",                                                           \
               CHILD("Department_Information", TEXT("Code", "03") TEXT("WholeName", "小児科外来")  \
                                                   TEXT("Receipt_Code", "09"))))
#define GOOD_PERSON PERSON(INSURANCE("060", "320010", "9999-12-31"), "")

static struct orca_request test;

static void teardown(void) {
  orca_request_done(&test);
}

static void make_bundle(const char *kind, const char *person, const char *diseases) {
  const struct fake_answer answers[] = {
      {"patientgetv2", "", 200, person, ERROR_OK},
      {"diseasegetv2", "", 200, diseases, ERROR_OK},
      {"system01lstv2", "", 200, DEPARTMENTS, ERROR_OK},
      NO_MORE_ANSWERS,
  };
  orca_request_init(&test, answers);
  test.request.path_parameters[0] = view_of("12");
  if (kind != NULL) {
    orca_request_query(&test, "kind", kind);
  }
  orca_request_run(&test, handle_clinical_bundle);
}

static const char *const condition_parts[] = {
    "\"profile\":[\"http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_CLINS|1.10.0\"]",
    "BundleResourceType_CS\",\"code\":\"Condition\"",
    "\"system\":\"http://jpfhir.jp/fhir/clins/bundle-identifier\",\"value\":\"1318814790^2026^FC-",
    "\"type\":\"collection\",\"timestamp\":\"2026-11-21T16:00:00.000+09:00\",\"entry\":[{"
    "\"fullUrl\":"
    "\"urn:uuid:",
    "JP_Patient_eCS|1.10.0",
    "JP_Insurance_memberID\",\"value\":\"00320010:１２:３４:\"",
    "\"address\":[{\"use\":\"home\",\"_text\":{\"extension\":[{\"url\":\"http://hl7.org/fhir/"
    "StructureDefinition/data-absent-reason\"",
    "JP_Condition_eCS|1.10.0",
    "\"contained\":[{\"resourceType\":\"Encounter\",\"id\":\"encounter\",\"meta\":{\"profile\":["
    "\"http://jpfhir.jp/fhir/core/StructureDefinition/JP_Encounter\"]}",
    "JP_eCS_InstitutionNumber\",\"valueIdentifier\":{\"system\":\"http://jpfhir.jp/fhir/core/"
    "IdSystem/insurance-medical-institution-no\",\"value\":\"1318814790\"}",
    "JP_eCS_Department\",\"valueCodeableConcept\":{\"coding\":[{\"system\":\"http://jami.jp/"
    "SS-MIX2/"
    "CodeSystem/"
    "ClinicalDepartment\",\"code\":\"09\",\"display\":\"小児科\"}],\"text\":\"小児科外来\"",
    "\"encounter\":{\"reference\":\"#encounter\"}",
    "\"onsetDateTime\":\"2020-04-10\"",
};

/* The second has no standard code; the third ended too long ago; the fourth just within five years.
 */
static const char four_diseases[] = DISEASES(
    DISEASE("5319009", "2020-04-10", TEXT("Disease_Category", "PD"))
        DISEASE("2500013", "2020-05-01", "")
            DISEASE("1111111", "2010-01-01", TEXT("Disease_EndDate", "2021-11-20"))
                DISEASE("2222222", "2010-01-01",
                        TEXT("Disease_EndDate", "2021-11-21") TEXT("Disease_OutCome", "F")));

START_TEST(test_conditions) {
  make_bundle("condition", GOOD_PERSON, four_diseases);
  ck_assert_int_eq(test.error, ERROR_OK);
  for (size_t i = 0; i < sizeof(condition_parts) / sizeof(condition_parts[0]); i++) {
    ck_assert_msg(orca_request_has(&test, condition_parts[i]), "no %s in %s", condition_parts[i],
                  test.json);
  }
  ck_assert_uint_eq(orca_request_count(&test, "\"resourceType\":\"Condition\""), 3);
  ck_assert(orca_request_has(&test, "keyNumber\",\"code\":\"20057460\""));
  ck_assert_uint_eq(orca_request_count(&test, "keyNumber\",\"code\":\"99999999\""), 2);
  ck_assert_uint_eq(orca_request_count(&test, "\"principal\""), 1);
  ck_assert(!orca_request_has(&test, "1111111"));
  ck_assert(orca_request_has(&test, "2222222"));
  /* No logical or relative references, every fullUrl once. */
  ck_assert(!orca_request_has(&test, "\"reference\":\"Patient/"));
  ck_assert_uint_eq(orca_request_count(&test, "\"subject\":{\"reference\":\"urn:uuid:"), 3);
}
END_TEST

/* The same answers give the same bytes; another time of fetching another Bundle. */
START_TEST(test_repeatable) {
  make_bundle("condition", GOOD_PERSON, four_diseases);
  char *first = strdup(test.json);
  orca_request_done(&test);
  make_bundle("condition", GOOD_PERSON, four_diseases);
  ck_assert_str_eq(first, test.json);
  orca_request_done(&test);
  make_bundle("allergy", PERSON(INSURANCE("060", "320010", ""), TEXT("Allergy1", "卵")), "");
  ck_assert_str_ne(first, test.json);
  free(first);
}
END_TEST

START_TEST(test_allergies) {
  make_bundle("allergy",
              PERSON(INSURANCE("060", "320010", ""),
                     TEXT("Allergy1", "卵") TEXT("Contraindication1", "ペニシリン") RECORD(
                         "Patient_Contra_Information",
                         ARRAY("Patient_Contra_Info",
                               CHILD("Patient_Contra_Info", TEXT("Medication_Code", "620000001")
                                                                TEXT("Medication_Name", "薬"))))),
              "");
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "BundleResourceType_CS\",\"code\":\"AllergyIntolerance\""));
  ck_assert_uint_eq(orca_request_count(&test, "\"resourceType\":\"AllergyIntolerance\""), 3);
  ck_assert(orca_request_has(&test, "\"code\":\"YCM1119402A1022\""));
  ck_assert_uint_eq(
      orca_request_count(&test, "\"code\":\"D9M000000000\",\"display\":\"ペニシリン\""), 1);
  ck_assert_uint_eq(orca_request_count(&test, "\"code\":\"D9N000000000\",\"display\":\"卵\""), 1);
  /* Only allergen codes may stand here. */
  ck_assert(!orca_request_has(&test, "YJ-code"));
  ck_assert_uint_eq(orca_request_count(&test, "\"category\":[\"medication\"]"), 2);
  ck_assert_uint_eq(orca_request_count(&test, "JP_eCS_InstitutionNumber"), 3);
  ck_assert_uint_eq(test.fake.calls, 1);
}
END_TEST

START_TEST(test_small_arenas) {
  make_bundle("condition", GOOD_PERSON, four_diseases);
  ck_assert(orca_request_survives_small_arenas(&test, handle_clinical_bundle));
}
END_TEST

struct refusal_case {
  const char *kind;
  const char *person;
  const char *diseases;
  enum error error;
  const char *issue;
};

#define TWO_HUNDRED_IN_A_MONTH ANSWER("disease_infores", "20", TEXT("Information_Overflow", "True"))

static const struct refusal_case refusals[] = {
    {NULL, GOOD_PERSON, four_diseases, ERROR_BAD_REQUEST, "clinical-bundle-kind"},
    {"laboratory", GOOD_PERSON, four_diseases, ERROR_BAD_REQUEST, "clinical-bundle-kind"},
    {"condition", GOOD_PERSON, DISEASES(""), ERROR_NOT_PROCESSABLE, "clinical-bundle-nothing"},
    {"allergy", GOOD_PERSON, "", ERROR_NOT_PROCESSABLE, "clinical-bundle-nothing"},
    {"condition", PERSON("", ""), four_diseases, ERROR_NOT_PROCESSABLE,
     "clinical-bundle-member-id"},
    {"condition", PERSON(INSURANCE("060", "320010", "2026-11-20"), ""), four_diseases,
     ERROR_NOT_PROCESSABLE, "clinical-bundle-member-id"},
    {"condition", PERSON(INSURANCE("971", "320010", ""), ""), four_diseases, ERROR_NOT_PROCESSABLE,
     "clinical-bundle-member-id"},
    {"condition", GOOD_PERSON, DISEASES(DISEASE("5319009", "0000-00-00", "")),
     ERROR_NOT_PROCESSABLE, "clinical-bundle-field"},
    {"condition", GOOD_PERSON,
     DISEASES(CHILD("Disease_Information", TEXT("Disease_StartDate", "2020-01-01"))),
     ERROR_NOT_PROCESSABLE, "clinical-bundle-field"},
    {"condition", GOOD_PERSON, TWO_HUNDRED_IN_A_MONTH, ERROR_NOT_PROCESSABLE,
     "clinical-bundle-truncated"},
    {"condition", ANSWER("patientinfores", "10", ""), "", ERROR_NOT_FOUND, "orca-patient-unknown"},
    {"condition", GOOD_PERSON, "<html/>", ERROR_ORCA_ANSWER, "orca-answer-root"},
};

START_TEST(test_refusal) {
  const struct refusal_case *row = &refusals[_i];
  make_bundle(row->kind, row->person, row->diseases);
  ck_assert_int_eq(test.error, row->error);
  ck_assert(orca_request_has_issue(&test, row->issue));
}
END_TEST

static const char *const bad_institutions[] = {"",           "131881479",   "1348814790",
                                               "5318814790", "13188147901", "131881479x"};

START_TEST(test_institution) {
  const struct fake_answer answers[] = {NO_MORE_ANSWERS};
  orca_request_init(&test, answers);
  test.services.institution_number = view_of(bad_institutions[_i]);
  orca_request_query(&test, "kind", "condition");
  orca_request_run(&test, handle_clinical_bundle);
  ck_assert_int_eq(test.error, ERROR_CONFIGURATION);
  ck_assert(orca_request_has_issue(&test, "clinical-bundle-institution"));
  ck_assert_uint_eq(test.fake.calls, 0);
}
END_TEST

struct version_case {
  const char *version;
  const char *profile;
  bool has_public;
};

static const struct version_case versions[] = {
    {"1.5.3", "", false},
    {"1.10.0", "1.10.0", false},
    {"1.12.0-prep", "1.12.0-prep", true},
    {"1.13.0-dev", "1.13.0-dev", true},
};

START_TEST(test_version) {
  const struct fake_answer answers[] = {NO_MORE_ANSWERS};
  orca_request_init(&test, answers);
  struct from_orca_national national = clinical_bundle_write_version(view_of(versions[_i].version));
  ck_assert(view_is(national.profile_version, versions[_i].profile));
  ck_assert_int_eq(national.has_public_member_id, versions[_i].has_public);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("clinical_bundle");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_test(tests, test_conditions);
  tcase_add_test(tests, test_repeatable);
  tcase_add_test(tests, test_allergies);
  tcase_add_test(tests, test_small_arenas);
  tcase_add_loop_test(tests, test_refusal, 0, ROWS(refusals));
  tcase_add_loop_test(tests, test_institution, 0, ROWS(bad_institutions));
  tcase_add_loop_test(tests, test_version, 0, ROWS(versions));
  suite_add_tcase(suite, tests);
  return suite;
}
