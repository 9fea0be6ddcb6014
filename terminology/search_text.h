/* Text as people type it -> one form that can be compared: width, dashes, case and kana folded. The
 * Unicode part (NFKC, case folding) is libutf8proc's. Dashes are joined before NFKC, which would
 * turn some of them into ASCII and tear them from the long vowel sign of katakana. Bytes that are
 * not UTF-8 become U+FFFD, so any input folds. */
#ifndef TERMINOLOGY_SEARCH_TEXT_H
#define TERMINOLOGY_SEARCH_TEXT_H

#include "server/base/arena.h"

enum search_form {
  SEARCH_FORM_DISPLAY, /* width, dashes, wave dash: texts that are the same display */
  SEARCH_FORM_TEXT,    /* and case, hiragana as katakana: what a search must find */
  SEARCH_FORM_LOOSE,   /* and blanks, brackets, long vowels, spellings: for ranking only */
};

/* Folded text as UTF-16 units: containment of units is containment of characters. Never a zero
 * unit. */
struct search_units {
  const uint16_t *units;
  size_t count;
};

/* Remembers what single characters become: for folding many texts. One thread at a time. */
struct search_text_cache;

/* The folded text as UTF-8 in the arena; data is NULL when memory is exhausted. */
struct view search_text_fold(struct arena *arena, struct view text);
struct view search_text_loose(struct arena *arena, struct view text);
struct view search_text_display(struct arena *arena, struct view text);
/* Whether two displays are the same but for width, kinds of dashes and compatibility characters
 * (Kangxi radicals). Equal bytes and ASCII need no memory; when it is exhausted the answer is
 * false. The arena is left as it was. */
bool search_text_display_equal(struct arena *arena, struct view a, struct view b);

/* NULL when memory is exhausted. */
struct search_text_cache *search_text_cache_new(struct arena *arena, enum search_form form);
/* The folded text in the arena. ERROR_MEMORY. */
enum error search_text_units(struct arena *arena, struct view text, enum search_form form,
                             struct search_units *ret_units) MUST_USE;
/* As above, by the form of the cache. */
enum error search_text_cached(struct search_text_cache *cache, struct arena *arena,
                              struct view text, struct search_units *ret_units) MUST_USE;
/* Whether the text contains the part, which is not empty. */
bool search_text_contains(struct search_units text, struct search_units part);
/* Units back to UTF-8 in the arena; data is NULL when memory is exhausted. */
struct view search_text_utf8(struct arena *arena, struct search_units units);

#endif
