/* UCUM units: the grammar with the place of faults, suggestions, dimensions, the table of atoms. */
#include "tests/unit/unit_main.h"

#include "terminology/ucum.h"
#include "terminology/ucum_atom.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const char *const valid[] = {
    "1",
    "m",
    "mg",
    "kg",
    "mm[Hg]",
    "%",
    "10*3/uL",
    "10*-6",
    "10^9/L",
    "mg/dL",
    "mg/dL/h",
    "mL/min/{1.73_m2}",
    "/min",
    "/[HPF]",
    "{score}",
    "{#}/mL",
    "m2",
    "s-1",
    "m+2",
    "kg.m/s2",
    "(mg.h)/L",
    "/(m2.d)",
    "dam",
    "[in_i'H2O]",
    "m[H2O]",
    "B[10.nV]",
    "[degF]",
    "Cel",
    "mCel",
    "KiBy",
    "''",
    "'",
    "k[iU]/L",
    "m[IU]/mL",
    "meq/L",
    "ng/mL{FEU}",
    "mL{RBC}",
    "10.m",
    "100/mL",
    "cd",
    "Pa",
    "dar",
    "min",
    "daPa",
    "mo",
    "[CCID_50]",
    "g%",
    "kcal_IT",
    "{2 or 3 times}/d",
    "10{cells}",
    "((m))",
    "(m){annotated}",
    "[m/s2/Hz^0.5]",
    "[Amb'a'1'U]",
    "{a}.{b}",
    "cal_[15]",
    "nmol/mL/min",
};

START_TEST(accepts) {
  size_t offset = 0;
  ck_assert_msg(ucum_is_valid(view_of(valid[_i]), &offset), "%s at %zu", valid[_i], offset);
}
END_TEST

static const struct {
  const char *code;
  enum code_fault_reason reason;
  size_t offset;
  size_t length;
  const char *suggestion;
} faults[] = {
    {"", CODE_FAULT_EMPTY, 0, 0, ""},
    {"kgXX", CODE_FAULT_UNIT_UNKNOWN, 0, 4, ""},
    {"mg/xx", CODE_FAULT_UNIT_UNKNOWN, 3, 2, ""},
    {"mmHg", CODE_FAULT_UNIT_UNKNOWN_NEAR, 0, 4, "mm[Hg]"},
    {"KG", CODE_FAULT_UNIT_UNKNOWN_NEAR, 0, 2, "kg"},
    {"MMOL/L", CODE_FAULT_UNIT_UNKNOWN_NEAR, 0, 4, "mmol"},
    {"mcg/h", CODE_FAULT_UNIT_UNKNOWN_NEAR, 0, 3, "ug"},
    {"ml/hr", CODE_FAULT_UNIT_UNKNOWN_NEAR, 3, 2, "h"},
    {"mEq/L", CODE_FAULT_UNIT_UNKNOWN_NEAR, 0, 3, "meq"},
    {"\xce\xbcg/mL", CODE_FAULT_UNIT_UNKNOWN_NEAR, 0, 3, "ug"},
    {"g/\xe6\x97\xa5", CODE_FAULT_UNIT_UNKNOWN_NEAR, 2, 3, "d"},
    {"\xe9\x8c\xa0", CODE_FAULT_UNIT_CHARACTER, 0, 3, ""},
    {"{\xe9\x8c\xa0}", CODE_FAULT_UNIT_CHARACTER, 1, 3, ""},
    {"mg /dL", CODE_FAULT_UNIT_CHARACTER, 2, 1, ""},
    {" mg", CODE_FAULT_UNIT_CHARACTER, 0, 1, ""},
    {"mg\t", CODE_FAULT_UNIT_CHARACTER, 2, 1, ""},
    {"kmin", CODE_FAULT_UNIT_PREFIX, 0, 4, ""},
    {"m[degF]", CODE_FAULT_UNIT_PREFIX, 0, 7, ""},
    {"m-", CODE_FAULT_UNIT_EXPONENT, 1, 1, ""},
    {"m^2", CODE_FAULT_UNIT_EXPONENT, 1, 1, ""},
    {"m2-1", CODE_FAULT_UNIT_EXPONENT, 2, 1, ""},
    {"m1000", CODE_FAULT_UNIT_EXPONENT, 1, 4, ""},
    {"-1", CODE_FAULT_UNIT_EXPONENT, 0, 1, ""},
    {"mg/", CODE_FAULT_UNIT_MISSING, 3, 0, ""},
    {"mg//dL", CODE_FAULT_UNIT_MISSING, 3, 1, ""},
    {".m", CODE_FAULT_UNIT_MISSING, 0, 1, ""},
    {"()", CODE_FAULT_UNIT_MISSING, 1, 1, ""},
    {"(/m)", CODE_FAULT_UNIT_MISSING, 1, 1, ""},
    {"2m", CODE_FAULT_UNIT_OPERATOR, 1, 1, ""},
    {"m(s)", CODE_FAULT_UNIT_OPERATOR, 1, 1, ""},
    {"{a}m", CODE_FAULT_UNIT_OPERATOR, 3, 1, ""},
    {"m{a}{b}", CODE_FAULT_UNIT_OPERATOR, 4, 1, ""},
    {"mg*mL", CODE_FAULT_UNIT_OPERATOR, 2, 1, ""},
    {"m{a", CODE_FAULT_UNIT_ANNOTATION, 1, 1, ""},
    {"m{a{b}}", CODE_FAULT_UNIT_ANNOTATION, 1, 1, ""},
    {"m}", CODE_FAULT_UNIT_ANNOTATION, 1, 1, ""},
    {"[in_i", CODE_FAULT_UNIT_BRACKET, 0, 1, ""},
    {"mm]", CODE_FAULT_UNIT_BRACKET, 2, 1, ""},
    {"(m", CODE_FAULT_UNIT_PARENTHESIS, 0, 1, ""},
    {"m)", CODE_FAULT_UNIT_PARENTHESIS, 1, 1, ""},
    {")", CODE_FAULT_UNIT_PARENTHESIS, 0, 1, ""},
    {"((((((((((((((((((m))))))))))))))))))", CODE_FAULT_UNIT_DEPTH, 16, 1, ""},
};

START_TEST(refuses) {
  struct code_fault fault;
  ck_assert_msg(!ucum_check(view_of(faults[_i].code), &fault), "%s", faults[_i].code);
  ck_assert_msg(fault.reason == faults[_i].reason, "%s: %s", faults[_i].code,
                code_fault_message(fault.reason)->english);
  ck_assert_msg(fault.offset == faults[_i].offset, "%s: %zu", faults[_i].code, fault.offset);
  ck_assert_msg(fault.length == faults[_i].length, "%s: %zu", faults[_i].code, fault.length);
  ck_assert_str_eq(fault.suggestion, faults[_i].suggestion);
  size_t offset = SIZE_MAX;
  ck_assert(!ucum_is_valid(view_of(faults[_i].code), &offset));
  ck_assert_uint_eq(offset, faults[_i].offset);
}
END_TEST

static const struct {
  const char *a;
  const char *b;
  bool same;
} pairs[] = {
    {"kg", "g", true},         {"kg", "[lb_av]", true},
    {"kg", "m", false},        {"mg/dL", "g/L", true},
    {"mm[Hg]", "kPa", true},   {"Pa", "kg/m/s2", true},
    {"Pa", "kg/(m.s2)", true}, {"Pa", "kg/m.s2", false},
    {"J", "cal", true},        {"W", "J/s", true},
    {"Cel", "K", true},        {"Cel", "[degF]", true},
    {"mmol/L", "/mL", true},   {"lx", "lm/m2", true},
    {"V.A", "W", true},        {"[iU]/L", "k[iU]/L", true},
    {"[iU]", "U", false},      {"[iU]", "[USP'U]", false},
    {"[iU]/[iU]", "1", true},  {"%", "1", true},
    {"/min", "Hz", true},      {"mL/min/{1.73_m2}", "L/h", true},
    {"l", "dm3", true},        {"[in_i]", "cm", true},
    {"d", "a", true},          {"xx", "xx", false},
    {"m", "", false},          {"T", "kg/(s.C)", true},
    {"H", "m2.g/C2", true},    {"sr", "rad2", true},
};

START_TEST(compares_dimensions) {
  ck_assert_msg(ucum_same_dimension(view_of(pairs[_i].a), view_of(pairs[_i].b)) == pairs[_i].same,
                "%s, %s", pairs[_i].a, pairs[_i].b);
  ck_assert(ucum_same_dimension(view_of(pairs[_i].b), view_of(pairs[_i].a)) == pairs[_i].same);
}
END_TEST

START_TEST(atoms_are_consistent) {
  size_t count = 0;
  for (const struct ucum_atom *atom; (atom = ucum_atom_at(count)) != NULL; count++) {
    bool is_base = (atom->flags & UCUM_ATOM_BASE) != 0;
    ck_assert_uint_eq(ucum_atom_number(atom), count);
    ck_assert_ptr_eq(ucum_atom_find(atom->code), atom);
    ck_assert(is_base == (count < UCUM_BASE_UNITS));
    ck_assert_msg(ucum_is_valid(atom->code, NULL), "%.*s", VIEW_ARGUMENTS(atom->code));
    ck_assert_msg(ucum_is_valid(atom->unit, NULL), "%.*s", VIEW_ARGUMENTS(atom->unit));
    bool same = ucum_same_dimension(atom->code, atom->unit);
    ck_assert_msg(same == ((atom->flags & UCUM_ATOM_ARBITRARY) == 0), "%.*s",
                  VIEW_ARGUMENTS(atom->code));
  }
  ck_assert_uint_gt(count, 300);
}
END_TEST

/* Every suggestion is itself a unit. */
START_TEST(suggestions_are_units) {
  static const char *const written[] = {"cc",  "sec", "hr", "degC", "IU",   "mIU",  "lb",   "bpm",
                                        "ppm", "KPA", "DL", "mOsm", "drop", "year", "torr", "psi"};
  for (int i = 0; i < COUNT(written); i++) {
    struct code_fault fault;
    ck_assert(!ucum_check(view_of(written[i]), &fault));
    ck_assert_msg(ucum_is_valid(view_of(fault.suggestion), NULL), "%s -> %s", written[i],
                  fault.suggestion);
  }
}
END_TEST

START_TEST(long_units_are_refused) {
  static char text[4096];
  memset(text, '(', sizeof text);
  struct code_fault fault;
  ck_assert(!ucum_check(view_make(text, sizeof text), &fault));
  ck_assert_int_eq(fault.reason, CODE_FAULT_TOO_LONG);
  ck_assert(!ucum_check(view_make(text, 200), &fault));
  ck_assert_int_eq(fault.reason, CODE_FAULT_UNIT_DEPTH);
  ck_assert(!ucum_is_valid(view_make("m\0", 2), NULL));
  ck_assert(!ucum_is_valid(view_make("{\0}", 3), NULL));
  ck_assert(!ucum_is_valid(view_make("m\xff\xfe", 3), NULL));
}
END_TEST

START_TEST(position_counts_characters) {
  struct view code = view_of("{a}.\xe9\x8c\xa0/\xe5\x9b\x9e");
  struct code_fault fault;
  ck_assert(!ucum_check(code, &fault));
  ck_assert_uint_eq(code_fault_position(&fault, code), 5);
  (void)code_fault_set(&fault, CODE_FAULT_UNIT_UNKNOWN, 8, 3);
  ck_assert_uint_eq(code_fault_position(&fault, code), 7);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("ucum");
  TCase *cases = tcase_create("ucum");
  tcase_add_loop_test(cases, accepts, 0, COUNT(valid));
  tcase_add_loop_test(cases, refuses, 0, COUNT(faults));
  tcase_add_loop_test(cases, compares_dimensions, 0, COUNT(pairs));
  tcase_add_test(cases, atoms_are_consistent);
  tcase_add_test(cases, suggestions_are_units);
  tcase_add_test(cases, long_units_are_refused);
  tcase_add_test(cases, position_counts_characters);
  suite_add_tcase(suite, cases);
  return suite;
}
