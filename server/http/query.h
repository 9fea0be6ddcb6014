/* Name-value pairs of a query string or of a form body (application/x-www-form-urlencoded),
 * decoded, in order, repeats kept. */
#ifndef SERVER_HTTP_QUERY_H
#define SERVER_HTTP_QUERY_H

#include "server/http/request.h"

/* Appends the pairs of text to *items / *count (an array in the arena; start with NULL and 0).
 * Pairs without a name are skipped, a name without "=" has an empty value. ERROR_BAD_REQUEST: bad
 * encoding. ERROR_TOO_LARGE: more than LIMIT_QUERY_PARAMETERS in all. */
enum error query_append(struct arena *arena, struct view text, struct name_value **items,
                        size_t *count) MUST_USE;

#endif
