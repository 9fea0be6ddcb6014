/* Masters from the national service: tried, kept, refused, applied. */
#include "server/masters_stage.h"
#include "server/masters_lock.h"
#include "tests/unit/unit_main.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MODIFIER(code, name)                                                                       \
  "\"0\",\"Z\",\"" code "\",\"\",\"\",\"\",\"" name "\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\","  \
  "\"99999999\",\"\",\"\",\"\"\r\n"
#define FIRST MODIFIER("8001", "急性") MODIFIER("8002", "の疑い")
#define SECOND FIRST MODIFIER("8003", "術後")
#define NO_MASTER "20061234,架空病\n"

static struct arena *arena;
static struct issue_list issues;
static char directory[64];

static void setup(void) {
  arena = arena_new(1u << 30);
  issues = issue_list_make(arena, 100);
  snprintf(directory, sizeof directory, "/tmp/masters-stage-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(directory));
}

static void teardown(void) {
  char command[100];
  arena_free(arena);
  snprintf(command, sizeof command, "rm -rf '%s'", directory);
  ck_assert_int_eq(system(command), 0);
}

static enum error put(const char *version, const char *content) {
  const struct masters_stage_download download = {view_of("disease-modifier"), view_of(version),
                                                  view_of("modifier.csv"), view_of(content)};
  return masters_stage_put(arena, directory, &issues, &download);
}

static struct masters_stage_list read_list(void) {
  struct masters_stage_list list;
  ck_assert_int_eq(masters_stage_read(arena, directory, &list), ERROR_OK);
  return list;
}

static bool is_loaded(const char *code) {
  char path[100];
  struct masters *masters = NULL;
  struct masters_concept concept;
  snprintf(path, sizeof path, "%s/" MASTERS_FILE_NAME, directory);
  if (masters_open(path, &masters) != ERROR_OK) {
    return false;
  }
  bool found =
      masters_find(masters, view_of(MASTERS_SYSTEM_RECEIPT_MODIFIER), view_of(code), &concept);
  masters_close(masters);
  return found;
}

static int kept_files(void) {
  char path[100];
  int count = 0;
  snprintf(path, sizeof path, "%s/masters.staged", directory);
  DIR *folder = opendir(path);
  ck_assert_ptr_nonnull(folder);
  for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    count += entry->d_name[0] != '.' && strcmp(entry->d_name, "list.json") != 0;
  }
  closedir(folder);
  return count;
}

START_TEST(nothing_yet) {
  uint32_t count = 7;
  ck_assert_uint_eq(read_list().count, 0);
  ck_assert_int_eq(masters_stage_apply(arena, directory, &issues, &count), ERROR_OK);
  ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(staged_then_applied) {
  uint32_t count = 0;
  ck_assert_int_eq(put("1", FIRST), ERROR_OK);
  struct masters_stage_list list = read_list();
  ck_assert_uint_eq(list.count, 1);
  ck_assert_int_eq(list.rows[0].state, MASTERS_STAGE_STAGED);
  ck_assert(view_is(masters_stage_version(&list, view_of("disease-modifier")), "1"));
  ck_assert(!is_loaded("8001"));
  ck_assert_int_eq(masters_stage_apply(arena, directory, &issues, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  ck_assert(is_loaded("8001"));
  ck_assert_int_eq(kept_files(), 0);
  list = read_list();
  ck_assert_int_eq(list.rows[0].state, MASTERS_STAGE_APPLIED);
  ck_assert(view_is(masters_stage_version(&list, view_of("disease-modifier")), "1"));
}
END_TEST

/* The newer one takes the place of the one that waits. */
START_TEST(a_newer_one_replaces) {
  uint32_t count = 0;
  ck_assert_int_eq(put("1", FIRST), ERROR_OK);
  ck_assert_int_eq(put("2", SECOND), ERROR_OK);
  struct masters_stage_list list = read_list();
  ck_assert_uint_eq(list.count, 1);
  ck_assert(view_is(list.rows[0].version, "2"));
  ck_assert_int_eq(kept_files(), 1);
  ck_assert_int_eq(masters_stage_apply(arena, directory, &issues, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  ck_assert(is_loaded("8003"));
}
END_TEST

/* What cannot be imported changes nothing; the version before is held. */
START_TEST(a_refused_one) {
  uint32_t count = 0;
  ck_assert_int_eq(put("1", FIRST), ERROR_OK);
  ck_assert_int_eq(put("2", NO_MASTER), ERROR_NOT_PROCESSABLE);
  ck_assert_uint_gt(issues.count, 0);
  struct masters_stage_list list = read_list();
  ck_assert_uint_eq(list.count, 2);
  ck_assert(view_is(masters_stage_version(&list, view_of("disease-modifier")), "1"));
  ck_assert_int_eq(list.rows[1].state, MASTERS_STAGE_REFUSED);
  ck_assert_uint_gt(list.rows[1].english.length, 0);
  ck_assert_uint_gt(list.rows[1].japanese.length, 0);
  ck_assert_int_eq(kept_files(), 1);
  ck_assert_int_eq(masters_stage_apply(arena, directory, &issues, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  ck_assert_int_eq(put("3", SECOND), ERROR_OK); /* and a good one ends it */
  ck_assert_uint_eq(read_list().count, 1);
}
END_TEST

/* What was imported in between stays: nothing is put over it. */
START_TEST(on_top_of_what_is_loaded) {
  uint32_t count = 0;
  ck_assert_int_eq(put("1", FIRST), ERROR_OK);
  struct master_import import;
  struct view pack;
  char path[100];
  ck_assert_int_eq(master_import_init(&import, arena, &issues, NULL), ERROR_OK);
  import.at = view_of("2026-11-21T10:00:00.000+09:00");
  ck_assert_int_eq(master_import_add(&import, view_of("icd10.csv"),
                                     view_of("ICD-10コード,名称\nA00.0,コレラ\n")),
                   ERROR_OK);
  ck_assert_int_eq(master_import_apply(&import), ERROR_OK);
  ck_assert_int_eq(master_import_write(&import, &pack), ERROR_OK);
  snprintf(path, sizeof path, "%s/" MASTERS_FILE_NAME, directory);
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(pack.data, 1, pack.length, file), pack.length);
  fclose(file);
  ck_assert_int_eq(masters_stage_apply(arena, directory, &issues, &count), ERROR_OK);
  ck_assert(is_loaded("8001"));
  struct masters *masters = NULL;
  struct masters_concept concept;
  ck_assert_int_eq(masters_open(path, &masters), ERROR_OK);
  ck_assert(masters_find(masters, view_of(MASTERS_SYSTEM_ICD10), view_of("A00.0"), &concept));
  masters_close(masters);
}
END_TEST

START_TEST(another_import_runs) {
  struct masters_lock lock;
  struct masters_lock second;
  ck_assert_int_eq(masters_lock_take(arena, directory, &lock), ERROR_OK);
  ck_assert_int_eq(masters_lock_take(arena, directory, &second), ERROR_FILE);
  ck_assert(second.is_held);
  ck_assert_int_eq(put("1", FIRST), ERROR_FILE);
  masters_lock_release(&lock);
  ck_assert_int_eq(put("1", FIRST), ERROR_OK);
}
END_TEST

static const char *const damaged[] = {
    "",
    "{}",
    "[1]",
    "[{\"name\":\"a/b\",\"state\":\"staged\"}]",
    "[{\"name\":\"a\",\"state\":\"gone\"}]",
    "[{\"name\":\"a\",\"state\":\"staged\",\"kept\":\"../facade.db\"}]",
};

START_TEST(a_damaged_list_is_said) {
  char path[100];
  struct masters_stage_list list;
  ck_assert_int_eq(put("1", FIRST), ERROR_OK);
  snprintf(path, sizeof path, "%s/masters.staged/list.json", directory);
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  fputs(damaged[_i], file);
  fclose(file);
  ck_assert_int_eq(masters_stage_read(arena, directory, &list), ERROR_SYNTAX);
}
END_TEST

static const struct {
  const char *text;
  bool is_name;
} names[] = {{"disease", true}, {"a-b_c.9", true}, {"", false},    {"a b", false},
             {"a/b", false},    {"病名", false},   {"a\n", false}, {"a,b", false}};

START_TEST(test_names) {
  ck_assert_int_eq(masters_stage_is_name(view_of(names[_i].text)), names[_i].is_name);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("masters_stage");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, nothing_yet);
  tcase_add_test(tests, staged_then_applied);
  tcase_add_test(tests, a_newer_one_replaces);
  tcase_add_test(tests, a_refused_one);
  tcase_add_test(tests, on_top_of_what_is_loaded);
  tcase_add_test(tests, another_import_runs);
  tcase_add_loop_test(tests, a_damaged_list_is_said, 0, ROWS(damaged));
  tcase_add_loop_test(tests, test_names, 0, ROWS(names));
  suite_add_tcase(suite, tests);
  return suite;
}
