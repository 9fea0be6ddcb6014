#include "handlers/search_inner.h"

#include "handlers/services.h"
#include "server/http/access_check.h"
#include "server/http/dispatch.h"

#define BASE_PATH "/fhir/"

static bool is_row(const struct route *route, struct view type, const char *interaction) {
  return route->method == HTTP_METHOD_GET && route->resource != NULL &&
         route->interaction != NULL && view_is(type, route->resource) &&
         strcmp(route->interaction, interaction) == 0;
}

static const struct route *find_route(const struct request *request, struct view type,
                                      const char *interaction) {
  const struct route_table *table = request->services->routes;
  for (size_t i = 0; table != NULL && i < table->count; i++) {
    if (is_row(&table->routes[i], type, interaction) &&
        access_permits(request, &table->routes[i])) {
      return &table->routes[i];
    }
  }
  return NULL;
}

const struct route *search_inner_search_route(const struct request *request, const char *type) {
  return find_route(request, view_of(type), "search-type");
}

bool search_inner_can_read(const struct request *request, struct view type) {
  return find_route(request, type, "read") != NULL;
}

bool search_inner_knows(const struct route *search, struct view parameter) {
  for (const struct search_parameter_row *row = search->search; row->name != NULL; row++) {
    if (view_is(parameter, row->name)) {
      return true;
    }
  }
  return false;
}

static void take_issues(struct request *request, const struct request *inner) {
  for (uint32_t i = 0; i < inner->issues.count; i++) {
    const struct issue *from = &inner->issues.issues[i];
    struct issue *to = issue_add(&request->issues, from->message);
    memcpy(to->arguments, from->arguments, sizeof to->arguments);
    if (to->severity != from->severity) {
      issue_set_severity(&request->issues, to, from->severity);
    }
  }
}

/* The age of an answer is that of its oldest part. */
static void take_age(struct request *request, const struct request *inner) {
  if (inner->data_ms != 0 && (request->data_ms == 0 || inner->data_ms < request->data_ms)) {
    request->data_ms = inner->data_ms;
  }
}

/* What is asked of the type that the client asked for is how the server answers him; he was judged
 * already. Everything else, such as what is included, he must be allowed to ask for. */
static bool is_same_type(const struct request *request, struct view target) {
  const struct route *route = request->route;
  size_t length = route == NULL || route->resource == NULL ? 0 : strlen(route->resource);
  return length > 0 && target.length > length &&
         memcmp(target.data, route->resource, length) == 0 &&
         (target.data[length] == '/' || target.data[length] == '?');
}

static enum error run(struct request *request, struct view target, struct dispatch *dispatch) {
  static const struct name_value fresh = {VIEW_LITERAL("cache-control"), VIEW_LITERAL("no-cache")};
  bool is_fresh =
      view_find(request_header(request, "cache-control"), view_of("no-cache"), 0) != SIZE_MAX;
  dispatch->request = (struct request){
      .arena = request->arena,
      .services = request->services,
      .method = HTTP_METHOD_GET,
      .base_url = request->base_url,
      .deadline_us = request->deadline_us,
      .client = request->client,
      .address = request->address,
      .rights = is_same_type(request, target) ? NULL : request->rights,
      .headers = &fresh,
      .header_count = is_fresh ? 1 : 0,
  };
  struct view path = arena_format(request->arena, BASE_PATH "%.*s", VIEW_ARGUMENTS(target));
  if (path.data == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = dispatch_prepare(dispatch, request->services->routes, path);
  dispatch->request.language = request->language;
  if (error == ERROR_OK) {
    dispatch_run(dispatch);
    error = dispatch->error;
  }
  take_age(request, &dispatch->request);
  return error;
}

enum error search_inner_read(struct request *request, struct view reference, enum search_mode mode,
                             struct search_entries *entries) {
  struct dispatch *dispatch = arena_alloc(request->arena, sizeof *dispatch);
  if (dispatch == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = run(request, reference, dispatch);
  if (error != ERROR_NOT_FOUND) {
    take_issues(request, &dispatch->request);
  }
  if (error != ERROR_OK) {
    return error;
  }
  const struct search_entry entry = {arena_format(request->arena, "%.*s/%.*s",
                                                  VIEW_ARGUMENTS(request->base_url),
                                                  VIEW_ARGUMENTS(reference)),
                                     dispatch->response.body, mode};
  return entry.full_url.data == NULL ? ERROR_MEMORY : search_entries_add(entries, &entry);
}

struct matches {
  struct request *request;
  struct search_entries *entries;
  enum search_mode mode;
};

static enum error add_match(void *context, const struct document *document, uint32_t node) {
  const struct matches *matches = context;
  struct arena *arena = matches->request->arena;
  uint32_t mode = document_path(document, node, (const char *const[]){"search", "mode", NULL});
  uint32_t resource = document_member(document, node, view_of("resource"));
  if (mode == NODE_NONE || resource == NODE_NONE ||
      !document_string_is(document, mode, view_of("match"))) {
    return ERROR_OK;
  }
  const struct search_entry entry = {document_member_string(document, node, "fullUrl", arena),
                                     document_raw(document, resource), matches->mode};
  return search_entries_has(matches->entries, entry.full_url)
             ? ERROR_OK
             : search_entries_add(matches->entries, &entry);
}

enum error search_inner_search(struct request *request, struct view target, enum search_mode mode,
                               struct search_entries *entries) {
  struct dispatch *dispatch = arena_alloc(request->arena, sizeof *dispatch);
  if (dispatch == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = run(request, target, dispatch);
  take_issues(request, &dispatch->request);
  if (error != ERROR_OK) {
    return error;
  }
  struct document document;
  struct document_failure failure;
  struct matches matches = {request, entries, mode};
  error = document_read(request->arena, dispatch->response.body, NULL, &document, &failure);
  return error == ERROR_OK ? search_entry_walk(&document, "entry", add_match, &matches)
                           : (error == ERROR_SYNTAX ? ERROR_INTERNAL : error);
}
