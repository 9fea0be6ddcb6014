/* Definitions that clients stored. */
#include "server/store/postgres_operations.h"

enum error postgres_operations_resource_put(struct postgres_connection *connection,
                                            const struct postgres_work *work) {
  const struct store_resource *resource = work->input;
  const struct postgres_value values[] = {
      postgres_text(resource->type), postgres_text(resource->id),
      postgres_text(resource->url),  postgres_text(resource->version),
      postgres_number(work->now_ms), postgres_text(resource->content)};
  const struct store_audit audit = rules_audit_resource(resource, "resource-put");
  int64_t created = 0;
  enum error error =
      postgres_connection_number(connection, POSTGRES_STATEMENT_RESOURCE_PUT, values, &created);
  *(bool *)work->output = created == 1;
  return error == ERROR_OK ? postgres_operations_note(connection, &audit, work->now_ms) : error;
}

enum error postgres_operations_resource_delete(struct postgres_connection *connection,
                                               const struct postgres_work *work) {
  const struct store_resource *resource = work->input;
  const struct postgres_value values[] = {postgres_text(resource->type),
                                          postgres_text(resource->id)};
  const struct store_audit audit = rules_audit_resource(resource, "resource-deleted");
  int64_t changes = 0;
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_RESOURCE_DELETE, values, &changes);
  if (error == ERROR_OK && changes == 0) {
    return ERROR_NOT_FOUND;
  }
  return error == ERROR_OK ? postgres_operations_note(connection, &audit, work->now_ms) : error;
}

static enum error read_resource(const PGresult *result, int row, struct arena *arena,
                                void *ret_row) {
  struct store_resource *resource = ret_row;
  *resource = (struct store_resource){
      .type = postgres_column(result, row, 0, arena),
      .id = postgres_column(result, row, 1, arena),
      .url = postgres_column(result, row, 2, arena),
      .version = postgres_column(result, row, 3, arena),
      .updated_ms = postgres_column_number(result, row, 4),
      .content = postgres_column(result, row, 5, arena),
  };
  return resource->type.data == NULL || resource->content.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error postgres_operations_resources(struct postgres_connection *connection,
                                         const struct postgres_work *work) {
  const struct postgres_row_shape shape = {sizeof(struct store_resource), read_resource};
  PGresult *result = NULL;
  enum error error =
      postgres_connection_ask(connection, POSTGRES_STATEMENT_RESOURCES_ALL, NULL, &result);
  return error != ERROR_OK ? error : postgres_rows_take(result, &shape, work->arena, work->output);
}
