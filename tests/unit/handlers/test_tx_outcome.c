#include "handlers/tx_outcome.h"
#include "server/base/clock.h"
#include "terminology/tx_message.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;
static struct request request;
static struct issue_list issues;

static void setup(void) {
  arena = arena_new(1u << 20);
  request = (struct request){.arena = arena};
  issues = issue_list_make(arena, 10);
}

static void teardown(void) {
  arena_free(arena);
}

static struct issue *add(enum tx_message message, const char *a, const char *b, const char *place) {
  struct issue *issue = issue_add(&issues, tx_message(message));
  issue->arguments[0] = view_of(a);
  issue->arguments[1] = view_of(b);
  issue->expression = view_of(place);
  return issue;
}

START_TEST(an_issue_has_the_form_of_the_ecosystem) {
  struct view text;
  add(TX_MESSAGE_UNKNOWN_CODE, "x", "urn:s", "Coding.code");
  ck_assert_int_eq(tx_outcome_text(&request, &issues, LANGUAGE_ENGLISH, &text), ERROR_OK);
  ck_assert_str_eq(
      arena_string(arena, text),
      "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"extension\":[{\"url\":"
      "\"http://hl7.org/fhir/StructureDefinition/operationoutcome-message-id\","
      "\"valueString\":\"Unknown_Code_in\"}],\"severity\":\"error\",\"code\":\"code-invalid\","
      "\"details\":{\"coding\":[{\"system\":\"http://hl7.org/fhir/tools/CodeSystem/tx-issue-type\","
      "\"code\":\"invalid-code\"}],\"text\":\"Unknown code 'x' in the CodeSystem 'urn:s'\"},"
      "\"expression\":[\"Coding.code\"]}]}");
}
END_TEST

START_TEST(no_issues_no_outcome) {
  struct view text = view_of("?");
  ck_assert_int_eq(tx_outcome_text(&request, &issues, LANGUAGE_ENGLISH, &text), ERROR_OK);
  ck_assert_uint_eq(text.length, 0);
}
END_TEST

START_TEST(the_message_joins_what_matters) {
  add(TX_MESSAGE_UNKNOWN_SYSTEM, "urn:s", "", "system");
  add(TX_MESSAGE_STATE_DRAFT, "CodeSystem", "urn:s", "");
  add(TX_MESSAGE_NO_SYSTEM, "", "", "Coding");
  struct view message = tx_outcome_message(&issues, LANGUAGE_ENGLISH);
  ck_assert_str_eq(arena_string(arena, message),
                   "A definition for CodeSystem 'urn:s' could not be found, so the code cannot be "
                   "validated; Coding has no system. A code with no system has no defined meaning, "
                   "and it cannot be validated. A system should be provided");
  ck_assert(view_find(tx_outcome_message(&issues, LANGUAGE_JAPANESE),
                      view_of("コードシステム「urn:s」の定義がないため"), 0) == 0);
}
END_TEST

START_TEST(a_failure_carries_its_issues) {
  struct response response = {.outcome = RESPONSE_OK};
  ck_assert_int_eq(tx_outcome_fail(&request, &response, ERROR_NOT_FOUND, &issues, LANGUAGE_ENGLISH),
                   ERROR_NOT_FOUND);
  ck_assert_uint_eq(response.failure_body.length, 0);
  add(TX_MESSAGE_UNKNOWN_VALUE_SET, "urn:v", "", "");
  ck_assert_int_eq(tx_outcome_fail(&request, &response, ERROR_NOT_FOUND, &issues, LANGUAGE_ENGLISH),
                   ERROR_NOT_FOUND);
  ck_assert(view_find(response.failure_body, view_of("Unable_to_resolve_value_Set_"), 0) !=
            SIZE_MAX);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("tx_outcome");
  TCase *tests = tcase_create("outcomes");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, an_issue_has_the_form_of_the_ecosystem);
  tcase_add_test(tests, no_issues_no_outcome);
  tcase_add_test(tests, the_message_joins_what_matters);
  tcase_add_test(tests, a_failure_carries_its_issues);
  suite_add_tcase(suite, tests);
  return suite;
}
