/* The rows of a statement as a block of one struct each. */
#ifndef SERVER_STORE_SQLITE_ROWS_H
#define SERVER_STORE_SQLITE_ROWS_H

#include "server/store/sqlite_connection.h"

/* What a row becomes: a struct of `size` bytes that `read` fills, zeroed before. Texts go into the
 * arena; ERROR_MEMORY. */
struct sqlite_row_shape {
  size_t size;
  enum error (*read)(sqlite3_stmt *statement, struct arena *arena, void *ret_row);
};

struct sqlite_rows {
  void *rows; /* in the arena; NULL when there are none */
  size_t count;
};

/* Steps a bound statement to its end and resets it. ERROR_MEMORY, ERROR_STORAGE (logged). */
enum error sqlite_rows_read(struct sqlite_connection *connection, sqlite3_stmt *statement,
                            const struct sqlite_row_shape *shape, struct arena *arena,
                            struct sqlite_rows *ret_rows) MUST_USE;
/* The number that a bound statement of one row gives; resets it. ERROR_STORAGE (logged). */
enum error sqlite_rows_number(struct sqlite_connection *connection, sqlite3_stmt *statement,
                              int64_t *ret_number) MUST_USE;

#endif
