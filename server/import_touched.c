#include "server/import_touched.h"

#include "server/base/clock.h"
#include "server/base/file.h"
#include "server/limits.h"

struct pairs {
  struct master_touched_pair *rows;
  size_t count;
};

static enum error read_file(struct arena *arena, const char *path, struct pairs *pairs) {
  struct view csv;
  enum error error = file_read(arena, path, LIMIT_MASTER_BYTES, &csv);
  return error == ERROR_OK ? master_touched_read_csv(arena, csv, &pairs->rows, &pairs->count)
                           : error;
}

static enum error take_rows(struct arena *arena, const struct store_mapping_page *page,
                            struct pairs *pairs) {
  pairs->rows = arena_array(arena, page->count + 1, sizeof *pairs->rows);
  if (pairs->rows == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < page->count; i++) {
    const struct mapping_row *row = &page->rows[i];
    pairs->rows[i] = (struct master_touched_pair){row->target_system, row->target_code,
                                                  arena_format(arena, "%.*s|%.*s",
                                                               VIEW_ARGUMENTS(row->source_system),
                                                               VIEW_ARGUMENTS(row->source_code))};
    if (pairs->rows[i].label.data == NULL) {
      return ERROR_MEMORY;
    }
  }
  pairs->count = page->count;
  return ERROR_OK;
}

/* Read beside a running server, as `outbox` does. */
static enum error read_store(struct arena *arena, const struct store_place *place,
                             struct pairs *pairs) {
  struct store *store = NULL;
  struct store_mapping_filter all = {.limit = 0};
  struct store_mapping_page page = {NULL, 0, 0};
  if (!store_place_exists(place)) {
    return ERROR_OK;
  }
  enum error error = store_place_open(place, true, clock_system(), &store);
  if (error != ERROR_OK) {
    return error;
  }
  error = store->mapping_list(store, &all, arena, &page);
  error = error == ERROR_OK ? take_rows(arena, &page, pairs) : error;
  store->close(store);
  return error;
}

static enum error join(struct arena *arena, const struct pairs *a, const struct pairs *b,
                       struct pairs *ret_pairs) {
  struct pairs joined = {arena_array(arena, a->count + b->count + 1, sizeof *joined.rows),
                         a->count + b->count};
  if (joined.rows == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < joined.count; i++) {
    joined.rows[i] = i < a->count ? a->rows[i] : b->rows[i - a->count];
  }
  *ret_pairs = joined;
  return ERROR_OK;
}

enum error import_touched_find(const struct master_import *import,
                               const struct import_touched_source *source,
                               struct master_touched_list *ret_list, const char **ret_unread) {
  struct arena *arena = import->arena;
  struct pairs of_file = {NULL, 0};
  struct pairs of_store = {NULL, 0};
  struct pairs all;
  bool has_file = source->mapping_file != NULL && source->mapping_file[0] != '\0';
  const char *unread = NULL;
  if (has_file && read_file(arena, source->mapping_file, &of_file) != ERROR_OK) {
    unread = source->mapping_file;
  }
  if (read_store(arena, &source->place, &of_store) != ERROR_OK) {
    unread = store_place_name(&source->place);
  }
  enum error error = join(arena, &of_file, &of_store, &all);
  error = error == ERROR_OK ? master_touched_find(import, all.rows, all.count, ret_list) : error;
  if (error == ERROR_OK) {
    *ret_unread = unread;
  }
  return error;
}
