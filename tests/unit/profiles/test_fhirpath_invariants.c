#include "profiles/fhirpath.h"
#include "server/base/file.h"
#include "tests/unit/unit_main.h"

#include <stdio.h>
#include <stdlib.h>

/* Every constraint of R4 core and the Japanese guides compiles, and the programs pass their own
 * check. */

static const char *shared_folder(void) {
  const char *folder = getenv("FHIR_FACADE_SHARED");
  return folder != NULL ? folder : "../shared";
}

static void compile_all(struct arena *arena, const struct document *document, uint32_t list) {
  for (uint32_t item = document_first(document, list); item != NODE_NONE;
       item = document_next(document, list, item)) {
    struct arena_mark mark = arena_mark(arena);
    struct view expression = document_member_string(document, item, "expression", arena);
    struct fhirpath_failure failure;
    struct view program;
    ck_assert_msg(fhirpath_compile(arena, expression, NULL, &program, &failure) == ERROR_OK, "%.*s",
                  VIEW_ARGUMENTS(expression));
    ck_assert_int_eq(fhirpath_check(program), ERROR_OK);
    arena_back(arena, mark);
  }
}

START_TEST(invariants_compile) {
  struct arena *arena = arena_new(1u << 27);
  struct view path = arena_format(arena, "%s/data/fhirpath-cases/invariants.json", shared_folder());
  struct view text;
  struct document document;
  struct document_failure unread;
  if (file_read(arena, path.data, 1u << 24, &text) != ERROR_OK) {
    printf("skipped: invariants_compile: %s is absent\n", path.data);
    arena_free(arena);
    return;
  }
  ck_assert_int_eq(document_read(arena, text, NULL, &document, &unread), ERROR_OK);
  uint32_t list = document_member(&document, 0, view_of("invariants"));
  ck_assert_uint_ge(document_count(&document, list), 200);
  compile_all(arena, &document, list);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("fhirpath_invariants");
  TCase *tests = tcase_create("invariants");
  tcase_set_timeout(tests, 30);
  tcase_add_test(tests, invariants_compile);
  suite_add_tcase(suite, tests);
  return suite;
}
