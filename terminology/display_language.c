#include "terminology/display_language.h"

#define QUALITY_FULL 1000u

static bool has_language(const struct display_languages *languages) {
  return languages->count > 0;
}

/* "0.8" -> 800; a weight that cannot be read is 0 (RFC 9110 section 12.4.2). */
static uint32_t quality_of(struct view text) {
  struct view rest = text;
  uint64_t whole = 0;
  uint64_t part = 0;
  struct view digits = view_split(&rest, '.');
  if (!view_to_unsigned(digits, 1, &whole)) {
    return 0;
  }
  for (size_t i = 0, unit = 100; i < rest.length && i < 3; i++, unit /= 10) {
    char digit = rest.data[i];
    part += digit >= '0' && digit <= '9' ? (uint64_t)(digit - '0') * unit : 0;
  }
  return whole == 1 ? QUALITY_FULL : (uint32_t)part;
}

struct item {
  struct view tag;
  uint32_t quality;
  struct view weight; /* as written; empty without */
};

static struct item item_of(struct view text) {
  struct item item = {.quality = QUALITY_FULL};
  struct view rest = text;
  item.tag = view_trim(view_split(&rest, ';'));
  while (rest.data != NULL) {
    struct view parameter = view_trim(view_split(&rest, ';'));
    if (view_starts_with(parameter, view_of("q="))) {
      item.weight = view_part(parameter, 2, SIZE_MAX);
      item.quality = quality_of(item.weight);
    }
  }
  return item;
}

/* Items with a weight stand apart: "de, *; q=0". */
static struct view append_text(struct arena *arena, struct view text, const struct item *item) {
  const char *separator = text.length == 0 ? "" : item->weight.length > 0 ? ", " : ",";
  return arena_format(arena, "%.*s%s%.*s%s%.*s", VIEW_ARGUMENTS(text), separator,
                      VIEW_ARGUMENTS(item->tag), item->weight.length > 0 ? "; q=" : "",
                      VIEW_ARGUMENTS(item->weight));
}

struct display_languages display_languages_read(struct arena *arena, struct view text) {
  struct display_languages languages = {.count = 0};
  struct view rest = text;
  while (rest.data != NULL && rest.length > 0 && languages.count < DISPLAY_LANGUAGES) {
    struct item item = item_of(view_trim(view_split(&rest, ',')));
    if (item.tag.length == 0) {
      continue;
    }
    languages.text = append_text(arena, languages.text, &item);
    if (view_is(item.tag, "*")) {
      languages.is_hard = item.quality == 0;
    } else {
      languages.items[languages.count++] = (struct display_language){item.tag, item.quality};
    }
  }
  return languages;
}

static struct view primary(struct view tag) {
  struct view rest = tag;
  return view_split(&rest, '-');
}

/* The same tag 2, one is the other with more detail or both are of one language 1. Kana (ja-Hrkt)
 * is a reading aid: only asked for by name. */
static uint32_t closeness(struct view wanted, struct view tag) {
  struct view rest = tag;
  (void)view_split(&rest, '-');
  if (view_equal_ignore_case(wanted, tag)) {
    return 2;
  }
  bool is_kana = view_equal_ignore_case(rest, view_of("Hrkt"));
  return !is_kana && view_equal_ignore_case(primary(wanted), primary(tag)) ? 1 : 0;
}

uint32_t display_language_rank(const struct display_languages *languages, struct view tag) {
  uint32_t best = 0;
  for (uint32_t i = 0; i < languages->count; i++) {
    uint32_t close = closeness(languages->items[i].tag, tag);
    uint32_t rank =
        close == 0 || languages->items[i].quality == 0
            ? 0
            : (languages->items[i].quality * DISPLAY_LANGUAGES + DISPLAY_LANGUAGES - i) * 2 + close;
    best = rank > best ? rank : best;
  }
  return best;
}

static size_t main_text(const struct display_text *texts, size_t count) {
  size_t i = 0;
  while (i < count && !texts[i].is_main) {
    i++;
  }
  return i;
}

size_t display_language_choose(const struct display_languages *languages,
                               const struct display_text *texts, size_t count) {
  size_t chosen = count;
  uint32_t best = 0;
  for (size_t i = 0; i < count && has_language(languages); i++) {
    uint32_t rank = texts[i].is_display && texts[i].language.length > 0
                        ? display_language_rank(languages, texts[i].language)
                        : 0;
    if (rank > best) {
      best = rank;
      chosen = i;
    }
  }
  size_t standard = main_text(texts, count);
  bool fits_any = standard < count && texts[standard].language.length == 0;
  if (chosen == count && (!languages->is_hard || fits_any)) {
    chosen = standard;
  }
  return chosen;
}
