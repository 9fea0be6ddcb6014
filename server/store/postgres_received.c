/* Documents that the service gave us: kept like those that we send, without a job. */
#include "server/store/postgres_operations.h"

static enum error read_received(const PGresult *result, int row, struct arena *arena,
                                void *ret_row) {
  struct store_received *received = ret_row;
  *received = (struct store_received){
      .bundle_id = postgres_column(result, row, 0, arena),
      .verdict = postgres_column(result, row, 1, arena),
      .received_ms = postgres_column_number(result, row, 2),
      .kind = postgres_column(result, row, 3, arena),
  };
  return received->bundle_id.data == NULL || received->kind.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error find(struct postgres_connection *connection, struct view document_key,
                       struct arena *arena, struct store_received *ret_received) {
  const struct postgres_row_shape shape = {sizeof(struct store_received), read_received};
  const struct postgres_value key = postgres_text(document_key);
  PGresult *result = NULL;
  enum error error =
      postgres_connection_ask(connection, POSTGRES_STATEMENT_RECEIVED_FIND, &key, &result);
  if (error == ERROR_OK) {
    error = postgres_row_take(result, &shape, arena, ret_received);
  }
  ret_received->document_key = document_key;
  return error;
}

enum error postgres_operations_received(struct postgres_connection *connection,
                                        const struct postgres_work *work) {
  const struct view *document_key = work->input;
  return find(connection, *document_key, work->arena, work->output);
}

static enum error insert_all(struct postgres_connection *connection,
                             const struct postgres_work *work, struct view id) {
  const struct store_received *received = work->input;
  const struct store_bundle bundle = rules_bundle_of(received, id);
  int64_t seq = 0;
  enum error error = postgres_operations_insert_bundle(connection, &bundle, work->now_ms, &seq);
  const struct postgres_value values[] = {postgres_text(received->document_key),
                                          postgres_number(seq), postgres_text(received->verdict),
                                          postgres_number(work->now_ms)};
  if (error == ERROR_OK) {
    error = postgres_connection_run(connection, POSTGRES_STATEMENT_RECEIVED_INSERT, values, NULL);
  }
  const struct store_audit audit = rules_audit_received(received, id);
  return error == ERROR_OK ? postgres_operations_note(connection, &audit, work->now_ms) : error;
}

enum error postgres_operations_receive(struct postgres_connection *connection,
                                       const struct postgres_work *work) {
  const struct store_received *received = work->input;
  struct view *bundle_id = work->output;
  const struct postgres_value key = postgres_text(received->document_key);
  struct store_received earlier = {.bundle_id = {NULL, 0}};
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_LOCK_DOCUMENT, &key, NULL);
  if (error == ERROR_OK) {
    error = find(connection, received->document_key, work->arena, &earlier);
  }
  if (error != ERROR_NOT_FOUND) {
    *bundle_id = earlier.bundle_id;
    return error;
  }
  char id[UUID_BYTES];
  uuid_random(id);
  *bundle_id = arena_copy(work->arena, view_of(id));
  return bundle_id->data == NULL ? ERROR_MEMORY : insert_all(connection, work, *bundle_id);
}
