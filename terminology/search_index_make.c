#include "terminology/search_index.h"
#include "terminology/search_index_layout.h"

#include <stdlib.h>

/* Scratch of one index: about 20 bytes a character of all texts. */
#define SCRATCH_BYTES 4294967296u
/* Texts of at least this many units count as equally long in the order of answers. */
#define LENGTHS 1024u
#define FIRST_SLOTS 4096u

/* The texts as folded, in the order given. */
struct folded {
  uint32_t start; /* into units */
  uint32_t length;
  uint32_t row;
  enum search_rank rank;
};

struct pair_row {
  uint32_t pair;
  uint32_t last;  /* the text that was counted last; then where the next one is written */
  uint32_t bytes; /* of its list */
};

struct making {
  struct arena *scratch;
  struct folded *folded;
  uint32_t folded_count;
  uint16_t *units;
  size_t unit_count;
  size_t unit_capacity;
  uint32_t *order; /* folded texts in the order of the index */
  uint32_t *slots; /* pair rows + 1, open addressing; 0: free */
  uint32_t slot_mask;
  struct pair_row *pairs;
  uint32_t pair_count;
  uint32_t pair_capacity;
  uint32_t *ids; /* pair rows of all pairs of all texts, in order */
};

/* ---- folding ----------------------------------------------------------------------------------
 */
static enum error keep_units(struct making *making, struct search_units units) {
  if (units.count > making->unit_capacity - making->unit_count) {
    if (making->unit_count + units.count >= UINT32_MAX) {
      return ERROR_TOO_LARGE;
    }
    size_t capacity = making->unit_capacity * 2 + units.count;
    uint16_t *grown = realloc(making->units, capacity * sizeof *grown);
    if (grown == NULL) {
      return ERROR_MEMORY;
    }
    making->units = grown;
    making->unit_capacity = capacity;
  }
  memcpy(making->units + making->unit_count, units.units, units.count * sizeof *units.units);
  making->unit_count += units.count;
  return ERROR_OK;
}

/* A display is often among the designations too. */
static bool is_known(const struct making *making, uint32_t row, struct search_units units) {
  for (uint32_t i = making->folded_count; i > 0 && making->folded[i - 1].row == row; i--) {
    const struct folded *other = &making->folded[i - 1];
    if (other->length == units.count &&
        memcmp(making->units + other->start, units.units, units.count * sizeof *units.units) == 0) {
      return true;
    }
  }
  return false;
}

static enum error fold_texts(struct making *making, enum search_form form,
                             const struct search_text *texts, uint32_t count) {
  struct search_text_cache *cache = search_text_cache_new(making->scratch, form);
  making->folded = arena_array(making->scratch, count + 1u, sizeof *making->folded);
  enum error error = cache == NULL || making->folded == NULL ? ERROR_MEMORY : ERROR_OK;
  struct arena_mark mark = arena_mark(making->scratch);
  for (uint32_t i = 0; error == ERROR_OK && i < count; i++) {
    struct search_units units = {NULL, 0};
    error = search_text_cached(cache, making->scratch, texts[i].text, &units);
    if (error == ERROR_OK && units.count > 0 && !is_known(making, texts[i].row, units)) {
      uint32_t start = (uint32_t)making->unit_count;
      error = keep_units(making, units);
      making->folded[making->folded_count++] =
          (struct folded){start, (uint32_t)units.count, texts[i].row, texts[i].rank};
    }
    arena_back(making->scratch, mark);
  }
  return error;
}

/* ---- order of texts ---------------------------------------------------------------------------
 */
static uint32_t bucket(const struct folded *folded) {
  uint32_t length = folded->length < LENGTHS ? folded->length : LENGTHS;
  return (uint32_t)folded->rank * (LENGTHS + 1) + length;
}

/* By rank and length, stable: rows stay in order. */
static enum error sort_texts(struct making *making) {
  size_t buckets = SEARCH_RANK_COUNT * (LENGTHS + 1u) + 1;
  uint32_t *next = arena_array(making->scratch, buckets, sizeof *next);
  making->order = arena_array(making->scratch, making->folded_count + 1u, sizeof *making->order);
  if (next == NULL || making->order == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < making->folded_count; i++) {
    next[bucket(&making->folded[i]) + 1]++;
  }
  for (size_t i = 1; i < buckets; i++) {
    next[i] += next[i - 1];
  }
  for (uint32_t i = 0; i < making->folded_count; i++) {
    making->order[next[bucket(&making->folded[i])]++] = i;
  }
  return ERROR_OK;
}

static enum error place_texts(struct making *making, struct arena *arena,
                              struct search_index *index) {
  uint32_t count = making->folded_count;
  uint16_t *units = arena_array(arena, making->unit_count + 1, sizeof *units);
  uint32_t *starts = arena_array(arena, count + 1u, sizeof *starts);
  uint32_t *rows = arena_array(arena, count + 1u, sizeof *rows);
  if (units == NULL || starts == NULL || rows == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t at = 0;
  for (uint32_t i = 0; i < count; i++) {
    const struct folded *folded = &making->folded[making->order[i]];
    starts[i] = at;
    rows[i] = folded->row;
    memcpy(units + at, making->units + folded->start, folded->length * sizeof *units);
    at += folded->length;
    index->name_count += folded->rank == SEARCH_RANK_NAME;
    index->row_count = folded->row >= index->row_count ? folded->row + 1 : index->row_count;
  }
  starts[count] = at;
  index->units = units;
  index->starts = starts;
  index->rows = rows;
  index->text_count = count;
  return ERROR_OK;
}

/* ---- pairs ------------------------------------------------------------------------------------
 */
static uint32_t slot_of(const struct making *making, uint32_t pair) {
  uint32_t hash = pair * 0x9E3779B1u;
  uint32_t slot = (hash ^ hash >> 15) & making->slot_mask;
  while (making->slots[slot] != 0 && making->pairs[making->slots[slot] - 1].pair != pair) {
    slot = (slot + 1) & making->slot_mask;
  }
  return slot;
}

static enum error grow_pairs(struct making *making) {
  uint32_t capacity = making->pair_capacity == 0 ? FIRST_SLOTS / 2 : making->pair_capacity * 2;
  uint32_t *slots = arena_array(making->scratch, (size_t)capacity * 2, sizeof *slots);
  struct pair_row *pairs = arena_array(making->scratch, capacity, sizeof *pairs);
  if (slots == NULL || pairs == NULL) {
    return ERROR_MEMORY;
  }
  if (making->pair_count > 0) {
    memcpy(pairs, making->pairs, making->pair_count * sizeof *pairs);
  }
  making->pairs = pairs;
  making->pair_capacity = capacity;
  making->slots = slots;
  making->slot_mask = capacity * 2 - 1;
  for (uint32_t i = 0; i < making->pair_count; i++) {
    slots[slot_of(making, pairs[i].pair)] = i + 1;
  }
  return ERROR_OK;
}

static uint32_t bytes_of(uint32_t number) {
  uint32_t bytes = 1;
  for (; number >= 0x80; number >>= 7) {
    bytes++;
  }
  return bytes;
}

static enum error count_pair(struct making *making, uint32_t pair, uint32_t text,
                             uint32_t *ret_id) {
  if (making->pair_count == making->pair_capacity) {
    enum error error = grow_pairs(making);
    if (error != ERROR_OK) {
      return error;
    }
  }
  uint32_t slot = slot_of(making, pair);
  if (making->slots[slot] == 0) {
    making->pairs[making->pair_count++] = (struct pair_row){pair, UINT32_MAX, 0};
    making->slots[slot] = making->pair_count;
  }
  uint32_t id = making->slots[slot] - 1;
  struct pair_row *row = &making->pairs[id];
  if (row->last != text) {
    row->bytes += bytes_of(text - row->last - 1);
    row->last = text;
  }
  *ret_id = id;
  return ERROR_OK;
}

static enum error count_pairs(struct making *making, const struct search_index *index) {
  size_t count = making->unit_count + index->text_count; /* one more than units, of each text */
  making->ids = arena_array(making->scratch, count + 1, sizeof *making->ids);
  enum error error = making->ids == NULL ? ERROR_MEMORY : grow_pairs(making);
  uint32_t *id = making->ids;
  for (uint32_t text = 0; error == ERROR_OK && text < index->text_count; text++) {
    struct search_units units = search_index_text(index, text);
    for (size_t i = 0; error == ERROR_OK && i <= units.count; i++) {
      error = count_pair(making, search_pair(units, i), text, id++);
    }
  }
  return error;
}

/* Pair rows in the order of their pairs: four passes over the bytes of the key. */
static enum error sort_pairs(struct making *making, uint32_t **ret_order) {
  uint32_t count = making->pair_count;
  uint32_t *order = arena_array(making->scratch, count + 1u, sizeof *order);
  uint32_t *other = arena_array(making->scratch, count + 1u, sizeof *other);
  if (order == NULL || other == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < count; i++) {
    order[i] = i;
  }
  for (unsigned shift = 0; shift < 32; shift += 8) {
    uint32_t next[257] = {0};
    for (uint32_t i = 0; i < count; i++) {
      next[(making->pairs[i].pair >> shift & 0xFFu) + 1]++;
    }
    for (unsigned i = 1; i < 257; i++) {
      next[i] += next[i - 1];
    }
    for (uint32_t i = 0; i < count; i++) {
      other[next[making->pairs[order[i]].pair >> shift & 0xFFu]++] = order[i];
    }
    uint32_t *swap = order;
    order = other;
    other = swap;
  }
  *ret_order = order;
  return ERROR_OK;
}

static enum error place_pairs(struct making *making, struct arena *arena,
                              struct search_index *index, uint64_t *ret_bytes) {
  uint32_t *order = NULL;
  enum error error = sort_pairs(making, &order);
  uint32_t *pairs = arena_array(arena, making->pair_count + 1u, sizeof *pairs);
  uint32_t *lists = arena_array(arena, making->pair_count + 1u, sizeof *lists);
  if (error != ERROR_OK || pairs == NULL || lists == NULL) {
    return ERROR_MEMORY;
  }
  uint64_t at = 0;
  for (uint32_t i = 0; i < making->pair_count; i++) {
    struct pair_row *row = &making->pairs[order[i]];
    pairs[i] = row->pair;
    lists[i] = (uint32_t)at;
    at += row->bytes;
    row->bytes = lists[i]; /* from here on: where the next text is written */
    row->last = UINT32_MAX;
  }
  lists[making->pair_count] = (uint32_t)at;
  index->pairs = pairs;
  index->lists = lists;
  index->pair_count = making->pair_count;
  *ret_bytes = at;
  return at < UINT32_MAX ? ERROR_OK : ERROR_TOO_LARGE;
}

static void write_text(struct pair_row *row, uint32_t text, unsigned char *bytes) {
  uint32_t number = text - row->last - 1;
  for (; number >= 0x80; number >>= 7) {
    bytes[row->bytes++] = (unsigned char)(number | 0x80);
  }
  bytes[row->bytes++] = (unsigned char)number;
  row->last = text;
}

static enum error write_lists(struct making *making, struct arena *arena, uint64_t size,
                              struct search_index *index) {
  unsigned char *bytes = (unsigned char *)arena_bytes(arena, size + 1);
  if (bytes == NULL) {
    return ERROR_MEMORY;
  }
  const uint32_t *id = making->ids;
  for (uint32_t text = 0; text < index->text_count; text++) {
    size_t count = search_index_text(index, text).count + 1;
    for (size_t i = 0; i < count; i++) {
      struct pair_row *row = &making->pairs[*id++];
      if (row->last != text) {
        write_text(row, text, bytes);
      }
    }
  }
  index->bytes = bytes;
  return ERROR_OK;
}

/* ---- all of it --------------------------------------------------------------------------------
 */
static enum error make(struct making *making, struct arena *arena, struct search_index *index) {
  enum error error = sort_texts(making);
  if (error == ERROR_OK) {
    error = place_texts(making, arena, index);
  }
  if (error == ERROR_OK) {
    error = count_pairs(making, index);
  }
  uint64_t bytes = 0;
  if (error == ERROR_OK) {
    error = place_pairs(making, arena, index, &bytes);
  }
  return error == ERROR_OK ? write_lists(making, arena, bytes, index) : error;
}

enum error search_index_new(struct arena *arena, enum search_form form,
                            const struct search_text *texts, uint32_t count,
                            struct search_index **ret_index) {
  struct making making = {.scratch = arena_new(SCRATCH_BYTES)};
  struct search_index *index = arena_alloc(arena, sizeof *index);
  enum error error = making.scratch == NULL || index == NULL ? ERROR_MEMORY : ERROR_OK;
  if (error == ERROR_OK) {
    index->form = form;
    error = fold_texts(&making, form, texts, count);
  }
  if (error == ERROR_OK) {
    error = make(&making, arena, index);
  }
  free(making.units);
  arena_free(making.scratch);
  if (error == ERROR_OK) {
    *ret_index = index;
  }
  return error;
}
