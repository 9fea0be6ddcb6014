#include "terminology/search_index.h"

#include "terminology/search_index_layout.h"

/* More units than this of one query are not looked at: common pairs are counted in 7 bits. */
#define UNITS 120u
#define PAIRS (UNITS + 1)
/* Part of the lists after which it is asked whether the rest, the long ones, can be left out: the
 * question costs a look at all texts, so the rest must be about as long. */
#define FIRST_PERCENT 60u

struct pair_list {
  uint32_t pair;
  struct search_list list;
};

struct similar {
  const struct search_index *index;
  const struct search_query *query;
  struct pair_list lists[PAIRS]; /* shortest first */
  uint32_t list_count;
  uint32_t counted; /* lists that are in `common` */
  uint32_t length;  /* pairs of the query */
  uint8_t *common;  /* pairs that text and query share, by text */
  struct search_similar *best;
  uint32_t best_count;
  uint32_t capacity;
  uint32_t floor; /* all of the best are at least as similar */
};

static size_t list_size(const struct pair_list *row) {
  return (size_t)(row->list.end - row->list.at);
}

static void add_list(struct similar *similar, uint32_t pair) {
  for (uint32_t i = 0; i < similar->list_count; i++) {
    if (similar->lists[i].pair == pair) {
      return;
    }
  }
  struct pair_list added = {pair, search_index_list(similar->index, pair)};
  uint32_t place = similar->list_count++;
  for (; place > 0 && list_size(&similar->lists[place - 1]) > list_size(&added); place--) {
    similar->lists[place] = similar->lists[place - 1];
  }
  similar->lists[place] = added;
}

static void collect_lists(struct similar *similar, struct search_units units) {
  units.count = units.count < UNITS ? units.count : UNITS;
  for (size_t i = 0; i <= units.count; i++) {
    add_list(similar, search_pair(units, i));
  }
  similar->length = (uint32_t)units.count + 1;
}

static void count_lists(struct similar *similar, uint32_t end) {
  for (; similar->counted < end; similar->counted++) {
    struct search_list list = similar->lists[similar->counted].list;
    while (search_list_next(&list)) {
      similar->common[list.text]++;
    }
  }
}

/* ---- the best ---------------------------------------------------------------------------------
 */
/* The similarity that a text must have to come in. */
static uint32_t threshold(const struct similar *similar) {
  return similar->best_count < similar->capacity
             ? similar->floor
             : similar->best[similar->best_count - 1].similarity + 1;
}

static uint32_t similarity_of(const struct similar *similar, uint32_t common, uint32_t pairs) {
  return 2 * SEARCH_SIMILARITY_MAXIMUM * common / (similar->length + pairs);
}

/* Common pairs that a text must have for a similarity, whatever its length, which is not below what
 * it has in common. */
static uint32_t least_common(const struct similar *similar, uint32_t similarity) {
  uint32_t divisor = 2 * SEARCH_SIMILARITY_MAXIMUM - similarity;
  return (similarity * similar->length + divisor - 1) / divisor;
}

/* Makes the last place free for the row: drops its weaker entry, or what stands last when all
 * places are taken. False: the row is there already and not weaker. */
static bool make_place(struct similar *similar, uint32_t row, uint32_t similarity) {
  uint32_t place = 0;
  while (place < similar->best_count && similar->best[place].row != row) {
    place++;
  }
  bool known = place < similar->best_count;
  if (known && similar->best[place].similarity >= similarity) {
    return false;
  }
  if (!known && similar->best_count < similar->capacity) {
    similar->best_count++;
    return true;
  }
  place = known ? place : similar->best_count - 1;
  for (; place + 1 < similar->best_count; place++) {
    similar->best[place] = similar->best[place + 1];
  }
  return true;
}

/* Texts come in their order, so equals stay behind those that are there. */
static void take_text(struct similar *similar, uint32_t text, uint32_t common) {
  const struct search_index *index = similar->index;
  const uint64_t *rows = similar->query->rows;
  uint32_t row = index->rows[text];
  uint32_t pairs = index->starts[text + 1] - index->starts[text] + 1;
  uint32_t similarity = similarity_of(similar, common, pairs);
  if (similarity < threshold(similar) || (rows != NULL && !search_bit_get(rows, row)) ||
      !make_place(similar, row, similarity)) {
    return;
  }
  uint32_t place = similar->best_count - 1;
  for (; place > 0 && similar->best[place - 1].similarity < similarity; place--) {
    similar->best[place] = similar->best[place - 1];
  }
  similar->best[place] = (struct search_similar){row, similarity};
}

/* Whether one of eight texts has at least that many common pairs: most have not. */
static bool any_of_eight(const uint8_t *common, uint32_t least) {
  uint64_t word;
  memcpy(&word, common, sizeof word);
  word += (0x80u - least) * UINT64_C(0x0101010101010101);
  return (word & UINT64_C(0x8080808080808080)) != 0;
}

/* The pairs that the text shares in the lists that were not counted. */
static uint32_t more_common(const struct similar *similar, uint32_t text) {
  struct search_units units = search_index_text(similar->index, text);
  uint32_t count = 0;
  for (uint32_t i = similar->counted; i < similar->list_count; i++) {
    bool found = false;
    for (size_t at = 0; !found && at <= units.count; at++) {
      found = search_pair(units, at) == similar->lists[i].pair;
    }
    count += found;
  }
  return count;
}

/* The counted pairs that a text must have to be looked at. */
static uint32_t least_counted(const struct similar *similar, uint32_t rest) {
  uint32_t least = least_common(similar, threshold(similar));
  return least > rest ? least - rest : 1;
}

/* The best by what was counted: all of it, or some of it as a lower bound. With `complete` the rest
 * is looked up in the texts that may still come in. */
static void choose(struct similar *similar, bool complete) {
  uint32_t rest = complete ? similar->list_count - similar->counted : 0;
  similar->best_count = 0;
  uint32_t least = least_counted(similar, rest);
  for (uint32_t text = 0; text < similar->index->text_count; text++) {
    if (text % 8 == 0 && !any_of_eight(similar->common + text, least)) {
      text += 7;
      continue;
    }
    uint32_t common = similar->common[text];
    if (common >= least) {
      take_text(similar, text, rest > 0 ? common + more_common(similar, text) : common);
      least = least_counted(similar, rest);
    }
  }
}

/* Whether a text with none of the counted pairs cannot come in any more. */
static bool is_settled(const struct similar *similar) {
  uint32_t rest = similar->list_count - similar->counted;
  return similar->best_count == similar->capacity &&
         similarity_of(similar, rest, rest) < similar->floor;
}

/* Counts the short lists first. When the long ones cannot bring in a new text they are not read. */
static void run(struct similar *similar) {
  uint32_t first = (similar->list_count * FIRST_PERCENT + 99) / 100;
  size_t rest_bytes = 0;
  for (uint32_t i = first; i < similar->list_count; i++) {
    rest_bytes += list_size(&similar->lists[i]);
  }
  similar->floor = 1;
  if (rest_bytes >= similar->index->text_count) {
    count_lists(similar, first);
    choose(similar, false);
    if (similar->best_count == similar->capacity) {
      similar->floor = similar->best[similar->best_count - 1].similarity;
    }
  }
  if (!is_settled(similar)) {
    count_lists(similar, similar->list_count);
  }
  choose(similar, true);
}

enum error search_index_similar(const struct search_index *index, struct arena *arena,
                                const struct search_query *query,
                                struct search_similar *ret_similar, uint32_t *ret_count) {
  struct arena_mark mark = arena_mark(arena);
  struct search_units units;
  struct similar similar = {.index = index, .query = query, .best = ret_similar};
  similar.capacity =
      query->count < SEARCH_SIMILAR_COUNT_MAXIMUM ? query->count : SEARCH_SIMILAR_COUNT_MAXIMUM;
  similar.common = (uint8_t *)arena_alloc(arena, index->text_count + 8u); /* read by eights */
  enum error error = search_text_units(arena, query->text, index->form, &units);
  if (similar.common == NULL) {
    error = ERROR_MEMORY;
  }
  if (error == ERROR_OK && similar.capacity > 0) {
    collect_lists(&similar, units);
    run(&similar);
  }
  arena_back(arena, mark);
  if (error == ERROR_OK) {
    *ret_count = similar.best_count;
  }
  return error;
}

enum error search_index_rate(const struct search_index *index, struct arena *arena,
                             struct view query, const struct search_hits *hits,
                             uint32_t *ret_similarity) {
  struct arena_mark mark = arena_mark(arena);
  struct similar similar = {.index = index};
  struct search_units units;
  enum error error = search_text_units(arena, query, index->form, &units);
  if (error == ERROR_OK) {
    collect_lists(&similar, units);
    for (uint32_t i = 0; i < hits->count; i++) {
      uint32_t text = hits->hits[i].text;
      uint32_t pairs = index->starts[text + 1] - index->starts[text] + 1;
      ret_similarity[i] = similarity_of(&similar, more_common(&similar, text), pairs);
    }
  }
  arena_back(arena, mark);
  return error;
}
