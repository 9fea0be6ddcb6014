#include "server/auto_register.h"
#include "tests/unit/unit_main.h"

static const struct {
  const char *text;
  int minute; /* -1 = none */
} times[] = {
    {"00:00", 0},  {"09:05", 545}, {"21:30", 1290}, {"23:59", 1439}, {"24:00", -1},
    {"23:60", -1}, {"9:05", -1},   {"0900", -1},    {"09-05", -1},   {"-1:05", -1},
    {"", -1},      {"09:5 ", -1},  {"09:050", -1},
};

START_TEST(test_time) {
  int minute = -1;
  bool is_time = auto_register_time(view_of(times[_i].text), &minute);
  ck_assert_int_eq(is_time, times[_i].minute >= 0);
  ck_assert_int_eq(minute, times[_i].minute);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("auto_register");
  TCase *cases = tcase_create("time");
  tcase_add_loop_test(cases, test_time, 0, sizeof times / sizeof times[0]);
  suite_add_tcase(suite, cases);
  return suite;
}
