/* A request inside a request: entries of a batch and interactions that are made of others go
 * through the same table of routes, the same checks and the same handlers. */
#ifndef HANDLERS_INNER_REQUEST_H
#define HANDLERS_INNER_REQUEST_H

#include "server/http/dispatch.h"

struct inner_request {
  enum http_method method;
  struct view target; /* path from the root, with query */
  struct view body;
  struct name_value header;                         /* one more, of the client; empty name = none */
  bool (*may_run)(const struct dispatch *dispatch); /* NULL: everything may */
  bool is_part; /* of what the outer request was allowed to do as a whole: not judged again */
};

/* Answers it into *ret_dispatch (status, response), in the arena of the outer request, whose
 * client with his rights, language, leniency and deadline it has. A failure is an OperationOutcome
 * in the answer, never an error here. */
void inner_request_run(const struct request *outer, const struct inner_request *inner,
                       struct dispatch *ret_dispatch);

#endif
