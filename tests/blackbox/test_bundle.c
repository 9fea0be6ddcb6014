/* POST of a national Bundle: kept to the byte, never twice, refused with a reason. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for the tables of an empty outbox, not for a Bundle of 271 diseases. */
#define FULL_DISK_BYTES 150000u

static struct world world;

/* Nothing is delivered here: what was accepted stays as it is. */
static void setup(void) {
  world = (struct world){.transport = "none"};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

/* The Bundle with the first `from` replaced; to be freed. */
static char *with(const char *bundle, const char *from, const char *to) {
  const char *place = strstr(bundle, from);
  ck_assert_msg(place != NULL, "%s is not in the Bundle", from);
  char *text = NULL;
  ck_assert_int_ge(
      asprintf(&text, "%.*s%s%s", (int)(place - bundle), bundle, to, place + strlen(from)), 0);
  return text;
}

static char *id_behind(const struct reply *reply, const char *prefix) {
  char location[300];
  reply_header(reply, "Content-Location", location, sizeof location);
  const char *place = strstr(location, prefix);
  ck_assert_msg(place != NULL, "Content-Location: %s", location);
  return strdup(place + strlen(prefix));
}

/* The id of the kept Bundle that a Task is about. */
static void bundle_id_of_task(const char *task, char *ret_id, size_t size) {
  char path[200];
  snprintf(path, sizeof path, "/fhir/Task/%s", task);
  struct reply reply = http_get(&world, path);
  ck_assert_int_eq(reply.status, 200);
  const char *reference = text_at(reply.json, "focus.reference");
  ck_assert_msg(strstr(reference, "Bundle/") != NULL, "%s", reply.body);
  snprintf(ret_id, size, "%s", strstr(reference, "Bundle/") + 7);
  reply_free(&reply);
}

START_TEST(an_accepted_bundle_is_kept_to_the_byte) {
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  char task[64];
  bundle_accept(&world, bundle, task);
  char id[100];
  char path[200];
  bundle_id_of_task(task, id, sizeof id);
  snprintf(path, sizeof path, "/fhir/Bundle/%s", id);
  struct reply reply = http_get(&world, path);
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(reply.body, bundle);
  reply_free(&reply);
  free(bundle);
}
END_TEST

/* Without the standard code the Bundle would be refused; the mapping table puts it in. */
START_TEST(local_codes_are_mapped_and_nothing_else_changes) {
  char *bundle = bundle_of(&world, "00007");
  json_t *json = json_loads(bundle, 0, NULL);
  json_t *entry = json_array_get(json_object_get(json, "entry"), 1);
  json_t *code = json_object_get(json_object_get(entry, "resource"), "code");
  const json_t *codings = json_object_get(code, "coding");
  json_t *kept = json_array();
  for (size_t i = 0; i < json_array_size(codings); i++) {
    json_t *coding = json_array_get(codings, i);
    if (strstr(text_at(coding, "system"), "masterB-disease") != NULL) {
      json_array_append(kept, coding);
    }
  }
  ck_assert_uint_eq(json_array_size(kept), 1);
  json_object_set_new(code, "coding", kept);
  char *local = json_dumps(json, JSON_INDENT(2));
  char task[64];
  bundle_accept(&world, local, task);
  char id[100];
  char path[200];
  bundle_id_of_task(task, id, sizeof id);
  snprintf(path, sizeof path, "/fhir/Bundle/%s", id);
  struct reply reply = http_get(&world, path);
  const char *added = strstr(reply.body, "master-disease-keyNumber");
  ck_assert_msg(added != NULL && strstr(reply.body, "20055627") != NULL, "%s", reply.body);
  ck_assert_uint_gt(reply.length, strlen(local));
  size_t same = 0;
  while (local[same] != '\0' && local[same] == reply.body[same]) {
    same++;
  }
  ck_assert_str_eq(reply.body + reply.length - (strlen(local) - same), local + same);
  reply_free(&reply);
  free(local);
  free(bundle);
  json_decref(json);
}
END_TEST

/* Both Bundles of a patient, built, validated and accepted with one call; a repeat changes nothing.
 */
START_TEST(a_patient_is_registered_with_one_call) {
  struct call call = {.method = "POST",
                      .path = "/fhir/Patient/" HARNESS_PATIENT "/$register-clinical",
                      .headers = {"Idempotency-Key: visit-1", NULL}};
  char location[200];
  struct reply reply = http_call(&world, &call);
  ck_assert_msg(reply.status == 200, "%s", reply.body);
  ck_assert_str_eq(text_at(reply.json, "type"), "batch-response");
  ck_assert_msg(strcmp(text_at(reply.json, "entry.0.response.status"), "202") == 0, "%s",
                reply.body);
  ck_assert_str_eq(text_at(reply.json, "entry.1.response.status"), "202");
  snprintf(location, sizeof location, "%s", text_at(reply.json, "entry.0.response.location"));
  const char *task = strstr(location, "/Task/");
  ck_assert_msg(task != NULL, "%s", reply.body);
  char path[220];
  snprintf(path, sizeof path, "/fhir%s", task);
  reply_free(&reply);
  reply = http_get(&world, path);
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
}
END_TEST

START_TEST(what_cannot_be_registered_is_said_in_its_place) {
  struct reply reply =
      http_post(&world, "/fhir/Patient/99999/$register-clinical?kind=condition", "{}");
  ck_assert_int_eq(reply.status, 200);
  ck_assert_uint_eq(json_array_size(json_at(reply.json, "entry")), 1);
  ck_assert_str_eq(text_at(reply.json, "entry.0.response.status"), "404");
  ck_assert_str_eq(text_at(reply.json, "entry.0.response.outcome.resourceType"),
                   "OperationOutcome");
  reply_free(&reply);
  reply = http_post(&world, "/fhir/Patient/" HARNESS_PATIENT "/$register-clinical?kind=none", "{}");
  ck_assert_int_eq(reply.status, 400);
  reply_free(&reply);
}
END_TEST

START_TEST(a_repeat_gets_the_first_answer) {
  char *bundle = bundle_of(&world, "00002");
  char first[64];
  char second[64];
  bundle_accept(&world, bundle, first);
  bundle_accept(&world, bundle, second);
  ck_assert_str_eq(first, second);
  free(bundle);
}
END_TEST

START_TEST(the_same_identifier_with_other_bytes_is_a_conflict) {
  char *bundle = bundle_of(&world, "00005");
  char task[64];
  bundle_accept(&world, bundle, task);
  char *other = NULL;
  ck_assert_int_ge(asprintf(&other, "%s\n", bundle), 0);
  struct reply reply = http_post(&world, "/fhir/Bundle", other);
  ck_assert_msg(reply.status == 409 || reply.status == 422, "%ld %s", reply.status, reply.body);
  ck_assert_uint_ge(outcome_count(reply.json, "error"), 1);
  reply_free(&reply);
  free(other);
  free(bundle);
}
END_TEST

START_TEST(an_idempotency_key_binds_the_bytes) {
  char *bundle = bundle_of(&world, "00009");
  char *other = bundle_of(&world, "00123");
  struct call call = {
      .path = "/fhir/Bundle", .body = bundle, .headers = {"Idempotency-Key: key-1"}};
  struct reply reply = http_call(&world, &call);
  ck_assert_msg(reply.status == 202, "%ld %s", reply.status, reply.body);
  char *first = id_behind(&reply, "Task/");
  reply_free(&reply);
  reply = http_call(&world, &call);
  ck_assert_int_eq(reply.status, 202);
  char *second = id_behind(&reply, "Task/");
  ck_assert_str_eq(first, second);
  reply_free(&reply);
  call.body = other;
  reply = http_call(&world, &call);
  ck_assert_msg(reply.status == 409 || reply.status == 422, "%ld %s", reply.status, reply.body);
  reply_free(&reply);
  free(first);
  free(second);
  free(bundle);
  free(other);
}
END_TEST

static size_t task_total(const char *query) {
  struct reply reply = http_get(&world, query);
  ck_assert_msg(reply.status == 200, "%s: %ld %s", query, reply.status, reply.body);
  size_t count = json_array_size(json_at(reply.json, "entry"));
  reply_free(&reply);
  return count;
}

/* Faults: what is replaced by what. Each makes the Bundle one that the national service would
 * refuse. */
static const struct {
  const char *from;
  const char *to;
} faults[] = {
    {"\"type\":\"collection\"", "\"type\":\"searchset\""},
    {"http://jpfhir.jp/fhir/clins/bundle-identifier", "http://example.org/identifier"},
    {"\"gender\":\"male\"", "\"gender\":\"unsure\""},
    {"\"entry\":", "\"entries\":"},
};

START_TEST(a_faulty_bundle_leaves_nothing_behind) {
  char *bundle = bundle_of(&world, "00008");
  char *faulty = with(bundle, faults[_i].from, faults[_i].to);
  size_t before = task_total("/fhir/Task");
  struct reply reply = http_post(&world, "/fhir/Bundle", faulty);
  ck_assert_msg(reply.status == 422, "%s: %ld %s", faults[_i].to, reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
  ck_assert_uint_ge(outcome_count(reply.json, "error"), 1);
  char location[100];
  ck_assert_str_eq(reply_header(&reply, "Content-Location", location, sizeof location), "");
  ck_assert_uint_eq(task_total("/fhir/Task"), before);
  reply_free(&reply);
  free(faulty);
  free(bundle);
}
END_TEST

static const struct {
  const char *body;
  long status;
} refused[] = {
    {"{\"resourceType\":\"Patient\"}", 422},
    {"{\"resourceType\":\"Bundle\",\"type\":\"collection\"}", 422},
    {"{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[]}", 422},
    {"{\"resourceType\":\"Bundle\",\"type\":\"document\"}", 422},
};

START_TEST(other_resources_are_refused) {
  static const char *const paths[] = {"/fhir/Bundle", "/fhir"};
  for (size_t i = 0; i < 2; i++) {
    struct reply reply = http_post(&world, paths[i], refused[_i].body);
    ck_assert_msg(reply.status == refused[_i].status || reply.status == 400, "%s <- %s: %ld %s",
                  paths[i], refused[_i].body, reply.status, reply.body);
    ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
    reply_free(&reply);
  }
}
END_TEST

START_TEST(tasks_are_found) {
  char *bundle = bundle_of(&world, "00014");
  char identifier[200];
  bundle_identifier(bundle, identifier, sizeof identifier);
  char task[64];
  bundle_accept(&world, bundle, task);
  char *escaped = NULL;
  const char *caret = strchr(identifier, '^');
  const char *second = caret != NULL ? strchr(caret + 1, '^') : NULL;
  ck_assert_ptr_nonnull(second);
  ck_assert_int_ge(asprintf(&escaped, "/fhir/Task?identifier=%.*s%%5E%.*s%%5E%s",
                            (int)(caret - identifier), identifier, (int)(second - caret - 1),
                            caret + 1, second + 1),
                   0);
  ck_assert_uint_eq(task_total(escaped), 1);
  ck_assert_uint_ge(task_total("/fhir/Task?patient=00014"), 1);
  ck_assert_uint_eq(task_total("/fhir/Task?patient=99999"), 0);
  ck_assert_uint_eq(task_total("/fhir/Task?_lastUpdated=lt2020-01-01"), 0);
  ck_assert_uint_ge(task_total("/fhir/Task?_lastUpdated=ge2020-01-01"), 1);
  struct reply reply = http_get(&world, "/fhir/Task?shoe-size=43");
  ck_assert_int_eq(reply.status, 400);
  reply_free(&reply);
  free(escaped);
  free(bundle);
}
END_TEST

static const char *const absent[] = {"/fhir/Bundle/nothing", "/fhir/Task/nothing",
                                     "/fhir/Composition/nothing",
                                     "/fhir/Composition/nothing/$document"};

START_TEST(what_is_not_there_is_404) {
  struct reply reply = http_get(&world, absent[_i]);
  ck_assert_int_eq(reply.status, 404);
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
  reply_free(&reply);
}
END_TEST

/* A referral of the guide's own examples, read from the folder beside the checkout. */
START_TEST(a_referral_is_kept_as_a_document) {
  const char *shared = shared_folder("a_referral_is_kept_as_a_document");
  if (shared == NULL) {
    return;
  }
  char path[400];
  snprintf(path, sizeof path,
           "%s/data/examples/clins-1.10.0/Bundle-Bundle-CLINS-Referral-Example-01.json", shared);
  char *bundle = file_text(path);
  ck_assert_ptr_nonnull(bundle);
  struct reply reply = http_post(&world, "/fhir/Bundle", bundle);
  ck_assert_msg(reply.status == 202, "%ld %s", reply.status, reply.body);
  reply_free(&reply);
  reply = http_get(&world, "/fhir/Composition?type=57133-1");
  ck_assert_int_eq(reply.status, 200);
  ck_assert_uint_ge(json_array_size(json_at(reply.json, "entry")), 1);
  char document[200];
  snprintf(document, sizeof document, "/fhir/Composition/%s/$document",
           text_at(reply.json, "entry.0.resource.id"));
  reply_free(&reply);
  reply = http_get(&world, document);
  ck_assert_msg(reply.status == 200, "%s: %ld %s", document, reply.status, reply.body);
  ck_assert_str_eq(reply.body, bundle);
  reply_free(&reply);
  free(bundle);
}
END_TEST

/* The disk is full: 507, nothing kept, reads go on; with room again the same Bundle is accepted. */
START_TEST(a_full_disk_accepts_nothing) {
  char *bundle = bundle_of(&world, "00004");
  ck_assert_uint_gt(strlen(bundle), FULL_DISK_BYTES);
  ck_assert_int_eq(server_stop(&world), 0);
  world.file_limit = FULL_DISK_BYTES;
  server_start(&world);
  struct reply reply = http_post(&world, "/fhir/Bundle", bundle);
  ck_assert_msg(reply.status == 507, "%ld %s", reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
  reply_free(&reply);
  ck_assert_uint_eq(task_total("/fhir/Task"), 0);
  ck_assert_int_eq(server_stop(&world), 0);
  world.file_limit = 0;
  server_start(&world);
  ck_assert_uint_eq(task_total("/fhir/Task"), 0);
  char task[64];
  bundle_accept(&world, bundle, task);
  free(bundle);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("bundle");
  TCase *cases = tcase_create("bundle");
  tcase_set_timeout(cases, 60);
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, an_accepted_bundle_is_kept_to_the_byte);
  tcase_add_test(cases, local_codes_are_mapped_and_nothing_else_changes);
  tcase_add_test(cases, a_patient_is_registered_with_one_call);
  tcase_add_test(cases, what_cannot_be_registered_is_said_in_its_place);
  tcase_add_test(cases, a_repeat_gets_the_first_answer);
  tcase_add_test(cases, the_same_identifier_with_other_bytes_is_a_conflict);
  tcase_add_test(cases, an_idempotency_key_binds_the_bytes);
  tcase_add_loop_test(cases, a_faulty_bundle_leaves_nothing_behind, 0,
                      sizeof faults / sizeof *faults);
  tcase_add_loop_test(cases, other_resources_are_refused, 0, sizeof refused / sizeof *refused);
  tcase_add_test(cases, tasks_are_found);
  tcase_add_loop_test(cases, what_is_not_there_is_404, 0, sizeof absent / sizeof *absent);
  tcase_add_test(cases, a_full_disk_accepts_nothing);
  tcase_add_test(cases, a_referral_is_kept_as_a_document);
  suite_add_tcase(suite, cases);
  return suite;
}
