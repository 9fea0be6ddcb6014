/* Profiles over instances: versions side by side, slices, fixed values, types, references,
 * extensions. What the R4 base definitions find is in tests/cases/validate. */
#include "tests/unit/profiles/validation_cases.h"

#define BODY_WEIGHT "http://hl7.org/fhir/StructureDefinition/bodyweight"
#define JP_PATIENT_ECS "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Patient_eCS"
#define VITAL_SIGNS                                                                                \
  "\"category\":[{\"coding\":[{\"system\":"                                                        \
  "\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"vital-signs\"}]}],"
#define WEIGHT_CODE                                                                                \
  "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"29463-7\"}]},"
#define OBSERVATION                                                                                \
  "{\"resourceType\":\"Observation\",\"status\":\"final\",\"subject\":{\"reference\":"             \
  "\"Patient/1\"},\"effectiveDateTime\":\"2026-01-01\","
#define QUANTITY(unit)                                                                             \
  "\"valueQuantity\":{\"value\":60.10,\"unit\":\"kg\",\"system\":\"http://unitsofmeasure.org\","   \
  "\"code\":\"" unit "\"}}"

/* An Observation whose device is the reference, beside a Device and a Patient of a server. */
#define BUNDLE(full_url, reference)                                                                \
  "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"fullUrl\":\"" full_url       \
  "\",\"resource\":{\"resourceType\":\"Observation\",\"id\":\"1\",\"status\":\"final\","           \
  "\"code\":{\"text\":\"x\"},\"device\":{\"reference\":\"" reference "\"}}},"                      \
  "{\"fullUrl\":\"http://a.example/fhir/Device/d\",\"resource\":{\"resourceType\":\"Device\","     \
  "\"id\":\"d\",\"meta\":{\"versionId\":\"1\"}}},{\"fullUrl\":"                                    \
  "\"http://a.example/fhir/Patient/"                                                               \
  "p\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p\"}}]}",                               \
      NULL, NULL

struct validator_case {
  struct validator_input input;
  const char *expected;
};

static const struct validator_case cases[] = {
    /* fixed values and slices by value */
    {{OBSERVATION VITAL_SIGNS WEIGHT_CODE QUANTITY("kg"), BODY_WEIGHT, NULL}, ""},
    {{OBSERVATION VITAL_SIGNS WEIGHT_CODE "\"valueString\":\"60\"}", BODY_WEIGHT, NULL},
     "error choice-type Observation.value"},
    {{OBSERVATION VITAL_SIGNS "\"code\":{\"text\":\"x\"}," QUANTITY("kg"), BODY_WEIGHT, NULL},
     "error slice-minimum Observation.code"},
    {{OBSERVATION VITAL_SIGNS WEIGHT_CODE QUANTITY("stone"), BODY_WEIGHT, NULL},
     "error code-not-in-value-set Observation.value.code\n"
     "warning unit-malformed Observation.value.code"},
    /* a profile of a profile is the same type; of another type it is not */
    {{"{\"resourceType\":\"Patient\",\"active\":true}", BODY_WEIGHT, NULL},
     "error profile-wrong-type Patient"},
    /* versions: declared with and without version, setting, and what is not known */
    {{"{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"" JP_PATIENT_ECS
      "|0.0.1\"]},\"active\":true}",
      NULL, NULL},
     "warning profile-version-unknown Patient.meta.profile[0]"},
    {{"{\"resourceType\":\"Patient\",\"active\":true}", JP_PATIENT_ECS "|0.0.1", NULL},
     "error profile-version-unknown Patient"},
    /* extensions */
    {{"{\"resourceType\":\"Patient\",\"extension\":[{\"url\":"
      "\"http://hl7.org/fhir/StructureDefinition/patient-birthPlace\",\"valueString\":\"x\"}]}",
      NULL, NULL},
     "error choice-type Patient.extension[0].value"},
    {{"{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"a\",\"extension\":[{\"url\":"
      "\"http://hl7.org/fhir/StructureDefinition/patient-birthPlace\",\"valueAddress\":{\"text\":"
      "\"x\"}}]}]}",
      NULL, NULL},
     "error extension-context Patient.name[0].extension[0]"},
    {{"{\"resourceType\":\"Patient\",\"extension\":[{\"url\":\"relative\",\"valueString\":\"x\"}]}",
      NULL, NULL},
     "error extension-url-relative Patient.extension[0].url"},
    /* relative references in a Bundle follow the entry's own fullUrl, with the version when one is
       given */
    {{BUNDLE("http://a.example/fhir/Observation/1", "Device/d")}, ""},
    {{BUNDLE("http://a.example/fhir/Observation/1", "Device/d/_history/1")}, ""},
    {{BUNDLE("http://a.example/fhir/Observation/1", "Group/g")},
     "error reference-target-type Bundle.entry[0].resource.device"},
    {{BUNDLE("http://a.example/fhir/Observation/1", "http://a.example/fhir/Patient/p")},
     "error reference-target-type Bundle.entry[0].resource.device"},
    /* references inside the document */
    {{"{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
      "\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"x\"}],"
      "\"subject\":{\"reference\":\"#o\"}}",
      NULL, NULL},
     "error reference-target-type Observation.subject"},
    {{"{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
      "\"subject\":{\"reference\":\"Patient/1\",\"type\":\"Group\"}}",
      NULL, NULL},
     "error reference-type-mismatch Observation.subject"},
    /* contained ids */
    {{"{\"resourceType\":\"Patient\",\"generalPractitioner\":[{\"reference\":\"#o\"}],"
      "\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"x\"},"
      "{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"y\"}]}",
      NULL, NULL},
     "error contained-id-duplicate Patient.contained[1]"},
    /* the same place found through two definitions is told once */
    {{"{\"resourceType\":\"Observation\",\"status\":\"wrong\",\"code\":{\"text\":\"x\"}}", NULL,
      NULL},
     "error code-not-in-value-set Observation.status"},
};

START_TEST(test_cases) {
  expect_findings(&cases[_i].input, cases[_i].expected);
}
END_TEST

/* The guide's version decides: 1.10.0 wants a display beside each status code, 1.5.3 does not. */
START_TEST(test_versions_differ) {
  static const char condition[] =
      "{\"resourceType\":\"Condition\",\"meta\":{\"profile\":[\"http://jpfhir.jp/fhir/eCS/"
      "StructureDefinition/JP_Condition_eCS\"]},\"clinicalStatus\":{\"coding\":[{\"system\":"
      "\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"active\"}]},"
      "\"subject\":{\"reference\":\"Patient/1\"}}";
  static const char line[] = "cardinality-minimum Condition.clinicalStatus.coding[0]";
  struct arena *arena = arena_new(1u << 26);
  struct validator_input input = {condition, NULL, "1.5.3"};
  struct view old = validator_fixture_run(fixture.definitions, &input, arena);
  input.clins_version = "1.10.0";
  struct view new = validator_fixture_run(fixture.definitions, &input, arena);
  ck_assert_uint_eq(view_find(old, view_of(line), 0), SIZE_MAX);
  ck_assert_uint_ne(view_find(new, view_of(line), 0), SIZE_MAX);
  arena_free(arena);
}
END_TEST

/* A version that is only there as a preview is used, and said. */
START_TEST(test_preview) {
  static const char patient[] = "{\"resourceType\":\"Patient\",\"active\":true}";
  struct arena *arena = arena_new(1u << 26);
  const struct validation_settings settings = {.clins_version = VIEW_LITERAL("1.12.0")};
  struct issue_list issues = validator_fixture_issues(fixture.definitions, &settings,
                                                      view_of(patient), JP_PATIENT_ECS, arena);
  unsigned previews = 0;
  for (uint32_t i = 0; i < issues.count; i++) {
    previews += strcmp(issues.issues[i].message->id, "guide-preview") == 0;
  }
  ck_assert_uint_eq(previews, 1);
  ck_assert(issue_list_failed(&issues));
  arena_free(arena);
}
END_TEST

/* Findings carry the definition, the rule number and the offset of what is wrong. */
START_TEST(test_finding) {
  static const char bundle[] = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"meta\":{"
                               "\"profile\":[\"http://jpfhir.jp/fhir/clins/StructureDefinition/"
                               "JP_Bundle_CLINS\"]},\"entry\":[{\"resource\":{\"resourceType\":"
                               "\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"}}}]}";
  struct arena *arena = arena_new(1u << 26);
  struct document document;
  struct document_failure failure;
  ck_assert_int_eq(document_read(arena, view_of(bundle), definitions_names(fixture.definitions),
                                 &document, &failure),
                   ERROR_OK);
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct validation_settings settings = {.clins_version = VIEW_LITERAL("1.10.0")};
  struct validation_request request = {.document = &document,
                                       .resource_type = VIEW_LITERAL("Patient")};
  ck_assert_int_eq(validator_run(fixture.definitions, &settings, &request, arena, &issues),
                   ERROR_OK);
  bool has_rule = false;
  bool has_type = false;
  for (uint32_t i = 0; i < issues.count; i++) {
    const struct issue *issue = &issues.issues[i];
    has_type = has_type || strcmp(issue->message->id, "resource-type-mismatch") == 0;
    if (view_is(issue->rule, "R0211")) {
      has_rule = true;
      ck_assert(view_is(issue->expression, "Bundle"));
      ck_assert_uint_eq(issue->offset, 0);
      ck_assert(view_is(issue->definition,
                        "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_CLINS|1.10.0"
                        "#Bundle/first-bundle-entry-is-Patient"));
    }
  }
  ck_assert(has_rule && has_type);
  arena_free(arena);
}
END_TEST

/* Same bytes, same findings in the same order. */
START_TEST(test_repeatable) {
  struct arena *arena = arena_new(1u << 26);
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    struct view first = validator_fixture_run(fixture.definitions, &cases[i].input, arena);
    struct view second = validator_fixture_run(fixture.definitions, &cases[i].input, arena);
    ck_assert(view_equal(first, second));
  }
  arena_free(arena);
}
END_TEST

/* A request's arena that is too small is an error, not a crash and not a verdict. */
START_TEST(test_memory) {
  struct arena *reading = arena_new(1u << 20);
  struct arena *small = arena_new(64);
  struct document document;
  struct document_failure failure;
  static const char text[] = "{\"resourceType\":\"Observation\",\"status\":\"x\"}";
  ck_assert_int_eq(document_read(reading, view_of(text), definitions_names(fixture.definitions),
                                 &document, &failure),
                   ERROR_OK);
  struct issue_list issues = issue_list_make(small, LIMIT_ISSUES);
  struct validation_settings settings = {.clins_version = VIEW_LITERAL("1.10.0")};
  struct view profile = view_of(BODY_WEIGHT);
  struct validation_request request = {
      .document = &document, .profiles = &profile, .profile_count = 1};
  ck_assert_int_eq(validator_run(fixture.definitions, &settings, &request, small, &issues),
                   ERROR_MEMORY);
  ck_assert(issue_list_failed(&issues));
  arena_free(small);
  arena_free(reading);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("validator");
  TCase *test = tcase_create("profiles");
  tcase_set_timeout(test, 60);
  tcase_add_unchecked_fixture(test, set_up, tear_down);
  tcase_add_loop_test(test, test_cases, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  tcase_add_test(test, test_versions_differ);
  tcase_add_test(test, test_preview);
  tcase_add_test(test, test_finding);
  tcase_add_test(test, test_repeatable);
  tcase_add_test(test, test_memory);
  suite_add_tcase(suite, test);
  return suite;
}
