/* `fhir-facade import` with the published masters and packages of the shared folder, and what is
 * left when it is killed, when two run at once, when the disk is full. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#define OUTPUT_BYTES 400000u

#define MODIFIER(code, name)                                                                       \
  "\"0\",\"Z\",\"" code "\",\"\",\"\",\"\",\"" name "\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\","  \
  "\"99999999\",\"\",\"\",\"\"\r\n"

static char directory[HARNESS_PATH];
static char output[OUTPUT_BYTES];

static void setup(void) {
  const char *base = getenv("TMPDIR");
  snprintf(directory, sizeof directory, "%s/facade-XXXXXX", base != NULL ? base : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(directory));
}

/* A shell line with DIR, PROGRAM and SHARED set; what it prints goes to output. */
static int run(const char *line) {
  const char *build = getenv("FHIR_FACADE_BUILD");
  const char *shared = getenv("FHIR_FACADE_SHARED");
  char command[4000];
  snprintf(command, sizeof command,
           "DIR='%s'; PROGRAM='%s/fhir-facade'; SHARED='%s/data'; { %s\n} 2>&1 </dev/null",
           directory, build != NULL ? build : "build",
           shared != NULL && shared[0] != '\0' ? shared : "../shared", line);
  FILE *pipe = popen(command, "r");
  ck_assert_ptr_nonnull(pipe);
  size_t length = fread(output, 1, sizeof output - 1, pipe);
  output[length] = '\0';
  int status = pclose(pipe);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void teardown(void) {
  run("rm -rf \"$DIR\"");
}

static void write_file(const char *name, const char *text) {
  char path[HARNESS_PATH + 50];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Masters, then packages; fh: those of HL7. */
#define MASTERS                                                                                    \
  "$SHARED/masters/ssk/* $SHARED/masters/mhlw/*.xlsx $SHARED/masters/jfagy/*.csv* "                \
  "$SHARED/masters/clins/emr* $SHARED/masters/hot/*"
#define PACKAGES                                                                                   \
  "$SHARED/fhir-packages/jpfhir-terminology.r4-1.4.0-recon.tgz "                                   \
  "$SHARED/fhir-packages/jp-core.r4-1.2.0.tgz "                                                    \
  "$SHARED/fhir-packages/jp-eCSCLINS.r4-1.12.0-prep.tgz"
#define HL7                                                                                        \
  "$SHARED/fhir-packages/hl7.fhir.r4.core-4.0.1.tgz "                                              \
  "$SHARED/fhir-packages/hl7.terminology.r4-7.0.1.tgz"

START_TEST(everything_published) {
  if (shared_folder("everything_published") == NULL) {
    return;
  }
  double started = seconds();
  ck_assert_msg(run("$PROGRAM import --data-dir $DIR/d " MASTERS " " PACKAGES) == 0, "%s", output);
  double masters = seconds() - started;
  started = seconds();
  ck_assert_msg(run("$PROGRAM import --data-dir $DIR/d " HL7) == 0, "%s", output);
  double hl7 = seconds() - started;
  printf("masters and Japanese packages: import %.2f s; R4 core and HL7 terminology: %.2f s\n",
         masters, hl7);
  /* again, in another order: the file stays as it is */
  ck_assert_int_eq(run("cp $DIR/d/masters.pack $DIR/first && "
                       "$PROGRAM import --data-dir $DIR/d " MASTERS " && "
                       "$PROGRAM import --data-dir $DIR/d " HL7 " && "
                       "cmp $DIR/first $DIR/d/masters.pack"),
                   0);
  ck_assert_int_eq(run("$PROGRAM import --list --data-dir $DIR/d"), 0);
  ck_assert_ptr_nonnull(strstr(output, "hl7.fhir.r4.core-4.0.1.tgz  sha256 "));
  ck_assert_ptr_nonnull(strstr(output, "FHIR resources 2460"));
}
END_TEST

/* At whatever moment it is killed: the old content or the new one, and the next import works. */
START_TEST(killed_at_any_moment) {
  if (shared_folder("killed_at_any_moment") == NULL) {
    return;
  }
  write_file("z.txt", MODIFIER("8002", "の疑い"));
  ck_assert_int_eq(run("$PROGRAM import --data-dir $DIR/d $DIR/z.txt"), 0);
  for (int i = 1; i <= 12; i++) {
    char line[400];
    snprintf(line, sizeof line,
             "timeout -s KILL 0.%02d $PROGRAM import --data-dir $DIR/d $SHARED/masters/ssk/b_*.zip "
             "$SHARED/masters/ssk/y_ALL*.zip; $PROGRAM import --list --data-dir $DIR/d",
             i * 8);
    ck_assert_msg(run(line) == 0, "%s", output);
    ck_assert_ptr_nonnull(strstr(output, "receipt-modifier"));
    bool one = strstr(output, "receipt-disease") != NULL;
    ck_assert_int_eq(one, strstr(output, "receipt-drug") != NULL);
  }
  ck_assert_int_eq(run("touch $DIR/d/masters.pack.tmp-123 && "
                       "$PROGRAM import --data-dir $DIR/d $DIR/z.txt && ls $DIR/d"),
                   0);
  ck_assert_ptr_null(strstr(output, ".tmp-"));
}
END_TEST

/* Rows of the store whose target is renamed by a newer master are named. */
START_TEST(rows_of_the_store_that_are_touched) {
  write_file("z.txt", MODIFIER("8002", "の疑い") MODIFIER("2057", "両"));
  write_file("z2.txt", MODIFIER("8002", "の疑い") MODIFIER("2057", "両側"));
  write_file("m.csv", "domain,source_system,source_code,source_display,target_system,target_code,"
                      "target_display\r\n"
                      "modifier,urn:house,R1,両,http://jpfhir.jp/fhir/core/mhlw/CodeSystem/"
                      "masterZ-disease-modifier,2057,両\r\n");
  ck_assert_msg(run("$PROGRAM import --data-dir $DIR/d $DIR/z.txt && "
                    "$PROGRAM mapping import --data-dir $DIR/d --status approved $DIR/m.csv") == 0,
                "%s", output);
  ck_assert_msg(run("$PROGRAM import --lang en --data-dir $DIR/d $DIR/z2.txt") == 0, "%s", output);
  ck_assert_msg(strstr(output, "mappings touched: 1") != NULL, "%s", output);
  ck_assert_ptr_nonnull(strstr(output, "urn:house|R1 -> "));
  ck_assert_ptr_nonnull(strstr(output, "両側"));
}
END_TEST

START_TEST(one_at_a_time) {
  write_file("z.txt", MODIFIER("8002", "の疑い"));
  ck_assert_int_eq(run("mkdir $DIR/d; exec 9>$DIR/d/masters.pack.lock; flock 9; "
                       "$PROGRAM import --data-dir $DIR/d $DIR/z.txt 9>&-"),
                   2);
  ck_assert_ptr_nonnull(strstr(output, "another import is running"));
  ck_assert_int_eq(run("$PROGRAM import --data-dir $DIR/d $DIR/z.txt"), 0);
}
END_TEST

/* The new file cannot be written whole: the old one stays. */
START_TEST(a_full_disk) {
  write_file("z.txt", MODIFIER("8002", "の疑い"));
  write_file("more.txt", MODIFIER("8002", "の疑い") MODIFIER("8003", "の後遺症"));
  ck_assert_int_eq(
      run("$PROGRAM import --data-dir $DIR/d $DIR/z.txt && cp $DIR/d/masters.pack $DIR/old"), 0);
  ck_assert_int_eq(
      run("(ulimit -f 1; trap '' XFSZ; $PROGRAM import --data-dir $DIR/d $DIR/more.txt)"), 2);
  ck_assert_int_eq(run("cmp $DIR/old $DIR/d/masters.pack && ls $DIR/d"), 0);
  ck_assert_ptr_null(strstr(output, ".tmp-"));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("import");
  TCase *cases = tcase_create("import");
  tcase_set_timeout(cases, 180);
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, everything_published);
  tcase_add_test(cases, killed_at_any_moment);
  tcase_add_test(cases, rows_of_the_store_that_are_touched);
  tcase_add_test(cases, one_at_a_time);
  tcase_add_test(cases, a_full_disk);
  suite_add_tcase(suite, cases);
  return suite;
}
