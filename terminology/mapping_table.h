/* The local code-mapping table in memory: (local system, local code) -> standard codes. Built from
 * rows of the store and of the mapping file; immutable once built, shared by all threads. Only
 * approved rows map; proposed ones make their system known as a local one. */
#ifndef TERMINOLOGY_MAPPING_TABLE_H
#define TERMINOLOGY_MAPPING_TABLE_H

#include "server/base/arena.h"
#include "server/store/mapping_row.h"

/* An approved row, ready to be looked up. */
struct mapping_entry {
  const struct mapping_row *row;
  uint32_t valid_from; /* yyyymmdd, 0 = always */
  uint32_t valid_to;   /* yyyymmdd, 0 = open */
};

/* A local code system that the table knows. */
struct mapping_system {
  const struct mapping_row *example; /* first row: its domain, its usual target system */
  size_t first;                      /* entries of the system */
  size_t count;
};

struct mapping_table;

/* Builds a table over rows, which must outlive it like the arena. Of rows that are the same in
 * mapping_row_compare the first one counts, so a layer that goes before another stands first. */
enum error mapping_table_build(struct arena *arena, const struct mapping_row *const *rows,
                               size_t count, struct mapping_table **ret_table) MUST_USE;
/* NULL when the table has no row of the system. */
const struct mapping_system *mapping_table_system(const struct mapping_table *table,
                                                  struct view source_system);
/* All approved rows of a code, whatever their specimen and validity, ordered by specimen, target
 * system and target code; count 0 when there is none. system may be NULL. */
const struct mapping_entry *mapping_table_find(const struct mapping_table *table,
                                               const struct mapping_system *system,
                                               struct view source_code, size_t *ret_count);
/* Approved rows. */
size_t mapping_table_count(const struct mapping_table *table);
const struct mapping_entry *mapping_table_at(const struct mapping_table *table, size_t index);
/* The row holds on that day (yyyymmdd). */
bool mapping_entry_holds(const struct mapping_entry *entry, uint32_t date);

#endif
