#include "server/base/name_table.h"

#include "server/base/hash.h"

uint32_t name_table_find(const struct name_table *table, struct view name) {
  uint32_t mask = table->slot_count - 1;
  for (uint32_t slot = (uint32_t)hash_64(name) & mask; table->slots[slot] != NAME_NONE;
       slot = (slot + 1) & mask) {
    uint32_t id = table->slots[slot];
    if (view_equal(name_table_name(table, id), name)) {
      return id;
    }
  }
  return NAME_NONE;
}

struct view name_table_name(const struct name_table *table, uint32_t id) {
  const struct name_row *row = &table->rows[id];
  return id == NAME_NONE ? (struct view){NULL, 0}
                         : view_make(table->text + row->offset, row->length);
}
