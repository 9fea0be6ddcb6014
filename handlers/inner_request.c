#include "handlers/inner_request.h"

#include "handlers/definition_message.h"
#include "handlers/services.h"
#include "server/http/http_method.h"

#define HEADERS 2u

static struct request request_of(const struct request *outer, const struct inner_request *inner) {
  struct name_value *headers = arena_array(outer->arena, HEADERS, sizeof *headers);
  struct request request = {
      .arena = outer->arena,
      .services = outer->services,
      .method = inner->method,
      .base_url = outer->base_url,
      .deadline_us = outer->deadline_us,
      .body = inner->body,
      .client = outer->client,
      .address = outer->address,
      .rights = inner->is_part ? NULL : outer->rights,
  };
  if (headers != NULL) {
    headers[0] = (struct name_value){view_of("content-type"), view_of("application/fhir+json")};
    headers[1] = inner->header;
    request.headers = headers;
    request.header_count = inner->header.name.length > 0 ? HEADERS : HEADERS - 1;
  }
  return request;
}

void inner_request_run(const struct request *outer, const struct inner_request *inner,
                       struct dispatch *ret_dispatch) {
  *ret_dispatch = (struct dispatch){.request = request_of(outer, inner)};
  enum error error = dispatch_prepare(ret_dispatch, outer->services->routes, inner->target);
  ret_dispatch->request.id = outer->id;
  ret_dispatch->request.language = outer->language;
  ret_dispatch->request.lenient = outer->lenient;
  if (error == ERROR_OK && inner->may_run != NULL && !inner->may_run(ret_dispatch)) {
    error = request_fail(&ret_dispatch->request, ERROR_BAD_REQUEST,
                         definition_message_get(DEFINITION_MESSAGE_BATCH_ENTRY),
                         view_of(http_method_name(inner->method)), view_make(NULL, 0));
  }
  if (error == ERROR_OK) {
    dispatch_run(ret_dispatch);
  } else {
    dispatch_fail(ret_dispatch, error);
  }
}
