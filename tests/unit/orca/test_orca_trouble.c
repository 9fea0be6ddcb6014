#include "server/orca/orca_trouble.h"
#include "tests/unit/unit_main.h"

START_TEST(test_short) {
  struct orca_trouble trouble = {.api = "patientgetv2"};
  orca_trouble_set(&trouble, ORCA_FAULT_RESULT, view_of("E90"), view_of("他端末使用中"));
  ck_assert_int_eq(trouble.fault, ORCA_FAULT_RESULT);
  ck_assert_str_eq(trouble.code, "E90");
  ck_assert_str_eq(trouble.text, "他端末使用中");
}
END_TEST

/* Cut between characters, never inside one. */
START_TEST(test_long) {
  struct orca_trouble trouble = {.api = ""};
  char text[3 * 400 + 1] = "";
  for (size_t i = 0; i < 400; i++) {
    memcpy(text + 3 * i, "病", 3);
  }
  orca_trouble_set(&trouble, ORCA_FAULT_RESULT, view_of("123456789012345678901234567890"),
                   view_make(text, 1200));
  ck_assert_uint_eq(strlen(trouble.code), ORCA_CODE_BYTES - 1);
  ck_assert_uint_eq(strlen(trouble.text) % 3, 0);
  ck_assert_uint_ge(strlen(trouble.text), ORCA_TEXT_BYTES - 4);
}
END_TEST

START_TEST(test_empty) {
  struct orca_trouble trouble = {.api = "", .code = "1", .text = "x"};
  orca_trouble_set(&trouble, ORCA_FAULT_QUEUE, (struct view){NULL, 0}, (struct view){NULL, 0});
  ck_assert_str_eq(trouble.code, "");
  ck_assert_str_eq(trouble.text, "");
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_trouble");
  TCase *tests = tcase_create("all");
  tcase_add_test(tests, test_short);
  tcase_add_test(tests, test_long);
  tcase_add_test(tests, test_empty);
  suite_add_tcase(suite, tests);
  return suite;
}
