/* FHIR clients of other hands against the running server (tests/clients; `make deps-clients`
 * installs them): read, search, follow pages, resolve references, send a batch. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_BYTES 65536u

static struct world world;

static void setup(void) {
  world = (struct world){.transport = "none"};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

/* Runs a command line; returns its exit status. ret_output holds what it wrote, cut if need be. */
static int run(const char *command, char ret_output[OUTPUT_BYTES]) {
  FILE *pipe = popen(command, "r");
  ck_assert_ptr_nonnull(pipe);
  size_t length = fread(ret_output, 1, OUTPUT_BYTES - 1, pipe);
  ret_output[length] = '\0';
  int status = pclose(pipe);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool are_there(void) {
  static char output[OUTPUT_BYTES];
  if (run("node --version 2>/dev/null", output) != 0) {
    puts("skipped: clients of other hands: no node here");
    return false;
  }
  if (access("tests/clients/node_modules/fhir-kit-client", R_OK) != 0 ||
      access("tests/clients/node_modules/fhirclient", R_OK) != 0) {
    puts("skipped: clients of other hands: not installed (make deps-clients)");
    return false;
  }
  return true;
}

static const struct {
  const char *script;
  const char *last; /* what the script says at its end */
} clients[] = {
    {"kit_client.mjs", "everything: as expected"},
    {"smart_client.mjs", "batches: as expected"},
};

START_TEST(clients_find_their_way) {
  static char output[OUTPUT_BYTES];
  char command[200];
  if (!are_there()) {
    return;
  }
  snprintf(command, sizeof command, "node tests/clients/%s http://127.0.0.1:%d/fhir 2>&1",
           clients[_i].script, world.port);
  int status = run(command, output);
  ck_assert_msg(status == 0 && strstr(output, clients[_i].last) != NULL, "%s: %d\n%s", command,
                status, output);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("clients");
  TCase *cases = tcase_create("clients");
  tcase_set_timeout(cases, 60);
  tcase_add_unchecked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, clients_find_their_way, 0, sizeof clients / sizeof *clients);
  suite_add_tcase(suite, cases);
  return suite;
}
