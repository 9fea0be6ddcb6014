#include "terminology/search_index_layout.h"

/* More pairs than this of one query are not looked at: a common pair counts in a byte. */
#define PAIRS 200u

struct pair_list {
  uint32_t pair;
  struct search_list list;
};

struct similar {
  const struct search_index *index;
  const struct search_query *query;
  struct pair_list lists[PAIRS];
  uint32_t list_count;
  uint32_t length; /* of the folded query, cut to PAIRS */
  uint8_t *common; /* pairs of the query by text */
  struct search_similar *best;
  uint32_t best_count;
  uint32_t capacity;
};

static void collect_lists(struct similar *similar, struct search_units units) {
  similar->length = units.count < PAIRS ? (uint32_t)units.count : PAIRS;
  for (uint32_t i = 0; i < similar->length; i++) {
    uint32_t pair = search_pair(units.units, similar->length, i);
    bool known = false;
    for (uint32_t k = 0; k < similar->list_count; k++) {
      known = known || similar->lists[k].pair == pair;
    }
    if (!known) {
      similar->lists[similar->list_count++] =
          (struct pair_list){pair, search_index_list(similar->index, pair)};
    }
  }
}

static void count_common(struct similar *similar) {
  for (uint32_t i = 0; i < similar->list_count; i++) {
    struct search_list list = similar->lists[i].list;
    while (search_list_next(&list)) {
      similar->common[list.text]++;
    }
  }
}

/* The similarity below which a text cannot come in. */
static uint32_t threshold(const struct similar *similar) {
  return similar->best_count < similar->capacity
             ? 1
             : similar->best[similar->best_count - 1].similarity + 1;
}

/* Common pairs that a text of any length must have to reach the threshold: it is at least as long
 * as what it has in common. */
static uint32_t least_common(const struct similar *similar) {
  uint32_t bound = threshold(similar);
  uint32_t divisor = 2 * SEARCH_SIMILARITY_MAXIMUM - bound;
  uint32_t least = (bound * similar->length + divisor - 1) / divisor;
  return least > 0 ? least : 1;
}

/* Drops the row's weaker entry, or the last one when all places are taken. False: the row stands
 * there already and is not weaker. */
static bool make_place(struct similar *similar, uint32_t row, uint32_t similarity) {
  uint32_t place = similar->best_count;
  for (uint32_t i = 0; i < similar->best_count; i++) {
    if (similar->best[i].row == row) {
      place = i;
    }
  }
  if (place < similar->best_count && similar->best[place].similarity >= similarity) {
    return false;
  }
  if (place == similar->best_count && place < similar->capacity) {
    similar->best_count++;
    return true;
  }
  place = place < similar->best_count ? place : similar->best_count - 1;
  for (; place + 1 < similar->best_count; place++) {
    similar->best[place] = similar->best[place + 1];
  }
  return true;
}

/* Texts come in their order, so equals stay behind those that are there. */
static void take_text(struct similar *similar, uint32_t text) {
  const struct search_index *index = similar->index;
  uint32_t row = index->rows[text];
  uint32_t length = index->starts[text + 1] - index->starts[text];
  uint32_t similarity =
      2 * SEARCH_SIMILARITY_MAXIMUM * similar->common[text] / (similar->length + length);
  const uint64_t *rows = similar->query->rows;
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

static void choose(struct similar *similar) {
  uint32_t least = least_common(similar);
  for (uint32_t text = 0; text < similar->index->text_count; text++) {
    if (similar->common[text] >= least) {
      take_text(similar, text);
      least = least_common(similar);
    }
  }
}

static enum error run(struct similar *similar, struct arena *arena) {
  struct search_units units;
  similar->common = (uint8_t *)arena_alloc(arena, similar->index->text_count + 1u);
  enum error error = search_text_units(arena, similar->query->text, similar->index->form, &units);
  if (similar->common == NULL || error != ERROR_OK) {
    return ERROR_MEMORY;
  }
  collect_lists(similar, units);
  count_common(similar);
  if (similar->capacity > 0) {
    choose(similar);
  }
  return ERROR_OK;
}

enum error search_index_similar(const struct search_index *index, struct arena *arena,
                                const struct search_query *query,
                                struct search_similar *ret_similar, uint32_t *ret_count) {
  struct arena_mark mark = arena_mark(arena);
  struct similar similar = {.index = index, .query = query, .best = ret_similar};
  similar.capacity =
      query->count < SEARCH_SIMILAR_COUNT_MAXIMUM ? query->count : SEARCH_SIMILAR_COUNT_MAXIMUM;
  enum error error = run(&similar, arena);
  arena_back(arena, mark);
  if (error == ERROR_OK) {
    *ret_count = similar.best_count;
  }
  return error;
}
