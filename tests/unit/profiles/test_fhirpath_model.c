#include "tests/unit/profiles/validator_fixture.h"

#include "profiles/fhirpath_model.h"
#include "profiles/pack.h"

/* Types from the project's own definitions. */

static struct validator_fixture fixture;

static const char observation[] =
    "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\",\"contained\":["
    "{\"resourceType\":\"Patient\",\"id\":\"p\",\"birthDate\":\"1980-01-02\","
    "\"multipleBirthBoolean\":true,\"contact\":[{\"gender\":\"male\"}]}],"
    "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"1-8\"}]},"
    "\"effectiveDateTime\":\"2024-01-01\",\"issued\":\"2024-01-01T00:00:00Z\","
    "\"valueQuantity\":{\"value\":1.50,\"code\":\"mg\"},"
    "\"_valueQuantity\":null,"
    "\"component\":[{\"code\":{\"text\":\"c\"},\"valueInteger\":3,"
    "\"_valueInteger\":{\"extension\":[{\"url\":\"http://x.test/e\",\"valueAge\":{\"value\":4,"
    "\"code\":\"a\"}}]}}]}";

struct model_row {
  const char *expression;
  const char *result; /* "error" for a failure */
};

static const struct model_row rows[] = {
    {"status.type().name", "[\"code\"]"},
    {"status is string", "[true]"},
    {"status.as(string)", "[]"},
    {"value is Quantity", "[true]"},
    {"value.value is decimal", "[true]"},
    {"valueQuantity", "[]"},
    {"effective is dateTime", "[true]"},
    {"issued is instant", "[true]"},
    {"issued > effective", "[]"},
    {"contained.type().name", "[\"Patient\"]"},
    {"contained is DomainResource", "[true]"},
    {"contained.birthDate < @1980-02-01", "[true]"},
    {"contained.multipleBirth", "[true]"},
    {"contained.multiple", "[]"},
    {"contained.contact is BackboneElement", "[true]"},
    {"contained.contact.gender is code", "[true]"},
    {"component.value.extension.value is Quantity", "[true]"},
    {"component.value.extension.value is Age", "[true]"},
    {"component.value.ofType(integer) + 1", "[4]"},
    {"code.coding.system is uri", "[true]"},
    {"code.coding.system is url", "[false]"},
    {"descendants().ofType(Coding).code", "[\"1-8\"]"},
    {"status.conformsTo('http://x.test/none')", "error"},
    {"status is Nothing", "error"},
};

static void open_fixture(void) {
  validator_fixture_open(&fixture);
}

static void close_fixture(void) {
  validator_fixture_close(&fixture);
}

START_TEST(types_are_known) {
  const struct model_row *row = &rows[_i];
  const struct name_table *names = definitions_names(fixture.definitions);
  struct fhirpath_model model = fhirpath_model_make(fixture.definitions);
  struct arena *arena = arena_new(1u << 24);
  struct document document;
  struct document_failure unread;
  struct fhirpath_failure failure;
  struct view program;
  struct fhirpath_collection collection;
  struct buffer buffer = buffer_make(arena, 4096);
  ck_assert_int_eq(document_read(arena, view_of(observation), names, &document, &unread), ERROR_OK);
  ck_assert_int_eq(fhirpath_compile(arena, view_of(row->expression), names, &program, &failure),
                   ERROR_OK);
  struct fhirpath_context context = {.document = &document,
                                     .focus_twin = NODE_NONE,
                                     .interned = true,
                                     .model = &model,
                                     .arena = arena};
  const char *found = "error";
  if (fhirpath_run(program, &context, &collection, &failure) == ERROR_OK) {
    fhirpath_write(&context, collection, &buffer);
    found = arena_string(arena, buffer_view(&buffer));
  }
  ck_assert_msg(strcmp(found, row->result) == 0, "%s => %s", row->expression, found);
  arena_free(arena);
}
END_TEST

START_TEST(elements_have_types) {
  const struct pack *pack = definitions_pack(fixture.definitions);
  struct fhirpath_model model = fhirpath_model_make(fixture.definitions);
  uint32_t patient = pack->profiles[pack_find_type(pack, view_of("Patient"))].root;
  ck_assert_uint_eq(fhirpath_model_type(fixture.definitions, patient),
                    model.type_find(model.self, view_of("Patient")));
  ck_assert_uint_eq(fhirpath_model_type(fixture.definitions, UINT32_MAX - 1), 0);
  ck_assert_uint_eq(model.type_find(model.self, view_of("Nothing")), 0);
  ck_assert_uint_eq(model.type_name(model.self, UINT32_MAX).length, 0);
  ck_assert_uint_eq(model.type_parent(model.self, 0), 0);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("fhirpath_model");
  TCase *tests = tcase_create("model");
  tcase_set_timeout(tests, 60);
  tcase_add_unchecked_fixture(tests, open_fixture, close_fixture);
  tcase_add_loop_test(tests, types_are_known, 0, (int)(sizeof rows / sizeof rows[0]));
  tcase_add_test(tests, elements_have_types);
  suite_add_tcase(suite, tests);
  return suite;
}
