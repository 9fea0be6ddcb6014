#include "profiles/kana_width.h"

#include "server/base/utf8.h"

#define FIRST_KANA 0xff61u
#define VOICED_MARK 0xff9eu
#define HALF_VOICED_MARK 0xff9fu

/* The full-width form of U+FF61 and those that follow. */
static const uint16_t full_width[] = {
    0x3002, 0x300c, 0x300d, 0x3001, 0x30fb, 0x30f2, 0x30a1, 0x30a3, 0x30a5, 0x30a7, 0x30a9,
    0x30e3, 0x30e5, 0x30e7, 0x30c3, 0x30fc, 0x30a2, 0x30a4, 0x30a6, 0x30a8, 0x30aa, 0x30ab,
    0x30ad, 0x30af, 0x30b1, 0x30b3, 0x30b5, 0x30b7, 0x30b9, 0x30bb, 0x30bd, 0x30bf, 0x30c1,
    0x30c4, 0x30c6, 0x30c8, 0x30ca, 0x30cb, 0x30cc, 0x30cd, 0x30ce, 0x30cf, 0x30d2, 0x30d5,
    0x30d8, 0x30db, 0x30de, 0x30df, 0x30e0, 0x30e1, 0x30e2, 0x30e4, 0x30e6, 0x30e8, 0x30e9,
    0x30ea, 0x30eb, 0x30ec, 0x30ed, 0x30ef, 0x30f3, 0x309b, 0x309c};

static bool is_half_width(uint32_t character) {
  return character >= FIRST_KANA && character <= HALF_VOICED_MARK;
}

/* U+30AB KA to U+30C8 TO without the small TU, and U+30CF HA to U+30DB HO: the voiced letter is the
 * next one. */
static bool takes_voiced_mark(uint32_t letter) {
  return (letter >= 0x30ab && letter <= 0x30c8 && letter != 0x30c3) ||
         (letter >= 0x30cf && letter <= 0x30db);
}

/* The letter with the mark that follows it; 0 when they do not join. */
static uint32_t joined(uint32_t letter, uint32_t mark) {
  if (mark == VOICED_MARK && letter == 0x30a6) { /* VU */
    return 0x30f4;
  }
  if (mark == VOICED_MARK && takes_voiced_mark(letter)) {
    return letter + 1;
  }
  return mark == HALF_VOICED_MARK && letter >= 0x30cf && letter <= 0x30db ? letter + 2 : 0;
}

struct view kana_width_full(struct view text, struct arena *arena) {
  char *out = arena_bytes(arena, text.length + UTF8_MAXIMUM_BYTES); /* nothing gets longer */
  size_t length = 0;
  for (size_t offset = 0; out != NULL && offset < text.length;) {
    size_t start = offset;
    uint32_t character = utf8_next(text, &offset);
    if (!is_half_width(character)) {
      memcpy(out + length, text.data + start, offset - start);
      length += offset - start;
      continue;
    }
    uint32_t letter = full_width[character - FIRST_KANA];
    size_t behind = offset;
    uint32_t mark = offset < text.length ? utf8_next(text, &behind) : 0;
    uint32_t whole = joined(letter, mark);
    offset = whole != 0 ? behind : offset;
    length += utf8_write(whole != 0 ? whole : letter, out + length);
  }
  return view_make(out, out == NULL ? 0 : length);
}
