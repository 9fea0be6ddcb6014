/* The audit trail, and the codes that the local mapping table lacks: counted where they occur,
 * listed for the work list. */
#include "server/store/postgres_operations.h"

enum error postgres_operations_note(struct postgres_connection *connection,
                                    const struct store_audit *audit, int64_t now_ms) {
  const struct postgres_value values[] = {
      postgres_number(now_ms), postgres_text(audit->action), postgres_text(audit->request_id),
      postgres_text(audit->subject), postgres_text(audit->detail)};
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_AUDIT_INSERT, values, NULL);
  return error != ERROR_OK ? error
                           : postgres_operations_unmapped(connection, audit->unmapped,
                                                          audit->unmapped_count, now_ms);
}

enum error postgres_operations_audit(struct postgres_connection *connection,
                                     const struct postgres_work *work) {
  return postgres_operations_note(connection, work->input, work->now_ms);
}

/* One at a time: two that count the same codes in another order would wait for each other. */
enum error postgres_operations_unmapped(struct postgres_connection *connection,
                                        const struct store_unmapped *rows, size_t count,
                                        int64_t now_ms) {
  enum error error = ERROR_OK;
  if (count > 0) {
    error = postgres_connection_run(connection, POSTGRES_STATEMENT_LOCK_UNMAPPED, NULL, NULL);
  }
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    const struct postgres_value values[] = {
        postgres_text(rows[i].domain),           postgres_text(rows[i].source_system),
        postgres_text(rows[i].source_code),      postgres_text(rows[i].source_display),
        postgres_text(rows[i].reason),           postgres_text(rows[i].example),
        postgres_number((int64_t)rows[i].count), postgres_number(now_ms),
        postgres_number(LIMIT_UNMAPPED_ROWS)};
    error = postgres_connection_run(connection, POSTGRES_STATEMENT_UNMAPPED_COUNT, values, NULL);
  }
  return error;
}

static enum error read_unmapped(const PGresult *result, int row, struct arena *arena,
                                void *ret_row) {
  struct store_unmapped *unmapped = ret_row;
  *unmapped = (struct store_unmapped){
      .domain = postgres_column(result, row, 0, arena),
      .source_system = postgres_column(result, row, 1, arena),
      .source_code = postgres_column(result, row, 2, arena),
      .source_display = postgres_column(result, row, 3, arena),
      .reason = postgres_column(result, row, 4, arena),
      .example = postgres_column(result, row, 5, arena),
      .count = (uint64_t)postgres_column_number(result, row, 6),
      .first_ms = postgres_column_number(result, row, 7),
      .last_ms = postgres_column_number(result, row, 8),
  };
  return unmapped->domain.data == NULL || unmapped->example.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error postgres_operations_unmapped_list(struct postgres_connection *connection,
                                             const struct postgres_work *work) {
  const struct store_unmapped_filter *filter = work->input;
  const struct postgres_row_shape shape = {sizeof(struct store_unmapped), read_unmapped};
  const struct postgres_value values[] = {
      postgres_text(filter->domain), postgres_text(filter->text), postgres_number(filter->limit),
      postgres_number(filter->offset)};
  PGresult *result = NULL;
  struct postgres_rows rows = {NULL, 0};
  int64_t total = 0;
  enum error error =
      postgres_connection_number(connection, POSTGRES_STATEMENT_UNMAPPED_TOTAL, values, &total);
  if (error == ERROR_OK) {
    error = postgres_connection_ask(connection, POSTGRES_STATEMENT_UNMAPPED_LIST, values, &result);
  }
  if (error == ERROR_OK) {
    error = postgres_rows_take(result, &shape, work->arena, &rows);
  }
  if (error == ERROR_OK) {
    *(struct store_unmapped_page *)work->output =
        (struct store_unmapped_page){rows.rows, rows.count, (uint64_t)total};
  }
  return error;
}
