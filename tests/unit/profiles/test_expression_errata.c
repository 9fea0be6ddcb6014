/* Published expressions that are read otherwise, and that all others are left alone. */
#include "tests/unit/unit_main.h"

#include "profiles/expression_errata.h"
#include "profiles/fhirpath.h"

struct errata_case {
  const char *expression;
  const char *resource;
  bool holds;
};

static const struct errata_case cases[] = {
    {"fullUrl.contains('/_history/').not()", "{}", true},
    {"fullUrl.contains('/_history/').not()", "{\"fullUrl\":\"http://x.test/Patient/1\"}", true},
    {"fullUrl.contains('/_history/').not()", "{\"fullUrl\":\"http://x.test/Patient/1/_history/2\"}",
     false},
    {"name.contains('x').not()", "{}", false}, /* no erratum: empty is not satisfied */
};

START_TEST(readings_hold) {
  const struct errata_case *row = &cases[_i];
  struct arena *arena = arena_new(1u << 20);
  struct document document = {0};
  struct document_failure unread = {0};
  struct fhirpath_failure failure = {0};
  struct view program = {NULL, 0};
  bool holds = !row->holds;
  ck_assert_int_eq(document_read(arena, view_of(row->resource), NULL, &document, &unread),
                   ERROR_OK);
  struct view expression = expression_errata_apply(view_of(row->expression));
  ck_assert_int_eq(fhirpath_compile(arena, expression, NULL, &program, &failure), ERROR_OK);
  struct fhirpath_context context = {
      .document = &document, .focus_twin = NODE_NONE, .arena = arena};
  ck_assert_int_eq(fhirpath_test(program, &context, &holds, &failure), ERROR_OK);
  ck_assert(holds == row->holds);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("expression_errata");
  TCase *tests = tcase_create("expression_errata");
  tcase_add_loop_test(tests, readings_hold, 0, (int)(sizeof cases / sizeof cases[0]));
  suite_add_tcase(suite, tests);
  return suite;
}
