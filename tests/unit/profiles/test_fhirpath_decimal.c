#include "profiles/fhirpath_decimal.h"
#include "tests/unit/unit_main.h"

static struct fhirpath_decimal parse(const char *text) {
  struct fhirpath_decimal decimal = {0};
  ck_assert_msg(fhirpath_decimal_parse(view_of(text), &decimal), "%s", text);
  return decimal;
}

struct text_row {
  const char *text;
  const char *written; /* NULL = not a decimal */
};

static const struct text_row texts[] = {
    {"0", "0"},
    {"1.10", "1.10"},
    {"-0.0", "0.0"},
    {"100.00", "100.00"},
    {"1E-22", "0.0000000000000000000001"},
    {"1.5e3", "1500"},
    {"12e-1", "1.2"},
    {"+7", "7"},
    {"-0.05", "-0.05"},
    {"12345678901234567890123456789012345678", "12345678901234567890123456789012345678"},
    {"9999999999999999999999999999999999999999", NULL},
    {"", NULL},
    {".5", NULL},
    {"1.", NULL},
    {"1e", NULL},
    {"1e99", NULL},
    {"1 ", NULL},
    {"--1", NULL},
    {"0x1", NULL},
};

START_TEST(text_survives) {
  struct fhirpath_decimal decimal;
  char written[FHIRPATH_DECIMAL_TEXT_BYTES];
  bool good = fhirpath_decimal_parse(view_of(texts[_i].text), &decimal);
  ck_assert_msg(good == (texts[_i].written != NULL), "%s", texts[_i].text);
  if (good) {
    ck_assert_uint_eq(fhirpath_decimal_text(decimal, written), strlen(texts[_i].written));
    ck_assert_str_eq(written, texts[_i].written);
  }
}
END_TEST

struct pair_row {
  const char *a;
  const char *b;
  int order;
};

static const struct pair_row pairs[] = {
    {"1.0", "1.00", 0},
    {"0.1", "0.09", 1},
    {"-1", "1", -1},
    {"-2", "-1.5", -1},
    {"0", "-0.0", 0},
    {"1e37", "0.0000000000000000000000000000000000001", 1},
    {"-1e37", "-0.0000000000000000000000000000000000001", -1},
};

START_TEST(compares) {
  struct fhirpath_decimal a = parse(pairs[_i].a);
  struct fhirpath_decimal b = parse(pairs[_i].b);
  ck_assert_int_eq(fhirpath_decimal_compare(a, b), pairs[_i].order);
  ck_assert_int_eq(fhirpath_decimal_compare(b, a), -pairs[_i].order);
}
END_TEST

struct round_row {
  const char *text;
  int32_t scale;
  enum fhirpath_rounding rounding;
  const char *written;
};

static const struct round_row rounds[] = {
    {"1.25", 1, FHIRPATH_ROUND_HALF_UP, "1.3"},   {"-1.25", 1, FHIRPATH_ROUND_HALF_UP, "-1.3"},
    {"1.24", 1, FHIRPATH_ROUND_HALF_UP, "1.2"},   {"-1.9", 0, FHIRPATH_ROUND_DOWN, "-1"},
    {"-1.1", 0, FHIRPATH_ROUND_FLOOR, "-2"},      {"1.1", 0, FHIRPATH_ROUND_CEILING, "2"},
    {"-1.1", 0, FHIRPATH_ROUND_CEILING, "-1"},    {"1.1", 3, FHIRPATH_ROUND_FLOOR, "1.1"},
    {"0.000001", 0, FHIRPATH_ROUND_HALF_UP, "0"},
};

START_TEST(rounds_to) {
  char written[FHIRPATH_DECIMAL_TEXT_BYTES];
  const struct round_row *row = &rounds[_i];
  (void)fhirpath_decimal_text(fhirpath_decimal_round(parse(row->text), row->scale, row->rounding),
                              written);
  ck_assert_str_eq(written, row->written);
}
END_TEST

START_TEST(overflow_is_said) {
  struct fhirpath_decimal large = parse("99999999999999999999999999999999999999");
  struct fhirpath_decimal result;
  ck_assert(!fhirpath_decimal_multiply(large, large, &result));
  ck_assert(!fhirpath_decimal_add(large, parse("0.1"), &result));
  ck_assert(!fhirpath_decimal_divide(large, parse("0"), &result));
  ck_assert(!fhirpath_decimal_power(large, parse("9"), &result));
  ck_assert(!fhirpath_decimal_exp(parse("100"), &result));
  ck_assert(!fhirpath_decimal_ln(parse("0"), &result));
  ck_assert(!fhirpath_decimal_square_root(parse("-1"), &result));
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *test_suite(void) {
  Suite *suite = suite_create("fhirpath_decimal");
  TCase *tests = tcase_create("decimal");
  tcase_add_loop_test(tests, text_survives, 0, COUNT(texts));
  tcase_add_loop_test(tests, compares, 0, COUNT(pairs));
  tcase_add_loop_test(tests, rounds_to, 0, COUNT(rounds));
  tcase_add_test(tests, overflow_is_said);
  suite_add_tcase(suite, tests);
  return suite;
}
