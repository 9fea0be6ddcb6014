#include "handlers/search_sort.h"
#include "tests/unit/unit_main.h"

#include "server/http/response.h"

#define CONDITION(onset) "{\"resourceType\":\"Condition\"" onset "}"
static const char *const conditions[] = {
    CONDITION(",\"id\":\"b\",\"onsetDateTime\":\"2020-02-01\",\"recordedDate\":\"2021\""),
    CONDITION(",\"id\":\"a\",\"onsetDateTime\":\"2020-02-01\",\"recordedDate\":\"2020\""),
    CONDITION(",\"id\":\"d\""),
    CONDITION(",\"id\":\"c\",\"onsetDateTime\":\"2019\""),
    CONDITION(",\"id\":\"e\",\"onsetPeriod\":{\"start\":\"2018-05\"}"),
};
#define COUNT (sizeof conditions / sizeof conditions[0])

static struct request ask(struct arena *arena, struct name_value *query, const char *sort) {
  *query = (struct name_value){view_of("_sort"), view_of(sort)};
  return (struct request){
      .arena = arena, .query = query, .query_count = 1, .issues = issue_list_make(arena, 8)};
}

static const struct {
  const char *sort;
  const char *order;
} orders[] = {
    {"", "badce"},
    {"_id", "abcde"},
    {"-_id", "edcba"},
    {"onset-date", "ecbad"},
    {"-onset-date", "baced"},
    {"onset-date,_id", "ecabd"},
    {"-onset-date,-_id", "baced"},
    {"onset-date,recorded-date", "ecabd"},
};

/* Equal ones stay in order, those without the value come last in both directions. */
START_TEST(conditions_are_sorted) {
  struct arena *arena = arena_new(1u << 20);
  struct name_value query;
  struct request request = ask(arena, &query, orders[_i].sort);
  struct search_entries entries = {.arena = arena};
  for (size_t i = 0; i < COUNT; i++) {
    const struct search_entry entry = {.resource = view_of(conditions[i])};
    ck_assert_int_eq(search_entries_add(&entries, &entry), ERROR_OK);
  }
  ck_assert_int_eq(search_sort_apply(&request, "Condition", &entries), ERROR_OK);
  for (size_t i = 0; i < COUNT; i++) {
    const char *id = strstr(arena_string(arena, entries.items[i].resource), "\"id\":\"") + 6;
    ck_assert_msg(*id == orders[_i].order[i], "%s: place %zu is %c", orders[_i].sort, i, *id);
  }
  arena_free(arena);
}
END_TEST

static const struct {
  const char *type;
  const char *sort;
  bool lenient;
  enum error error;
  uint32_t issues;
} checks[] = {
    {"Condition", "onset-date", false, ERROR_OK, 0},
    {"Condition", "-onset-date,_id", false, ERROR_OK, 0},
    {"Condition", "severity", false, ERROR_BAD_REQUEST, 1},
    {"Condition", "severity", true, ERROR_OK, 1},
    {"Condition", "_id,_id,_id,_id,_id", false, ERROR_BAD_REQUEST, 1},
    {"CodeSystem", "url", false, ERROR_BAD_REQUEST, 1},
    {"Patient", "birthdate", false, ERROR_OK, 0},
};

START_TEST(what_cannot_be_sorted_is_said) {
  struct arena *arena = arena_new(1u << 20);
  struct name_value query;
  struct request request = ask(arena, &query, checks[_i].sort);
  request.lenient = checks[_i].lenient;
  ck_assert_int_eq(search_sort_check(&request, checks[_i].type), checks[_i].error);
  ck_assert_uint_eq(request.issues.count, checks[_i].issues);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("search_sort");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, conditions_are_sorted, 0, sizeof orders / sizeof orders[0]);
  tcase_add_loop_test(all, what_cannot_be_sorted_is_said, 0, sizeof checks / sizeof checks[0]);
  suite_add_tcase(suite, all);
  return suite;
}
