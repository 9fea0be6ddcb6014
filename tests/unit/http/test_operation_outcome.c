#include "server/http/operation_outcome.h"
#include "server/base/document.h"
#include "tests/unit/unit_main.h"

static const struct message first = {"first", SEVERITY_WARNING, "value", "bad {0}", "{0} は不正"};
static const struct message second = {"second", SEVERITY_ERROR, "required", "missing", "不足"};

static const char text[] = "{\n  \"山田\": 1,\n  \"b\": 2\n}";

struct fixture {
  struct arena *arena;
  struct issue_list issues;
  struct document document; /* the OperationOutcome */
};

static struct fixture fixture_make(uint32_t maximum) {
  struct fixture fixture = {.arena = arena_new(1u << 22)};
  fixture.issues = issue_list_make(fixture.arena, maximum);
  return fixture;
}

static void write_outcome(struct fixture *fixture, enum language language) {
  struct operation_outcome outcome = {view_of(text), &fixture->issues, language};
  struct view body;
  struct document_failure failure;
  ck_assert_int_eq(operation_outcome_body(&outcome, false, &body), ERROR_OK);
  ck_assert_int_eq(document_read(fixture->arena, body, NULL, &fixture->document, &failure),
                   ERROR_OK);
  ck_assert(view_is(document_member_string(&fixture->document, 0, "resourceType", fixture->arena),
                    "OperationOutcome"));
}

static uint32_t issue_at(struct fixture *fixture, uint32_t position) {
  uint32_t list = document_member(&fixture->document, 0, view_of("issue"));
  return document_item(&fixture->document, list, position);
}

static struct view text_at(struct fixture *fixture, uint32_t node, const char *const *path) {
  uint32_t found = document_path(&fixture->document, node, path);
  ck_assert_uint_ne(found, NODE_NONE);
  return document_string(&fixture->document, found, fixture->arena);
}

static int64_t extension_at(struct fixture *fixture, uint32_t issue, const char *url) {
  const struct document *document = &fixture->document;
  uint32_t list = document_member(document, issue, view_of("extension"));
  for (uint32_t i = 0; list != NODE_NONE && i < document_count(document, list); i++) {
    uint32_t item = document_item(document, list, i);
    if (!view_is(document_member_string(document, item, "url", fixture->arena), url)) {
      continue;
    }
    uint64_t number;
    uint32_t value = document_member(document, item, view_of("valueInteger"));
    ck_assert(view_to_unsigned(document_raw(document, value), 1000, &number));
    return (int64_t)number;
  }
  return -1;
}

#define LINE "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line"
#define COLUMN "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col"

START_TEST(writes_every_part) {
  struct fixture fixture = fixture_make(10);
  struct issue *issue = issue_add_with(&fixture.issues, &first, view_of("\"x\""), view_of(""));
  issue->expression = view_of("Patient.name[0]");
  issue->definition = view_of("http://profile|1.0#Patient.name");
  issue->rule = view_of("R0211");
  issue->offset = view_find(view_of(text), view_of("1,"), 0);
  write_outcome(&fixture, LANGUAGE_ENGLISH);
  uint32_t node = issue_at(&fixture, 0);
  ck_assert(view_is(text_at(&fixture, node, (const char *const[]){"severity", NULL}), "warning"));
  ck_assert(view_is(text_at(&fixture, node, (const char *const[]){"code", NULL}), "value"));
  ck_assert(view_is(text_at(&fixture, node, (const char *const[]){"details", "text", NULL}),
                    "bad \"x\""));
  ck_assert(view_is(text_at(&fixture, node, (const char *const[]){"diagnostics", NULL}),
                    "http://profile|1.0#Patient.name R0211"));
  uint32_t expression = document_member(&fixture.document, node, view_of("expression"));
  ck_assert(view_is(document_string(&fixture.document,
                                    document_item(&fixture.document, expression, 0), fixture.arena),
                    "Patient.name[0]"));
  ck_assert_int_eq(extension_at(&fixture, node, LINE), 2);
  ck_assert_int_eq(extension_at(&fixture, node, COLUMN), 9);
  ck_assert_uint_ne(view_find(fixture.document.text, view_of("\\\"x\\\" は不正"), 0), SIZE_MAX);
  arena_free(fixture.arena);
}
END_TEST

START_TEST(sorts_and_keeps_positions) {
  struct fixture fixture = fixture_make(10);
  issue_add(&fixture.issues, &first)->offset = 0;
  issue_add(&fixture.issues, &second)->offset = view_find(view_of(text), view_of("2\n"), 0);
  issue_add(&fixture.issues, &second)->offset = ISSUE_NO_OFFSET;
  issue_add(&fixture.issues, &second)->offset = 0;
  write_outcome(&fixture, LANGUAGE_JAPANESE);
  static const struct {
    const char *severity;
    int64_t line;
    int64_t column;
  } expected[] = {{"error", 1, 1}, {"error", 3, 8}, {"error", -1, -1}, {"warning", 1, 1}};
  for (uint32_t i = 0; i < 4; i++) {
    uint32_t node = issue_at(&fixture, i);
    struct view severity = text_at(&fixture, node, (const char *const[]){"severity", NULL});
    ck_assert(view_is(severity, expected[i].severity));
    ck_assert_int_eq(extension_at(&fixture, node, LINE), expected[i].line);
    ck_assert_int_eq(extension_at(&fixture, node, COLUMN), expected[i].column);
  }
  ck_assert_uint_eq(issue_at(&fixture, 4), NODE_NONE);
  arena_free(fixture.arena);
}
END_TEST

START_TEST(says_what_is_left_out) {
  struct fixture fixture = fixture_make(2);
  for (int i = 0; i < 7; i++) {
    (void)issue_add(&fixture.issues, &second);
  }
  write_outcome(&fixture, LANGUAGE_ENGLISH);
  uint32_t node = issue_at(&fixture, 2);
  ck_assert(view_is(text_at(&fixture, node, (const char *const[]){"details", "text", NULL}),
                    "5 more findings are left out"));
  ck_assert_uint_eq(issue_at(&fixture, 3), NODE_NONE);
  arena_free(fixture.arena);
}
END_TEST

START_TEST(says_that_nothing_was_found) {
  struct fixture fixture = fixture_make(2);
  write_outcome(&fixture, LANGUAGE_JAPANESE);
  uint32_t node = issue_at(&fixture, 0);
  ck_assert(
      view_is(text_at(&fixture, node, (const char *const[]){"severity", NULL}), "information"));
  ck_assert_uint_eq(issue_at(&fixture, 1), NODE_NONE);
  arena_free(fixture.arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("operation_outcome");
  TCase *cases = tcase_create("outcome");
  tcase_add_test(cases, writes_every_part);
  tcase_add_test(cases, sorts_and_keeps_positions);
  tcase_add_test(cases, says_what_is_left_out);
  tcase_add_test(cases, says_that_nothing_was_found);
  suite_add_tcase(suite, cases);
  return suite;
}
