/* The audit trail, and the codes that the local mapping table lacks: counted where they occur,
 * listed for the work list. */
#include "server/store/audit_chain.h"
#include "server/store/postgres_operations.h"

/* The database counts and hashes, so that a chain that others write to as well is read and moved on
 * in one statement. */
static enum error append(struct postgres_connection *connection,
                         const struct store_audit_row *row) {
  const struct store_audit *what = &row->what;
  struct audit_text text;
  enum error error = audit_chain_text(row, &text);
  if (error != ERROR_OK) {
    return error;
  }
  const struct postgres_value values[] = {
      postgres_text(row->chain),     postgres_text(view_make(text.bytes, text.length)),
      postgres_number(row->at_ms),   postgres_text(what->action),
      postgres_text(what->verb),     postgres_number(row->outcome),
      postgres_number(what->status), postgres_text(what->request_id),
      postgres_text(what->client),   postgres_text(what->address),
      postgres_text(what->route),    postgres_text(what->type),
      postgres_text(what->subject),  postgres_text(what->patients),
      postgres_text(what->detail)};
  error = postgres_connection_run(connection, POSTGRES_STATEMENT_AUDIT_INSERT, values, NULL);
  audit_chain_text_free(&text);
  return error;
}

enum error postgres_operations_note(struct postgres_connection *connection,
                                    const struct store_audit *audit, int64_t now_ms) {
  const struct store_audit_row row = audit_chain_row(audit, view_of(connection->chain), now_ms);
  enum error error = append(connection, &row);
  return error != ERROR_OK ? error
                           : postgres_operations_unmapped(connection, audit->unmapped,
                                                          audit->unmapped_count, now_ms);
}

enum error postgres_operations_audit(struct postgres_connection *connection,
                                     const struct postgres_work *work) {
  return postgres_operations_note(connection, work->input, work->now_ms);
}

enum error postgres_operations_audit_many(struct postgres_connection *connection,
                                          const struct postgres_work *work) {
  const struct postgres_audit_many *many = work->input;
  enum error error = ERROR_OK;
  for (size_t i = 0; i < many->count && error == ERROR_OK; i++) {
    error = postgres_operations_note(connection, &many->audits[i], work->now_ms);
  }
  return error;
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
