/* OID names of the Japanese code systems. */
#include "tests/unit/unit_main.h"

#include "terminology/system_alias.h"

static const struct {
  const char *given;
  const char *expected;
} rows[] = {
    {"urn:oid:1.2.392.200119.4.101.2", "http://medis.or.jp/CodeSystem/master-disease-keyNumber"},
    {"urn:oid:1.2.392.200119.4.101.6", "http://medis.or.jp/CodeSystem/master-disease-exCode"},
    {"urn:oid:1.2.392.100495.20.1.73", "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code"},
    {"urn:oid:1.2.392.100495.20.2.73", "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code"},
    {"urn:oid:1.2.392.200119.4.504", "http://medis.or.jp/CodeSystem/master-JLAC10-17digits"},
    {"urn:oid:1.2.392.200250.2.2.20", "http://jami.jp/CodeSystem/MedicationUsage"},
    {"urn:oid:1.2.392.200250.2.2.2", "http://jami.jp/SS-MIX2/CodeSystem/ClinicalDepartment"},
    {"urn:oid:1.2.3", "urn:oid:1.2.3"},
    {"urn:oid:1.2.392.200119.4.101", "urn:oid:1.2.392.200119.4.101"},
    {"urn:oid:", "urn:oid:"},
    {"1.2.392.200119.4.101.2", "1.2.392.200119.4.101.2"},
    {"http://loinc.org", "http://loinc.org"},
    {"", ""},
};

START_TEST(resolves) {
  struct view resolved = system_alias_resolve(view_of(rows[_i].given));
  ck_assert(view_is(resolved, rows[_i].expected));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("system_alias");
  TCase *cases = tcase_create("system_alias");
  tcase_add_loop_test(cases, resolves, 0, sizeof rows / sizeof *rows);
  suite_add_tcase(suite, cases);
  return suite;
}
