#include "server/http/dispatch.h"
#include "server/base/document.h"
#include "tests/unit/unit_main.h"

static enum error echo(struct request *request, struct response *response) {
  struct view nothing = view_of(request->is_xml ? "XML" : "{}");
  response_fhir(response, request->query_count > 0 ? request->query[0].value : nothing);
  return ERROR_OK;
}

static enum error busy(struct request *request, struct response *response) {
  (void)request;
  (void)response;
  return ERROR_ORCA_BUSY;
}

static const struct search_parameter_row search[] = {{"patient", "reference"}, {NULL, NULL}};

static const struct route rows[] = {
    {.method = HTTP_METHOD_GET,
     .pattern = "/fhir/Condition",
     .handler = echo,
     .label = "search",
     .search = search},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/Condition/_search",
     .handler = echo,
     .label = "search",
     .search = search,
     .body_maximum = 100,
     .flags = ROUTE_FORM},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/$validate",
     .handler = echo,
     .label = "validate",
     .body_maximum = 100,
     .flags = ROUTE_FHIR_BODY | ROUTE_XML_BODY},
    {.method = HTTP_METHOD_POST,
     .pattern = "/fhir/Bundle",
     .handler = echo,
     .label = "bundle-create",
     .body_maximum = 100,
     .flags = ROUTE_FHIR_BODY},
    {.method = HTTP_METHOD_GET, .pattern = "/busy", .handler = busy, .label = "busy"},
    {.method = HTTP_METHOD_GET,
     .pattern = "/metrics",
     .handler = echo,
     .label = "metrics",
     .flags = ROUTE_NO_FHIR},
};
static const struct route_table table = {rows, sizeof rows / sizeof rows[0]};

struct dispatch_case {
  enum http_method method;
  const char *target;
  const char *header; /* name and value of one header, "" = none */
  const char *value;
  const char *body;
  int status;
  const char *contains; /* in the answer's body */
  const char *reply_header;
  const char *reply_value;
};

#define FORM "application/x-www-form-urlencoded"
static const struct dispatch_case dispatch_cases[] = {
    {HTTP_METHOD_GET, "/fhir/Condition?patient=1", "", "", "", 200, "1", "", ""},
    {HTTP_METHOD_HEAD, "/fhir/Condition?patient=1", "", "", "", 200, "1", "", ""},
    {HTTP_METHOD_GET, "/fhir/Condition?patient=1&_format=json&_pretty=true", "", "", "", 200, "1",
     "", ""},
    {HTTP_METHOD_GET, "/fhir/Condition?onset=1", "", "", "", 400, "http-parameter-unknown", "", ""},
    {HTTP_METHOD_GET, "/fhir/Condition?patient:Patient=1", "", "", "", 400,
     "http-parameter-unknown", "", ""},
    {HTTP_METHOD_GET, "/fhir/Condition?onset=1", "prefer", "handling=lenient", "", 200, "1", "",
     ""},
    {HTTP_METHOD_GET, "/fhir/Condition?patient=%", "", "", "", 400, "http-query-encoding", "", ""},
    {HTTP_METHOD_GET, "/fhir/%2", "", "", "", 400, "http-path-encoding", "", ""},
    {HTTP_METHOD_GET, "/fhir/Nothing", "", "", "", 404, "http-path-unknown", "", ""},
    {HTTP_METHOD_GET, "/etc/passwd", "", "", "", 404, "http-path-unknown", "", ""},
    {HTTP_METHOD_PUT, "/fhir/Condition", "", "", "", 405, "http-method", "Allow",
     "GET, HEAD, OPTIONS"},
    {HTTP_METHOD_OPTIONS, "/fhir/$validate", "", "", "", 204, "", "Allow", "POST, OPTIONS"},
    {HTTP_METHOD_OPTIONS, "/fhir/Nothing", "", "", "", 404, "http-path-unknown", "", ""},
    {HTTP_METHOD_GET, "/fhir/Condition?patient=1", "accept", "application/fhir+xml", "", 406,
     "http-not-acceptable", "", ""},
    {HTTP_METHOD_GET, "/fhir/Condition?patient=1&_format=xml", "", "", "", 406,
     "http-not-acceptable", "", ""},
    {HTTP_METHOD_GET, "/metrics?x=7", "accept", "text/plain", "", 200, "7", "", ""},
    {HTTP_METHOD_POST, "/fhir/$validate", "content-type", "application/fhir+json", "{}", 200, "{}",
     "", ""},
    {HTTP_METHOD_POST, "/fhir/$validate", "content-type", "text/plain", "{}", 415,
     "http-media-type", "", ""},
    {HTTP_METHOD_POST, "/fhir/$validate", "content-length", "2", "{}", 415, "http-media-type", "",
     ""},
    {HTTP_METHOD_POST, "/fhir/$validate", "", "", "", 200, "", "", ""},
    {HTTP_METHOD_POST, "/fhir/$validate", "content-type", "text/xml", "<a/>", 200, "XML", "", ""},
    {HTTP_METHOD_POST, "/fhir/Bundle", "content-type", "application/fhir+json", "{}", 200, "{}", "",
     ""},
    {HTTP_METHOD_POST, "/fhir/Bundle", "content-type", "application/fhir+xml", "<a/>", 415,
     "http-media-type-xml", "", ""},
    {HTTP_METHOD_POST, "/fhir/Bundle", "content-type", "application/xhtml+xml", "<a/>", 415,
     "http-media-type\"", "", ""},
    {HTTP_METHOD_POST, "/fhir/$validate", "content-encoding", "gzip", "x", 415,
     "http-content-encoding", "", ""},
    {HTTP_METHOD_POST, "/fhir/Condition/_search", "content-type", FORM, "patient=9", 200, "9", "",
     ""},
    {HTTP_METHOD_POST, "/fhir/Condition/_search", "content-type", FORM, "onset=9", 400,
     "http-parameter-unknown", "", ""},
    {HTTP_METHOD_POST, "/fhir/Condition/_search", "content-type", FORM, "patient=%f", 400,
     "http-query-encoding", "", ""},
    {HTTP_METHOD_POST, "/fhir/Condition/_search", "content-type", "application/json", "", 415, FORM,
     "", ""},
    {HTTP_METHOD_GET, "/busy", "", "", "", 503, "failure-ORCA_BUSY", "Retry-After", "5"},
};

static struct view reply_header(const struct dispatch *dispatch, const char *name) {
  for (size_t i = 0; i < dispatch->response.header_count; i++) {
    if (view_is(dispatch->response.headers[i].name, name)) {
      return dispatch->response.headers[i].value;
    }
  }
  return view_of("");
}

START_TEST(answers) {
  const struct dispatch_case *expected = &dispatch_cases[_i];
  struct name_value header = {view_of(expected->header), view_of(expected->value)};
  struct dispatch dispatch = {.request = {.arena = arena_new(1u << 22),
                                          .method = expected->method,
                                          .headers = &header,
                                          .header_count = 1}};
  enum error error = dispatch_prepare(&dispatch, &table, view_of(expected->target));
  dispatch.request.body = view_of(expected->body);
  if (error == ERROR_OK) {
    dispatch_run(&dispatch);
  } else {
    dispatch_fail(&dispatch, error);
  }
  ck_assert_int_eq(dispatch.status, expected->status);
  ck_assert_uint_ne(view_find(dispatch.response.body, view_of(expected->contains), 0), SIZE_MAX);
  ck_assert(view_is(reply_header(&dispatch, expected->reply_header), expected->reply_value));
  if (expected->status >= 400) {
    struct document document;
    struct document_failure failure;
    ck_assert_int_eq(
        document_read(dispatch.request.arena, dispatch.response.body, NULL, &document, &failure),
        ERROR_OK);
    ck_assert_str_eq(dispatch.response.media_type, MEDIA_TYPE_FHIR);
  }
  arena_free(dispatch.request.arena);
}
END_TEST

START_TEST(answers_the_media_type_asked_for) {
  struct name_value header = {view_of("accept"), view_of("application/json")};
  struct dispatch dispatch = {.request = {.arena = arena_new(1u << 20),
                                          .method = HTTP_METHOD_GET,
                                          .headers = &header,
                                          .header_count = 1}};
  ck_assert_int_eq(dispatch_prepare(&dispatch, &table, view_of("/fhir/Condition?patient=1")),
                   ERROR_OK);
  dispatch_run(&dispatch);
  ck_assert_str_eq(dispatch.response.media_type, MEDIA_TYPE_JSON);
  arena_free(dispatch.request.arena);
}
END_TEST

START_TEST(survives_a_full_arena) {
  for (size_t cap = 256; cap < 8192; cap += 64) {
    struct arena *arena = arena_new(cap);
    struct dispatch dispatch = {.request = {.arena = arena, .method = HTTP_METHOD_GET}};
    enum error error = dispatch_prepare(&dispatch, &table, view_of("/fhir/Nothing%20?a=b"));
    ck_assert_int_ne(error, ERROR_OK);
    dispatch_fail(&dispatch, error);
    ck_assert(dispatch.status == 404 || dispatch.status == 503);
    ck_assert_uint_gt(dispatch.response.body.length, 0);
    arena_free(arena);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("dispatch");
  TCase *cases = tcase_create("vectors");
  tcase_add_loop_test(cases, answers, 0, sizeof dispatch_cases / sizeof dispatch_cases[0]);
  tcase_add_test(cases, answers_the_media_type_asked_for);
  tcase_add_test(cases, survives_a_full_arena);
  suite_add_tcase(suite, cases);
  return suite;
}
