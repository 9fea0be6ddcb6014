#include "terminology/terminology_library.h"
#include "terminology/terminology_scope.h"
#include "terminology/translation.h"
#include "tests/unit/terminology/terminology_fixture.h"

static struct arena *arena;

static void setup(void) {
  arena = arena_new(64u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

static struct terminology_resource stored(enum terminology_kind kind, const char *id,
                                          const char *content) {
  struct view text = with_quotes(arena, content);
  struct document document;
  struct document_failure failure;
  ck_assert_int_eq(document_read(arena, text, NULL, &document, &failure), ERROR_OK);
  return (struct terminology_resource){
      .kind = kind,
      .origin = TERMINOLOGY_FROM_STORE,
      .id = view_of(id),
      .url = document_member_string(&document, 0, "url", arena),
      .version = document_member_string(&document, 0, "version", arena),
      .content = text,
  };
}

static struct terminology *with(struct terminology *terminology,
                                struct terminology_resource resource) {
  struct terminology *made = NULL;
  ck_assert_int_eq(terminology_with(terminology, &resource, 1, &made), ERROR_OK);
  terminology_release(terminology);
  return made;
}

static struct terminology *empty(void) {
  struct terminology *terminology = NULL;
  ck_assert_int_eq(terminology_new(NULL, &terminology), ERROR_OK);
  return terminology;
}

static const char *version_of(const struct terminology_resource *resource) {
  return resource == NULL ? "none" : text_of(arena, resource->version);
}

#define SYSTEM(version) "{'resourceType':'CodeSystem','url':'urn:s','version':'" version "'}"

static const struct {
  const char *newer;
  const char *older;
} versions[] = {{"2", "1"}, {"1.10", "1.9"},       {"1.0.1", "1.0"},
                {"1", ""},  {"20240601", "4.0.1"}, {"1.0.0-b", "1.0.0-a"},
                {"b", "a"}};

START_TEST(versions_have_an_order) {
  struct view newer = view_of(versions[_i].newer);
  struct view older = view_of(versions[_i].older);
  ck_assert_int_gt(terminology_version_compare(newer, older), 0);
  ck_assert_int_lt(terminology_version_compare(older, newer), 0);
  ck_assert_int_eq(terminology_version_compare(newer, newer), 0);
}
END_TEST

START_TEST(the_newest_version_is_meant_without_one) {
  struct terminology *terminology = empty();
  terminology = with(terminology, stored(TERMINOLOGY_CODE_SYSTEM, "a", SYSTEM("1.9")));
  terminology = with(terminology, stored(TERMINOLOGY_CODE_SYSTEM, "b", SYSTEM("1.10")));
  terminology = with(terminology, stored(TERMINOLOGY_CODE_SYSTEM, "c", SYSTEM("1.2")));
  struct terminology_scope scope = terminology_scope_make(terminology, arena, 20260101);
  const struct terminology_resource *found[2];
  ck_assert_uint_eq(
      terminology_scope_find(&scope, TERMINOLOGY_CODE_SYSTEM, view_of("urn:s"), found, 2), 3);
  ck_assert_str_eq(version_of(found[0]), "1.10");
  ck_assert_str_eq(version_of(terminology_scope_get(&scope, TERMINOLOGY_CODE_SYSTEM,
                                                    view_of("urn:s"), view_of("1.2"))),
                   "1.2");
  ck_assert_ptr_null(
      terminology_scope_get(&scope, TERMINOLOGY_CODE_SYSTEM, view_of("urn:s"), view_of("3")));
  ck_assert_ptr_null(
      terminology_scope_get(&scope, TERMINOLOGY_VALUE_SET, view_of("urn:s"), view_make(NULL, 0)));
  terminology_release(terminology);
}
END_TEST

START_TEST(an_id_is_replaced_and_removed) {
  struct terminology *terminology = empty();
  struct terminology *without = NULL;
  terminology = with(terminology, stored(TERMINOLOGY_CODE_SYSTEM, "a", SYSTEM("1")));
  terminology = with(terminology, stored(TERMINOLOGY_CODE_SYSTEM, "a", SYSTEM("2")));
  ck_assert_uint_eq(terminology_count(terminology), 1);
  ck_assert_str_eq(
      version_of(terminology_by_id(terminology, TERMINOLOGY_CODE_SYSTEM, view_of("a"))), "2");
  ck_assert_int_eq(terminology_without(terminology, TERMINOLOGY_VALUE_SET, view_of("a"), &without),
                   ERROR_NOT_FOUND);
  ck_assert_int_eq(
      terminology_without(terminology, TERMINOLOGY_CODE_SYSTEM, view_of("a"), &without), ERROR_OK);
  ck_assert_uint_eq(terminology_count(without), 0);
  ck_assert_uint_eq(terminology_count(terminology), 1);
  terminology_release(without);
  terminology_release(terminology);
}
END_TEST

START_TEST(what_comes_with_the_request_goes_first) {
  struct terminology *terminology = empty();
  terminology = with(terminology, stored(TERMINOLOGY_CODE_SYSTEM, "a", SYSTEM("9")));
  struct terminology_scope scope = terminology_scope_make(terminology, arena, 20260101);
  struct document mine = document_of(
      arena, "{'resourceType':'CodeSystem','url':'urn:s','version':'1','concept':[{'code':'m'}]}");
  struct document other = document_of(arena, "{'resourceType':'Patient'}");
  const struct code_system *system = NULL;
  ck_assert_int_eq(terminology_scope_add(&scope, &mine, 0), ERROR_OK);
  ck_assert_int_eq(terminology_scope_add(&scope, &other, 0), ERROR_OK);
  ck_assert_uint_eq(scope.own_count, 1);
  const struct terminology_resource *resource =
      terminology_scope_get(&scope, TERMINOLOGY_CODE_SYSTEM, view_of("urn:s"), view_make(NULL, 0));
  ck_assert_str_eq(version_of(resource), "1");
  ck_assert_int_eq(terminology_code_system(&scope, resource, &system), ERROR_OK);
  ck_assert_uint_eq(system->concept_count, 1);
  terminology_release(terminology);
}
END_TEST

START_TEST(naming_systems_and_known_oids_lead_to_the_url) {
  struct terminology *terminology = empty();
  terminology = with(terminology, stored(TERMINOLOGY_CODE_SYSTEM, "a", SYSTEM("1")));
  terminology = with(terminology,
                     stored(TERMINOLOGY_NAMING_SYSTEM, "n",
                            "{'resourceType':'NamingSystem','uniqueId':[{'type':'oid',"
                            "'value':'1.2.3'},{'type':'uri','value':'urn:s','preferred':true}]}"));
  terminology = with(terminology, stored(TERMINOLOGY_CODE_SYSTEM, "h",
                                         "{'resourceType':'CodeSystem','version':'7',"
                                         "'url':'http://medis.or.jp/CodeSystem/master-HOT9'}"));
  struct terminology_scope scope = terminology_scope_make(terminology, arena, 20260101);
  ck_assert_str_eq(version_of(terminology_scope_get(&scope, TERMINOLOGY_CODE_SYSTEM,
                                                    view_of("urn:oid:1.2.3"), view_make(NULL, 0))),
                   "1");
  ck_assert_str_eq(version_of(terminology_scope_get(&scope, TERMINOLOGY_CODE_SYSTEM,
                                                    view_of("urn:oid:1.2.392.200119.4.403.1"),
                                                    view_make(NULL, 0))),
                   "7");
  terminology_release(terminology);
}
END_TEST

START_TEST(supplements_are_found) {
  struct terminology *terminology = empty();
  const struct terminology_resource *found[2];
  terminology = with(terminology, stored(TERMINOLOGY_CODE_SYSTEM, "x",
                                         "{'resourceType':'CodeSystem','url':'urn:x',"
                                         "'content':'supplement','supplements':'urn:s|1'}"));
  terminology = with(terminology, stored(TERMINOLOGY_CODE_SYSTEM, "y",
                                         "{'resourceType':'CodeSystem','url':'urn:y',"
                                         "'supplements':'urn:s2'}"));
  struct terminology_scope scope = terminology_scope_make(terminology, arena, 20260101);
  ck_assert_uint_eq(terminology_scope_supplements(&scope, view_of("urn:s"), found, 2), 1);
  ck_assert(view_is(found[0]->id, "x"));
  terminology_release(terminology);
}
END_TEST

START_TEST(content_that_is_no_resource_is_an_error_of_its_own) {
  struct terminology *terminology = empty();
  struct terminology_resource broken = stored(TERMINOLOGY_CODE_SYSTEM, "a", SYSTEM("1"));
  const struct code_system *system = NULL;
  broken.content = view_of("{");
  terminology = with(terminology, broken);
  struct terminology_scope scope = terminology_scope_make(terminology, arena, 20260101);
  ck_assert_int_eq(terminology_code_system(&scope, terminology_at(terminology, 0), &system),
                   ERROR_SYNTAX);
  broken.kind = TERMINOLOGY_NAMING_SYSTEM;
  struct terminology *made = NULL;
  ck_assert_int_eq(terminology_with(terminology, &broken, 1, &made), ERROR_SYNTAX);
  terminology_release(terminology);
}
END_TEST

/* ---- translation -------------------------------------------------------------------------------
 */
#define MAP                                                                                        \
  "{'resourceType':'ConceptMap','url':'urn:m','group':[{'source':'urn:a','target':'urn:b',"        \
  "'element':[{'code':'1','target':[{'code':'x','equivalence':'wider'},"                           \
  "{'code':'y','equivalence':'equal','dependsOn':[{'property':'specimen','value':'S1'}]}]},"       \
  "{'code':'2','target':[{'equivalence':'unmatched'}]}],"                                          \
  "'unmapped':{'mode':'provided'}}]}"

static const struct {
  const char *system;
  const char *code;
  const char *target_system;
  bool reverse;
  const char *specimen;
  const char *says;
} translations[] = {
    {"urn:a", "1", "urn:b", false, NULL, "x/wider y/equal "},
    {"urn:a", "1", "", false, NULL, "x/wider y/equal "},
    {"urn:a", "1", "urn:b", false, "S1", "x/wider y/equal "},
    {"urn:a", "1", "urn:b", false, "S2", "x/wider "},
    {"urn:a", "2", "urn:b", false, NULL, "/unmatched "},
    {"urn:a", "3", "urn:b", false, NULL, "3/equal "},
    {"urn:a", "1", "urn:c", false, NULL, ""},
    {"urn:b", "x", "urn:a", true, NULL, "1/narrower "},
    {"urn:b", "z", "urn:a", true, NULL, ""},
    {"urn:b", "x", "urn:a", false, NULL, ""},
};

START_TEST(maps_answer) {
  struct terminology *terminology = with(empty(), stored(TERMINOLOGY_CONCEPT_MAP, "m", MAP));
  struct terminology_scope scope = terminology_scope_make(terminology, arena, 20260101);
  struct translation_dependency dependency = {view_of("specimen"),
                                              view_of(translations[_i].specimen)};
  struct translation_question question = {
      .system = view_of(translations[_i].system),
      .code = view_of(translations[_i].code),
      .target_system = view_of(translations[_i].target_system),
      .reverse = translations[_i].reverse,
      .dependencies = &dependency,
      .dependency_count = translations[_i].specimen != NULL ? 1 : 0,
  };
  struct translation found;
  struct view text = view_of("");
  ck_assert_int_eq(translation_find(&scope, &question, &found), ERROR_OK);
  for (size_t i = 0; i < found.count; i++) {
    text = arena_format(arena, "%.*s%.*s/%.*s ", VIEW_ARGUMENTS(text),
                        VIEW_ARGUMENTS(found.matches[i].code),
                        VIEW_ARGUMENTS(found.matches[i].equivalence));
  }
  ck_assert_str_eq(text_of(arena, text), translations[_i].says);
  terminology_release(terminology);
}
END_TEST

START_TEST(the_mapping_table_answers_for_local_codes) {
  static const struct {
    const char *code;
    bool reverse;
    uint32_t date;
    const char *specimen;
    const char *says;
  } rows[] = {
      {"h1", false, 20260601, NULL, "x "}, {"h1", false, 20270601, NULL, ""},
      {"h2", false, 20260601, "S1", "y "}, {"h2", false, 20260601, NULL, "y z "},
      {"h3", false, 20260601, NULL, ""},   {"x", true, 20260601, NULL, "h1 "},
  };
  struct mapping_row table_rows[] = {
      {.source_code = view_of("h1"),
       .target_code = view_of("x"),
       .valid_to = view_of("2026-12-31")},
      {.source_code = view_of("h2"), .target_code = view_of("y"), .specimen = view_of("S1")},
      {.source_code = view_of("h2"), .target_code = view_of("z"), .specimen = view_of("S2")},
  };
  const struct mapping_row *pointers[3];
  struct mapping_table *table = NULL;
  struct terminology *terminology = empty();
  for (size_t i = 0; i < 3; i++) {
    table_rows[i].source_system = view_of("urn:house");
    table_rows[i].target_system = view_of("urn:standard");
    table_rows[i].status = view_of(MAPPING_STATUS_APPROVED);
    pointers[i] = &table_rows[i];
  }
  ck_assert_int_eq(mapping_table_build(arena, pointers, 3, &table), ERROR_OK);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct terminology_scope scope = terminology_scope_make(terminology, arena, rows[i].date);
    struct translation_dependency specimen = {view_of("specimen"), view_of(rows[i].specimen)};
    struct translation_question question = {
        .system = view_of(rows[i].reverse ? "urn:standard" : "urn:house"),
        .code = view_of(rows[i].code),
        .target_system = view_of(rows[i].reverse ? "urn:house" : "urn:standard"),
        .reverse = rows[i].reverse,
        .dependencies = &specimen,
        .dependency_count = rows[i].specimen != NULL ? 1 : 0,
        .mapping = table};
    struct translation found;
    struct view text = view_of("");
    ck_assert_int_eq(translation_find(&scope, &question, &found), ERROR_OK);
    for (size_t j = 0; j < found.count; j++) {
      text = arena_format(arena, "%.*s%.*s ", VIEW_ARGUMENTS(text),
                          VIEW_ARGUMENTS(found.matches[j].code));
    }
    ck_assert_str_eq(text_of(arena, text), rows[i].says);
  }
  terminology_release(terminology);
}
END_TEST

/* ---- library -----------------------------------------------------------------------------------
 */
START_TEST(a_reader_keeps_its_snapshot) {
  struct terminology_library *library = NULL;
  struct terminology_resource resource = stored(TERMINOLOGY_CODE_SYSTEM, "a", SYSTEM("1"));
  ck_assert_int_eq(terminology_library_open("/nonexistent/masters.pack", clock_system(), &library),
                   ERROR_OK);
  struct terminology *before = terminology_library_acquire(library);
  ck_assert_int_eq(terminology_library_put(library, &resource, 1, NULL), ERROR_OK);
  struct terminology *after = terminology_library_acquire(library);
  ck_assert_uint_eq(terminology_count(before), 0);
  ck_assert_uint_eq(terminology_count(after), 1);
  ck_assert_ptr_null(terminology_masters(after));
  ck_assert_int_eq(terminology_library_remove(library, TERMINOLOGY_CODE_SYSTEM, view_of("b"), NULL),
                   ERROR_NOT_FOUND);
  ck_assert_int_eq(terminology_library_remove(library, TERMINOLOGY_CODE_SYSTEM, view_of("a"), NULL),
                   ERROR_OK);
  terminology_library_close(library);
  ck_assert_uint_eq(terminology_count(after), 1);
  terminology_release(before);
  terminology_release(after);
}
END_TEST

static enum error disk_is_full(void *context) {
  (*(int *)context)++;
  return ERROR_STORAGE;
}

START_TEST(what_cannot_be_kept_is_not_seen) {
  struct terminology_library *library = NULL;
  struct terminology_resource resource = stored(TERMINOLOGY_CODE_SYSTEM, "a", SYSTEM("1"));
  int tries = 0;
  struct terminology_keep keep = {disk_is_full, &tries};
  ck_assert_int_eq(terminology_library_open("/nonexistent/masters.pack", clock_system(), &library),
                   ERROR_OK);
  ck_assert_int_eq(terminology_library_put(library, &resource, 1, &keep), ERROR_STORAGE);
  ck_assert_int_eq(
      terminology_library_remove(library, TERMINOLOGY_CODE_SYSTEM, view_of("a"), &keep),
      ERROR_NOT_FOUND);
  struct terminology *terminology = terminology_library_acquire(library);
  ck_assert_uint_eq(terminology_count(terminology), 0);
  ck_assert_int_eq(tries, 1);
  terminology_release(terminology);
  terminology_library_close(library);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("terminology");
  TCase *cases = tcase_create("snapshots, scopes, translation, library");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, versions_have_an_order, 0, sizeof versions / sizeof versions[0]);
  tcase_add_test(cases, the_newest_version_is_meant_without_one);
  tcase_add_test(cases, an_id_is_replaced_and_removed);
  tcase_add_test(cases, what_comes_with_the_request_goes_first);
  tcase_add_test(cases, naming_systems_and_known_oids_lead_to_the_url);
  tcase_add_test(cases, supplements_are_found);
  tcase_add_test(cases, content_that_is_no_resource_is_an_error_of_its_own);
  tcase_add_loop_test(cases, maps_answer, 0, sizeof translations / sizeof translations[0]);
  tcase_add_test(cases, the_mapping_table_answers_for_local_codes);
  tcase_add_test(cases, a_reader_keeps_its_snapshot);
  tcase_add_test(cases, what_cannot_be_kept_is_not_seen);
  suite_add_tcase(suite, cases);
  return suite;
}
