/* What a handler gives back. On success it sets outcome, media type and body; on failure it returns
 * an enum error and the HTTP room answers with an OperationOutcome made of request->issues (or of
 * the error's default text when there are none). No handler writes a status number. */
#ifndef SERVER_HTTP_RESPONSE_H
#define SERVER_HTTP_RESPONSE_H

#include "server/http/request.h"

#define RESPONSE_HEADERS 12u

enum response_outcome {
  RESPONSE_OK,         /* 200 */
  RESPONSE_CREATED,    /* 201 */
  RESPONSE_ACCEPTED,   /* 202 */
  RESPONSE_NO_CONTENT, /* 204 */
  RESPONSE_NOT_READY,  /* 503 of /health/ready */
};

#define MEDIA_TYPE_FHIR "application/fhir+json; charset=utf-8"
#define MEDIA_TYPE_JSON "application/json; charset=utf-8"
#define MEDIA_TYPE_TEXT "text/plain; charset=utf-8"

struct response {
  enum response_outcome outcome;
  const char *media_type;   /* MEDIA_TYPE_FHIR by default */
  struct view body;         /* in the request's arena or static: sent without a copy */
  struct view failure_body; /* an OperationOutcome of the handler's own, for an answer that fails;
                             * empty: one is made of the request's issues */
  struct name_value headers[RESPONSE_HEADERS];
  size_t header_count;
};

/* A handler: one FHIR interaction. */
typedef enum error request_handler(struct request *request, struct response *response);

/* Adds a header; name static, value in the request's arena or static. Asserts on overflow. */
void response_header(struct response *response, const char *name, struct view value);
/* 200 with a FHIR body. */
void response_fhir(struct response *response, struct view body);

/* Adds an issue that explains a failure and returns the failure, for `return request_fail(...)`.
 * The severity is at least error. Arguments may be empty. */
enum error request_fail(struct request *request, enum error error, const struct message *message,
                        struct view a, struct view b);

#endif
