#include "terminology/code_system.h"
#include "server/base/buffer.h"
#include "tests/unit/terminology/terminology_fixture.h"

#define SYSTEM(members)                                                                            \
  "{'resourceType':'CodeSystem','url':'urn:s','content':'complete'" members "}"
#define TREE                                                                                       \
  SYSTEM(",'concept':["                                                                            \
         "{'code':'a','display':'A','concept':[{'code':'b','concept':[{'code':'c'}]},"             \
         "{'code':'d'}]},"                                                                         \
         "{'code':'e','property':[{'code':'parent','valueCode':'d'}]},"                            \
         "{'code':'b','display':'again'},"                                                         \
         "{'code':'f','property':[{'code':'child','valueCode':'c'},"                               \
         "{'code':'parent','valueCode':'unknown'}]}]")

static struct arena *arena;

static void setup(void) {
  arena = arena_new(64u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

static const struct code_system *read(const char *text) {
  struct document *document = arena_alloc(arena, sizeof *document);
  const struct code_system *system = NULL;
  *document = document_of(arena, text);
  ck_assert_int_eq(code_system_read(arena, document, 0, &system), ERROR_OK);
  return system;
}

static uint32_t find(const struct code_system *system, const char *code) {
  return code_system_find(system, view_of(code));
}

static const struct {
  const char *concept;
  const char *ancestor;
  bool is_a;
} relations[] = {
    {"a", "a", true}, {"b", "a", true},  {"c", "a", true},  {"c", "b", true},
    {"e", "d", true}, {"e", "a", true},  {"a", "b", false}, {"d", "b", false},
    {"c", "f", true}, {"f", "c", false}, {"e", "b", false},
};

START_TEST(hierarchy_comes_from_nesting_and_properties) {
  const struct code_system *system = read(TREE);
  ck_assert_uint_eq(system->concept_count, 6);
  ck_assert_int_eq(code_system_is_a(system, find(system, relations[_i].concept),
                                    find(system, relations[_i].ancestor)),
                   relations[_i].is_a);
}
END_TEST

START_TEST(the_first_of_equal_codes_names_it) {
  const struct code_system *system = read(TREE);
  ck_assert_str_eq(text_of(arena, code_system_at(system, find(system, "b"))->display), "");
  ck_assert_uint_eq(code_system_at(system, find(system, "b"))->parents.count, 1);
  ck_assert_uint_eq(code_system_at(system, find(system, "a"))->children.count, 2);
  ck_assert_uint_eq(code_system_at(system, find(system, "c"))->parents.count, 2);
}
END_TEST

START_TEST(an_edge_that_is_said_twice_counts_once) {
  const struct code_system *system =
      read(SYSTEM(",'concept':[{'code':'a','property':[{'code':'child','valueCode':'b'}],"
                  "'concept':[{'code':'b','property':[{'code':'parent','valueCode':'a'}]}]}]"));
  ck_assert_uint_eq(code_system_at(system, find(system, "a"))->children.count, 1);
  ck_assert_uint_eq(code_system_at(system, find(system, "b"))->parents.count, 1);
}
END_TEST

START_TEST(a_circle_of_parents_ends) {
  const struct code_system *system =
      read(SYSTEM(",'concept':[{'code':'a','property':[{'code':'parent','valueCode':'b'}]},"
                  "{'code':'b','property':[{'code':'parent','valueCode':'a'}]},{'code':'c'}]"));
  ck_assert(code_system_is_a(system, find(system, "a"), find(system, "b")));
  ck_assert(!code_system_is_a(system, find(system, "a"), find(system, "c")));
}
END_TEST

static const struct {
  const char *property;   /* of concept x */
  const char *definition; /* of the property */
  unsigned flags;
} markings[] = {
    {"{'code':'inactive','valueBoolean':true}", "", CODE_SYSTEM_INACTIVE},
    {"{'code':'inactive','valueBoolean':false}", "", 0},
    {"{'code':'status','valueCode':'retired'}", "", CODE_SYSTEM_INACTIVE},
    {"{'code':'status','valueCode':'active'}", "", 0},
    {"{'code':'status','valueCode':'deprecated'}", "", CODE_SYSTEM_DEPRECATED},
    {"{'code':'notSelectable','valueBoolean':true}", "", CODE_SYSTEM_ABSTRACT},
    {"{'code':'not','valueBoolean':true}",
     "{'code':'not','uri':'http://hl7.org/fhir/concept-properties#notSelectable'}",
     CODE_SYSTEM_ABSTRACT},
    {"{'code':'not','valueBoolean':true}", "{'code':'not','uri':'urn:else'}", 0},
};

START_TEST(standard_properties_mark_concepts) {
  const char *text = arena_string(
      arena,
      arena_format(arena, SYSTEM(",'property':[%s],'concept':[{'code':'x','property':[%s]}]"),
                   markings[_i].definition, markings[_i].property));
  const struct code_system *system = read(text);
  ck_assert_uint_eq(code_system_at(system, 0)->flags, markings[_i].flags);
}
END_TEST

START_TEST(letters_fold_only_where_the_system_says_so) {
  const struct code_system *exact = read(SYSTEM(",'concept':[{'code':'aB'}]"));
  const struct code_system *folding =
      read(SYSTEM(",'caseSensitive':false,'concept':[{'code':'aB'}]"));
  ck_assert_uint_eq(find(exact, "aB"), 0);
  ck_assert_uint_eq(find(exact, "AB"), CODE_SYSTEM_NO_CONCEPT);
  ck_assert_uint_eq(find(folding, "Ab"), 0);
}
END_TEST

START_TEST(values_and_texts_are_kept) {
  const struct code_system *system = read(SYSTEM(
      ",'version':'1.2','supplements':'urn:o','concept':[{'code':'\\u0041','display':'x\\ny',"
      "'designation':[{'language':'ja','use':{'code':'u'},'value':'v'}],"
      "'property':[{'code':'n','valueDecimal':1.20},{'code':'c','valueCoding':{'code':'k'}}]}]"));
  const struct code_system_concept *concept = code_system_at(system, find(system, "A"));
  ck_assert_str_eq(text_of(arena, system->version), "1.2");
  ck_assert_str_eq(text_of(arena, system->supplements), "urn:o");
  ck_assert_str_eq(text_of(arena, concept->display), "x\ny");
  ck_assert_uint_eq(concept->designations.count, 1);
  const struct code_system_property *number = code_system_property(system, 0, view_of("n"));
  ck_assert_str_eq(text_of(arena, code_system_property_value(number)), "1.20");
  ck_assert_int_eq(number->type, CODE_SYSTEM_VALUE_DECIMAL);
  ck_assert_str_eq(
      text_of(arena, code_system_property_value(code_system_property(system, 0, view_of("c")))),
      "{\"code\":\"k\"}");
  ck_assert_ptr_null(code_system_property(system, 0, view_of("z")));
}
END_TEST

START_TEST(many_codes_are_all_found) {
  struct buffer buffer = buffer_make(arena, 4u << 20);
  buffer_append_string(&buffer, "{'resourceType':'CodeSystem','concept':[{'code':'c'}");
  for (unsigned i = 0; i < 5000; i++) {
    buffer_append_format(&buffer, ",{'code':'c%u'}", i);
  }
  buffer_append_string(&buffer, "]}");
  const struct code_system *system = read(arena_string(arena, buffer_view(&buffer)));
  ck_assert_uint_eq(system->concept_count, 5001);
  for (unsigned i = 0; i < 5000; i++) {
    ck_assert_uint_eq(code_system_find(system, arena_format(arena, "c%u", i)), i + 1);
  }
  ck_assert_uint_eq(find(system, "c5000"), CODE_SYSTEM_NO_CONCEPT);
}
END_TEST

START_TEST(too_deep_a_nest_is_refused) {
  struct buffer buffer = buffer_make(arena, 1u << 20);
  struct document_failure failure;
  struct document document;
  const struct code_system *system = NULL;
  buffer_append_string(&buffer, "{\"concept\":[");
  for (int i = 0; i < 70; i++) {
    buffer_append_string(&buffer, "{\"code\":\"a\",\"concept\":[");
  }
  for (int i = 0; i < 70; i++) {
    buffer_append_string(&buffer, "]}");
  }
  buffer_append_string(&buffer, "]}");
  enum error error = document_read(arena, buffer_view(&buffer), NULL, &document, &failure);
  ck_assert(error == ERROR_SYNTAX || code_system_read(arena, &document, 0, &system) != ERROR_OK);
  ck_assert_ptr_null(system);
}
END_TEST

/* Flat lists whose codes tell the hierarchy. */
static const struct {
  const char *system;
  const char *codes; /* as concepts */
  const char *concept;
  const char *parent; /* "" = none */
} shapes[] = {
    {"http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full",
     "{'code':'A01'},{'code':'A010'},{'code':'A0101'},{'code':'A01-A09'}", "A0101", "A010"},
    {"http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full",
     "{'code':'A01'},{'code':'A0101'}", "A0101", "A01"},
    {"http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full", "{'code':'A01'},{'code':'A02'}",
     "A02", ""},
    {"http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full", "{'code':'I'},{'code':'I10'}",
     "I10", ""},
    {"http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyFoodAllergen_CS",
     "{'code':'00F'},{'code':'J9FA00000000'},{'code':'J9FA12000000'},{'code':'J9FA12000011'}",
     "J9FA12000011", "J9FA12000000"},
    {"http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyFoodAllergen_CS",
     "{'code':'00F'},{'code':'J9FA00000000'},{'code':'J9FA12000000'}", "J9FA12000000",
     "J9FA00000000"},
    {"http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyFoodAllergen_CS",
     "{'code':'00F'},{'code':'J9FA00000000'}", "J9FA00000000", "00F"},
    {"http://jpfhir.jp/fhir/core/CodeSystem/JP_JfagyFoodAllergen_CS", "{'code':'00F'}", "00F", ""},
    {"urn:other", "{'code':'A01'},{'code':'A010'}", "A010", ""},
};

START_TEST(codes_tell_the_hierarchy_of_flat_lists) {
  const struct code_system *system = read(arena_string(
      arena, arena_format(arena, "{'resourceType':'CodeSystem','url':'%s','concept':[%s]}",
                          shapes[_i].system, shapes[_i].codes)));
  struct code_system_range parents =
      code_system_at(system, find(system, shapes[_i].concept))->parents;
  ck_assert_uint_eq(parents.count, shapes[_i].parent[0] != '\0' ? 1 : 0);
  if (parents.count > 0) {
    ck_assert_str_eq(text_of(arena, code_system_at(system, system->relatives[parents.first])->code),
                     shapes[_i].parent);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("code_system");
  TCase *cases = tcase_create("read");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, hierarchy_comes_from_nesting_and_properties, 0,
                      sizeof relations / sizeof relations[0]);
  tcase_add_test(cases, the_first_of_equal_codes_names_it);
  tcase_add_test(cases, an_edge_that_is_said_twice_counts_once);
  tcase_add_test(cases, a_circle_of_parents_ends);
  tcase_add_loop_test(cases, standard_properties_mark_concepts, 0,
                      sizeof markings / sizeof markings[0]);
  tcase_add_loop_test(cases, codes_tell_the_hierarchy_of_flat_lists, 0,
                      sizeof shapes / sizeof shapes[0]);
  tcase_add_test(cases, letters_fold_only_where_the_system_says_so);
  tcase_add_test(cases, values_and_texts_are_kept);
  tcase_add_test(cases, many_codes_are_all_found);
  tcase_add_test(cases, too_deep_a_nest_is_refused);
  suite_add_tcase(suite, cases);
  return suite;
}
