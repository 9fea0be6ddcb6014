#include "terminology/mapping_library.h"

#include "server/limits.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define POLL_US 1000000

struct held_snapshot {
  struct mapping_snapshot snapshot; /* first: what readers see */
  struct arena *arena;              /* of everything in it and of itself */
  atomic_uint readers;              /* the library counts as one */
};
_Static_assert(offsetof(struct held_snapshot, snapshot) == 0, "release goes back to the holder");

struct mapping_library {
  struct store *store;
  const struct mapping_row *file_rows;
  size_t file_count;
  pthread_mutex_t swap;   /* held for a pointer and a count only */
  pthread_mutex_t change; /* one builder at a time */
  struct held_snapshot *current;
  atomic_llong polled_us;
};

static void drop(struct held_snapshot *held) {
  if (held != NULL && atomic_fetch_sub(&held->readers, 1) == 1) {
    arena_free(held->arena);
  }
}

/* The file's rows and the store's as one list of pointers. */
static enum error gather(const struct mapping_library *library, struct arena *arena,
                         const struct store_mapping_page *page, struct mapping_snapshot *snapshot) {
  size_t count = library->file_count + page->count;
  const struct mapping_row **rows = arena_array(arena, count + 1, sizeof *rows);
  if (rows == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < count; i++) {
    rows[i] =
        i < library->file_count ? &library->file_rows[i] : &page->rows[i - library->file_count];
  }
  snapshot->rows = rows;
  snapshot->count = count;
  return ERROR_OK;
}

static enum error read_store(const struct mapping_library *library, struct arena *arena,
                             struct store_mapping_page *page, int64_t *revision) {
  struct store *store = library->store;
  struct store_mapping_filter all = {.limit = 0};
  if (store == NULL) {
    return ERROR_OK;
  }
  /* The revision first: rows that are newer than it are read again next time. */
  enum error error = store->mapping_revision(store, revision);
  return error == ERROR_OK ? store->mapping_list(store, &all, arena, page) : error;
}

static enum error build(const struct mapping_library *library, struct held_snapshot **ret_held) {
  struct arena *arena = arena_new(LIMIT_MAPPING_TABLE_BYTES);
  struct held_snapshot *held = arena == NULL ? NULL : arena_alloc(arena, sizeof *held);
  struct store_mapping_page page = {0};
  struct mapping_table *table = NULL;
  enum error error = held == NULL ? ERROR_MEMORY : ERROR_OK;
  if (error == ERROR_OK) {
    held->arena = arena;
    atomic_init(&held->readers, 1);
    error = read_store(library, arena, &page, &held->snapshot.revision);
  }
  if (error == ERROR_OK) {
    error = gather(library, arena, &page, &held->snapshot);
  }
  if (error == ERROR_OK) {
    error = mapping_table_build(arena, held->snapshot.rows, held->snapshot.count, &table);
  }
  if (error != ERROR_OK) {
    arena_free(arena);
    return error;
  }
  held->snapshot.table = table;
  *ret_held = held;
  return ERROR_OK;
}

enum error mapping_library_open(struct store *store, const struct mapping_row *file_rows,
                                size_t file_count, struct mapping_library **ret_library) {
  struct mapping_library *library = calloc(1, sizeof *library);
  if (library == NULL) {
    return ERROR_MEMORY;
  }
  library->store = store;
  library->file_rows = file_rows;
  library->file_count = file_count;
  enum error error = build(library, &library->current);
  if (error != ERROR_OK) {
    free(library);
    return error;
  }
  pthread_mutex_init(&library->swap, NULL);
  pthread_mutex_init(&library->change, NULL);
  atomic_init(&library->polled_us, 0);
  *ret_library = library;
  return ERROR_OK;
}

void mapping_library_close(struct mapping_library *library) {
  if (library == NULL) {
    return;
  }
  drop(library->current);
  pthread_mutex_destroy(&library->swap);
  pthread_mutex_destroy(&library->change);
  free(library);
}

const struct mapping_snapshot *mapping_library_acquire(struct mapping_library *library) {
  pthread_mutex_lock(&library->swap);
  struct held_snapshot *held = library->current;
  atomic_fetch_add(&held->readers, 1);
  pthread_mutex_unlock(&library->swap);
  return &held->snapshot;
}

void mapping_library_release(const struct mapping_snapshot *snapshot) {
  struct held_snapshot *held;
  memcpy(&held, &snapshot, sizeof held);
  drop(held);
}

static void swap_in(struct mapping_library *library, struct held_snapshot *held) {
  pthread_mutex_lock(&library->swap);
  struct held_snapshot *old = library->current;
  library->current = held;
  pthread_mutex_unlock(&library->swap);
  drop(old);
}

static enum error refresh(struct mapping_library *library) {
  int64_t revision = 0;
  struct held_snapshot *held = NULL;
  enum error error = library->store->mapping_revision(library->store, &revision);
  if (error != ERROR_OK || revision == library->current->snapshot.revision) {
    return error;
  }
  error = build(library, &held);
  if (error == ERROR_OK) {
    swap_in(library, held);
  }
  return error;
}

enum error mapping_library_refresh(struct mapping_library *library) {
  if (library->store == NULL) {
    return ERROR_OK;
  }
  pthread_mutex_lock(&library->change);
  enum error error = refresh(library);
  pthread_mutex_unlock(&library->change);
  return error;
}

enum error mapping_library_poll(struct mapping_library *library, int64_t now_us) {
  long long before = atomic_load(&library->polled_us);
  bool due = now_us - before >= POLL_US;
  /* Of several requests at the same time one looks, the others go on with what is there. */
  return due && atomic_compare_exchange_strong(&library->polled_us, &before, now_us)
             ? mapping_library_refresh(library)
             : ERROR_OK;
}
