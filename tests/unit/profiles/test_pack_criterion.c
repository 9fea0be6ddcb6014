#include "profiles/pack_criterion.h"

#include "profiles/pack_compile.h"
#include "profiles/pack_dump.h"
#include "tests/unit/profiles/mini_core.h"

#define ARENA_BYTES (1u << 30)
#define TABLES "profiles/definitions"

static struct arena *arena;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  fixture_open();
}

static void teardown(void) {
  fixture_close();
  arena_free(arena);
}

static const struct {
  const char *path;
  const char *steps; /* kind letter and text of each: m member, r resolve, e extension, o of type */
} paths[] = {
    {"$this", ""},
    {"", ""},
    {"system", "m:system;"},
    {"code.coding.code", "m:code;m:coding;m:code;"},
    {"$this.code", "m:code;"},
    {"resolve()", "r:;"},
    {"resolve().code", "r:;m:code;"},
    {"entry.resolve()", "m:entry;r:;"},
    {"extension('http://a.b/c').value", "e:http://a.b/c;m:value;"},
    {"value.ofType(Coding).code", "m:value;o:Coding;m:code;"},
    {"a..b", "m:a;m:b;"},
    {"extension('http://a", "m:extension('http://a;"},
    {"a.b.c.d.e.f.g.h.i.j.k.l.m", "m:a;m:b;m:c;m:d;m:e;m:f;m:g;m:h;m:i;m:j;m:k;m:l;"},
};

START_TEST(test_path) {
  struct pack_criterion_path path;
  pack_criterion_path_read(view_of(paths[_i].path), &path);
  struct view text = view_of("");
  for (uint32_t i = 0; i < path.count; i++) {
    text = arena_format(arena, "%.*s%c:%.*s;", VIEW_ARGUMENTS(text), "mreo"[path.steps[i].kind],
                        VIEW_ARGUMENTS(path.steps[i].text));
  }
  ck_assert(view_is(text, paths[_i].steps));
}
END_TEST

#define CODE "Observation.code"
#define CODING CODE ".coding"
#define CONCEPT MINI(CODE, "1", "1", "CodeableConcept") ","
#define SLICED(kind, path) MINI_MORE(CODING, "0", "*", MINI_SLICING("open", kind, path)) ","
#define SLICE(name, more) MINI_MORE(CODING, "0", "1", MINI_SLICE(name) more)
#define TARGET ",\"type\":[{\"code\":\"Reference\",\"targetProfile\":[\"" HL7 "Patient\"]}]"
#define PROFILED(url) ",\"type\":[{\"code\":\"Extension\",\"profile\":[\"" url "\"]}]"

#define AND(path, min, max, more) "," MINI_MORE(path, min, max, more)
#define PART "Observation.component"

/* A slicing of Observation (R4) -> how the plan tells its slice. Laid out by hand: one element a
 * line. */
/* clang-format off */
static const struct {
  const char *elements;
  const char *when;
} cases[] = {
    {CONCEPT SLICED("value", "system") SLICE("a", "")
     AND(CODING ".system", "1", "1", ",\"fixedUri\":\"http://s\""),
     "slice a when fixed=\"http://s\" (indexed)\n"},
    {CONCEPT SLICED("pattern", "$this") SLICE("a", ",\"patternCoding\":{\"code\": \"x\"}"),
     "slice a when pattern={\"code\":\"x\"}\n"},
    /* the value stands inside the pattern of a parent */
    {CONCEPT SLICED("value", "code") SLICE("a", ",\"patternCoding\":{\"code\":\"x\"}"),
     "slice a when pattern=\"x\" (indexed)\n"},
    {CONCEPT SLICED("value", "system") SLICE("a", ",\"patternCoding\":{\"code\":\"x\"}"),
     "slice a when any\n"},
    {CONCEPT SLICED("value", "code") SLICE("a", "")
     AND(CODING ".code", "1", "1", MINI_TYPE("code")),
     "slice a when exists\n"},
    {CONCEPT SLICED("value", "$this")
     SLICE("a", ",\"binding\":{\"strength\":\"required\",\"valueSet\":"
                "\"http://hl7.org/fhir/ValueSet/observation-status\"}"),
     "slice a when required=http://hl7.org/fhir/ValueSet/observation-status{"
     "http://hl7.org/fhir/observation-status=8}\n"},
    {CONCEPT SLICED("exists", "version") SLICE("a", "")
     AND(CODING ".version", "0", "0", MINI_TYPE("string")),
     "slice a when absent\n"},
    {CONCEPT SLICED("exists", "version") SLICE("a", "")
     AND(CODING ".version", "1", "1", MINI_TYPE("string")),
     "slice a when exists\n"},
    {MINI_MORE("Observation.value[x]", "0", "1", MINI_SLICING("closed", "type", "$this"))
     AND("Observation.value[x]", "0", "1", MINI_SLICE("valueString") MINI_TYPE("string")),
     "slice valueString when type=" HL7 "string\n"},
    /* the unsliced element has no other type either */
    {MINI_MORE("Observation.value[x]", "0", "1",
               MINI_TYPE("string") MINI_SLICING("open", "type", "$this"))
     AND("Observation.value[x]", "0", "1", MINI_SLICE("valueString") MINI_TYPE("string")),
     "slice valueString when type=" HL7 "string\n"},
    {MINI_MORE("Observation.extension", "0", "*", MINI_SLICING("open", "value", "url"))
     AND("Observation.extension", "0", "1", MINI_SLICE("e") PROFILED(HL7 "patient-birthPlace")),
     "slice e when fixed=\"" HL7 "patient-birthPlace\" (indexed)\n"},
    {MINI_MORE("Observation.extension", "0", "*", MINI_SLICING("open", "value", "url"))
     AND("Observation.extension", "0", "1", MINI_SLICE("e") PROFILED("http://none")),
     "slice e when any\n"},
    {MINI_MORE("Observation.performer", "0", "*", MINI_SLICING("open", "profile", "resolve()"))
     AND("Observation.performer", "0", "1", MINI_SLICE("p") TARGET),
     "slice p when profile=" HL7 "Patient\n"},
    {MINI_MORE("Observation.performer", "0", "*", MINI_SLICING("open", "type", "resolve()"))
     AND("Observation.performer", "0", "1", MINI_SLICE("p") TARGET),
     "slice p when type=" HL7 "Patient\n"},
    {MINI_MORE("Observation.contained", "0", "*", MINI_SLICING("open", "profile", "$this"))
     AND("Observation.contained", "0", "1", MINI_SLICE("p") MINI_TYPE("Patient")),
     "slice p when profile=" HL7 "Patient\n"},
    {MINI_MORE(PART, "0", "*", MINI_SLICING("open", "value", "code"))
     AND(PART, "0", "1", MINI_SLICE("c"))
     AND(PART ".code", "1", "1", MINI_TYPE("CodeableConcept"))
     AND(PART ".code.coding", "1", "*", MINI_TYPE("Coding"))
     AND(PART ".code.coding.code", "1", "1", ",\"fixedCode\":\"x\""),
     "slice c when as=Observation.component:c.code\n"},
    {MINI_MORE(PART, "0", "*", MINI_SLICING("open", "value", "code.coding.code"))
     AND(PART, "0", "1", MINI_SLICE("c"))
     AND(PART ".code", "1", "1", ",\"patternCodeableConcept\":{\"coding\":[{\"code\":\"x\"}]}"),
     "slice c when pattern=\"x\" (indexed)\n"},
    /* a slice of a slice, and a name that only looks like one */
    {CONCEPT SLICED("value", "system")
     MINI_MORE(CODING, "0", "*", MINI_SLICE("a") MINI_SLICING("open", "value", "code"))
     AND(CODING ".system", "1", "1", ",\"fixedUri\":\"http://s\"")
     "," SLICE("a/b", "")
     AND(CODING ".code", "1", "1", ",\"fixedCode\":\"b\""),
     "slice a/b when fixed=\"b\" (indexed)\n"},
    {CONCEPT SLICED("value", "code") SLICE("a/b", "")
     AND(CODING ".code", "1", "1", ",\"fixedCode\":\"b\""),
     "slice a/b when fixed=\"b\" (indexed)\n"},
};
/* clang-format on */

START_TEST(test_criterion) {
  const char *definition = arena_format(arena, MINI_PROFILE("%s"), cases[_i].elements).data;
  const char *packages[] = {mini_guide(arena, definition)};
  struct pack_compile_request request = {TABLES, packages, 1};
  struct issue_list issues = issue_list_make(arena, 100);
  struct view pack;
  ck_assert_int_eq(pack_compile(arena, &request, &issues, &pack), ERROR_OK);
  ck_assert_uint_eq(issues.count, 0);
  struct buffer buffer = buffer_make(arena, ARENA_BYTES);
  ck_assert_int_eq(pack_dump(pack, view_of("http://g/p|1"), &buffer), ERROR_OK);
  bool found = view_find(buffer_view(&buffer), view_of(cases[_i].when), 0) != SIZE_MAX;
  ck_assert_msg(found, "%.*s", VIEW_ARGUMENTS(buffer_view(&buffer)));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("pack_criterion");
  TCase *test = tcase_create("criteria");
  tcase_add_checked_fixture(test, setup, teardown);
  tcase_add_loop_test(test, test_path, 0, (int)(sizeof paths / sizeof paths[0]));
  tcase_add_loop_test(test, test_criterion, 0, (int)(sizeof cases / sizeof cases[0]));
  tcase_set_timeout(test, 60);
  suite_add_tcase(suite, test);
  return suite;
}
