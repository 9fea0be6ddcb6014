/* One failing instance for each R-numbered invariant of JP-CLINS: a good instance of
 * tests/cases/validate with a small edit, and exactly the numbers that must be reported. Some
 * invariants cannot fail alone: the guide's expressions imply each other. */
#include "server/base/file.h"
#include "tests/unit/profiles/validator_fixture.h"

#define CASES "tests/cases/validate/"
#define OBSERVATION_BUNDLE CASES "national-reference-good/input.json"
#define CONDITION_BUNDLE CASES "national-condition-encounter-good/input.json"
#define PATIENT_BUNDLE CASES "national-patient-only-bad/input.json"
#define OBSERVATION CASES "national-half-width-kana-good/input.json"
#define PATIENT CASES "national-member-width-good/input.json"
#define BUNDLE_PROFILE "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_CLINS"
#define ECS "http://jpfhir.jp/fhir/eCS/StructureDefinition/"
#define DOCTOR_PROFILE "http://jpfhir.jp/fhir/core/StructureDefinition/JP_Practitioner"
#define ENCOUNTER_PROFILE "http://jpfhir.jp/fhir/core/StructureDefinition/JP_Encounter\""
#define DEPARTMENT "http://jpfhir.jp/fhir/eCS/Extension/StructureDefinition/JP_eCS_Department"
#define INSTITUTION                                                                                \
  "http://jpfhir.jp/fhir/clins/Extension/StructureDefinition/JP_eCS_InstitutionNumber"
#define MEMBER "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID"
#define PUBLIC_PAYER "http://jpfhir.jp/fhir/clins/Idsystem/JP_PublicPayer_memberID"
#define NEW_IDENTIFIER(system, value)                                                              \
  "\"identifier\": [ {\"system\": \"" system "\", \"value\": \"" value "\"},"

struct number_case {
  const char *name;
  const char *file;
  const char *find; /* the first occurrence is replaced */
  const char *replacement;
  const char *version;
  const char *profile;  /* asked for, or NULL */
  const char *expected; /* R-numbers in ascending order */
};

static const struct number_case cases[] = {
    {"good", OBSERVATION_BUNDLE, "", "", "1.10.0", NULL, ""},
    {"good", CONDITION_BUNDLE, "", "", "1.10.0", NULL, ""},
    {"first-bundle-entry-is-Patient", OBSERVATION_BUNDLE, "\"resourceType\": \"Patient\"",
     "\"resourceType\": \"Basic\"", "1.10.0", NULL, "R0211"},
    {"patients-profile-is-JP-Patient-eCS", OBSERVATION_BUNDLE, ECS "JP_Patient_eCS|1.10.0",
     "http://jpfhir.jp/fhir/core/StructureDefinition/JP_Patient", "1.10.0", NULL, "R0212"},
    {"bundle-profile-is-JP-Bundle-CLINS", OBSERVATION_BUNDLE, BUNDLE_PROFILE "|1.10.0",
     "http://example.org/other", "1.10.0", BUNDLE_PROFILE "|1.10.0", "R0213"},
    {"bundle-meta-tag-resourceType-exists", PATIENT_BUNDLE, "BundleResourceType_CS", "other",
     "1.10.0", NULL, "R02141 R02142 R02143"},
    {"bundle-meta-tag-resourceType-valid", OBSERVATION_BUNDLE, "\"code\": \"Observation\"",
     "\"code\": \"Patient\"", "1.10.0", NULL, "R02142 R02143"},
    {"mustHaveOneMoreResources-with-designatedResourceType", OBSERVATION_BUNDLE,
     "\"code\": \"Observation\"", "\"code\": \"Condition\"", "1.10.0", NULL, "R02143"},
    {"valid-system-bundleIdenfifier", OBSERVATION_BUNDLE, "clins/bundle-identifier",
     "clins/bundle-id", "1.10.0", NULL, "R02151 R2152"},
    {"valid-value-bundleIdenfifier", OBSERVATION_BUNDLE, "1310012345^2026^A", "1310012345-2026-A",
     "1.10.0", NULL, "R2152"},
    {"valid-system-local-patientID", OBSERVATION_BUNDLE, "3.51.11310012345", "3.51.1131001234",
     "1.10.0", NULL, "R1010"},
    {"valid-system-insurance-patientIdentifier", PATIENT, MEMBER, "http://example.org/member",
     "1.10.0", NULL, "R1012 R1013"},
    {"valid-system-insurance-patientIdentifier, both", PATIENT, "\"identifier\": [",
     NEW_IDENTIFIER(PUBLIC_PAYER, "12345678::1234567:"), "1.12.0-prep", NULL, "R1012"},
    {"valid-value-insurance-patientIdentifier", PATIENT,
     "00012345:A1:123:", "12345:A1:123:", "1.10.0", NULL, "R1013"},
    {"valid-value-publicPayer-patientIdentifier", PATIENT, MEMBER, PUBLIC_PAYER, "1.12.0-prep",
     NULL, "R1013"},
    {"kanjiName-kanaName-donot-contain-ZenkakuKuuhaku", PATIENT, "見本 花子", "見本　花子",
     "1.10.0", NULL, "R1113"},
    {"needs-localCode-observation-laboresult", OBSERVATION_BUNDLE,
     "JP_CLINS_ObsLabResult_LocalCode_CS", "other", "1.10.0", NULL, "R6021"},
    {"warn-localCode-observation-laboresult", OBSERVATION, "JP_CLINS_ObsLabResult_LocalCode_CS",
     "other", "1.10.0", NULL, "R6021"},
    {"check-LTS-MemberOf-infectionLabo", OBSERVATION_BUNDLE,
     ECS "JP_Observation_LabResult_eCS|1.10.0\"\n          ]",
     ECS "JP_Observation_LabResult_eCS|1.10.0\"],\"tag\":[{\"system\":"
         "\"http://jpfhir.jp/fhir/clins/CodeSystem/JP_ehrshrs_indication\",\"code\":\"LTS\"}]",
     "1.10.0", NULL, "R6031"},
    {"observation-has-no-hasMember", OBSERVATION_BUNDLE, "\"status\": \"final\"",
     "\"status\": \"final\", \"hasMember\": [{\"display\": \"x\"}]", "1.10.0", NULL, "R6081"},
    {"all-entries-needs-extension-of-institutionNumber", OBSERVATION_BUNDLE, INSTITUTION,
     "http://example.org/institution", "1.10.0", NULL, "R9011 R9012"},
    {"all-entries-needs-valid-institutionNumber", OBSERVATION_BUNDLE, "\"value\": \"1310012345\"",
     "\"value\": \"131001234\"", "1.10.0", NULL, "R9012"},
    {"resource-needs-extension-of-institutionNumber", OBSERVATION, INSTITUTION,
     "http://example.org/institution", "1.5.3", NULL, "R901101"},
    {"condition-needs-contained-of-Encounter", CONDITION_BUNDLE, ENCOUNTER_PROFILE,
     "http://example.org/encounter\"", "1.10.0", NULL, "R9013C"},
    {"observation-needs-contained-of-Encounter", OBSERVATION_BUNDLE, ENCOUNTER_PROFILE,
     "http://example.org/encounter\"", "1.10.0", NULL, "R9013O"},
    {"condition-needs-extension-of-Department", CONDITION_BUNDLE, DEPARTMENT,
     "http://example.org/department", "1.10.0", NULL, "R9014C"},
    {"observation-needs-extension-of-Department", OBSERVATION_BUNDLE, DEPARTMENT,
     "http://example.org/department", "1.10.0", NULL, "R9014O"},
    {"condition-needs-onsetDateTime", CONDITION_BUNDLE, "onsetDateTime", "onsetString", "1.10.0",
     NULL, "R9015C"},
    {"observation-needs-encounter", OBSERVATION_BUNDLE, "\"encounter\": {", "\"device\": {",
     "1.10.0", NULL, "R9016O"},
    {"observation-needs-performer", OBSERVATION_BUNDLE, "\"performer\": [", "\"focus\": [",
     "1.10.0", NULL, "R9017O"},
    {"needs-performer-on-CLINS", OBSERVATION, "\"performer\": [", "\"focus\": [", "1.10.0", NULL,
     "R9017O"},
    {"observation-needs-contained-of-Practitioner", OBSERVATION_BUNDLE, DOCTOR_PROFILE,
     "http://example.org/doctor", "1.10.0", NULL, "R9019O"},
};

/* A prescription: only what its numbered invariants look at. */
#define YJ "{\"system\":\"http://capstandard.jp/iyaku.info/CodeSystem/YJ-code\",\"code\":\"x\"}"
#define OTHER_DRUG "{\"system\":\"http://example.org/drug\",\"code\":\"x\"}"
#define USAGE                                                                                      \
  "{\"system\":\"http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationUsage_ePrescription\","      \
  "\"code\":\"1012010100000000\"}"
#define NO_USAGE                                                                                   \
  "{\"system\":\"http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_MedicationUsage_Uncoded_CS\","    \
  "\"code\":\"0X0XXXXXXXXX0000\"}"
#define PRESCRIPTION(drug, usage)                                                                  \
  "{\"resourceType\":\"MedicationRequest\",\"status\":\"completed\",\"intent\":\"order\","         \
  "\"medicationCodeableConcept\":{\"coding\":[" drug "],\"text\":\"x\"},\"subject\":{\"display\":" \
  "\"x\"},\"dosageInstruction\":[{\"timing\":{\"code\":{\"coding\":[" usage                        \
  "],\"text\":\"x\"}}}]}"

struct prescription_case {
  const char *json;
  const char *version;
  const char *expected;
};

static const struct prescription_case prescriptions[] = {
    {PRESCRIPTION(YJ, USAGE), "1.10.0", ""},
    {PRESCRIPTION(YJ, NO_USAGE), "1.12.0-prep", ""},
    {PRESCRIPTION(OTHER_DRUG, USAGE), "1.5.3", "R3010"},
    {PRESCRIPTION(OTHER_DRUG, USAGE), "1.10.0", "R3010"},
    {PRESCRIPTION(OTHER_DRUG, USAGE), "1.12.0-prep", "R3010"},
    {PRESCRIPTION(YJ, OTHER_DRUG), "1.10.0", "R5020"},
    {PRESCRIPTION(YJ, USAGE "," NO_USAGE), "1.10.0", "R5020 R5021"},
};

static struct validator_fixture fixture;

static void set_up(void) {
  validator_fixture_open(&fixture);
}

static void tear_down(void) {
  validator_fixture_close(&fixture);
}

static struct view replace_first(struct arena *arena, struct view text, const char *find,
                                 const char *replacement) {
  size_t at = view_find(text, view_of(find), 0);
  ck_assert_msg(at != SIZE_MAX, "'%s' is not in the instance", find);
  return arena_format(arena, "%.*s%s%.*s", (int)at, text.data, replacement,
                      (int)(text.length - at - strlen(find)), text.data + at + strlen(find));
}

/* In the version's files; the files claim 1.10.0. */
static struct view in_version(struct arena *arena, struct view text, const char *version) {
  while (strcmp(version, "1.10.0") != 0 && view_find(text, view_of("|1.10.0"), 0) != SIZE_MAX) {
    text = replace_first(arena, text, "|1.10.0", "");
  }
  return text;
}

/* The distinct R-numbers of the findings, ascending, joined by a blank. */
static struct view numbers(const struct issue_list *issues, struct arena *arena) {
  struct buffer buffer = buffer_make(arena, 4096);
  struct view last = {NULL, 0};
  for (;;) {
    struct view next = {NULL, 0};
    for (uint32_t i = 0; i < issues->count; i++) {
      struct view rule = issues->issues[i].rule;
      bool is_later = last.length == 0 || view_compare(rule, last) > 0;
      if (rule.length > 0 && is_later && (next.length == 0 || view_compare(rule, next) < 0)) {
        next = rule;
      }
    }
    if (next.length == 0) {
      return buffer_view(&buffer);
    }
    buffer_append_format(&buffer, "%s%.*s", buffer.length > 0 ? " " : "", VIEW_ARGUMENTS(next));
    last = next;
  }
}

struct number_run {
  struct arena *arena;
  struct view text;
  const char *version;
  const char *profile;
  const char *expected;
  const char *name;
};

static void check_numbers(const struct number_run *run) {
  struct document document;
  struct document_failure failure;
  ck_assert_int_eq(document_read(run->arena, run->text, definitions_names(fixture.definitions),
                                 &document, &failure),
                   ERROR_OK);
  struct issue_list issues = issue_list_make(run->arena, LIMIT_ISSUES);
  struct view profile = view_of(run->profile);
  struct validation_settings settings = {.clins_version = view_of(run->version)};
  struct validation_request request = {
      .document = &document, .profiles = &profile, .profile_count = run->profile == NULL ? 0 : 1};
  ck_assert_int_eq(validator_run(fixture.definitions, &settings, &request, run->arena, &issues),
                   ERROR_OK);
  struct view found = numbers(&issues, run->arena);
  ck_assert_msg(view_is(found, run->expected), "%s: found '%.*s', expected '%s'", run->name,
                VIEW_ARGUMENTS(found), run->expected);
}

START_TEST(test_cases) {
  const struct number_case *row = &cases[_i];
  struct arena *arena = arena_new(1u << 26);
  struct view text;
  ck_assert_msg(file_read(arena, row->file, 1u << 20, &text) == ERROR_OK, "%s", row->file);
  text = in_version(arena, replace_first(arena, text, row->find, row->replacement), row->version);
  check_numbers(&(struct number_run){.arena = arena,
                                     .text = text,
                                     .version = row->version,
                                     .profile = row->profile,
                                     .expected = row->expected,
                                     .name = row->name});
  arena_free(arena);
}
END_TEST

START_TEST(test_prescriptions) {
  const struct prescription_case *row = &prescriptions[_i];
  struct arena *arena = arena_new(1u << 26);
  check_numbers(&(struct number_run){.arena = arena,
                                     .text = view_of(row->json),
                                     .version = row->version,
                                     .profile = ECS "JP_MedicationRequest_eCS",
                                     .expected = row->expected,
                                     .name = row->json});
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("national_numbers");
  TCase *test = tcase_create("invariants");
  tcase_set_timeout(test, 60);
  tcase_add_unchecked_fixture(test, set_up, tear_down);
  tcase_add_loop_test(test, test_cases, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  tcase_add_loop_test(test, test_prescriptions, 0,
                      (int)(sizeof(prescriptions) / sizeof(prescriptions[0])));
  suite_add_tcase(suite, test);
  return suite;
}
