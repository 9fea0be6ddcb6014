#include "terminology/search_text.h"

#include "server/base/utf8.h"

#include <utf8proc.h>

#define REPLACEMENT 0xFFFDu
#define SUPPLEMENT 0x10000u
#define LONG_VOWEL 0x30FCu
#define WAVE_DASH 0x301Cu
#define WIDE_TILDE 0xFF5Eu
#define KATAKANA_MINUS_HIRAGANA 0x60u
#define NFKC (UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_STABLE)
/* Code points of one character after compatibility decomposition (U+FDFA has 18), and after case
 * folding (at most 3). */
#define DECOMPOSED 32
#define CASE_FOLDED 3

/* ---- single characters ------------------------------------------------------------------------
 */
static const struct {
  uint32_t dash; /* what every dash becomes before NFKC */
  bool folds;    /* case and kana too */
} forms[] = {
    [SEARCH_FORM_DISPLAY] = {'-', false},
    [SEARCH_FORM_TEXT] = {LONG_VOWEL, true},
    [SEARCH_FORM_LOOSE] = {LONG_VOWEL, true},
};

/* Hyphens and dashes U+2010-2015, minus sign, full-width hyphen-minus. */
static bool is_dash(uint32_t point) {
  return (point >= 0x2010 && point <= 0x2015) || point == 0x2212 || point == 0xFF0D;
}

/* Also what the pipeline cannot carry: faults and zero. */
static uint32_t before_nfkc(uint32_t point, enum search_form form) {
  if (point == UTF8_INVALID || point == 0) {
    return REPLACEMENT;
  }
  return is_dash(point) ? forms[form].dash : point == WAVE_DASH ? WIDE_TILDE : point;
}

static uint32_t katakana(uint32_t point) {
  bool hiragana = (point >= 0x3041 && point <= 0x3096) || point == 0x309D || point == 0x309E;
  return hiragana ? point + KATAKANA_MINUS_HIRAGANA : point;
}

/* Case folding of one NFKC code point; number of code points. */
static size_t fold_case(uint32_t point, enum search_form form, int32_t ret_points[CASE_FOLDED]) {
  ret_points[0] = (int32_t)point;
  if (!forms[form].folds) {
    return 1;
  }
  int boundary = 0;
  ptrdiff_t count = utf8proc_decompose_char((int32_t)point, ret_points, CASE_FOLDED,
                                            UTF8PROC_CASEFOLD, &boundary);
  if (count < 1 || count > CASE_FOLDED) {
    ret_points[0] = (int32_t)point;
    count = 1;
  }
  for (ptrdiff_t i = 0; i < count; i++) {
    ret_points[i] = (int32_t)katakana((uint32_t)ret_points[i]);
  }
  return (size_t)count;
}

static size_t write_units(uint32_t point, uint16_t ret_units[2]) {
  if (point < SUPPLEMENT) {
    ret_units[0] = (uint16_t)point;
    return 1;
  }
  ret_units[0] = (uint16_t)(0xD800u + ((point - SUPPLEMENT) >> 10));
  ret_units[1] = (uint16_t)(0xDC00u + ((point - SUPPLEMENT) & 0x3FFu));
  return 2;
}

/* ---- whole texts ------------------------------------------------------------------------------
 */
struct points {
  int32_t *points;
  size_t count;
};

struct folded {
  uint16_t *units;
  size_t count;
};

static struct view prepare(struct arena *arena, struct view text, enum search_form form) {
  char *bytes = arena_bytes(arena, text.length * 3 + 1); /* a faulty byte becomes three */
  size_t length = 0;
  size_t offset = 0;
  while (bytes != NULL && offset < text.length) {
    length += utf8_write(before_nfkc(utf8_next(text, &offset), form), bytes + length);
  }
  return view_make(bytes, length);
}

static enum error normalize(struct arena *arena, struct view text, struct points *ret_points) {
  size_t capacity = text.length + DECOMPOSED;
  ptrdiff_t count = 0;
  int32_t *points = NULL;
  do {
    capacity = (size_t)count > capacity ? (size_t)count : capacity;
    points = arena_array(arena, capacity, sizeof *points);
    if (points == NULL) {
      return ERROR_MEMORY;
    }
    count = utf8proc_decompose((const uint8_t *)text.data, (ptrdiff_t)text.length, points,
                               (ptrdiff_t)capacity, NFKC);
  } while (count > (ptrdiff_t)capacity);
  count = count < 0 ? count : utf8proc_normalize_utf32(points, count, NFKC);
  if (count < 0) {
    return ERROR_MEMORY; /* the text is valid: only its size can be refused */
  }
  *ret_points = (struct points){points, (size_t)count};
  return ERROR_OK;
}

static enum error fold_whole(struct arena *arena, struct view text, enum search_form form,
                             struct folded *ret_folded) {
  struct view prepared = prepare(arena, text, form);
  struct points points;
  if (prepared.data == NULL || normalize(arena, prepared, &points) != ERROR_OK) {
    return ERROR_MEMORY;
  }
  uint16_t *units = arena_array(arena, points.count * CASE_FOLDED * 2 + 1, sizeof *units);
  if (units == NULL) {
    return ERROR_MEMORY;
  }
  size_t length = 0;
  for (size_t i = 0; i < points.count; i++) {
    int32_t folded[CASE_FOLDED];
    size_t count = fold_case((uint32_t)points.points[i], form, folded);
    for (size_t k = 0; k < count; k++) {
      length += write_units((uint32_t)folded[k], units + length);
    }
  }
  *ret_folded = (struct folded){units, length};
  return ERROR_OK;
}

/* ---- the loose form ---------------------------------------------------------------------------
 * Spellings that mean the same to who looks for a name, in folded units. Only the ranking of
 * candidates sees them. None becomes longer. */
#define SEQUENCE 8u
static const struct {
  uint16_t from[SEQUENCE];
  uint16_t to[SEQUENCE];
} spellings[] = {
    {u"ヴァ", u"バ"},     {u"ヴィ", u"ビ"},       {u"ヴェ", u"ベ"}, {u"ヴォ", u"ボ"},
    {u"症候群", u"症"},   {u"tablet", u"錠"},     {u"tab", u"錠"},  {u"カプセル", u"cap"},
    {u"capsule", u"cap"}, {u"ミリグラム", u"mg"}, {u"μg", u"ug"},   {u"mcg", u"ug"},
};

/* Small kana as large ones, and kana that sound alike. */
static const uint16_t letters[][2] = {
    {u'ァ', u'ア'}, {u'ィ', u'イ'}, {u'ゥ', u'ウ'}, {u'ェ', u'エ'}, {u'ォ', u'オ'},
    {u'ッ', u'ツ'}, {u'ャ', u'ヤ'}, {u'ュ', u'ユ'}, {u'ョ', u'ヨ'}, {u'ヮ', u'ワ'},
    {u'ヵ', u'カ'}, {u'ヶ', u'ケ'}, {u'ヴ', u'ブ'}, {u'ヂ', u'ジ'}, {u'ヅ', u'ズ'},
};

static const uint16_t dropped[] = u" -ー・,、。'\"()[]{}<>「」『』【】〔〕〈〉《》";

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define LOOSE_SLOTS 256u /* by the low byte of a unit */

/* Which units can begin something above: most cannot, and texts are many. */
struct loose_starts {
  bool slots[LOOSE_SLOTS];
};

static void loose_starts_fill(struct loose_starts *starts) {
  for (size_t i = 0; i < COUNT(spellings); i++) {
    starts->slots[spellings[i].from[0] % LOOSE_SLOTS] = true;
  }
  for (size_t i = 0; i < COUNT(letters); i++) {
    starts->slots[letters[i][0] % LOOSE_SLOTS] = true;
  }
  for (size_t i = 0; i + 1 < COUNT(dropped); i++) {
    starts->slots[dropped[i] % LOOSE_SLOTS] = true;
  }
}

static size_t units_length(const uint16_t *units) {
  size_t length = 0;
  while (units[length] != 0) {
    length++;
  }
  return length;
}

/* Units that the spelling at units stands for are copied to out; how many units it took, or 0. */
static size_t take_spelling(const uint16_t *units, size_t count, uint16_t *out, size_t *length) {
  for (size_t i = 0; i < COUNT(spellings); i++) {
    size_t from = units_length(spellings[i].from);
    if (from <= count && memcmp(units, spellings[i].from, from * sizeof *units) == 0) {
      size_t to = units_length(spellings[i].to);
      memcpy(out + *length, spellings[i].to, to * sizeof *units);
      *length += to;
      return from;
    }
  }
  return 0;
}

static bool is_dropped(uint16_t unit) {
  for (size_t i = 0; i + 1 < COUNT(dropped); i++) {
    if (dropped[i] == unit) {
      return true;
    }
  }
  return false;
}

static uint16_t plain_letter(uint16_t unit) {
  for (size_t i = 0; i < COUNT(letters); i++) {
    if (letters[i][0] == unit) {
      return letters[i][1];
    }
  }
  return unit;
}

/* がん in a text with other characters than kana is 癌; kana alone may be 眼, 願 as well. */
static bool has_ideograph(const uint16_t *units, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (units[i] >= 0x3400 && units[i] < 0xA000) {
      return true;
    }
  }
  return false;
}

static size_t join_cancer(uint16_t *units, size_t count) {
  if (!has_ideograph(units, count)) {
    return count;
  }
  size_t length = 0;
  for (size_t i = 0; i < count; i++) {
    bool found = units[i] == u'ガ' && i + 1 < count && units[i + 1] == u'ン';
    units[length++] = found ? u'癌' : units[i];
    i += found;
  }
  return length;
}

/* In place; the new count. A text of nothing but dropped units stays as it is. */
static size_t loosen(const struct loose_starts *starts, uint16_t *units, size_t count) {
  size_t length = 0;
  size_t taken = 0;
  count = join_cancer(units, count);
  for (size_t i = 0; i < count; i += taken) {
    taken = 1;
    if (!starts->slots[units[i] % LOOSE_SLOTS]) {
      units[length++] = units[i];
      continue;
    }
    size_t spelled = take_spelling(units + i, count - i, units, &length);
    if (spelled > 0) {
      taken = spelled;
    } else if (!is_dropped(units[i])) {
      units[length++] = plain_letter(units[i]);
    }
  }
  return length > 0 ? length : count;
}

/* ---- remembered characters --------------------------------------------------------------------
 */
#define CACHE_SIZE 0x10000u /* the basic plane */
#define CACHE_UNKNOWN 0u
#define CACHE_WHOLE 0xFFFFu /* the character needs its neighbours or more than one unit */

struct search_text_cache {
  enum search_form form;
  struct loose_starts starts;
  uint16_t units[CACHE_SIZE];
};

struct search_text_cache *search_text_cache_new(struct arena *arena, enum search_form form) {
  struct search_text_cache *cache = arena_alloc(arena, sizeof *cache);
  if (cache != NULL) {
    cache->form = form;
    loose_starts_fill(&cache->starts);
  }
  return cache;
}

/* Whether normalization may look at what stands before the code point: marks, the voicing marks of
 * kana, Hangul vowels and finals. */
static bool joins_backwards(int32_t point) {
  const utf8proc_property_t *property = utf8proc_get_property(point);
  bool second = property->comb_index >= 0x8000 && property->comb_index != UINT16_MAX;
  return property->combining_class != 0 || second || (point >= 0x1160 && point <= 0x11FF);
}

static uint16_t remember(struct search_text_cache *cache, uint32_t point) {
  int32_t points[DECOMPOSED];
  int32_t folded[CASE_FOLDED];
  int boundary = 0;
  int32_t prepared = (int32_t)before_nfkc(point, cache->form);
  ptrdiff_t count = utf8proc_decompose_char(prepared, points, DECOMPOSED, NFKC, &boundary);
  uint16_t unit = CACHE_WHOLE;
  if (count > 0 && count <= DECOMPOSED && !joins_backwards(points[0]) &&
      utf8proc_normalize_utf32(points, count, NFKC) == 1 &&
      fold_case((uint32_t)points[0], cache->form, folded) == 1 &&
      folded[0] < (int32_t)CACHE_WHOLE) {
    unit = (uint16_t)folded[0];
  }
  cache->units[point] = unit;
  return unit;
}

/* False when the text has a character that must be seen with its neighbours. */
static bool fold_remembered(struct search_text_cache *cache, struct view text,
                            struct folded *folded) {
  size_t count = 0;
  size_t offset = 0;
  while (offset < text.length) {
    uint32_t point = utf8_next(text, &offset);
    point = point == UTF8_INVALID || point == 0 ? REPLACEMENT : point;
    if (point >= CACHE_SIZE) {
      return false;
    }
    uint16_t unit = cache->units[point];
    unit = unit == CACHE_UNKNOWN ? remember(cache, point) : unit;
    if (unit == CACHE_WHOLE) {
      return false;
    }
    folded->units[count++] = unit;
  }
  folded->count = count;
  return true;
}

/* ---- public -----------------------------------------------------------------------------------
 */
enum error search_text_units(struct arena *arena, struct view text, enum search_form form,
                             struct search_units *ret_units) {
  struct folded folded;
  enum error error = fold_whole(arena, text, form, &folded);
  if (error != ERROR_OK) {
    return error;
  }
  if (form == SEARCH_FORM_LOOSE) {
    struct loose_starts starts = {{false}};
    loose_starts_fill(&starts);
    folded.count = loosen(&starts, folded.units, folded.count);
  }
  *ret_units = (struct search_units){folded.units, folded.count};
  return ERROR_OK;
}

enum error search_text_cached(struct search_text_cache *cache, struct arena *arena,
                              struct view text, struct search_units *ret_units) {
  struct folded folded = {arena_array(arena, text.length + 1, sizeof(uint16_t)), 0};
  if (folded.units == NULL) {
    return ERROR_MEMORY;
  }
  if (!fold_remembered(cache, text, &folded)) {
    return search_text_units(arena, text, cache->form, ret_units);
  }
  if (cache->form == SEARCH_FORM_LOOSE) {
    folded.count = loosen(&cache->starts, folded.units, folded.count);
  }
  *ret_units = (struct search_units){folded.units, folded.count};
  return ERROR_OK;
}

bool search_text_contains(struct search_units text, struct search_units part) {
  for (size_t i = 0; i + part.count <= text.count; i++) {
    if (text.units[i] == part.units[0] &&
        memcmp(text.units + i, part.units, part.count * sizeof *part.units) == 0) {
      return true;
    }
  }
  return false;
}

struct view search_text_utf8(struct arena *arena, struct search_units units) {
  char *bytes = arena_bytes(arena, units.count * 3 + 1);
  size_t length = 0;
  for (size_t i = 0; bytes != NULL && i < units.count; i++) {
    uint32_t point = units.units[i];
    if (point >= 0xD800 && point < 0xDC00 && i + 1 < units.count) {
      point = SUPPLEMENT + ((point - 0xD800u) << 10) + (units.units[++i] - 0xDC00u);
    }
    length += utf8_write(point, bytes + length);
  }
  return view_make(bytes, length);
}

static struct view fold(struct arena *arena, struct view text, enum search_form form) {
  struct search_units units;
  if (search_text_units(arena, text, form, &units) != ERROR_OK) {
    return (struct view){NULL, 0};
  }
  return search_text_utf8(arena, units);
}

struct view search_text_fold(struct arena *arena, struct view text) {
  return fold(arena, text, SEARCH_FORM_TEXT);
}

struct view search_text_loose(struct arena *arena, struct view text) {
  return fold(arena, text, SEARCH_FORM_LOOSE);
}

struct view search_text_display(struct arena *arena, struct view text) {
  return fold(arena, text, SEARCH_FORM_DISPLAY);
}

static bool is_ascii(struct view text) {
  unsigned bits = 0;
  for (size_t i = 0; i < text.length; i++) {
    bits |= (unsigned char)text.data[i];
  }
  return bits < 0x80;
}

bool search_text_display_equal(struct arena *arena, struct view a, struct view b) {
  if (view_equal(a, b)) {
    return true;
  }
  if (is_ascii(a) && is_ascii(b)) {
    return false;
  }
  struct arena_mark mark = arena_mark(arena);
  struct search_units left;
  struct search_units right;
  bool equal = search_text_units(arena, a, SEARCH_FORM_DISPLAY, &left) == ERROR_OK &&
               search_text_units(arena, b, SEARCH_FORM_DISPLAY, &right) == ERROR_OK &&
               left.count == right.count &&
               memcmp(left.units, right.units, left.count * sizeof *left.units) == 0;
  arena_back(arena, mark);
  return equal;
}
