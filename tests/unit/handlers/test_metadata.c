#include "handlers/metadata.h"
#include "handlers/services.h"
#include "server/http/route.h"
#include "tests/unit/unit_main.h"

static const struct search_parameter_row patient_search[] = {
    {"name", "string"}, {"birthdate", "date"}, {NULL, NULL}};

/* Every kind of row: read, search twice (GET and POST), operations at each level, no FHIR at all.
 */
static const struct route rows[] = {
    {.pattern = "/health/live", .label = "live", .flags = ROUTE_NO_FHIR},
    {.pattern = "/fhir/Patient",
     .label = "a",
     .resource = "Patient",
     .interaction = "search-type",
     .search = patient_search},
    {.pattern = "/fhir/Patient/_search",
     .label = "a",
     .resource = "Patient",
     .interaction = "search-type",
     .search = patient_search},
    {.pattern = "/fhir/Patient/{id}", .label = "b", .resource = "Patient", .interaction = "read"},
    {.pattern = "/fhir/Patient/{id}/$x",
     .label = "c",
     .resource = "Patient",
     .operation = "x",
     .definition = "urn:x"},
    {.pattern = "/fhir/Bundle", .label = "d", .resource = "Bundle", .interaction = "create"},
    {.pattern = "/fhir/{type}/$validate",
     .label = "v",
     .resource = "*",
     .operation = "validate",
     .definition = "urn:v"},
    {.pattern = "/fhir/$validate", .label = "v", .operation = "validate", .definition = "urn:v"},
};
static const struct route_table table = {rows, sizeof rows / sizeof rows[0]};

struct fixture {
  struct arena *arena;
  struct document document;
};

static struct fixture fixture_make(void) {
  static struct services services;
  services.routes = &table;
  struct fixture fixture = {.arena = arena_new(1u << 20)};
  struct request request = {
      .arena = fixture.arena, .services = &services, .base_url = view_of("http://host/fhir")};
  struct response response = {.media_type = NULL};
  struct document_failure failure;
  ck_assert_int_eq(handle_metadata(&request, &response), ERROR_OK);
  ck_assert_int_eq(document_read(fixture.arena, response.body, NULL, &fixture.document, &failure),
                   ERROR_OK);
  return fixture;
}

static uint32_t rest_of(const struct fixture *fixture) {
  uint32_t list = document_member(&fixture->document, 0, view_of("rest"));
  return document_item(&fixture->document, list, 0);
}

/* Values of `member` in the list `name` of a node, joined by blanks. */
static struct view joined(struct fixture *fixture, uint32_t node, const char *name,
                          const char *member) {
  const struct document *document = &fixture->document;
  uint32_t list = document_member(document, node, view_of(name));
  struct view text = view_of("");
  for (uint32_t i = 0; list != NODE_NONE && i < document_count(document, list); i++) {
    text = arena_format(fixture->arena, "%.*s%s%.*s", VIEW_ARGUMENTS(text), i == 0 ? "" : " ",
                        VIEW_ARGUMENTS(document_member_string(
                            document, document_item(document, list, i), member, fixture->arena)));
  }
  return text;
}

static uint32_t resource_at(const struct fixture *fixture, uint32_t position) {
  uint32_t list = document_member(&fixture->document, rest_of(fixture), view_of("resource"));
  return document_item(&fixture->document, list, position);
}

START_TEST(says_what_the_table_says) {
  struct fixture fixture = fixture_make();
  uint32_t patient = resource_at(&fixture, 0);
  ck_assert(view_is(joined(&fixture, rest_of(&fixture), "resource", "type"), "Patient Bundle"));
  ck_assert(view_is(joined(&fixture, patient, "interaction", "code"), "search-type read"));
  ck_assert(view_is(joined(&fixture, patient, "searchParam", "name"), "name birthdate"));
  ck_assert(view_is(joined(&fixture, patient, "searchParam", "type"), "string date"));
  ck_assert(view_is(joined(&fixture, patient, "operation", "name"), "x validate"));
  ck_assert(view_is(joined(&fixture, patient, "operation", "definition"), "urn:x urn:v"));
  uint32_t bundle = resource_at(&fixture, 1);
  ck_assert(view_is(joined(&fixture, bundle, "interaction", "code"), "create"));
  ck_assert(view_is(joined(&fixture, bundle, "operation", "name"), "validate"));
  ck_assert(view_is(joined(&fixture, rest_of(&fixture), "operation", "name"), "validate"));
  arena_free(fixture.arena);
}
END_TEST

/* FHIR R4 capabilitystatement.html: 1..1 elements and the invariants cpb-2, cpb-14, cpb-16. */
START_TEST(has_what_must_be) {
  static const char *const members[] = {"status",         "date",        "kind",  "software",
                                        "implementation", "fhirVersion", "format"};
  struct fixture fixture = fixture_make();
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    ck_assert_uint_ne(document_member(&fixture.document, 0, view_of(members[i])), NODE_NONE);
  }
  ck_assert(
      view_is(document_member_string(&fixture.document, 0, "kind", fixture.arena), "instance"));
  arena_free(fixture.arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("metadata");
  TCase *cases = tcase_create("metadata");
  tcase_add_test(cases, says_what_the_table_says);
  tcase_add_test(cases, has_what_must_be);
  suite_add_tcase(suite, cases);
  return suite;
}
