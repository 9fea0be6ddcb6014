#include "server/http/resource_subset.h"
#include "server/http/route.h"
#include "tests/unit/unit_main.h"

#define TAG                                                                                        \
  "{\"system\":\"http://terminology.hl7.org/CodeSystem/"                                           \
  "v3-ObservationValue\",\"code\":\"SUBSETTED\"}"
#define META "\"meta\":{\"source\":\"s\",\"tag\":[" TAG "]}"
#define HEAD "{\"resourceType\":\"Patient\",\"id\":\"1\","
#define PATIENT                                                                                    \
  HEAD "\"meta\":{\"source\":\"s\"},\"text\":{\"div\":\"x\"},\"name\":[{\"text\":\"a\"}],"         \
       "\"birthDate\":\"1970-01-01\",\"_birthDate\":{\"id\":\"b\"},\"deceasedBoolean\":true,"      \
       "\"contact\":[{\"name\":{\"text\":\"b\"}}]}"
#define CONDITION                                                                                  \
  "{\"resourceType\":\"Condition\",\"contained\":[{\"resourceType\":\"Encounter\",\"id\":\"e\"}]," \
  "\"subject\":{\"reference\":\"Patient/1\"},\"encounter\":{\"reference\":\"#e\"},"                \
  "\"onsetDateTime\":\"2020\",\"note\":[{\"text\":\"n\"}]}"
#define TAGGED "\"meta\":{\"tag\":[" TAG "]}"
#define BUNDLE(resource)                                                                           \
  "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":" resource         \
  ",\"search\":{\"mode\":\"match\"}}]}"
#define INCLUDED(resource)                                                                         \
  "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":[{\"resource\":" resource         \
  ",\"search\":{\"mode\":\"include\"}}]}"
#define OUTCOME "{\"resourceType\":\"OperationOutcome\",\"text\":{},\"issue\":[1.10]}"

static const struct subset_case {
  const char *body;
  enum resource_summary summary;
  const char *elements;
  const char *expected;
} cases[] = {
    {PATIENT, RESOURCE_SUMMARY_FALSE, "", PATIENT},
    {PATIENT, RESOURCE_SUMMARY_COUNT, "", PATIENT},
    {PATIENT, RESOURCE_SUMMARY_FALSE, "name",
     HEAD META ",\"name\":[{\"text\":\"a\"}],\"deceasedBoolean\":true}"},
    {PATIENT, RESOURCE_SUMMARY_FALSE, "birthDate, shoeSize",
     HEAD META ",\"birthDate\":\"1970-01-01\",\"_birthDate\":{\"id\":\"b\"},"
               "\"deceasedBoolean\":true}"},
    {PATIENT, RESOURCE_SUMMARY_TEXT, "",
     HEAD META ",\"text\":{\"div\":\"x\"},\"deceasedBoolean\":true}"},
    {PATIENT, RESOURCE_SUMMARY_TRUE, "",
     HEAD META ",\"name\":[{\"text\":\"a\"}],\"birthDate\":\"1970-01-01\","
               "\"_birthDate\":{\"id\":\"b\"},\"deceasedBoolean\":true}"},
    {PATIENT, RESOURCE_SUMMARY_DATA, "",
     HEAD META ",\"name\":[{\"text\":\"a\"}],\"birthDate\":\"1970-01-01\","
               "\"_birthDate\":{\"id\":\"b\"},\"deceasedBoolean\":true,"
               "\"contact\":[{\"name\":{\"text\":\"b\"}}]}"},
    {CONDITION, RESOURCE_SUMMARY_FALSE, "onset",
     "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/1\"},"
     "\"onsetDateTime\":\"2020\"," TAGGED "}"},
    {CONDITION, RESOURCE_SUMMARY_FALSE, "onset[x]",
     "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/1\"},"
     "\"onsetDateTime\":\"2020\"," TAGGED "}"},
    {CONDITION, RESOURCE_SUMMARY_FALSE, "on",
     "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/1\"}," TAGGED "}"},
    {CONDITION, RESOURCE_SUMMARY_FALSE, "encounter",
     "{\"resourceType\":\"Condition\",\"contained\":[{\"resourceType\":\"Encounter\",\"id\":\"e\"}]"
     ","
     "\"subject\":{\"reference\":\"Patient/1\"},\"encounter\":{\"reference\":\"#e\"}," TAGGED "}"},
    {"{\"resourceType\":\"Patient\"," TAGGED "}", RESOURCE_SUMMARY_TEXT, "",
     "{\"resourceType\":\"Patient\"," TAGGED "}"},
    {BUNDLE("{\"resourceType\":\"Patient\",\"gender\":\"male\",\"photo\":[]}"),
     RESOURCE_SUMMARY_TRUE, "",
     BUNDLE("{\"resourceType\":\"Patient\",\"gender\":\"male\"," TAGGED "}")},
    {INCLUDED("{\"resourceType\":\"Patient\",\"gender\":\"male\",\"photo\":[]}"),
     RESOURCE_SUMMARY_TRUE, "",
     INCLUDED("{\"resourceType\":\"Patient\",\"gender\":\"male\"," TAGGED "}")},
    {INCLUDED("{\"resourceType\":\"Patient\",\"gender\":\"male\"}"), RESOURCE_SUMMARY_FALSE,
     "onset", INCLUDED("{\"resourceType\":\"Patient\",\"gender\":\"male\"}")},
    {BUNDLE(OUTCOME), RESOURCE_SUMMARY_TRUE, "", BUNDLE(OUTCOME)},
    {"no JSON", RESOURCE_SUMMARY_TRUE, "", "no JSON"},
    {"{\"resourceType\":\"Basic\",\"text\":{},\"code\":{\"text\":\"\\u00e9\"}}",
     RESOURCE_SUMMARY_TRUE, "",
     "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"\\u00e9\"}," TAGGED "}"},
};

START_TEST(resources_are_cut) {
  const struct subset_case *row = &cases[_i];
  struct arena *arena = arena_new(1u << 20);
  const struct resource_subset subset = {row->summary, view_of(row->elements), false};
  struct view body;
  ck_assert_int_eq(resource_subset_apply(arena, &subset, view_of(row->body), &body), ERROR_OK);
  ck_assert_msg(view_is(body, row->expected), "%.*s", VIEW_ARGUMENTS(body));
  arena_free(arena);
}
END_TEST

START_TEST(pretty_adds_lines_and_changes_no_number) {
  struct arena *arena = arena_new(1u << 20);
  const struct resource_subset subset = {.pretty = true};
  struct view body;
  ck_assert_int_eq(
      resource_subset_apply(arena, &subset, view_of("{\"a\":[1.10,{\"b\":null}]}"), &body),
      ERROR_OK);
  ck_assert_msg(view_is(body, "{\n  \"a\": [\n    1.10,\n    {\n      \"b\": null\n    }\n  ]\n}"),
                "%.*s", VIEW_ARGUMENTS(body));
  arena_free(arena);
}
END_TEST

static const struct {
  const char *interaction;
  const char *summary;
  enum error error;
} values[] = {
    {"read", "", ERROR_OK},
    {"read", "true", ERROR_OK},
    {"read", "false", ERROR_OK},
    {"read", "text", ERROR_OK},
    {"read", "data", ERROR_OK},
    {"read", "count", ERROR_BAD_REQUEST},
    {"search-type", "count", ERROR_OK},
    {"search-type", "TRUE", ERROR_BAD_REQUEST},
};

START_TEST(values_of_summary) {
  struct arena *arena = arena_new(1u << 20);
  const struct route route = {.interaction = values[_i].interaction};
  const struct name_value query = {view_of("_summary"), view_of(values[_i].summary)};
  struct request request = {.arena = arena,
                            .route = &route,
                            .query = &query,
                            .query_count = 1,
                            .issues = issue_list_make(arena, 4)};
  struct resource_subset subset;
  ck_assert_int_eq(resource_subset_of(&request, &subset), values[_i].error);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("resource_subset");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, resources_are_cut, 0, sizeof cases / sizeof cases[0]);
  tcase_add_test(all, pretty_adds_lines_and_changes_no_number);
  tcase_add_loop_test(all, values_of_summary, 0, sizeof values / sizeof values[0]);
  suite_add_tcase(suite, all);
  return suite;
}
