/* Check digits of Japanese codes. */
#include "tests/unit/unit_main.h"

#include "terminology/check_digit.h"

static const struct {
  bool (*holds)(struct view code);
  const char *code;
  bool expected;
} rows[] = {
    {check_digit_price, "2171022F2017", true},
    {check_digit_price, "2171022F2018", false},
    {check_digit_price, "2171022F201", false},
    {check_digit_price, "2171022f2017", false},
    {check_digit_price, "", false},
    {check_digit_hot, "1001372", true},
    {check_digit_hot, "100137201", true},
    {check_digit_hot, "1001373", false},
    {check_digit_hot, "10013", false},
    {check_digit_insurer, "33120015", true},
    {check_digit_insurer, "33120016", false},
    {check_digit_insurer, "3312001A", false},
    {check_digit_insurer, "", false},
    {check_digit_institution, "0110113719", true},
    {check_digit_institution, "0110113710", false},
    {check_digit_institution, "110113719", false},
};

START_TEST(decides) {
  ck_assert_msg(rows[_i].holds(view_of(rows[_i].code)) == rows[_i].expected, "%s", rows[_i].code);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("check_digit");
  TCase *test_case = tcase_create("check_digit");
  tcase_add_loop_test(test_case, decides, 0, (int)(sizeof rows / sizeof rows[0]));
  suite_add_tcase(suite, test_case);
  return suite;
}
