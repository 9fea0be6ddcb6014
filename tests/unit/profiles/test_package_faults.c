/* Packages that a user brings may have faults: they are reported and survived, from the package to
 * the verdict. */
#include "tests/unit/profiles/package_fixture.h"
#include "tests/unit/profiles/validator_fixture.h"

#define PATIENT_PROFILE(name, elements)                                                            \
  "{\"resourceType\":\"StructureDefinition\",\"url\":\"http://g/" name "\",\"version\":\"1\","     \
  "\"type\":\"Patient\",\"kind\":\"resource\",\"derivation\":\"constraint\",\"baseDefinition\":"   \
  "\"http://hl7.org/fhir/StructureDefinition/Patient\",\"differential\":{\"element\":[" elements   \
  "]}}"
#define RULE(key, expression)                                                                      \
  "{\"key\":\"" key "\",\"severity\":\"error\",\"expression\":\"" expression "\"}"
#define RULES                                                                                      \
  PATIENT_PROFILE("rules",                                                                         \
                  "{\"path\":\"Patient\",\"constraint\":[" RULE("g-1", "name.slice(1)") "," RULE(  \
                      "g-2", "name.exists()") "]},{\"path\":"                                      \
                                              "\"Patient."                                         \
                                              "gender\","                                          \
                                              "\"min\":1}")
#define BROKEN PATIENT_PROFILE("broken", "{\"path\":\"Patient.nothing\",\"min\":1},{\"path\":3}")

static struct arena *arena;
static struct issue_list issues;
static const char *folder;

static void setup(void) {
  arena = arena_new(LIMIT_DEFINITIONS_BYTES);
  issues = issue_list_make(arena, LIMIT_COMPILE_ISSUES);
  fixture_open();
  folder = fixture_path(arena, "loose");
  ck_assert_int_eq(mkdir(folder, 0700), 0);
  static const char *const files[] = {RULES, BROKEN, "{\"resourceType\":", "[]", "no JSON"};
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    fixture_write(arena_format(arena, "%s/%zu.json", folder, i).data, view_of(files[i]));
  }
}

static void teardown(void) {
  fixture_close();
  arena_free(arena);
}

static const struct issue *find_issue(const char *id) {
  for (uint32_t i = 0; i < issues.count; i++) {
    if (strcmp(issues.issues[i].message->id, id) == 0) {
      return &issues.issues[i];
    }
  }
  return NULL;
}

/* The project's own tables must be without fault: there the same expression stops the compile. */
START_TEST(test_strict) {
  struct pack_compile_request request = {"profiles/definitions", &folder, 1};
  struct view pack;
  ck_assert_int_eq(pack_compile(arena, &request, &issues, &pack), ERROR_NOT_PROCESSABLE);
  ck_assert_ptr_nonnull(find_issue("constraint-not-compiled"));
}
END_TEST

static bool is_named(const struct issue *issue) {
  struct view text = issue_text(issue, LANGUAGE_ENGLISH, arena);
  return view_find(text, view_of(folder), 0) != SIZE_MAX &&
         view_find(text, view_of("http://g/rules#g-1"), 0) != SIZE_MAX;
}

/* Patient -> "severity id path" of all findings, informations too, of the profile. */
static const struct {
  const char *patient;
  const char *profile;
  const char *lines;
} verdicts[] = {
    {"{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"a\"}],\"gender\":\"male\"}",
     "http://g/rules", "information invariant-not-compiled Patient\n"},
    {"{\"resourceType\":\"Patient\",\"birthDate\":\"2000-01-01\"}", "http://g/rules",
     "error cardinality-minimum Patient\nerror invariant Patient\n"
     "information invariant-not-compiled Patient\n"},
    {"{\"resourceType\":\"Patient\",\"gender\":\"male\"}", "http://g/broken", ""},
};

static struct view run(const struct definitions *definitions, const char *json,
                       struct view profile) {
  struct document document;
  struct document_failure failure;
  enum error error =
      document_read(arena, view_of(json), definitions_names(definitions), &document, &failure);
  ck_assert_int_eq(error, ERROR_OK);
  struct issue_list found = issue_list_make(arena, LIMIT_ISSUES);
  struct validation_settings settings = {.clins_version = view_of("1.10.0")};
  struct validation_request request = {
      .document = &document, .profiles = &profile, .profile_count = 1};
  ck_assert_int_eq(validator_run(definitions, &settings, &request, arena, &found), ERROR_OK);
  struct buffer lines = buffer_make(arena, 65536);
  for (uint32_t i = 0; i < found.count; i++) {
    const struct issue *issue = &found.issues[i];
    bool is_best_practice = strncmp(issue->message->id, "narrative", 9) == 0;
    if (!is_best_practice) {
      buffer_append_format(&lines, "%s %s %.*s\n", severity_name(issue->severity),
                           issue->message->id, VIEW_ARGUMENTS(issue->expression));
    }
  }
  return buffer_view(&lines);
}

START_TEST(test_tolerant) {
  struct pack_compile_request request = {"profiles/definitions", &folder, 1};
  struct view pack;
  struct definitions *definitions = NULL;
  ck_assert_int_eq(pack_compile_tolerant(arena, &request, &issues, &pack), ERROR_OK);
  ck_assert_int_eq(definitions_from_bytes(pack, &definitions), ERROR_OK);
  ck_assert(!issue_list_failed(&issues));
  const struct issue *skipped = find_issue("constraint-skipped");
  ck_assert_ptr_nonnull(skipped);
  ck_assert(is_named(skipped));
  ck_assert_ptr_nonnull(find_issue("package-file-syntax"));
  ck_assert_ptr_nonnull(find_issue("definition-not-in-base"));
  for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
    struct view lines = run(definitions, verdicts[i].patient, view_of(verdicts[i].profile));
    ck_assert_str_eq(arena_string(arena, lines), verdicts[i].lines);
  }
  definitions_close(definitions);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("package_faults");
  TCase *tests = tcase_create("faults");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, test_strict);
  tcase_add_test(tests, test_tolerant);
  suite_add_tcase(suite, tests);
  return suite;
}
