/* Regular expressions of FHIRPath's matches() and replaceMatches() (N1 5.6.11) and of value set
 * filters: the part of PCRE that definitions use, over code points. All alternatives are followed
 * at once (Thompson, Pike), so time is at most pattern size times text length: no catastrophic
 * backtracking. Not there: look-around, back references, possessive quantifiers. The dot matches
 * every character, ^ and $ the ends of the text. */
#ifndef SERVER_BASE_REGEX_H
#define SERVER_BASE_REGEX_H

#include "server/base/arena.h"

#define REGEX_GROUPS 10u /* the whole match and groups 1-9 */

/* Byte offsets in the text; SIZE_MAX where a group took no part. */
struct regex_match {
  size_t starts[REGEX_GROUPS];
  size_t ends[REGEX_GROUPS];
};

/* Compiles a pattern (valid UTF-8) to position-independent words in the arena. whole: the match
 * must span the text. ERROR_SYNTAX, ERROR_TOO_LARGE (LIMIT_REGEX_), ERROR_MEMORY. */
enum error regex_compile(struct arena *arena, struct view pattern, bool whole,
                         struct view *ret_regex) MUST_USE;
/* True when the words (aligned to 4) can be run without harm. */
bool regex_check(struct view regex);
/* Where to look: valid UTF-8, from byte offset start on. */
struct regex_subject {
  struct view text;
  size_t start;
};

/* First match, the leftmost, by PCRE's priorities. ret_match may be NULL when only *ret_matched
 * counts: faster. Scratch is given back. ERROR_TOO_LARGE, ERROR_MEMORY. */
enum error regex_find(struct arena *arena, struct view regex, struct regex_subject subject,
                      struct regex_match *ret_match, bool *ret_matched) MUST_USE;

/* ---- the words, shared by compiler and matcher ------------------------------------------------
 */
enum regex_operation {
  REGEX_MATCH,
  REGEX_CHARACTER, /* x: code point */
  REGEX_ANY,
  REGEX_CLASS,        /* x: first range, y: count */
  REGEX_NEGATED,      /* same, none of them */
  REGEX_SPLIT,        /* x, y: relative targets, x first */
  REGEX_JUMP,         /* x: relative target */
  REGEX_SAVE,         /* x: slot = 2 * group + (0 start, 1 end) */
  REGEX_BEGIN,        /* ^ */
  REGEX_FINISH,       /* $ */
  REGEX_BOUNDARY,     /* \b */
  REGEX_NOT_BOUNDARY, /* \B */
  REGEX_OPERATION_COUNT,
};

struct regex_instruction {
  uint32_t operation;
  int32_t x;
  int32_t y;
};

struct regex_range {
  uint32_t first;
  uint32_t last;
};

/* Followed by the instructions, then the ranges. */
struct regex_header {
  uint32_t instruction_count;
  uint32_t range_count;
};

#endif
