#include "server/http/request_id.h"
#include "tests/unit/unit_main.h"

struct id_case {
  const char *id;
  bool valid;
};

#define SIXTEEN "0123456789abcdef"
static const struct id_case id_cases[] = {
    {"a", true},
    {"A-z_0.9", true},
    {SIXTEEN SIXTEEN SIXTEEN SIXTEEN, true},
    {SIXTEEN SIXTEEN SIXTEEN SIXTEEN "x", false},
    {"", false},
    {"a b", false},
    {"a\"b", false},
    {"a\r\nSet-Cookie: x", false},
    {"山", false},
    {"../x/y", false},
};

START_TEST(judges) {
  struct arena *arena = arena_new(4096);
  struct view wanted = view_of(id_cases[_i].id);
  struct view chosen = request_id_choose(arena, wanted);
  ck_assert_int_eq(request_id_is_valid(wanted), id_cases[_i].valid);
  ck_assert_int_eq(view_equal(chosen, wanted), id_cases[_i].valid);
  ck_assert(request_id_is_valid(chosen));
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("request_id");
  TCase *cases = tcase_create("vectors");
  tcase_add_loop_test(cases, judges, 0, sizeof id_cases / sizeof id_cases[0]);
  suite_add_tcase(suite, cases);
  return suite;
}
