#include "handlers/batch.h"

#include "handlers/access_audit.h"
#include "handlers/bundle_create.h"
#include "handlers/definition_message.h"
#include "handlers/inner_request.h"
#include "handlers/request_document.h"
#include "handlers/services.h"
#include "server/base/json_writer.h"
#include "server/http/access_check.h"
#include "server/http/http_method.h"
#include "server/limits.h"

#define BASE_PATH "/fhir/"

static const struct view none = {NULL, 0};

static struct view text_of(const struct request *request, const struct document *document,
                           uint32_t node, const char *name) {
  return node == NODE_NONE ? none : document_member_string(document, node, name, request->arena);
}

/* "Patient/1" and the same with our base before it; a slash at the start is the root's. */
static struct view target_of(const struct request *request, struct view url) {
  if (view_starts_with(url, request->base_url)) {
    url = view_part(url, request->base_url.length + 1, SIZE_MAX);
  }
  return url.length > 0 && url.data[0] == '/'
             ? url
             : arena_format(request->arena, BASE_PATH "%.*s", VIEW_ARGUMENTS(url));
}

static enum http_method method_of(const struct request *request, struct view word) {
  const char *name = arena_string(request->arena, word);
  return name == NULL ? HTTP_METHOD_OTHER : http_method_parse(name);
}

/* Reads and operations change nothing; what is to be accepted has its own way in. */
static bool may_stand_in_batch(const struct dispatch *dispatch) {
  const struct route *route = dispatch->request.route;
  return dispatch->request.method == HTTP_METHOD_GET ||
         (dispatch->request.method == HTTP_METHOD_POST && route != NULL &&
          (route->operation != NULL || (route->flags & ROUTE_FORM) != 0));
}

static void run_entry(const struct request *request, const struct document *document,
                      uint32_t entry, struct dispatch *dispatch) {
  uint32_t asked = document_member(document, entry, view_of("request"));
  uint32_t resource = document_member(document, entry, view_of("resource"));
  struct inner_request inner = {
      .method = method_of(request, text_of(request, document, asked, "method")),
      .target = target_of(request, text_of(request, document, asked, "url")),
      .body = resource == NODE_NONE ? none : document_raw(document, resource),
      .may_run = may_stand_in_batch,
  };
  inner_request_run(request, &inner, dispatch);
}

static void write_entry(struct json_writer *writer, const struct dispatch *dispatch) {
  bool failed = dispatch->status >= 400;
  writer_object_begin(writer);
  if (!failed && dispatch->response.body.length > 0) {
    writer_member_raw(writer, "resource", dispatch->response.body);
  }
  writer_key(writer, "response");
  writer_object_begin(writer);
  writer_key(writer, "status");
  writer_string(writer, arena_format(dispatch->request.arena, "%d", dispatch->status));
  if (failed) {
    writer_member_raw(writer, "outcome", dispatch->response.body);
  }
  writer_object_end(writer);
  writer_object_end(writer);
}

/* Each entry is an access of its own; all are on disk before the answer, with one commit. */
struct accesses {
  struct store_audit *rows;
  size_t count;
};

static void add_access(struct accesses *accesses, const struct dispatch *dispatch) {
  bool durable = false;
  accesses->count += access_audit_row(dispatch, &accesses->rows[accesses->count], &durable) ? 1 : 0;
}

static enum error record(const struct request *request, const struct accesses *accesses) {
  struct store *store = request->services->store;
  bool records = request->services->recorder != NULL && accesses->count > 0;
  return !records || store->audit_many(store, accesses->rows, accesses->count) == ERROR_OK
             ? ERROR_OK
             : ERROR_UNRECORDED;
}

static enum error answer_batch(struct request *request, const struct document *document,
                               struct response *response) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  struct dispatch *dispatch = arena_alloc(request->arena, sizeof *dispatch);
  uint32_t entries = document_member(document, 0, view_of("entry"));
  if (dispatch == NULL) {
    return ERROR_MEMORY;
  }
  if (entries != NODE_NONE && document_count(document, entries) > LIMIT_BATCH_ENTRIES) {
    return request_fail(request, ERROR_TOO_LARGE,
                        definition_message_get(DEFINITION_MESSAGE_BATCH_SIZE),
                        arena_format(request->arena, "%u", LIMIT_BATCH_ENTRIES), none);
  }
  bool has_entries = entries != NODE_NONE && document_count(document, entries) > 0;
  struct accesses accesses = {.count = 0};
  accesses.rows = arena_array(request->arena, has_entries ? document_count(document, entries) : 1,
                              sizeof *accesses.rows);
  if (accesses.rows == NULL) {
    return ERROR_MEMORY;
  }
  writer_object_begin(&writer);
  writer_member_text(&writer, "resourceType", "Bundle");
  writer_member_text(&writer, "type", "batch-response");
  if (has_entries) {
    writer_key(&writer, "entry");
    writer_array_begin(&writer);
  }
  for (uint32_t i = has_entries ? document_first(document, entries) : NODE_NONE; i != NODE_NONE;
       i = document_next(document, entries, i)) {
    run_entry(request, document, i, dispatch);
    write_entry(&writer, dispatch);
    add_access(&accesses, dispatch);
  }
  if (has_entries) {
    writer_array_end(&writer);
  }
  writer_object_end(&writer);
  enum error error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    error = record(request, &accesses);
  }
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(&buffer));
  }
  return error;
}

enum error handle_batch(struct request *request, struct response *response) {
  struct document document;
  enum error error = request_document_read(request, &document);
  if (error != ERROR_OK) {
    return error;
  }
  if (view_is(text_of(request, &document, 0, "type"), "batch")) {
    return answer_batch(request, &document, response);
  }
  error = access_check_needed(request, response, "Bundle.c");
  return error == ERROR_OK ? handle_bundle_create(request, response) : error;
}
