#include "server/http/accept_language.h"
#include "tests/unit/unit_main.h"

struct language_case {
  const char *header;
  enum language language;
};

static const struct language_case language_cases[] = {
    {"", LANGUAGE_JAPANESE},
    {"ja", LANGUAGE_JAPANESE},
    {"en", LANGUAGE_ENGLISH},
    {"en-US,en;q=0.9", LANGUAGE_ENGLISH},
    {"EN-gb", LANGUAGE_ENGLISH},
    {"ja,en", LANGUAGE_JAPANESE},
    {"en,ja", LANGUAGE_JAPANESE},
    {"en,ja;q=0.9", LANGUAGE_ENGLISH},
    {"en;q=0.3, ja-JP;q=0.8", LANGUAGE_JAPANESE},
    {"de, fr;q=0.5", LANGUAGE_JAPANESE},
    {"de, en;q=0.1", LANGUAGE_ENGLISH},
    {"en;q=0", LANGUAGE_JAPANESE},
    {"en;q=2", LANGUAGE_JAPANESE},
    {"*", LANGUAGE_JAPANESE},
    {",,;q=1,", LANGUAGE_JAPANESE},
    {"english", LANGUAGE_JAPANESE},
};

START_TEST(chooses) {
  ck_assert_int_eq(accept_language_choose(view_of(language_cases[_i].header)),
                   language_cases[_i].language);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("accept_language");
  TCase *cases = tcase_create("vectors");
  tcase_add_loop_test(cases, chooses, 0, sizeof language_cases / sizeof language_cases[0]);
  suite_add_tcase(suite, cases);
  return suite;
}
