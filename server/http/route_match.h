/* Finds the row of the table of interactions that a request means. */
#ifndef SERVER_HTTP_ROUTE_MATCH_H
#define SERVER_HTTP_ROUTE_MATCH_H

#include "server/http/route.h"
#include "server/limits.h"

struct route_path {
  struct view segments[LIMIT_PATH_SEGMENTS]; /* decoded */
  size_t count;
};

/* Takes a request target apart: "/fhir/Patient/1?x=y" or the absolute form "http://host/fhir/..."
 * (RFC 9112 3.2). One slash at the end is tolerated. A "%2F" inside a segment is data.
 * ERROR_BAD_REQUEST: bad encoding. ERROR_NOT_FOUND: no path, or deeper than any of ours.
 * ERROR_MEMORY. *ret_query is still encoded. */
enum error route_path_parse(struct arena *arena, struct view target, struct route_path *ret_path,
                            struct view *ret_query) MUST_USE;

struct route_match {
  const struct route *route; /* NULL: nothing matches path and method */
  struct view parameters[REQUEST_PATH_PARAMETERS];
  unsigned methods; /* all methods that the path answers (HTTP_METHOD_BIT); 0 = unknown path */
};

/* A pattern's "{name}" takes one segment that does not start with "$" or "_" (those are operations
 * and special interactions, FHIR R4 http.html). The row with the most literal segments wins, then
 * the first. HEAD is answered by GET rows; OPTIONS is in methods of every known path but has no
 * row. */
struct route_match route_match_find(const struct route_table *table, enum http_method method,
                                    const struct route_path *path);

#endif
