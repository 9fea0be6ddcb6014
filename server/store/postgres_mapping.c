/* The local code-mapping table. */
#include "server/store/postgres_operations.h"

/* Where the texts of a row begin among the values of insert and update, and in the columns. */
#define FIRST_TEXT_VALUE 2
#define FIRST_TEXT_COLUMN 3
#define VERSION_VALUE (FIRST_TEXT_VALUE + MAPPING_ROW_TEXT_COUNT)

_Static_assert(VERSION_VALUE == 18, "the statements number the texts of a row");

/* ---- changes ------------------------------------------------------------------------------------
 */
/* Nothing was changed: because there is no such row, or because it has another version. */
static enum error explain_untouched(struct postgres_connection *connection, struct view id) {
  const struct postgres_value value = postgres_text(id);
  int64_t version = 0;
  enum error error =
      postgres_connection_number(connection, POSTGRES_STATEMENT_MAPPING_EXISTS, &value, &version);
  return error == ERROR_OK ? ERROR_CONFLICT : error;
}

static enum error run_change(struct postgres_connection *connection,
                             const struct store_mapping_change *change, int64_t now_ms,
                             int64_t *ret_changes) {
  const struct mapping_row *row = &change->row;
  struct postgres_value values[VERSION_VALUE + 1] = {postgres_text(row->id),
                                                     postgres_number((int64_t)row->version)};
  if (change->action == STORE_MAPPING_DELETE) {
    return postgres_connection_run(connection, POSTGRES_STATEMENT_MAPPING_DELETE, values,
                                   ret_changes);
  }
  values[1] = postgres_number(now_ms);
  for (int i = 0; i < MAPPING_ROW_TEXT_COUNT; i++) {
    values[FIRST_TEXT_VALUE + i] = postgres_text(mapping_row_get(row, (enum mapping_row_text)i));
  }
  values[VERSION_VALUE] = postgres_number((int64_t)row->version);
  return postgres_connection_run(connection,
                                 change->action == STORE_MAPPING_INSERT
                                     ? POSTGRES_STATEMENT_MAPPING_INSERT
                                     : POSTGRES_STATEMENT_MAPPING_UPDATE,
                                 values, ret_changes);
}

static enum error write_row(struct postgres_connection *connection,
                            const struct store_mapping_change *change,
                            struct store_mapping_batch *batch, int64_t now_ms) {
  int64_t changes = 0;
  enum error error = run_change(connection, change, now_ms, &changes);
  batch->duplicate = error == ERROR_CONFLICT;
  return error == ERROR_OK && changes == 0 ? explain_untouched(connection, change->row.id) : error;
}

static enum error forget_unmapped(struct postgres_connection *connection,
                                  const struct mapping_row *row) {
  const struct postgres_value values[] = {postgres_text(row->source_system),
                                          postgres_text(row->source_code),
                                          postgres_text(row->specimen)};
  return postgres_connection_run(connection, POSTGRES_STATEMENT_UNMAPPED_FORGET, values, NULL);
}

static enum error make_change(struct postgres_connection *connection,
                              const struct store_mapping_change *change,
                              struct store_mapping_batch *batch, int64_t now_ms) {
  enum error error = write_row(connection, change, batch, now_ms);
  if (error == ERROR_OK && change->action != STORE_MAPPING_DELETE &&
      view_is(change->row.status, MAPPING_STATUS_APPROVED)) {
    error = forget_unmapped(connection, &change->row);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct rules_text text;
  const struct store_audit audit = rules_audit_mapping(change, batch, &text);
  return postgres_operations_note(connection, &audit, now_ms);
}

/* One batch at a time: the revision's row is changed first and held until the end, so that two
 * batches with the same rows in another order cannot wait for each other. */
enum error postgres_operations_mapping(struct postgres_connection *connection,
                                       const struct postgres_work *work) {
  const struct postgres_mapping *mapping = work->input;
  struct store_mapping_batch *batch = mapping->batch;
  enum error error = ERROR_OK;
  batch->duplicate = false;
  if (batch->count > 0) {
    error = postgres_connection_run(connection, POSTGRES_STATEMENT_MAPPING_TOUCH, NULL, NULL);
  }
  if (batch->count > 0 && error == ERROR_OK) {
    error = postgres_connection_run(connection, POSTGRES_STATEMENT_LOCK_UNMAPPED, NULL, NULL);
  }
  for (size_t i = 0; i < batch->count && error == ERROR_OK; i++) {
    batch->failed = i;
    error = make_change(connection, &batch->changes[i], batch, work->now_ms);
  }
  return error;
}

/* ---- reading ------------------------------------------------------------------------------------
 */
static enum error read_mapping_row(const PGresult *result, int row, struct arena *arena,
                                   void *ret_row) {
  struct mapping_row *mapping = ret_row;
  mapping->id = postgres_column(result, row, 0, arena);
  mapping->version = (uint64_t)postgres_column_number(result, row, 1);
  mapping->updated_ms = postgres_column_number(result, row, 2);
  for (int i = 0; i < MAPPING_ROW_TEXT_COUNT; i++) {
    struct view text = postgres_column(result, row, FIRST_TEXT_COLUMN + i, arena);
    if (text.data == NULL) {
      return ERROR_MEMORY;
    }
    mapping_row_set(mapping, (enum mapping_row_text)i, text);
  }
  return mapping->id.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

/* The most selective restriction leads, so that its index is used. */
static void choose_mapping(const struct store_mapping_filter *filter,
                           enum postgres_statement *ret_list, enum postgres_statement *ret_total) {
  *ret_list = POSTGRES_STATEMENT_MAPPING_LIST;
  *ret_total = POSTGRES_STATEMENT_MAPPING_TOTAL;
  if (filter->id.length > 0) {
    *ret_list = POSTGRES_STATEMENT_MAPPING_LIST_BY_ID;
    *ret_total = POSTGRES_STATEMENT_MAPPING_TOTAL_BY_ID;
  } else if (filter->source_code.length > 0) {
    *ret_list = POSTGRES_STATEMENT_MAPPING_LIST_BY_CODE;
    *ret_total = POSTGRES_STATEMENT_MAPPING_TOTAL_BY_CODE;
  }
}

enum error postgres_operations_mapping_list(struct postgres_connection *connection,
                                            const struct postgres_work *work) {
  const struct store_mapping_filter *filter = work->input;
  const struct postgres_row_shape shape = {sizeof(struct mapping_row), read_mapping_row};
  const struct postgres_value values[] = {postgres_text(filter->id),
                                          postgres_text(filter->domain),
                                          postgres_text(filter->source_system),
                                          postgres_text(filter->source_code),
                                          postgres_text(filter->status),
                                          postgres_text(filter->text),
                                          postgres_number(filter->limit),
                                          postgres_number(filter->offset)};
  enum postgres_statement list;
  enum postgres_statement count;
  PGresult *result = NULL;
  struct postgres_rows rows = {NULL, 0};
  int64_t total = 0;
  choose_mapping(filter, &list, &count);
  enum error error = postgres_connection_number(connection, count, values, &total);
  if (error == ERROR_OK) {
    error = postgres_connection_ask(connection, list, values, &result);
  }
  if (error == ERROR_OK) {
    error = postgres_rows_take(result, &shape, work->arena, &rows);
  }
  if (error == ERROR_OK) {
    *(struct store_mapping_page *)work->output =
        (struct store_mapping_page){rows.rows, rows.count, (uint64_t)total};
  }
  return error;
}

enum error postgres_operations_mapping_revision(struct postgres_connection *connection,
                                                const struct postgres_work *work) {
  return postgres_connection_number(connection, POSTGRES_STATEMENT_MAPPING_REVISION, NULL,
                                    work->output);
}
