/* Codes that the local mapping table lacks: counted where they occur, listed for the work list. */
#include "server/limits.h"
#include "server/store/sqlite_operations.h"
#include "server/store/sqlite_rows.h"

enum error sqlite_operations_unmapped(struct sqlite_connection *connection,
                                      const struct store_unmapped *rows, size_t count,
                                      int64_t now_ms) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    sqlite3_stmt *insert = NULL;
    error = sqlite_connection_statement(connection, SQLITE_STATEMENT_UNMAPPED_COUNT, &insert);
    if (error != ERROR_OK) {
      return error;
    }
    sqlite_connection_bind(insert, 1, rows[i].domain);
    sqlite_connection_bind(insert, 2, rows[i].source_system);
    sqlite_connection_bind(insert, 3, rows[i].source_code);
    sqlite_connection_bind(insert, 4, rows[i].source_display);
    sqlite_connection_bind(insert, 5, rows[i].reason);
    sqlite_connection_bind(insert, 6, rows[i].example);
    sqlite3_bind_int64(insert, 7, (int64_t)rows[i].count);
    sqlite3_bind_int64(insert, 8, now_ms);
    sqlite3_bind_int64(insert, 9, LIMIT_UNMAPPED_ROWS);
    error = sqlite_connection_run(connection, insert);
  }
  return error;
}

static enum error read_unmapped(sqlite3_stmt *rows, struct arena *arena, void *ret_row) {
  struct store_unmapped *row = ret_row;
  *row = (struct store_unmapped){
      .domain = sqlite_connection_column(rows, 0, arena),
      .source_system = sqlite_connection_column(rows, 1, arena),
      .source_code = sqlite_connection_column(rows, 2, arena),
      .source_display = sqlite_connection_column(rows, 3, arena),
      .reason = sqlite_connection_column(rows, 4, arena),
      .example = sqlite_connection_column(rows, 5, arena),
      .count = (uint64_t)sqlite3_column_int64(rows, 6),
      .first_ms = sqlite3_column_int64(rows, 7),
      .last_ms = sqlite3_column_int64(rows, 8),
  };
  return row->domain.data == NULL || row->example.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static void bind_unmapped_filter(sqlite3_stmt *rows, const struct store_unmapped_filter *filter) {
  sqlite_connection_bind(rows, 1, filter->domain);
  sqlite_connection_bind(rows, 2, filter->text);
  sqlite3_bind_int64(rows, 3, filter->limit == 0 ? -1 : (int64_t)filter->limit);
  sqlite3_bind_int64(rows, 4, filter->offset);
}

enum error sqlite_operations_unmapped_list(struct sqlite_connection *connection,
                                           const struct store_unmapped_filter *filter,
                                           struct arena *arena,
                                           struct store_unmapped_page *ret_page) {
  const struct sqlite_row_shape shape = {sizeof(struct store_unmapped), read_unmapped};
  sqlite3_stmt *statement = NULL;
  struct sqlite_rows rows = {0};
  int64_t total = 0;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_UNMAPPED_TOTAL, &statement);
  if (error == ERROR_OK) {
    bind_unmapped_filter(statement, filter);
    error = sqlite_rows_number(connection, statement, &total);
  }
  if (error == ERROR_OK) {
    error = sqlite_connection_statement(connection, SQLITE_STATEMENT_UNMAPPED_LIST, &statement);
  }
  if (error == ERROR_OK) {
    bind_unmapped_filter(statement, filter);
    error = sqlite_rows_read(connection, statement, &shape, arena, &rows);
  }
  if (error == ERROR_OK) {
    *ret_page = (struct store_unmapped_page){rows.rows, rows.count, (uint64_t)total};
  }
  return error;
}
