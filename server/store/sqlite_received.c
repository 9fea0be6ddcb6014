/* Documents that the service gave us: kept like those that we send, without a job. */
#include "server/store/rules.h"
#include "server/store/sqlite_operations.h"

enum error sqlite_operations_received(struct sqlite_connection *connection,
                                      struct view document_key, struct arena *arena,
                                      struct store_received *ret_received) {
  sqlite3_stmt *rows = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_RECEIVED_FIND, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(rows, 1, document_key);
  int code = sqlite3_step(rows);
  if (code == SQLITE_ROW) {
    *ret_received = (struct store_received){
        .document_key = document_key,
        .bundle_id = sqlite_connection_column(rows, 0, arena),
        .verdict = sqlite_connection_column(rows, 1, arena),
        .received_ms = sqlite3_column_int64(rows, 2),
        .kind = sqlite_connection_column(rows, 3, arena),
    };
    error = ret_received->kind.data == NULL ? ERROR_MEMORY : ERROR_OK;
  } else {
    error = code == SQLITE_DONE ? ERROR_NOT_FOUND : sqlite_connection_failure(connection);
  }
  sqlite3_reset(rows);
  return error;
}

static enum error insert_received(struct sqlite_connection *connection,
                                  const struct sqlite_receive *receive, int64_t bundle_seq) {
  sqlite3_stmt *insert = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_RECEIVED_INSERT, &insert);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(insert, 1, receive->received->document_key);
  sqlite3_bind_int64(insert, 2, bundle_seq);
  sqlite_connection_bind(insert, 3, receive->received->verdict);
  sqlite3_bind_int64(insert, 4, receive->now_ms);
  return sqlite_connection_run(connection, insert);
}

static enum error insert_all(struct sqlite_connection *connection,
                             const struct sqlite_receive *receive) {
  const struct store_received *received = receive->received;
  const struct store_bundle bundle = rules_bundle_of(received, receive->bundle_id);
  enum error error = sqlite_operations_insert_bundle(connection, &bundle, receive->now_ms);
  int64_t bundle_seq = sqlite3_last_insert_rowid(connection->database);
  if (error == ERROR_OK) {
    error = insert_received(connection, receive, bundle_seq);
  }
  if (error == ERROR_OK) {
    error = sqlite_operations_insert_composition(connection, &bundle, bundle_seq, receive->now_ms);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct store_audit row = rules_audit_received(received, receive->bundle_id);
  struct sqlite_audit audit = {&row, receive->now_ms};
  return sqlite_operations_audit(connection, &audit);
}

enum error sqlite_operations_receive(struct sqlite_connection *connection, void *arguments) {
  struct sqlite_receive *receive = arguments;
  struct store_received earlier = {0};
  enum error error = sqlite_operations_received(connection, receive->received->document_key,
                                                receive->arena, &earlier);
  if (error != ERROR_NOT_FOUND) {
    receive->bundle_id = earlier.bundle_id;
    return error;
  }
  char id[UUID_BYTES];
  uuid_random(id);
  receive->bundle_id = arena_copy(receive->arena, view_of(id));
  return receive->bundle_id.data == NULL ? ERROR_MEMORY : insert_all(connection, receive);
}
