/* From accepted to registered over both transports, through every trouble that the simulator can
 * make: each Bundle is registered exactly once, with the bytes that were kept, or refused with the
 * service's own code. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;

static void start_over(const char *transport) {
  world = (struct world){.transport = transport};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

static void setup_webapi(void) {
  start_over("webapi");
}

static void setup_folder(void) {
  start_over("folder");
}

/* What the simulator has of a Bundle must be what the server keeps of it, once. */
static void check_registered_once(const char *bundle) {
  char identifier[200];
  char registered[65] = "";
  char kept[65];
  bundle_identifier(bundle, identifier, sizeof identifier);
  ck_assert_int_eq(lab_registrations(&world, identifier, registered), 1);
  sha256_of(bundle, strlen(bundle), kept);
  ck_assert_str_eq(registered, kept);
}

struct trouble {
  const char *fault; /* NULL = none */
  int value;
};

static const struct trouble webapi_troubles[] = {
    {NULL, 0},
    {"national_two_phase", 1},
    {"national_lost_result", 1},
    {"national_cut_before", 1},
    {"national_late_result_ms", 800},
};

static const struct trouble folder_troubles[] = {
    {NULL, 0},
    {"national_two_phase", 1},
    {"national_half_written", 1},
    {"national_wrong_result", 1},
    {"national_wrong_content", 1},
    {"national_duplicate_result", 1},
    {"national_late_result_ms", 800},
};

static void deliver_through(const struct trouble *trouble) {
  if (trouble->fault != NULL) {
    lab_fault(&world, trouble->fault, trouble->value);
  }
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  char task[64];
  bundle_accept(&world, bundle, task);
  struct reply reply = task_wait(&world, task, "completed");
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "Task");
  ck_assert_str_ne(text_at(reply.json, "businessStatus.coding.0.code"), "");
  check_registered_once(bundle);
  reply_free(&reply);
  free(bundle);
}

START_TEST(webapi_registers_once) {
  deliver_through(&webapi_troubles[_i]);
}
END_TEST

START_TEST(folder_registers_once) {
  deliver_through(&folder_troubles[_i]);
}
END_TEST

/* The result is lost after processing: asked for again, not sent again. */
START_TEST(a_lost_result_is_asked_for) {
  lab_fault(&world, "national_lost_result", 1);
  char *bundle = bundle_of(&world, "00002");
  char task[64];
  bundle_accept(&world, bundle, task);
  struct reply reply = task_wait(&world, task, "completed");
  json_t *state = lab_state(&world);
  ck_assert_int_eq(json_integer_value(json_at(state, "national.received")), 1);
  ck_assert_int_eq(json_integer_value(json_at(state, "national.registered")), 1);
  json_decref(state);
  reply_free(&reply);
  free(bundle);
}
END_TEST

/* Maintenance: tried again until the service is back. */
START_TEST(a_closed_service_is_tried_again) {
  lab_fault(&world, "national_unavailable", 1);
  char *bundle = bundle_of(&world, "00002");
  char task[64];
  bundle_accept(&world, bundle, task);
  char path[100];
  snprintf(path, sizeof path, "/fhir/Task/%s", task);
  struct reply reply = http_get(&world, path);
  ck_assert_str_ne(text_at(reply.json, "status"), "completed");
  ck_assert_str_ne(text_at(reply.json, "status"), "failed");
  reply_free(&reply);
  lab_fault(&world, "national_unavailable", 0);
  reply = task_wait(&world, task, "completed");
  check_registered_once(bundle);
  reply_free(&reply);
  free(bundle);
}
END_TEST

/* Patient 00014's card is not valid any more: refused for good, with the service's code and text.
 */
START_TEST(a_refusal_is_told_in_the_service_s_words) {
  char *bundle = bundle_of(&world, "00014");
  char task[64];
  bundle_accept(&world, bundle, task);
  struct reply reply = task_wait(&world, task, "refused");
  ck_assert_msg(strstr(reply.body, "SIM-E-101") != NULL, "%s", reply.body);
  char identifier[200];
  bundle_identifier(bundle, identifier, sizeof identifier);
  ck_assert_int_eq(lab_registrations(&world, identifier, NULL), 0);
  reply_free(&reply);
  free(bundle);
}
END_TEST

/* White space around a Bundle counts, because its bytes are what is sent; in Base64 4 of 3. */
static struct reply post_padded(size_t bytes) {
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  size_t length = strlen(bundle);
  ck_assert_uint_lt(length, bytes);
  char *padded = malloc(bytes + 1);
  memcpy(padded, bundle, length);
  memset(padded + length, ' ', bytes - length);
  padded[bytes] = '\0';
  struct reply reply = http_post(&world, "/fhir/Bundle", padded);
  free(padded);
  free(bundle);
  return reply;
}

START_TEST(what_is_too_large_for_the_service_is_refused_before_it_is_kept) {
  struct reply reply = post_padded(7500001);
  ck_assert_msg(reply.status == 413, "%ld %s", reply.status, reply.body);
  ck_assert_msg(strstr(reply.body, "bundle-size-over-limit") != NULL, "%s", reply.body);
  reply_free(&reply);
  reply = http_get(&world, "/fhir/Task");
  ck_assert_msg(strstr(reply.body, "\"total\":0") != NULL, "%s", reply.body);
  reply_free(&reply);
}
END_TEST

START_TEST(what_is_nearly_too_large_is_taken_with_a_warning) {
  struct reply reply = post_padded(7400000);
  ck_assert_msg(reply.status == 202, "%ld %s", reply.status, reply.body);
  ck_assert_msg(strstr(reply.body, "bundle-size-near-limit") != NULL, "%s", reply.body);
  reply_free(&reply);
}
END_TEST

static const char *const patients[] = {"00001", "00002", "00005", "00006", "00007", "00009"};

START_TEST(many_bundles_arrive_each_once) {
  enum { COUNT = sizeof patients / sizeof *patients };
  char *bundles[COUNT];
  char tasks[COUNT][64];
  lab_fault(&world, "national_lost_result", 2);
  for (size_t i = 0; i < COUNT; i++) {
    bundles[i] = bundle_of(&world, patients[i]);
    bundle_accept(&world, bundles[i], tasks[i]);
  }
  for (size_t i = 0; i < COUNT; i++) {
    struct reply reply = task_wait(&world, tasks[i], "completed");
    reply_free(&reply);
    check_registered_once(bundles[i]);
    free(bundles[i]);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("relay");
  TCase *webapi = tcase_create("webapi");
  tcase_set_timeout(webapi, 120);
  tcase_add_checked_fixture(webapi, setup_webapi, teardown);
  tcase_add_loop_test(webapi, webapi_registers_once, 0,
                      sizeof webapi_troubles / sizeof *webapi_troubles);
  tcase_add_test(webapi, a_lost_result_is_asked_for);
  tcase_add_test(webapi, a_closed_service_is_tried_again);
  tcase_add_test(webapi, a_refusal_is_told_in_the_service_s_words);
  tcase_add_test(webapi, what_is_too_large_for_the_service_is_refused_before_it_is_kept);
  tcase_add_test(webapi, what_is_nearly_too_large_is_taken_with_a_warning);
  tcase_add_test(webapi, many_bundles_arrive_each_once);
  suite_add_tcase(suite, webapi);
  TCase *folder = tcase_create("folder");
  tcase_set_timeout(folder, 120);
  tcase_add_checked_fixture(folder, setup_folder, teardown);
  tcase_add_loop_test(folder, folder_registers_once, 0,
                      sizeof folder_troubles / sizeof *folder_troubles);
  tcase_add_test(folder, a_lost_result_is_asked_for);
  tcase_add_test(folder, a_refusal_is_told_in_the_service_s_words);
  suite_add_tcase(suite, folder);
  return suite;
}
