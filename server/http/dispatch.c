#include "server/http/dispatch.h"

#include "server/http/accept_language.h"
#include "server/http/access_check.h"
#include "server/http/http_messages.h"
#include "server/http/http_method.h"
#include "server/http/media_type.h"
#include "server/http/operation_outcome.h"
#include "server/http/query.h"
#include "server/http/request_id.h"
#include "server/http/resource_subset.h"
#include "server/http/result_parameter.h"

#define STATUS_SERVICE_UNAVAILABLE 503
#define STATUS_SERVER_ERROR 500
/* Seconds after which a busy client may try again: longer than one ORCA answer usually takes. */
#define RETRY_AFTER_SECONDS "5"

static const struct view none = {NULL, 0};

static const int outcome_statuses[] = {
    [RESPONSE_OK] = 200,
    [RESPONSE_CREATED] = 201,
    [RESPONSE_ACCEPTED] = 202,
    [RESPONSE_NO_CONTENT] = 204,
    [RESPONSE_NOT_READY] = STATUS_SERVICE_UNAVAILABLE,
};

static enum error fail(struct dispatch *dispatch, enum error error, enum http_message message,
                       struct view argument) {
  return request_fail(&dispatch->request, error, http_message_get(message), argument, none);
}

static enum error add_query(struct dispatch *dispatch, struct view text) {
  struct request *request = &dispatch->request;
  struct name_value *items = NULL;
  size_t count = 0;
  enum error error = query_append(request->arena, dispatch->raw_query, &items, &count);
  if (error == ERROR_OK) {
    error = query_append(request->arena, text, &items, &count);
  }
  if (error == ERROR_BAD_REQUEST) {
    return fail(dispatch, error, HTTP_MESSAGE_QUERY_ENCODING, none);
  }
  if (error == ERROR_TOO_LARGE) {
    return fail(dispatch, ERROR_BAD_REQUEST, HTTP_MESSAGE_QUERY_COUNT,
                arena_format(request->arena, "%u", LIMIT_QUERY_PARAMETERS));
  }
  if (error != ERROR_OK) {
    return error;
  }
  request->query = items;
  request->query_count = count;
  request->pretty = view_is(request_query(request, "_pretty"), "true");
  return ERROR_OK;
}

static struct view join_path(struct arena *arena, const struct route_path *path) {
  struct view text = view_of("/");
  for (size_t i = 0; i < path->count; i++) {
    text = arena_format(arena, "%.*s%s%.*s", VIEW_ARGUMENTS(text), i == 0 ? "" : "/",
                        VIEW_ARGUMENTS(path->segments[i]));
  }
  return text;
}

static enum error find_route(struct dispatch *dispatch, const struct route_table *table,
                             struct view target) {
  struct request *request = &dispatch->request;
  struct route_path path;
  enum error error = route_path_parse(request->arena, target, &path, &dispatch->raw_query);
  if (error == ERROR_BAD_REQUEST) {
    return fail(dispatch, error, HTTP_MESSAGE_PATH_ENCODING, none);
  }
  if (error == ERROR_NOT_FOUND) {
    return fail(dispatch, error, HTTP_MESSAGE_PATH_UNKNOWN, none);
  }
  if (error != ERROR_OK) {
    return error;
  }
  request->path = join_path(request->arena, &path);
  dispatch->match = route_match_find(table, request->method, &path);
  request->route = dispatch->match.route;
  memcpy(request->path_parameters, dispatch->match.parameters, sizeof request->path_parameters);
  if (dispatch->match.methods == 0) {
    return fail(dispatch, ERROR_NOT_FOUND, HTTP_MESSAGE_PATH_UNKNOWN, none);
  }
  if (request->route == NULL && request->method != HTTP_METHOD_OPTIONS) {
    return fail(dispatch, ERROR_METHOD, HTTP_MESSAGE_METHOD,
                http_method_allow(request->arena, dispatch->match.methods));
  }
  return ERROR_OK;
}

/* The bytes received are what is kept and handed on, and neighbours read JSON: XML is only judged.
 */
static enum error check_fhir_type(struct dispatch *dispatch, struct view content_type) {
  struct request *request = &dispatch->request;
  bool reads_xml = (request->route->flags & ROUTE_XML_BODY) != 0;
  bool is_xml = media_type_is_fhir_xml(content_type);
  if (is_xml && !reads_xml) {
    return fail(dispatch, ERROR_MEDIA_TYPE, HTTP_MESSAGE_MEDIA_TYPE_XML, none);
  }
  if (!is_xml && !media_type_is_fhir_json(content_type)) {
    return fail(dispatch, ERROR_MEDIA_TYPE, HTTP_MESSAGE_MEDIA_TYPE,
                view_of(reads_xml ? "application/fhir+json, application/fhir+xml"
                                  : "application/fhir+json"));
  }
  request->is_xml = is_xml;
  return ERROR_OK;
}

/* Nothing is announced: what is not there needs no type; a handler that needs it says so. */
static bool has_no_body(const struct request *request) {
  struct view length = request_header(request, "content-length");
  return (length.length == 0 || view_is(length, "0")) &&
         request_header(request, "transfer-encoding").length == 0 &&
         request_header(request, "content-type").length == 0;
}

static enum error check_content_type(struct dispatch *dispatch) {
  const struct request *request = &dispatch->request;
  struct view content_type = request_header(request, "content-type");
  struct view encoding = request_header(request, "content-encoding");
  unsigned flags = request->route->flags;
  if (encoding.length > 0 && !view_equal_ignore_case(encoding, view_of("identity"))) {
    return fail(dispatch, ERROR_MEDIA_TYPE, HTTP_MESSAGE_CONTENT_ENCODING, none);
  }
  if (has_no_body(request)) {
    return ERROR_OK;
  }
  if ((flags & ROUTE_FHIR_BODY) != 0) {
    return check_fhir_type(dispatch, content_type);
  }
  if ((flags & ROUTE_CSV_BODY) != 0 && !media_type_is_csv(content_type)) {
    return fail(dispatch, ERROR_MEDIA_TYPE, HTTP_MESSAGE_MEDIA_TYPE, view_of("text/csv"));
  }
  if ((flags & ROUTE_FORM) != 0 && !media_type_is_form(content_type)) {
    return fail(dispatch, ERROR_MEDIA_TYPE, HTTP_MESSAGE_MEDIA_TYPE,
                view_of("application/x-www-form-urlencoded"));
  }
  return ERROR_OK;
}

static enum error negotiate(struct dispatch *dispatch) {
  const struct request *request = &dispatch->request;
  const char *media_type =
      media_type_negotiate(request_header(request, "accept"), request_query(request, "_format"));
  if (media_type == NULL) {
    return fail(dispatch, ERROR_NOT_ACCEPTABLE, HTTP_MESSAGE_NOT_ACCEPTABLE, none);
  }
  dispatch->media_type = media_type;
  return ERROR_OK;
}

enum error dispatch_prepare(struct dispatch *dispatch, const struct route_table *table,
                            struct view target) {
  struct request *request = &dispatch->request;
  dispatch->media_type = MEDIA_TYPE_FHIR;
  dispatch->response.media_type = MEDIA_TYPE_FHIR;
  request->issues = issue_list_make(request->arena, LIMIT_ISSUES);
  request->language = accept_language_choose(request_header(request, "accept-language"));
  request->id = request_id_choose(request->arena, request_header(request, "x-request-id"));
  request->lenient =
      view_find(request_header(request, "prefer"), view_of("handling=lenient"), 0) != SIZE_MAX;
  enum error error = find_route(dispatch, table, target);
  if (error == ERROR_OK) {
    error = add_query(dispatch, none);
  }
  if (error != ERROR_OK || request->route == NULL) {
    return error;
  }
  error = access_check_scope(request, &dispatch->response);
  if (error != ERROR_OK) {
    return error;
  }
  if ((request->route->flags & ROUTE_NO_FHIR) == 0) {
    error = negotiate(dispatch);
  }
  return error == ERROR_OK ? check_content_type(dispatch) : error;
}

static bool is_known_parameter(const struct route *route, struct view name) {
  if (result_parameter_is(route, name)) {
    return true;
  }
  for (const struct search_parameter_row *row = route->search; row->name != NULL; row++) {
    if (view_is(name, row->name)) {
      return true;
    }
  }
  return false;
}

static struct view known_parameters(const struct route *route, struct arena *arena) {
  struct view text = none;
  for (const struct search_parameter_row *row = route->search; row->name != NULL; row++) {
    text = arena_format(arena, "%.*s%s%s", VIEW_ARGUMENTS(text), text.length > 0 ? ", " : "",
                        row->name);
  }
  return text;
}

/* An ignored filter would answer with other patients' data: unknown parameters are refused unless
 * the client asks for leniency (FHIR R4 search.html#errors). */
static enum error check_search(struct dispatch *dispatch) {
  struct request *request = &dispatch->request;
  const struct route *route = request->route;
  if (route->search == NULL || request->lenient) {
    return ERROR_OK;
  }
  enum error error = ERROR_OK;
  for (size_t i = 0; i < request->query_count; i++) {
    struct view name = request->query[i].name;
    if (!is_known_parameter(route, name)) {
      error = request_fail(request, ERROR_UNKNOWN_PARAMETER,
                           http_message_get(HTTP_MESSAGE_PARAMETER_UNKNOWN), name,
                           known_parameters(route, request->arena));
    }
  }
  return error;
}

static void answer_options(struct dispatch *dispatch) {
  response_header(&dispatch->response, "Allow",
                  http_method_allow(dispatch->request.arena, dispatch->match.methods));
  dispatch->response.outcome = RESPONSE_NO_CONTENT;
  dispatch->status = outcome_statuses[RESPONSE_NO_CONTENT];
}

static bool is_read_only(const struct request *request) {
  return (request->method == HTTP_METHOD_GET || request->method == HTTP_METHOD_HEAD ||
          (request->route->flags & ROUTE_FORM) != 0) &&
         (request->route->flags & ROUTE_NO_FHIR) == 0;
}

/* What is asked for is judged before a neighbour is. */
static enum error run_read(struct dispatch *dispatch) {
  struct request *request = &dispatch->request;
  struct response *response = &dispatch->response;
  struct resource_subset subset;
  enum error error = resource_subset_of(request, &subset);
  if (error == ERROR_OK) {
    error = request->route->handler(request, response);
    dispatch->whole = response->body;
  }
  return error == ERROR_OK
             ? resource_subset_apply(request->arena, &subset, response->body, &response->body)
             : error;
}

static enum error run_handler(struct dispatch *dispatch) {
  struct request *request = &dispatch->request;
  if ((request->route->flags & ROUTE_FORM) != 0) {
    enum error error = add_query(dispatch, request->body);
    if (error != ERROR_OK) {
      return error;
    }
  }
  enum error error = access_check_patients(request);
  if (error == ERROR_OK) {
    error = check_search(dispatch);
  }
  if (error == ERROR_OK && is_read_only(request)) {
    return run_read(dispatch);
  }
  if (error == ERROR_OK) {
    error = request->route->handler(request, &dispatch->response);
    dispatch->whole = dispatch->response.body;
  }
  return error;
}

void dispatch_run(struct dispatch *dispatch) {
  if (dispatch->request.route == NULL) {
    answer_options(dispatch);
    return;
  }
  enum error error = run_handler(dispatch);
  if (error == ERROR_OK && arena_refused(dispatch->request.arena)) {
    error = ERROR_MEMORY; /* a text of the answer may be missing */
  }
  if (error != ERROR_OK) {
    dispatch_fail(dispatch, error);
    return;
  }
  struct response *response = &dispatch->response;
  if (strcmp(response->media_type, MEDIA_TYPE_FHIR) == 0) {
    response->media_type = dispatch->media_type;
  }
  dispatch->status = outcome_statuses[response->outcome];
}

static bool has_header(const struct response *response, const char *name) {
  for (size_t i = 0; i < response->header_count; i++) {
    if (view_equal_ignore_case(response->headers[i].name, view_of(name))) {
      return true;
    }
  }
  return false;
}

static void add_header_once(struct response *response, const char *name, struct view value) {
  if (response->header_count < RESPONSE_HEADERS && !has_header(response, name)) {
    response_header(response, name, value);
  }
}

/* When even the OperationOutcome does not fit into memory. */
static struct view last_resort(void) {
  return view_of("{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\","
                 "\"code\":\"throttled\"}]}");
}

/* Where memory was short a value may have been read as empty: the client is not to blame for what
 * was found in it. */
static enum error blame(struct dispatch *dispatch, enum error error) {
  struct request *request = &dispatch->request;
  if (!arena_refused(request->arena) || error_http_status(error) >= STATUS_SERVER_ERROR) {
    return error;
  }
  request->issues = issue_list_make(request->arena, LIMIT_ISSUES);
  dispatch->response.failure_body = view_of("");
  return ERROR_MEMORY;
}

void dispatch_fail(struct dispatch *dispatch, enum error failure) {
  struct request *request = &dispatch->request;
  struct response *response = &dispatch->response;
  enum error error = blame(dispatch, failure);
  if (!issue_list_failed(&request->issues)) {
    (void)issue_add(&request->issues, http_message_of_error(error));
  }
  struct operation_outcome outcome = {
      .text = request->body,
      .issues = &request->issues,
      .language = request->language,
  };
  struct view body;
  if (response->failure_body.length > 0) {
    body = response->failure_body;
  } else if (operation_outcome_body(&outcome, request->pretty, &body) != ERROR_OK) {
    body = last_resort();
  }
  response->body = body;
  response->media_type = dispatch->media_type;
  dispatch->error = error;
  dispatch->status = error_http_status(error);
  if (error == ERROR_METHOD) {
    add_header_once(response, "Allow", http_method_allow(request->arena, dispatch->match.methods));
  }
  if (dispatch->status == STATUS_SERVICE_UNAVAILABLE) {
    add_header_once(response, "Retry-After", view_of(RETRY_AFTER_SECONDS));
  }
}
