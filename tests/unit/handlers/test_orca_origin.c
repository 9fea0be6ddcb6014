#include "handlers/handler_messages.h"
#include "handlers/orca_origin.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;

static void setup(void) {
  arena = arena_new(1u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

#define CONDITION(source)                                                                          \
  "{\"resourceType\":\"Condition\",\"meta\":{\"source\":\"" source "\"},"                          \
  "\"onsetDateTime\":\"2020-13-01\"}"
#define FROM_ORCA CONDITION("urn:orca:api01rv2/diseasegetv2")
#define BUNDLE(resource)                                                                           \
  "{\"resourceType\":\"Bundle\",\"entry\":[{\"fullUrl\":\"urn:x\"},{\"resource\":" resource "}]}"
#define ONSET "diseasegetv2 › Disease_Information › Disease_StartDate"

static const struct {
  const char *text;
  const char *expression;
  const char *origin;
} cases[] = {
    {FROM_ORCA, "Condition.onsetDateTime", ONSET},
    {FROM_ORCA, "Condition.onsetDateTime.extension[0].url", ONSET},
    {FROM_ORCA, "Condition.note[1].text",
     "diseasegetv2 › Disease_Information › Disease_Supplement_Name, Disease_Karte_Name"},
    {BUNDLE(FROM_ORCA), "Bundle.entry[1].resource.onsetDateTime", ONSET},
    {BUNDLE(BUNDLE(FROM_ORCA)), "Bundle.entry[1].resource.entry[1].resource.onsetDateTime", ONSET},
    {FROM_ORCA, "Condition.onset", ONSET},
    {FROM_ORCA, "Condition.onse", ""},
    {FROM_ORCA, "Condition", ""},
    {FROM_ORCA, "Condition.unheard", ""},
    {FROM_ORCA, "", ""},
    {CONDITION("urn:other:system"), "Condition.onsetDateTime", ""},
    {BUNDLE(FROM_ORCA), "Bundle.entry[0].resource.onsetDateTime", ""},
    {BUNDLE(FROM_ORCA), "Bundle.entry[9].resource.onsetDateTime", ""},
    {BUNDLE(FROM_ORCA), "Bundle.entry[x].resource.onsetDateTime", ""},
    {BUNDLE(FROM_ORCA), "Bundle.entry", ""},
    {"[1]", "Condition.onsetDateTime", ""},
};

START_TEST(test_origin) {
  struct document document;
  struct document_failure failure;
  struct issue_list issues = issue_list_make(arena, 1);
  ck_assert_int_eq(document_read(arena, view_of(cases[_i].text), NULL, &document, &failure),
                   ERROR_OK);
  struct issue *issue = issue_add(&issues, handler_message_get(HANDLER_MESSAGE_NOT_A_RESOURCE));
  ck_assert_ptr_nonnull(issue);
  issue->expression = view_of(cases[_i].expression);
  orca_origin_tell(&document, &issues);
  ck_assert_msg(view_is(issue->origin, cases[_i].origin), "%.*s", VIEW_ARGUMENTS(issue->origin));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_origin");
  TCase *tests = tcase_create("origin");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, test_origin, 0, sizeof cases / sizeof cases[0]);
  suite_add_tcase(suite, tests);
  return suite;
}
