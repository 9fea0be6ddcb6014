#include "handlers/receipt_line.h"
#include "handlers/drug_unit.h"
#include "tests/unit/unit_main.h"

struct line_case {
  const char *code;
  enum receipt_line kind;
};

static const struct line_case lines[] = {
    {"620006852", RECEIPT_LINE_DRUG},
    {"112007410", RECEIPT_LINE_PROCEDURE},
    {"710010001", RECEIPT_LINE_MATERIAL},
    {"001000101", RECEIPT_LINE_USAGE},
    {"008000001", RECEIPT_LINE_COMMENT},
    {"810000001", RECEIPT_LINE_COMMENT},
    {"842100048", RECEIPT_LINE_COMMENT},
    {"095000001", RECEIPT_LINE_LOCAL},
    {"099830101", RECEIPT_LINE_LOCAL},
    {"", RECEIPT_LINE_TEXT},
    {"6", RECEIPT_LINE_LOCAL},
    {"62000685", RECEIPT_LINE_LOCAL},
    {"8", RECEIPT_LINE_COMMENT},
    {"X", RECEIPT_LINE_LOCAL},
};

START_TEST(test_kind) {
  ck_assert_int_eq(receipt_line_kind(view_of(lines[_i].code)), lines[_i].kind);
}
END_TEST

struct unit_case {
  const char *name;
  const char *code;
};

static const struct unit_case units[] = {
    {"錠", "TAB"},    {"カプセル", "CAP"}, {"ｍＬ", "ML"}, {"mL", "ML"},         {"ｇ", "G"},
    {"枚", "SHT"},    {"包", "PCK"},       {"管", "TUBE"}, {"国際単位", "IUNT"}, {"回", "TIME"},
    {"塗布分", NULL}, {"", NULL},          {"ML", NULL},
};

START_TEST(test_unit) {
  const char *code = drug_unit_code(view_of(units[_i].name));
  ck_assert(units[_i].code == NULL ? code == NULL
                                   : code != NULL && strcmp(code, units[_i].code) == 0);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("receipt_line");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(tests, test_kind, 0, (int)(sizeof(lines) / sizeof(lines[0])));
  tcase_add_loop_test(tests, test_unit, 0, (int)(sizeof(units) / sizeof(units[0])));
  suite_add_tcase(suite, tests);
  return suite;
}
