#include "server/routes.h"
#include "tests/unit/unit_main.h"

#include <stddef.h>

START_TEST(rows_are_complete) {
  const struct route_table *table = routes_table();
  for (size_t i = 0; i < table->count; i++) {
    const struct route *route = &table->routes[i];
    ck_assert_int_eq(route->pattern[0], '/');
    ck_assert(route->handler != NULL);
    ck_assert_ptr_nonnull(route->label);
    ck_assert_msg(route->operation == NULL || route->definition != NULL, "%s", route->pattern);
    bool has_body = route->method == HTTP_METHOD_POST || route->method == HTTP_METHOD_PUT;
    bool of_type = (route->flags & (ROUTE_FHIR_BODY | ROUTE_FORM | ROUTE_CSV_BODY)) != 0;
    ck_assert_msg(has_body || route->body_maximum == 0, "%s", route->pattern);
    ck_assert_msg((route->body_maximum > 0) == of_type, "%s", route->pattern);
    /* FHIR posts something; an action of the administration may have no content */
    ck_assert_msg(!has_body || of_type || (route->flags & ROUTE_NO_FHIR) != 0, "%s",
                  route->pattern);
  }
}
END_TEST

START_TEST(rows_differ) {
  const struct route_table *table = routes_table();
  for (size_t i = 0; i < table->count; i++) {
    for (size_t j = 0; j < i; j++) {
      ck_assert_msg(table->routes[i].method != table->routes[j].method ||
                        strcmp(table->routes[i].pattern, table->routes[j].pattern) != 0,
                    "%s", table->routes[i].pattern);
    }
  }
}
END_TEST

/* FHIR R4 http-verb, restful-interaction and search-param-type codes that a row may have. */
START_TEST(codes_are_of_fhir) {
  static const char *const interactions[] = {"read",   "search-type", "create",
                                             "update", "delete",      "batch"};
  static const char *const types[] = {"token", "string", "date", "reference", "uri", "number"};
  const struct route_table *table = routes_table();
  for (size_t i = 0; i < table->count; i++) {
    const struct route *route = &table->routes[i];
    bool known = route->interaction == NULL;
    for (size_t j = 0; j < sizeof interactions / sizeof interactions[0]; j++) {
      known |= route->interaction != NULL && strcmp(route->interaction, interactions[j]) == 0;
    }
    ck_assert_msg(known, "%s", route->pattern);
    for (const struct search_parameter_row *row = route->search; row != NULL && row->name != NULL;
         row++) {
      bool typed = false;
      for (size_t j = 0; j < sizeof types / sizeof types[0]; j++) {
        typed |= strcmp(row->type, types[j]) == 0;
      }
      ck_assert_msg(typed, "%s %s", route->pattern, row->name);
    }
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("routes");
  TCase *cases = tcase_create("table");
  tcase_add_test(cases, rows_are_complete);
  tcase_add_test(cases, rows_differ);
  tcase_add_test(cases, codes_are_of_fhir);
  suite_add_tcase(suite, cases);
  return suite;
}
