/* How the answers of reads and searches are given: pages, order, other resources with them, parts
 * of resources, copies that clients keep. The same for all types. */
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

/* ---- what an answer holds ----------------------------------------------------------------------
 */
static const json_t *resource_at(const json_t *bundle, size_t index) {
  return json_at(json_array_get(json_at(bundle, "entry"), index), "resource");
}

static size_t count_of(const json_t *bundle, const char *mode, const char *type) {
  const json_t *entries = json_at(bundle, "entry");
  size_t count = 0;
  for (size_t i = 0; i < json_array_size(entries); i++) {
    const json_t *entry = json_array_get(entries, i);
    count += strcmp(text_at(entry, "search.mode"), mode) == 0 &&
             strcmp(text_at(entry, "resource.resourceType"), type) == 0;
  }
  return count;
}

/* The path of a link of the Bundle, "" when there is none. */
static const char *link_of(const json_t *bundle, const char *relation) {
  const json_t *links = json_at(bundle, "link");
  for (size_t i = 0; i < json_array_size(links); i++) {
    const json_t *link = json_array_get(links, i);
    if (strcmp(text_at(link, "relation"), relation) == 0) {
      const char *path = strstr(text_at(link, "url"), "/fhir/");
      return path != NULL ? path : "";
    }
  }
  return "";
}

static struct reply get_ok(const char *path) {
  struct reply reply = http_get(&world, path);
  ck_assert_msg(reply.status == 200, "%s: %ld %s", path, reply.status, reply.body);
  return reply;
}

/* ---- pages -------------------------------------------------------------------------------------
 */
/* 271 diseases in pages of 100: each once, in the order of the whole answer, with one set of ORCA's
 * own pages. */
START_TEST(pages_are_the_whole_answer_in_parts) {
  struct reply whole = get_ok("/fhir/Condition?patient=00004");
  int calls = lab_orca_calls(&world, "diseasegetv2");
  char path[1000] = "/fhir/Condition?patient=00004&_count=100";
  size_t seen = 0;
  for (int page = 0; page < 3; page++) {
    ck_assert_str_ne(path, "");
    struct reply reply = get_ok(path);
    ck_assert_int_eq(json_integer_value(json_at(reply.json, "total")), 271);
    size_t count = json_array_size(json_at(reply.json, "entry"));
    for (size_t i = 0; i < count; i++) {
      ck_assert_str_eq(text_at(resource_at(reply.json, i), "id"),
                       text_at(resource_at(whole.json, seen + i), "id"));
    }
    seen += count;
    snprintf(path, sizeof path, "%s", link_of(reply.json, "next"));
    reply_free(&reply);
  }
  ck_assert_uint_eq(seen, 271);
  ck_assert_str_eq(path, "");
  ck_assert_int_eq(lab_orca_calls(&world, "diseasegetv2"), calls);
  reply_free(&whole);
}
END_TEST

START_TEST(pages_lead_back) {
  struct reply reply = get_ok("/fhir/Condition?patient=00004&_count=100&_offset=200");
  ck_assert_uint_eq(json_array_size(json_at(reply.json, "entry")), 71);
  ck_assert_str_eq(link_of(reply.json, "next"), "");
  struct reply previous = get_ok(link_of(reply.json, "previous"));
  struct reply last = get_ok(link_of(previous.json, "last"));
  struct reply first = get_ok(link_of(reply.json, "first"));
  ck_assert_str_eq(text_at(resource_at(last.json, 0), "id"),
                   text_at(resource_at(reply.json, 0), "id"));
  ck_assert_uint_eq(json_array_size(json_at(previous.json, "entry")), 100);
  ck_assert_str_eq(link_of(first.json, "previous"), "");
  reply_free(&reply);
  reply_free(&previous);
  reply_free(&last);
  reply_free(&first);
}
END_TEST

/* ---- parameters --------------------------------------------------------------------------------
 */
static const struct {
  const char *path;
  long status;
  const char *has;
  const char *has_not;
} parameter_rows[] = {
    {"/fhir/Condition?patient=00001&_summary=count", 200, "\"total\":6", "\"entry\""},
    {"/fhir/Condition?patient=00001&_count=0", 200, "\"total\":6", "\"entry\""},
    {"/fhir/Condition?patient=00001&_total=none", 200, "\"entry\"", "\"total\""},
    {"/fhir/Condition?patient=00001&_total=accurate", 200, "\"total\":6", "none"},
    {"/fhir/Condition?patient=00013&_total=accurate", 200, "orca-truncated", "\"total\""},
    {"/fhir/Condition?patient=00001&_elements=onset", 200, "SUBSETTED", "\"code\":{\"coding\":"},
    {"/fhir/Condition?patient=00001&_summary=text", 200, "SUBSETTED", "onsetDateTime"},
    {"/fhir/Condition?patient=00001&_pretty=true", 200, "\n      \"resource\": {\n", "\"id\":\""},
    {"/fhir/Condition?patient=00001&_sort=-onset-date", 200, "\"total\":6", "OperationOutcome"},
    {"/fhir/Condition?patient=00001&_sort=severity", 400, "search-sort", "Bundle"},
    {"/fhir/Condition?patient=00001&_include=Condition:subject", 200, "\"mode\":\"include\"",
     "OperationOutcome"},
    {"/fhir/Condition?patient=00001&_include=Condition:asserter", 400, "search-include", "Bundle"},
    {"/fhir/Condition?patient=00001&_include:iterate=Condition:subject", 400, "http-parameter",
     "Bundle"},
    {"/fhir/Condition?patient=00001&_count=many", 400, "search-number", "Bundle"},
    {"/fhir/Condition?patient=00001&_summary=most", 400, "http-summary", "Bundle"},
    {"/fhir/Patient/00001?_elements=name", 200, "SUBSETTED", "birthDate"},
    {"/fhir/Patient/00001?_summary=true", 200, "birthDate", "\"contact\""},
    {"/fhir/Patient/00001?_summary=count", 400, "http-summary", "\"Patient\""},
    {"/fhir/Patient/00001?_pretty=true", 200, "\n  \"id\": \"00001\"", "\"id\":\""},
    {"/fhir/Patient?identifier=00011", 200, "search-test-patients", "\"match\""},
    {"/fhir/Patient/00011", 200, "HTEST", "OperationOutcome"},
    {"/fhir/Patient/00002", 200, "\"use\":\"old\"", "OperationOutcome"},
    {"/fhir/Observation?patient=00001", 404, "not-held", "http-path-unknown"},
    {"/fhir/Immunization/1", 404, "not-held", "http-path-unknown"},
    {"/fhir/Slot", 404, "not-held", "http-path-unknown"},
    {"/fhir/Patient/00001/_history", 404, "no-history", "http-path-unknown"},
    {"/fhir/_history", 404, "no-history", "http-path-unknown"},
    {"/fhir/Condition/00001-0123", 404, "OperationOutcome", "Condition\",\"id"},
    {"/fhir/Condition/99999-0123", 404, "OperationOutcome", "Condition\",\"id"},
    {"/fhir/Condition/nobody", 404, "OperationOutcome", "Condition\",\"id"},
    {"/fhir/Patient/99999/$everything", 404, "failure-NOT_FOUND", "Bundle"},
    {"/fhir/Patient/00001/$everything?_type=Observation", 400, "everything-type", "Bundle"},
    {"/fhir/Patient/00001/$everything?_since=2026-01-01", 200, "everything-since", "none"},
    {"/fhir/Patient/00001/$everything?_since=lately", 400, "everything-since-value", "Bundle"},
    {"/fhir/metadata", 200, "\"searchInclude\":[\"Condition:subject\"", "Observation"},
};

START_TEST(parameters_of_results) {
  struct reply reply = http_get(&world, parameter_rows[_i].path);
  ck_assert_msg(reply.status == parameter_rows[_i].status, "%s: %ld %s", parameter_rows[_i].path,
                reply.status, reply.body);
  ck_assert_msg(strstr(reply.body, parameter_rows[_i].has) != NULL, "%s: %s",
                parameter_rows[_i].path, reply.body);
  ck_assert_msg(strstr(reply.body, parameter_rows[_i].has_not) == NULL, "%s: %s",
                parameter_rows[_i].path, reply.body);
  reply_free(&reply);
}
END_TEST

START_TEST(what_is_ignored_on_request_is_said) {
  struct reply reply = http_call(
      &world, &(struct call){.path = "/fhir/Condition?patient=00001&_sort=severity&_include=A:b",
                             .headers = {"Prefer: handling=lenient"}});
  ck_assert_int_eq(reply.status, 200);
  ck_assert_ptr_nonnull(strstr(reply.body, "search-sort-ignored"));
  ck_assert_ptr_nonnull(strstr(reply.body, "search-include-ignored"));
  reply_free(&reply);
}
END_TEST

START_TEST(conditions_are_sorted_by_onset) {
  struct reply reply = get_ok("/fhir/Condition?patient=00004&_sort=-onset-date");
  const char *later = "9999";
  for (size_t i = 0; i < 271; i++) {
    const char *onset = text_at(resource_at(reply.json, i), "onsetDateTime");
    ck_assert_int_le(strcmp(onset, later), 0);
    later = onset;
  }
  reply_free(&reply);
}
END_TEST

/* ---- other resources ---------------------------------------------------------------------------
 */
START_TEST(the_patient_comes_once_with_the_page) {
  struct reply reply = get_ok("/fhir/Condition?patient=00001&_count=2&_include=Condition:subject&"
                              "_include=Condition:patient:Patient");
  ck_assert_uint_eq(count_of(reply.json, "match", "Condition"), 2);
  ck_assert_uint_eq(count_of(reply.json, "include", "Patient"), 1);
  ck_assert_int_eq(json_integer_value(json_at(reply.json, "total")), 6);
  reply_free(&reply);
}
END_TEST

START_TEST(what_refers_to_the_patient_comes_with_it) {
  struct reply reply = get_ok("/fhir/Patient?identifier=00001&_revinclude=Condition:subject&"
                              "_revinclude=Coverage:beneficiary");
  struct reply conditions = get_ok("/fhir/Condition?patient=00001");
  struct reply coverages = get_ok("/fhir/Coverage?patient=00001");
  ck_assert_uint_eq(count_of(reply.json, "match", "Patient"), 1);
  ck_assert_uint_eq(count_of(reply.json, "include", "Condition"),
                    count_of(conditions.json, "match", "Condition"));
  ck_assert_uint_eq(count_of(reply.json, "include", "Coverage"),
                    count_of(coverages.json, "match", "Coverage"));
  reply_free(&reply);
  reply_free(&conditions);
  reply_free(&coverages);
}
END_TEST

/* Two patients have that name; ORCA is asked about the one on the page. */
START_TEST(only_what_is_on_the_page_is_included) {
  int calls = lab_orca_calls(&world, "diseasegetv2");
  struct reply reply = http_call(
      &world, &(struct call){.path = "/fhir/Patient?name=%E3%83%86%E3%82%B9%E3%83%88&_count=1&"
                                     "_revinclude=Condition:subject",
                             .headers = {"Cache-Control: no-cache"}});
  ck_assert_int_eq(reply.status, 200);
  ck_assert_int_eq(json_integer_value(json_at(reply.json, "total")), 2);
  ck_assert_uint_eq(count_of(reply.json, "match", "Patient"), 1);
  ck_assert_int_eq(lab_orca_calls(&world, "diseasegetv2"), calls + 1);
  reply_free(&reply);
}
END_TEST

START_TEST(a_failing_include_fails_the_search) {
  lab_fault(&world, "orca_status", 503);
  struct reply reply = http_call(
      &world, &(struct call){.path = "/fhir/Condition?patient=00005&_include=Condition:subject",
                             .headers = {"Cache-Control: no-cache"}});
  lab_fault(&world, "orca_status", 0);
  ck_assert_int_ge(reply.status, 500);
  reply_free(&reply);
}
END_TEST

START_TEST(everything_is_all_types) {
  struct reply reply = get_ok("/fhir/Patient/1/$everything");
  static const char *const types[] = {"Condition", "Coverage", "AllergyIntolerance"};
  ck_assert_str_eq(text_at(reply.json, "type"), "searchset");
  ck_assert_uint_eq(count_of(reply.json, "match", "Patient"), 1);
  ck_assert_str_eq(text_at(resource_at(reply.json, 0), "id"), "00001");
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    char path[100];
    snprintf(path, sizeof path, "/fhir/%s?patient=00001", types[i]);
    struct reply single = get_ok(path);
    ck_assert_uint_eq(count_of(reply.json, "match", types[i]),
                      count_of(single.json, "match", types[i]));
    snprintf(path, sizeof path, "/fhir/Patient/00001/$everything?_type=%s", types[i]);
    struct reply chosen = get_ok(path);
    ck_assert_uint_eq(json_array_size(json_at(chosen.json, "entry")),
                      count_of(single.json, "match", types[i]));
    reply_free(&single);
    reply_free(&chosen);
  }
  reply_free(&reply);
}
END_TEST

START_TEST(everything_has_what_was_done_and_given) {
  struct reply reply = get_ok("/fhir/Patient/00012/$everything");
  static const char *const types[] = {"Encounter", "MedicationRequest", "MedicationDispense",
                                      "Procedure", "ChargeItem"};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    ck_assert_msg(count_of(reply.json, "match", types[i]) > 0, "%s", types[i]);
  }
  reply_free(&reply);
}
END_TEST

START_TEST(everything_has_pages) {
  char path[1000] = "/fhir/Patient/00001/$everything?_count=5";
  size_t total = 0;
  size_t seen = 0;
  while (path[0] != '\0') {
    struct reply reply = get_ok(path);
    total = (size_t)json_integer_value(json_at(reply.json, "total"));
    const json_t *entries = json_at(reply.json, "entry");
    for (size_t i = 0; i < json_array_size(entries); i++) {
      seen += strcmp(text_at(json_array_get(entries, i), "search.mode"), "match") == 0;
    }
    snprintf(path, sizeof path, "%s", link_of(reply.json, "next"));
    reply_free(&reply);
  }
  ck_assert_uint_gt(total, 5);
  ck_assert_uint_eq(seen, total);
}
END_TEST

/* What a search names can be read where it says, and is the same. */
static const char *const searches[] = {
    "/fhir/Condition?patient=00001",
    "/fhir/Coverage?patient=00002",
    "/fhir/AllergyIntolerance?patient=00009",
    "/fhir/Patient?identifier=00001",
};

START_TEST(what_is_found_can_be_read) {
  struct reply reply = get_ok(searches[_i]);
  const json_t *entries = json_at(reply.json, "entry");
  size_t read = 0;
  for (size_t i = 0; i < json_array_size(entries); i++) {
    const json_t *entry = json_array_get(entries, i);
    if (strcmp(text_at(entry, "search.mode"), "match") != 0) {
      continue;
    }
    struct reply single = get_ok(strstr(text_at(entry, "fullUrl"), "/fhir/"));
    ck_assert_msg(json_equal(single.json, json_at(entry, "resource")), "%s", single.body);
    reply_free(&single);
    read++;
  }
  ck_assert_uint_gt(read, 0);
  reply_free(&reply);
}
END_TEST

/* ---- where values come from --------------------------------------------------------------------
 */
START_TEST(provenance_names_api_and_field) {
  struct reply reply = get_ok("/fhir/Condition?patient=00001&_count=1&_provenance=true");
  ck_assert_uint_eq(count_of(reply.json, "include", "Provenance"), 1);
  const json_t *provenance = resource_at(reply.json, 1);
  char target[200];
  snprintf(target, sizeof target, "Condition/%s", text_at(resource_at(reply.json, 0), "id"));
  ck_assert_str_eq(text_at(provenance, "target.0.reference"), target);
  ck_assert_str_eq(text_at(provenance, "entity.0.what.identifier.value"),
                   "urn:orca:api01rv2/diseasegetv2#Disease_Information[1]&code=Disease_Single[1]");
  ck_assert_ptr_nonnull(strstr(reply.body, "Condition.onsetDateTime: diseasegetv2 › "
                                           "Disease_Information[1] › Disease_StartDate"));
  reply_free(&reply);
}
END_TEST

/* Each Provenance of a sorted page names the row of its own target, whatever came before it. */
START_TEST(provenance_names_the_row) {
  struct reply all = get_ok("/fhir/Condition?patient=00001");
  struct reply page = get_ok("/fhir/Condition?patient=00001&_sort=-onset-date&_count=3&_offset=2"
                             "&_include=Condition:subject&_provenance=true");
  ck_assert_uint_eq(count_of(page.json, "match", "Condition"), 3);
  ck_assert_uint_eq(count_of(page.json, "include", "Provenance"), 4);
  for (size_t i = 0; i < 3; i++) {
    const char *id = text_at(resource_at(page.json, i), "id");
    size_t row = 0;
    while (strcmp(text_at(resource_at(all.json, row), "id"), id) != 0) {
      row++;
      ck_assert_uint_lt(row, json_array_size(json_at(all.json, "entry")));
    }
    char target[200];
    char source[200];
    snprintf(target, sizeof target, "\"reference\":\"Condition/%s\"}", id);
    snprintf(source, sizeof source,
             "Condition.onsetDateTime: diseasegetv2 › Disease_Information[%zu]", row + 1);
    const char *provenance = strstr(page.body, target);
    ck_assert_ptr_nonnull(provenance);
    const char *field = strstr(provenance, "Condition.onsetDateTime: ");
    ck_assert_msg(field != NULL && strncmp(field, source, strlen(source)) == 0, "%s", provenance);
  }
  reply_free(&page);
  reply_free(&all);
}
END_TEST

/* A finding about a resource that was read here says which row of ORCA's answer to correct. */
START_TEST(findings_name_the_row) {
  struct reply all = get_ok("/fhir/Condition?patient=00001");
  json_t *condition = json_deep_copy(resource_at(all.json, 2));
  json_object_set_new(condition, "onsetDateTime", json_string("2020-13-01"));
  char *body = json_dumps(condition, JSON_COMPACT);
  struct reply reply = http_post(&world, "/fhir/Condition/$validate", body);
  ck_assert_int_eq(reply.status, 200);
  ck_assert_msg(strstr(reply.body, "\"urn:fhir-facade:origin\",\"valueString\":\"diseasegetv2 › "
                                   "Disease_Information[3] › Disease_StartDate\"") != NULL,
                "%s", reply.body);
  reply_free(&reply);
  reply_free(&all);
  free(body);
  json_decref(condition);
}
END_TEST

static const char *const valid_answers[] = {
    "/fhir/Patient/00001/$everything?_provenance=true",
    "/fhir/Patient/00002/$everything",
    "/fhir/Patient/00009/$everything",
    "/fhir/Patient/00012/$everything",
    "/fhir/Condition?patient=00013&_count=10&_include=Condition:subject",
    "/fhir/Patient?family=%E3%83%86%E3%82%B9%E3%83%88&_revinclude=Coverage:beneficiary",
    "/fhir/Patient?_lastUpdated=ge2001-01-01",
    "/fhir/Condition?patient=00001&_summary=true",
};

START_TEST(answers_are_valid) {
  struct reply made = get_ok(valid_answers[_i]);
  struct reply outcome = http_post(&world, "/fhir/$validate", made.body);
  ck_assert_msg(outcome_count(outcome.json, "error") == 0 &&
                    outcome_count(outcome.json, "fatal") == 0,
                "%s: %s", valid_answers[_i], outcome.body);
  reply_free(&made);
  reply_free(&outcome);
}
END_TEST

/* ---- copies ------------------------------------------------------------------------------------
 */
START_TEST(a_copy_is_asked_about) {
  char tag[100];
  char header[150];
  struct reply reply = get_ok("/fhir/Condition?patient=00001");
  snprintf(header, sizeof header, "If-None-Match: %s",
           reply_header(&reply, "ETag", tag, sizeof tag));
  ck_assert_str_ne(tag, "");
  /* Fetched again at another time, but the same facts. */
  struct reply same =
      http_call(&world, &(struct call){.path = "/fhir/Condition?patient=00001",
                                       .headers = {header, "Cache-Control: no-cache"}});
  struct reply other = http_call(
      &world, &(struct call){.path = "/fhir/Condition?patient=00005", .headers = {header}});
  ck_assert_int_eq(same.status, 304);
  ck_assert_uint_eq(same.length, 0);
  ck_assert_int_eq(other.status, 200);
  reply_free(&reply);
  reply_free(&same);
  reply_free(&other);
}
END_TEST

START_TEST(no_cache_asks_orca_again) {
  char age[20];
  struct reply reply = get_ok("/fhir/Patient/00003");
  int calls = lab_orca_calls(&world, "patientgetv2");
  reply_free(&reply);
  reply = http_call(&world, &(struct call){.path = "/fhir/Patient/00003",
                                           .headers = {"Cache-Control: no-cache"}});
  ck_assert_int_eq(lab_orca_calls(&world, "patientgetv2"), calls + 1);
  ck_assert_str_eq(reply_header(&reply, "Age", age, sizeof age), "0");
  reply_free(&reply);
}
END_TEST

START_TEST(long_answers_are_compressed_on_request) {
  char encoding[20];
  struct reply plain = get_ok("/fhir/Condition?patient=00004");
  struct reply packed = http_call(&world, &(struct call){.path = "/fhir/Condition?patient=00004",
                                                         .headers = {"Accept-Encoding: gzip"}});
  ck_assert_int_eq(packed.status, 200);
  ck_assert_str_eq(reply_header(&packed, "Content-Encoding", encoding, sizeof encoding), "gzip");
  ck_assert_str_eq(reply_header(&plain, "Content-Encoding", encoding, sizeof encoding), "");
  ck_assert_uint_lt(packed.length * 5, plain.length);
  ck_assert_mem_eq(packed.body, "\x1f\x8b", 2);
  reply_free(&plain);
  reply_free(&packed);
}
END_TEST

START_TEST(head_is_get_without_a_body) {
  char get_tag[100];
  char head_tag[100];
  char length[20];
  struct reply get = get_ok("/fhir/Patient/00001");
  struct reply head =
      http_call(&world, &(struct call){.method = "HEAD", .path = "/fhir/Patient/00001"});
  ck_assert_int_eq(head.status, 200);
  ck_assert_uint_eq(head.length, 0);
  ck_assert_str_eq(reply_header(&head, "ETag", head_tag, sizeof head_tag),
                   reply_header(&get, "ETag", get_tag, sizeof get_tag));
  ck_assert_uint_eq(strtoul(reply_header(&head, "Content-Length", length, sizeof length), NULL, 10),
                    get.length);
  reply_free(&get);
  reply_free(&head);
}
END_TEST

#define ROWS(rows) sizeof(rows) / sizeof *(rows)

Suite *test_suite(void) {
  Suite *suite = suite_create("search_results");
  TCase *cases = tcase_create("search_results");
  tcase_set_timeout(cases, 60);
  tcase_add_unchecked_fixture(cases, setup, teardown);
  tcase_add_test(cases, pages_are_the_whole_answer_in_parts);
  tcase_add_test(cases, pages_lead_back);
  tcase_add_loop_test(cases, parameters_of_results, 0, ROWS(parameter_rows));
  tcase_add_test(cases, what_is_ignored_on_request_is_said);
  tcase_add_test(cases, conditions_are_sorted_by_onset);
  tcase_add_test(cases, the_patient_comes_once_with_the_page);
  tcase_add_test(cases, what_refers_to_the_patient_comes_with_it);
  tcase_add_test(cases, only_what_is_on_the_page_is_included);
  tcase_add_test(cases, a_failing_include_fails_the_search);
  tcase_add_test(cases, everything_is_all_types);
  tcase_add_test(cases, everything_has_what_was_done_and_given);
  tcase_add_test(cases, everything_has_pages);
  tcase_add_loop_test(cases, what_is_found_can_be_read, 0, ROWS(searches));
  tcase_add_test(cases, provenance_names_api_and_field);
  tcase_add_test(cases, provenance_names_the_row);
  tcase_add_test(cases, findings_name_the_row);
  tcase_add_loop_test(cases, answers_are_valid, 0, ROWS(valid_answers));
  tcase_add_test(cases, a_copy_is_asked_about);
  tcase_add_test(cases, no_cache_asks_orca_again);
  tcase_add_test(cases, long_answers_are_compressed_on_request);
  tcase_add_test(cases, head_is_get_without_a_body);
  suite_add_tcase(suite, cases);
  return suite;
}
