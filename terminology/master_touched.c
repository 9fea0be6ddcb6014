#include "terminology/master_touched.h"

#include "terminology/master_text.h"
#include "terminology/system_alias.h"

/* Pairs of one target stand in a chain. */
struct chained_pair {
  const struct master_touched_pair *pair;
  struct chained_pair *next;
};

static struct view key_of(struct arena *arena, struct view system, struct view code) {
  struct view url = system_alias_resolve(system);
  return arena_format(arena, "%.*s|%.*s", VIEW_ARGUMENTS(url), VIEW_ARGUMENTS(code));
}

static enum error index_pairs(struct arena *arena, const struct master_touched_pair *pairs,
                              size_t count, struct hash_map *map) {
  struct chained_pair *links = arena_array(arena, count + 1, sizeof *links);
  enum error error = links != NULL ? ERROR_OK : ERROR_MEMORY;
  for (size_t i = count; i > 0 && error == ERROR_OK; i--) { /* so that a chain is in order */
    struct view key = key_of(arena, pairs[i - 1].system, pairs[i - 1].code);
    if (key.data == NULL) {
      return ERROR_MEMORY;
    }
    links[i - 1] = (struct chained_pair){&pairs[i - 1], hash_map_get(map, key)};
    error = hash_map_put(map, key, &links[i - 1]);
  }
  return error;
}

static enum error add_touched(struct arena *arena, struct master_touched_list *list,
                              struct master_touched row) {
  if (list->count % 64 == 0) {
    struct master_touched *grown = arena_grow(arena, list->rows, list->count * sizeof *grown,
                                              (list->count + 64u) * sizeof *grown);
    if (grown == NULL) {
      return ERROR_MEMORY;
    }
    list->rows = grown;
  }
  list->rows[list->count++] = row;
  return ERROR_OK;
}

static enum error touch(const struct master_import *import, const struct hash_map *map,
                        const struct master_change *change, struct master_touched_list *list) {
  struct arena_mark mark = arena_mark(import->arena);
  struct view key = key_of(import->arena, change->system, change->code);
  if (key.data == NULL) {
    return ERROR_MEMORY;
  }
  const struct chained_pair *link = hash_map_get(map, key);
  arena_back(import->arena, mark);
  enum error error = ERROR_OK;
  for (; link != NULL && error == ERROR_OK; link = link->next) {
    error = add_touched(import->arena, list, (struct master_touched){change, link->pair});
  }
  return error;
}

enum error master_touched_find(const struct master_import *import,
                               const struct master_touched_pair *pairs, size_t count,
                               struct master_touched_list *ret_list) {
  struct hash_map map = hash_map_make(import->arena);
  struct master_touched_list list = {NULL, 0};
  enum error error = index_pairs(import->arena, pairs, count, &map);
  for (uint32_t i = 0; i < import->report_count; i++) {
    const struct master_report *report = &import->reports[i];
    for (uint32_t j = 0; j < report->change_count && error == ERROR_OK; j++) {
      if (report->changes[j].kind != MASTER_CHANGE_ADDED) {
        error = touch(import, &map, &report->changes[j], &list);
      }
    }
  }
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}

/* ---- CSV --------------------------------------------------------------------------------------
 */
enum column { TARGET_SYSTEM, TARGET_CODE, SOURCE_SYSTEM, SOURCE_CODE, COLUMN_COUNT };

static const char *const column_names[COLUMN_COUNT] = {
    "target_system", "target_code", "source_system|local_system", "source_code|local_code"};

#define NO_COLUMN SIZE_MAX

static bool find_columns(const struct csv_record *header, size_t *columns) {
  for (size_t i = 0; i < COLUMN_COUNT; i++) {
    columns[i] = NO_COLUMN;
    for (size_t j = 0; j < header->count; j++) {
      if (master_layout_is_one_of(column_names[i], view_trim(header->fields[j]))) {
        columns[i] = j;
      }
    }
  }
  return columns[TARGET_SYSTEM] != NO_COLUMN && columns[TARGET_CODE] != NO_COLUMN;
}

static struct view field_at(const struct csv_record *record, size_t column) {
  return column < record->count ? view_trim(record->fields[column]) : (struct view){NULL, 0};
}

static enum error read_pair(struct arena *arena, const struct csv_record *record,
                            const size_t *columns, struct master_touched_pair *pair) {
  struct view system = field_at(record, columns[SOURCE_SYSTEM]);
  struct view code = field_at(record, columns[SOURCE_CODE]);
  *pair = (struct master_touched_pair){
      .system = field_at(record, columns[TARGET_SYSTEM]),
      .code = field_at(record, columns[TARGET_CODE]),
      .label = arena_format(arena, "%.*s|%.*s", VIEW_ARGUMENTS(system), VIEW_ARGUMENTS(code))};
  return pair->label.data != NULL ? ERROR_OK : ERROR_MEMORY;
}

static enum error read_pairs(struct arena *arena, struct csv_reader *reader, const size_t *columns,
                             struct master_touched_pair **ret_pairs, size_t *ret_count) {
  struct master_touched_pair *pairs = NULL;
  size_t count = 0;
  size_t capacity = 0;
  struct csv_record record;
  enum error error = csv_reader_next(reader, &record);
  while (error == ERROR_OK && record.count > 0) {
    if (count == capacity) {
      size_t wanted = capacity == 0 ? 256 : capacity * 2;
      pairs = arena_grow(arena, pairs, capacity * sizeof *pairs, wanted * sizeof *pairs);
      capacity = wanted;
    }
    if (pairs == NULL) {
      return ERROR_MEMORY;
    }
    error = read_pair(arena, &record, columns, &pairs[count]);
    count += error == ERROR_OK;
    error = error == ERROR_OK ? csv_reader_next(reader, &record) : error;
  }
  *ret_pairs = pairs;
  *ret_count = count;
  return error;
}

enum error master_touched_read_csv(struct arena *arena, struct view csv,
                                   struct master_touched_pair **ret_pairs, size_t *ret_count) {
  struct view text;
  struct master_text_failure failure;
  struct csv_reader reader;
  struct csv_record header;
  size_t columns[COLUMN_COUNT];
  enum error error = master_text_decode(arena, csv, &text, &failure);
  error = error == ERROR_OK ? csv_reader_init(&reader, arena, text) : error;
  error = error == ERROR_OK ? csv_reader_next(&reader, &header) : error;
  if (error == ERROR_OK && !find_columns(&header, columns)) {
    error = ERROR_SYNTAX;
  }
  return error == ERROR_OK ? read_pairs(arena, &reader, columns, ret_pairs, ret_count) : error;
}
