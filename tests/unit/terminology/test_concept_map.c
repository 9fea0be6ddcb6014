#include "terminology/concept_map.h"
#include "terminology/value_set.h"
#include "tests/unit/terminology/terminology_fixture.h"

static struct arena *arena;

static void setup(void) {
  arena = arena_new(16u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

static const struct concept_map *read_map(void) {
  struct document *document = arena_alloc(arena, sizeof *document);
  const struct concept_map *map = NULL;
  *document = document_of(
      arena, "{'resourceType':'ConceptMap','url':'urn:m','version':'2','sourceUri':'urn:from',"
             "'group':[{'source':'urn:a','target':'urn:b','element':["
             "{'code':'1','target':[{'code':'x','equivalence':'equal'},"
             "{'code':'y','equivalence':'wider','dependsOn':[{'property':'p','value':'v'}]}]},"
             "{'code':'2'},{'code':'3','target':[{'code':'x','equivalence':'narrower'}]}]},"
             "{'source':'urn:a','target':'urn:c','element':[{'code':'1','target':[{'code':'z'}]}],"
             "'unmapped':{'mode':'fixed','code':'q','display':'Q'}}]}");
  ck_assert_int_eq(concept_map_read(arena, document, 0, &map), ERROR_OK);
  return map;
}

/* Codes of a chain, joined. */
static const char *chain(const struct concept_map *map, uint32_t row, bool by_target) {
  struct view text = view_of("");
  while (row != CONCEPT_MAP_NO_ROW) {
    struct view code = by_target ? map->rows[row].source_code : map->rows[row].target_code;
    text = arena_format(arena, "%.*s%.*s ", VIEW_ARGUMENTS(text), VIEW_ARGUMENTS(code));
    row = by_target ? map->rows[row].next_of_target : map->rows[row].next_of_source;
  }
  return arena_string(arena, text);
}

START_TEST(rows_are_found_from_both_ends) {
  const struct concept_map *map = read_map();
  ck_assert_uint_eq(map->group_count, 2);
  ck_assert_uint_eq(map->row_count, 5);
  ck_assert_str_eq(chain(map, concept_map_by_source(map, 0, view_of("1")), false), "x y ");
  ck_assert_str_eq(chain(map, concept_map_by_source(map, 1, view_of("1")), false), "z ");
  ck_assert_str_eq(chain(map, concept_map_by_source(map, 1, view_of("2")), false), "");
  ck_assert_str_eq(chain(map, concept_map_by_target(map, 0, view_of("x")), true), "1 3 ");
  ck_assert_str_eq(chain(map, concept_map_by_target(map, 1, view_of("x")), true), "");
}
END_TEST

START_TEST(an_element_without_target_is_kept) {
  const struct concept_map *map = read_map();
  uint32_t row = concept_map_by_source(map, 0, view_of("2"));
  ck_assert_uint_ne(row, CONCEPT_MAP_NO_ROW);
  ck_assert_uint_eq(map->rows[row].target_code.length, 0);
}
END_TEST

START_TEST(head_and_unmapped_are_read) {
  const struct concept_map *map = read_map();
  ck_assert_str_eq(text_of(arena, map->source), "urn:from");
  ck_assert_str_eq(text_of(arena, map->groups[1].unmapped_mode), "fixed");
  ck_assert_str_eq(text_of(arena, map->groups[1].unmapped_code), "q");
  ck_assert_uint_eq(map->groups[0].unmapped_mode.length, 0);
}
END_TEST

START_TEST(a_value_set_is_read_with_includes_before_excludes) {
  struct document document = document_of(
      arena, "{'resourceType':'ValueSet','url':'urn:v','experimental':false,'compose':{"
             "'inactive':false,'exclude':[{'system':'urn:a','concept':[{'code':'2'}]}],"
             "'include':[{'system':'urn:a','version':'1','concept':[{'code':'1','display':'One',"
             "'designation':[{'language':'ja','value':'いち'}]},{'code':'2'}]},"
             "{'system':'urn:b','filter':[{'property':'p','op':'is-a','value':'q'}],"
             "'valueSet':['urn:w','urn:x|1']}]},'expansion':{'contains':[{'display':'heading',"
             "'contains':[{'system':'urn:a','code':'1'}]},{'code':'3','inactive':true}]}}");
  const struct value_set *set = NULL;
  ck_assert_int_eq(value_set_read(arena, &document, 0, &set), ERROR_OK);
  ck_assert_uint_eq(set->include_count, 3);
  ck_assert(!set->includes[0].excludes && !set->includes[1].excludes && set->includes[2].excludes);
  ck_assert_uint_eq(set->includes[0].concepts.count, 2);
  ck_assert_uint_eq(set->concepts[0].designations.count, 1);
  ck_assert_str_eq(text_of(arena, set->designations[0].value), "いち");
  ck_assert_uint_eq(set->includes[1].filters.count, 1);
  ck_assert_uint_eq(set->includes[1].value_sets.count, 2);
  ck_assert_str_eq(text_of(arena, set->canonicals[1]), "urn:x|1");
  ck_assert(set->leaves_out_inactive && set->has_experimental && !set->is_experimental);
  ck_assert_uint_eq(set->contained_count, 2);
  ck_assert(set->contained[1].is_inactive);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("concept_map and value_set");
  TCase *cases = tcase_create("read");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, rows_are_found_from_both_ends);
  tcase_add_test(cases, an_element_without_target_is_kept);
  tcase_add_test(cases, head_and_unmapped_are_read);
  tcase_add_test(cases, a_value_set_is_read_with_includes_before_excludes);
  suite_add_tcase(suite, cases);
  return suite;
}
