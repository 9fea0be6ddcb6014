/* ORCA's PUSH: events make kept answers old, lost ones are made up for after a reconnect, nonsense
 * does no harm. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENT "/fhir/Patient/00001"
#define EVENT(name, patient) "{\"event\":\"" name "\",\"body\":{\"Patient_ID\":\"" patient "\"}}"

static struct world world;

static void teardown(void) {
  world_stop(&world);
}

static bool is_listening(void *context) {
  (void)context;
  struct reply reply = http_get(&world, "/health/ready");
  bool is = strcmp(text_at(reply.json, "orca.push"), "listening") == 0;
  reply_free(&reply);
  return is;
}

static long metric(const char *name) {
  char line[100];
  struct reply reply = http_get(&world, "/metrics");
  snprintf(line, sizeof line, "\nfhir_facade_orca_%s ", name);
  const char *found = strstr(reply.body, line);
  long value = found != NULL ? strtol(found + strlen(line), NULL, 10) : -1;
  reply_free(&reply);
  return value;
}

struct wanted {
  const char *name;
  long value;
};

static bool has_metric(void *context) {
  const struct wanted *wanted = context;
  return metric(wanted->name) >= wanted->value;
}

static void wait_metric(const char *name, long value) {
  struct wanted wanted = {name, value};
  ck_assert_msg(wait_until(has_metric, &wanted), "%s is %ld", name, metric(name));
}

/* Starts with a patient that is kept. */
static void start(const char *kind) {
  world = (struct world){
      .transport = "none", .push = true, .settings = {"FHIR_FACADE_ORCA_CACHE_SECONDS=3600", kind}};
  world_start(&world);
  ck_assert(wait_until(is_listening, NULL));
}

static int calls_after_read(void) {
  struct reply reply = http_get(&world, PATIENT);
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
  return lab_orca_calls(&world, "patientgetv2");
}

/* The resync right after the start may forget what was read before it: read until it is kept. */
static bool is_kept(void *context) {
  (void)context;
  int calls = calls_after_read();
  return calls_after_read() == calls && lab_orca_calls(&world, "patientlst1v2") > 0;
}

static const struct {
  const char *event;
  bool forgets;
} events[] = {
    {EVENT("patient_infomation", "00001"), true},
    {EVENT("patient_information", "00001"), true},
    {EVENT("patient_accept", "1"), true},
    {EVENT("patient_account", "00001"), true},
    {EVENT("patient_memo", "00001"), true},
    {EVENT("patient_hospital_stay", "00001"), true},
    {EVENT("patient_accept", "00002"), false},
    {EVENT("user_event", "00001"), false},
    {"{\"event\":\"patient_accept\",\"body\":{}}", false},
    {"{\"event\":\"print001\",\"body\":[{\"Data_ID\":\"x\"}]}", false},
};

START_TEST(event_makes_answers_old) {
  start("FHIR_FACADE_ORCA_KIND=auto");
  ck_assert(wait_until(is_kept, NULL));
  int calls = calls_after_read();
  ck_assert(lab_post(&world, "/lab/push", events[_i].event));
  wait_metric("push_events_total", 1);
  ck_assert_int_eq(calls_after_read(), calls + (events[_i].forgets ? 1 : 0));
  ck_assert_int_eq(lab_orca_calls(&world, "pusheventgetv2"), 0); /* the cloud alone has it */
}
END_TEST

static const char *const nonsense[] = {
    "{\"raw\":\"no JSON\"}",
    "{\"raw\":\"[]\"}",
    "{\"raw\":\"{\\\"command\\\":\"}",
    "{\"raw\":\"<html></html>\"}",
};

START_TEST(nonsense_does_no_harm) {
  start("FHIR_FACADE_ORCA_KIND=auto");
  ck_assert(wait_until(is_kept, NULL));
  int calls = calls_after_read();
  for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
    ck_assert(lab_post(&world, "/lab/push", nonsense[i]));
  }
  wait_metric("push_unreadable_total", sizeof nonsense / sizeof *nonsense);
  ck_assert_int_eq(calls_after_read(), calls);
  ck_assert(lab_post(&world, "/lab/push", EVENT("patient_accept", "00001")));
  wait_metric("push_events_total", 1);
  ck_assert_int_eq(calls_after_read(), calls + 1);
  ck_assert_int_eq(metric("push_connections_total"), 1);
}
END_TEST

START_TEST(repeat_is_seen) {
  static const char event[] = "{\"event\":\"patient_accept\",\"uuid\":\"u-1\","
                              "\"body\":{\"Patient_ID\":\"00001\"}}";
  start("FHIR_FACADE_ORCA_KIND=auto");
  ck_assert(lab_post(&world, "/lab/push", event));
  ck_assert(lab_post(&world, "/lab/push", event));
  wait_metric("push_repeats_total", 1);
  ck_assert_int_eq(metric("push_events_total"), 1);
}
END_TEST

/* On the cloud the events that nobody heard are asked for. */
START_TEST(lost_events_are_made_up_for) {
  start("FHIR_FACADE_ORCA_KIND=cloud");
  ck_assert(wait_until(is_kept, NULL));
  int calls = calls_after_read();
  lab_fault(&world, "orca_push_lost", 1);
  ck_assert(lab_post(&world, "/lab/push", EVENT("patient_account", "00001")));
  ck_assert_int_eq(calls_after_read(), calls);
  ck_assert(lab_post(&world, "/lab/push/drop", "{}"));
  wait_metric("push_connections_total", 2);
  wait_metric("push_events_total", 1);
  ck_assert_int_eq(calls_after_read(), calls + 1);
  ck_assert_int_ge(lab_orca_calls(&world, "pusheventgetv2"), 2);
}
END_TEST

static bool was_asked_again(void *context) {
  return calls_after_read() > *(const int *)context;
}

/* Without a PUSH server everything else works, and the end is not held up. */
START_TEST(nobody_pushes) {
  world = (struct world){.transport = "none",
                         .settings = {"FHIR_FACADE_ORCA_PUSH_URL=ws://127.0.0.1:9/ws"}};
  world_start(&world);
  struct reply reply = http_get(&world, "/health/ready");
  ck_assert_str_eq(text_at(reply.json, "orca.push"), "connecting");
  reply_free(&reply);
  ck_assert_int_ge(calls_after_read(), 1);
  ck_assert_int_eq(server_stop(&world), 0);
}
END_TEST

/* When ORCA does not say what happened, nothing that may be old is kept. */
START_TEST(unknown_past_forgets_all) {
  start("FHIR_FACADE_ORCA_KIND=auto");
  ck_assert(wait_until(is_kept, NULL));
  int calls = calls_after_read();
  lab_fault(&world, "orca_html", 1);
  ck_assert(lab_post(&world, "/lab/push/drop", "{}"));
  wait_metric("push_connections_total", 2);
  wait_metric("failures_total", 1);
  lab_fault(&world, "orca_html", 0);
  ck_assert(wait_until(was_asked_again, &calls));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("push");
  TCase *cases = tcase_create("push");
  tcase_set_timeout(cases, 60);
  tcase_add_checked_fixture(cases, NULL, teardown);
  tcase_add_loop_test(cases, event_makes_answers_old, 0, sizeof events / sizeof *events);
  tcase_add_test(cases, nonsense_does_no_harm);
  tcase_add_test(cases, repeat_is_seen);
  tcase_add_test(cases, lost_events_are_made_up_for);
  tcase_add_test(cases, nobody_pushes);
  tcase_add_test(cases, unknown_past_forgets_all);
  suite_add_tcase(suite, cases);
  return suite;
}
