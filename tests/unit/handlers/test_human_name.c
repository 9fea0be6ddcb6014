#include "handlers/human_name.h"
#include "tests/unit/unit_main.h"

struct match_case {
  const char *name;
  const char *wanted;
  bool matches;
};

static const struct match_case cases[] = {
    {"見本　一", "見本", true},        {"見本　一", "一", true},
    {"見本　一", "見本 一", true},     {"見本　一", "見本　一", true},
    {"見本　一", "見本一", true},      {"見本　一", "本", false},
    {"見本　一", "見本　二", false},   {"区切無七美", "区切", true},
    {"Smith　John", "JO", true},       {"", "見", false},
    {"見本　一", "見本　一二", false},
};

START_TEST(test_matches) {
  ck_assert_msg(human_name_matches(view_of(cases[_i].name), view_of(cases[_i].wanted)) ==
                    cases[_i].matches,
                "%s %s", cases[_i].name, cases[_i].wanted);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("human_name");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(tests, test_matches, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  suite_add_tcase(suite, tests);
  return suite;
}
