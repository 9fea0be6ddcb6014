/* Half-width katakana (JIS X 0201, U+FF61 to U+FF9F) as the full-width ones that the national
 * guides want, voiced marks joined to their letter. */
#ifndef PROFILES_KANA_WIDTH_H
#define PROFILES_KANA_WIDTH_H

#include "server/base/arena.h"

/* The text in the arena with its half-width katakana replaced; all else stays. Empty when memory is
 * short. */
struct view kana_width_full(struct view text, struct arena *arena);

#endif
