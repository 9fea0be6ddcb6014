/* FHIR resources are kept as their bytes: which, in what order, what replaces what. */
#include "tests/unit/unit_main.h"

#include "tests/unit/terminology/master_fixture.h"

#include <string.h>

#define URL "http://example.org/"
#define CODE_SYSTEM(url, version, date, content, concepts)                                         \
  "{\"resourceType\":\"CodeSystem\",\"id\":\"i\",\"url\":\"" URL url "\",\"version\":\"" version   \
  "\",\"date\":\"" date "\",\"content\":\"" content "\",\"concept\":[" concepts "]}"
#define CONCEPT(code, display) "{\"code\":\"" code "\",\"display\":\"" display "\"}"
#define VALUE_SET(version, name)                                                                   \
  "{\"resourceType\":\"ValueSet\",\"url\":\"" URL "vs\",\"version\":\"" version                    \
  "\",\"name\":\"" name "\"}"
#define BUNDLE(entries) "{\"resourceType\":\"Bundle\",\"entry\":[" entries "]}"
#define PATIENT "{\"resource\":{\"resourceType\":\"Patient\"}}"

static struct fixture fixture;

static void setup(void) {
  fixture_open(&fixture);
}

static void teardown(void) {
  fixture_close(&fixture);
}

/* "type url version id" of each resource, one a line. */
static const char *keys(void) {
  struct buffer text = buffer_make(fixture.arena, 10000);
  for (uint32_t i = 0; i < masters_resource_count(fixture.masters); i++) {
    struct masters_resource resource = masters_resource_at(fixture.masters, i);
    buffer_append_format(&text, "%.*s %.*s %.*s %.*s\n", VIEW_ARGUMENTS(resource.type),
                         VIEW_ARGUMENTS(resource.url), VIEW_ARGUMENTS(resource.version),
                         VIEW_ARGUMENTS(resource.id));
  }
  return arena_string(fixture.arena, buffer_view(&text));
}

static const char *display_of(const char *url, const char *code) {
  struct masters_concept concept;
  return masters_find(fixture.masters, view_of(url), view_of(code), &concept)
             ? arena_string(fixture.arena, concept.display)
             : "";
}

static const struct {
  const char *text;
  const char *content; /* NULL: the text itself */
} content_rows[] = {
    {VALUE_SET("1", "A"), NULL},
    {" {\"resourceType\": \"ValueSet\",\r\n\t\"url\" : \"" URL "\\u0061\"\n} \n",
     "{\"resourceType\": \"ValueSet\",\r\n\t\"url\" : \"" URL "\\u0061\"\n}"},
    {"{\"resourceType\":\"ValueSet\", \"text\" : {\"div\":\"<div>,}</div>\"} , \"url\":\"" URL
     "\"}",
     "{\"resourceType\":\"ValueSet\", \"url\":\"" URL "\"}"},
    {"{\"text\":{\"div\":\"\"},\"resourceType\":\"ValueSet\",\"url\":\"" URL "\"}",
     "{\"resourceType\":\"ValueSet\",\"url\":\"" URL "\"}"},
    {"{\"resourceType\":\"ValueSet\",\"url\":\"" URL "\" ,\n \"text\":{\"div\":\"\"}\n}",
     "{\"resourceType\":\"ValueSet\",\"url\":\"" URL "\" \n}"},
    {"{\"resourceType\":\"ValueSet\",\"url\":\"" URL "\",\"text\":\"odd\"}", NULL},
    {"\xEF\xBB\xBF" VALUE_SET("1", "A"), VALUE_SET("1", "A")},
};

START_TEST(keeps_the_bytes_without_the_narrative) {
  ck_assert_int_eq(fixture_import_text(&fixture, "x", view_of(content_rows[_i].text)), ERROR_OK);
  const char *expected = content_rows[_i].content;
  expected = expected != NULL ? expected : content_rows[_i].text;
  ck_assert_uint_eq(masters_resource_count(fixture.masters), 1);
  struct masters_resource resource = masters_resource_at(fixture.masters, 0);
  ck_assert_msg(view_is(resource.content, expected), "%.*s", VIEW_ARGUMENTS(resource.content));
}
END_TEST

START_TEST(stand_in_order_of_type_url_version) {
  const struct fixture_file files[] = {
      {"1", view_of(VALUE_SET("2", "B"))},
      {"2", view_of("{\"resourceType\":\"NamingSystem\",\"id\":\"n2\"}")},
      {"3", view_of(VALUE_SET("10", "A"))},
      {"4", view_of("{\"resourceType\":\"NamingSystem\",\"id\":\"n1\"}")},
      {"5", view_of(CODE_SYSTEM("z", "", "2020-01-01", "complete", CONCEPT("1", "one")))},
      {"6", view_of("{\"resourceType\":\"ConceptMap\",\"url\":\"" URL "m\"}")},
      {"7", view_of(CODE_SYSTEM("a", "1", "2021-01-01", "supplement", CONCEPT("1", "one")))},
  };
  ck_assert_int_eq(fixture_import(&fixture, files, sizeof files / sizeof files[0]), ERROR_OK);
  ck_assert_str_eq(keys(), "CodeSystem " URL "a 1 i\nCodeSystem " URL "z  i\n"
                           "ConceptMap " URL "m  \nNamingSystem   n1\nNamingSystem   n2\n"
                           "ValueSet " URL "vs 10 \nValueSet " URL "vs 2 \n");
}
END_TEST

START_TEST(the_newest_import_replaces_the_same_key) {
  ck_assert_int_eq(fixture_import_text(&fixture, "a", view_of(VALUE_SET("1", "A"))), ERROR_OK);
  ck_assert_int_eq(fixture_import_text(&fixture, "b", view_of(VALUE_SET("1", "B"))), ERROR_OK);
  ck_assert_uint_eq(fixture.import.reports[0].counts[MASTER_CHANGE_CHANGED], 1);
  ck_assert_uint_eq(masters_resource_count(fixture.masters), 1);
  ck_assert(view_is(masters_resource_at(fixture.masters, 0).content, VALUE_SET("1", "B")));
  ck_assert_int_eq(fixture_import_text(&fixture, "b", view_of(VALUE_SET("1", "B"))), ERROR_OK);
  ck_assert(fixture.import.reports[0].known);
  ck_assert(!fixture.import.changed);
  ck_assert_int_eq(fixture_import_text(&fixture, "a", view_of(VALUE_SET("1", "A"))), ERROR_OK);
  ck_assert(view_is(masters_resource_at(fixture.masters, 0).content, VALUE_SET("1", "A")));
}
END_TEST

START_TEST(one_import_with_two_of_a_key_is_stable) {
  const struct fixture_file files[] = {{"a", view_of(VALUE_SET("1", "A"))},
                                       {"b", view_of(VALUE_SET("1", "B"))}};
  ck_assert_int_eq(fixture_import(&fixture, files, 2), ERROR_OK);
  ck_assert(fixture.import.reports[0].superseded);
  ck_assert(view_is(masters_resource_at(fixture.masters, 0).content, VALUE_SET("1", "B")));
  ck_assert_int_eq(fixture_import(&fixture, files, 2), ERROR_OK);
  ck_assert(!fixture.import.changed);
}
END_TEST

START_TEST(rows_are_those_of_the_newest_version) {
  const struct view newer =
      view_of(CODE_SYSTEM("a", "2", "2022-01-01", "complete", CONCEPT("1", "two")));
  const struct view older =
      view_of(CODE_SYSTEM("a", "1", "2020-01-01", "complete", CONCEPT("1", "one")));
  const struct view corrected =
      view_of(CODE_SYSTEM("a", "2", "2021-01-01", "complete", CONCEPT("1", "TWO")));
  ck_assert_int_eq(fixture_import_text(&fixture, "2", newer), ERROR_OK);
  ck_assert_int_eq(fixture_import_text(&fixture, "1", older), ERROR_OK);
  ck_assert(fixture.import.reports[0].older);
  ck_assert_uint_eq(masters_resource_count(fixture.masters), 2);
  ck_assert_str_eq(display_of(URL "a", "1"), "two");
  ck_assert_int_eq(fixture_import_text(&fixture, "2", corrected), ERROR_OK);
  ck_assert_uint_eq(masters_resource_count(fixture.masters), 2);
  ck_assert_str_eq(display_of(URL "a", "1"), "TWO");
}
END_TEST

START_TEST(a_supplement_has_no_rows) {
  struct view text =
      view_of(CODE_SYSTEM("s", "1", "2020-01-01", "supplement", CONCEPT("1", "one")));
  ck_assert_int_eq(fixture_import_text(&fixture, "s", text), ERROR_OK);
  struct masters_system system;
  ck_assert(!masters_system_find(fixture.masters, view_of(URL "s"), &system));
  ck_assert_uint_eq(masters_resource_count(fixture.masters), 1);
}
END_TEST

START_TEST(a_bundle_gives_its_resources) {
  static const char text[] =
      BUNDLE(PATIENT ",{},{\"resource\":" VALUE_SET("1", "A") "},{\"resource\": " CODE_SYSTEM(
          "a", "1", "2020", "complete", CONCEPT("1", "one")) "}");
  ck_assert_int_eq(fixture_import_text(&fixture, "b", view_of(text)), ERROR_OK);
  ck_assert_str_eq(keys(), "CodeSystem " URL "a 1 i\nValueSet " URL "vs 1 \n");
  ck_assert(view_is(masters_resource_at(fixture.masters, 1).content, VALUE_SET("1", "A")));
  ck_assert_str_eq(display_of(URL "a", "1"), "one");
}
END_TEST

static const char *const bundles_without[] = {
    BUNDLE(""), BUNDLE(PATIENT), "{\"resourceType\":\"Bundle\"}",
    BUNDLE("{\"resource\":{\"resourceType\":\"CodeSystem\"}}")};

START_TEST(a_bundle_without_any_is_refused) {
  ck_assert_int_eq(fixture_import_text(&fixture, "b", view_of(bundles_without[_i])),
                   ERROR_NOT_PROCESSABLE);
  ck_assert_uint_eq(fixture.issues.count, 1);
  ck_assert_str_eq(fixture.issues.issues[0].message->id, "master-bundle");
}
END_TEST

START_TEST(importing_again_gives_the_same_bytes) {
  const struct fixture_file files[] = {{"a", view_of(VALUE_SET("1", "A"))},
                                       {"b", view_of(VALUE_SET("2", "B"))}};
  struct view first;
  struct view second;
  ck_assert_int_eq(fixture_import(&fixture, files, 2), ERROR_OK);
  ck_assert_int_eq(master_import_write(&fixture.import, &first), ERROR_OK);
  ck_assert_int_eq(fixture_import(&fixture, files, 2), ERROR_OK);
  ck_assert_int_eq(master_import_write(&fixture.import, &second), ERROR_OK);
  ck_assert(view_equal(first, second));
}
END_TEST

/* Any damage of the file is noticed when it is opened, or is harmless; it never faults. */
START_TEST(a_damaged_file_never_faults) {
  const struct fixture_file files[] = {
      {"a", view_of(VALUE_SET("1", "A"))},
      {"b", view_of(CODE_SYSTEM("a", "1", "2021-01-01", "complete", CONCEPT("1", "one")))}};
  ck_assert_int_eq(fixture_import(&fixture, files, 2), ERROR_OK);
  struct view pack;
  ck_assert_int_eq(master_import_write(&fixture.import, &pack), ERROR_OK);
  char *bytes = arena_bytes(fixture.arena, pack.length);
  memcpy(bytes, pack.data, pack.length);
  masters_close(fixture.masters);
  for (size_t at = 0; at < pack.length; at++) {
    bytes[at] = (char)(pack.data[at] ^ 0x81);
    fixture_write(&fixture, view_make(bytes, pack.length));
    fixture.masters = NULL;
    if (masters_open(fixture.path, &fixture.masters) == ERROR_OK) {
      ck_assert_ptr_nonnull(keys());
      for (uint32_t i = 0; i < masters_resource_count(fixture.masters); i++) {
        arena_copy(fixture.arena, masters_resource_at(fixture.masters, i).content);
      }
      masters_close(fixture.masters);
    }
    bytes[at] = pack.data[at];
  }
  fixture.masters = NULL;
}
END_TEST

#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("master_resource");
  TCase *test_case = tcase_create("master_resource");
  tcase_add_checked_fixture(test_case, setup, teardown);
  tcase_add_loop_test(test_case, keeps_the_bytes_without_the_narrative, 0, COUNT(content_rows));
  tcase_add_test(test_case, stand_in_order_of_type_url_version);
  tcase_add_test(test_case, the_newest_import_replaces_the_same_key);
  tcase_add_test(test_case, one_import_with_two_of_a_key_is_stable);
  tcase_add_test(test_case, rows_are_those_of_the_newest_version);
  tcase_add_test(test_case, a_supplement_has_no_rows);
  tcase_add_test(test_case, a_bundle_gives_its_resources);
  tcase_add_loop_test(test_case, a_bundle_without_any_is_refused, 0, COUNT(bundles_without));
  tcase_add_test(test_case, importing_again_gives_the_same_bytes);
  tcase_add_test(test_case, a_damaged_file_never_faults);
  suite_add_tcase(suite, test_case);
  return suite;
}
