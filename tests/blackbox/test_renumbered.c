/* A patient's number is changed in ORCA between two reads. Whatever was kept: nothing is ever given
 * under a number that it is not of, and each answer is of one number alone. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OLD "00001"
#define NEW "00091"

static struct world world;

static void teardown(void) {
  world_stop(&world);
}

static const char *const searches[] = {
    "/fhir/Patient?_id=%s",
    "/fhir/Condition?patient=%s",
    "/fhir/Condition?patient=%s&_include=Condition:subject&_provenance=true",
    "/fhir/AllergyIntolerance?patient=%s",
    "/fhir/Coverage?patient=%s",
    "/fhir/Encounter?patient=%s",
    "/fhir/Appointment?patient=%s",
    "/fhir/MedicationRequest?patient=%s",
    "/fhir/ChargeItem?patient=%s",
    "/fhir/Patient/%s",
    "/fhir/Patient/%s/$everything",
    "/fhir/Patient/%s/$clinical-bundle?kind=condition",
};
#define SEARCHES (sizeof searches / sizeof *searches)

static struct reply ask(const char *form, const char *number) {
  char path[200];
  const char *place = strstr(form, "%s");
  snprintf(path, sizeof path, "%.*s%s%s", (int)(place - form), form, number, place + 2);
  return http_get(&world, path);
}

/* Patients' numbers stand in ids, references and identifiers, always with their zeros. Longer codes
 * may hold the digits. */
static bool holds_number(const char *body, const char *number) {
  for (const char *at = strstr(body, number); at != NULL; at = strstr(at + 1, number)) {
    bool begins = at == body || !isalnum((unsigned char)at[-1]);
    if (begins && !isalnum((unsigned char)at[strlen(number)])) {
      return true;
    }
  }
  return false;
}

static void check_not_about(const struct reply *reply, const char *form, const char *number) {
  ck_assert_msg(!holds_number(reply->body, number), "%s holds %s: %s", form, number, reply->body);
}

static size_t matches_of(const struct reply *reply) {
  const json_t *entries = json_at(reply->json, "entry");
  size_t count = 0;
  for (size_t i = 0; i < json_array_size(entries); i++) {
    count += strcmp(text_at(json_array_get(entries, i), "search.mode"), "match") == 0;
  }
  return count;
}

static void start(const char *cache, bool push) {
  world = (struct world){.transport = "none", .push = push, .settings = {cache}};
  world_start(&world);
}

/* Fills the cache by the old number. */
static void read_all(const char *number) {
  for (size_t i = 0; i < SEARCHES; i++) {
    struct reply reply = ask(searches[i], number);
    ck_assert_msg(reply.status == 200, "%s: %s", searches[i], reply.body);
    reply_free(&reply);
  }
}

/* The new number has everything, and nothing of the old one. */
static void check_new(void) {
  for (size_t i = 0; i < SEARCHES; i++) {
    struct reply reply = ask(searches[i], NEW);
    ck_assert_msg(reply.status == 200, "%s: %s", searches[i], reply.body);
    check_not_about(&reply, searches[i], OLD);
    reply_free(&reply);
  }
  struct reply reply = ask("/fhir/Condition?patient=%s", NEW);
  ck_assert_uint_eq(matches_of(&reply), 6);
  reply_free(&reply);
}

/* The old number: nothing or a failure, never the data of the new one. */
static void check_old_is_gone(long status) {
  for (size_t i = 0; i < SEARCHES; i++) {
    struct reply reply = ask(searches[i], OLD);
    bool is_search =
        strstr(searches[i], "?patient=") != NULL || strstr(searches[i], "_id=") != NULL;
    long expected = status == 404 && is_search ? 200 : status;
    ck_assert_msg(reply.status == expected, "%s: %ld %s", searches[i], reply.status, reply.body);
    ck_assert_uint_eq(matches_of(&reply), 0);
    check_not_about(&reply, searches[i], NEW);
    reply_free(&reply);
  }
}

static const struct {
  int fault; /* 1: ORCA does not know the old number, 2: answers it about the new one */
  long status;
} changes[] = {{1, 404}, {2, 502}};

START_TEST(nothing_is_kept) {
  start("FHIR_FACADE_ORCA_CACHE_SECONDS=0", false);
  read_all(OLD);
  lab_fault(&world, "orca_renumbered", changes[_i].fault);
  check_old_is_gone(changes[_i].status);
  check_new();
  check_old_is_gone(changes[_i].status);
}
END_TEST

/* What is kept of the old number stays with the old number, as it was. */
START_TEST(kept_answers_stay_with_their_number) {
  start("FHIR_FACADE_ORCA_CACHE_SECONDS=3600", false);
  read_all(OLD);
  lab_fault(&world, "orca_renumbered", changes[_i].fault);
  check_new();
  for (size_t i = 0; i < SEARCHES; i++) {
    struct reply reply = ask(searches[i], OLD);
    check_not_about(&reply, searches[i], NEW);
    reply_free(&reply);
  }
  check_new();
}
END_TEST

/* Who wants fresh answers is not given kept ones, by neither number. */
START_TEST(fresh_answers_are_the_present_ones) {
  start("FHIR_FACADE_ORCA_CACHE_SECONDS=3600", false);
  read_all(OLD);
  lab_fault(&world, "orca_renumbered", changes[_i].fault);
  struct reply reply = http_call(
      &world, &(struct call){.path = "/fhir/Patient/" OLD, .headers = {"Cache-Control: no-cache"}});
  ck_assert_int_eq(reply.status, changes[_i].status);
  check_not_about(&reply, "a fresh read", NEW);
  reply_free(&reply);
}
END_TEST

/* ---- PUSH --------------------------------------------------------------------------------------
 */
static bool is_listening(void *context) {
  (void)context;
  struct reply reply = http_get(&world, "/health/ready");
  bool is = strcmp(text_at(reply.json, "orca.push"), "listening") == 0;
  reply_free(&reply);
  return is;
}

static bool heard_event(void *context) {
  (void)context;
  struct reply reply = http_get(&world, "/metrics");
  bool heard = strstr(reply.body, "\nfhir_facade_orca_push_events_total 1\n") != NULL;
  reply_free(&reply);
  return heard;
}

static int calls_after_read(void) {
  struct reply reply = http_get(&world, "/fhir/Patient/" OLD);
  reply_free(&reply);
  return lab_orca_calls(&world, "patientgetv2");
}

static bool is_kept(void *context) {
  (void)context;
  int calls = calls_after_read();
  return calls_after_read() == calls && lab_orca_calls(&world, "patientlst1v2") > 0;
}

#define EVENT(patient)                                                                             \
  "{\"event\":\"patient_infomation\",\"body\":{\"Patient_Mode\":\"modify\",\"Patient_ID\":"        \
  "\"" patient "\"}}"

static const char *const events[] = {EVENT(OLD), EVENT(NEW)};

/* ORCA names one of the two numbers: what is kept of both is old. */
START_TEST(an_event_makes_both_numbers_old) {
  int change = _i / 2;
  start("FHIR_FACADE_ORCA_CACHE_SECONDS=3600", true);
  ck_assert(wait_until(is_listening, NULL));
  ck_assert(wait_until(is_kept, NULL));
  read_all(OLD);
  lab_fault(&world, "orca_renumbered", changes[change].fault);
  ck_assert(lab_post(&world, "/lab/push", events[_i % 2]));
  ck_assert(wait_until(heard_event, NULL));
  check_old_is_gone(changes[change].status);
  check_new();
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("renumbered");
  TCase *cases = tcase_create("renumbered");
  const int count = sizeof changes / sizeof *changes;
  tcase_set_timeout(cases, 60);
  tcase_add_checked_fixture(cases, NULL, teardown);
  tcase_add_loop_test(cases, nothing_is_kept, 0, count);
  tcase_add_loop_test(cases, kept_answers_stay_with_their_number, 0, count);
  tcase_add_loop_test(cases, fresh_answers_are_the_present_ones, 0, count);
  tcase_add_loop_test(cases, an_event_makes_both_numbers_old, 0, count * 2);
  suite_add_tcase(suite, cases);
  return suite;
}
