#include "terminology/search_index.h"

#include "terminology/search_index_layout.h"

#define BLANK 0x20u
#define LONG_VOWEL 0x30FCu

uint32_t search_index_row_count(const struct search_index *index) {
  return index->row_count;
}

/* ---- bit maps ---------------------------------------------------------------------------------
 */
static uint64_t *bits_new(struct arena *arena, uint32_t count) {
  return arena_array(arena, count / SEARCH_WORD_BITS + 1, sizeof(uint64_t));
}

/* ---- lists of texts ---------------------------------------------------------------------------
 */
struct texts {
  uint32_t *texts; /* ascending */
  uint32_t count;
};

/* ---- texts that contain something -------------------------------------------------------------
 */
static enum error texts_all(const struct search_index *index, struct arena *arena,
                            struct texts *ret_texts) {
  uint32_t *texts = arena_array(arena, index->text_count + 1u, sizeof *texts);
  if (texts == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < index->text_count; i++) {
    texts[i] = i;
  }
  *ret_texts = (struct texts){texts, index->text_count};
  return ERROR_OK;
}

/* One unit: every pair that begins with it. The lists are joined in a bit map, which brings them
 * into order. */
static enum error texts_with_unit(const struct search_index *index, struct arena *arena,
                                  uint16_t unit, struct texts *ret_texts) {
  uint64_t *bits = bits_new(arena, index->text_count);
  if (bits == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t count = 0;
  for (uint32_t i = search_index_position(index, (uint32_t)unit << 16);
       i < index->pair_count && index->pairs[i] >> 16 == unit; i++) {
    struct search_list list = search_index_list_at(index, i);
    while (search_list_next(&list)) {
      count += !search_bit_get(bits, list.text);
      search_bit_set(bits, list.text);
    }
  }
  uint32_t *texts = arena_array(arena, count + 1u, sizeof *texts);
  if (texts == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t length = 0;
  for (uint32_t i = 0; length < count; i++) {
    for (uint64_t word = bits[i]; word != 0; word &= word - 1) {
      texts[length++] = i * SEARCH_WORD_BITS + (uint32_t)__builtin_ctzll(word);
    }
  }
  *ret_texts = (struct texts){texts, count};
  return ERROR_OK;
}

/* The shortest list of the pairs of two and more units; empty when a pair is in no text. */
static struct search_list shortest_list(const struct search_index *index,
                                        struct search_units part) {
  struct search_list shortest = {NULL, NULL, UINT32_MAX};
  for (size_t i = 1; i < part.count; i++) {
    struct search_list list = search_index_list(index, search_pair(part, i));
    if (i == 1 || list.end - list.at < shortest.end - shortest.at) {
      shortest = list;
    }
  }
  return shortest;
}

static enum error texts_with(const struct search_index *index, struct arena *arena,
                             struct search_units part, struct texts *ret_texts) {
  if (part.count < 2) {
    return part.count == 0 ? texts_all(index, arena, ret_texts)
                           : texts_with_unit(index, arena, part.units[0], ret_texts);
  }
  struct search_list list = shortest_list(index, part);
  uint32_t *texts = arena_array(arena, (size_t)(list.end - list.at) + 1, sizeof *texts);
  if (texts == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t count = 0;
  while (search_list_next(&list)) {
    if (part.count == 2 || search_text_contains(search_index_text(index, list.text), part)) {
      texts[count++] = list.text;
    }
  }
  *ret_texts = (struct texts){texts, count};
  return ERROR_OK;
}

/* ---- answers ----------------------------------------------------------------------------------
 */
struct answer {
  const struct search_index *index;
  struct arena *arena;
  const struct search_query *query;
  struct search_units units; /* the folded query */
  uint64_t *seen;            /* rows that are counted */
  struct search_hits hits;
};

static void take_text(struct answer *answer, uint32_t text, enum search_match match) {
  uint32_t row = answer->index->rows[text];
  const struct search_query *query = answer->query;
  if (search_bit_get(answer->seen, row) ||
      (query->rows != NULL && !search_bit_get(query->rows, row))) {
    return;
  }
  search_bit_set(answer->seen, row);
  uint32_t position = answer->hits.total++;
  if (position >= query->offset && answer->hits.count < query->count) {
    answer->hits.hits[answer->hits.count++] = (struct search_hit){row, text, match};
  }
}

/* begins: the texts with the first unit of the query, read along with the texts, so that only those
 * are looked at. */
static enum search_match match_of(const struct answer *answer, struct search_list *begins,
                                  uint32_t text) {
  enum search_match match = SEARCH_MATCH_PART;
  struct search_units part = answer->units;
  while ((begins->text < text || begins->text == UINT32_MAX) && search_list_next(begins)) {
  }
  if (begins->text == text || part.count == 0) {
    struct search_units units = search_index_text(answer->index, text);
    bool is_prefix = units.count >= part.count &&
                     memcmp(units.units, part.units, part.count * sizeof *part.units) == 0;
    match = !is_prefix                  ? SEARCH_MATCH_PART
            : units.count == part.count ? SEARCH_MATCH_EXACT
                                        : SEARCH_MATCH_PREFIX;
  }
  bool is_name = text < answer->index->name_count;
  return is_name ? match : match - SEARCH_MATCH_EXACT + SEARCH_MATCH_CODE_EXACT;
}

/* The query as it stands: texts are in order, so they are only dealt out by match. */
static enum error take_literal(struct answer *answer) {
  struct texts texts;
  enum error error = texts_with(answer->index, answer->arena, answer->units, &texts);
  uint8_t *matches = NULL;
  if (error == ERROR_OK) {
    matches = (uint8_t *)arena_bytes(answer->arena, texts.count + 1u);
    error = matches == NULL ? ERROR_MEMORY : ERROR_OK;
  }
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t counts[SEARCH_MATCH_COUNT] = {0};
  struct search_list begins =
      search_index_list(answer->index, answer->units.count > 0 ? answer->units.units[0] : 0);
  for (uint32_t i = 0; i < texts.count; i++) {
    matches[i] = (uint8_t)match_of(answer, &begins, texts.texts[i]);
    counts[matches[i]]++;
  }
  for (uint32_t match = 0; match < SEARCH_MATCH_COUNT; match++) {
    for (uint32_t i = 0; counts[match] > 0; i++) {
      if (matches[i] == match) {
        take_text(answer, texts.texts[i], (enum search_match)match);
        counts[match]--;
      }
    }
  }
  return ERROR_OK;
}

/* The query with every dash as one kind, when that is another query. */
static enum error take_dashes(struct answer *answer, uint16_t dash) {
  struct search_units part = answer->units;
  uint16_t *units = arena_array(answer->arena, part.count + 1, sizeof *units);
  if (units == NULL) {
    return ERROR_MEMORY;
  }
  bool differs = false;
  for (size_t i = 0; i < part.count; i++) {
    bool is_dash = part.units[i] == '-' || part.units[i] == LONG_VOWEL;
    units[i] = is_dash ? dash : part.units[i];
    differs = differs || units[i] != part.units[i];
  }
  struct texts texts = {NULL, 0};
  enum error error = ERROR_OK;
  if (differs) {
    error =
        texts_with(answer->index, answer->arena, (struct search_units){units, part.count}, &texts);
  }
  for (uint32_t i = 0; error == ERROR_OK && i < texts.count; i++) {
    take_text(answer, texts.texts[i], SEARCH_MATCH_DASH);
  }
  return error;
}

/* The next word of the rest, which moves behind it; count 0 at the end. */
static struct search_units next_word(struct search_units *rest) {
  while (rest->count > 0 && rest->units[0] == BLANK) {
    *rest = (struct search_units){rest->units + 1, rest->count - 1};
  }
  struct search_units word = {rest->units, 0};
  while (word.count < rest->count && rest->units[word.count] != BLANK) {
    word.count++;
  }
  *rest = (struct search_units){rest->units + word.count, rest->count - word.count};
  return word;
}

/* Rows that have the word and were in rows; the words before it chose those. */
static enum error keep_rows(struct answer *answer, const struct texts *texts, uint64_t **rows) {
  uint64_t *kept = bits_new(answer->arena, answer->index->row_count);
  if (kept == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < texts->count; i++) {
    uint32_t row = answer->index->rows[texts->texts[i]];
    if (*rows == NULL || search_bit_get(*rows, row)) {
      search_bit_set(kept, row);
    }
  }
  *rows = kept;
  return ERROR_OK;
}

/* All words somewhere in the row; in the order of the texts that have the first word. */
static enum error take_words(struct answer *answer) {
  struct search_units rest = answer->units;
  struct texts first = {NULL, 0};
  uint64_t *rows = NULL;
  uint32_t count = 0;
  enum error error = ERROR_OK;
  for (struct search_units word = next_word(&rest); error == ERROR_OK && word.count > 0;
       word = next_word(&rest)) {
    struct texts texts;
    error = texts_with(answer->index, answer->arena, word, &texts);
    if (error == ERROR_OK) {
      first = count++ == 0 ? texts : first;
      error = keep_rows(answer, &texts, &rows);
    }
  }
  for (uint32_t i = 0; error == ERROR_OK && i < first.count; i++) {
    uint32_t row = answer->index->rows[first.texts[i]];
    if (search_bit_get(rows, row)) {
      take_text(answer, first.texts[i], SEARCH_MATCH_WORDS);
    }
  }
  return error;
}

static bool has_unit(struct search_units units, uint16_t unit) {
  return search_text_contains(units, (struct search_units){&unit, 1});
}

static enum error take_all(struct answer *answer) {
  enum error error = take_literal(answer);
  bool has_dash = has_unit(answer->units, '-') || has_unit(answer->units, LONG_VOWEL);
  if (error == ERROR_OK && has_dash) {
    error = take_dashes(answer, LONG_VOWEL);
  }
  if (error == ERROR_OK && has_dash) {
    error = take_dashes(answer, '-');
  }
  if (error == ERROR_OK && has_unit(answer->units, BLANK)) {
    error = take_words(answer);
  }
  return error;
}

enum error search_index_find(const struct search_index *index, struct arena *arena,
                             const struct search_query *query, struct search_hits *ret_hits) {
  uint32_t capacity = query->count < index->row_count ? query->count : index->row_count;
  struct answer answer = {.index = index,
                          .arena = arena,
                          .query = query,
                          .seen = bits_new(arena, index->row_count),
                          .hits.hits =
                              arena_array(arena, capacity + 1u, sizeof(struct search_hit))};
  if (answer.seen == NULL || answer.hits.hits == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = search_text_units(arena, query->text, index->form, &answer.units);
  if (error == ERROR_OK) {
    error = take_all(&answer);
  }
  if (error == ERROR_OK) {
    *ret_hits = answer.hits;
  }
  return error;
}
