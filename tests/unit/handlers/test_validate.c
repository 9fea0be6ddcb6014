#include "handlers/validate.h"
#include "handlers/judged_document.h"
#include "handlers/services.h"
#include "handlers/validate_resource.h"
#include "server/limits.h"
#include "tests/unit/unit_main.h"

/* Stands in for the validator: says as an issue what it was asked. */
static const struct message asked = {"asked", SEVERITY_INFORMATION, "informational", "{0}", "{0}"};

enum error validator_run(const struct definitions *definitions,
                         const struct validation_settings *settings,
                         const struct validation_request *request, struct arena *arena,
                         struct issue_list *issues) {
  (void)definitions;
  struct view text =
      arena_format(arena, "type=%.*s resource=%.*s", VIEW_ARGUMENTS(request->resource_type),
                   VIEW_ARGUMENTS(document_member_string(request->document, request->node,
                                                         "resourceType", arena)));
  for (size_t i = 0; i < request->profile_count; i++) {
    text = arena_format(arena, "%.*s profile=%.*s", VIEW_ARGUMENTS(text),
                        VIEW_ARGUMENTS(request->profiles[i]));
  }
  if (settings->national) {
    text = arena_format(arena, "%.*s national", VIEW_ARGUMENTS(text));
  }
  if (request->resource_type.length == 0 || !view_is(request->resource_type, "Silent")) {
    (void)issue_add_with(issues, &asked, text, view_make(NULL, 0));
  }
  return ERROR_OK;
}

const struct name_table *definitions_names(const struct definitions *definitions) {
  (void)definitions;
  return NULL;
}

const char *definitions_id(const struct definitions *definitions) {
  (void)definitions;
  return "pack";
}

/* Stands in for the reader of XML: the body behind "<" is the JSON, and everything is found at 7.
 */
enum error xml_document_read(const struct definitions *definitions, struct view text,
                             struct arena *arena, struct issue_list *issues,
                             struct xml_document *ret_document) {
  struct document_failure failure;
  (void)definitions;
  if (!view_starts_with(text, view_of("<"))) {
    (void)issue_add(issues, &asked);
    return ERROR_SYNTAX;
  }
  return document_read(arena, view_part(text, 1, text.length), NULL, &ret_document->document,
                       &failure);
}

void xml_document_locate(const struct xml_document *document, struct issue_list *issues) {
  (void)document;
  for (uint32_t i = 0; i < issues->count; i++) {
    issues->issues[i].offset = 7;
  }
}

struct validate_case {
  request_handler *handler;
  const char *type; /* of the URL */
  const char *query[4];
  const char *body;
  enum error error;
  const char *says; /* part of the answer, or the id of the first issue */
};

#define PATIENT "{\"resourceType\":\"Patient\"}"
#define PARAMETERS(list) "{\"resourceType\":\"Parameters\",\"parameter\":[" list "]}"
#define RESOURCE "{\"name\":\"resource\",\"resource\":" PATIENT "}"

static const struct validate_case validate_cases[] = {
    {handle_validate, "", {NULL}, PATIENT, ERROR_OK, "type= resource=Patient\""},
    {handle_validate, "Patient", {NULL}, PATIENT, ERROR_OK, "type=Patient resource=Patient\""},
    {handle_validate, "Silent", {NULL}, PATIENT, ERROR_OK, "outcome-no-findings"},
    {handle_validate,
     "",
     {"profile=http://a|1", "profile=http://b", "mode=create"},
     PATIENT,
     ERROR_OK,
     "profile=http://a|1 profile=http://b\""},
    {handle_validate, "", {"national=true"}, PATIENT, ERROR_OK, "resource=Patient national\""},
    {handle_validate, "", {"national=false"}, PATIENT, ERROR_OK, "resource=Patient\""},
    {handle_validate_resource, "", {"national=true"}, PATIENT, ERROR_OK, " national\""},
    {handle_validate, "", {"profile="}, PATIENT, ERROR_OK, "resource=Patient\""},
    {handle_validate, "", {"mode=destroy"}, PATIENT, ERROR_BAD_REQUEST, "validate-mode"},
    {handle_validate, "Patient", {NULL}, PARAMETERS(RESOURCE), ERROR_OK, "resource=Patient\""},
    {handle_validate,
     "Patient",
     {"profile=http://q"},
     PARAMETERS("{\"name\":\"profile\",\"valueUri\":\"http://p\"}," RESOURCE
                ",{\"name\":\"mode\",\"valueCode\":\"update\"}"),
     ERROR_OK,
     "profile=http://q profile=http://p\""},
    {handle_validate,
     "",
     {NULL},
     PARAMETERS(RESOURCE ",{\"name\":\"profile\",\"valueCanonical\":\"http://c\"}"),
     ERROR_OK,
     "profile=http://c\""},
    {handle_validate,
     "",
     {NULL},
     PARAMETERS(RESOURCE ",{\"name\":\"profile\",\"valueInteger\":1}"),
     ERROR_BAD_REQUEST,
     "validate-parameter-type"},
    {handle_validate,
     "",
     {NULL},
     PARAMETERS(RESOURCE ",{\"name\":\"mode\",\"valueCode\":\"nonsense\"}"),
     ERROR_BAD_REQUEST,
     "validate-mode"},
    {handle_validate, "", {NULL}, PARAMETERS(""), ERROR_BAD_REQUEST, "validate-no-resource"},
    {handle_validate,
     "",
     {NULL},
     PARAMETERS("1,\"x\",{\"name\":\"resource\",\"resource\":3}"),
     ERROR_BAD_REQUEST,
     "validate-no-resource"},
    {handle_validate,
     "",
     {NULL},
     "{\"resourceType\":\"Parameters\",\"parameter\":7}",
     ERROR_BAD_REQUEST,
     "validate-no-resource"},
    {handle_validate, "Parameters", {NULL}, PARAMETERS(""), ERROR_OK, "resource=Parameters\""},
    {handle_validate, "", {NULL}, "", ERROR_SYNTAX, "request-json"},
    {handle_validate, "", {NULL}, "{\"a\":1,\"a\":2}", ERROR_SYNTAX, "request-json"},
    {handle_validate, "", {NULL}, "[]", ERROR_SYNTAX, "request-not-a-resource"},
    {handle_validate, "", {NULL}, "null", ERROR_SYNTAX, "request-not-a-resource"},
    {handle_validate_resource, "", {NULL}, PATIENT, ERROR_OK, "resource=Patient\""},
    {handle_validate_resource,
     "",
     {"profiles=http://a, http://b,,", "profile=http://c", "level=errors"},
     PATIENT,
     ERROR_OK,
     "profile=http://a profile=http://b profile=http://c\""},
    {handle_validate_resource, "", {NULL}, PARAMETERS(RESOURCE), ERROR_OK, "resource=Parameters\""},
    {handle_validate_resource, "", {NULL}, "{", ERROR_SYNTAX, "request-json"},
};

static size_t read_pairs(const char *const *pairs, struct name_value *ret_items) {
  size_t count = 0;
  for (; count < 4 && pairs[count] != NULL; count++) {
    struct view value = view_of(pairs[count]);
    ret_items[count].name = view_split(&value, '=');
    ret_items[count].value = value;
  }
  return count;
}

START_TEST(answers) {
  const struct validate_case *expected = &validate_cases[_i];
  struct services services = {.definitions = NULL};
  struct name_value query[4];
  struct arena *arena = arena_new(1u << 22);
  struct request request = {.arena = arena,
                            .services = &services,
                            .path_parameters = {view_of(expected->type)},
                            .query = query,
                            .query_count = read_pairs(expected->query, query),
                            .body = view_of(expected->body),
                            .language = LANGUAGE_ENGLISH,
                            .issues = issue_list_make(arena, LIMIT_ISSUES)};
  struct response response = {.media_type = NULL};
  ck_assert_int_eq(expected->handler(&request, &response), expected->error);
  if (expected->error == ERROR_OK) {
    ck_assert_int_eq(response.outcome, RESPONSE_OK);
    ck_assert_msg(view_find(response.body, view_of(expected->says), 0) != SIZE_MAX, "%.*s",
                  VIEW_ARGUMENTS(response.body));
  } else {
    ck_assert_uint_eq(request.issues.count, 1);
    ck_assert_str_eq(request.issues.issues[0].message->id, expected->says);
  }
  arena_free(arena);
}
END_TEST

static const struct {
  request_handler *handler;
  const char *body;
  enum error error;
  size_t offset; /* of the first issue */
} xml_cases[] = {
    {handle_validate, "<" PATIENT, ERROR_OK, 7},
    {handle_validate_resource, "<" PATIENT, ERROR_OK, 7},
    {handle_validate, "<" PARAMETERS(RESOURCE), ERROR_OK, 7},
    {handle_validate, "<" PARAMETERS("{\"name\":\"mode\",\"valueInteger\":1}"), ERROR_BAD_REQUEST,
     7},
    {handle_validate, PATIENT, ERROR_SYNTAX, ISSUE_NO_OFFSET},
    {handle_validate_resource, PATIENT, ERROR_SYNTAX, ISSUE_NO_OFFSET},
};

START_TEST(reads_xml) {
  struct services services = {.definitions = NULL};
  struct arena *arena = arena_new(1u << 22);
  struct request request = {.arena = arena,
                            .services = &services,
                            .body = view_of(xml_cases[_i].body),
                            .is_xml = true,
                            .issues = issue_list_make(arena, LIMIT_ISSUES)};
  struct response response = {.media_type = NULL};
  ck_assert_int_eq(xml_cases[_i].handler(&request, &response), xml_cases[_i].error);
  ck_assert_uint_eq(request.issues.count, 1);
  ck_assert_uint_eq(request.issues.issues[0].offset, xml_cases[_i].offset);
  arena_free(arena);
}
END_TEST

START_TEST(bounds_the_profiles) {
  struct name_value query[33];
  for (size_t i = 0; i < 33; i++) {
    query[i] = (struct name_value){view_of("profile"), view_of("http://x")};
  }
  struct arena *arena = arena_new(1u << 22);
  struct services services = {.definitions = NULL};
  struct request request = {.arena = arena,
                            .services = &services,
                            .query = query,
                            .query_count = 33,
                            .body = view_of(PATIENT),
                            .issues = issue_list_make(arena, LIMIT_ISSUES)};
  struct response response = {.media_type = NULL};
  ck_assert_int_eq(handle_validate(&request, &response), ERROR_BAD_REQUEST);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("validate");
  TCase *cases = tcase_create("vectors");
  tcase_add_loop_test(cases, answers, 0, sizeof validate_cases / sizeof validate_cases[0]);
  tcase_add_loop_test(cases, reads_xml, 0, sizeof xml_cases / sizeof xml_cases[0]);
  tcase_add_test(cases, bounds_the_profiles);
  suite_add_tcase(suite, cases);
  return suite;
}
