/* base64 (RFC 4648) as signatures and tokens need it: strict in both alphabets. Refused: blanks,
 * characters of the other alphabet, padding that is missing (standard) or present (URL), and last
 * characters whose unused bits are not zero, so that one content has exactly one text. */
#ifndef SERVER_BASE_BASE64_H
#define SERVER_BASE_BASE64_H

#include "server/base/arena.h"

enum base64_alphabet {
  BASE64_STANDARD, /* section 4, padded: x5c, FHIR base64Binary */
  BASE64_URL,      /* section 5, without padding: RFC 7515 section 2 */
};

/* Characters of the text of that many bytes, padding included. */
size_t base64_length(size_t bytes, enum base64_alphabet alphabet);
/* Writes base64_length characters, not NUL-terminated. Pieces of a multiple of 3 bytes can be
 * written one after the other. */
void base64_write(struct view bytes, enum base64_alphabet alphabet, char *ret_text);
/* The text in the arena; data is NULL when memory is short. */
struct view base64_encode(struct view bytes, enum base64_alphabet alphabet, struct arena *arena);
/* The bytes in the arena. ERROR_SYNTAX, ERROR_MEMORY. */
enum error base64_decode(struct view text, enum base64_alphabet alphabet, struct arena *arena,
                         struct view *ret_bytes) MUST_USE;

#endif
