#include "tests/unit/profiles/package_fixture.h"
#include "tests/unit/profiles/validator_fixture.h"

/* Bounds, fixed values and codes of a profile that is loaded at run time. */
#define PROFILE "http://clinic.invalid/StructureDefinition/bounds"

static const char package_json[] =
    "{\"name\":\"bounds\",\"version\":\"1.0.0\",\"dependencies\":{\"hl7.fhir.r4.core\":\"4.0.1\"}}";

static const char structure[] =
    "{\"resourceType\":\"StructureDefinition\",\"url\":\"" PROFILE "\",\"name\":\"Bounds\","
    "\"status\":\"draft\",\"kind\":\"resource\",\"abstract\":false,\"type\":\"Observation\","
    "\"baseDefinition\":\"http://hl7.org/fhir/StructureDefinition/Observation\","
    "\"derivation\":\"constraint\",\"differential\":{\"element\":["
    "{\"id\":\"Observation\",\"path\":\"Observation\"},"
    "{\"id\":\"Observation.id\",\"path\":\"Observation.id\",\"maxLength\":4,\"extension\":["
    "{\"url\":\"http://hl7.org/fhir/StructureDefinition/minLength\",\"valueInteger\":2}]},"
    "{\"id\":\"Observation.code\",\"path\":\"Observation.code\",\"fixedCodeableConcept\":"
    "{\"coding\":[{\"system\":\"http://clinic.invalid/codes\",\"code\":\"a\"}]}},"
    "{\"id\":\"Observation.issued\",\"path\":\"Observation.issued\",\"extension\":["
    "{\"url\":\"http://hl7.org/fhir/5.0/StructureDefinition/"
    "extension-ElementDefinition.mustHaveValue\",\"valueBoolean\":true}]},"
    "{\"id\":\"Observation.value[x]\",\"path\":\"Observation.value[x]\","
    "\"type\":[{\"code\":\"Quantity\"}],\"minValueQuantity\":{\"value\":1,"
    "\"system\":\"http://unitsofmeasure.org\",\"code\":\"kg\"},\"maxValueQuantity\":{\"value\":2,"
    "\"system\":\"http://unitsofmeasure.org\",\"code\":\"kg\"}}]}}";

static const char codes[] =
    "{\"resourceType\":\"CodeSystem\",\"url\":\"http://clinic.invalid/codes\",\"status\":\"draft\","
    "\"content\":\"complete\",\"concept\":[{\"code\":\"a\",\"display\":\"Weight\"},"
    "{\"code\":\"b\"}]}";

#define OBSERVATION(id, coding, rest)                                                              \
  "{\"resourceType\":\"Observation\",\"id\":\"" id "\",\"status\":\"final\","                      \
  "\"code\":{\"coding\":[{\"system\":\"http://clinic.invalid/codes\"," coding "}]}" rest "}"
#define WEIGHT(number, unit)                                                                       \
  ",\"valueQuantity\":{\"value\":" number                                                          \
  ",\"system\":\"http://unitsofmeasure.org\",\"code\":\"" unit "\"}"
#define GOOD_CODE "\"code\":\"a\""

static const struct {
  const char *json;
  const char *findings;
} cases[] = {
    {OBSERVATION("ab", GOOD_CODE, WEIGHT("1.5", "kg")), ""},
    {OBSERVATION("ab", GOOD_CODE, WEIGHT("1500", "g")), ""},
    {OBSERVATION("ab", GOOD_CODE, WEIGHT("999.9", "g")),
     "error value-below-minimum Observation.value"},
    {OBSERVATION("ab", GOOD_CODE, WEIGHT("10", "kg")),
     "error value-above-maximum Observation.value"},
    {OBSERVATION("ab", GOOD_CODE, WEIGHT("10", "cm")), ""}, /* not comparable */
    {OBSERVATION("a", GOOD_CODE, ""), "error text-too-short Observation.id"},
    {OBSERVATION("abcde", GOOD_CODE, ""), "error text-too-long Observation.id"},
    {OBSERVATION("ab", "\"code\":\"b\"", ""), "error value-fixed Observation.code.coding[0].code"},
    {OBSERVATION("ab", "\"code\":\"c\"", ""), "error code-unknown Observation.code.coding[0]\n"
                                              "error value-fixed Observation.code.coding[0].code"},
    {OBSERVATION("ab", "\"code\":\"a\",\"display\":\" weight \"", ""),
     "error value-fixed Observation.code.coding[0].display"},
    {OBSERVATION("ab", "\"code\":\"a\",\"display\":\"Length\"", ""),
     "error value-fixed Observation.code.coding[0].display\n"
     "warning display-mismatch Observation.code.coding[0].display"},
    {OBSERVATION("ab", "\"display\":\"Weight\"", ""),
     "error value-part-missing Observation.code.coding[0]\n"
     "error value-fixed Observation.code.coding[0].display"},
    {OBSERVATION("ab", GOOD_CODE,
                 ",\"_issued\":{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/"
                 "data-absent-reason\",\"valueCode\":\"unknown\"}]}"),
     "error value-needed Observation.issued"},
};

static struct validator_fixture fixture;

static void open_package(void) {
  fixture_open();
  fixture.arena = arena_new(LIMIT_DEFINITIONS_BYTES);
  ck_assert_ptr_nonnull(fixture.arena);
  fixture_write(fixture_path(fixture.arena, "package.json"), view_of(package_json));
  fixture_write(fixture_path(fixture.arena, "structure.json"), view_of(structure));
  fixture_write(fixture_path(fixture.arena, "codes.json"), view_of(codes));
  const char *const packages[] = {fixture_folder};
  struct pack_compile_request request = {
      .definitions_dir = "profiles/definitions", .packages = packages, .package_count = 1};
  struct issue_list issues = issue_list_make(fixture.arena, LIMIT_ISSUES);
  ck_assert_int_eq(pack_compile(fixture.arena, &request, &issues, &fixture.pack), ERROR_OK);
  ck_assert_int_eq(definitions_from_bytes(fixture.pack, &fixture.definitions), ERROR_OK);
}

static void close_package(void) {
  validator_fixture_close(&fixture);
  fixture_close();
}

START_TEST(test_finding) {
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  struct validator_input input = {.json = cases[_i].json, .profile = PROFILE};
  struct view found = validator_fixture_run(fixture.definitions, &input, arena);
  ck_assert_msg(view_is(found, cases[_i].findings), "%s\nfound: %.*s", cases[_i].json,
                VIEW_ARGUMENTS(found));
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("facet_check");
  TCase *findings = tcase_create("findings");
  tcase_add_unchecked_fixture(findings, open_package, close_package);
  tcase_add_loop_test(findings, test_finding, 0, sizeof cases / sizeof cases[0]);
  suite_add_tcase(suite, findings);
  return suite;
}
