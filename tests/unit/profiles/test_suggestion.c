#include "tests/unit/profiles/validator_fixture.h"

#include "profiles/constraint_text.h"
#include "profiles/pack.h"
#include "profiles/rule_number.h"

/* What findings say of how to put it right: the end of the text in both languages. */

static struct validator_fixture fixture;

#define PATIENT(members) "{\"resourceType\":\"Patient\"," members "}"
#define OBSERVATION(members)                                                                       \
  "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"}," members "}"
#define ENTRY(members)                                                                             \
  "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{" members "}]}"
#define WEIGHT "http://hl7.org/fhir/StructureDefinition/bodyweight"
#define ECS "http://jpfhir.jp/fhir/eCS/StructureDefinition/"
#define USAGE(display)                                                                             \
  "{\"resourceType\":\"MedicationRequest\",\"dosageInstruction\":[{\"timing\":{\"code\":{"         \
  "\"coding\":["                                                                                   \
  "{\"system\":\"http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_MedicationUsage_Uncoded_CS\","    \
  "\"code\":\"0X0XXXXXXXXX0000\",\"display\":\"" display "\"}],\"text\":\"x\"}}}]}"
#define STATUS_CODES                                                                               \
  "amended, cancelled, corrected, entered-in-error, final, preliminary, registered, unknown"
#define VALUE_NAMES                                                                                \
  "valueString, valueBoolean, valueQuantity, valueInteger, valueDateTime, valueTime, "             \
  "valuePeriod, valueCodeableConcept, valueRange, valueRatio, valueSampledData"

static const struct {
  const char *id;
  const char *json;
  const char *profile;
  const char *english; /* NULL: no hint */
  const char *japanese;
} rows[] = {
    {"resource-type-unknown", "{\"resourceType\":\"Pateint\"}", NULL, "; did you mean 'Patient'?",
     "。「Patient」の誤りではありませんか"},
    {"resource-type-unknown", "{\"resourceType\":\"Something\"}", NULL, NULL, NULL},
    {"reference-type-unknown",
     PATIENT("\"managingOrganization\":{\"display\":\"x\",\"type\":\"Organisation\"}"), NULL,
     "; did you mean 'Organization'?", "。「Organization」の誤りではありませんか"},
    {"element-unknown", PATIENT("\"brithDate\":\"1980-01-01\""), NULL, "did you mean 'birthDate'?",
     "「birthDate」の誤りではありませんか"},
    {"element-unknown", OBSERVATION("\"value\":5"), NULL, "; written as one of: " VALUE_NAMES,
     "。次のいずれかの名前で書きます: " VALUE_NAMES},
    {"choice-type", OBSERVATION("\"valueString\":\"x\""), WEIGHT, "; allowed: valueQuantity",
     "。指定できる値: valueQuantity"},
    {"cardinality-minimum", "{\"resourceType\":\"Observation\",\"code\":{\"text\":\"x\"}}", NULL,
     "; allowed: " STATUS_CODES, "。指定できる値: " STATUS_CODES},
    {"cardinality-minimum", "{\"resourceType\":\"Condition\",\"code\":{\"text\":\"x\"}}", NULL,
     "; type: Reference(Patient | Group)", "。型: Reference(Patient | Group)"},
    {"slice-minimum",
     "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"coding\":[{\"code\":"
     "\"x\"}]},\"category\":[{\"coding\":[{\"system\":"
     "\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"vital-signs\"}]}],"
     "\"subject\":{\"display\":\"x\"},\"effectiveDateTime\":\"2026-01-01\"}",
     WEIGHT, "; add one with code = \"29463-7\", system = \"http://loinc.org\"",
     "。code = \"29463-7\", system = \"http://loinc.org\" のものを追加してください"},
    {"extension-part-unknown",
     PATIENT("\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/"
             "patient-nationality\",\"extension\":[{\"url\":\"cod\",\"valueString\":\"x\"}]}]"),
     NULL, "; named there: code, period", "。定められているもの: code, period"},
    {"code-not-in-value-set", PATIENT("\"gender\":\"Male\""), NULL, "; did you mean 'male'?",
     "。「male」の誤りではありませんか"},
    {"code-not-in-value-set", PATIENT("\"gender\":\"femal\""), NULL, "; did you mean 'female'?",
     "。「female」の誤りではありませんか"},
    {"code-not-in-value-set", PATIENT("\"gender\":\"男\""), NULL,
     "; allowed: female, male, other, unknown", "。指定できる値: female, male, other, unknown"},
    {"code-not-in-value-set",
     OBSERVATION(
         "\"contained\":[{\"resourceType\":\"ConceptMap\",\"id\":\"c\",\"status\":"
         "\"active\",\"group\":[{\"element\":[{\"target\":[{\"equivalence\":\"same\"}]}]}]}]"),
     NULL,
     "; allowed: disjoint, equal, equivalent, inexact, narrower, relatedto, specializes, "
     "subsumes, unmatched, wider",
     ""},
    {"code-unknown",
     PATIENT("\"maritalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"
             "v3-MaritalStatus\",\"code\":\"m\"}]}"),
     NULL, "; did you mean 'M'?", "。「M」の誤りではありませんか"},
    {"code-outside-extensible",
     PATIENT("\"maritalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"
             "v3-MaritalStatus\",\"code\":\"m\"}]}"),
     NULL, "; did you mean 'M'?", "。「M」の誤りではありませんか"},
    {"code-not-in-value-set",
     "{\"resourceType\":\"Condition\",\"subject\":{\"display\":\"x\"},\"clinicalStatus\":{"
     "\"coding\":[{"
     "\"system\":\"http://x.test/status\",\"code\":\"active\"}]}}",
     NULL, "; its codes are of http://terminology.hl7.org/CodeSystem/condition-clinical",
     "。使えるコード体系: http://terminology.hl7.org/CodeSystem/condition-clinical"},
    {"profile-unknown", PATIENT("\"meta\":{\"profile\":[\"" ECS "JP_Patient_ECS\"]}"), NULL,
     "; did you mean '" ECS "JP_Patient_eCS'?",
     "。「" ECS "JP_Patient_eCS」の誤りではありませんか"},
    {"profile-unknown", PATIENT("\"meta\":{\"profile\":[\"http://x.test/Other\"]}"), NULL, NULL,
     NULL},
    {"profile-version-unknown", PATIENT("\"meta\":{\"profile\":[\"" ECS "JP_Patient_eCS|9.9\"]}"),
     NULL, "; known versions: 1.12.0-prep, 1.10.0, 1.5.3, 1.1.6",
     "。利用できる版: 1.12.0-prep, 1.10.0, 1.5.3, 1.1.6"},
    {"extension-modifier-unknown",
     PATIENT("\"modifierExtension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/"
             "patient-birthtime\",\"valueString\":\"x\"}]"),
     NULL, "; did you mean 'http://hl7.org/fhir/StructureDefinition/patient-birthTime'?",
     "。「http://hl7.org/fhir/StructureDefinition/patient-birthTime」の誤りではありませんか"},
    {"invariant", PATIENT("\"contact\":[{\"gender\":\"male\"}]"), NULL,
     "; a contact needs name, telecom, address or organization",
     "。contact には name・telecom・address・organization のいずれかが必要です"},
    /* displays that the guides fix: the text itself says what they must be */
    {"value-fixed", USAGE("用法ダミー"), ECS "JP_MedicationRequest_eCS", NULL, NULL},
    {"value-pattern",
     "{\"resourceType\":\"Composition\",\"section\":[{\"code\":{\"coding\":[{\"system\":"
     "\"http://jpfhir.jp/fhir/clins/CodeSystem/document-section\",\"code\":\"910\",\"display\":"
     "\"紹介先\"}]}}]}",
     "http://jpfhir.jp/fhir/eReferral/StructureDefinition/JP_Composition_eReferral", NULL, NULL},
    {"reference-contained-missing",
     PATIENT("\"managingOrganization\":{\"reference\":\"#org\"},\"contained\":[{\"resourceType\":"
             "\"Organization\",\"id\":\"org1\",\"name\":\"x\"}]"),
     NULL, "; contained there: #org1", "。contained にあるもの: #org1"},
    {"bundle-full-url-relative",
     ENTRY("\"fullUrl\":\"0B8A3C5E-1111-4222-8333-444455556666\",\"resource\":{\"resourceType\":"
           "\"Patient\"}"),
     NULL, "; write urn:uuid:0b8a3c5e-1111-4222-8333-444455556666",
     "。正しい書き方: urn:uuid:0b8a3c5e-1111-4222-8333-444455556666"},
    {"bundle-full-url-relative",
     ENTRY("\"fullUrl\":\"Patient/1\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"1\"}"),
     NULL, "; write https://(server)/fhir/Patient/1",
     "。正しい書き方: https://(server)/fhir/Patient/1"},
    {"bundle-full-url-id",
     ENTRY("\"fullUrl\":\"http://x.test/Patient/2\",\"resource\":{\"resourceType\":\"Patient\","
           "\"id\":\"1\"}"),
     NULL, "; write http://x.test/Patient/1", "。正しい書き方: http://x.test/Patient/1"},
    {"bundle-full-url-no-id",
     ENTRY("\"fullUrl\":\"http://x.test/Patient/2\",\"resource\":{\"resourceType\":\"Patient\"}"),
     NULL, "; write \"id\": \"2\"", "。正しい書き方: \"id\": \"2\""},
    {"format-date", PATIENT("\"birthDate\":\"1980/2/9\""), NULL, "; write 1980-02-09",
     "。正しい書き方: 1980-02-09"},
    {"format-date", PATIENT("\"birthDate\":\"1980-02-30\""), NULL, "; for example 2026-04-01",
     "。例: 2026-04-01"},
    {"format-date-time", PATIENT("\"deceasedDateTime\":\"2024-02-01T10:30:00\""), NULL,
     "; write 2024-02-01T10:30:00+09:00", "。正しい書き方: 2024-02-01T10:30:00+09:00"},
    {"format-instant", OBSERVATION("\"issued\":\"2024-01-01\""), NULL,
     "; for example 2026-04-01T09:30:00+09:00", "。例: 2026-04-01T09:30:00+09:00"},
    {"format-id", PATIENT("\"id\":\"a_b\""), NULL, "; write a-b", "。正しい書き方: a-b"},
    {"boolean-expected", PATIENT("\"active\":\"True\""), NULL, "; write true",
     "。正しい書き方: true"},
    {"boolean-expected", PATIENT("\"active\":\"yes\""), NULL, NULL, NULL},
    {"number-expected", PATIENT("\"multipleBirthInteger\":\"2\""), NULL, "; write 2",
     "。正しい書き方: 2"},
    {"string-expected", PATIENT("\"birthDate\":1980"), NULL, "; write \"1980\"",
     "。正しい書き方: \"1980\""},
};

static void open_fixture(void) {
  validator_fixture_open(&fixture);
}

static void close_fixture(void) {
  validator_fixture_close(&fixture);
}

static const struct issue *find(const struct issue_list *issues, const char *id) {
  for (uint32_t i = 0; i < issues->count; i++) {
    if (strcmp(issues->issues[i].message->id, id) == 0) {
      return &issues->issues[i];
    }
  }
  return NULL;
}

static void check_text(const struct issue *issue, enum language language, const char *wanted,
                       struct arena *arena) {
  struct view text = issue_text(issue, language, arena);
  ck_assert_msg(view_ends_with(text, view_of(wanted)), "%.*s", VIEW_ARGUMENTS(text));
}

START_TEST(suggestions) {
  struct arena *arena = arena_new(1u << 24);
  struct document document;
  struct document_failure failure;
  ck_assert_int_eq(document_read(arena, view_of(rows[_i].json),
                                 definitions_names(fixture.definitions), &document, &failure),
                   ERROR_OK);
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  struct view profile = view_of(rows[_i].profile);
  struct validation_settings settings = {.clins_version = view_of("1.10.0")};
  struct validation_request request = {.document = &document,
                                       .profiles = &profile,
                                       .profile_count = rows[_i].profile == NULL ? 0 : 1};
  ck_assert_int_eq(validator_run(fixture.definitions, &settings, &request, arena, &issues),
                   ERROR_OK);
  const struct issue *issue = find(&issues, rows[_i].id);
  ck_assert_msg(issue != NULL, "%s was not found: %s", rows[_i].id, rows[_i].json);
  if (rows[_i].english == NULL) {
    ck_assert_ptr_null(issue->hint);
  } else {
    check_text(issue, LANGUAGE_ENGLISH, rows[_i].english, arena);
    check_text(issue, LANGUAGE_JAPANESE, rows[_i].japanese, arena);
  }
  arena_free(arena);
}
END_TEST

/* Every numbered constraint is told in words, and no text is for a constraint that nobody has. */
START_TEST(numbered_constraints_have_texts) {
  const struct pack *pack = definitions_pack(fixture.definitions);
  for (uint32_t i = 0; i < pack->constraints_count; i++) {
    struct view key = pack_view(pack, pack->constraints[i].key);
    const struct message *text = constraint_text_find(key);
    ck_assert_msg(text != NULL || rule_number_of(key).length == 0, "%.*s", VIEW_ARGUMENTS(key));
  }
  for (size_t row = 0; constraint_text_key(row).length > 0; row++) {
    struct view key = constraint_text_key(row);
    bool carried = rule_number_of(key).length > 0;
    for (uint32_t i = 0; i < pack->constraints_count && !carried; i++) {
      carried = view_equal(pack_view(pack, pack->constraints[i].key), key);
    }
    const struct message *text = constraint_text_find(key);
    ck_assert_msg(carried, "%.*s", VIEW_ARGUMENTS(key));
    ck_assert(text->english[0] != '\0' && text->japanese[0] != '\0');
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("suggestion");
  TCase *tests = tcase_create("suggestion");
  tcase_set_timeout(tests, 60);
  tcase_add_unchecked_fixture(tests, open_fixture, close_fixture);
  tcase_add_loop_test(tests, suggestions, 0, (int)(sizeof rows / sizeof rows[0]));
  tcase_add_test(tests, numbered_constraints_have_texts);
  suite_add_tcase(suite, tests);
  return suite;
}
