/* One SQLite connection with its prepared statements (sqlite_statements.h), which are prepared at
 * first use and kept. A connection belongs to one thread at a time. */
#ifndef SERVER_STORE_SQLITE_CONNECTION_H
#define SERVER_STORE_SQLITE_CONNECTION_H

#include "server/base/arena.h"
#include "server/base/hash.h"
#include "server/store/sqlite_statements.h"

#include <sqlite3.h>

enum sqlite_statement {
#define SQLITE_STATEMENT_ENUM(name, sql) SQLITE_STATEMENT_##name,
  SQLITE_STATEMENTS(SQLITE_STATEMENT_ENUM)
#undef SQLITE_STATEMENT_ENUM
      SQLITE_STATEMENT_COUNT
};

struct sqlite_connection {
  sqlite3 *database;
  sqlite3_stmt *statements[SQLITE_STATEMENT_COUNT];
};

/* Opens path with foreign keys and busy timeout on; a writing connection also gets WAL and
 * synchronous=FULL. ERROR_STORAGE when it cannot be opened. */
enum error sqlite_connection_open(const char *path, bool read_only,
                                  struct sqlite_connection *ret_connection) MUST_USE;
/* How many bytes of pages it keeps in memory, at most. */
void sqlite_connection_keep(struct sqlite_connection *connection, uint32_t bytes);
void sqlite_connection_close(struct sqlite_connection *connection);

/* The statement, reset and unbound; ERROR_STORAGE (logged) when it cannot be prepared. */
enum error sqlite_connection_statement(struct sqlite_connection *connection,
                                       enum sqlite_statement which,
                                       sqlite3_stmt **ret_statement) MUST_USE;
/* Runs a statement that gives no rows and resets it. */
enum error sqlite_connection_run(struct sqlite_connection *connection,
                                 sqlite3_stmt *statement) MUST_USE;
/* sqlite_connection_run without parameters. */
enum error sqlite_connection_execute(struct sqlite_connection *connection,
                                     enum sqlite_statement which) MUST_USE;
/* What the latest failure of the connection means for us; logs it. */
enum error sqlite_connection_failure(struct sqlite_connection *connection);

/* Text parameter from 1; the bytes must live until the statement is reset. */
void sqlite_connection_bind(sqlite3_stmt *statement, int position, struct view text);
void sqlite_connection_bind_blob(sqlite3_stmt *statement, int position, struct view bytes);
/* A column (from 0), copied into the arena; data NULL when memory is short. */
struct view sqlite_connection_column(sqlite3_stmt *statement, int column, struct arena *arena);
/* The same without a copy, valid until the next step. */
struct view sqlite_connection_peek(sqlite3_stmt *statement, int column);

#endif
