/* One request against the table of interactions, without any network: what can be refused before
 * the body is read, then the handler, then one answer whatever happened. */
#ifndef SERVER_HTTP_DISPATCH_H
#define SERVER_HTTP_DISPATCH_H

#include "server/http/route_match.h"

struct dispatch {
  struct request request; /* arena, services, headers, base_url, deadline_us: set by the caller */
  struct response response;
  struct route_match match;
  struct view raw_query;  /* still encoded */
  const char *media_type; /* negotiated */
  enum error error;       /* why the answer failed */
  int status;             /* of the answer */
  struct view whole;      /* the body before elements were left out (_elements, _summary) */
};

/* Told of each answer before it is sent; what it returns other than ERROR_OK is answered instead.
 * may_wait: on a thread that may wait for the disk. */
typedef enum error dispatch_auditor(const struct dispatch *dispatch, bool may_wait);

/* Fills language, id, path, query and route of the request and judges everything before the body:
 * path, method, Accept, Content-Type. Any failure has its issue in the request; go on with
 * dispatch_fail. */
enum error dispatch_prepare(struct dispatch *dispatch, const struct route_table *table,
                            struct view target) MUST_USE;
/* Runs the handler over the complete request and fills response and status. */
void dispatch_run(struct dispatch *dispatch);
/* Fills response and status with an OperationOutcome for the failure. */
void dispatch_fail(struct dispatch *dispatch, enum error error);

#endif
