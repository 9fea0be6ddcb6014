#include "server/http/http_method.h"
#include "server/http/route_match.h"
#include "tests/unit/unit_main.h"

static enum error no_handler(struct request *request, struct response *response) {
  (void)request;
  (void)response;
  return ERROR_OK;
}

static const struct route rows[] = {
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/metadata",
     .handler = no_handler,
     .label = "metadata"},
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/{type}/{id}",
     .handler = no_handler,
     .label = "any-read"},
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/Patient/{id}",
     .handler = no_handler,
     .label = "patient-read"},
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/Patient",
     .handler = no_handler,
     .label = "patient-search"},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/Patient/_search",
     .handler = no_handler,
     .label = "patient-form"},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/{type}/$validate",
     .handler = no_handler,
     .label = "validate"},
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/Patient/{id}/$clinical-bundle",
     .handler = no_handler,
     .label = "clinical-bundle"},
    {.method = HTTP_METHOD_POST, .pattern = "/fhir", .handler = no_handler, .label = "create"},
};
static const struct route_table table = {rows, sizeof rows / sizeof rows[0]};

struct match_case {
  enum http_method method;
  const char *target;
  const char *label;     /* NULL: nothing matches */
  const char *parameter; /* the first one */
  const char *allow;     /* of the path; "" = unknown path */
};

static const struct match_case match_cases[] = {
    {HTTP_METHOD_GET, "/fhir/metadata", "metadata", "", "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_GET, "/fhir/metadata?x=/a", "metadata", "", "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_GET, "/fhir/metadata/", "metadata", "", "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_GET, "http://clinic:80/fhir/metadata", "metadata", "", "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_HEAD, "/fhir/Patient/00012", "patient-read", "00012", "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_GET, "/fhir/Patient/00012", "patient-read", "00012", "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_GET, "/fhir/Patient/%30%2F1", "patient-read", "0/1", "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_GET, "/fhir/Patient/a+b", "patient-read", "a+b", "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_GET, "/fhir/Condition/1", "any-read", "Condition", "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_GET, "/fhir/Patient/1/$clinical-bundle", "clinical-bundle", "1",
     "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_POST, "/fhir/Patient/$validate", "validate", "Patient", "POST, OPTIONS"},
    {HTTP_METHOD_POST, "/fhir/Patient/%24validate", "validate", "Patient", "POST, OPTIONS"},
    {HTTP_METHOD_POST, "/fhir", "create", "", "POST, OPTIONS"},
    {HTTP_METHOD_POST, "/fhir/", "create", "", "POST, OPTIONS"},
    {HTTP_METHOD_GET, "/fhir/Patient/$validate", NULL, "", "POST, OPTIONS"},
    {HTTP_METHOD_GET, "/fhir/Patient/_search", NULL, "", "POST, OPTIONS"},
    {HTTP_METHOD_DELETE, "/fhir/Patient/1", NULL, "", "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_OTHER, "/fhir/Patient", NULL, "", "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_OPTIONS, "/fhir/Patient", NULL, "", "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_GET, "/", NULL, "", ""},
    {HTTP_METHOD_GET, "/fhir//Patient", NULL, "", ""},
    {HTTP_METHOD_GET, "/fhir/Patient//", NULL, "", ""},
    {HTTP_METHOD_GET, "/fhir/patient", NULL, "", ""},
    {HTTP_METHOD_GET, "/fhir/Patient/1/2", NULL, "", ""},
    {HTTP_METHOD_GET, "/Patient/1", NULL, "", ""},
    {HTTP_METHOD_GET, "/fhir/metadata%20", NULL, "", ""},
};

START_TEST(finds_routes) {
  const struct match_case *expected = &match_cases[_i];
  struct arena *arena = arena_new(65536);
  struct route_path path;
  struct view query;
  ck_assert_int_eq(route_path_parse(arena, view_of(expected->target), &path, &query), ERROR_OK);
  struct route_match match = route_match_find(&table, expected->method, &path);
  ck_assert_str_eq(match.route == NULL ? "none" : match.route->label,
                   expected->label == NULL ? "none" : expected->label);
  if (match.route != NULL) {
    ck_assert(view_is(match.parameters[0], expected->parameter));
  }
  ck_assert(view_is(http_method_allow(arena, match.methods), expected->allow));
  arena_free(arena);
}
END_TEST

struct target_case {
  const char *target;
  enum error error;
};

static const struct target_case bad_targets[] = {
    {"", ERROR_NOT_FOUND},
    {"*", ERROR_NOT_FOUND},
    {"fhir", ERROR_NOT_FOUND},
    {"/fhir/%", ERROR_BAD_REQUEST},
    {"/fhir/%4", ERROR_BAD_REQUEST},
    {"/fhir/%zz", ERROR_BAD_REQUEST},
    {"/fhir/%00", ERROR_BAD_REQUEST},
    {"/fhir/%ff", ERROR_BAD_REQUEST},
    {"/fhir/%C3%28", ERROR_BAD_REQUEST},
    {"/fhir/%ED%A0%80", ERROR_BAD_REQUEST},
    {"/1/2/3/4/5/6/7/8/9", ERROR_NOT_FOUND},
};

START_TEST(refuses_targets) {
  struct arena *arena = arena_new(65536);
  struct route_path path;
  struct view query;
  ck_assert_int_eq(route_path_parse(arena, view_of(bad_targets[_i].target), &path, &query),
                   bad_targets[_i].error);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("route_match");
  TCase *cases = tcase_create("vectors");
  tcase_add_loop_test(cases, finds_routes, 0, sizeof match_cases / sizeof match_cases[0]);
  tcase_add_loop_test(cases, refuses_targets, 0, sizeof bad_targets / sizeof bad_targets[0]);
  suite_add_tcase(suite, cases);
  return suite;
}
