#include "handlers/clinical_register.h"

#include "handlers/inner_request.h"
#include "handlers/orca_message.h"
#include "server/base/json_writer.h"
#include "server/http/percent.h"
#include "server/limits.h"

static const char *const kinds[CLINICAL_REGISTER_KINDS] = {"condition", "allergy"};

const char *clinical_register_kind_name(size_t index) {
  return kinds[index];
}

/* A client that repeats itself with one Idempotency-Key repeats both Bundles. */
static struct name_value key_of(const struct request *request, const char *kind) {
  struct view key = request_header(request, "idempotency-key");
  struct name_value header = {view_of("idempotency-key"),
                              arena_format(request->arena, "%.*s:%s", VIEW_ARGUMENTS(key), kind)};
  return key.length == 0 ? (struct name_value){{NULL, 0}, {NULL, 0}} : header;
}

/* The Bundle of the kind, then its acceptance. */
void clinical_register_kind(const struct request *request, const char *kind,
                            struct dispatch *dispatch) {
  struct view id = percent_encode(request->arena, request->path_parameters[0]);
  struct inner_request build = {
      .method = HTTP_METHOD_GET,
      .target = arena_format(request->arena, "/fhir/Patient/%.*s/$clinical-bundle?kind=%s",
                             VIEW_ARGUMENTS(id), kind),
      .is_part = true,
  };
  inner_request_run(request, &build, dispatch);
  if (dispatch->status != 200) {
    return;
  }
  struct inner_request accept = {
      .method = HTTP_METHOD_POST,
      .target = view_of("/fhir/Bundle"),
      .body = dispatch->response.body,
      .header = key_of(request, kind),
      .is_part = true,
  };
  inner_request_run(request, &accept, dispatch);
}

static struct view header_of(const struct response *response, const char *name) {
  for (size_t i = 0; i < response->header_count; i++) {
    if (view_is(response->headers[i].name, name)) {
      return response->headers[i].value;
    }
  }
  return view_make(NULL, 0);
}

static void write_entry(struct json_writer *writer, const struct dispatch *dispatch,
                        const char *kind) {
  writer_object_begin(writer);
  writer_member_string(writer, "fullUrl",
                       arena_format(dispatch->request.arena, "urn:fhir-facade:clinical:%s", kind));
  writer_key(writer, "response");
  writer_object_begin(writer);
  writer_key(writer, "status");
  writer_string(writer, arena_format(dispatch->request.arena, "%d", dispatch->status));
  writer_member_optional(writer, "location", header_of(&dispatch->response, "Content-Location"));
  writer_member_raw(writer, "outcome", dispatch->response.body);
  writer_object_end(writer);
  writer_object_end(writer);
}

static bool is_wanted(struct view wanted, const char *kind) {
  return wanted.length == 0 || view_is(wanted, kind);
}

static enum error check_kind(struct request *request, struct view wanted) {
  for (size_t i = 0; i < CLINICAL_REGISTER_KINDS; i++) {
    if (is_wanted(wanted, kinds[i])) {
      return ERROR_OK;
    }
  }
  return request_fail(request, ERROR_BAD_REQUEST, orca_message_get(ORCA_MESSAGE_CLINICAL_KIND),
                      wanted, view_make(NULL, 0));
}

enum error handle_clinical_register(struct request *request, struct response *response) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  struct dispatch *dispatch = arena_alloc(request->arena, sizeof *dispatch);
  struct view wanted = request_query(request, "kind");
  enum error error = dispatch == NULL ? ERROR_MEMORY : check_kind(request, wanted);
  if (error != ERROR_OK) {
    return error;
  }
  writer_object_begin(&writer);
  writer_member_text(&writer, "resourceType", "Bundle");
  writer_member_text(&writer, "type", "batch-response");
  writer_key(&writer, "entry");
  writer_array_begin(&writer);
  for (size_t i = 0; i < CLINICAL_REGISTER_KINDS; i++) {
    if (is_wanted(wanted, kinds[i])) {
      clinical_register_kind(request, kinds[i], dispatch);
      write_entry(&writer, dispatch, kinds[i]);
    }
  }
  writer_array_end(&writer);
  writer_object_end(&writer);
  error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(&buffer));
  }
  return error;
}
