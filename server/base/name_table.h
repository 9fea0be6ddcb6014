/* Interned names: each known property name has a small number, so that readers compare numbers. The
 * table is position independent (it lies in a mapped pack) and immutable. */
#ifndef SERVER_BASE_NAME_TABLE_H
#define SERVER_BASE_NAME_TABLE_H

#include "server/base/view.h"

#define NAME_NONE 0u

/* One name; id is its index, id 0 is never used. */
struct name_row {
  uint32_t offset; /* into text */
  uint32_t length;
};

struct name_table {
  const char *text;
  const struct name_row *rows;
  const uint32_t *slots; /* id or 0; index = hash_64(name) & (slot_count - 1), linear probing */
  uint32_t count;        /* rows, including the unused row 0 */
  uint32_t slot_count;   /* power of two, > count */
};

/* The id of a name, NAME_NONE when it is not in the table. */
uint32_t name_table_find(const struct name_table *table, struct view name);
/* The name of an id below count; empty for NAME_NONE. */
struct view name_table_name(const struct name_table *table, uint32_t id);

#endif
