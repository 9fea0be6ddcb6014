/* ORCA in trouble: each kind has its own answer, says which API it was, and does not outlive the
 * trouble. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <string.h>

static struct world world;

static void setup(void) {
  world = (struct world){
      .transport = "none",
      .settings = {"FHIR_FACADE_ORCA_TIMEOUT_MS=400", "FHIR_FACADE_ORCA_CACHE_SECONDS=0"}};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

static const struct {
  const char *fault;
  int value;
  long status;
  const char *header; /* that must be there */
} rows[] = {
    {"orca_down", 1, 502, NULL},     {"orca_delay_ms", 3000, 504, NULL},
    {"orca_html", 1, 502, NULL},     {"orca_refuse", 1, 502, NULL},
    {"orca_cut", 1, 502, NULL},      {"orca_lock", 1, 503, "Retry-After"},
    {"orca_status", 500, 502, NULL}, {"orca_status", 503, 503, "Retry-After"},
    {"orca_reset", 1, 502, NULL},    {"orca_charset", 1, 502, NULL},
    {"orca_root", 1, 502, NULL},     {"orca_patient", 1, 502, NULL},
};

START_TEST(trouble_has_a_name) {
  static const char *const paths[] = {"/fhir/Patient/00001", "/fhir/Condition?patient=00001",
                                      "/fhir/Patient/00001/$clinical-bundle?kind=condition"};
  lab_fault(&world, rows[_i].fault, rows[_i].value);
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    struct reply reply = http_get(&world, paths[i]);
    ck_assert_msg(reply.status == rows[_i].status, "%s with %s: %ld %s", paths[i], rows[_i].fault,
                  reply.status, reply.body);
    ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
    ck_assert_msg(strstr(reply.body, "getv2") != NULL || strstr(reply.body, "lst6v2") != NULL,
                  "%s: no API named: %s", rows[_i].fault, reply.body);
    char value[50];
    if (rows[_i].header != NULL) {
      ck_assert_str_ne(reply_header(&reply, rows[_i].header, value, sizeof value), "");
    }
    reply_free(&reply);
  }
  lab_fault(&world, rows[_i].fault, 0);
  struct reply reply = http_get(&world, "/fhir/Patient/00001");
  ck_assert_msg(reply.status == 200, "after %s: %ld", rows[_i].fault, reply.status);
  reply_free(&reply);
}
END_TEST

/* JSON where xml2 was asked: some ORCA versions do. Read or refused, never misread. */
START_TEST(json_instead_of_xml_is_not_misread) {
  lab_fault(&world, "orca_json", 1);
  struct reply reply = http_get(&world, "/fhir/Patient/00001");
  ck_assert_msg(reply.status == 200 || reply.status == 502, "%ld %s", reply.status, reply.body);
  if (reply.status == 200) {
    ck_assert_str_eq(text_at(reply.json, "name.0.family"), "テスト");
  }
  reply_free(&reply);
}
END_TEST

/* What is harmless is read as if it were not there: members that nobody knows change nothing, open
 * ends of periods are no dates. */
static const char *const reads[] = {
    "/fhir/Patient/00001",
    "/fhir/Condition?patient=00001",
    "/fhir/Coverage?patient=00002",
    "/fhir/AllergyIntolerance?patient=00009",
};

/* The answer without what tells when it was made. */
static void check_same(const char *path, const char *fault) {
  struct reply good = http_get(&world, path);
  lab_fault(&world, fault, 1);
  struct reply damaged = http_get(&world, path);
  lab_fault(&world, fault, 0);
  ck_assert_int_eq(good.status, 200);
  ck_assert_msg(damaged.status == 200, "%s: %s", path, damaged.body);
  ck_assert_ptr_null(strstr(damaged.body, "nobody"));
  ck_assert_int_eq((int)json_array_size(json_at(damaged.json, "entry")),
                   (int)json_array_size(json_at(good.json, "entry")));
  reply_free(&good);
  reply_free(&damaged);
}

START_TEST(unknown_members_change_nothing) {
  for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
    check_same(reads[i], "orca_unknown");
  }
}
END_TEST

START_TEST(open_ends_are_no_dates) {
  lab_fault(&world, "orca_dates", 1);
  for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
    struct reply reply = http_get(&world, reads[i]);
    ck_assert_msg(reply.status == 200, "%s: %s", reads[i], reply.body);
    ck_assert_ptr_null(strstr(reply.body, "9999-12-31"));
    ck_assert_ptr_null(strstr(reply.body, "0000-00-00"));
    reply_free(&reply);
  }
}
END_TEST

/* A lame ORCA must not take the rest of the server with it. */
START_TEST(other_answers_stay_fast) {
  lab_fault(&world, "orca_delay_ms", 3000);
  struct reply reply =
      http_post(&world, "/fhir/Patient/$validate", "{\"resourceType\":\"Patient\"}");
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
  reply = http_get(&world, "/health/live");
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
}
END_TEST

/* An ORCA of before former names is asked for them once, whoever is read. */
START_TEST(a_missing_api_is_asked_for_once) {
  static const char *const patients[] = {"/fhir/Patient/00001", "/fhir/Patient/00002",
                                         "/fhir/Patient/00001", "/fhir/Patient/00003"};
  lab_fault(&world, "orca_old", 1);
  for (size_t i = 0; i < sizeof patients / sizeof *patients; i++) {
    struct reply reply = http_get(&world, patients[i]);
    ck_assert_msg(reply.status == 200, "%s: %s", patients[i], reply.body);
    reply_free(&reply);
  }
  ck_assert_int_eq(lab_orca_calls(&world, "patientgetv2"), 4);
  ck_assert_int_eq(lab_orca_calls(&world, "patientlst8v2"), 1);
}
END_TEST

/* ---- what is said of ORCA ----------------------------------------------------------------------
 */
static bool front_is(void *context) {
  struct reply reply = http_get(&world, "/health/ready");
  bool is = strcmp(text_at(reply.json, "orca.front"), context) == 0;
  reply_free(&reply);
  return is;
}

static void get(const char *path, long status) {
  struct reply reply = http_get(&world, path);
  ck_assert_msg(reply.status == status, "%s: %ld %s", path, reply.status, reply.body);
  reply_free(&reply);
}

static const struct {
  const char *fault;
  int value;
  long status;
  char front[40];
} outlooks[] = {
    {"orca_status", 500, 502, "orca-front-strange"},
    {"orca_refuse", 1, 502, "orca-front-refused"},
    {"orca_reset", 1, 502, "orca-front-silent"},
};

/* The first question that fails tells it, and the first that is answered the contrary. */
START_TEST(readiness_follows_orca) {
  char answers[] = "orca-front-answers";
  char front[40];
  memcpy(front, outlooks[_i].front, sizeof front);
  ck_assert(wait_until(front_is, answers));
  lab_fault(&world, outlooks[_i].fault, outlooks[_i].value);
  get("/fhir/Patient/00001", outlooks[_i].status);
  ck_assert(front_is(front));
  lab_fault(&world, outlooks[_i].fault, 0);
  get("/fhir/Patient/00001", 200);
  ck_assert(front_is(answers));
}
END_TEST

/* Nobody asks: it is found out all the same. */
START_TEST(readiness_recovers_by_itself) {
  char answers[] = "orca-front-answers";
  char strange[] = "orca-front-strange";
  ck_assert(wait_until(front_is, answers));
  lab_fault(&world, "orca_status", 500);
  get("/fhir/Patient/00001", 502);
  ck_assert(front_is(strange));
  lab_fault(&world, "orca_status", 0);
  ck_assert(wait_until(front_is, answers));
}
END_TEST

/* Asks ORCA for everything that is in it. */
static struct reply fresh_bundle(void) {
  const struct call call = {.path = "/fhir/Patient/00001/$clinical-bundle?kind=condition",
                            .headers = {"Cache-Control: no-cache"}};
  return http_call(&world, &call);
}

static void break_departments(const char *fault, int value) {
  char injection[200];
  snprintf(injection, sizeof injection,
           "{\"fault\":\"%s\",\"value\":%d,\"operation\":\"system01lstv2\",\"count\":10}", fault,
           value);
  ck_assert(lab_post(&world, "/lab/inject", injection));
}

/* A Bundle that the service keeps is not made poorer by a moment's failure; an ORCA that never
 * gives its list of departments does not stop it. */
START_TEST(a_clinical_bundle_waits_for_its_departments) {
  break_departments("orca_reset", 1);
  struct reply reply = fresh_bundle();
  ck_assert_msg(reply.status == 502, "%ld %s", reply.status, reply.body);
  ck_assert_msg(strstr(reply.body, "system01lstv2") != NULL, "%s", reply.body);
  reply_free(&reply);
  ck_assert(lab_post(&world, "/lab/reset", "{}"));
  reply = fresh_bundle();
  ck_assert_int_eq(reply.status, 200);
  ck_assert_ptr_nonnull(strstr(reply.body, "内科"));
  reply_free(&reply);
}
END_TEST

START_TEST(a_clinical_bundle_does_without_departments) {
  break_departments("orca_status", 404);
  struct reply reply = fresh_bundle();
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  ck_assert_ptr_nonnull(strstr(reply.body, "診療科コード01"));
  reply_free(&reply);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_faults");
  TCase *cases = tcase_create("orca_faults");
  tcase_set_timeout(cases, 60);
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, trouble_has_a_name, 0, sizeof rows / sizeof *rows);
  tcase_add_test(cases, json_instead_of_xml_is_not_misread);
  tcase_add_test(cases, unknown_members_change_nothing);
  tcase_add_test(cases, open_ends_are_no_dates);
  tcase_add_test(cases, other_answers_stay_fast);
  tcase_add_test(cases, a_missing_api_is_asked_for_once);
  tcase_add_loop_test(cases, readiness_follows_orca, 0, sizeof outlooks / sizeof *outlooks);
  tcase_add_test(cases, readiness_recovers_by_itself);
  tcase_add_test(cases, a_clinical_bundle_waits_for_its_departments);
  tcase_add_test(cases, a_clinical_bundle_does_without_departments);
  suite_add_tcase(suite, cases);
  return suite;
}
