/* Definitions that clients stored. */
#include "server/store/sqlite_operations.h"

static enum error audit(struct sqlite_connection *connection, const struct sqlite_resource *change,
                        const char *action) {
  struct store_audit row = {.action = view_of(action),
                            .request_id = change->resource->request_id,
                            .subject = change->resource->id,
                            .detail = change->resource->type};
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

static enum error read_row(sqlite3_stmt *rows, struct arena *arena,
                           struct store_resource *ret_row) {
  struct store_resource row = {
      .type = sqlite_connection_column(rows, 0, arena),
      .id = sqlite_connection_column(rows, 1, arena),
      .url = sqlite_connection_column(rows, 2, arena),
      .version = sqlite_connection_column(rows, 3, arena),
      .updated_ms = sqlite3_column_int64(rows, 4),
      .content = sqlite_connection_column(rows, 5, arena),
  };
  if (row.type.data == NULL || row.content.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_row = row;
  return ERROR_OK;
}

enum error sqlite_operations_resources(struct sqlite_connection *connection, struct arena *arena,
                                       struct store_resource **ret_rows, size_t *ret_count) {
  sqlite3_stmt *rows = NULL;
  struct store_resource *list = NULL;
  size_t count = 0;
  size_t capacity = 0;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_RESOURCES_ALL, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  int code = sqlite3_step(rows);
  while (code == SQLITE_ROW && error == ERROR_OK) {
    if (count == capacity) {
      size_t wanted = capacity == 0 ? 64 : capacity * 2;
      list = arena_grow(arena, list, capacity * sizeof *list, wanted * sizeof *list);
      capacity = wanted;
    }
    error = list == NULL ? ERROR_MEMORY : read_row(rows, arena, &list[count++]);
    code = error == ERROR_OK ? sqlite3_step(rows) : code;
  }
  if (error == ERROR_OK && code != SQLITE_DONE) {
    error = sqlite_connection_failure(connection);
  }
  sqlite3_reset(rows);
  if (error == ERROR_OK) {
    *ret_rows = list;
    *ret_count = count;
  }
  return error;
}
