/* The published masters, read from the folder of shared data; skipped where it is absent. Figures
 * are those that the publishers' files are known to have. */
#include "tests/unit/unit_main.h"

#include "server/base/file.h"
#include "tests/unit/terminology/master_fixture.h"

#include <glob.h>
#include <string.h>
#include <time.h>

#define FILE_BYTES (64u << 20)
#define IMPORT_SECONDS 5.0
#define OPEN_SECONDS 0.010
#define SLOW_BUILD 10.0 /* sanitizers, a busy machine */

static struct fixture fixture;
static const char *shared;

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static enum error add_matching(const char *pattern) {
  char path[512];
  glob_t found;
  snprintf(path, sizeof path, "%s/data/masters/%s", shared, pattern);
  ck_assert_int_eq(glob(path, 0, NULL, &found), 0);
  enum error error = ERROR_OK;
  for (size_t i = 0; i < found.gl_pathc && error == ERROR_OK; i++) {
    struct view bytes;
    ck_assert_int_eq(file_read(fixture.arena, found.gl_pathv[i], FILE_BYTES, &bytes), ERROR_OK);
    const char *name = strrchr(found.gl_pathv[i], '/') + 1;
    struct view copy = arena_copy(fixture.arena, view_of(name));
    error = master_import_add(&fixture.import, copy, bytes);
  }
  globfree(&found);
  return error;
}

static enum error import_matching(const char *const *patterns) {
  fixture.issues = issue_list_make(fixture.arena, 100);
  ck_assert_int_eq(
      master_import_init(&fixture.import, fixture.arena, &fixture.issues, fixture.masters),
      ERROR_OK);
  enum error error = ERROR_OK;
  for (size_t i = 0; patterns[i] != NULL && error == ERROR_OK; i++) {
    error = add_matching(patterns[i]);
  }
  error = error == ERROR_OK ? master_import_apply(&fixture.import) : error;
  struct view pack;
  if (error == ERROR_OK) {
    ck_assert_int_eq(master_import_write(&fixture.import, &pack), ERROR_OK);
    fixture_write(&fixture, pack);
    ck_assert_int_eq(masters_open(fixture.path, &fixture.masters), ERROR_OK);
  }
  return error;
}

static void setup(void) {
  fixture_open(&fixture);
}

static void teardown(void) {
  fixture_close(&fixture);
}

static const struct {
  const char *pattern;
  const char *system;
  uint32_t rows;
  uint32_t stated;
} full_rows[] = {
    {"ssk/b_*.zip", MASTERS_SYSTEM_RECEIPT_DISEASE, 27437, 27437},
    {"ssk/b_*.zip", MASTERS_SYSTEM_DISEASE_KEY, 27437, 27437},
    {"ssk/z_*.txt", MASTERS_SYSTEM_RECEIPT_MODIFIER, 2375, 2375},
    {"ssk/y_ALL*.zip", MASTERS_SYSTEM_RECEIPT_DRUG, 19686, 19686},
    {"ssk/y_ALL*.zip", MASTERS_SYSTEM_GENERAL, 19686, 1441},
    {"hot/hot9*", MASTERS_SYSTEM_HOT9, 19558, 18614},
    {"mhlw/ippan*.xlsx", MASTERS_SYSTEM_GENERAL, 1368, 1368},
    {"mhlw/tp*_01.xlsx", MASTERS_SYSTEM_PRICE, 6944, 6944},
    {"jfagy/*GCM*", MASTERS_SYSTEM_GCM, 2810, 2810},
    {"jfagy/*YCM*", MASTERS_SYSTEM_YCM, 24949, 24949},
    {"clins/emr_lab*", MASTERS_SYSTEM_CORE_JLAC11, 7890, 6261},
};

START_TEST(reads_every_row) {
  const char *const patterns[] = {full_rows[_i].pattern, NULL};
  ck_assert_int_eq(import_matching(patterns), ERROR_OK);
  struct masters_system system;
  ck_assert_uint_eq(fixture.import.report_count, 1);
  ck_assert(masters_system_find(fixture.masters, view_of(full_rows[_i].system), &system));
  ck_assert_uint_eq(fixture.import.reports[0].rows, full_rows[_i].rows);
  ck_assert_uint_eq(system.stated, full_rows[_i].stated);
}
END_TEST

START_TEST(both_encodings_say_the_same) {
  const char *const patterns[] = {"jfagy/*J9FN_20250401*", NULL};
  ck_assert_int_eq(import_matching(patterns), ERROR_OK);
  ck_assert_uint_eq(fixture.import.report_count, 2);
  for (int i = 0; i < MASTER_CHANGE_KINDS; i++) {
    ck_assert_uint_eq(fixture.import.reports[1].counts[i], 0);
  }
}
END_TEST

static const struct {
  const char *system;
  const char *code;
  const char *target;
  const char *expected;
} joined_rows[] = {
    {MASTERS_SYSTEM_RECEIPT_DISEASE, "0000999", MASTERS_SYSTEM_DISEASE_KEY, "20084317"},
    /* 採択区分 1 before 3 */
    {MASTERS_SYSTEM_DISEASE_EXCHANGE, "G95B", MASTERS_SYSTEM_RECEIPT_DISEASE, "8830899,8838517"},
    {MASTERS_SYSTEM_RECEIPT_DRUG, "610406079", MASTERS_SYSTEM_PRICE, "2325003B2029"},
    {MASTERS_SYSTEM_RECEIPT_DRUG, "610406079", MASTERS_SYSTEM_GENERAL, "2325003B2ZZZ"},
    {MASTERS_SYSTEM_CORE_JLAC11, "C1002000025000155", MASTERS_SYSTEM_CORE_JLAC10,
     "3A010000002329101"},
};

START_TEST(all_together) {
  static const char *const patterns[] = {"ssk/*",      "mhlw/*.xlsx", "jfagy/*.csv*",
                                         "clins/emr*", "hot/*",       NULL};
  double started = seconds();
  ck_assert_int_eq(import_matching(patterns), ERROR_OK);
  double imported = seconds();
  struct masters *masters;
  ck_assert_int_eq(masters_open(fixture.path, &masters), ERROR_OK);
  double opened = seconds();
  printf("all masters: import %.2f s, open %.1f ms, %u concepts\n", imported - started,
         (opened - imported) * 1000, masters_concept_count(masters));
  masters_close(masters);
  ck_assert(imported - started < IMPORT_SECONDS * SLOW_BUILD);
  ck_assert(opened - imported < OPEN_SECONDS * SLOW_BUILD);
  for (size_t i = 0; i < sizeof joined_rows / sizeof joined_rows[0]; i++) {
    ck_assert_str_eq(fixture_targets(&fixture, joined_rows[i].system, joined_rows[i].code,
                                     joined_rows[i].target),
                     joined_rows[i].expected);
  }
  struct masters_concept concept;
  ck_assert(masters_find(fixture.masters, view_of(MASTERS_SYSTEM_RECEIPT_DRUG),
                         view_of("612140595"), &concept)); /* abolished, still known */
  ck_assert_uint_eq(concept.valid_to, 20240930);
  uint32_t abolished = 0;
  for (uint32_t i = 0; i < fixture.import.report_count; i++) {
    const struct master_report *report = &fixture.import.reports[i];
    if (view_is(report->file->name, "y_20240925.csv")) {
      abolished = report->counts[MASTER_CHANGE_ABOLISHED];
    }
  }
  ck_assert_uint_eq(abolished, 657);
}
END_TEST

START_TEST(an_update_needs_its_base) {
  static const char *const patterns[] = {"ssk/y_20240417.csv", NULL};
  ck_assert_int_eq(import_matching(patterns), ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(fixture.issues.issues[0].message->id, "master-base-missing");
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("master_published");
  TCase *test_case = tcase_create("master_published");
  shared = getenv("FHIR_FACADE_SHARED");
  shared = shared != NULL ? shared : "../shared";
  char path[512];
  snprintf(path, sizeof path, "%s/data/masters/README.md", shared);
  if (access(path, R_OK) != 0) {
    printf("skipped: no published masters in %s\n", shared);
    return suite;
  }
  tcase_set_timeout(test_case, 120);
  tcase_add_checked_fixture(test_case, setup, teardown);
  tcase_add_loop_test(test_case, reads_every_row, 0, (int)(sizeof full_rows / sizeof full_rows[0]));
  tcase_add_test(test_case, both_encodings_say_the_same);
  tcase_add_test(test_case, all_together);
  tcase_add_test(test_case, an_update_needs_its_base);
  suite_add_tcase(suite, test_case);
  return suite;
}
