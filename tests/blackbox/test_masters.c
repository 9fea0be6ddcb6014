/* The check for newer masters by the running server, and `fhir-facade masters` beside it. The lab's
 * masters are in no layout that is known: what came is refused and told everywhere. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define OUTPUT_BYTES 20000u
#define EXIT_FAILED 2

static struct world world;
static char output[OUTPUT_BYTES];

static void setup(void) {
  world = (struct world){.transport = "webapi",
                         .settings = {"FHIR_FACADE_MASTERS_CHECK_AT=00:00",
                                      "FHIR_FACADE_MASTERS_NAMES=disease, no-such"}};
  world_start(&world);
}

static void setup_none(void) {
  world = (struct world){.transport = "none"};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

/* The command beside the server; what it prints goes to output. */
static int run(const char *arguments) {
  const char *build = getenv("FHIR_FACADE_BUILD");
  char command[1000];
  char *data = world_path(&world, "data");
  snprintf(command, sizeof command, "'%s/fhir-facade' masters %s --data-dir '%s' 2>&1 </dev/null",
           build != NULL ? build : "build", arguments, data);
  free(data);
  FILE *pipe = popen(command, "r");
  ck_assert_ptr_nonnull(pipe);
  size_t length = fread(output, 1, sizeof output - 1, pipe);
  output[length] = '\0';
  int status = pclose(pipe);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool is_refused(void *context) {
  struct reply reply = http_get(&world, "/metrics");
  bool told =
      strstr(reply.body, "fhir_facade_masters_checks_total{result=\"refused\"} 2\n") != NULL;
  (void)context;
  reply_free(&reply);
  return told;
}

START_TEST(what_came_is_told) {
  ck_assert(wait_until(is_refused, NULL));
  ck_assert_int_eq(run("list"), 0);
  ck_assert_msg(strstr(output, "disease 20260601  refused  SIMdisease_20260601.csv") != NULL, "%s",
                output);
  ck_assert_int_eq(run("list --lang ja"), 0);
  ck_assert_msg(strstr(output, "取り込み不可") != NULL, "%s", output);
  ck_assert_int_eq(run("apply"), 0);
  ck_assert_msg(strstr(output, "masters applied: 0") != NULL, "%s", output);
}
END_TEST

START_TEST(nothing_came) {
  ck_assert_int_eq(run("list"), 0);
  ck_assert_msg(strstr(output, "given no masters yet") != NULL, "%s", output);
  ck_assert_int_eq(run("forget"), EXIT_FAILED);
  struct reply reply = http_get(&world, "/metrics");
  ck_assert_ptr_null(strstr(reply.body, "fhir_facade_masters_"));
  reply_free(&reply);
}
END_TEST

static const struct {
  const char *settings;
  const char *message;
} starts[] = {
    {"--set masters.check_at=25:00 --set masters.names=disease", "not a time of day such as 05:00"},
    {"--set masters.check_at=05:00", "needs masters.names"},
    {"--set masters.check_at=05:00 --set masters.names=a/b", "needs masters.names"},
    {"--set masters.check_at=05:00 --set masters.names=disease",
     "masters.check_at needs national.transport"},
};

START_TEST(bad_settings_stop_the_start) {
  const char *build = getenv("FHIR_FACADE_BUILD");
  char command[1000];
  char *data = world_path(&world, "other");
  snprintf(command, sizeof command,
           "mkdir -p '%s' && timeout 60 '%s/fhir-facade' serve --set data_dir='%s' --set "
           "listen.port=0 %s 2>&1 </dev/null",
           data, build != NULL ? build : "build", data, starts[_i].settings);
  free(data);
  FILE *pipe = popen(command, "r");
  ck_assert_ptr_nonnull(pipe);
  size_t length = fread(output, 1, sizeof output - 1, pipe);
  output[length] = '\0';
  int status = pclose(pipe);
  ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FAILED, "%d %s", status, output);
  ck_assert_msg(strstr(output, starts[_i].message) != NULL, "%s", output);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("masters");
  TCase *checked = tcase_create("checked");
  tcase_set_timeout(checked, 60);
  tcase_add_checked_fixture(checked, setup, teardown);
  tcase_add_test(checked, what_came_is_told);
  suite_add_tcase(suite, checked);
  TCase *alone = tcase_create("alone");
  tcase_set_timeout(alone, 60);
  tcase_add_unchecked_fixture(alone, setup_none, teardown);
  tcase_add_test(alone, nothing_came);
  tcase_add_loop_test(alone, bad_settings_stop_the_start, 0, sizeof starts / sizeof starts[0]);
  suite_add_tcase(suite, alone);
  return suite;
}
