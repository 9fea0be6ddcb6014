/* The end of the process at bad moments: nothing accepted is lost, nothing is sent twice. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static struct world world;

static void setup(void) {
  world = (struct world){.transport = "webapi"};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

struct waiting {
  int received; /* messages, at least */
};

static bool was_received(void *context) {
  struct waiting *waiting = context;
  json_t *state = lab_state(&world);
  bool received = json_integer_value(json_at(state, "national.received")) >= waiting->received;
  json_decref(state);
  return received;
}

static void check_once_after_restart(const char *bundle, const char *task) {
  char identifier[200];
  char registered[65] = "";
  char kept[65];
  bundle_identifier(bundle, identifier, sizeof identifier);
  struct reply reply = task_wait(&world, task, "completed");
  ck_assert_int_eq(lab_registrations(&world, identifier, registered), 1);
  sha256_of(bundle, strlen(bundle), kept);
  ck_assert_str_eq(registered, kept);
  reply_free(&reply);
}

/* Killed while the service is closed: the Bundle waits in the outbox and goes out after the
 * restart. */
START_TEST(killed_between_accept_and_delivery) {
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  char task[64];
  lab_fault(&world, "national_unavailable", 1);
  bundle_accept(&world, bundle, task);
  server_kill(&world);
  lab_fault(&world, "national_unavailable", 0);
  server_start(&world);
  check_once_after_restart(bundle, task);
  free(bundle);
}
END_TEST

/* Killed when the service has the Bundle but its answer is still on the way. */
START_TEST(killed_between_delivery_and_result) {
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  char task[64];
  lab_fault(&world, "national_late_result_ms", 3000);
  bundle_accept(&world, bundle, task);
  struct waiting waiting = {.received = 1};
  ck_assert(wait_until(was_received, &waiting));
  server_kill(&world);
  lab_fault(&world, "national_late_result_ms", 0);
  server_start(&world);
  check_once_after_restart(bundle, task);
  free(bundle);
}
END_TEST

/* The answer to a repeat is the same after a restart. */
START_TEST(repeats_are_known_after_a_kill) {
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  char first[64];
  char second[64];
  bundle_accept(&world, bundle, first);
  server_kill(&world);
  server_start(&world);
  bundle_accept(&world, bundle, second);
  ck_assert_str_eq(first, second);
  check_once_after_restart(bundle, first);
  free(bundle);
}
END_TEST

START_TEST(a_second_server_on_the_same_data_is_refused) {
  char *text = NULL;
  int status = server_start_second(&world, &text);
  ck_assert_msg(status > 0 && status < 128, "exit status %d", status);
  ck_assert_msg(text != NULL && strstr(text, "data") != NULL, "%s", text);
  struct reply reply = http_get(&world, "/health/ready");
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
  free(text);
}
END_TEST

/* Runs fhir-facade with the arguments; its exit status. */
static int run_command(const char *arguments) {
  char command[1200];
  const char *build = getenv("FHIR_FACADE_BUILD") != NULL ? getenv("FHIR_FACADE_BUILD") : "build";
  snprintf(command, sizeof command, "%s/fhir-facade %s >/dev/null 2>&1", build, arguments);
  int status = system(command); /* NOLINT(cert-env33-c): a test runs the program under test */
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What was accepted after the backup is gone; what the backup holds as waiting is asked for first,
 * so that the Bundle that was delivered meanwhile is not registered twice. */
START_TEST(a_backup_is_put_back) {
  char arguments[1000];
  char task[64];
  char *data = world_path(&world, "data");
  char *file = world_path(&world, "backup.db");
  lab_fault(&world, "national_unavailable", 1);
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  bundle_accept(&world, bundle, task);
  snprintf(arguments, sizeof arguments, "backup %s --data-dir %s", file, data);
  ck_assert_int_eq(run_command(arguments), 0);
  lab_fault(&world, "national_unavailable", 0);
  struct reply reply = task_wait(&world, task, "completed");
  reply_free(&reply);
  snprintf(arguments, sizeof arguments, "restore %s --data-dir %s", file, data);
  ck_assert_int_eq(run_command(arguments), 2); /* the server runs */
  server_kill(&world);
  ck_assert_int_eq(run_command(arguments), 0);
  server_start(&world);
  check_once_after_restart(bundle, task);
  snprintf(arguments, sizeof arguments, "restore %s/nothing --data-dir %s", data, data);
  server_kill(&world);
  ck_assert_int_eq(run_command(arguments), 2);
  server_start(&world);
  check_once_after_restart(bundle, task);
  free(bundle);
  free(data);
  free(file);
}
END_TEST

START_TEST(a_signal_stops_it_cleanly) {
  ck_assert_int_eq(server_stop(&world), 0);
  server_start(&world);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("restart");
  TCase *cases = tcase_create("restart");
  tcase_set_timeout(cases, 120);
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, killed_between_accept_and_delivery);
  tcase_add_test(cases, killed_between_delivery_and_result);
  tcase_add_test(cases, repeats_are_known_after_a_kill);
  tcase_add_test(cases, a_second_server_on_the_same_data_is_refused);
  tcase_add_test(cases, a_backup_is_put_back);
  tcase_add_test(cases, a_signal_stops_it_cleanly);
  suite_add_tcase(suite, cases);
  return suite;
}
