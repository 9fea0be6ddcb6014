/* A practice that began with SQLite changes to PostgreSQL with letters in its outbox: each is
 * registered exactly once, with the bytes that were kept. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"
#include "tests/unit/postgres_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SETTING_BYTES 400

static struct world world;
static char store_url[SETTING_BYTES];

static void setup(void) {
  char url[SETTING_BYTES - 40];
  ck_assert(postgres_server_schema(url, sizeof url));
  snprintf(store_url, sizeof store_url, "FHIR_FACADE_STORE_URL=%s", url);
  world = (struct world){.transport = "webapi"};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

/* Runs fhir-facade on the world's folder with store.url; its exit status, ret_text what it wrote.
 */
static int run_command(const char *arguments, char *ret_text, size_t size) {
  char command[HARNESS_PATH * 2 + SETTING_BYTES + 200];
  const char *build = getenv("FHIR_FACADE_BUILD");
  char *data = world_path(&world, "data");
  snprintf(command, sizeof command, "env '%s' FHIR_FACADE_DATA_DIR=%s %s/fhir-facade %s 2>&1",
           store_url, data, build != NULL && build[0] != '\0' ? build : "build", arguments);
  free(data);
  FILE *output = popen(command, "r");
  ck_assert_ptr_nonnull(output);
  ret_text[fread(ret_text, 1, size - 1, output)] = '\0';
  int status = pclose(output);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void check_once(const char *bundle, const char *task) {
  char identifier[200];
  char registered[65] = "";
  char kept[65];
  bundle_identifier(bundle, identifier, sizeof identifier);
  struct reply reply = task_wait(&world, task, "completed");
  reply_free(&reply);
  ck_assert_int_eq(lab_registrations(&world, identifier, registered), 1);
  sha256_of(bundle, strlen(bundle), kept);
  ck_assert_str_eq(registered, kept);
}

static bool has_database(void) {
  char *path = world_path(&world, "data/facade.db");
  bool there = access(path, F_OK) == 0;
  free(path);
  return there;
}

static bool was_received(void *context) {
  (void)context;
  json_t *state = lab_state(&world);
  bool received = json_integer_value(json_at(state, "national.received")) >= 1;
  json_decref(state);
  return received;
}

/* The copy itself: refused while the server runs, then done, then there is nothing more to copy. */
static void change_to_postgres(void) {
  char text[4096];
  ck_assert_int_eq(run_command("copy", text, sizeof text), 2);
  ck_assert_msg(strstr(text, "is using the folder") != NULL, "%s", text);
  server_kill(&world);
  ck_assert_int_eq(run_command("copy", text, sizeof text), 0);
  ck_assert_msg(strstr(text, "job                     1\n") != NULL, "%s", text);
  ck_assert_msg(strstr(text, "/facade.db.copied-") != NULL, "%s", text);
  ck_assert(!has_database());
  ck_assert_int_eq(run_command("copy --lang ja", text, sizeof text), 2);
  ck_assert_msg(strstr(text, "SQLite データベース（facade.db）がありません") != NULL, "%s", text);
  ck_assert_int_eq(run_command("audit verify", text, sizeof text), 0);
  ck_assert_int_eq(run_command("outbox list", text, sizeof text), 0);
  world.settings[0] = store_url;
}

/* The service is closed until the change is done. */
START_TEST(a_letter_that_waits_is_sent_from_there) {
  char task[64];
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  lab_fault(&world, "national_unavailable", 1);
  bundle_accept(&world, bundle, task);
  change_to_postgres();
  lab_fault(&world, "national_unavailable", 0);
  server_start(&world);
  check_once(bundle, task);
  ck_assert(!has_database());
  free(bundle);
}
END_TEST

/* The service has it, but its answer was still on the way: it is asked for first. */
START_TEST(a_letter_under_way_is_not_sent_twice) {
  char task[64];
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  lab_fault(&world, "national_late_result_ms", 3000);
  bundle_accept(&world, bundle, task);
  ck_assert(wait_until(was_received, NULL));
  change_to_postgres();
  lab_fault(&world, "national_late_result_ms", 0);
  server_start(&world);
  check_once(bundle, task);
  free(bundle);
}
END_TEST

/* Nothing was copied: the server goes on with SQLite. */
START_TEST(without_postgres_all_stays) {
  char task[64];
  char text[4096];
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  lab_fault(&world, "national_unavailable", 1);
  bundle_accept(&world, bundle, task);
  server_kill(&world);
  snprintf(store_url, sizeof store_url,
           "FHIR_FACADE_STORE_URL=postgresql://facade:hidden@127.0.0.1:1/none");
  ck_assert_int_eq(run_command("copy", text, sizeof text), 2);
  ck_assert_msg(strstr(text, "(store.url) cannot be reached") != NULL, "%s", text);
  ck_assert_msg(strstr(text, "hidden") == NULL, "%s", text);
  lab_fault(&world, "national_unavailable", 0);
  server_start(&world);
  check_once(bundle, task);
  free(bundle);
}
END_TEST

START_TEST(postgres_is_missing) {
  printf("skipped: the change from SQLite to PostgreSQL (it is not installed)\n");
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("copy");
  TCase *cases = tcase_create("copy");
  tcase_set_timeout(cases, 120);
  if (postgres_server_start(false)) {
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, a_letter_that_waits_is_sent_from_there);
    tcase_add_test(cases, a_letter_under_way_is_not_sent_twice);
    tcase_add_test(cases, without_postgres_all_stays);
  } else {
    tcase_add_test(cases, postgres_is_missing);
  }
  suite_add_tcase(suite, cases);
  return suite;
}
