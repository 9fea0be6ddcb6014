#include "terminology/mapping_table.h"

#include "server/base/hash_map.h"
#include "terminology/mapping_date.h"
#include "terminology/system_alias.h"

#include <stdlib.h>

struct mapping_table {
  struct mapping_entry *entries; /* in the order of mapping_row_compare */
  size_t count;
  struct hash_map systems; /* source system -> struct mapping_system */
};

/* Where a row was given, to keep that order where all else is equal. */
struct given {
  const struct mapping_row *row;
  size_t position;
};

static int compare_given(const void *a, const void *b) {
  const struct given *left = a;
  const struct given *right = b;
  int order = mapping_row_compare(left->row, right->row);
  return order != 0 ? order
                    : (left->position > right->position) - (left->position < right->position);
}

static enum error add_system(struct mapping_table *table, struct arena *arena,
                             const struct mapping_row *row, struct mapping_system **ret_system) {
  struct mapping_system *system = hash_map_get(&table->systems, row->source_system);
  if (system == NULL) {
    system = arena_alloc(arena, sizeof *system);
    if (system == NULL || hash_map_put(&table->systems, row->source_system, system) != ERROR_OK) {
      return ERROR_MEMORY;
    }
    *system = (struct mapping_system){.example = row, .first = table->count};
  }
  *ret_system = system;
  return ERROR_OK;
}

/* Rejected rows are as if they were not there. */
static enum error add_row(struct mapping_table *table, struct arena *arena,
                          const struct mapping_row *row) {
  struct mapping_system *system = NULL;
  if (view_is(row->status, MAPPING_STATUS_REJECTED)) {
    return ERROR_OK;
  }
  enum error error = add_system(table, arena, row, &system);
  if (error != ERROR_OK || !view_is(row->status, MAPPING_STATUS_APPROVED)) {
    return error;
  }
  system->count++;
  table->entries[table->count++] =
      (struct mapping_entry){.row = row,
                             .valid_from = mapping_date_read(row->valid_from),
                             .valid_to = mapping_date_read(row->valid_to)};
  return ERROR_OK;
}

enum error mapping_table_build(struct arena *arena, const struct mapping_row *const *rows,
                               size_t count, struct mapping_table **ret_table) {
  struct mapping_table *table = arena_alloc(arena, sizeof *table);
  struct given *given = arena_array(arena, count + 1, sizeof *given);
  if (table == NULL || given == NULL) {
    return ERROR_MEMORY;
  }
  *table = (struct mapping_table){
      .entries = arena_array(arena, count + 1, sizeof *table->entries),
      .systems = hash_map_make(arena),
  };
  if (table->entries == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < count; i++) {
    given[i] = (struct given){rows[i], i};
  }
  qsort(given, count, sizeof *given, compare_given);
  enum error error = ERROR_OK;
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    bool repeated = i > 0 && mapping_row_compare(given[i - 1].row, given[i].row) == 0;
    error = repeated ? ERROR_OK : add_row(table, arena, given[i].row);
  }
  if (error == ERROR_OK) {
    *ret_table = table;
  }
  return error;
}

const struct mapping_system *mapping_table_system(const struct mapping_table *table,
                                                  struct view source_system) {
  return hash_map_get(&table->systems, system_alias_resolve(source_system));
}

const struct mapping_entry *mapping_table_find(const struct mapping_table *table,
                                               const struct mapping_system *system,
                                               struct view source_code, size_t *ret_count) {
  *ret_count = 0;
  if (system == NULL) {
    return NULL;
  }
  size_t low = system->first;
  size_t end = system->first + system->count;
  size_t high = end;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (view_compare(table->entries[middle].row->source_code, source_code) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  size_t count = 0;
  while (low + count < end &&
         view_equal(table->entries[low + count].row->source_code, source_code)) {
    count++;
  }
  *ret_count = count;
  return &table->entries[low];
}

size_t mapping_table_count(const struct mapping_table *table) {
  return table->count;
}

const struct mapping_entry *mapping_table_at(const struct mapping_table *table, size_t index) {
  return &table->entries[index];
}

bool mapping_entry_holds(const struct mapping_entry *entry, uint32_t date) {
  return (entry->valid_from == 0 || entry->valid_from <= date) &&
         (entry->valid_to == 0 || date <= entry->valid_to);
}
