#include "terminology/value_set.h"
#include "server/base/buffer.h"
#include "tests/unit/terminology/terminology_fixture.h"

static struct arena *arena;

static void setup(void) {
  arena = arena_new(8u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

static const struct value_set *read_document(const struct document *document) {
  const struct value_set *value_set = NULL;
  ck_assert_int_eq(value_set_read(arena, document, 0, &value_set), ERROR_OK);
  return value_set;
}

static const struct value_set *read(const char *text) {
  struct document *document = arena_alloc(arena, sizeof *document);
  *document = document_of(arena, text);
  return read_document(document);
}

#define STRUCTURE "http://hl7.org/fhir/StructureDefinition/"

static const char with_settings[] =
    "{'url':'urn:v','extension':["
    "{'url':'" STRUCTURE "valueset-supplement','valueCanonical':'urn:more|1'},"
    "{'url':'" STRUCTURE "structuredefinition-standards-status','valueCode':'withdrawn'}],"
    "'compose':{'inactive':false,'extension':["
    "{'url':'" STRUCTURE "valueset-expansion-parameter','extension':["
    "{'url':'name','valueCode':'displayLanguage'},{'url':'value','valueCode':'de,*'}]},"
    "{'url':'" STRUCTURE "valueset-expansion-parameter','extension':["
    "{'url':'name','valueCode':'versionsMatch'},{'url':'value','valueString':'false'}]}],"
    "'include':[{'system':'urn:s'}]}}";

START_TEST(settings_stand_in_extensions) {
  const struct value_set *value_set = read(with_settings);
  ck_assert_uint_eq(value_set->supplement_count, 1);
  ck_assert(view_is(value_set->supplements[0], "urn:more|1"));
  ck_assert(view_is(value_set->standards_status, "withdrawn"));
  ck_assert(view_is(value_set->display_language, "de,*"));
  ck_assert(view_is(value_set->versions_match, "false"));
  ck_assert(value_set->leaves_out_inactive);
}
END_TEST

START_TEST(an_operator_of_r5_stands_in_an_extension) {
  const struct value_set *value_set =
      read("{'compose':{'include':[{'system':'urn:s','filter':[{'property':'concept','value':'a',"
           "'_op':{'extension':[{'url':'http://hl7.org/fhir/5.0/StructureDefinition/"
           "extension-ValueSet.compose.include.filter.op','valueCode':'child-of'}]}},"
           "{'property':'p','op':'=','value':'b'}]}]}}");
  ck_assert(view_is(value_set->filters[0].op, "child-of"));
  ck_assert(view_is(value_set->filters[1].op, "="));
}
END_TEST

START_TEST(value_sets_inside_are_read) {
  const struct value_set *value_set =
      read("{'contained':[{'resourceType':'ValueSet','id':'a','url':'urn:a'},"
           "{'resourceType':'CodeSystem','id':'b'},{'resourceType':'ValueSet','id':'c'}]}");
  ck_assert_uint_eq(value_set->inner_count, 2);
  ck_assert(view_is(value_set->inner[0]->url, "urn:a"));
  ck_assert(view_is(value_set->inner[1]->id, "c"));
}
END_TEST

/* Codes "C0" .. "C<count - 1>", then "c1" with another display. */
static const struct value_set *listing(unsigned count) {
  struct buffer buffer = buffer_make(arena, 1u << 20);
  struct document *document = arena_alloc(arena, sizeof *document);
  struct document_failure failure;
  buffer_append_string(&buffer, "{\"compose\":{\"include\":[{\"system\":\"urn:s\",\"concept\":[");
  for (unsigned i = 0; i < count; i++) {
    buffer_append_format(&buffer, "{\"code\":\"C%u\"},", i);
  }
  buffer_append_string(&buffer, "{\"code\":\"c1\",\"display\":\"last\"}]}]}}");
  ck_assert_int_eq(document_read(arena, buffer_view(&buffer), NULL, document, &failure), ERROR_OK);
  return read_document(document);
}

static const unsigned lengths[] = {2, 15, 16, 17, 500};

START_TEST(a_listed_code_is_found) {
  unsigned count = lengths[_i];
  const struct value_set *value_set = listing(count);
  const struct value_set_include *include = &value_set->includes[0];
  for (unsigned i = 0; i < count; i++) {
    struct view code = arena_format(arena, "C%u", i);
    ck_assert_ptr_eq(value_set_listed(value_set, include, code, false), &value_set->concepts[i]);
    ck_assert_ptr_eq(value_set_listed(value_set, include, code, true), &value_set->concepts[i]);
  }
  ck_assert(view_is(value_set_listed(value_set, include, view_of("c1"), false)->display, "last"));
  ck_assert_ptr_eq(value_set_listed(value_set, include, view_of("c1"), true),
                   &value_set->concepts[1]);
  ck_assert_ptr_null(value_set_listed(value_set, include, view_of("c0"), false));
  ck_assert_ptr_null(value_set_listed(value_set, include, view_of("C9999"), true));
}
END_TEST

static const char *const odd[] = {
    "{}",
    "{'compose':7}",
    "{'compose':{'include':{}}}",
    "{'compose':{'include':[7,null,[]]}}",
    "{'compose':{'include':[{'concept':7,'filter':'x','valueSet':[7]}]}}",
    "{'contained':[7,{'resourceType':'ValueSet','compose':[]}],'extension':[{}],'expansion':[]}",
};

START_TEST(other_shapes_do_no_harm) {
  (void)read(odd[_i]);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("value_set");
  TCase *tests = tcase_create("value sets");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, settings_stand_in_extensions);
  tcase_add_test(tests, an_operator_of_r5_stands_in_an_extension);
  tcase_add_test(tests, value_sets_inside_are_read);
  tcase_add_loop_test(tests, a_listed_code_is_found, 0, sizeof lengths / sizeof *lengths);
  tcase_add_loop_test(tests, other_shapes_do_no_harm, 0, sizeof odd / sizeof *odd);
  suite_add_tcase(suite, tests);
  return suite;
}
