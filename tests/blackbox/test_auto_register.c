/* Automatic registration: at the closing of an account, and of all who had a visit, once a day. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACCOUNT "{\"event\":\"patient_account\",\"body\":{\"Patient_ID\":\"" HARNESS_PATIENT "\"}}"
#define ACCEPT "{\"event\":\"patient_accept\",\"body\":{\"Patient_ID\":\"00002\"}}"

static struct world world;

static void teardown(void) {
  world_stop(&world);
}

static long metric(const char *line_start) {
  struct reply reply = http_get(&world, "/metrics");
  const char *found = strstr(reply.body, line_start);
  long value = found != NULL ? strtol(found + strlen(line_start), NULL, 10) : -1;
  reply_free(&reply);
  return value;
}

static bool is_accepted(void *context) {
  return metric("\nfhir_facade_auto_register_total{result=\"accepted\"} ") >=
         *(const long *)context;
}

static void wait_accepted(long count) {
  ck_assert_msg(wait_until(is_accepted, &count), "fewer than %ld", count);
}

static bool is_listening(void *context) {
  (void)context;
  struct reply reply = http_get(&world, "/health/ready");
  bool is = strcmp(text_at(reply.json, "orca.push"), "listening") == 0;
  reply_free(&reply);
  return is;
}

static bool events_came(void *context) {
  return metric("\nfhir_facade_orca_push_events_total ") >= *(const long *)context;
}

static size_t tasks(void) {
  struct reply reply = http_get(&world, "/fhir/Task?_count=100");
  ck_assert_int_eq(reply.status, 200);
  size_t count = json_array_size(json_at(reply.json, "entry"));
  reply_free(&reply);
  return count;
}

static void start(const char *setting) {
  world = (struct world){.transport = "none", .push = true, .settings = {setting}};
  world_start(&world);
  ck_assert(wait_until(is_listening, NULL));
}

/* Both kinds; a later closing registers the state of then. */
START_TEST(account_registers_its_patient) {
  start("FHIR_FACADE_REGISTER_ON_ACCOUNT=on");
  ck_assert(lab_post(&world, "/lab/push", ACCEPT));
  ck_assert(lab_post(&world, "/lab/push", ACCOUNT));
  wait_accepted(2);
  ck_assert_uint_eq(tasks(), 2);
  ck_assert(lab_post(&world, "/lab/push", ACCOUNT));
  wait_accepted(4);
  ck_assert_uint_eq(tasks(), 4);
}
END_TEST

START_TEST(nothing_is_registered_unasked) {
  long events = 1;
  start("FHIR_FACADE_REGISTER_ON_ACCOUNT=off");
  ck_assert(lab_post(&world, "/lab/push", ACCOUNT));
  ck_assert(wait_until(events_came, &events));
  ck_assert_uint_eq(tasks(), 0);
  ck_assert_int_eq(metric("\nfhir_facade_auto_register_waiting "), -1);
}
END_TEST

/* At midnight or later: now. The lab bills visits today. */
START_TEST(day_registers_who_came) {
  world = (struct world){.transport = "none", .settings = {"FHIR_FACADE_REGISTER_AT=00:00"}};
  world_start(&world);
  wait_accepted(1);
  ck_assert_uint_ge(tasks(), 1);
  ck_assert_int_eq(lab_orca_calls(&world, "visitptlstv2"), 1);
}
END_TEST

/* The end is not held up by a neighbour that does not answer. */
START_TEST(the_end_does_not_wait) {
  world = (struct world){.transport = "none",
                         .settings = {"FHIR_FACADE_REGISTER_AT=00:00",
                                      "FHIR_FACADE_ORCA_BASE_URL=http://127.0.0.1:9/api"}};
  world_start(&world);
  ck_assert_int_eq(server_stop(&world), 0);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("auto_register");
  TCase *cases = tcase_create("auto_register");
  tcase_set_timeout(cases, 60);
  tcase_add_checked_fixture(cases, NULL, teardown);
  tcase_add_test(cases, account_registers_its_patient);
  tcase_add_test(cases, nothing_is_registered_unasked);
  tcase_add_test(cases, day_registers_who_came);
  tcase_add_test(cases, the_end_does_not_wait);
  suite_add_tcase(suite, cases);
  return suite;
}
