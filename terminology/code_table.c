#include "terminology/code_table.h"

bool code_table_has(const struct code_table *table, struct view code) {
  if (code.length != table->width) {
    return false;
  }
  size_t low = 0;
  size_t high = table->codes.length / table->width;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = memcmp(table->codes.data + middle * table->width, code.data, table->width);
    if (order == 0) {
      return true;
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
}
