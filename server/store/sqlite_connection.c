#include "server/store/sqlite_connection.h"

#include "server/base/log.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

/* Another process (a person's `outbox retry`) holds the write lock for milliseconds only. */
#define BUSY_TIMEOUT_MS 5000

static const char *const statement_texts[SQLITE_STATEMENT_COUNT] = {
#define STATEMENT_TEXT(name, sql) sql,
    SQLITE_STATEMENTS(STATEMENT_TEXT)
#undef STATEMENT_TEXT
};

/* temp_store: what is sorted stays in memory, not in files outside data_dir. */
static bool set_up(sqlite3 *database, bool read_only) {
  const char *settings =
      read_only
          ? "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
            "PRAGMA query_only = ON"
          : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;"
            "PRAGMA foreign_keys = ON";
  return sqlite3_busy_timeout(database, BUSY_TIMEOUT_MS) == SQLITE_OK &&
         sqlite3_exec(database, settings, NULL, NULL, NULL) == SQLITE_OK;
}

/* SQLite would make it readable for all; its journal files get the mode of the database. What fails
 * here fails again, and is told, when SQLite opens it. */
static void make_private(const char *path) {
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) {
    close(file);
  }
}

enum error sqlite_connection_open(const char *path, bool read_only,
                                  struct sqlite_connection *ret_connection) {
  int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  struct sqlite_connection connection = {0};
  if (!read_only) {
    make_private(path);
  }
  if (sqlite3_open_v2(path, &connection.database, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
      !set_up(connection.database, read_only)) {
    enum error error = sqlite_connection_failure(&connection);
    sqlite3_close(connection.database);
    return error;
  }
  *ret_connection = connection;
  return ERROR_OK;
}

void sqlite_connection_keep(struct sqlite_connection *connection, uint32_t bytes) {
  char setting[48];
  snprintf(setting, sizeof setting, "PRAGMA cache_size = -%" PRIu32, bytes / 1024);
  /* A setting of this connection alone: nothing is read or written. */
  (void)sqlite3_exec(connection->database, setting, NULL, NULL, NULL);
}

void sqlite_connection_close(struct sqlite_connection *connection) {
  for (int i = 0; i < SQLITE_STATEMENT_COUNT; i++) {
    sqlite3_finalize(connection->statements[i]);
  }
  sqlite3_close(connection->database);
  *connection = (struct sqlite_connection){0};
}

enum error sqlite_connection_failure(struct sqlite_connection *connection) {
  int code = sqlite3_extended_errcode(connection->database);
  log_write(LOG_LEVEL_ERROR, "storage-failed",
            (struct log_field[]){LOG_INTEGER("sqlite_code", code),
                                 LOG_TEXT("reason", view_of(sqlite3_errstr(code)))},
            2);
  switch (code & 0xff) {
  case SQLITE_NOMEM:
    return ERROR_MEMORY;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return ERROR_STORAGE_BUSY;
  default:
    return ERROR_STORAGE;
  }
}

enum error sqlite_connection_statement(struct sqlite_connection *connection,
                                       enum sqlite_statement which, sqlite3_stmt **ret_statement) {
  sqlite3_stmt **slot = &connection->statements[which];
  if (*slot == NULL && sqlite3_prepare_v3(connection->database, statement_texts[which], -1,
                                          SQLITE_PREPARE_PERSISTENT, slot, NULL) != SQLITE_OK) {
    return sqlite_connection_failure(connection);
  }
  sqlite3_reset(*slot);
  sqlite3_clear_bindings(*slot);
  *ret_statement = *slot;
  return ERROR_OK;
}

enum error sqlite_connection_run(struct sqlite_connection *connection, sqlite3_stmt *statement) {
  int code = sqlite3_step(statement);
  enum error error =
      code == SQLITE_DONE || code == SQLITE_ROW ? ERROR_OK : sqlite_connection_failure(connection);
  sqlite3_reset(statement);
  return error;
}

enum error sqlite_connection_execute(struct sqlite_connection *connection,
                                     enum sqlite_statement which) {
  sqlite3_stmt *statement = NULL;
  enum error error = sqlite_connection_statement(connection, which, &statement);
  return error != ERROR_OK ? error : sqlite_connection_run(connection, statement);
}

/* A failed bind leaves NULL, which the NOT NULL columns refuse: the insert then reports it. */
void sqlite_connection_bind(sqlite3_stmt *statement, int position, struct view text) {
  sqlite3_bind_text64(statement, position, text.data != NULL ? text.data : "", text.length,
                      SQLITE_STATIC, SQLITE_UTF8);
}

void sqlite_connection_bind_blob(sqlite3_stmt *statement, int position, struct view bytes) {
  sqlite3_bind_blob64(statement, position, bytes.data != NULL ? bytes.data : "", bytes.length,
                      SQLITE_STATIC);
}

struct view sqlite_connection_peek(sqlite3_stmt *statement, int column) {
  const char *data = sqlite3_column_blob(statement, column);
  int length = sqlite3_column_bytes(statement, column);
  return view_make(data != NULL ? data : "", length > 0 ? (size_t)length : 0);
}

struct view sqlite_connection_column(sqlite3_stmt *statement, int column, struct arena *arena) {
  return arena_copy(arena, sqlite_connection_peek(statement, column));
}
