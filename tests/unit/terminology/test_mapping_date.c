/* Days: what is one, which one, sums. */
#include "tests/unit/unit_main.h"

#include "terminology/mapping_date.h"

static const struct {
  const char *text;
  uint32_t date;
  bool is_day;
} days[] = {
    {"2026-11-21", 20261121, true},
    {"2026-11-21T23:59:59+09:00", 20261121, false},
    {"2026-11", 20261101, false},
    {"2026", 20260101, false},
    {"2024-02-29", 20240229, true},
    {"2023-02-29", 0, false},
    {"2000-02-29", 20000229, true},
    {"1900-02-29", 0, false},
    {"2026-13-01", 0, false},
    {"2026-00-01", 0, false},
    {"2026-01-00", 0, false},
    {"2026-1-1", 0, false},
    {"20261121", 0, false},
    {"2026/11/21", 0, false},
    {"", 0, false},
    {"0000-01-01", 0, false},
    {"x026-01-01", 0, false},
};

START_TEST(reads_days) {
  ck_assert_uint_eq(mapping_date_read(view_of(days[_i].text)), days[_i].date);
  ck_assert(mapping_date_is_day(view_of(days[_i].text)) == days[_i].is_day);
}
END_TEST

static const struct {
  uint32_t date;
  int32_t days;
  uint32_t sum;
} sums[] = {
    {20261121, 0, 20261121}, {20261121, 10, 20261201}, {20261231, 1, 20270101},
    {20240228, 1, 20240229}, {20260301, -1, 20260228}, {20261121, 365, 20271121},
};

START_TEST(adds_days) {
  ck_assert_uint_eq(mapping_date_add(sums[_i].date, sums[_i].days), sums[_i].sum);
}
END_TEST

START_TEST(knows_the_day_in_japan) {
  ck_assert_uint_eq(mapping_date_of_ms(INT64_C(1795273200000)), 20261122); /* 00:00 there */
  ck_assert_uint_eq(mapping_date_of_ms(INT64_C(1795273199999)), 20261121);
  char text[MAPPING_DATE_BYTES];
  mapping_date_write(20260105, text);
  ck_assert_str_eq(text, "2026-01-05");
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("mapping_date");
  TCase *cases = tcase_create("mapping_date");
  tcase_add_loop_test(cases, reads_days, 0, sizeof days / sizeof *days);
  tcase_add_loop_test(cases, adds_days, 0, sizeof sums / sizeof *sums);
  tcase_add_test(cases, knows_the_day_in_japan);
  suite_add_tcase(suite, cases);
  return suite;
}
