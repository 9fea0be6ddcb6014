#include "tests/unit/profiles/validator_fixture.h"

#include "profiles/fhirpath_model.h"
#include "profiles/fhirpath_static.h"
#include "profiles/pack.h"

/* What an expression gets wrong whatever the document holds. */

static struct validator_fixture fixture;

static const struct {
  const char *type;
  const char *expression;
  const char *fault; /* "" = none */
} rows[] = {
    {"Patient", "name.given", ""},
    {"Patient", "name.given1", "there is no element HumanName.given1"},
    {"Patient", "Patient.name.given", ""},
    {"Patient", "DomainResource.extension.url", ""},
    {"Patient", "Encounter.name.given", "there is no element Patient.Encounter"},
    {"Patient", "contact.name.family", ""},
    {"Patient", "contact.given", "there is no element Patient.contact.given"},
    {"Patient", "name.where(use = 'usual').given", ""},
    {"Patient", "name.where(uses = 'usual').given", "there is no element HumanName.uses"},
    {"Patient", "name.select(given | family).first()", ""},
    {"Patient", "name.select(period).begin", "there is no element Period.begin"},
    {"Patient", "name.all(given.exists() and familie.exists())",
     "there is no element HumanName.familie"},
    {"Patient", "iif(active, name, contact.name).given", ""},
    {"Patient", "iif(active, name, contact.name).part", "there is no element HumanName.part"},
    {"Patient", "iif(active, name, contact).part", ""},
    {"Patient", "name.iif(family.exists(), family, given)", ""},
    {"Patient", "name.iif(familie.exists(), family, given)",
     "there is no element HumanName.familie"},
    {"Patient", "name.aggregate($total + given.count(), contact.count())", ""},
    {"Patient", "name.aggregate($total + give.count(), 0)", "there is no element HumanName.give"},
    {"Patient", "name.aggregate($total + given.count(), contacts.count())",
     "there is no element Patient.contacts"},
    {"Patient", "name.trace('x', family).given", ""},
    {"Patient", "name.trace('x', familie).given", "there is no element HumanName.familie"},
    {"Patient", "name[0].sort(family).first().given", ""},
    {"Patient", "children().skip(1)",
     "skip() needs items in an order, children and descendants have none"},
    {"Patient", "descendants().where(true).first()",
     "first() needs items in an order, children and descendants have none"},
    {"Patient", "children().name", ""},
    {"Patient", "contained.anything", ""},
    {"Patient", "managingOrganization.resolve().anything", ""},
    {"Patient", "extension('http://x.test').value.anything", ""},
    {"Patient", "extension('http://x.test').values", "there is no element Extension.values"},
    {"Patient", "multipleBirth.exists()", ""},
    {"Patient", "multipleBirthInteger.exists()",
     "there is no element Patient.multipleBirthInteger"},
    {"Patient", "iif('text', 1, 2)", "iif cannot be applied to these values"},
    {"Patient", "iif({}, 1, 2)", ""},
    {"Patient", "%resource.anything | %context.name.given", ""},
    {"Patient", "%context.names", "there is no element Patient.names"},
    {"Observation", "value.unit", ""},
    {"Observation", "(value as Quantity).unit", ""},
    {"Observation", "(value as Period).unit", "there is no element Period.unit"},
    {"Observation", "value.ofType(Period).unit", "there is no element Period.unit"},
    {"Observation", "component.value.exists()", ""},
    {"Questionnaire", "repeat(item).linkId", ""},
    {"Questionnaire", "item.item.item.linkId", ""},
    {"Nothing", "anything.at.all", ""},
    {"Nothing", "Patient.names", "there is no element Patient.names"},
};

static void open_fixture(void) {
  validator_fixture_open(&fixture);
}

static void close_fixture(void) {
  validator_fixture_close(&fixture);
}

START_TEST(faults_are_found) {
  struct arena *arena = arena_new(1u << 20);
  struct fhirpath_model model = fhirpath_model_make(fixture.definitions);
  struct fhirpath_failure failure = {.message = NULL};
  struct view program;
  const char *found = "";
  ck_assert_int_eq(fhirpath_compile(arena, view_of(rows[_i].expression),
                                    definitions_names(fixture.definitions), &program, &failure),
                   ERROR_OK);
  uint32_t type = model.type_find(model.self, view_of(rows[_i].type));
  enum error error = fhirpath_static_check(arena, program, &model, type, &failure);
  if (error != ERROR_OK) {
    ck_assert_int_eq(error, ERROR_NOT_PROCESSABLE);
    found = arena_string(arena, fhirpath_failure_text(&failure, LANGUAGE_ENGLISH, arena));
  }
  ck_assert_msg(strcmp(found, rows[_i].fault) == 0, "%s: %s", rows[_i].expression, found);
  arena_free(arena);
}
END_TEST

/* The constraints of R4 are right: a fault in one is a fault of the check. cid-0 alone asks for an
 * element that its resource does not have. */
START_TEST(published_constraints_pass) {
  const struct pack *pack = definitions_pack(fixture.definitions);
  struct fhirpath_model model = fhirpath_model_make(fixture.definitions);
  uint32_t checked = 0;
  for (uint32_t i = 0; i < pack->elements_count; i++) {
    struct pack_range range = pack->elements[i].constraints;
    uint32_t type = fhirpath_model_type(fixture.definitions, i);
    bool is_type = (pack->profiles[pack->elements_cold[i].profile].flags & PACK_PROFILE_TYPE) != 0;
    for (uint32_t j = 0; j < range.count && is_type; j++) {
      const struct pack_constraint *constraint = &pack->constraints[pack->indexes[range.first + j]];
      struct view program =
          view_make(pack->bytecode + constraint->bytecode.first, constraint->bytecode.count);
      struct arena *arena = arena_new(1u << 20);
      struct fhirpath_failure failure = {.message = NULL};
      enum error error = ERROR_OK;
      if (program.length > 0) {
        error = fhirpath_static_check(arena, program, &model, type, &failure);
        checked++;
      }
      struct view key = pack_view(pack, constraint->key);
      ck_assert_msg(error == ERROR_OK || view_is(key, "cid-0"), "%.*s: %.*s", VIEW_ARGUMENTS(key),
                    VIEW_ARGUMENTS(failure.detail));
      arena_free(arena);
    }
  }
  ck_assert_uint_gt(checked, 400);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("fhirpath_static");
  TCase *tests = tcase_create("static");
  tcase_set_timeout(tests, 60);
  tcase_add_unchecked_fixture(tests, open_fixture, close_fixture);
  tcase_add_loop_test(tests, faults_are_found, 0, (int)(sizeof rows / sizeof rows[0]));
  tcase_add_test(tests, published_constraints_pass);
  suite_add_tcase(suite, tests);
  return suite;
}
