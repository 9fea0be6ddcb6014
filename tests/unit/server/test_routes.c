#include "server/routes.h"

#include "server/http/access_check.h"
#include "server/http/access_scope.h"
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

/* Nobody may what a row says nothing about: each says what a client needs. Only health, metadata
 * and what leads to a token are open. */
START_TEST(rows_say_what_is_needed) {
  static const char *const open[] = {"health-live", "health-ready", "metadata", "versions",
                                     "smart-configuration"};
  const struct route_table *table = routes_table();
  for (size_t i = 0; i < table->count; i++) {
    const struct route *route = &table->routes[i];
    bool may_be_open = false;
    for (size_t j = 0; j < sizeof open / sizeof open[0]; j++) {
      may_be_open |= strcmp(route->label, open[j]) == 0;
    }
    bool by_interaction = access_letter(route) != '\0' && route->resource != NULL;
    bool for_all = (route->flags & (ROUTE_OPEN | ROUTE_ANY_CLIENT)) != 0;
    ck_assert_msg(route->scope != NULL || by_interaction || for_all, "%s", route->pattern);
    ck_assert_msg(!for_all || route->scope == NULL, "%s", route->pattern);
    ck_assert_msg(((route->flags & ROUTE_OPEN) != 0) == may_be_open, "%s", route->pattern);
  }
}
END_TEST

/* Each scope of the table can be granted. */
START_TEST(scopes_can_be_granted) {
  const struct route_table *table = routes_table();
  for (size_t i = 0; i < table->count; i++) {
    struct view rest = view_of(table->routes[i].scope);
    while (rest.length > 0) {
      struct view one = view_split(&rest, ' ');
      struct view all = view_of("system/*.cruds admin/mapping admin/outbox admin/masters "
                                "admin/subscriptions admin/metrics admin/audit");
      ck_assert_msg(access_scope_grants(all, one), "%s", table->routes[i].pattern);
    }
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
  tcase_add_test(cases, rows_say_what_is_needed);
  tcase_add_test(cases, scopes_can_be_granted);
  tcase_add_test(cases, rows_differ);
  tcase_add_test(cases, codes_are_of_fhir);
  suite_add_tcase(suite, cases);
  return suite;
}
