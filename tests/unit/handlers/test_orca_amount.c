#include "handlers/orca_amount.h"
#include "tests/unit/unit_main.h"

struct amount_case {
  const char *text;
  const char *number; /* "" = none */
};

static const struct amount_case amounts[] = {
    {"00001.00000", "1"},
    {"00003.50000", "3.5"},
    {"99999.99999", "99999.99999"},
    {"00000.00001", "0.00001"},
    {"00010.00000", "10"},
    {"1.50", "1.50"}, /* digits that were written stay */
    {"25.30", "25.30"},
    {"0.0", "0.0"},
    {"007", "7"},
    {"000", "0"},
    {"-25", "-25"},
    {"1234567890", "1234567890"},
    {"00001234567890", "1234567890"},
    {".5", "0.5"},
    {"5.", "5"},
    {"", ""},
    {".", ""},
    {"-", ""},
    {"1.2.3", ""},
    {"１", ""},
    {"1e5", ""},
    {"3錠", ""},
};

START_TEST(test_amount) {
  struct arena *arena = arena_new(65536);
  struct view number;
  ck_assert_int_eq(orca_amount_read(arena, view_of(amounts[_i].text), &number), ERROR_OK);
  ck_assert_msg(view_is(number, amounts[_i].number), "%s: %.*s", amounts[_i].text,
                VIEW_ARGUMENTS(number));
  arena_free(arena);
}
END_TEST

struct product_case {
  const char *amount;
  const char *count;
  const char *product;
};

static const struct product_case products[] = {
    {"00003.00000", "007", "21"},
    {"00001.50000", "028", "42"},
    {"0.75", "7", "5.25"},
    {"0.1", "3", "0.3"},
    {"0.001", "10", "0.01"},
    {"99999.99999", "999", "99899999.99001"},
    {"1234567890", "99999", "123455554432110"},
    {"0", "7", "0"},
    {"9999999999999999", "99", "989999999999999901"},
    {"9999999999999999", "999", ""}, /* 19 digits */
    {"-1", "7", ""},
    {"1", "0", ""},
    {"1", "", ""},
    {"", "7", ""},
    {"1", "x", ""},
    {"1", "1.5", ""},
};

START_TEST(test_product) {
  struct arena *arena = arena_new(65536);
  const struct product_case *row = &products[_i];
  struct view product;
  ck_assert_int_eq(orca_amount_times(arena, view_of(row->amount), view_of(row->count), &product),
                   ERROR_OK);
  ck_assert_msg(view_is(product, row->product), "%s x %s: %.*s", row->amount, row->count,
                VIEW_ARGUMENTS(product));
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_amount");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(tests, test_amount, 0, (int)(sizeof(amounts) / sizeof(amounts[0])));
  tcase_add_loop_test(tests, test_product, 0, (int)(sizeof(products) / sizeof(products[0])));
  suite_add_tcase(suite, tests);
  return suite;
}
