/* Regular expressions for matches() and replaceMatches(): the part of PCRE that definitions use
 * (FHIRPath N1 5.6.11), over code points. All alternatives are followed at once (Thompson, Pike),
 * so time is at most pattern size times text length: no catastrophic backtracking. Not there:
 * look-around, back references, possessive quantifiers. The dot matches every character, ^ and $
 * the ends of the text. */
#ifndef PROFILES_FHIRPATH_REGEX_H
#define PROFILES_FHIRPATH_REGEX_H

#include "server/base/arena.h"

#define FHIRPATH_REGEX_GROUPS 10u /* the whole match and groups 1-9 */

/* Byte offsets in the text; SIZE_MAX where a group took no part. */
struct fhirpath_regex_match {
  size_t starts[FHIRPATH_REGEX_GROUPS];
  size_t ends[FHIRPATH_REGEX_GROUPS];
};

/* Compiles a pattern (valid UTF-8) to position-independent words in the arena. whole: the match
 * must span the text. ERROR_SYNTAX, ERROR_TOO_LARGE (LIMIT_FHIRPATH_REGEX_), ERROR_MEMORY. */
enum error fhirpath_regex_compile(struct arena *arena, struct view pattern, bool whole,
                                  struct view *ret_regex) MUST_USE;
/* True when the words (aligned to 4) can be run without harm. */
bool fhirpath_regex_check(struct view regex);
/* Where to look: valid UTF-8, from byte offset start on. */
struct fhirpath_regex_subject {
  struct view text;
  size_t start;
};

/* First match, the leftmost, by PCRE's priorities. ret_match may be NULL when only *ret_matched
 * counts: faster. Scratch is given back. ERROR_TOO_LARGE, ERROR_MEMORY. */
enum error fhirpath_regex_find(struct arena *arena, struct view regex,
                               struct fhirpath_regex_subject subject,
                               struct fhirpath_regex_match *ret_match, bool *ret_matched) MUST_USE;

/* ---- the words, shared by compiler and matcher ------------------------------------------------
 */
enum fhirpath_regex_operation {
  FHIRPATH_REGEX_MATCH,
  FHIRPATH_REGEX_CHARACTER, /* x: code point */
  FHIRPATH_REGEX_ANY,
  FHIRPATH_REGEX_CLASS,        /* x: first range, y: count */
  FHIRPATH_REGEX_NEGATED,      /* same, none of them */
  FHIRPATH_REGEX_SPLIT,        /* x, y: relative targets, x first */
  FHIRPATH_REGEX_JUMP,         /* x: relative target */
  FHIRPATH_REGEX_SAVE,         /* x: slot = 2 * group + (0 start, 1 end) */
  FHIRPATH_REGEX_BEGIN,        /* ^ */
  FHIRPATH_REGEX_FINISH,       /* $ */
  FHIRPATH_REGEX_BOUNDARY,     /* \b */
  FHIRPATH_REGEX_NOT_BOUNDARY, /* \B */
  FHIRPATH_REGEX_OPERATION_COUNT,
};

struct fhirpath_regex_instruction {
  uint32_t operation;
  int32_t x;
  int32_t y;
};

struct fhirpath_regex_range {
  uint32_t first;
  uint32_t last;
};

/* Followed by the instructions, then the ranges. */
struct fhirpath_regex_header {
  uint32_t instruction_count;
  uint32_t range_count;
};

#endif
