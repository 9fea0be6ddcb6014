/* A borrowed run of bytes, not NUL-terminated: every string that comes from input is one. */
#ifndef SERVER_BASE_VIEW_H
#define SERVER_BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct view {
  const char *data; /* may be NULL only when length is 0 */
  size_t length;    /* bytes */
};

/* printf("%.*s", VIEW_ARGUMENTS(view)) */
#define VIEW_ARGUMENTS(view) (int)(view).length, (view).data
/* A view of a string literal, usable in static tables. */
#define VIEW_LITERAL(literal)                                                                      \
  { (literal), sizeof(literal) - 1 }

static inline struct view view_of(const char *string) {
  return (struct view){string, string != NULL ? strlen(string) : 0};
}
static inline struct view view_make(const char *data, size_t length) {
  return (struct view){data, length};
}
static inline bool view_equal(struct view a, struct view b) {
  return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}
/* The first byte tells most others apart before anything is measured. */
static inline bool view_is(struct view a, const char *string) {
  return a.length == 0 ? string[0] == '\0'
                       : a.data[0] == string[0] && view_equal(a, view_of(string));
}
bool view_equal_ignore_case(struct view a, struct view b); /* ASCII letters only */
bool view_starts_with(struct view view, struct view prefix);
bool view_ends_with(struct view view, struct view suffix);
/* memcmp order, shorter first when one is a prefix. <0, 0, >0. */
int view_compare(struct view a, struct view b);
/* Part from start (clamped) of at most length bytes. */
struct view view_part(struct view view, size_t start, size_t length);
/* Offset of the first needle at or after start; SIZE_MAX when absent. */
size_t view_find(struct view view, struct view needle, size_t start);
size_t view_find_byte(struct view view, char byte, size_t start);
/* Splits at the first separator: the part before it is returned, *rest moves behind it. Without a
 * separator all of *rest is returned and *rest becomes {NULL, 0}. */
struct view view_split(struct view *rest, char separator);
/* Removes ASCII blanks (space, tab, CR, LF) at both ends. */
struct view view_trim(struct view view);
/* Reads an unsigned decimal number of the whole view; false when it is empty, has another byte or
 * exceeds maximum. */
bool view_to_unsigned(struct view view, uint64_t maximum, uint64_t *ret_number);

/* ASCII "0".."9". */
static inline bool byte_is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

#endif
