/* CodeSystem and ConceptMap resources as masters. */
#include "tests/unit/unit_main.h"

#include "tests/unit/terminology/master_fixture.h"

#define SYSTEM "http://example.org/CodeSystem/a"
#define OTHER "http://example.org/CodeSystem/b"

static struct fixture fixture;

static void setup(void) {
  fixture_open(&fixture);
}

static void teardown(void) {
  fixture_close(&fixture);
}

static const char code_system[] =
    "{\"resourceType\":\"CodeSystem\",\"url\":\"" SYSTEM "\",\"version\":\"1\","
    "\"content\":\"complete\",\"concept\":["
    "{\"code\":\"1\",\"display\":\"one\",\"concept\":[{\"code\":\"1.1\",\"display\":\"leaf\","
    "\"designation\":[{\"value\":\"blade\"}],"
    "\"property\":[{\"code\":\"weight\",\"valueInteger\":7}]}]},"
    "{\"code\":\"2\",\"display\":\"two\"},{\"code\":\"3\",\"display\":\"three\"}]}";
static const char newer[] =
    "{\"resourceType\":\"CodeSystem\",\"url\":\"" SYSTEM "\",\"version\":\"2\","
    "\"content\":\"complete\",\"concept\":[{\"code\":\"1\",\"display\":\"ONE\"},"
    "{\"code\":\"1.1\",\"display\":\"leaf\"},{\"code\":\"3\",\"display\":\"three\"}]}";
static const char concept_map[] =
    "{\"resourceType\":\"ConceptMap\",\"url\":\"http://example.org/ConceptMap/m\",\"group\":[{"
    "\"source\":\"" SYSTEM "\",\"target\":\"" OTHER "\",\"element\":[{\"code\":\"1\",\"target\":["
    "{\"code\":\"x\",\"equivalence\":\"equivalent\"},{\"code\":\"y\",\"equivalence\":\"wider\"}]}]"
    "}]}";

START_TEST(keeps_concepts_and_their_order) {
  ck_assert_int_eq(fixture_import_text(&fixture, "a.json", view_of(code_system)), ERROR_OK);
  struct masters_concept leaf;
  struct masters_concept parent;
  struct masters_system system;
  ck_assert(masters_find(fixture.masters, view_of(SYSTEM), view_of("1.1"), &leaf));
  ck_assert_uint_eq(masters_linked(fixture.masters, leaf.row, MASTERS_LINK_PARENT, &parent, 1), 1);
  ck_assert(view_is(parent.code, "1"));
  ck_assert(view_is(masters_property_value(fixture.masters, leaf.row, view_of("weight")), "7"));
  ck_assert(
      view_is(masters_property_value(fixture.masters, leaf.row, view_of("designation")), "blade"));
  ck_assert(masters_system_find(fixture.masters, view_of(SYSTEM), &system));
  ck_assert(view_is(system.version, "1"));
  ck_assert_uint_eq(system.stated, 4);
  ck_assert(!system.fragment);
}
END_TEST

START_TEST(a_newer_one_renames_and_retires) {
  ck_assert_int_eq(fixture_import_text(&fixture, "a.json", view_of(code_system)), ERROR_OK);
  ck_assert_int_eq(fixture_import_text(&fixture, "b.json", view_of(newer)), ERROR_OK);
  struct masters_concept concept;
  ck_assert(masters_find(fixture.masters, view_of(SYSTEM), view_of("1"), &concept));
  ck_assert(view_is(concept.display, "ONE"));
  ck_assert(masters_find(fixture.masters, view_of(SYSTEM), view_of("2"), &concept));
  ck_assert(!masters_concept_holds(&concept, 20260101));
  const uint32_t *counts = fixture.import.reports[0].counts;
  ck_assert_uint_eq(counts[MASTER_CHANGE_RENAMED], 1);
  ck_assert_uint_eq(counts[MASTER_CHANGE_ABOLISHED], 1);
  ck_assert_uint_eq(counts[MASTER_CHANGE_CHANGED], 1);
}
END_TEST

START_TEST(a_map_joins_what_is_equivalent) {
  ck_assert_int_eq(fixture_import_text(&fixture, "m.json", view_of(concept_map)), ERROR_OK);
  ck_assert_str_eq(fixture_targets(&fixture, SYSTEM, "1", OTHER), "x");
  ck_assert_str_eq(fixture_targets(&fixture, OTHER, "x", SYSTEM), "1");
  ck_assert_str_eq(fixture_targets(&fixture, OTHER, "y", SYSTEM), "");
  struct masters_concept concept; /* named by a map only */
  ck_assert(!masters_find(fixture.masters, view_of(OTHER), view_of("x"), &concept));
}
END_TEST

static const struct {
  const char *text;
  const char *id;
} bad_rows[] = {
    {"{\"resourceType\":\"Patient\"}", "master-resource"},
    {"{\"resourceType\":\"CodeSystem\",\"concept\":[]}", "master-resource"},
    {"{\"resourceType\":\"CodeSystem\",", "master-json"},
    {"{}", "master-resource"},
};

START_TEST(refuses_other_resources) {
  ck_assert_int_eq(fixture_import_text(&fixture, "x", view_of(bad_rows[_i].text)),
                   ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(fixture.issues.issues[0].message->id, bad_rows[_i].id);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("master_fhir");
  TCase *test_case = tcase_create("master_fhir");
  tcase_add_checked_fixture(test_case, setup, teardown);
  tcase_add_test(test_case, keeps_concepts_and_their_order);
  tcase_add_test(test_case, a_newer_one_renames_and_retires);
  tcase_add_test(test_case, a_map_joins_what_is_equivalent);
  tcase_add_loop_test(test_case, refuses_other_resources, 0,
                      (int)(sizeof bad_rows / sizeof bad_rows[0]));
  suite_add_tcase(suite, test_case);
  return suite;
}
