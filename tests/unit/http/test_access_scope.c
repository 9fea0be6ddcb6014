#include "server/http/access_scope.h"
#include "tests/unit/unit_main.h"

struct scope_case {
  const char *scopes;
  const char *needed;
  bool granted;
};
static const struct scope_case scope_cases[] = {
    {"system/Condition.rs", "Condition.r", true},
    {"system/Condition.rs", "Condition.s", true},
    {"system/Condition.rs", "Condition.c", false},
    {"system/Condition.rs", "Coverage.r", false},
    {"system/Condition.rs", "ConditionX.r", false},
    {"system/Cond.rs", "Condition.r", false},
    {"system/*.rs", "Coverage.s", true},
    {"system/*.cruds", "Bundle.d", true},
    {"system/*.cruds", "admin/mapping", false},
    {"system/*.*", "Bundle.d", true},
    {"system/*.*", "admin/outbox", false},
    {"system/*.read", "Patient.r", true},
    {"system/*.read", "Patient.s", true},
    {"system/*.read", "Patient.c", false},
    {"system/Bundle.write", "Bundle.c", true},
    {"system/Bundle.write", "Bundle.u", true},
    {"system/Bundle.write", "Bundle.d", true},
    {"system/Bundle.write", "Bundle.r", false},
    {"system/Bundle.c system/Condition.rs", "Condition.s", true},
    {"  system/Bundle.c  ", "Bundle.c", true},
    {"admin/mapping", "admin/mapping", true},
    {"admin/mapping", "admin/metrics", false},
    {"admin/*", "admin/metrics", false},
    {"admin", "admin/metrics", false},
    {"", "Patient.r", false},
    /* letters out of order, repeated, unknown: no scope (SMART 2.0) */
    {"system/Patient.sr", "Patient.r", false},
    {"system/Patient.rr", "Patient.r", false},
    {"system/Patient.rx", "Patient.r", false},
    {"system/Patient.", "Patient.r", false},
    {"system/Patient", "Patient.r", false},
    {"system/.r", "Patient.r", false},
    {"system/**.r", "Patient.r", false},
    {"system/patient.r", "Patient.r", false},
    /* other levels and filters that could not be kept */
    {"user/Patient.r", "Patient.r", false},
    {"patient/Patient.r", "Patient.r", false},
    {"SYSTEM/Patient.r", "Patient.r", false},
    {"system/Patient.r?_id=1", "Patient.r", false},
    {"system/Patient.rs?_id=1", "Patient.s", false},
    {"system/Patient.r/x", "Patient.r", false},
    {"openid fhirUser offline_access", "Patient.r", false},
    /* what is needed is one letter */
    {"system/Patient.rs", "Patient.rs", false},
    {"system/Patient.rs", "Patient", false},
    {"system/Patient.rs", "", false},
};

START_TEST(scope_grants) {
  const struct scope_case *row = &scope_cases[_i];
  ck_assert_msg(access_scope_grants(view_of(row->scopes), view_of(row->needed)) == row->granted,
                "'%s' for '%s'", row->scopes, row->needed);
}
END_TEST

START_TEST(scopes_are_known) {
  static const char *const known[] = {"system/Patient.r", "system/*.cruds", "system/*.read",
                                      "admin/outbox"};
  static const char *const unknown[] = {"",           "system/Patient.sr", "system/Patient",
                                        "admin/root", "user/Patient.r",    "system/Patient.r?x=1"};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    ck_assert_msg(access_scope_is_known(view_of(known[i])), "%s", known[i]);
  }
  for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
    ck_assert_msg(!access_scope_is_known(view_of(unknown[i])), "%s", unknown[i]);
  }
  for (size_t i = 0; access_scope_administration(i) != NULL; i++) {
    ck_assert(access_scope_is_known(view_of(access_scope_administration(i))));
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("access_scope");
  TCase *cases = tcase_create("scopes");
  tcase_add_loop_test(cases, scope_grants, 0, sizeof scope_cases / sizeof scope_cases[0]);
  tcase_add_test(cases, scopes_are_known);
  suite_add_tcase(suite, cases);
  return suite;
}
