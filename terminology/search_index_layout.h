/* What an index consists of, for the files that make it and ask it. Texts are numbered by rank,
 * then length, then row, so every list of texts is already in the order of answers. */
#ifndef TERMINOLOGY_SEARCH_INDEX_LAYOUT_H
#define TERMINOLOGY_SEARCH_INDEX_LAYOUT_H

#include "terminology/search_text.h"

#define SEARCH_WORD_BITS 64u

/* A text of n units has n + 1 pairs, at 0 .. n: (0, first), the neighbours, (last, 0). So the pairs
 * that begin with a unit lead to every text that contains it, and ends of texts count in
 * similarity. */
static inline uint32_t search_pair(struct search_units text, size_t at) {
  uint32_t first = at > 0 ? text.units[at - 1] : 0;
  return first << 16 | (at < text.count ? text.units[at] : 0u);
}

struct search_index {
  enum search_form form;
  const uint16_t *units;  /* of all texts */
  const uint32_t *starts; /* by text, and the end: into units */
  const uint32_t *rows;   /* by text */
  uint32_t text_count;
  uint32_t name_count; /* the first texts: rank NAME */
  uint32_t row_count;
  uint32_t pair_count;
  const uint32_t *pairs;      /* sorted */
  const uint32_t *lists;      /* by pair, and the end: into bytes */
  const unsigned char *bytes; /* ascending texts as differences less one, 7 bits a byte */
};

static inline struct search_units search_index_text(const struct search_index *index,
                                                    uint32_t text) {
  uint32_t start = index->starts[text];
  return (struct search_units){index->units + start, index->starts[text + 1] - start};
}

/* A list of texts while it is read. */
struct search_list {
  const unsigned char *at;
  const unsigned char *end;
  uint32_t text; /* the latest one */
};

static inline bool search_list_next(struct search_list *list) {
  if (list->at == list->end) {
    return false;
  }
  uint32_t number = *list->at & 0x7Fu;
  for (unsigned shift = 7; (*list->at++ & 0x80u) != 0; shift += 7) {
    number |= (*list->at & 0x7Fu) << shift;
  }
  list->text += number + 1;
  return true;
}

static inline bool search_bit_get(const uint64_t *bits, uint32_t number) {
  return (bits[number / SEARCH_WORD_BITS] >> (number % SEARCH_WORD_BITS) & 1u) != 0;
}

static inline void search_bit_set(uint64_t *bits, uint32_t number) {
  bits[number / SEARCH_WORD_BITS] |= UINT64_C(1) << (number % SEARCH_WORD_BITS);
}

/* Position of the first pair that is not below. */
uint32_t search_index_position(const struct search_index *index, uint32_t pair);
/* The texts that have the pair at the position. */
static inline struct search_list search_index_list_at(const struct search_index *index,
                                                      uint32_t position) {
  return (struct search_list){index->bytes + index->lists[position],
                              index->bytes + index->lists[position + 1], UINT32_MAX};
}
/* The texts that have a pair; empty when none has. */
struct search_list search_index_list(const struct search_index *index, uint32_t pair);

#endif
