/* Percent-encoding (RFC 3986 section 2.1). Decoding is strict: a broken escape, a NUL or text that
 * is not UTF-8 is refused, never repaired. */
#ifndef SERVER_HTTP_PERCENT_H
#define SERVER_HTTP_PERCENT_H

#include "server/base/arena.h"

enum percent_style {
  PERCENT_PATH, /* + is a plus sign */
  PERCENT_FORM, /* + is a blank (application/x-www-form-urlencoded) */
};

/* *ret_text is borrowed from text when nothing had to be decoded, else in the arena.
 * ERROR_BAD_REQUEST, ERROR_MEMORY. */
enum error percent_decode(struct arena *arena, struct view text, enum percent_style style,
                          struct view *ret_text) MUST_USE;
/* For one segment of a path or one part of a query: everything but unreserved characters is
 * encoded. data is NULL when memory is exhausted. */
struct view percent_encode(struct arena *arena, struct view text);

#endif
