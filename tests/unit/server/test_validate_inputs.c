/* Files, folders and standard input as one list. */
#include "server/validate_inputs.h"
#include "tests/unit/unit_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static struct arena *arena;

static void make(const char *name) {
  char path[200];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  if (name[strlen(name) - 1] == '/') {
    ck_assert_int_eq(mkdir(path, 0755), 0);
    return;
  }
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fclose(file);
}

static void setup(void) {
  static const char *const names[] = {"z.json",           "a.ndjson",  "B.json",     "notes.txt",
                                      ".hidden.json",     "sub/",      "sub/c.json", "sub/deep/",
                                      "sub/deep/d.jsonl", "sub/e.xml", "empty/",     "empty/x.txt"};
  arena = arena_new(1u << 22);
  snprintf(folder, sizeof folder, "/tmp/fhir-facade-inputs-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    make(names[i]);
  }
}

static void teardown(void) {
  char command[100];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  ck_assert_int_eq(system(command), 0);
  arena_free(arena);
}

static struct validate_inputs find(char *path) {
  struct validate_inputs inputs;
  ck_assert_int_eq(validate_inputs_find(arena, &path, 1, &inputs), ERROR_OK);
  return inputs;
}

START_TEST(folders_are_sorted_and_named_without_the_machine) {
  static const struct {
    const char *name;
    enum validate_form form;
  } expected[] = {{"/B.json", VALIDATE_FORM_JSON},     {"/a.ndjson", VALIDATE_FORM_LINES},
                  {"/sub/c.json", VALIDATE_FORM_JSON}, {"/sub/deep/d.jsonl", VALIDATE_FORM_LINES},
                  {"/sub/e.xml", VALIDATE_FORM_XML},   {"/z.json", VALIDATE_FORM_JSON}};
  char path[100];
  snprintf(path, sizeof path, "%s//", folder);
  struct validate_inputs inputs = find(path);
  const char *base = strrchr(folder, '/') + 1;
  ck_assert_uint_eq(inputs.count, sizeof expected / sizeof *expected);
  for (size_t i = 0; i < inputs.count; i++) {
    struct view name = arena_format(arena, "%s%s", base, expected[i].name);
    ck_assert_msg(view_equal(inputs.items[i].kept_name, name), "%.*s",
                  VIEW_ARGUMENTS(inputs.items[i].kept_name));
    ck_assert_int_eq(inputs.items[i].form, expected[i].form);
    ck_assert_int_eq(access(inputs.items[i].path, R_OK), 0);
  }
}
END_TEST

START_TEST(the_current_folder_has_a_name) {
  static const char *const ways[] = {"/.", "/sub/..", "/sub/../"};
  const char *base = strrchr(folder, '/') + 1;
  char path[100];
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    snprintf(path, sizeof path, "%s%s", folder, ways[i]);
    struct validate_inputs inputs = find(path);
    struct view wanted = arena_format(arena, "%s/B.json", base);
    ck_assert_msg(view_equal(inputs.items[0].kept_name, wanted), "%.*s",
                  VIEW_ARGUMENTS(inputs.items[0].kept_name));
  }
}
END_TEST

START_TEST(a_folder_without_files_is_told) {
  char path[100];
  snprintf(path, sizeof path, "%s/empty", folder);
  struct validate_inputs inputs = find(path);
  ck_assert_uint_eq(inputs.count, 1);
  ck_assert(inputs.items[0].is_empty_folder);
}
END_TEST

START_TEST(links_to_folders_are_not_followed) {
  char link[100];
  snprintf(link, sizeof link, "%s/sub/back", folder);
  ck_assert_int_eq(symlink("..", link), 0);
  struct validate_inputs inputs = find(folder);
  ck_assert_uint_eq(inputs.count, 6);
}
END_TEST

START_TEST(other_paths_are_taken_as_they_are) {
  char absent[] = "/nowhere/x.json";
  struct validate_inputs inputs = find(absent);
  ck_assert_uint_eq(inputs.count, 1);
  ck_assert(view_is(inputs.items[0].kept_name, "x.json"));
  char standard[] = "-";
  inputs = find(standard);
  ck_assert(view_is(inputs.items[0].kept_name, "stdin"));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("validate_inputs");
  TCase *tests = tcase_create("validate_inputs");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, folders_are_sorted_and_named_without_the_machine);
  tcase_add_test(tests, a_folder_without_files_is_told);
  tcase_add_test(tests, the_current_folder_has_a_name);
  tcase_add_test(tests, links_to_folders_are_not_followed);
  tcase_add_test(tests, other_paths_are_taken_as_they_are);
  suite_add_tcase(suite, tests);
  return suite;
}
