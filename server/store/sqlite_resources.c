/* Definitions that clients stored. */
#include "server/store/rules.h"
#include "server/store/sqlite_operations.h"
#include "server/store/sqlite_rows.h"

static enum error audit(struct sqlite_connection *connection, const struct sqlite_resource *change,
                        const char *action) {
  struct store_audit row = rules_audit_resource(change->resource, action);
  struct sqlite_audit audit = {&row, change->now_ms};
  return sqlite_operations_audit(connection, &audit);
}

static enum error exists(struct sqlite_connection *connection,
                         const struct store_resource *resource, bool *ret_exists) {
  sqlite3_stmt *rows = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_RESOURCE_EXISTS, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(rows, 1, resource->type);
  sqlite_connection_bind(rows, 2, resource->id);
  int code = sqlite3_step(rows);
  error =
      code == SQLITE_ROW || code == SQLITE_DONE ? ERROR_OK : sqlite_connection_failure(connection);
  sqlite3_reset(rows);
  *ret_exists = code == SQLITE_ROW;
  return error;
}

enum error sqlite_operations_resource_put(struct sqlite_connection *connection, void *arguments) {
  struct sqlite_resource *put = arguments;
  const struct store_resource *resource = put->resource;
  sqlite3_stmt *insert = NULL;
  bool existed = false;
  enum error error = exists(connection, resource, &existed);
  if (error == ERROR_OK) {
    error = sqlite_connection_statement(connection, SQLITE_STATEMENT_RESOURCE_PUT, &insert);
  }
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(insert, 1, resource->type);
  sqlite_connection_bind(insert, 2, resource->id);
  sqlite_connection_bind(insert, 3, resource->url);
  sqlite_connection_bind(insert, 4, resource->version);
  sqlite3_bind_int64(insert, 5, put->now_ms);
  sqlite_connection_bind_blob(insert, 6, resource->content);
  error = sqlite_connection_run(connection, insert);
  put->created = !existed;
  return error == ERROR_OK ? audit(connection, put, "resource-put") : error;
}

enum error sqlite_operations_resource_delete(struct sqlite_connection *connection,
                                             void *arguments) {
  struct sqlite_resource *change = arguments;
  sqlite3_stmt *row = NULL;
  bool existed = false;
  enum error error = exists(connection, change->resource, &existed);
  if (error == ERROR_OK && !existed) {
    return ERROR_NOT_FOUND;
  }
  if (error == ERROR_OK) {
    error = sqlite_connection_statement(connection, SQLITE_STATEMENT_RESOURCE_DELETE, &row);
  }
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(row, 1, change->resource->type);
  sqlite_connection_bind(row, 2, change->resource->id);
  error = sqlite_connection_run(connection, row);
  return error == ERROR_OK ? audit(connection, change, "resource-deleted") : error;
}

static enum error read_row(sqlite3_stmt *rows, struct arena *arena, void *ret_row) {
  struct store_resource *row = ret_row;
  *row = (struct store_resource){
      .type = sqlite_connection_column(rows, 0, arena),
      .id = sqlite_connection_column(rows, 1, arena),
      .url = sqlite_connection_column(rows, 2, arena),
      .version = sqlite_connection_column(rows, 3, arena),
      .updated_ms = sqlite3_column_int64(rows, 4),
      .content = sqlite_connection_column(rows, 5, arena),
  };
  return row->type.data == NULL || row->content.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error sqlite_operations_resources(struct sqlite_connection *connection, struct arena *arena,
                                       struct store_resource **ret_rows, size_t *ret_count) {
  const struct sqlite_row_shape shape = {sizeof(struct store_resource), read_row};
  sqlite3_stmt *statement = NULL;
  struct sqlite_rows rows;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_RESOURCES_ALL, &statement);
  if (error == ERROR_OK) {
    error = sqlite_rows_read(connection, statement, &shape, arena, &rows);
  }
  if (error == ERROR_OK) {
    *ret_rows = rows.rows;
    *ret_count = rows.count;
  }
  return error;
}
