#include "terminology/search_index_layout.h"

uint32_t search_index_position(const struct search_index *index, uint32_t pair) {
  uint32_t low = 0;
  uint32_t high = index->pair_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (index->pairs[middle] < pair) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

struct search_list search_index_list(const struct search_index *index, uint32_t pair) {
  uint32_t position = search_index_position(index, pair);
  if (position == index->pair_count || index->pairs[position] != pair) {
    return (struct search_list){NULL, NULL, UINT32_MAX};
  }
  return search_index_list_at(index, position);
}
