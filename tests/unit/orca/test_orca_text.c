#include "server/orca/orca_text.h"
#include "tests/unit/unit_main.h"

struct text_case {
  const char *text;
  const char *expected;
};

static const struct text_case clean_cases[] = {
    {"", ""},
    {"　", ""},
    {" \t　 　", ""},
    {"     0", "0"},
    {"　胃潰瘍　", "胃潰瘍"},
    {"姓　名", "姓　名"},
    {"a b", "a b"},
    {"　 x", "x"},
};

static const struct text_case date_cases[] = {
    {"2026-11-21", "2026-11-21"},
    {"2024-02-29", "2024-02-29"},
    {"2023-02-29", ""},
    {"9999-12-31", ""},
    {"0000-00-00", ""},
    {"2026-13-01", ""},
    {"2026-11", ""},
    {"20261121", ""},
    {"2026-11-31", ""},
    {"2026/11/21", ""},
    {"", ""},
    {"1900-02-29", ""},
};

struct id_case {
  const char *id;
  bool good;
  const char *key;
};

static const struct id_case id_cases[] = {
    {"00012", true, "12"},        {"0", true, "0"},
    {"000", true, "0"},           {"12", true, "12"},
    {"A-1", true, "A-1"},         {"", false, ""},
    {"12&class=02", false, NULL}, {"1 2", false, NULL},
    {"１２", false, NULL},        {"123456789012345678901", false, NULL},
};

START_TEST(test_clean) {
  struct view clean = orca_text_clean(view_of(clean_cases[_i].text));
  ck_assert(view_is(clean, clean_cases[_i].expected));
}
END_TEST

START_TEST(test_date) {
  struct view date = orca_text_date(view_of(date_cases[_i].text));
  ck_assert(view_is(date, date_cases[_i].expected));
}
END_TEST

START_TEST(test_patient_id) {
  const struct id_case *row = &id_cases[_i];
  ck_assert_int_eq(orca_text_is_patient_id(view_of(row->id)), row->good);
  if (row->key != NULL) {
    ck_assert(view_is(orca_text_patient_key(view_of(row->id)), row->key));
  }
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_text");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(tests, test_clean, 0, ROWS(clean_cases));
  tcase_add_loop_test(tests, test_date, 0, ROWS(date_cases));
  tcase_add_loop_test(tests, test_patient_id, 0, ROWS(id_cases));
  suite_add_tcase(suite, tests);
  return suite;
}
