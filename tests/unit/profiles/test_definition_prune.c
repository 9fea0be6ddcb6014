#include "profiles/definition_prune.h"

#include "profiles/definition_tables.h"
#include "profiles/pack_compile.h"
#include "tests/unit/profiles/mini_core.h"

#define ARENA_BYTES (64u << 20)

static struct arena *arena;
static struct issue_list issues;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  issues = issue_list_make(arena, 100);
  fixture_open();
}

static void teardown(void) {
  fixture_close();
  arena_free(arena);
}

#define CODING "Observation.code.coding"
#define CODING_TYPE MINI_TYPE("Coding")
#define OWN                                                                                        \
  ",\"constraint\":[" MINI_CONSTRAINT(                                                             \
      "ele-1", "hasValue()") ",{\"key\":\"g-1\","                                                  \
                             "\"severity\":\"warning\",\"expression\":\"code.exists()\"}]"

/* Elements of a profile of Observation -> the lines that its table keeps, and the issue if any. */
static const struct {
  const char *definition;
  const char *lines;
  const char *issue;
} cases[] = {
    /* the same as R4: nothing is left */
    {MINI_PROFILE(MINI_MORE("Observation.code", "1", "1", MINI_TYPE("CodeableConcept") MINI_ELE1)),
     ".Observation\t0..*\n", NULL},
    /* tighter cardinality */
    {MINI_PROFILE(MINI("Observation.id", "1", "1", "string")), ".Observation\t0..*\n..id\t1..1\n",
     NULL},
    /* a child of a data type brings its parents */
    {MINI_PROFILE(MINI("Observation.code", "1", "1", "CodeableConcept") "," MINI(
         CODING, "0", "*", "Coding") "," MINI(CODING ".system", "1", "1", "uri")),
     ".Observation\t0..*\n..code\t1..1\n...coding\t0..*\n....system\t1..1\n", NULL},
    /* an own constraint stays, the inherited one goes; without source it is the profile's */
    {MINI_PROFILE(MINI_MORE("Observation.code", "1", "1", MINI_TYPE("CodeableConcept") OWN)),
     ".Observation\t0..*\n..code\t1..1\tc:g-1 w - code.exists()\n", NULL},
    /* narrowed types */
    {MINI_PROFILE(MINI("Observation.value[x]", "0", "1", "Quantity")),
     ".Observation\t0..*\n..value[x]\t0..1\tt:Quantity\n", NULL},
    /* the old way to write it */
    {MINI_PROFILE(MINI("Observation.valueQuantity", "0", "1",
                       "Quantity") "," MINI("Observation.valueQuantity.unit", "1", "1", "string")),
     ".Observation\t0..*\n..value[x]\t0..1\tt:Quantity\n...unit\t1..1\n", NULL},
    {MINI_PROFILE(
         MINI_MORE("Observation.value[x]", "0", "1",
                   MINI_SLICING("open", "type", "$this")) "," MINI("Observation.valueQuantity", "1",
                                                                   "1", "Quantity")),
     ".Observation\t0..*\n..value[x]\t0..1\ts:open type:$this\n"
     "..value[x]:valueQuantity\t1..1\tt:Quantity\n",
     NULL},
    /* a slice says only what the unsliced element does not */
    {MINI_PROFILE(MINI("Observation.code", "1", "1", "CodeableConcept") "," MINI_MORE(
         CODING, "1", "*",
         CODING_TYPE OWN MINI_SLICING(
             "open", "value",
             "system")) "," MINI(CODING ".code", "1", "1",
                                 "code") "," MINI_MORE(CODING, "0", "1",
                                                       CODING_TYPE OWN MINI_SLICE(
                                                           "a")) "," MINI_MORE(CODING ".system",
                                                                               "0", "1",
                                                                               MINI_TYPE(
                                                                                   "uri") ",\"fixed"
                                                                                          "Uri\":"
                                                                                          "\"http:/"
                                                                                          "/s\"") "," MINI(CODING
                                                                                                           ".code",
                                                                                                           "1",
                                                                                                           "1",
                                                                                                           "code")),
     ".Observation\t0..*\n..code\t1..1\n"
     "...coding\t1..*\ts:open value:system\tc:g-1 w - code.exists()\n....code\t1..1\n"
     "...coding:a\t0..1\n....system\t0..1\tf:Uri \"http://s\"\n",
     NULL},
    /* an open slicing without slices says nothing, a closed one does */
    {MINI_PROFILE(MINI("Observation.code", "1", "1", "CodeableConcept") "," MINI_MORE(
         CODING, "0", "*", MINI_SLICING("open", "value", "system"))),
     ".Observation\t0..*\n", NULL},
    {MINI_PROFILE(MINI("Observation.code", "1", "1", "CodeableConcept") "," MINI_MORE(
         CODING, "0", "*", CODING_TYPE MINI_SLICING("closed", "value", "system"))),
     ".Observation\t0..*\n..code\t1..1\n...coding\t0..*\ts:closed value:system\n", NULL},
    /* through a content reference, twice */
    {MINI_PROFILE(MINI("Observation.component", "0", "*", "BackboneElement") "," MINI_MORE(
         "Observation.component.part", "0", "*",
         "") "," MINI_MORE("Observation.component.part.part", "0", "1", "")),
     ".Observation\t0..*\n..component\t0..*\n...part\t0..*\n....part\t0..1\n", NULL},
    /* what R4 does not have */
    {MINI_PROFILE(MINI("Observation.colour", "0", "1",
                       "string") "," MINI("Observation.colour.id", "0", "1",
                                          "string") "," MINI("Observation.id", "1", "1", "string")),
     ".Observation\t0..*\n..id\t1..1\n", "definition-unknown-element"},
    {MINI_DEFINITION("http://g/p", "Moon", "resource", "constraint", HL7 "Moon",
                     MINI_MORE("Moon", "0", "*", "")),
     "", "definition-unknown-type"},
    /* malformed: a child without its parent, two roots, no elements */
    {MINI_PROFILE(MINI("Observation.code.coding.system", "0", "1", "uri")), "",
     "definition-malformed"},
    {MINI_PROFILE(MINI_MORE("Observation", "0", "*", "")), "", "definition-malformed"},
    {MINI_DEFINITION("http://g/p", "Observation", "resource", "constraint", HL7 "Observation", ""),
     "", "definition-without-snapshot"},
};

START_TEST(test_profile) {
  const char *packages[] = {fixture_package(arena, "core.tgz", mini_core_files),
                            mini_guide(arena, cases[_i].definition)};
  struct pack_compile_request request = {NULL, packages, 2};
  struct definition_model model;
  ck_assert_int_eq(pack_compile_model(arena, &request, &issues, &model), ERROR_OK);
  struct buffer buffer = buffer_make(arena, ARENA_BYTES);
  definition_tables_write(model.packages[1], &buffer);
  buffer_append_byte(&buffer, '\0');
  ck_assert_int_eq(buffer.error, ERROR_OK);
  const char *lines = strchr(strstr(buffer.data, "\nstructure") + 1, '\n') + 1;
  ck_assert_str_eq(lines, cases[_i].lines);
  if (cases[_i].issue == NULL) {
    ck_assert_uint_eq(issues.count, 0);
  } else {
    ck_assert_uint_ge(issues.count, 1);
    ck_assert_str_eq(issues.issues[0].message->id, cases[_i].issue);
  }
}
END_TEST

/* A type keeps all elements; only the constraints that its elements' types bring are taken out. */
START_TEST(test_type) {
  const char *packages[] = {fixture_package(arena, "core.tgz", mini_core_files)};
  struct pack_compile_request request = {NULL, packages, 1};
  struct definition_model model;
  ck_assert_int_eq(pack_compile_model(arena, &request, &issues, &model), ERROR_OK);
  const struct structure_definition *type = definition_model_type(&model, view_of("Observation"));
  ck_assert_ptr_nonnull(type);
  ck_assert_uint_eq(type->element_count, 7);
  for (uint32_t i = 0; i < type->element_count; i++) {
    bool is_component = view_is(type->elements[i].name, "component");
    ck_assert_uint_eq(type->elements[i].constraint_count, is_component ? 1 : 0);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("definition_prune");
  TCase *test = tcase_create("prune");
  tcase_add_checked_fixture(test, setup, teardown);
  tcase_add_loop_test(test, test_profile, 0, (int)(sizeof cases / sizeof cases[0]));
  tcase_add_test(test, test_type);
  suite_add_tcase(suite, test);
  return suite;
}
