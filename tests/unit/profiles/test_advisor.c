/* Advisor files: what is refused, which findings a rule fits, what it does and what it tells. */
#include "profiles/advisor.h"
#include "profiles/message_list.h"
#include "tests/unit/unit_main.h"

#define RULE_END "\"reason\":\"ticket 1\"}]"

static struct arena *arena;

static void setup(void) {
  arena = arena_new(1u << 22);
  ck_assert_ptr_nonnull(arena);
}

static void teardown(void) {
  arena_free(arena);
}

/* 2026-11-21 in Japan, shortly before midnight. */
static int64_t fixed_now(void *context) {
  int64_t unix_ms = 0;
  (void)context;
  ck_assert(clock_parse(view_of("2026-11-21T23:59:00+09:00"), &unix_ms));
  return unix_ms;
}

static const struct clock fixed_clock = {fixed_now, NULL, NULL, NULL};

static enum error read_rules(const char *json, struct issue_list *issues,
                             struct advisor **ret_advisor) {
  struct advisor_source source = {view_of("a.json"), view_of(json), &fixed_clock};
  return advisor_read(arena, &source, issues, ret_advisor);
}

/* ---- what is refused --------------------------------------------------------------------------
 */
static const struct {
  const char *json;
  const char *id;
  const char *says; /* in the English text */
} bad_files[] = {
    {"[", "advisor-syntax", "a.json:1"},
    {"{}", "advisor-not-a-list", "a.json:1"},
    {"[\n1]", "advisor-not-a-list", "a.json:2"},
    {"[\n{\"message\":\"invariant\",\"path\":\"*\",\"action\":\"silence\",\n\"reasons\":\"x\"}]",
     "advisor-key-unknown", "a.json:3: rule 1: unknown key 'reasons'"},
    {"[{\"message\":\"invariant\",\"path\":\"*\",\"action\":\"silence\"}]", "advisor-key-missing",
     "'reason'"},
    {"[{\"message\":\"invariant\",\"path\":\" \",\"action\":\"silence\"," RULE_END,
     "advisor-key-missing", "'path'"},
    {"[{\"message\":7,\"path\":\"*\",\"action\":\"silence\"," RULE_END, "advisor-key-type",
     "'message'"},
    {"[{\"message\":\"invariants\",\"path\":\"*\",\"action\":\"silence\"," RULE_END,
     "advisor-message-unknown", "'invariants'"},
    {"[{\"message\":\"document-syntax\",\"path\":\"*\",\"action\":\"silence\"," RULE_END,
     "advisor-message-fatal", "document-syntax"},
    {"[{\"message\":\"invariant\",\"path\":\"*\",\"action\":\"error\"," RULE_END,
     "advisor-action-unknown", "'error'"},
    {"[{\"message\":\"invariant\",\"path\":\"*\",\"action\":\"silence\",\"until\":\"2026-02-"
     "30\"," RULE_END,
     "advisor-until-invalid", "2026-02-30"},
    {"[{\"message\":\"invariant\",\"path\":\"*\",\"action\":\"silence\",\"until\":\"2026-"
     "02\"," RULE_END,
     "advisor-until-invalid", "2026-02"},
};

START_TEST(refuses) {
  struct issue_list issues = issue_list_make(arena, 20);
  struct advisor *advisor = NULL;
  ck_assert_int_eq(read_rules(bad_files[_i].json, &issues, &advisor), ERROR_CONFIGURATION);
  ck_assert_ptr_null(advisor);
  bool told = false;
  for (uint32_t i = 0; i < issues.count; i++) {
    struct view text = issue_text(&issues.issues[i], LANGUAGE_ENGLISH, arena);
    told = told || (strcmp(issues.issues[i].message->id, bad_files[_i].id) == 0 &&
                    view_find(text, view_of(bad_files[_i].says), 0) != SIZE_MAX);
  }
  ck_assert_msg(told, "%s: no %s", bad_files[_i].json, bad_files[_i].id);
}
END_TEST

/* ---- what fits --------------------------------------------------------------------------------
 */
static const struct {
  const char *pattern;
  const char *location;
  bool fits;
} paths[] = {
    {"Patient.name", "Patient.name", true},
    {"Patient.name", "Patient.name[3]", true},
    {"Patient.name", "Patient.name[3].given[0]", true},
    {"Patient.name.given", "Patient.name[3].given[0]", true},
    {"Patient", "Patient.name[0]", true},
    {"Bundle.entry.resource.code", "Bundle.entry[12].resource.code.coding[0]", true},
    {"*", "Patient.name[0]", true},
    {"*", "", true},
    {"Patient.name[1]", "Patient.name[1]", true},
    {"Patient.na", "Patient.name[0]", false},
    {"Patient.name.given", "Patient.name[0]", false},
    {"Patient.names", "Patient.name[0]", false},
    {"Patient.name[1]", "Patient.name[0]", false},
    {"Patient.name[1]", "Patient.name[1].given[0]", false},
    {"Patient", "", false},
    {"name", "Patient.name", false},
};

static struct issue_list list_of(const char *location, const char *argument) {
  struct issue_list issues = issue_list_make(arena, 3);
  struct issue *issue =
      issue_add_with(&issues, message_row(MESSAGE_INVARIANT), view_of(argument), view_of("text"));
  issue->expression = view_of(location);
  return issues;
}

static void apply(const char *rules, struct issue_list *issues) {
  struct issue_list faults = issue_list_make(arena, 20);
  struct advisor *advisor = NULL;
  ck_assert_int_eq(read_rules(rules, &faults, &advisor), ERROR_OK);
  ck_assert_int_eq(advisor_apply(advisor, issues), ERROR_OK);
}

START_TEST(fits_by_path) {
  struct view rules = arena_format(
      arena, "[{\"message\":\"invariant\",\"path\":\"%s\",\"action\":\"warning\"," RULE_END,
      paths[_i].pattern);
  struct issue_list issues = list_of(paths[_i].location, "dom-6");
  apply(rules.data, &issues);
  ck_assert_msg(issue_list_failed(&issues) != paths[_i].fits, "%s at %s", paths[_i].pattern,
                paths[_i].location);
  ck_assert_uint_eq(issues.count, paths[_i].fits ? 2 : 1);
}
END_TEST

START_TEST(fits_by_constraint) {
  const char *rules = "[{\"message\":\"invariant\",\"path\":\"*\",\"constraint\":\"dom-6\","
                      "\"action\":\"silence\"," RULE_END;
  struct issue_list issues = list_of("Patient", "dom-6");
  apply(rules, &issues);
  ck_assert(!issue_list_failed(&issues));
  issues = list_of("Patient", "dom-3");
  apply(rules, &issues);
  ck_assert(issue_list_failed(&issues));
}
END_TEST

/* ---- what it does and tells -------------------------------------------------------------------
 */
#define ONE_RULE(action, more)                                                                     \
  "[{\"message\":\"invariant\",\"path\":\"Patient\",\"action\":\"" action "\"," more RULE_END

static const struct {
  const char *rules;
  bool kept;
  enum severity severity;
  const char *told; /* message id of the remark; NULL = none */
} actions[] = {
    {ONE_RULE("warning", ""), true, SEVERITY_WARNING, "advisor-lowered-to-warning"},
    {ONE_RULE("information", ""), true, SEVERITY_INFORMATION, "advisor-lowered-to-information"},
    {ONE_RULE("silence", ""), false, SEVERITY_ERROR, "advisor-silenced"},
    /* the last day counts, in Japan */
    {ONE_RULE("warning", "\"until\":\"2026-11-21\","), true, SEVERITY_WARNING,
     "advisor-lowered-to-warning"},
    {ONE_RULE("warning", "\"until\":\"2026-11-20\","), true, SEVERITY_ERROR, "advisor-ended"},
    {"[]", true, SEVERITY_ERROR, NULL},
};

START_TEST(acts_and_tells) {
  struct issue_list issues = list_of("Patient.name[0]", "x");
  apply(actions[_i].rules, &issues);
  uint32_t told = actions[_i].told == NULL ? 0 : 1;
  ck_assert_uint_eq(issues.count, (actions[_i].kept ? 1 : 0) + told);
  if (actions[_i].kept) {
    ck_assert_int_eq(issues.issues[0].severity, actions[_i].severity);
  }
  if (told > 0) {
    const struct issue *remark = &issues.issues[issues.count - 1];
    ck_assert_str_eq(remark->message->id, actions[_i].told);
    ck_assert_int_eq(remark->severity, SEVERITY_INFORMATION);
    ck_assert(view_is(remark->arguments[0], "1"));
  }
  bool error = actions[_i].kept && actions[_i].severity == SEVERITY_ERROR;
  ck_assert(issue_list_failed(&issues) == error);
  ck_assert_uint_eq(advisor_changes(&issues), error ? 0 : 1);
}
END_TEST

/* A fuller list: counts by rule, the first rule that fits, never raised, remarks always told. */
START_TEST(counts_in_a_full_list) {
  struct issue_list issues = issue_list_make(arena, 3);
  for (int i = 0; i < 5; i++) {
    issue_add(&issues, message_row(MESSAGE_INVARIANT))->expression = view_of("Patient");
  }
  issue_set_severity(&issues, &issues.issues[2], SEVERITY_INFORMATION);
  apply("[{\"message\":\"invariant\",\"path\":\"Patient\",\"action\":\"warning\",\"reason\":\"a\"},"
        "{\"message\":\"invariant\",\"path\":\"*\",\"action\":\"information\",\"reason\":\"b\"}]",
        &issues);
  ck_assert_uint_eq(issues.count, 4);
  ck_assert_uint_eq(issues.left_out, 2);
  ck_assert_uint_eq(issues.severities[SEVERITY_WARNING], 2);
  ck_assert_uint_eq(issues.severities[SEVERITY_ERROR], 2); /* those that are not in the list */
  ck_assert_uint_eq(issues.severities[SEVERITY_INFORMATION], 2);
  ck_assert(issue_list_failed(&issues));
  ck_assert(view_is(issues.issues[3].arguments[0], "2"));
  ck_assert_uint_eq(advisor_changes(&issues), 2);
}
END_TEST

START_TEST(a_fatal_finding_stays) {
  struct issue_list issues = list_of("Patient", "x");
  issue_set_severity(&issues, &issues.issues[0], SEVERITY_FATAL);
  apply(ONE_RULE("silence", ""), &issues);
  ck_assert_uint_eq(issues.count, 1);
  ck_assert(issue_list_failed(&issues));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("advisor");
  TCase *tests = tcase_create("advisor");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, refuses, 0, sizeof bad_files / sizeof *bad_files);
  tcase_add_loop_test(tests, fits_by_path, 0, sizeof paths / sizeof *paths);
  tcase_add_test(tests, fits_by_constraint);
  tcase_add_loop_test(tests, acts_and_tells, 0, sizeof actions / sizeof *actions);
  tcase_add_test(tests, counts_in_a_full_list);
  tcase_add_test(tests, a_fatal_finding_stays);
  suite_add_tcase(suite, tests);
  return suite;
}
