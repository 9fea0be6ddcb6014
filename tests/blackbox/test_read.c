/* Reads answered live from ORCA. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;

static void setup(void) {
  world = (struct world){.transport = "none"};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

static size_t entries_of(const json_t *bundle, const char *mode) {
  const json_t *entries = json_at(bundle, "entry");
  size_t count = 0;
  for (size_t i = 0; i < json_array_size(entries); i++) {
    count += strcmp(text_at(json_array_get(entries, i), "search.mode"), mode) == 0;
  }
  return count;
}

START_TEST(a_patient_is_read) {
  struct reply reply = http_get(&world, "/fhir/Patient/00001");
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "Patient");
  ck_assert_str_eq(text_at(reply.json, "id"), "00001");
  ck_assert_str_eq(text_at(reply.json, "gender"), "male");
  ck_assert_str_eq(text_at(reply.json, "birthDate"), "1975-04-01");
  ck_assert_str_eq(text_at(reply.json, "name.0.family"), "テスト");
  ck_assert_str_eq(text_at(reply.json, "name.0.given.0"), "太郎");
  char type[100];
  ck_assert_str_eq(reply_header(&reply, "Content-Type", type, sizeof type),
                   "application/fhir+json; charset=utf-8");
  reply_free(&reply);
}
END_TEST

static const struct {
  const char *path;
  long status;
  const char *type; /* of the answer */
} read_rows[] = {
    {"/fhir/Patient/99999", 404, "OperationOutcome"},
    {"/fhir/Patient/abc", 404, "OperationOutcome"},
    {"/fhir/Patient/00123", 200, "Patient"},
    {"/fhir/Patient/00007", 200, "Patient"},
    {"/fhir/Patient/00008", 200, "Patient"},
    {"/fhir/Patient/00010", 200, "Patient"},
    {"/fhir/Patient?name=%E3%83%86%E3%82%B9%E3%83%88", 200, "Bundle"},
    {"/fhir/Patient?identifier=00001", 200, "Bundle"},
    {"/fhir/Patient?identifier=99999", 200, "Bundle"},
    {"/fhir/Condition?patient=00001", 200, "Bundle"},
    {"/fhir/Condition?patient=Patient/00001", 200, "Bundle"},
    {"/fhir/Condition?patient=00010", 200, "Bundle"},
    {"/fhir/Coverage?patient=00001", 200, "Bundle"},
    {"/fhir/Coverage?patient=00003", 200, "Bundle"},
    {"/fhir/AllergyIntolerance?patient=00009", 200, "Bundle"},
    {"/fhir/AllergyIntolerance?patient=00010", 200, "Bundle"},
    {"/fhir/Practitioner/10001", 200, "Practitioner"},
    {"/fhir/Practitioner/99999", 404, "OperationOutcome"},
    {"/fhir/PractitionerRole/10002-01", 200, "PractitionerRole"},
    {"/fhir/PractitionerRole/10002-02", 404, "OperationOutcome"},
    {"/fhir/Organization/facility", 200, "Organization"},
    {"/fhir/Organization/department-03", 200, "Organization"},
    {"/fhir/Organization/insurer-00990028", 200, "Organization"},
    {"/fhir/Organization/insurer-06990012", 404, "OperationOutcome"},
    {"/fhir/Location/ward-01", 200, "Location"},
    {"/fhir/Location/room-01-102", 200, "Location"},
    {"/fhir/Location/room-01-103", 404, "OperationOutcome"},
    {"/fhir/Encounter/visit-20250901-01-2-00001", 200, "Encounter"},
    {"/fhir/Encounter/visit-20250901-01-3-00001", 404, "OperationOutcome"},
    {"/fhir/Encounter/stay-20261105-00012", 200, "Encounter"},
    {"/fhir/Encounter/stay-20261106-00012", 404, "OperationOutcome"},
    {"/fhir/Encounter", 400, "OperationOutcome"},
    {"/fhir/Appointment/appointment-20990115-153000-02-00002", 200, "Appointment"},
    {"/fhir/Appointment/appointment-20990115-153000-01-00002", 404, "OperationOutcome"},
    {"/fhir/Appointment", 400, "OperationOutcome"},
    {"/fhir/Organization/anything", 404, "OperationOutcome"},
    {"/fhir/Patient?shoe-size=43", 400, "OperationOutcome"},
    {"/fhir/Condition?patient=00001&shoe-size=43", 400, "OperationOutcome"},
    {"/fhir/Condition", 400, "OperationOutcome"},
    {"/fhir/Patient?birthdate=not-a-date&name=x", 400, "OperationOutcome"},
    {"/fhir/Patient/00001/$clinical-bundle?kind=nothing", 400, "OperationOutcome"},
    {"/fhir/Patient/99999/$clinical-bundle?kind=condition", 404, "OperationOutcome"},
};

START_TEST(reads_answer) {
  struct reply reply = http_get(&world, read_rows[_i].path);
  ck_assert_msg(reply.status == read_rows[_i].status, "%s: %ld %s", read_rows[_i].path,
                reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "resourceType"), read_rows[_i].type);
  reply_free(&reply);
}
END_TEST

/* What a search finds in the simulator: the number of matches. */
static const struct {
  const char *path;
  size_t matches;
} found_rows[] = {
    {"/fhir/Practitioner", 2},
    {"/fhir/Practitioner?name=%E8%A6%8B%E6%9C%AC", 2},
    {"/fhir/Practitioner?name=%E4%BA%8C%E8%91%89", 1},
    {"/fhir/Practitioner?identifier=10002", 1},
    {"/fhir/Practitioner?_id=10002&name=%E4%B8%80", 0},
    {"/fhir/PractitionerRole?practitioner=Practitioner/10002", 2},
    {"/fhir/PractitionerRole?organization=Organization/department-01", 2},
    {"/fhir/Organization", 4},
    {"/fhir/Organization?partof=Organization/facility", 3},
    {"/fhir/Organization?identifier=01990017", 1},
    {"/fhir/Location", 5},
    {"/fhir/Encounter?patient=00001", 6},
    {"/fhir/Encounter?patient=00001&date=2025-09", 3},
    {"/fhir/Encounter?date=2025-10-06", 2},
    {"/fhir/Encounter?patient=00001&status=arrived", 1},
    {"/fhir/Encounter?patient=00012&class=IMP", 1},
    {"/fhir/Appointment?patient=00002", 1},
    {"/fhir/Appointment?date=2099-01-15", 2},
    {"/fhir/Appointment?date=2099-01-15&practitioner=Practitioner/10001", 1},
    {"/fhir/Location?partof=Location/ward-02", 1},
    {"/fhir/Location?name=%E8%A5%BF", 1},
    {"/fhir/Organization?name=%E5%8C%BB%E7%99%82%E6%B3%95%E4%BA%BA", 1},
};

START_TEST(searches_find) {
  struct reply reply = http_get(&world, found_rows[_i].path);
  ck_assert_msg(reply.status == 200, "%s: %ld %s", found_rows[_i].path, reply.status, reply.body);
  ck_assert_msg(entries_of(reply.json, "match") == found_rows[_i].matches, "%s: %s",
                found_rows[_i].path, reply.body);
  reply_free(&reply);
}
END_TEST

/* What these refer to can be read here. */
static const char *const referring[] = {
    "/fhir/PractitionerRole/10002-01",
    "/fhir/Organization/department-04",
    "/fhir/Location/room-02-201",
    "/fhir/Coverage?patient=00002",
    "/fhir/Encounter/visit-20251006-01-1-00001",
    "/fhir/Encounter/stay-20261105-00012",
    "/fhir/Encounter?date=2025-10-06",
    "/fhir/Encounter?patient=00001",
    "/fhir/Appointment/appointment-20990115-153000-02-00002",
};

static size_t follow_references(const json_t *json) {
  size_t count = 0;
  const char *key;
  json_t *value;
  if (json_is_array(json)) {
    for (size_t i = 0; i < json_array_size(json); i++) {
      count += follow_references(json_array_get(json, i));
    }
    return count;
  }
  json_object_foreach((json_t *)(uintptr_t)json, key, value) {
    if (strcmp(key, "reference") != 0 || !json_is_string(value)) {
      count += follow_references(value);
      continue;
    }
    char path[200];
    snprintf(path, sizeof path, "/fhir/%s", json_string_value(value));
    struct reply reply = http_get(&world, path);
    ck_assert_msg(reply.status == 200, "%s: %ld", path, reply.status);
    reply_free(&reply);
    count++;
  }
  return count;
}

START_TEST(references_lead_somewhere) {
  struct reply reply = http_get(&world, referring[_i]);
  ck_assert_msg(reply.status == 200, "%s: %s", referring[_i], reply.body);
  ck_assert_uint_gt(follow_references(reply.json), 0);
  reply_free(&reply);
}
END_TEST

START_TEST(an_unknown_parameter_may_be_ignored_on_request) {
  struct reply reply =
      http_call(&world, &(struct call){.path = "/fhir/Condition?patient=00001&shoe-size=43",
                                       .headers = {"Prefer: handling=lenient"}});
  ck_assert_int_eq(reply.status, 200);
  ck_assert_uint_gt(entries_of(reply.json, "match"), 0);
  reply_free(&reply);
}
END_TEST

START_TEST(conditions_have_codes_and_their_patient) {
  struct reply reply = http_get(&world, "/fhir/Condition?patient=00001");
  ck_assert_str_eq(text_at(reply.json, "type"), "searchset");
  ck_assert_uint_eq(entries_of(reply.json, "match"), 6);
  ck_assert_ptr_nonnull(
      strstr(reply.body, "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease"));
  const json_t *entries = json_at(reply.json, "entry");
  for (size_t i = 0; i < json_array_size(entries); i++) {
    const json_t *condition = json_at(json_array_get(entries, i), "resource");
    ck_assert_str_eq(text_at(condition, "resourceType"), "Condition");
    ck_assert_ptr_nonnull(strstr(text_at(condition, "subject.reference"), "00001"));
  }
  reply_free(&reply);
}
END_TEST

/* 271 diseases do not fit into one answer of ORCA; the pages are fetched until all are there. */
START_TEST(all_pages_of_diseases_are_read) {
  struct reply reply = http_get(&world, "/fhir/Condition?patient=00004");
  ck_assert_msg(reply.status == 200, "%s", reply.body);
  ck_assert_uint_eq(entries_of(reply.json, "match"), 271);
  ck_assert_ptr_null(strstr(reply.body, "\"warning\""));
  reply_free(&reply);
}
END_TEST

/* One month of 205 diseases cannot be reached by any paging: that is said, not hidden. */
START_TEST(what_cannot_be_read_is_said) {
  struct reply reply = http_get(&world, "/fhir/Condition?patient=00013");
  ck_assert_msg(reply.status == 200, "%s", reply.body);
  ck_assert_uint_eq(entries_of(reply.json, "outcome"), 1);
  ck_assert_uint_ge(entries_of(reply.json, "match"), 39);
  ck_assert_ptr_nonnull(strstr(reply.body, "\"warning\""));
  reply_free(&reply);
}
END_TEST

static const char *const own_resources[] = {
    "/fhir/Patient/00001",
    "/fhir/Patient/00007",
    "/fhir/Patient/00008",
    "/fhir/Patient/00123",
    "/fhir/Condition?patient=00001",
    "/fhir/Condition?patient=00005",
    "/fhir/Condition?patient=00006",
    "/fhir/Condition?patient=00013",
    "/fhir/Coverage?patient=00001",
    "/fhir/Coverage?patient=00003",
    "/fhir/AllergyIntolerance?patient=00001",
    "/fhir/AllergyIntolerance?patient=00009",
    "/fhir/Practitioner/10001",
    "/fhir/Practitioner",
    "/fhir/PractitionerRole",
    "/fhir/Organization/facility",
    "/fhir/Organization/insurer-01990017",
    "/fhir/Organization",
    "/fhir/Location/room-02-201",
    "/fhir/Location",
    "/fhir/Encounter/visit-20251006-01-1-00001",
    "/fhir/Encounter/stay-20261105-00012",
    "/fhir/Encounter?patient=00001",
    "/fhir/Encounter?patient=00008",
    "/fhir/Encounter?date=2025-10-06",
    "/fhir/Appointment/appointment-20990115-153000-01-00001",
    "/fhir/Appointment?patient=00001",
    "/fhir/Appointment?date=2099-01-15",
    "/fhir/Patient/00001/$clinical-bundle?kind=condition",
    "/fhir/Patient/00005/$clinical-bundle?kind=condition",
    "/fhir/Patient/00006/$clinical-bundle?kind=condition",
    "/fhir/Patient/00001/$clinical-bundle?kind=allergy",
    "/fhir/Patient/00009/$clinical-bundle?kind=allergy",
};

START_TEST(what_is_made_from_orca_is_valid) {
  struct reply made = http_get(&world, own_resources[_i]);
  ck_assert_msg(made.status == 200, "%s: %ld %s", own_resources[_i], made.status, made.body);
  struct reply outcome = http_post(&world, "/fhir/$validate", made.body);
  ck_assert_int_eq(outcome.status, 200);
  ck_assert_msg(outcome_count(outcome.json, "error") == 0 &&
                    outcome_count(outcome.json, "fatal") == 0,
                "%s: %s", own_resources[_i], outcome.body);
  reply_free(&made);
  reply_free(&outcome);
}
END_TEST

START_TEST(a_clinical_bundle_is_national) {
  struct reply reply = http_get(&world, "/fhir/Patient/00001/$clinical-bundle?kind=condition");
  ck_assert_str_eq(text_at(reply.json, "type"), "collection");
  ck_assert_ptr_nonnull(strstr(text_at(reply.json, "meta.profile.0"), "JP_Bundle_CLINS"));
  ck_assert_str_eq(text_at(reply.json, "entry.0.resource.resourceType"), "Patient");
  ck_assert_uint_ge(json_array_size(json_at(reply.json, "entry")), 2);
  ck_assert_str_eq(text_at(reply.json, "identifier.system"),
                   "http://jpfhir.jp/fhir/clins/bundle-identifier");
  ck_assert_int_eq(strncmp(text_at(reply.json, "identifier.value"), HARNESS_INSTITUTION "^20", 13),
                   0);
  const json_t *entries = json_at(reply.json, "entry");
  for (size_t i = 0; i < json_array_size(entries); i++) {
    ck_assert_int_eq(strncmp(text_at(json_array_get(entries, i), "fullUrl"), "urn:uuid:", 9), 0);
  }
  reply_free(&reply);
}
END_TEST

/* A second look within the cache's time asks ORCA nothing. */
START_TEST(answers_are_kept_for_a_while) {
  struct reply reply = http_get(&world, "/fhir/Patient/00002");
  reply_free(&reply);
  int calls = lab_orca_calls(&world, "patientgetv2");
  reply = http_get(&world, "/fhir/Patient/00002");
  ck_assert_int_eq(reply.status, 200);
  ck_assert_int_eq(lab_orca_calls(&world, "patientgetv2"), calls);
  reply_free(&reply);
}
END_TEST

START_TEST(the_log_names_nobody) {
  struct reply reply = http_get(&world, "/fhir/Patient/00123");
  reply_free(&reply);
  reply = http_get(&world, "/fhir/Patient?name=%E3%83%86%E3%82%B9%E3%83%88");
  reply_free(&reply);
  char *path = world_path(&world, "server.log");
  char *log = file_text(path);
  ck_assert_ptr_nonnull(log);
  ck_assert_ptr_nonnull(strstr(log, "patient"));
  static const char *const secrets[] = {"00123", "吉本", "髙実", "テスト", "%E3%83%86", "ormaster"};
  for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
    ck_assert_msg(strstr(log, secrets[i]) == NULL, "the log shows '%s'", secrets[i]);
  }
  free(log);
  free(path);
}
END_TEST

START_TEST(each_log_line_is_json) {
  struct reply reply = http_get(&world, "/fhir/Patient/00001");
  reply_free(&reply);
  char *path = world_path(&world, "server.log");
  char *log = file_text(path);
  size_t lines = 0;
  for (char *line = log, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
    *end = '\0';
    json_t *json = json_loads(line, 0, NULL);
    ck_assert_msg(json != NULL, "no JSON: %s", line);
    json_decref(json);
    lines++;
  }
  ck_assert_uint_gt(lines, 0);
  free(log);
  free(path);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("read");
  TCase *cases = tcase_create("read");
  tcase_set_timeout(cases, 60);
  tcase_add_unchecked_fixture(cases, setup, teardown);
  tcase_add_test(cases, a_patient_is_read);
  tcase_add_loop_test(cases, reads_answer, 0, sizeof read_rows / sizeof *read_rows);
  tcase_add_loop_test(cases, references_lead_somewhere, 0, sizeof referring / sizeof *referring);
  tcase_add_loop_test(cases, searches_find, 0, sizeof found_rows / sizeof *found_rows);
  tcase_add_test(cases, an_unknown_parameter_may_be_ignored_on_request);
  tcase_add_test(cases, conditions_have_codes_and_their_patient);
  tcase_add_test(cases, all_pages_of_diseases_are_read);
  tcase_add_test(cases, what_cannot_be_read_is_said);
  tcase_add_loop_test(cases, what_is_made_from_orca_is_valid, 0,
                      sizeof own_resources / sizeof *own_resources);
  tcase_add_test(cases, a_clinical_bundle_is_national);
  tcase_add_test(cases, answers_are_kept_for_a_while);
  tcase_add_test(cases, the_log_names_nobody);
  tcase_add_test(cases, each_log_line_is_json);
  suite_add_tcase(suite, cases);
  return suite;
}
