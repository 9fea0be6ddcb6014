/* The languages that a reader wants displays in, by quality (RFC 9110 section 12.5.4; the operation
 * parameter displayLanguage has the same form), and which of several texts they choose. */
#ifndef TERMINOLOGY_DISPLAY_LANGUAGE_H
#define TERMINOLOGY_DISPLAY_LANGUAGE_H

#include "server/base/arena.h"

#define DISPLAY_LANGUAGES 16u

struct display_language {
  struct view tag;
  uint32_t quality; /* 0..1000 */
};

struct display_languages {
  struct display_language items[DISPLAY_LANGUAGES];
  uint32_t count;
  bool is_hard;     /* "*; q=0": no other language is an answer */
  struct view text; /* as given, one form */
};

/* One text of a concept with its language. */
struct display_text {
  struct view value;
  struct view language;  /* may be empty */
  struct view use;       /* a Coding as JSON; may be empty */
  struct view extension; /* JSON array; may be empty */
  bool is_main;          /* the display of the code system or of the value set */
  bool is_display;       /* by its use it may stand as display */
};

/* Reads a list; a malformed item is left out, and so are languages behind DISPLAY_LANGUAGES. */
struct display_languages display_languages_read(struct arena *arena, struct view text);
/* How well a language is wanted: 0 not at all; higher is better. */
uint32_t display_language_rank(const struct display_languages *languages, struct view tag);
/* Index of the text to show; count when there is none: only a hard list refuses every text. */
size_t display_language_choose(const struct display_languages *languages,
                               const struct display_text *texts, size_t count);

#endif
