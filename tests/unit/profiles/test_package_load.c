#include "profiles/package_load.h"

#include "profiles/definition_prune.h"
#include "tests/unit/profiles/mini_core.h"

#define ARENA_BYTES (1u << 30)

static struct arena *arena;
static struct arena *scratch;
static struct issue_list issues;
static struct definition_model model;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  scratch = arena_new(ARENA_BYTES);
  issues = issue_list_make(arena, 100);
  model = definition_model_make(arena);
  fixture_open();
}

static void teardown(void) {
  fixture_close();
  arena_free(scratch);
  arena_free(arena);
}

static enum error load(const char *path) {
  return package_load(&model, scratch, path, &issues);
}

#define MANIFEST "{\"name\":\"g\",\"version\":\"1\"}"
#define VALUE_SET(url) "{\"resourceType\":\"ValueSet\",\"url\":\"" url "\"}"

/* A package with one doubtful file beside a good one: the good one is there, the issue says the
 * rest. */
static const struct {
  const char *content;
  const char *issue;
} doubtful[] = {
    {"{\"resourceType\":\"ValueSet\",", "package-file-syntax"},
    {"", "package-file-syntax"},
    {"{\"resourceType\":\"ValueSet\"}", "definition-malformed"},
    {"{\"resourceType\":\"CodeSystem\",\"content\":\"complete\"}", "definition-malformed"},
    {"{\"resourceType\":\"StructureDefinition\",\"url\":\"http://s\"}", "definition-malformed"},
    {"{\"resourceType\":\"StructureDefinition\",\"url\":\"http://s\",\"type\":\"Patient\"}",
     "definition-without-snapshot"},
    {"{\"resourceType\":\"StructureDefinition\",\"url\":\"http://s\",\"type\":\"Patient\","
     "\"snapshot\":{\"element\":[]}}",
     "definition-without-snapshot"},
    {"{\"resourceType\":\"StructureDefinition\",\"url\":\"http://s\",\"type\":\"Patient\","
     "\"snapshot\":{\"element\":[{\"path\":\"Patient.id\"}]}}",
     "definition-malformed"},
    {"{\"resourceType\":\"StructureDefinition\",\"url\":\"http://s\",\"type\":\"Patient\","
     "\"snapshot\":{\"element\":[{\"id\":\"no path\"}]}}",
     "definition-malformed"},
    {"{\"resourceType\":\"StructureDefinition\",\"url\":\"http://s\",\"type\":\"Patient\","
     "\"snapshot\":{\"element\":\"text\"}}",
     "definition-without-snapshot"},
    {VALUE_SET("http://good"), "definition-twice"},
    {"[1,2]", NULL},
    {"\"text\"", NULL},
    {"{\"resourceType\":\"Patient\"}", NULL},
    {"{\"id\":\"x\",\"resourceType\":\"ValueSet\",\"url\":\"http://late\"}", NULL},
    {"{\"resourceType\":5}", NULL},
    {"{\"resourceType\":\"CodeSystem\",\"url\":\"http://c\",\"content\":\"supplement\"}", NULL},
    {"{\"resourceType\":\"CodeSystem\",\"url\":\"http://c\",\"concept\":{\"code\":\"a\"}}", NULL},
    {"{\"resourceType\":\"ValueSet\",\"url\":\"http://o\",\"compose\":{\"include\":[5,{}]}}", NULL},
};

START_TEST(test_doubtful) {
  const struct fixture_file files[] = {{"package/package.json", MANIFEST},
                                       {"package/1.json", VALUE_SET("http://good")},
                                       {"package/2.json", doubtful[_i].content},
                                       {NULL, NULL}};
  ck_assert_int_eq(load(fixture_package(arena, "g.tgz", files)), ERROR_OK);
  ck_assert_uint_eq(model.package_count, 1);
  ck_assert_uint_ge(model.packages[0]->value_set_count, 1);
  if (doubtful[_i].issue == NULL) {
    ck_assert_uint_eq(issues.count, 0);
  } else {
    ck_assert_uint_eq(issues.count, 1);
    ck_assert_str_eq(issues.issues[0].message->id, doubtful[_i].issue);
  }
  ck_assert_int_eq(definition_model_link(&model), ERROR_OK);
  ck_assert_int_eq(definition_prune(&model, scratch, &issues), ERROR_OK);
}
END_TEST

/* The manifest may stand anywhere in the archive; without one the path is the name. */
START_TEST(test_name) {
  static const struct fixture_file last[] = {{"package/1.json", VALUE_SET("http://good")},
                                             {"package/package.json", MANIFEST},
                                             {NULL, NULL}};
  static const struct fixture_file none[] = {{"package/1.json", VALUE_SET("http://good")},
                                             {NULL, NULL}};
  ck_assert_int_eq(load(fixture_package(arena, "a.tgz", last)), ERROR_OK);
  ck_assert_ptr_nonnull(definition_model_find(&model, view_of("g"), view_of("1")));
  ck_assert_uint_eq(issues.count, 0);
  const char *path = fixture_package(arena, "b.tgz", none);
  ck_assert_int_eq(load(path), ERROR_OK);
  ck_assert_ptr_nonnull(definition_model_find(&model, view_of(path), view_of("")));
  ck_assert_str_eq(issues.issues[0].message->id, "package-without-name");
}
END_TEST

START_TEST(test_same_version_twice) {
  static const struct fixture_file files[] = {{"package/package.json", MANIFEST},
                                              {"package/1.json", VALUE_SET("http://good")},
                                              {NULL, NULL}};
  ck_assert_int_eq(load(fixture_package(arena, "a.tgz", files)), ERROR_OK);
  ck_assert_int_eq(load(fixture_package(arena, "b.tgz", files)), ERROR_OK);
  ck_assert_uint_eq(model.package_count, 1);
  ck_assert_uint_eq(issues.count, 0);
}
END_TEST

START_TEST(test_damaged_archive) {
  const char *path = fixture_package(arena, "core.tgz", mini_core_files);
  struct stat status;
  ck_assert_int_eq(stat(path, &status), 0);
  for (off_t length = status.st_size - 1; length > 0; length = length * 2 / 3) {
    ck_assert_int_eq(truncate(path, length), 0);
    issues = issue_list_make(arena, 100);
    ck_assert_int_eq(load(path), ERROR_SYNTAX);
    ck_assert_uint_eq(model.package_count, 0);
    ck_assert_ptr_null(model.core);
    ck_assert_uint_ge(issues.count, 1);
    ck_assert_str_eq(issues.issues[issues.count - 1].message->id, "package-unreadable");
  }
  ck_assert_int_eq(load(fixture_path(arena, "none.tgz")), ERROR_FILE);
}
END_TEST

static struct definition_package *dependent(const char *name, const char *version,
                                            const char *other, const char *other_version) {
  const char *manifest =
      arena_format(arena, "{\"name\":\"%s\",\"version\":\"%s\",\"dependencies\":{\"%s\":\"%s\"}}",
                   name, version, other, other_version)
          .data;
  const char *value_set =
      arena_format(arena, "{\"resourceType\":\"ValueSet\",\"url\":\"http://v\",\"version\":\"%s\"}",
                   version)
          .data;
  const struct fixture_file files[] = {
      {"package/package.json", manifest}, {"package/v.json", value_set}, {NULL, NULL}};
  const char *file = arena_format(arena, "%s-%s.tgz", name, version).data;
  ck_assert_int_eq(load(fixture_package(arena, file, files)), ERROR_OK);
  return definition_model_find(&model, view_of(name), view_of(version));
}

/* What a package sees: its own, then what it depends on; another version where the one is missing.
 */
START_TEST(test_dependencies) {
  struct definition_package *a = dependent("a", "1", "b", "2");
  struct definition_package *b1 = dependent("b", "1", "c", "1");
  struct definition_package *b2 = dependent("b", "2", "a", "1");
  struct definition_package *d = dependent("d", "4", "b", "9");
  ck_assert_int_eq(definition_model_link(&model), ERROR_OK);
  ck_assert_uint_eq(definition_model_missing(&model, a, 0), UINT32_MAX);
  ck_assert_uint_eq(definition_model_missing(&model, b1, 0), 0);
  ck_assert_uint_eq(definition_model_missing(&model, d, 0), 0);
  ck_assert_uint_eq(a->reach_count, 2);
  ck_assert_uint_eq(b2->reach_count, 2);
  ck_assert_uint_eq(b1->reach_count, 1);
  static const struct {
    const char *canonical;
    const char *version; /* NULL: not found */
  } seen[] = {{"http://v", "1"}, {"http://v|2", "2"}, {"http://v|3", NULL}, {"http://w", NULL}};
  for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++) {
    const struct value_set *found = definition_model_value_set(a, view_of(seen[i].canonical));
    ck_assert((found == NULL) == (seen[i].version == NULL));
    ck_assert(found == NULL || view_is(found->version, seen[i].version));
  }
  ck_assert(view_is(definition_model_value_set(d, view_of("http://v|2"))->version, "2"));
}
END_TEST

/* Figures of the official packages, counted independently of this program. */
static const struct {
  const char *file;
  uint32_t structures; /* with elements */
  uint32_t elements;
  uint32_t constraints;
  uint32_t bindings[4]; /* by strength */
} figures[] = {
    {"hl7.fhir.r4.core-4.0.1.tgz", 653, 13021, 14750, {0, 558, 318, 323}},
    {"jp-eCSCLINS.r4-1.10.0.tgz", 51, 8913, 0, {0, 0, 0, 0}},
    {"jp-eCSCLINS.r4-1.5.3.tgz", 49, 8971, 0, {0, 0, 0, 0}},
    {"jp-eCSCLINS.r4-1.12.0-prep.tgz", 51, 9089, 0, {0, 0, 0, 0}},
    {"jp-core.r4-1.2.0.tgz", 111, 4942, 0, {0, 0, 0, 0}},
};

START_TEST(test_figures) {
  const char *path = fixture_shared(arena, figures[_i].file);
  if (path == NULL) {
    return;
  }
  ck_assert_int_eq(load(path), ERROR_OK);
  uint32_t structures = 0;
  uint32_t elements = 0;
  uint32_t constraints = 0;
  uint32_t bindings[4] = {0};
  for (uint32_t i = 0; i < model.packages[0]->structure_count; i++) {
    const struct structure_definition *structure = model.packages[0]->structures[i];
    structures += structure->element_count > 0 ? 1u : 0u;
    elements += structure->element_count;
    for (uint32_t j = 0; j < structure->element_count; j++) {
      constraints += structure->elements[j].constraint_count;
      bindings[structure->elements[j].binding.strength]++;
    }
  }
  ck_assert_uint_eq(structures, figures[_i].structures);
  ck_assert_uint_eq(elements, figures[_i].elements);
  if (figures[_i].constraints > 0) {
    ck_assert_uint_eq(constraints, figures[_i].constraints);
    ck_assert_mem_eq(bindings + 1, figures[_i].bindings + 1, 3 * sizeof bindings[0]);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("package_load");
  TCase *test = tcase_create("packages");
  tcase_add_checked_fixture(test, setup, teardown);
  tcase_add_loop_test(test, test_doubtful, 0, (int)(sizeof doubtful / sizeof doubtful[0]));
  tcase_add_test(test, test_name);
  tcase_add_test(test, test_same_version_twice);
  tcase_add_test(test, test_damaged_archive);
  tcase_add_test(test, test_dependencies);
  tcase_add_loop_test(test, test_figures, 0, (int)(sizeof figures / sizeof figures[0]));
  tcase_set_timeout(test, 60);
  suite_add_tcase(suite, test);
  return suite;
}
