/* One failing instance for each R-numbered invariant of JP-CLINS: a good instance of
 * tests/cases/validate with a small edit, and exactly the numbers that must be reported. Some
 * invariants cannot fail alone: the guide's expressions imply each other. */
#include "profiles/national_rules.h"
#include "profiles/rule_number.h"
#include "server/base/file.h"
#include "tests/unit/profiles/validation_cases.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

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
    {"valid-value-bundleIdenfifier", OBSERVATION_BUNDLE, "1310012347^2026^A", "1310012347-2026-A",
     "1.10.0", NULL, "R2152"},
    {"valid-system-local-patientID", OBSERVATION_BUNDLE, "3.51.11310012347", "3.51.1131001234",
     "1.10.0", NULL, "R1010"},
    {"valid-system-insurance-patientIdentifier", PATIENT, MEMBER, "http://example.org/member",
     "1.10.0", NULL, "R1012 R1013"},
    {"valid-system-insurance-patientIdentifier, both", PATIENT, "\"identifier\": [",
     NEW_IDENTIFIER(PUBLIC_PAYER, "12345678::1234567:"), "1.12.0-prep", NULL, "R1012"},
    {"valid-value-insurance-patientIdentifier", PATIENT,
     "00012344:A1:123:", "12345:A1:123:", "1.10.0", NULL, "R1013"},
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
    {"all-entries-needs-valid-institutionNumber", OBSERVATION_BUNDLE, "\"value\": \"1310012347\"",
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

#define REQUEST_PROFILE ECS "JP_MedicationRequest_eCS"

/* Health checkups and the allergies of referrals: the same. */
#define CHECKUP_BUNDLE_PROFILE                                                                     \
  "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_eCheckupGeneral"
#define CHECKUP "http://jpfhir.jp/fhir/eCheckup/StructureDefinition/"
#define CHECKUP_PATIENT_PROFILE CHECKUP "JP_Patient_eCheckupGeneral"
#define ALLERGY_PROFILE "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_AllergyIntolerance_eCS"
#define CLAIM(profile) "\"meta\":{\"profile\":[\"" profile "\"]}"
#define CHECKUP_BUNDLE(profile)                                                                    \
  "{\"resourceType\":\"Bundle\"," CLAIM(                                                           \
      profile) ",\"type\":\"document\",\"identifier\":{"                                           \
               "\"system\":\"http://jpfhir.jp/fhir/clins/bundle-identifier\","                     \
               "\"value\":\"1310012347^2026^A\"}}"
#define CHECKUP_COMPOSITION(profile)                                                               \
  "{\"resourceType\":\"Composition\"," CLAIM(profile) ",\"status\":\"final\"}"
#define CHECKUP_PATIENT(representation)                                                            \
  "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"x\",\"extension\":[{\"url\":"               \
  "\"http://hl7.org/fhir/StructureDefinition/"                                                     \
  "iso21090-EN-representation\",\"valueCode\":\"" representation "\"}]}]}"
#define ALLERGY(category, criticality)                                                             \
  "{\"resourceType\":\"AllergyIntolerance\",\"category\":[\"" category                             \
  "\"],\"criticality\":\"" criticality                                                             \
  "\",\"code\":{\"text\":\"x\"},\"patient\":{\"display\":\"x\"}}"

struct instance_case {
  const char *key; /* of the constraint that fails, "" in good instances */
  const char *json;
  const char *profile;
  const char *version;
  const char *expected;
};

static const struct instance_case instances[] = {
    {"", PRESCRIPTION(YJ, USAGE), REQUEST_PROFILE, "1.10.0", ""},
    {"", PRESCRIPTION(YJ, NO_USAGE), REQUEST_PROFILE, "1.12.0-prep", ""},
    {"needs-anyOfStandardCode-medication", PRESCRIPTION(OTHER_DRUG, USAGE), REQUEST_PROFILE,
     "1.5.3", "R3010"},
    {"warning-anyOf-YJ-or-KikakubetsuYakuzaiSeibun-medicationCode", PRESCRIPTION(OTHER_DRUG, USAGE),
     REQUEST_PROFILE, "1.10.0", "R3010"},
    {"warning-anyOf-YJ-medicationCode", PRESCRIPTION(OTHER_DRUG, USAGE), REQUEST_PROFILE,
     "1.12.0-prep", "R3010"},
    {"validUsage-MedicationUsage-codesystem", PRESCRIPTION(YJ, OTHER_DRUG), REQUEST_PROFILE,
     "1.10.0", "R5020"},
    {"invalidUsage-MedicationUsage-codesystem", PRESCRIPTION(YJ, USAGE "," NO_USAGE),
     REQUEST_PROFILE, "1.10.0", "R5020 R5021"},
    {"", CHECKUP_PATIENT("IDE"), CHECKUP_PATIENT_PROFILE, "1.10.0", ""},
    {"", CHECKUP_PATIENT("SYL"), CHECKUP_PATIENT_PROFILE, "1.10.0", ""},
    {"either-KanjiName-KanaName-exist", CHECKUP_PATIENT("ABC"), CHECKUP_PATIENT_PROFILE, "1.10.0",
     "R1112"},
    {"", CHECKUP_BUNDLE(CHECKUP_BUNDLE_PROFILE), CHECKUP_BUNDLE_PROFILE, "1.10.0", ""},
    {"bundle-profile-is-JP-Bundle-eCheckupGeneral", CHECKUP_BUNDLE("http://example.org/other"),
     CHECKUP_BUNDLE_PROFILE, "1.10.0", "R0213"},
    {"", CHECKUP_COMPOSITION(CHECKUP "JP_Composition_eCheckupGeneral"),
     CHECKUP "JP_Composition_eCheckupGeneral", "1.10.0", ""},
    {"composition-profile-is-JP-Composition-eCheckupGeneral",
     CHECKUP_COMPOSITION("http://example.org/other"), CHECKUP "JP_Composition_eCheckupGeneral",
     "1.10.0", "R0213"},
    {"", ALLERGY("medication", "low"), ALLERGY_PROFILE, "1.10.0", ""},
    {"warning-medication-allergy", ALLERGY("food", "low"), ALLERGY_PROFILE, "1.10.0", "R2011"},
    {"warning-medication-allergy", ALLERGY("medication", "high"), ALLERGY_PROFILE, "1.10.0",
     "R2011"},
};

/* Numbered constraints that no definition of the repository carries. */
static const struct {
  const char *key;
  const char *reason;
} not_carried[] = {
    {"require-refRange-forQuantityValue-against-CoreLaboOrInfectionSet",
     "of the unreleased JP-CLINS 1.13.0: known for when its package is dropped in"},
};

/* Invariants that do not fail alone, and why. */
static const struct {
  const char *key;
  const char *reason;
} together[] = {
    {"bundle-meta-tag-resourceType-exists", "a tag that is absent is no valid one either"},
    {"bundle-meta-tag-resourceType-valid", "no entry can have a type that is not allowed"},
    {"valid-system-bundleIdenfifier", "the value is only looked for in that system"},
    {"valid-system-insurance-patientIdentifier",
     "the value is only looked for in that system (alone with both identifiers)"},
    {"invalidUsage-MedicationUsage-codesystem", "validUsage asks for exactly one of both"},
    {"all-entries-needs-extension-of-institutionNumber", "a number that is absent is not valid"},
};

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
  const struct validation_settings settings = {.clins_version = view_of(run->version)};
  struct issue_list issues =
      validator_fixture_issues(fixture.definitions, &settings, run->text, run->profile, run->arena);
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

START_TEST(test_instances) {
  const struct instance_case *row = &instances[_i];
  struct arena *arena = arena_new(1u << 26);
  check_numbers(&(struct number_run){.arena = arena,
                                     .text = view_of(row->json),
                                     .version = row->version,
                                     .profile = row->profile,
                                     .expected = row->expected,
                                     .name = row->json});
  arena_free(arena);
}
END_TEST

/* "key" or "key, remark" */
static bool names_key(const char *name, struct view key) {
  struct view rest = view_of(name);
  return view_equal(view_split(&rest, ','), key);
}

static bool has_case(struct view key) {
  for (size_t i = 0; i < COUNT(cases); i++) {
    if (names_key(cases[i].name, key)) {
      return true;
    }
  }
  for (size_t i = 0; i < COUNT(instances); i++) {
    if (view_is(key, instances[i].key)) {
      return true;
    }
  }
  return false;
}

static bool is_carried(struct view key) {
  const struct pack *pack = definitions_pack(fixture.definitions);
  for (uint32_t i = 0; i < pack->constraints_count; i++) {
    if (view_equal(pack_view(pack, pack->constraints[i].key), key)) {
      return true;
    }
  }
  return false;
}

START_TEST(test_every_number_has_a_case) {
  const struct pack *pack = definitions_pack(fixture.definitions);
  uint32_t numbered = 0;
  for (uint32_t i = 0; i < pack->constraints_count; i++) {
    struct view key = pack_view(pack, pack->constraints[i].key);
    bool has_number = rule_number_of(key).length > 0;
    numbered += has_number ? 1 : 0;
    ck_assert_msg(!has_number || has_case(key), "%.*s has no failing instance",
                  VIEW_ARGUMENTS(key));
  }
  ck_assert_uint_gt(numbered, 30);
}
END_TEST

START_TEST(test_numbers_not_carried) {
  size_t absent = 0;
  for (size_t i = 0; rule_number_key(i).length > 0; i++) {
    struct view key = rule_number_key(i);
    bool listed = false;
    for (size_t j = 0; j < COUNT(not_carried); j++) {
      listed = listed || view_is(key, not_carried[j].key);
    }
    ck_assert_msg(is_carried(key) != listed, "%.*s", VIEW_ARGUMENTS(key));
    absent += listed ? 1 : 0;
  }
  ck_assert_uint_eq(absent, COUNT(not_carried));
}
END_TEST

/* The numbered rules that are code have a folder with a bad and one with a good instance. */
START_TEST(test_numbered_rules_have_cases) {
  struct arena *arena = arena_new(1u << 20);
  for (size_t i = 0; i < national_rules_count(); i++) {
    const struct national_rule *rule = national_rules_at(i);
    const char *id = message_row(rule->message)->id;
    struct view text;
    if (rule->number.length == 0) {
      continue;
    }
    struct view bad = arena_format(arena, CASES "%s-bad/expected", id);
    struct view good = arena_format(arena, CASES "%s-good/expected", id);
    ck_assert_msg(file_read(arena, bad.data, 1u << 20, &text) == ERROR_OK, "%s", bad.data);
    ck_assert_msg(view_find(text, view_of(id), 0) != SIZE_MAX, "%s", bad.data);
    ck_assert_msg(file_read(arena, good.data, 1u << 20, &text) == ERROR_OK, "%s", good.data);
    ck_assert_msg(view_find(text, view_of(id), 0) == SIZE_MAX, "%s", good.data);
  }
  arena_free(arena);
}
END_TEST

static bool is_alone(const char *expected) {
  return strchr(expected, ' ') == NULL;
}

static bool fails_together(const char *key) {
  for (size_t i = 0; i < COUNT(together); i++) {
    if (strcmp(together[i].key, key) == 0) {
      return true;
    }
  }
  return false;
}

START_TEST(test_what_fails_together_is_explained) {
  for (size_t i = 0; i < COUNT(cases); i++) {
    ck_assert_msg(is_alone(cases[i].expected) || fails_together(cases[i].name), "%s",
                  cases[i].name);
  }
  for (size_t i = 0; i < COUNT(instances); i++) {
    ck_assert_msg(is_alone(instances[i].expected) || fails_together(instances[i].key), "%s",
                  instances[i].key);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("national_numbers");
  TCase *test = tcase_create("invariants");
  tcase_set_timeout(test, 60);
  tcase_add_unchecked_fixture(test, set_up, tear_down);
  tcase_add_loop_test(test, test_cases, 0, (int)COUNT(cases));
  tcase_add_loop_test(test, test_instances, 0, (int)COUNT(instances));
  tcase_add_test(test, test_every_number_has_a_case);
  tcase_add_test(test, test_numbers_not_carried);
  tcase_add_test(test, test_numbered_rules_have_cases);
  tcase_add_test(test, test_what_fails_together_is_explained);
  suite_add_tcase(suite, test);
  return suite;
}
