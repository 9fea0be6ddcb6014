/* Settings that change what the server says of a resource, set as an operator sets them. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdlib.h>
#include <string.h>

static struct world world;

static void teardown(void) {
  world_stop(&world);
}

/* A text that looks like HTML, and an extension that has no definition. */
static const char patient[] =
    "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"a <b>c</b>\"}],"
    "\"extension\":[{\"url\":\"http://nowhere.test/x\",\"valueString\":\"y\"}]}";

static const struct {
  const char *settings[2];
  const char *html; /* severity of the finding; NULL = none */
  const char *extension;
} rows[] = {
    {{NULL}, "information", "information"},
    {{"FHIR_FACADE_VALIDATION_HTML_IN_STRINGS=information"}, "information", "information"},
    {{"FHIR_FACADE_VALIDATION_HTML_IN_STRINGS=warning"}, "warning", "information"},
    {{"FHIR_FACADE_VALIDATION_HTML_IN_STRINGS=error"}, "error", "information"},
    {{"FHIR_FACADE_VALIDATION_HTML_IN_STRINGS=pass"}, NULL, "information"},
    {{"FHIR_FACADE_VALIDATION_UNKNOWN_EXTENSIONS=information"}, "information", "information"},
    {{"FHIR_FACADE_VALIDATION_UNKNOWN_EXTENSIONS=error"}, "information", "error"},
    {{"FHIR_FACADE_VALIDATION_HTML_IN_STRINGS=pass",
      "FHIR_FACADE_VALIDATION_UNKNOWN_EXTENSIONS=error"},
     NULL,
     "error"},
};

/* Severity of the finding with that message id; NULL when there is none. */
static const char *severity_of(const json_t *outcome, const char *id) {
  const json_t *issues = json_at(outcome, "issue");
  for (size_t i = 0; i < json_array_size(issues); i++) {
    const json_t *issue = json_array_get(issues, i);
    if (strcmp(text_at(issue, "details.coding.0.code"), id) == 0) {
      return text_at(issue, "severity");
    }
  }
  return NULL;
}

static void check_severity(const json_t *outcome, const char *id, const char *expected) {
  const char *found = severity_of(outcome, id);
  ck_assert_int_eq(found != NULL, expected != NULL);
  if (expected != NULL) {
    ck_assert_str_eq(found, expected);
  }
}

START_TEST(severities_follow_the_settings) {
  world = (struct world){.transport = "none"};
  memcpy(world.settings, rows[_i].settings, sizeof rows[_i].settings);
  world_start(&world);
  struct reply reply = http_post(&world, "/fhir/Patient/$validate", patient);
  ck_assert_int_eq(reply.status, 200);
  check_severity(reply.json, "html-in-string", rows[_i].html);
  check_severity(reply.json, "extension-unknown", rows[_i].extension);
  reply_free(&reply);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("settings");
  TCase *cases = tcase_create("settings");
  tcase_add_checked_fixture(cases, NULL, teardown);
  tcase_set_timeout(cases, 60);
  tcase_add_loop_test(cases, severities_follow_the_settings, 0, sizeof rows / sizeof rows[0]);
  suite_add_tcase(suite, cases);
  return suite;
}
