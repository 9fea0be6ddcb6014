/* One HTTP exchange as a handler sees it. Everything lives in the request's arena; handlers free
 * nothing. */
#ifndef SERVER_HTTP_REQUEST_H
#define SERVER_HTTP_REQUEST_H

#include "server/base/issue.h"

#define REQUEST_PATH_PARAMETERS 4u

enum http_method {
  HTTP_METHOD_GET,
  HTTP_METHOD_HEAD,
  HTTP_METHOD_POST,
  HTTP_METHOD_PUT,
  HTTP_METHOD_PATCH,
  HTTP_METHOD_DELETE,
  HTTP_METHOD_OPTIONS,
  HTTP_METHOD_OTHER,
};

struct name_value {
  struct view name; /* header names in lower case */
  struct view value;
};

struct services; /* handlers/services.h: what the application gives to its handlers */
struct route;
struct access_rights; /* server/http/access_check.h */

struct request {
  struct arena *arena;
  const struct services *services;
  const struct route *route;
  struct view client;   /* id of the client by its key or token, else the name in its certificate;
                         * empty: nobody was asked, or a request of the server's own */
  struct view address;  /* numeric, the client's IP address: of the connection, or of
                         * X-Forwarded-For behind a trusted proxy; empty: our own */
  struct view patients; /* whom it is about, a blank between two ids: set by handlers where neither
                         * path, search nor answer tells; for the audit trail */
  struct view id;       /* X-Request-Id: the client's when it is well formed, else a fresh UUID */
  enum http_method method;
  struct view path;                                     /* percent-decoded, without the query */
  struct view path_parameters[REQUEST_PATH_PARAMETERS]; /* in the order of the route's {..} */
  const struct name_value *query; /* decoded, in order, repeats kept; of POST _search forms too */
  size_t query_count;
  const struct name_value *headers;
  size_t header_count;
  struct view body;       /* complete; {NULL, 0} without one */
  enum language language; /* of Accept-Language (ja default), for texts people read */
  bool is_xml;            /* the body is FHIR XML by its Content-Type (ROUTE_XML_BODY) */
  bool pretty;            /* _pretty=true */
  bool lenient;           /* Prefer: handling=lenient */
  struct view
      base_url; /* listen.base_url, no slash at the end, e.g. "http://127.0.0.1:8080/fhir" */
  struct issue_list issues;
  int64_t data_ms; /* when the oldest data of the answer were fetched from a neighbour; 0: none */
  bool stopping;   /* the server is being stopped: readiness is off */
  const struct access_rights *rights; /* of the client; NULL: everything is allowed */
  int64_t deadline_us; /* clock_monotonic_us by which neighbours must have answered */
};

/* First header of that lower-case name; empty when absent. */
struct view request_header(const struct request *request, const char *name);
/* First query value of that name (without modifiers); empty when absent. */
struct view request_query(const struct request *request, const char *name);

/* One more of request->patients. Memory that is short leaves it out. */
void request_note_patient(struct request *request, struct view id);

#endif
