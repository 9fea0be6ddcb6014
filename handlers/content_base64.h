/* Base64 (RFC 4648, section 4) as it stands in the service's answers: line breaks are allowed, a
 * missing padding and any other byte are not. */
#ifndef HANDLERS_CONTENT_BASE64_H
#define HANDLERS_CONTENT_BASE64_H

#include "server/base/arena.h"
#include "server/base/error.h"

struct content_base64 {
  struct view text;  /* without blanks: a FHIR base64Binary */
  struct view bytes; /* what it stands for; in the arena */
};

/* ERROR_SYNTAX: it is none, or empty. ERROR_MEMORY. */
enum error content_base64_read(struct arena *arena, struct view text,
                               struct content_base64 *ret_content) MUST_USE;

#endif
