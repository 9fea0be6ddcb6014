#include "terminology/version_choice.h"
#include "tests/unit/terminology/tx_fixture.h"

static struct tx_world world;

static void setup(void) {
  tx_open(&world);
}

static void teardown(void) {
  tx_close(&world);
}

static const struct {
  const char *version;
  const char *wanted;
  bool fits;
} patterns[] = {
    {"1.0.0", "", true},      {"1.0.0", "1.0.0", true}, {"1.0.0", "1.0", false},
    {"1.0.0", "1", false},    {"1.0.0", "1.0.x", true}, {"1.2.0", "1.0.x", false},
    {"1.2.0", "1.x.x", true}, {"1.2", "1.x.x", false},  {"1.2.0", "1.x", false},
    {"2.0.0", "x.0.0", true}, {"", "1", false},         {"", "", true},
    {"1.0.x", "1.0.x", true}, {"1.0.0", "1.0.*", true},
};

START_TEST(a_version_fits_a_pattern) {
  ck_assert_msg(version_fits(view_of(patterns[_i].version), view_of(patterns[_i].wanted)) ==
                    patterns[_i].fits,
                "%s in %s", patterns[_i].version, patterns[_i].wanted);
}
END_TEST

static const struct {
  const char *rule;
  const char *stated;
  const char *wanted;
  bool is_changed;
} choices[] = {
    {NULL, "", "", false},
    {NULL, "2", "2", false},
    {"default urn:s|1", "", "1", true},
    {"default urn:s|1", "2", "2", false},
    {"default urn:other|1", "", "", false},
    {"check urn:s|1.x", "", "1.x", true},
    {"check urn:s|1.x", "2", "2", false},
    {"force urn:s|1", "2", "1", true},
    {"force urn:s|1", "", "1", true},
};

START_TEST(a_rule_decides_the_version) {
  tx_rule(&world, choices[_i].rule);
  struct version_choice choice =
      version_choose(&world.question.rules, view_of("urn:s"), view_of(choices[_i].stated));
  ck_assert_str_eq(text_of(world.arena, choice.wanted), choices[_i].wanted);
  ck_assert_int_eq(choice.is_changed, choices[_i].is_changed);
  ck_assert(!choice.is_changed || world.question.rules.rules[0].was_used);
}
END_TEST

START_TEST(a_value_set_gets_its_default_version) {
  tx_rule(&world, "set urn:v|3");
  struct version_rules *rules = &world.question.rules;
  struct view none = view_make(NULL, 0);
  ck_assert(view_is(version_choose_value_set(rules, view_of("urn:v"), none), "3"));
  ck_assert(view_is(version_choose_value_set(rules, view_of("urn:v"), view_of("1")), "1"));
  ck_assert(version_choose_value_set(rules, view_of("urn:w"), none).length == 0);
}
END_TEST

static const struct {
  const char *url;
  const char *wanted;
  const char *version; /* NULL: nothing is found */
} finds[] = {
    {"urn:animals", "", "2"},   {"urn:animals", "1", "1"}, {"urn:animals", "x", "2"},
    {"urn:animals", "3", NULL}, {"urn:nobody", "", NULL},  {"urn:more", "", NULL},
};

START_TEST(the_newest_version_that_fits_is_found) {
  const struct terminology_resource *resource = version_find(
      &world.scope, TERMINOLOGY_CODE_SYSTEM, view_of(finds[_i].url), view_of(finds[_i].wanted));
  if (finds[_i].version == NULL) {
    ck_assert(resource == NULL);
  } else {
    ck_assert_str_eq(text_of(world.arena, resource->version), finds[_i].version);
  }
}
END_TEST

START_TEST(versions_are_told_oldest_first) {
  struct view list =
      version_list(&world.scope, TERMINOLOGY_CODE_SYSTEM, view_of("urn:animals"), " or ");
  ck_assert_str_eq(text_of(world.arena, list), "1 or 2");
  list = version_list(&world.scope, TERMINOLOGY_CODE_SYSTEM, view_of("urn:nobody"), " or ");
  ck_assert_uint_eq(list.length, 0);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("version_choice");
  TCase *tests = tcase_create("versions");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, a_version_fits_a_pattern, 0, sizeof patterns / sizeof *patterns);
  tcase_add_loop_test(tests, a_rule_decides_the_version, 0, sizeof choices / sizeof *choices);
  tcase_add_test(tests, a_value_set_gets_its_default_version);
  tcase_add_loop_test(tests, the_newest_version_that_fits_is_found, 0,
                      sizeof finds / sizeof *finds);
  tcase_add_test(tests, versions_are_told_oldest_first);
  suite_add_tcase(suite, tests);
  return suite;
}
