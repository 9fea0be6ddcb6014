/* Every interaction of the table of routes has a decision about its audit row, and what must be on
 * disk before the answer runs where it may wait for the disk. */
#include "handlers/access_audit.h"
#include "server/routes.h"
#include "tests/unit/unit_main.h"

#include <string.h>

static const char *const labels[] = {
#define ACCESS_LABEL(label, way, keeps_id, searches) label,
    ACCESS_RULES(ACCESS_LABEL)
#undef ACCESS_LABEL
};

START_TEST(every_route_has_a_rule) {
  const struct route_table *table = routes_table();
  for (size_t i = 0; i < table->count; i++) {
    const struct route *route = &table->routes[i];
    const struct access_rule *rule = access_rule_find(route->label);
    ck_assert_msg(rule != NULL, "%s has no rule", route->label);
    ck_assert_msg((rule->way != ACCESS_DURABLE && rule->way != ACCESS_CHANGE) ||
                      (route->flags & ROUTE_WAITS) != 0,
                  "%s must wait for the disk and may not", route->label);
    ck_assert_msg(rule->way != ACCESS_FREE || route->resource == NULL, "%s", route->label);
  }
}
END_TEST

START_TEST(every_rule_has_a_route) {
  const struct route_table *table = routes_table();
  for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
    bool used = false;
    for (size_t k = 0; k < table->count; k++) {
      used |= strcmp(table->routes[k].label, labels[i]) == 0;
    }
    ck_assert_msg(used, "no route is called %s", labels[i]);
  }
}
END_TEST

/* Ids of what is a patient's hold the patient's number: none of them may be kept. */
START_TEST(ids_with_patient_numbers_are_not_kept) {
  static const char *const types[] = {
      "Patient",     "Condition", "Coverage",          "Encounter",          "AllergyIntolerance",
      "Appointment", "Procedure", "MedicationRequest", "MedicationDispense", "ChargeItem"};
  const struct route_table *table = routes_table();
  for (size_t i = 0; i < table->count; i++) {
    const struct route *route = &table->routes[i];
    for (size_t k = 0; k < sizeof types / sizeof types[0]; k++) {
      if (route->resource != NULL && strcmp(route->resource, types[k]) == 0) {
        ck_assert_msg(!access_rule_find(route->label)->keeps_id, "%s", route->label);
      }
    }
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("access_rules");
  TCase *tests = tcase_create("all");
  tcase_add_test(tests, every_route_has_a_rule);
  tcase_add_test(tests, every_rule_has_a_route);
  tcase_add_test(tests, ids_with_patient_numbers_are_not_kept);
  suite_add_tcase(suite, tests);
  return suite;
}
