/* Names of HTTP methods and sets of them. */
#ifndef SERVER_HTTP_HTTP_METHOD_H
#define SERVER_HTTP_HTTP_METHOD_H

#include "server/http/request.h"

/* A set: bit (1u << method). */
#define HTTP_METHOD_BIT(method) (1u << (unsigned)(method))

/* HTTP_METHOD_OTHER for a word that is none of ours. Method names are case-sensitive (RFC
 * 9110 9.1). */
enum http_method http_method_parse(const char *name);
/* "GET"; "OTHER" for HTTP_METHOD_OTHER. */
const char *http_method_name(enum http_method method);
/* Value of an Allow header for the set, e.g. "GET, HEAD, OPTIONS"; in the arena, empty when memory
 * is short. */
struct view http_method_allow(struct arena *arena, unsigned methods);

#endif
