/* Terminology over HTTP: resources are kept over a restart, read and searched, and answer the
 * operations. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

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

#define SYSTEM                                                                                     \
  "{\"resourceType\":\"CodeSystem\",\"id\":\"colours\",\"url\":\"urn:colours\",\"version\":\"1\"," \
  "\"name\":\"Colours\",\"title\":\"Colours of tests\",\"status\":\"active\","                     \
  "\"content\":\"complete\",\"concept\":[{\"code\":\"warm\",\"display\":\"Warm\",\"concept\":["    \
  "{\"code\":\"red\",\"display\":\"Red\",\"designation\":[{\"language\":\"ja\","                   \
  "\"value\":\"赤\"}],\"property\":[{\"code\":\"wave\",\"valueInteger\":700}]}]},"                \
  "{\"code\":\"old\",\"property\":[{\"code\":\"inactive\",\"valueBoolean\":true}]}]}"
#define MAP                                                                                        \
  "{\"resourceType\":\"ConceptMap\",\"id\":\"paint\",\"url\":\"urn:paint\",\"status\":\"active\"," \
  "\"group\":[{\"source\":\"urn:colours\",\"target\":\"urn:paints\",\"element\":["                 \
  "{\"code\":\"red\",\"target\":[{\"code\":\"P1\",\"equivalence\":\"equivalent\"},"                \
  "{\"code\":\"P2\",\"equivalence\":\"narrower\"}]}]}]}"

static long put(const char *path, const char *body) {
  struct call call = {.method = "PUT", .path = path, .body = body};
  struct reply reply = http_call(&world, &call);
  long status = reply.status;
  reply_free(&reply);
  return status;
}

static long remove_at(const char *path) {
  struct call call = {.method = "DELETE", .path = path};
  struct reply reply = http_call(&world, &call);
  long status = reply.status;
  reply_free(&reply);
  return status;
}

/* The value[x] of the n-th parameter of that name, as text; "" when absent. */
static const char *parameter(const json_t *parameters, const char *name, const char *value) {
  const json_t *rows = json_at(parameters, "parameter");
  for (size_t i = 0; i < json_array_size(rows); i++) {
    const json_t *row = json_array_get(rows, i);
    if (strcmp(text_at(row, "name"), name) == 0) {
      return text_at(row, value);
    }
  }
  return "";
}

START_TEST(a_resource_is_kept_as_it_came) {
  ck_assert_int_eq(put("/fhir/CodeSystem/colours", SYSTEM), 201);
  ck_assert_int_eq(put("/fhir/CodeSystem/colours", SYSTEM), 200);
  ck_assert_int_eq(server_stop(&world), 0);
  server_start(&world);
  struct reply reply = http_get(&world, "/fhir/CodeSystem/colours");
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(reply.body, SYSTEM);
  reply_free(&reply);
  ck_assert_int_eq(remove_at("/fhir/CodeSystem/colours"), 204);
  ck_assert_int_eq(remove_at("/fhir/CodeSystem/colours"), 204);
  reply = http_get(&world, "/fhir/CodeSystem/colours");
  ck_assert_int_eq(reply.status, 404);
  ck_assert_str_eq(text_at(reply.json, "issue.0.details.coding.0.code"), "definition-unknown");
  reply_free(&reply);
}
END_TEST

static const struct {
  const char *path;
  const char *body;
  long status;
} refusals[] = {
    {"/fhir/CodeSystem/other", SYSTEM, 422},
    {"/fhir/ValueSet/colours", SYSTEM, 422},
    {"/fhir/CodeSystem/x", "{\"resourceType\":\"CodeSystem\",\"id\":\"x\"}", 422},
    {"/fhir/CodeSystem/x", "{\"resourceType\":", 400},
};

START_TEST(what_is_no_such_resource_is_refused) {
  ck_assert_int_eq(put(refusals[_i].path, refusals[_i].body), refusals[_i].status);
}
END_TEST

static const struct {
  const char *query;
  int total;
} searches[] = {
    {"", 1},
    {"?url=urn:colours", 1},
    {"?url=urn:colours&version=1", 1},
    {"?url=urn:colours&version=2", 0},
    {"?name=col", 1},
    {"?title=COLOURS", 1},
    {"?status=draft", 0},
    {"?_id=colours&_summary=true", 1},
};

START_TEST(resources_are_found) {
  char path[200];
  ck_assert_int_eq(put("/fhir/CodeSystem/colours", SYSTEM), 201);
  for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
    snprintf(path, sizeof path, "/fhir/CodeSystem%s", searches[i].query);
    struct reply reply = http_get(&world, path);
    ck_assert_int_eq(reply.status, 200);
    ck_assert_msg(json_integer_value(json_at(reply.json, "total")) == searches[i].total, "%s: %s",
                  searches[i].query, reply.body);
    bool summary = strstr(searches[i].query, "_summary") != NULL;
    ck_assert(!summary || json_at(reply.json, "entry.0.resource.concept") == NULL);
    reply_free(&reply);
  }
}
END_TEST

START_TEST(pages_lead_to_each_other) {
  char body[200];
  char path[60];
  for (int i = 0; i < 3; i++) {
    snprintf(path, sizeof path, "/fhir/ValueSet/v%d", i);
    snprintf(body, sizeof body,
             "{\"resourceType\":\"ValueSet\",\"id\":\"v%d\",\"url\":\"urn:v%d\"}", i, i);
    ck_assert_int_eq(put(path, body), 201);
  }
  struct reply reply = http_get(&world, "/fhir/ValueSet?_count=2");
  ck_assert_int_eq(json_integer_value(json_at(reply.json, "total")), 3);
  ck_assert_str_eq(text_at(reply.json, "link.1.relation"), "next");
  ck_assert_ptr_nonnull(strstr(text_at(reply.json, "link.1.url"), "_offset=2"));
  reply_free(&reply);
  reply = http_get(&world, "/fhir/ValueSet?_count=2&_offset=2");
  ck_assert_uint_eq(json_array_size(json_at(reply.json, "entry")), 1);
  ck_assert_uint_eq(json_array_size(json_at(reply.json, "link")), 3); /* self, first, previous */
  ck_assert_str_eq(text_at(reply.json, "link.2.relation"), "previous");
  ck_assert_ptr_nonnull(strstr(text_at(reply.json, "link.2.url"), "_offset=0"));
  ck_assert_str_eq(text_at(reply.json, "entry.0.resource.id"), "v2");
  reply_free(&reply);
}
END_TEST

START_TEST(a_code_is_looked_up) {
  ck_assert_int_eq(put("/fhir/CodeSystem/colours", SYSTEM), 201);
  struct reply reply =
      http_get(&world, "/fhir/CodeSystem/$lookup?system=urn:colours&code=red&displayLanguage=ja");
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(parameter(reply.json, "name", "valueString"), "Colours");
  ck_assert_str_eq(parameter(reply.json, "display", "valueString"), "赤");
  ck_assert_ptr_nonnull(strstr(reply.body, "{\"name\":\"value\",\"valueInteger\":700}"));
  ck_assert_ptr_nonnull(strstr(reply.body, "{\"name\":\"value\",\"valueCode\":\"warm\"}"));
  reply_free(&reply);
  reply = http_post(&world, "/fhir/CodeSystem/$lookup",
                    "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"coding\","
                    "\"valueCoding\":{\"system\":\"urn:colours\",\"code\":\"old\"}},"
                    "{\"name\":\"property\",\"valueCode\":\"inactive\"}]}");
  ck_assert_ptr_nonnull(strstr(reply.body, "{\"name\":\"value\",\"valueBoolean\":true}"));
  ck_assert_ptr_null(strstr(reply.body, "\"child\""));
  reply_free(&reply);
}
END_TEST

static const struct {
  const char *path;
  long status;
  const char *id;
} unknown[] = {
    {"/fhir/CodeSystem/$lookup?system=urn:colours&code=blue", 404, "operation-code-unknown"},
    {"/fhir/CodeSystem/$lookup?system=urn:sounds&code=red", 404, "operation-system-unknown"},
    {"/fhir/CodeSystem/$lookup?system=urn:colours&version=9&code=red", 404,
     "operation-system-unknown"},
    {"/fhir/CodeSystem/$lookup?system=urn:colours", 400, "operation-parameter-missing"},
    {"/fhir/CodeSystem/$lookup?code=red", 400, "operation-parameter-missing"},
    {"/fhir/CodeSystem/nobody/$lookup?code=red", 404, "definition-unknown"},
    {"/fhir/CodeSystem/$subsumes?system=urn:colours&codeA=red", 400, "operation-parameter-missing"},
    {"/fhir/CodeSystem/$subsumes?system=urn:colours&codeA=red&codeB=x", 404,
     "operation-code-unknown"},
    {"/fhir/ConceptMap/$translate?url=urn:none&system=urn:colours&code=red", 404,
     "operation-map-unknown"},
    {"/fhir/ConceptMap/$translate?system=urn:colours", 400, "operation-parameter-missing"},
};

START_TEST(what_cannot_be_answered_is_said) {
  ck_assert_int_eq(put("/fhir/CodeSystem/colours", SYSTEM), 201);
  for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
    struct reply reply = http_get(&world, unknown[i].path);
    ck_assert_msg(reply.status == unknown[i].status, "%s: %s", unknown[i].path, reply.body);
    ck_assert_str_eq(text_at(reply.json, "issue.0.details.coding.0.code"), unknown[i].id);
    reply_free(&reply);
  }
}
END_TEST

static const struct {
  const char *codes;
  const char *outcome;
} subsumptions[] = {
    {"codeA=warm&codeB=red", "subsumes"},
    {"codeA=red&codeB=warm", "subsumed-by"},
    {"codeA=red&codeB=red", "equivalent"},
    {"codeA=red&codeB=old", "not-subsumed"},
};

START_TEST(subsumption_is_told) {
  char path[200];
  ck_assert_int_eq(put("/fhir/CodeSystem/colours", SYSTEM), 201);
  for (size_t i = 0; i < sizeof subsumptions / sizeof *subsumptions; i++) {
    snprintf(path, sizeof path, "/fhir/CodeSystem/$subsumes?system=urn:colours&%s",
             subsumptions[i].codes);
    struct reply reply = http_get(&world, path);
    ck_assert_str_eq(parameter(reply.json, "outcome", "valueCode"), subsumptions[i].outcome);
    reply_free(&reply);
  }
}
END_TEST

START_TEST(a_code_is_translated_to_all_targets) {
  ck_assert_int_eq(put("/fhir/ConceptMap/paint", MAP), 201);
  static const char *const paths[] = {
      "/fhir/ConceptMap/$translate?system=urn:colours&code=red&targetsystem=urn:paints",
      "/fhir/ConceptMap/paint/$translate?system=urn:colours&code=red",
      "/fhir/ConceptMap/$translate?url=urn:paint&system=urn:colours&code=red",
  };
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    struct reply reply = http_get(&world, paths[i]);
    ck_assert(json_is_true(json_at(reply.json, "parameter.2.valueBoolean")));
    ck_assert_str_eq(text_at(reply.json, "parameter.0.part.1.valueCoding.code"), "P1");
    ck_assert_str_eq(text_at(reply.json, "parameter.1.part.0.valueCode"), "narrower");
    reply_free(&reply);
  }
  struct reply reply =
      http_get(&world, "/fhir/ConceptMap/$translate?system=urn:colours&code=x&targetsystem=urn:p");
  ck_assert(json_is_false(json_at(reply.json, "parameter.0.valueBoolean")));
  ck_assert_str_ne(parameter(reply.json, "message", "valueString"), "");
  reply_free(&reply);
}
END_TEST

/* Entries of one batch and the status of each answer. */
static const struct {
  const char *method;
  const char *url;
  const char *resource; /* with the comma before it; "" = none */
  const char *status;
} entries[] = {
    {"GET", "CodeSystem/$lookup?system=urn:colours&code=red", "", "200"},
    {"GET", "CodeSystem/$lookup?system=urn:colours&code=none", "", "404"},
    {"POST", "CodeSystem/$lookup",
     ",\"resource\":{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"coding\","
     "\"valueCoding\":{\"system\":\"urn:colours\",\"code\":\"warm\"}}]}",
     "200"},
    {"DELETE", "CodeSystem/colours", "", "400"},
    {"POST", "Bundle", "", "400"},
    {"GET", "Nothing/1", "", "404"},
    {"", "", "", "405"},
};

START_TEST(a_batch_is_answered_entry_by_entry) {
  char body[4000] = "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[";
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
    size_t used = strlen(body);
    snprintf(body + used, sizeof body - used,
             "%s{\"request\":{\"method\":\"%s\",\"url\":\"%s\"}%s}", i == 0 ? "" : ",",
             entries[i].method, entries[i].url, entries[i].resource);
  }
  snprintf(body + strlen(body), 3, "]}");
  ck_assert_int_eq(put("/fhir/CodeSystem/colours", SYSTEM), 201);
  struct reply reply = http_post(&world, "/fhir", body);
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(text_at(reply.json, "type"), "batch-response");
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
    char path[60];
    snprintf(path, sizeof path, "entry.%zu.response.status", i);
    ck_assert_msg(strcmp(text_at(reply.json, path), entries[i].status) == 0, "%zu: %s", i,
                  reply.body);
  }
  ck_assert_str_eq(parameter(json_at(reply.json, "entry.0.resource"), "display", "valueString"),
                   "Red");
  ck_assert_str_eq(text_at(reply.json, "entry.1.response.outcome.resourceType"),
                   "OperationOutcome");
  reply_free(&reply);
  reply = http_get(&world, "/fhir/CodeSystem/colours");
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
}
END_TEST

START_TEST(capabilities_name_systems_and_pass_validation) {
  ck_assert_int_eq(put("/fhir/CodeSystem/colours", SYSTEM), 201);
  struct reply statement = http_get(&world, "/fhir/metadata?mode=terminology");
  ck_assert_str_eq(text_at(statement.json, "resourceType"), "TerminologyCapabilities");
  ck_assert_str_eq(text_at(statement.json, "codeSystem.0.uri"), "urn:colours");
  ck_assert_str_eq(text_at(statement.json, "codeSystem.0.version.0.code"), "1");
  struct reply outcome =
      http_post(&world, "/fhir/TerminologyCapabilities/$validate", statement.body);
  ck_assert_msg(outcome_count(outcome.json, "error") == 0, "%s", outcome.body);
  reply_free(&statement);
  reply_free(&outcome);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("terminology over HTTP");
  TCase *cases = tcase_create("terminology");
  tcase_set_timeout(cases, 60);
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, a_resource_is_kept_as_it_came);
  tcase_add_loop_test(cases, what_is_no_such_resource_is_refused, 0,
                      sizeof refusals / sizeof *refusals);
  tcase_add_test(cases, resources_are_found);
  tcase_add_test(cases, pages_lead_to_each_other);
  tcase_add_test(cases, a_code_is_looked_up);
  tcase_add_test(cases, what_cannot_be_answered_is_said);
  tcase_add_test(cases, subsumption_is_told);
  tcase_add_test(cases, a_code_is_translated_to_all_targets);
  tcase_add_test(cases, a_batch_is_answered_entry_by_entry);
  tcase_add_test(cases, capabilities_name_systems_and_pass_validation);
  suite_add_tcase(suite, cases);
  return suite;
}
