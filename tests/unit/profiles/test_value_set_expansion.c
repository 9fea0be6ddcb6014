#include "profiles/value_set_expansion.h"

#include "profiles/package_load.h"
#include "tests/unit/profiles/package_fixture.h"

#define ARENA_BYTES (2u << 30)

static struct arena *arena;
static struct arena *scratch;
static struct issue_list issues;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  scratch = arena_new(ARENA_BYTES);
  issues = issue_list_make(arena, 100);
  fixture_open();
}

static void teardown(void) {
  fixture_close();
  arena_free(scratch);
  arena_free(arena);
}

/* a > (b > c, d), e; e has the property status=old, f is below d by a property. */
#define CODES                                                                                      \
  "{\"resourceType\":\"CodeSystem\",\"url\":\"http://x/s\",\"content\":\"complete\",\"concept\":[" \
  "{\"code\":\"a\",\"concept\":[{\"code\":\"b\",\"concept\":[{\"code\":\"c\"}]},"                  \
  "{\"code\":\"d\"}]},"                                                                            \
  "{\"code\":\"e\",\"property\":[{\"code\":\"status\",\"valueCode\":\"old\"}]},"                   \
  "{\"code\":\"f\",\"property\":[{\"code\":\"parent\",\"valueCode\":\"d\"}]}]}"

#define OPEN                                                                                       \
  "{\"resourceType\":\"CodeSystem\",\"url\":\"http://loinc.org\",\"content\":\"complete\","        \
  "\"concept\":[{\"code\":\"1-8\"}]}"

#define FRAGMENT                                                                                   \
  "{\"resourceType\":\"CodeSystem\",\"url\":\"http://x/part\",\"content\":\"fragment\","           \
  "\"concept\":[{\"code\":\"p\"}]}"

#define OTHER                                                                                      \
  "{\"resourceType\":\"ValueSet\",\"url\":\"http://x/other\",\"compose\":{\"include\":["           \
  "{\"system\":\"http://x/s\",\"concept\":[{\"code\":\"b\"},{\"code\":\"d\"}]}]}}"

#define LOOP                                                                                       \
  "{\"resourceType\":\"ValueSet\",\"url\":\"http://x/loop\",\"compose\":{\"include\":["            \
  "{\"valueSet\":[\"http://x/loop\"]}]}}"

#define EXPANDED                                                                                   \
  "{\"resourceType\":\"ValueSet\",\"url\":\"http://x/expanded\",\"expansion\":{\"contains\":["     \
  "{\"system\":\"http://x/s\",\"code\":\"a\",\"contains\":[{\"system\":\"http://x/s\","            \
  "\"code\":\"q\"}]}]}}"

#define SYSTEM "\"system\":\"http://x/s\""
#define FILTER(property, operation, value)                                                         \
  "{" SYSTEM ",\"filter\":[{\"property\":\"" property "\",\"op\":\"" operation                     \
  "\",\"value\":\"" value "\"}]}"

/* compose.include, compose.exclude (or "") -> "system:codes?" for each system, "!" when incomplete.
 */
static const struct {
  const char *include;
  const char *exclude;
  const char *expected;
} cases[] = {
    {"{" SYSTEM "}", "", "http://x/s:a,b,c,d,e,f;"},
    {"{" SYSTEM ",\"concept\":[{\"code\":\"z\"},{\"code\":\"a\"}]}", "", "http://x/s:z,a;"},
    {FILTER("concept", "is-a", "b"), "", "http://x/s:b,c;"},
    {FILTER("concept", "descendent-of", "a"), "", "http://x/s:b,c,d,f;"},
    {FILTER("concept", "is-not-a", "a"), "", "http://x/s:e;"},
    {FILTER("concept", "generalizes", "c"), "", "http://x/s:a,b,c;"},
    {FILTER("concept", "in", "a, c"), "", "http://x/s:a,c;"},
    {FILTER("code", "not-in", "a,c"), "", "http://x/s:b,d,e,f;"},
    {FILTER("code", "regex", "[a-c]"), "", "http://x/s:a,b,c;"},
    {FILTER("code", "regex", "a|\\\\d"), "", "http://x/s:a;"},
    {FILTER("code", "regex", "[a"), "", "http://x/s:?;"},
    {FILTER("status", "=", "old"), "", "http://x/s:e;"},
    {FILTER("status", "=", "new"), "", "http://x/s:;"},
    {FILTER("parent", "=", "a"), "", "http://x/s:b,d;"},
    {FILTER("colour", "=", "red"), "", "http://x/s:?;"},
    {FILTER("concept", "child-of-moon", "a"), "", "http://x/s:?;"},
    {"{" SYSTEM "}", "{" SYSTEM ",\"concept\":[{\"code\":\"a\"},{\"code\":\"x\"}]}",
     "http://x/s:b,c,d,e,f;"},
    {"{" SYSTEM "}", FILTER("concept", "is-a", "a"), "http://x/s:e;"},
    {"{" SYSTEM "}", "{\"system\":\"http://y\"}", "http://x/s:a,b,c,d,e,f;"},
    {"{\"valueSet\":[\"http://x/other\"]}", "", "http://x/s:b,d;"},
    {"{\"system\":\"http://x/s\",\"concept\":[{\"code\":\"b\"},{\"code\":\"c\"}],"
     "\"valueSet\":[\"http://x/other\"]}",
     "", "http://x/s:b;"},
    {"{\"valueSet\":[\"http://x/none\"]}", "", "!"},
    {"{\"valueSet\":[\"http://x/loop\"]}", "", "!"},
    {"{\"valueSet\":[\"http://x/expanded\"]}", "", "http://x/s:a,q;"},
    {"{\"system\":\"http://y\"}", "", "http://y:?;"},
    {"{\"system\":\"http://loinc.org\"}", "", "http://loinc.org:1-8?;"},
    {"{\"system\":\"http://loinc.org\",\"concept\":[{\"code\":\"2-6\"}]}", "",
     "http://loinc.org:2-6;"},
    {"{\"system\":\"http://x/part\"}", "", "http://x/part:p?;"},
    {"{\"system\":\"http://x/s\",\"version\":\"9\"}", "", "http://x/s:?;"},
    {"{\"system\":\"http://x/s\"},{\"system\":\"http://y\",\"concept\":[{\"code\":\"1\"}]}", "",
     "http://x/s:a,b,c,d,e,f;http://y:1;"},
};

static const char *expansion_text(const struct value_set *value_set) {
  struct expansion expansion;
  ck_assert_int_eq(value_set_expansion_make(arena, value_set, &expansion), ERROR_OK);
  struct view text = view_of("");
  for (uint32_t i = 0; i < expansion.part_count; i++) {
    const struct expansion_part *part = expansion.parts[i];
    text = arena_format(arena, "%.*s%.*s:", VIEW_ARGUMENTS(text), VIEW_ARGUMENTS(part->system));
    const char *comma = "";
    for (uint32_t j = 0; j < part->codes.count; j++) {
      if (part->codes.entries[j].value != NULL) {
        text = arena_format(arena, "%.*s%s%.*s", VIEW_ARGUMENTS(text), comma,
                            VIEW_ARGUMENTS(part->codes.entries[j].key));
        comma = ",";
      }
    }
    text = arena_format(arena, "%.*s%s;", VIEW_ARGUMENTS(text), part->is_unknown ? "?" : "");
  }
  return arena_format(arena, "%.*s%s", VIEW_ARGUMENTS(text), expansion.is_incomplete ? "!" : "")
      .data;
}

START_TEST(test_compose) {
  const char *set =
      arena_format(arena,
                   "{\"resourceType\":\"ValueSet\",\"url\":\"http://x/v\",\"compose\":{"
                   "\"include\":[%s],\"exclude\":[%s]}}",
                   cases[_i].include, cases[_i].exclude)
          .data;
  const struct fixture_file files[] = {
      {"package/package.json", "{\"name\":\"x\",\"version\":\"1\"}"},
      {"package/1.json", CODES},
      {"package/2.json", OPEN},
      {"package/3.json", FRAGMENT},
      {"package/4.json", OTHER},
      {"package/5.json", LOOP},
      {"package/6.json", EXPANDED},
      {"package/7.json", set},
      {NULL, NULL},
  };
  struct definition_model model = definition_model_make(arena);
  const char *path = fixture_package(arena, "x.tgz", files);
  ck_assert_int_eq(package_load(&model, scratch, path, &issues), ERROR_OK);
  ck_assert_int_eq(definition_model_link(&model), ERROR_OK);
  ck_assert_uint_eq(issues.count, 0);
  const struct value_set *value_set =
      definition_model_value_set(model.packages[0], view_of("http://x/v"));
  ck_assert_ptr_nonnull(value_set);
  ck_assert_str_eq(expansion_text(value_set), cases[_i].expected);
}
END_TEST

static bool is_known(const struct expansion *expansion) {
  for (uint32_t i = 0; i < expansion->part_count; i++) {
    if (expansion->parts[i]->is_unknown) {
      return false;
    }
  }
  return !expansion->is_incomplete;
}

/* Codes of a that are not in b. */
static unsigned surplus(const struct expansion *a, const struct expansion *b) {
  unsigned found = 0;
  for (uint32_t i = 0; i < a->part_count; i++) {
    const struct expansion_part *part = a->parts[i];
    const struct expansion_part *other = NULL;
    for (uint32_t j = 0; j < b->part_count; j++) {
      other = view_equal(b->parts[j]->system, part->system) ? b->parts[j] : other;
    }
    for (uint32_t j = 0; j < part->codes.count; j++) {
      const struct hash_map_entry *entry = &part->codes.entries[j];
      bool in_other = other != NULL && hash_map_get(&other->codes, entry->key) != NULL;
      found += entry->value != NULL && !in_other ? 1u : 0u;
    }
  }
  return found;
}

/* HL7's own expansions of the R4 value sets: every set that we say to know must be the same. */
START_TEST(test_golden) {
  const char *core = fixture_shared(arena, "hl7.fhir.r4.core-4.0.1.tgz");
  const char *golden = fixture_shared(arena, "hl7.fhir.r4.expansions-4.0.1.tgz");
  if (core == NULL || golden == NULL) {
    return;
  }
  struct definition_model model = definition_model_make(arena);
  ck_assert_int_eq(package_load(&model, scratch, core, &issues), ERROR_OK);
  ck_assert_int_eq(package_load(&model, scratch, golden, &issues), ERROR_OK);
  ck_assert_int_eq(definition_model_link(&model), ERROR_OK);
  unsigned compared = 0;
  unsigned equal = 0;
  const struct definition_package *package = model.packages[1];
  for (uint32_t i = 0; i < package->value_set_count; i++) {
    struct arena_mark mark = arena_mark(scratch);
    const struct value_set *expected = package->value_sets[i];
    const struct value_set *own = definition_model_value_set(model.packages[0], expected->url);
    struct expansion ours = {.parts = NULL};
    struct expansion theirs = {.parts = NULL};
    if (own != NULL) {
      ck_assert_int_eq(value_set_expansion_make(scratch, own, &ours), ERROR_OK);
      ck_assert_int_eq(value_set_expansion_make(scratch, expected, &theirs), ERROR_OK);
    }
    if (own != NULL && is_known(&ours)) {
      compared++;
      bool same = surplus(&ours, &theirs) == 0 && surplus(&theirs, &ours) == 0;
      equal += same ? 1u : 0u;
      if (!same) {
        printf("differs: %.*s: %u more, %u fewer\n", VIEW_ARGUMENTS(own->url),
               surplus(&ours, &theirs), surplus(&theirs, &ours));
      }
    }
    arena_back(scratch, mark);
  }
  printf("golden expansions: %u of %u, %u sets\n", equal, compared, package->value_set_count);
  ck_assert_uint_ge(compared, 400);
  ck_assert_uint_ge(equal * 100, compared * 99);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("value_set_expansion");
  TCase *test = tcase_create("compose");
  tcase_add_checked_fixture(test, setup, teardown);
  tcase_add_loop_test(test, test_compose, 0, (int)(sizeof cases / sizeof cases[0]));
  tcase_add_test(test, test_golden);
  tcase_set_timeout(test, 60);
  suite_add_tcase(suite, test);
  return suite;
}
