/* Base64 (RFC 4648): of messages, journals and signatures. */
#ifndef TESTS_LAB_LAB_BASE64_H
#define TESTS_LAB_LAB_BASE64_H

#include "server/base/arena.h"

/* Data is NULL when memory is short. */
struct view lab_base64_encode(struct view bytes, struct arena *arena);
/* Line breaks and blanks are allowed. Data is NULL when the text is no Base64 or empty. */
struct view lab_base64_decode(struct view text, struct arena *arena);
/* The form for URLs without padding (section 5; RFC 7515). */
struct view lab_base64_url_encode(struct view bytes, struct arena *arena);
struct view lab_base64_url_decode(struct view text, struct arena *arena);

#endif
