/* UTF-8 (RFC 3629): shortest form, no surrogates, up to U+10FFFF. */
#ifndef SERVER_BASE_UTF8_H
#define SERVER_BASE_UTF8_H

#include "server/base/view.h"

#define UTF8_INVALID UINT32_MAX
#define UTF8_MAXIMUM_BYTES 4u

/* Offset of the first byte that is not part of valid UTF-8; view.length when all is well. */
size_t utf8_check(struct view view);
/* The code point at *offset, which moves behind it; UTF8_INVALID (and one byte further) on a fault.
 * *offset must be below view.length. */
uint32_t utf8_next(struct view view, size_t *offset);
/* Writes 1-4 bytes and returns how many; 0 for a value that is no code point. */
size_t utf8_write(uint32_t code_point, char ret_bytes[UTF8_MAXIMUM_BYTES]);
/* Number of code points of valid UTF-8. */
size_t utf8_count(struct view view);

#endif
