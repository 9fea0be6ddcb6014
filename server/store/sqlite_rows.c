#include "server/store/sqlite_rows.h"

/* The block begins with so many rows and doubles. */
#define FIRST_ROWS 64u

struct block {
  struct sqlite_rows filled;
  size_t capacity;
};

static void *block_next(struct block *block, size_t size, struct arena *arena) {
  struct sqlite_rows *filled = &block->filled;
  if (filled->count == block->capacity) {
    size_t capacity = block->capacity == 0 ? FIRST_ROWS : block->capacity * 2;
    void *rows = arena_grow(arena, filled->rows, block->capacity * size, capacity * size);
    if (rows == NULL) {
      return NULL;
    }
    filled->rows = rows;
    block->capacity = capacity;
  }
  void *row = (char *)filled->rows + filled->count++ * size;
  memset(row, 0, size);
  return row;
}

enum error sqlite_rows_read(struct sqlite_connection *connection, sqlite3_stmt *statement,
                            const struct sqlite_row_shape *shape, struct arena *arena,
                            struct sqlite_rows *ret_rows) {
  struct block block = {.capacity = 0};
  enum error error = ERROR_OK;
  int code = SQLITE_DONE;
  while (error == ERROR_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
    void *row = block_next(&block, shape->size, arena);
    error = row == NULL ? ERROR_MEMORY : shape->read(statement, arena, row);
  }
  if (error == ERROR_OK && code != SQLITE_DONE) {
    error = sqlite_connection_failure(connection);
  }
  sqlite3_reset(statement);
  if (error == ERROR_OK) {
    *ret_rows = block.filled;
  }
  return error;
}

enum error sqlite_rows_number(struct sqlite_connection *connection, sqlite3_stmt *statement,
                              int64_t *ret_number) {
  int code = sqlite3_step(statement);
  enum error error = code == SQLITE_ROW ? ERROR_OK : sqlite_connection_failure(connection);
  if (error == ERROR_OK) {
    *ret_number = sqlite3_column_int64(statement, 0);
  }
  sqlite3_reset(statement);
  return error;
}
