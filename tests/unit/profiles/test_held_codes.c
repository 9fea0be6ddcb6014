/* Codes that the definitions leave open, decided by code systems and value sets held beside them.
 */
#include "terminology/terminology.h"
#include "tests/unit/profiles/validator_fixture.h"

#define FOOD "http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyFoodAllergen_CS"
#define ALLERGY_SET "http://jpfhir.jp/fhir/core/ValueSet/JP_AllergyIntolerance_VS"
#define ALLERGY_PROFILE "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_AllergyIntolerance_eCS"
#define KYS "http://capstandard.jp/CodeSystem/KikakubetsuYakuzaiSeibun"
#define KYS_SET "http://jpfhir.jp/fhir/core/ValueSet/JP_MedicationCodeKYS_VS"
#define DRUG_PROFILE "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_MedicationRequest_eCS"
#define KEY_NUMBER "http://medis.or.jp/CodeSystem/master-disease-keyNumber"

#define CONCEPTS                                                                                   \
  "[{\"code\":\"a1\",\"display\":\"えび\",\"designation\":[{\"language\":\"en\","                \
  "\"value\":\"Shrimp\"}]},"                                                                       \
  "{\"code\":\"a2\",\"display\":\"かに・製造元\"},"                                          \
  "{\"code\":\"old\",\"display\":\"旧\",\"property\":[{\"code\":\"status\",\"valueCode\":"        \
  "\"retired\"},{\"code\":\"successor\",\"valueCode\":\"a1\"}]}]"
#define SYSTEM(url, content)                                                                       \
  "{\"resourceType\":\"CodeSystem\",\"url\":\"" url "\",\"status\":\"active\",\"content\":"        \
  "\"" content "\",\"concept\":" CONCEPTS "}"

static const struct {
  enum terminology_kind kind;
  const char *id;
  const char *url;
  const char *content;
} held[] = {
    {TERMINOLOGY_CODE_SYSTEM, "food", FOOD, SYSTEM(FOOD, "complete")},
    {TERMINOLOGY_CODE_SYSTEM, "whole", "urn:x:whole", SYSTEM("urn:x:whole", "complete")},
    {TERMINOLOGY_CODE_SYSTEM, "part", "urn:x:part", SYSTEM("urn:x:part", "fragment")},
    {TERMINOLOGY_CODE_SYSTEM, "key", KEY_NUMBER, SYSTEM(KEY_NUMBER, "complete")},
    {TERMINOLOGY_CODE_SYSTEM, "kys", KYS, SYSTEM(KYS, "complete")},
    {TERMINOLOGY_VALUE_SET, "kys", KYS_SET,
     "{\"resourceType\":\"ValueSet\",\"url\":\"" KYS_SET "\",\"status\":\"active\",\"compose\":{"
     "\"include\":[{\"system\":\"" KYS "\",\"concept\":[{\"code\":\"a1\"}]}]}}"},
    {TERMINOLOGY_VALUE_SET, "allergy", ALLERGY_SET,
     "{\"resourceType\":\"ValueSet\",\"url\":\"" ALLERGY_SET "\",\"status\":\"active\",\"compose\":"
     "{\"include\":[{\"system\":\"" FOOD "\"},{\"system\":\"urn:x:new\",\"concept\":[{\"code\":"
     "\"n1\"}]}]}}"},
};

#define CODING(system, code, more) "{\"system\":\"" system "\",\"code\":\"" code "\"" more "}"
#define DISPLAY(text) ",\"display\":\"" text "\""
#define TAG(coding)                                                                                \
  "{\"resourceType\":\"Basic\",\"meta\":{\"tag\":[" coding "]},\"code\":{\"text\":\"x\"}}"
#define ALLERGY(coding)                                                                            \
  "{\"resourceType\":\"AllergyIntolerance\",\"clinicalStatus\":{\"coding\":[{\"system\":"          \
  "\"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical\",\"code\":\"active\"}]},"  \
  "\"verificationStatus\":{\"coding\":[{\"system\":"                                               \
  "\"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification\",\"code\":"            \
  "\"confirmed\"}]},\"patient\":{\"display\":\"x\"},\"code\":{\"coding\":[" coding "]}}"

#define DRUG(coding)                                                                               \
  "{\"resourceType\":\"MedicationRequest\",\"status\":\"active\",\"intent\":\"order\","            \
  "\"subject\":{\"display\":\"x\"},\"medicationCodeableConcept\":{\"coding\":[" coding "]}}"
#define DRUG_CODE "MedicationRequest.medication.coding[0].code"

struct held_case {
  const char *json;
  const char *profile;
  const char *expected; /* with what is held; findings about codes only */
  const char *without;  /* with the definitions alone */
};

#define NOT_CHECKED "information code-not-checked AllergyIntolerance.code.coding[0]"

static const struct held_case cases[] = {
    {TAG(CODING("urn:x:whole", "a1", "")), NULL, "", ""},
    {TAG(CODING("urn:x:whole", "zz", "")), NULL, "error code-unknown Basic.meta.tag[0]", ""},
    {TAG(CODING("urn:x:part", "zz", "")), NULL, "", ""},
    {TAG(CODING("urn:x:none", "zz", "")), NULL, "", ""},
    {TAG(CODING("urn:x:part", "a1", DISPLAY("x"))), NULL,
     "warning display-mismatch Basic.meta.tag[0].display", ""},
    /* width, a designation, the name without its maker */
    {TAG(CODING("urn:x:whole", "a1", DISPLAY("Ｓｈｒｉｍｐ"))), NULL, "", ""},
    {TAG(CODING("urn:x:whole", "a2", DISPLAY("かに"))), NULL, "", ""},
    {TAG(CODING("urn:x:whole", "a2", DISPLAY("いか"))), NULL,
     "warning display-mismatch Basic.meta.tag[0].display", ""},
    {TAG(CODING("urn:x:whole", "old", "")), NULL, "warning code-retired Basic.meta.tag[0]", ""},
    /* the guides' code for what has no code stands in no master */
    {TAG(CODING(KEY_NUMBER, "99999999", "")), NULL, "", ""},
    {TAG(CODING(KEY_NUMBER, "99999998", "")), NULL, "error code-unknown Basic.meta.tag[0]", ""},
    /* bindings */
    {ALLERGY(CODING(FOOD, "a1", "")), ALLERGY_PROFILE, "", NOT_CHECKED},
    {ALLERGY(CODING(FOOD, "zz", "")), ALLERGY_PROFILE,
     "error code-not-in-value-set AllergyIntolerance.code.coding[0]\n"
     "error code-unknown AllergyIntolerance.code.coding[0]",
     NOT_CHECKED},
    /* the stored value set lets in what the guide's one does not name, and keeps nothing out */
    {ALLERGY(CODING("urn:x:new", "n1", "")), ALLERGY_PROFILE, "", NOT_CHECKED},
    {ALLERGY(CODING("urn:x:new", "n2", "")), ALLERGY_PROFILE, NOT_CHECKED, NOT_CHECKED},
    /* a value set that the definitions do not have, of a bare code */
    {DRUG(CODING(KYS, "a1", "")), DRUG_PROFILE, "", "information code-not-checked " DRUG_CODE},
    {DRUG(CODING(KYS, "a2", "")), DRUG_PROFILE, "error code-not-in-value-set " DRUG_CODE,
     "information code-not-checked " DRUG_CODE},
};

static struct validator_fixture fixture;
static struct terminology *terminology;

static void set_up(void) {
  struct terminology_resource resources[sizeof held / sizeof held[0]];
  struct terminology *nothing = NULL;
  size_t count = sizeof held / sizeof held[0];
  validator_fixture_open(&fixture);
  for (size_t i = 0; i < count; i++) {
    resources[i] = (struct terminology_resource){.kind = held[i].kind,
                                                 .origin = TERMINOLOGY_FROM_STORE,
                                                 .id = view_of(held[i].id),
                                                 .url = view_of(held[i].url),
                                                 .content = view_of(held[i].content)};
  }
  ck_assert_int_eq(terminology_new(NULL, &nothing), ERROR_OK);
  ck_assert_str_eq(terminology_id(nothing), "");
  ck_assert_int_eq(terminology_with(nothing, resources, count, &terminology), ERROR_OK);
  terminology_release(nothing);
}

static void tear_down(void) {
  terminology_release(terminology);
  validator_fixture_close(&fixture);
}

static bool is_about_codes(const struct issue *issue) {
  return view_starts_with(view_of(issue->message->id), view_of("code-")) ||
         strcmp(issue->message->id, "display-mismatch") == 0;
}

static struct issue_list validate(struct arena *arena, const struct held_case *row,
                                  const struct terminology *known) {
  const struct validation_settings settings = {
      .clins_version = VIEW_LITERAL("1.10.0"), .terminology = known, .today = 20260401};
  return validator_fixture_issues(fixture.definitions, &settings, view_of(row->json), row->profile,
                                  arena);
}

static void expect(struct arena *arena, const struct held_case *row,
                   const struct terminology *known, const char *expected) {
  struct issue_list issues = validate(arena, row, known);
  struct buffer lines = buffer_make(arena, 65536);
  for (uint32_t i = 0; i < issues.count; i++) {
    const struct issue *issue = &issues.issues[i];
    if (is_about_codes(issue)) {
      buffer_append_format(&lines, "%s%s %s %.*s", lines.length > 0 ? "\n" : "",
                           severity_name(issue->severity), issue->message->id,
                           VIEW_ARGUMENTS(issue->expression));
    }
  }
  ck_assert_msg(view_is(buffer_view(&lines), expected), "found\n%.*s\nexpected\n%s",
                VIEW_ARGUMENTS(buffer_view(&lines)), expected);
}

START_TEST(test_cases) {
  struct arena *arena = arena_new(1u << 26);
  expect(arena, &cases[_i], terminology, cases[_i].expected);
  expect(arena, &cases[_i], NULL, cases[_i].without);
  arena_free(arena);
}
END_TEST

START_TEST(successors_are_told) {
  static const struct held_case row = {TAG(CODING("urn:x:whole", "old", "")), NULL, NULL, NULL};
  struct arena *arena = arena_new(1u << 26);
  struct issue_list issues = validate(arena, &row, terminology);
  bool is_told = false;
  for (uint32_t i = 0; i < issues.count; i++) {
    struct view text = issue_text(&issues.issues[i], LANGUAGE_ENGLISH, arena);
    is_told = is_told || view_find(text, view_of("a1 (えび)"), 0) != SIZE_MAX;
  }
  ck_assert(is_told);
  arena_free(arena);
}
END_TEST

START_TEST(the_id_follows_the_content) {
  struct terminology_resource changed = {.kind = TERMINOLOGY_CODE_SYSTEM,
                                         .origin = TERMINOLOGY_FROM_STORE,
                                         .id = view_of("food"),
                                         .url = view_of(FOOD),
                                         .content = view_of(SYSTEM(FOOD, "fragment"))};
  struct terminology *other = NULL;
  struct terminology *same = NULL;
  ck_assert_int_eq(terminology_with(terminology, &changed, 1, &other), ERROR_OK);
  changed.content = view_of(SYSTEM(FOOD, "complete"));
  ck_assert_int_eq(terminology_with(other, &changed, 1, &same), ERROR_OK);
  ck_assert_uint_eq(strlen(terminology_id(terminology)), 64);
  ck_assert_str_ne(terminology_id(terminology), terminology_id(other));
  ck_assert_str_eq(terminology_id(terminology), terminology_id(same));
  terminology_release(other);
  terminology_release(same);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("held_codes");
  TCase *test = tcase_create("codes");
  tcase_set_timeout(test, 60);
  tcase_add_unchecked_fixture(test, set_up, tear_down);
  tcase_add_loop_test(test, test_cases, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  tcase_add_test(test, successors_are_told);
  tcase_add_test(test, the_id_follows_the_content);
  suite_add_tcase(suite, test);
  return suite;
}
