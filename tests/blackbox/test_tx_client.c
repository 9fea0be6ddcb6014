/* The server as the terminology server of HL7's validator: the forms of requests that it sends. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdlib.h>
#include <string.h>

static struct world world;

#define SYSTEM                                                                                     \
  "{\"resourceType\":\"CodeSystem\",\"id\":\"colours\",\"url\":\"urn:colours\",\"version\":\"1\"," \
  "\"status\":\"active\",\"language\":\"en\",\"content\":\"complete\",\"concept\":[{\"code\":"     \
  "\"red\",\"display\":\"Red\",\"designation\":[{\"language\":\"ja\",\"value\":\"赤\"}]},"        \
  "{\"code\":\"blue\",\"display\":\"Blue\"}]}"
/* A copy of media types that has not all of them, as packages bring it. */
#define MEDIA_TYPES                                                                                \
  "{\"resourceType\":\"CodeSystem\",\"id\":\"mime\",\"url\":\"urn:ietf:bcp:13\",\"version\":"      \
  "\"1.0.0\",\"status\":\"active\",\"content\":\"complete\",\"concept\":[{\"code\":"               \
  "\"application/pdf\"}]}"

static void setup(void) {
  static const struct {
    const char *path;
    const char *body;
  } definitions[] = {{"/fhir/CodeSystem/colours", SYSTEM}, {"/fhir/CodeSystem/mime", MEDIA_TYPES}};
  world = (struct world){.transport = "none"};
  world_start(&world);
  for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++) {
    struct call call = {.method = "PUT", .path = definitions[i].path, .body = definitions[i].body};
    struct reply reply = http_call(&world, &call);
    ck_assert_msg(reply.status == 201, "%s", reply.body);
    reply_free(&reply);
  }
}

static void teardown(void) {
  world_stop(&world);
}

/* ---- $validate-code -----------------------------------------------------------------------------
 */
#define PARAMETERS(rows) "{\"resourceType\":\"Parameters\",\"parameter\":[" rows "]}"
#define CODING(system, code)                                                                       \
  "{\"name\":\"coding\",\"valueCoding\":{\"system\":\"" system "\",\"code\":\"" code "\"}}"
#define NAMED(system, code, display)                                                               \
  "{\"name\":\"coding\",\"valueCoding\":{\"system\":\"" system "\",\"code\":\"" code               \
  "\",\"display\":\"" display "\"}}"
#define TEXT(name, value) "{\"name\":\"" name "\",\"valueString\":\"" value "\"}"
#define FLAG(name) "{\"name\":\"" name "\",\"valueBoolean\":true}"
#define PROFILE(rows)                                                                              \
  "{\"name\":\"profile\",\"resource\":" PARAMETERS(                                                \
      TEXT("profile-url", "http://hl7.org/fhir/ExpansionProfile/x") rows) "}"
#define ALWAYS FLAG("default-to-latest-version") "," PROFILE("")
#define ENGLISH TEXT("displayLanguage", "en") "," ALWAYS
#define SET(name, includes)                                                                        \
  "{\"name\":\"" name                                                                              \
  "\",\"resource\":{\"resourceType\":\"ValueSet\",\"url\":\"urn:set\",\"status\":\"active\","      \
  "\"compose\":{\"include\":[" includes "]}}}"
#define RED SET("valueSet", "{\"system\":\"urn:colours\",\"concept\":[{\"code\":\"red\"}]}")
#define TYPES SET("valueSet", "{\"system\":\"urn:ietf:bcp:13\"}")
#define CACHE "{\"name\":\"cache-id\",\"valueId\":\"b9c1\"}"
#define OF_SYSTEM "/fhir/CodeSystem/$validate-code?"
#define OF_SET "/fhir/ValueSet/$validate-code?"

static const struct {
  const char *path;
  const char *body;
  bool result;
  const char *display;
} questions[] = {
    {OF_SYSTEM, PARAMETERS(CODING("urn:colours", "red") "," ENGLISH), true, "Red"},
    {OF_SYSTEM, PARAMETERS(CODING("urn:colours", "green") "," ENGLISH), false, ""},
    {OF_SYSTEM, PARAMETERS(CODING("urn:none", "red") "," ENGLISH), false, ""},
    {OF_SYSTEM, PARAMETERS(NAMED("urn:colours", "red", "Blue") "," ENGLISH), false, "Red"},
    {OF_SYSTEM, PARAMETERS(NAMED("urn:colours", "red", "赤") "," TEXT("displayLanguage", "ja")),
     true, "赤"},
    /* the expansion profile inside says the language */
    {OF_SYSTEM,
     PARAMETERS(CODING("urn:colours", "red") "," PROFILE("," TEXT("displayLanguage", "ja"))), true,
     "赤"},
    /* what stands outside of it goes first */
    {OF_SYSTEM,
     PARAMETERS(CODING("urn:colours", "red") "," PROFILE(
         "," TEXT("displayLanguage", "ja")) "," TEXT("displayLanguage", "en")),
     true, "Red"},
    {OF_SET, PARAMETERS(CODING("urn:colours", "red") "," RED "," CACHE "," ENGLISH), true, "Red"},
    {OF_SET, PARAMETERS(CODING("urn:colours", "blue") "," RED "," CACHE "," ENGLISH), false,
     "Blue"},
    /* a wrong display is none of a question about membership */
    {OF_SET, PARAMETERS(NAMED("urn:colours", "red", "Blue") "," RED "," ENGLISH), false, "Red"},
    {OF_SET,
     PARAMETERS(NAMED("urn:colours", "red",
                      "Blue") "," TEXT("valueSetMode", "CHECK_MEMERSHIP_ONLY") "," RED "," ENGLISH),
     true, "Red"},
    /* a code without its system */
    {OF_SET, PARAMETERS("{\"name\":\"code\",\"valueCode\":\"red\"}," FLAG("implySystem") "," RED),
     true, "Red"},
    {OF_SET, PARAMETERS("{\"name\":\"code\",\"valueCode\":\"red\"}," FLAG("inferSystem") "," RED),
     true, "Red"},
    /* media types are a grammar, whatever a package lists */
    {OF_SET,
     PARAMETERS(CODING("urn:ietf:bcp:13", "application/xml") "," FLAG("implySystem") "," TEXT(
         "valueSetMode", "NO_MEMBERSHIP_CHECK") "," TYPES "," CACHE "," ALWAYS),
     true, "application/xml"},
    {OF_SET, PARAMETERS(CODING("urn:ietf:bcp:13", "xml") "," TYPES "," ALWAYS), false, ""},
    /* newer ones send what a value set depends on beside its url */
    {OF_SET,
     PARAMETERS("{\"name\":\"url\",\"valueUri\":\"urn:set\"}," CODING("urn:colours", "red") "," SET(
         "tx-resource", "{\"system\":\"urn:colours\"}") "," CACHE),
     true, "Red"},
};

/* The row of that name; NULL when absent. */
static const json_t *row_of(const json_t *parameters, const char *name) {
  const json_t *rows = json_at(parameters, "parameter");
  for (size_t i = 0; i < json_array_size(rows); i++) {
    if (strcmp(text_at(json_array_get(rows, i), "name"), name) == 0) {
      return json_array_get(rows, i);
    }
  }
  return NULL;
}

static void expect_answer(const json_t *parameters, bool result, const char *display,
                          const char *whole) {
  const json_t *found = row_of(parameters, "result");
  const json_t *name = row_of(parameters, "display");
  ck_assert_msg(json_is_boolean(json_at(found, "valueBoolean")), "%s", whole);
  ck_assert_msg(json_is_true(json_at(found, "valueBoolean")) == result, "%s", whole);
  ck_assert_msg(strcmp(name == NULL ? "" : text_at(name, "valueString"), display) == 0, "%s",
                whole);
}

START_TEST(codes_are_validated) {
  for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
    struct reply reply = http_post(&world, questions[i].path, questions[i].body);
    ck_assert_msg(reply.status == 200, "%zu: %s", i, reply.body);
    expect_answer(reply.json, questions[i].result, questions[i].display, reply.body);
    reply_free(&reply);
  }
}
END_TEST

#define ENTRY(body) "{\"resource\":" body ",\"request\":{\"method\":\"POST\",\"url\":"

START_TEST(a_batch_goes_to_the_base_with_a_slash) {
  static const char *const body =
      "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[" ENTRY(
          PARAMETERS(CODING("urn:colours", "green") "," PROFILE(
              ""))) "\"CodeSystem/$validate-code\"}}," ENTRY(PARAMETERS(CODING("urn:colours",
                                                                               "red") "," RED
                                                                                      "," PROFILE(
                                                                                          ""))) "\""
                                                                                                "Va"
                                                                                                "lu"
                                                                                                "eS"
                                                                                                "et"
                                                                                                "/$"
                                                                                                "va"
                                                                                                "li"
                                                                                                "da"
                                                                                                "te"
                                                                                                "-c"
                                                                                                "od"
                                                                                                "e"
                                                                                                "\""
                                                                                                "}}"
                                                                                                "]"
                                                                                                "}";
  struct reply reply = http_post(&world, "/fhir/", body);
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(text_at(reply.json, "entry.0.response.status"), "200");
  expect_answer(json_at(reply.json, "entry.0.resource"), false, "", reply.body);
  expect_answer(json_at(reply.json, "entry.1.resource"), true, "Red", reply.body);
  reply_free(&reply);
}
END_TEST

START_TEST(a_value_set_is_expanded) {
  struct reply reply = http_post(
      &world, "/fhir/ValueSet/$expand?_limit=1000&_incomplete=true",
      PARAMETERS(TEXT(
          "profile-url",
          "http://hl7.org/fhir/ExpansionProfile/x") ","
                                                    "{\"name\":\"includeDefinition\","
                                                    "\"valueBoolean\":false}," FLAG(
                                                        "excludeNes"
                                                        "ted") "," SET("valueSet",
                                                                       "{\"system\":\"urn:"
                                                                       "colours\"}") "," TEXT("_li"
                                                                                              "mi"
                                                                                              "t",
                                                                                              "100"
                                                                                              "0") "," TEXT("_incomplete",
                                                                                                            "true")));
  ck_assert_int_eq(reply.status, 200);
  ck_assert_int_eq(json_integer_value(json_at(reply.json, "expansion.total")), 2);
  ck_assert_str_eq(text_at(reply.json, "expansion.contains.1.display"), "Blue");
  reply_free(&reply);
}
END_TEST

/* ---- what it asks first -------------------------------------------------------------------------
 */
START_TEST(capabilities_are_asked_first) {
  struct reply reply = http_get(&world, "/fhir/metadata?_summary=true");
  ck_assert_str_eq(text_at(reply.json, "fhirVersion"), "4.0.1");
  ck_assert_ptr_nonnull(strstr(reply.body, "CapabilityStatement-versions"));
  reply_free(&reply);
  reply = http_get(&world, "/fhir/metadata?mode=terminology");
  ck_assert_str_eq(text_at(reply.json, "codeSystem.0.uri"), "urn:colours");
  /* nothing is remembered between requests: a client that read this would not send it again */
  ck_assert_ptr_null(strstr(reply.body, "cache-id"));
  reply_free(&reply);
}
END_TEST

START_TEST(versions_are_told) {
  static const char *const bodies[] = {NULL, "{\"resourceType\":\"Parameters\"}"};
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
    struct call call = {.path = "/fhir/$versions", .body = bodies[i]};
    struct reply reply = http_call(&world, &call);
    ck_assert_int_eq(reply.status, 200);
    ck_assert_str_eq(text_at(row_of(reply.json, "version"), "valueCode"), "4.0");
    ck_assert_str_eq(text_at(row_of(reply.json, "default"), "valueCode"), "4.0");
    reply_free(&reply);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("terminology client");
  TCase *cases = tcase_create("requests");
  tcase_set_timeout(cases, 60);
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, codes_are_validated);
  tcase_add_test(cases, a_batch_goes_to_the_base_with_a_slash);
  tcase_add_test(cases, a_value_set_is_expanded);
  tcase_add_test(cases, capabilities_are_asked_first);
  tcase_add_test(cases, versions_are_told);
  suite_add_tcase(suite, cases);
  return suite;
}
