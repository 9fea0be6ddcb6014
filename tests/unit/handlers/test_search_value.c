#include "handlers/search_value.h"
#include "tests/unit/unit_main.h"

struct token_case {
  const char *token;
  const char *system;
  const char *value;
  bool matches;
};

static const struct token_case cases[] = {
    {"", "urn:a", "1", true},
    {"1", "urn:a", "1", true},
    {"1", "", "1", true},
    {"2", "urn:a", "1", false},
    {"urn:a|1", "urn:a", "1", true},
    {"urn:b|1", "urn:a", "1", false},
    {"urn:a|2", "urn:a", "1", false},
    {"urn:a|", "urn:a", "1", true},
    {"urn:b|", "urn:a", "1", false},
    {"|1", "urn:a", "1", false},
    {"|1", "", "1", true},
};

START_TEST(test_token) {
  const struct token_case *row = &cases[_i];
  ck_assert_msg(search_value_token_matches(view_of(row->token), view_of(row->system),
                                           view_of(row->value)) == row->matches,
                "%s", row->token);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("search_value");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(tests, test_token, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  suite_add_tcase(suite, tests);
  return suite;
}
