#include "server/http/response.h"

#include <assert.h>

void response_header(struct response *response, const char *name, struct view value) {
  assert(response->header_count < RESPONSE_HEADERS);
  response->headers[response->header_count++] = (struct name_value){view_of(name), value};
}

void response_fhir(struct response *response, struct view body) {
  response->outcome = RESPONSE_OK;
  response->media_type = MEDIA_TYPE_FHIR;
  response->body = body;
}

enum error request_fail(struct request *request, enum error error, const struct message *message,
                        struct view a, struct view b) {
  struct issue *issue = issue_add_with(&request->issues, message, a, b);
  if (issue->severity > SEVERITY_ERROR) {
    issue_set_severity(&request->issues, issue, SEVERITY_ERROR);
  }
  return error;
}
