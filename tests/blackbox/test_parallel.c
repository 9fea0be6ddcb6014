/* Many clients at once: ORCA is spared, a Bundle sent by all of them is one Bundle. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLIENTS 16u

static struct world world;

static void setup(void) {
  world = (struct world){.settings = {"FHIR_FACADE_ORCA_CACHE_SECONDS=0"}};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

struct client {
  pthread_t thread;
  struct call call;
  char path[100];
  long status;
  char location[300];
};

static void *run_client(void *context) {
  struct client *client = context;
  struct reply reply = http_call(&world, &client->call);
  client->status = reply.status;
  reply_header(&reply, "Content-Location", client->location, sizeof client->location);
  reply_free(&reply);
  return NULL;
}

static void run_clients(struct client clients[CLIENTS]) {
  for (size_t i = 0; i < CLIENTS; i++) {
    ck_assert_int_eq(pthread_create(&clients[i].thread, NULL, run_client, &clients[i]), 0);
  }
  for (size_t i = 0; i < CLIENTS; i++) {
    pthread_join(clients[i].thread, NULL);
  }
}

/* Never more calls at a time than orca.max_parallel allows, and everybody is served. */
START_TEST(orca_is_spared) {
  static const char *const patients[] = {"00001", "00002", "00003", "00005",
                                         "00006", "00007", "00008", "00009"};
  struct client clients[CLIENTS] = {0};
  lab_fault(&world, "orca_delay_ms", 30);
  for (size_t i = 0; i < CLIENTS; i++) {
    snprintf(clients[i].path, sizeof clients[i].path, "/fhir/Patient/%s", patients[i % 8]);
    clients[i].call.path = clients[i].path;
  }
  run_clients(clients);
  for (size_t i = 0; i < CLIENTS; i++) {
    ck_assert_msg(clients[i].status == 200, "%s: %ld", clients[i].path, clients[i].status);
  }
  json_t *state = lab_state(&world);
  ck_assert_int_le(json_integer_value(json_at(state, "orca.parallel_max")), 2);
  json_decref(state);
}
END_TEST

/* Many who ask for one patient at the same moment share one call. */
START_TEST(one_patient_is_asked_for_once) {
  struct client clients[CLIENTS] = {0};
  lab_fault(&world, "orca_delay_ms", 300);
  for (size_t i = 0; i < CLIENTS; i++) {
    clients[i].call.path = "/fhir/Patient/00001";
  }
  run_clients(clients);
  for (size_t i = 0; i < CLIENTS; i++) {
    ck_assert_int_eq(clients[i].status, 200);
  }
  ck_assert_int_lt(lab_orca_calls(&world, "patientgetv2"), (int)CLIENTS / 2);
}
END_TEST

START_TEST(one_bundle_stays_one) {
  struct client clients[CLIENTS] = {0};
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  for (size_t i = 0; i < CLIENTS; i++) {
    clients[i].call = (struct call){.path = "/fhir/Bundle", .body = bundle};
  }
  run_clients(clients);
  for (size_t i = 0; i < CLIENTS; i++) {
    ck_assert_int_eq(clients[i].status, 202);
    ck_assert_str_eq(clients[i].location, clients[0].location);
  }
  char identifier[200];
  bundle_identifier(bundle, identifier, sizeof identifier);
  struct reply reply = task_wait(&world, strstr(clients[0].location, "Task/") + 5, "completed");
  ck_assert_int_eq(lab_registrations(&world, identifier, NULL), 1);
  reply_free(&reply);
  free(bundle);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("parallel");
  TCase *cases = tcase_create("parallel");
  tcase_set_timeout(cases, 120);
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, orca_is_spared);
  tcase_add_test(cases, one_patient_is_asked_for_once);
  tcase_add_test(cases, one_bundle_stays_one);
  suite_add_tcase(suite, cases);
  return suite;
}
