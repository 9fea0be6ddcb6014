#include "tests/unit/unit_main.h"

#include "tests/unit/profiles/fhirpath_fixture.h"

#include "server/base/hash.h"

/* One expression with every kind of operation. */
static const char everything[] =
    "(name.where(use = 'official').select(given | family).exists($this.matches('^[a-z]+$')) and "
    "telecom.all(rank > 0) or iif(active, 1 + 2.5 - 3 'mg' < @2020-01-01, {}) implies "
    "name.repeat(given)[0] is string) xor telecom.rank.aggregate($this + $total, 1) in "
    "(1 | 2 | -3) & name.trace('x', family).count().toString() ~ %resource.id.substring(0, $index)";

struct setting {
  struct arena *arena;
  struct document document;
  struct view program;
};

static struct setting setting_make(void) {
  struct setting setting = {.arena = arena_new(1u << 26)};
  struct document_failure unread;
  struct fhirpath_failure failure;
  ck_assert_int_eq(document_read(setting.arena, view_of(fhirpath_fixture_patient), NULL,
                                 &setting.document, &unread),
                   ERROR_OK);
  ck_assert_int_eq(
      fhirpath_compile(setting.arena, view_of(everything), NULL, &setting.program, &failure),
      ERROR_OK);
  return setting;
}

START_TEST(good_program_is_accepted_anywhere) {
  struct setting setting = setting_make();
  ck_assert_int_eq(fhirpath_check(setting.program), ERROR_OK);
  char *copy = arena_alloc(setting.arena, setting.program.length + 16);
  memcpy(copy + 4, setting.program.data, setting.program.length);
  ck_assert_int_eq(fhirpath_check(view_make(copy + 4, setting.program.length)), ERROR_OK);
  memcpy(copy + 1, setting.program.data, setting.program.length);
  ck_assert_int_eq(fhirpath_check(view_make(copy + 1, setting.program.length)), ERROR_SYNTAX);
  arena_free(setting.arena);
}
END_TEST

START_TEST(cut_program_is_refused) {
  struct setting setting = setting_make();
  for (size_t length = 0; length < setting.program.length; length++) {
    ck_assert_int_eq(fhirpath_check(view_make(setting.program.data, length)), ERROR_SYNTAX);
  }
  arena_free(setting.arena);
}
END_TEST

static void run_damaged(struct setting *setting, struct view program) {
  struct fhirpath_failure failure = {.message = NULL};
  struct fhirpath_collection collection;
  struct fhirpath_context context = {
      .document = &setting->document, .focus_twin = NODE_NONE, .arena = setting->arena};
  if (fhirpath_check(program) == ERROR_OK) {
    enum error error = fhirpath_run(program, &context, &collection, &failure);
    ck_assert(error == ERROR_OK || error == ERROR_NOT_PROCESSABLE || error == ERROR_TOO_LARGE ||
              error == ERROR_MEMORY);
  }
}

/* What passes the check runs without harm, whatever it means. */
START_TEST(damaged_words_are_harmless) {
  static const uint32_t values[] = {0, 1, 2, 7, 20, 40, 55, 56, 57, 58, 90, 400, UINT32_MAX};
  struct setting setting = setting_make();
  size_t size = setting.program.length;
  uint32_t *words = arena_alloc(setting.arena, size);
  struct arena_mark mark = arena_mark(setting.arena);
  for (size_t at = 0; at < size / sizeof *words; at++) {
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
      memcpy(words, setting.program.data, size);
      words[at] = values[i];
      run_damaged(&setting, view_make((const char *)words, size));
      arena_back(setting.arena, mark);
    }
  }
  arena_free(setting.arena);
}
END_TEST

START_TEST(damaged_operations_are_harmless) {
  struct setting setting = setting_make();
  size_t size = setting.program.length;
  uint32_t *words = arena_alloc(setting.arena, size);
  struct arena_mark mark = arena_mark(setting.arena);
  uint64_t state = 1;
  for (int round = 0; round < 4000; round++) {
    memcpy(words, setting.program.data, size);
    for (int change = 0; change < 3; change++) {
      state = hash_64(view_make((const char *)&state, sizeof state));
      words[4 + state % (size / sizeof *words - 4)] = (uint32_t)(state >> 32) % 64;
    }
    run_damaged(&setting, view_make((const char *)words, size));
    arena_back(setting.arena, mark);
  }
  arena_free(setting.arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("fhirpath_program");
  TCase *tests = tcase_create("program");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, good_program_is_accepted_anywhere);
  tcase_add_test(tests, cut_program_is_refused);
  tcase_add_test(tests, damaged_words_are_harmless);
  tcase_add_test(tests, damaged_operations_are_harmless);
  suite_add_tcase(suite, tests);
  return suite;
}
