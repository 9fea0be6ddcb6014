#include "terminology/code_filter.h"
#include "tests/unit/terminology/tx_fixture.h"

static struct tx_world world;
static const struct code_system *animals;

static void setup(void) {
  tx_open(&world);
  const struct terminology_resource *resource = terminology_scope_get(
      &world.scope, TERMINOLOGY_CODE_SYSTEM, view_of("urn:animals"), view_of("1"));
  ck_assert_int_eq(terminology_code_system(&world.scope, resource, &animals), ERROR_OK);
}

static void teardown(void) {
  tx_close(&world);
}

/* animals in order: beast dog pug cat fish mole */
static const struct {
  const char *property;
  const char *op;
  const char *value;
  const char *codes;
} filters[] = {
    {"concept", "is-a", "dog", "dog pug "},
    {"code", "is-a", "dog", "dog pug "},
    {"concept", "is-a", "beast", "beast dog pug cat "},
    {"concept", "is-a", "unicorn", ""},
    {"concept", "descendent-of", "beast", "dog pug cat "},
    {"concept", "descendent-leaf", "beast", "pug cat "},
    {"concept", "child-of", "beast", "dog cat "},
    {"concept", "is-not-a", "dog", "beast cat fish mole "},
    {"concept", "generalizes", "pug", "beast dog pug "},
    {"concept", "in", "cat, pug", "pug cat "},
    {"concept", "not-in", "cat,pug", "beast dog fish mole "},
    {"concept", "=", "cat", "cat "},
    {"code", "regex", "[a-z]{3}", "dog pug cat "},
    {"code", "regex", "o", ""},
    {"code", "regex", "((a+)+)+b|mole", "mole "},
    {"legs", "=", "4", "dog pug cat "},
    {"legs", "exists", "true", "dog pug cat "},
    {"legs", "exists", "false", "beast fish mole "},
    {"legs", "in", "4,6", "dog pug cat "},
    {"legs", "not-in", "4,6", "beast fish mole "},
    {"legs", "regex", "[0-9]", "dog pug cat "},
    {"display", "=", "Cat", "cat "},
    {"display", "regex", "[CD].*", "dog cat "},
    {"parent", "=", "beast", "dog cat "},
    {"child", "exists", "true", "beast dog "},
    {"inactive", "=", "true", "fish "},
    {"inactive", "=", "false", "beast dog pug cat mole "},
    {"status", "=", "deprecated", "mole "},
    {"notSelectable", "=", "true", "beast "},
    {"notSelectable", "=", "TRUE", ""},
    {"notSelectable", "not-in", "true", "dog pug cat fish mole "},
    {"feathers", "=", "many", ""},
};

START_TEST(a_filter_lets_through) {
  struct value_set_filter from = {view_of(filters[_i].property), view_of(filters[_i].op),
                                  view_of(filters[_i].value)};
  struct code_filter filter;
  enum tx_message fault;
  struct view codes = view_make(NULL, 0);
  ck_assert_int_eq(code_filter_prepare(world.arena, animals, &from, &filter, &fault), ERROR_OK);
  for (uint32_t i = 0; i < animals->concept_count; i++) {
    if (code_filter_lets_through(&filter, animals, i, 20260401)) {
      codes = arena_format(world.arena, "%.*s%.*s ", VIEW_ARGUMENTS(codes),
                           VIEW_ARGUMENTS(code_system_at(animals, i)->code));
    }
  }
  ck_assert_msg(view_is(codes, filters[_i].codes), "%s %s %s: %.*s", filters[_i].property,
                filters[_i].op, filters[_i].value, VIEW_ARGUMENTS(codes));
}
END_TEST

static const struct {
  const char *property;
  const char *op;
  const char *value;
  enum tx_message fault;
} faults[] = {
    {"concept", "is-a", "", TX_MESSAGE_FILTER_WITHOUT_VALUE},
    {"concept", "near", "dog", TX_MESSAGE_FILTER_UNKNOWN},
    {"concept", "", "dog", TX_MESSAGE_FILTER_UNKNOWN},
    {"legs", "is-a", "4", TX_MESSAGE_FILTER_UNKNOWN},
    {"code", "regex", "(a", TX_MESSAGE_FILTER_REGEX},
};

START_TEST(a_filter_that_cannot_be_used_is_told) {
  struct value_set_filter from = {view_of(faults[_i].property), view_of(faults[_i].op),
                                  view_of(faults[_i].value)};
  struct code_filter filter;
  enum tx_message fault = TX_MESSAGE_COUNT;
  ck_assert_int_eq(code_filter_prepare(world.arena, animals, &from, &filter, &fault),
                   ERROR_NOT_PROCESSABLE);
  ck_assert_int_eq(fault, faults[_i].fault);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("code_filter");
  TCase *tests = tcase_create("filters");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, a_filter_lets_through, 0, sizeof filters / sizeof *filters);
  tcase_add_loop_test(tests, a_filter_that_cannot_be_used_is_told, 0,
                      sizeof faults / sizeof *faults);
  suite_add_tcase(suite, tests);
  return suite;
}
