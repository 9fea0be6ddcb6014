/* $expand and $validate-code over HTTP, at types and instances, by GET and POST. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <string.h>

static struct world world;

#define SYSTEM                                                                                     \
  "{\"resourceType\":\"CodeSystem\",\"id\":\"colours\",\"url\":\"urn:colours\",\"version\":\"1\"," \
  "\"status\":\"active\",\"content\":\"complete\",\"language\":\"en\",\"concept\":["               \
  "{\"code\":\"warm\",\"display\":\"Warm\",\"concept\":[{\"code\":\"red\",\"display\":\"Red\","    \
  "\"designation\":[{\"language\":\"ja\",\"value\":\"赤\"}],"                                     \
  "\"property\":[{\"code\":\"wave\",\"valueInteger\":700}]}]},"                                    \
  "{\"code\":\"old\",\"display\":\"Old\",\"property\":[{\"code\":\"status\","                      \
  "\"valueCode\":\"retired\"}]}]}"
#define SET                                                                                        \
  "{\"resourceType\":\"ValueSet\",\"id\":\"all\",\"url\":\"urn:all\",\"version\":\"2\","           \
  "\"name\":\"All\",\"status\":\"active\",\"compose\":{\"include\":[{\"system\":\"urn:colours\"}]" \
  "}}"

static void put(const char *path, const char *body) {
  struct call call = {.method = "PUT", .path = path, .body = body};
  struct reply reply = http_call(&world, &call);
  ck_assert_msg(reply.status == 201, "%s: %s", path, reply.body);
  reply_free(&reply);
}

static void setup(void) {
  world = (struct world){.transport = "none"};
  world_start(&world);
  put("/fhir/CodeSystem/colours", SYSTEM);
  put("/fhir/ValueSet/all", SET);
}

static void teardown(void) {
  world_stop(&world);
}

/* The parameter of that name; NULL when absent. */
static const json_t *parameter(const json_t *parameters, const char *name) {
  const json_t *rows = json_at(parameters, "parameter");
  for (size_t i = 0; i < json_array_size(rows); i++) {
    const json_t *row = json_array_get(rows, i);
    if (strcmp(text_at(row, "name"), name) == 0) {
      return row;
    }
  }
  return NULL;
}

static const struct {
  const char *path;
  bool result;
  const char *display;
} checks[] = {
    {"/fhir/ValueSet/$validate-code?url=urn:all&system=urn:colours&code=red", true, "Red"},
    {"/fhir/ValueSet/$validate-code?url=urn:all%7C2&system=urn:colours&code=red", true, "Red"},
    {"/fhir/ValueSet/all/$validate-code?system=urn:colours&code=red", true, "Red"},
    {"/fhir/ValueSet/all/$validate-code?system=urn:colours&code=blue", false, ""},
    {"/fhir/ValueSet/all/$validate-code?code=red&inferSystem=true", true, "Red"},
    {"/fhir/ValueSet/all/$validate-code?system=urn:colours&code=red&displayLanguage=ja", true,
     "赤"},
    {"/fhir/ValueSet/all/$validate-code?system=urn:colours&code=red&display=Blue", false, "Red"},
    {"/fhir/CodeSystem/$validate-code?url=urn:colours&code=red", true, "Red"},
    {"/fhir/CodeSystem/$validate-code?url=urn:colours&version=9&code=red", false, ""},
    {"/fhir/CodeSystem/colours/$validate-code?code=red", true, "Red"},
    {"/fhir/CodeSystem/colours/$validate-code?code=blue", false, ""},
};

START_TEST(codes_are_validated) {
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    struct reply reply = http_get(&world, checks[i].path);
    ck_assert_msg(reply.status == 200, "%s: %s", checks[i].path, reply.body);
    ck_assert_msg(json_is_true(json_at(parameter(reply.json, "result"), "valueBoolean")) ==
                      checks[i].result,
                  "%s: %s", checks[i].path, reply.body);
    const json_t *display = parameter(reply.json, "display");
    ck_assert_str_eq(display == NULL ? "" : text_at(display, "valueString"), checks[i].display);
    ck_assert((parameter(reply.json, "message") == NULL) == checks[i].result);
    reply_free(&reply);
  }
}
END_TEST

static const struct {
  const char *path;
  long status;
  const char *text;
} refusals[] = {
    {"/fhir/ValueSet/$validate-code?url=urn:none&system=urn:colours&code=red", 404,
     "A definition for the value Set 'urn:none' could not be found"},
    {"/fhir/ValueSet/$validate-code?url=urn:all%7C9&system=urn:colours&code=red", 404,
     "A definition for the value Set 'urn:all|9' could not be found"},
    {"/fhir/ValueSet/none/$validate-code?system=urn:colours&code=red", 404,
     "A definition for the value Set 'none' could not be found"},
    {"/fhir/ValueSet/$validate-code?system=urn:colours&code=red", 400,
     "No value set was given: the parameter url or valueSet is needed"},
    {"/fhir/ValueSet/all/$validate-code?system=urn:colours", 400, NULL},
    {"/fhir/CodeSystem/$validate-code?code=red", 400, NULL},
    {"/fhir/ValueSet/$expand?url=urn:none", 404,
     "A definition for the value Set 'urn:none' could not be found"},
    {"/fhir/ValueSet/all/$expand?count=many", 400, NULL},
    {"/fhir/ValueSet/all/$expand?system-version=urn:colours", 400, NULL},
};

START_TEST(what_cannot_be_answered_is_refused) {
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    struct reply reply = http_get(&world, refusals[i].path);
    ck_assert_msg(reply.status == refusals[i].status, "%s: %ld %s", refusals[i].path, reply.status,
                  reply.body);
    ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
    ck_assert(refusals[i].text == NULL ||
              strcmp(text_at(reply.json, "issue.0.details.text"), refusals[i].text) == 0);
    reply_free(&reply);
  }
}
END_TEST

START_TEST(japanese_readers_are_told_in_japanese) {
  struct call call = {.method = "GET",
                      .path = "/fhir/ValueSet/$expand?url=urn:none",
                      .headers = {"Accept-Language: ja"}};
  struct reply reply = http_call(&world, &call);
  ck_assert_str_eq(text_at(reply.json, "issue.0.details.text"),
                   "値セット「urn:none」の定義がありません");
  reply_free(&reply);
}
END_TEST

static const struct {
  const char *path;
  const char *expected; /* part of the body */
} expansions[] = {
    {"/fhir/ValueSet/$expand?url=urn:all",
     "\"contains\":[{\"system\":\"urn:colours\",\"code\":\"warm\",\"display\":\"Warm\","
     "\"contains\":[{\"system\":\"urn:colours\",\"code\":\"red\",\"display\":\"Red\"}]},"},
    {"/fhir/ValueSet/all/$expand?excludeNested=true", "\"code\":\"warm\",\"display\":\"Warm\"},"},
    {"/fhir/ValueSet/all/$expand?count=1&offset=1", "\"total\":3,\"offset\":1,"},
    {"/fhir/ValueSet/all/$expand?count=0", "\"valueUri\":\"urn:colours|1\"}]}}"},
    {"/fhir/ValueSet/all/$expand?filter=RE", "\"total\":1,"},
    {"/fhir/ValueSet/all/$expand?activeOnly=true", "\"total\":2,"},
    {"/fhir/ValueSet/all/$expand?displayLanguage=ja", "\"code\":\"red\",\"display\":\"赤\"}"},
    {"/fhir/ValueSet/all/$expand?includeDesignations=true",
     "\"designation\":[{\"language\":\"ja\",\"value\":\"赤\"}]"},
    {"/fhir/ValueSet/all/$expand?property=wave", "{\"url\":\"value\",\"valueInteger\":700}"},
    {"/fhir/ValueSet/all/$expand", "{\"url\":\"value\",\"valueCode\":\"retired\"}"},
    {"/fhir/ValueSet/all/$expand?includeDefinition=true",
     "\"compose\":{\"include\":[{\"system\":\"urn:colours\"}]}"},
};

START_TEST(value_sets_are_expanded) {
  for (size_t i = 0; i < sizeof expansions / sizeof *expansions; i++) {
    struct reply reply = http_get(&world, expansions[i].path);
    ck_assert_msg(reply.status == 200, "%s: %s", expansions[i].path, reply.body);
    ck_assert_msg(strstr(reply.body, expansions[i].expected) != NULL, "%s: %.2000s",
                  expansions[i].path, reply.body);
    struct reply outcome = http_post(&world, "/fhir/ValueSet/$validate", reply.body);
    ck_assert_msg(outcome_count(outcome.json, "error") == 0, "%s: %.2000s", expansions[i].path,
                  outcome.body);
    reply_free(&outcome);
    reply_free(&reply);
  }
}
END_TEST

#define CODING(system, code, display)                                                              \
  "{\"name\":\"coding\",\"valueCoding\":{\"system\":\"" system "\",\"code\":\"" code               \
  "\",\"display\":\"" display "\"}}"
#define PARAMETERS(rows) "{\"resourceType\":\"Parameters\",\"parameter\":[" rows "]}"

START_TEST(resources_may_come_with_the_request) {
  struct reply reply =
      http_post(&world, "/fhir/ValueSet/$validate-code",
                PARAMETERS("{\"name\":\"valueSet\",\"resource\":{\"resourceType\":\"ValueSet\","
                           "\"compose\":{\"include\":[{\"system\":\"urn:mine\"}]}}},"
                           "{\"name\":\"tx-resource\",\"resource\":{\"resourceType\":"
                           "\"CodeSystem\",\"url\":\"urn:mine\",\"content\":\"complete\","
                           "\"concept\":[{\"code\":\"m\",\"display\":\"Mine\"}]}}," CODING(
                               "urn:mine", "m", "Mine")));
  ck_assert(json_is_true(json_at(parameter(reply.json, "result"), "valueBoolean")));
  reply_free(&reply);
  reply = http_post(&world, "/fhir/ValueSet/$expand",
                    "{\"resourceType\":\"ValueSet\",\"compose\":{\"include\":[{\"system\":"
                    "\"urn:colours\",\"concept\":[{\"code\":\"red\"}]}]}}");
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(text_at(reply.json, "expansion.contains.0.display"), "Red");
  reply_free(&reply);
}
END_TEST

START_TEST(a_batch_of_validations_is_answered_one_by_one) {
  struct reply reply = http_post(
      &world, "/fhir/ValueSet/$batch-validate-code",
      PARAMETERS("{\"name\":\"url\",\"valueUri\":\"urn:all\"},"
                 "{\"name\":\"lenient-display-validation\",\"valueBoolean\":true},"
                 "{\"name\":\"validation\",\"resource\":" PARAMETERS(CODING(
                     "urn:colours", "red",
                     "Blue")) "},"
                              "{\"name\":\"validation\",\"resource\":" PARAMETERS(
                                  CODING("urn:colours", "red",
                                         "Blue") ",{\"name\":"
                                                 "\"lenient-display-validation\",\"valueBoolean\":"
                                                 "false}") "},"
                                                           "{\"name\":\"validation\","
                                                           "\"resource\":" PARAMETERS("") "}"));
  ck_assert_int_eq(reply.status, 200);
  ck_assert_uint_eq(json_array_size(json_at(reply.json, "parameter")), 3);
  const json_t *first = json_at(reply.json, "parameter.0.resource");
  const json_t *second = json_at(reply.json, "parameter.1.resource");
  ck_assert(json_is_true(json_at(parameter(first, "result"), "valueBoolean")));
  ck_assert(json_is_false(json_at(parameter(second, "result"), "valueBoolean")));
  ck_assert_str_eq(text_at(reply.json, "parameter.2.resource.resourceType"), "OperationOutcome");
  reply_free(&reply);
}
END_TEST

START_TEST(a_concept_with_a_house_code_is_valid) {
  struct reply reply = http_post(
      &world, "/fhir/ValueSet/all/$validate-code",
      PARAMETERS("{\"name\":\"codeableConcept\",\"valueCodeableConcept\":{\"coding\":["
                 "{\"system\":\"http://house.example\",\"code\":\"1\"},"
                 "{\"system\":\"urn:colours\",\"code\":\"red\"}],\"text\":\"as given\"}}"));
  ck_assert_int_eq(reply.status, 200);
  ck_assert(json_is_true(json_at(parameter(reply.json, "result"), "valueBoolean")));
  ck_assert_str_eq(text_at(parameter(reply.json, "code"), "valueCode"), "red");
  ck_assert_str_eq(text_at(parameter(reply.json, "codeableConcept"), "valueCodeableConcept.text"),
                   "as given");
  ck_assert_str_eq(text_at(parameter(reply.json, "x-unknown-system"), "valueCanonical"),
                   "http://house.example");
  reply_free(&reply);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("codes over HTTP");
  TCase *cases = tcase_create("codes");
  tcase_set_timeout(cases, 60);
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, codes_are_validated);
  tcase_add_test(cases, what_cannot_be_answered_is_refused);
  tcase_add_test(cases, japanese_readers_are_told_in_japanese);
  tcase_add_test(cases, value_sets_are_expanded);
  tcase_add_test(cases, resources_may_come_with_the_request);
  tcase_add_test(cases, a_batch_of_validations_is_answered_one_by_one);
  tcase_add_test(cases, a_concept_with_a_house_code_is_valid);
  suite_add_tcase(suite, cases);
  return suite;
}
