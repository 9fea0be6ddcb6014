/* The local code-mapping table. */
#include "server/store/rules.h"
#include "server/store/sqlite_operations.h"
#include "server/store/sqlite_rows.h"

/* Where the texts of a row begin among the parameters of insert and update, and in the columns. */
#define FIRST_TEXT_PARAMETER 3
#define FIRST_TEXT_COLUMN 3
#define VERSION_PARAMETER 19

_Static_assert(FIRST_TEXT_PARAMETER + MAPPING_ROW_TEXT_COUNT == VERSION_PARAMETER,
               "the statements number the texts of a row");

/* ---- changes ------------------------------------------------------------------------------------
 */
static enum error run_change(struct sqlite_connection *connection, sqlite3_stmt *statement,
                             struct store_mapping_batch *batch) {
  int code = sqlite3_step(statement);
  enum error error = ERROR_OK;
  if ((code & 0xff) == SQLITE_CONSTRAINT) {
    batch->duplicate = true;
    error = ERROR_CONFLICT;
  } else if (code != SQLITE_DONE) {
    error = sqlite_connection_failure(connection);
  }
  sqlite3_reset(statement);
  return error;
}

/* Nothing was changed: because there is no such row, or because it has another version. */
static enum error explain_untouched(struct sqlite_connection *connection, struct view id) {
  sqlite3_stmt *rows = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_MAPPING_EXISTS, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(rows, 1, id);
  int code = sqlite3_step(rows);
  error = code == SQLITE_ROW    ? ERROR_CONFLICT
          : code == SQLITE_DONE ? ERROR_NOT_FOUND
                                : sqlite_connection_failure(connection);
  sqlite3_reset(rows);
  return error;
}

static enum error write_row(struct sqlite_connection *connection,
                            const struct store_mapping_change *change,
                            const struct sqlite_mapping *mapping) {
  static const enum sqlite_statement statements[] = {
      [STORE_MAPPING_INSERT] = SQLITE_STATEMENT_MAPPING_INSERT,
      [STORE_MAPPING_UPDATE] = SQLITE_STATEMENT_MAPPING_UPDATE,
      [STORE_MAPPING_DELETE] = SQLITE_STATEMENT_MAPPING_DELETE};
  sqlite3_stmt *statement = NULL;
  enum error error =
      sqlite_connection_statement(connection, statements[change->action], &statement);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(statement, 1, change->row.id);
  if (change->action != STORE_MAPPING_DELETE) {
    sqlite3_bind_int64(statement, 2, mapping->now_ms);
    for (int i = 0; i < MAPPING_ROW_TEXT_COUNT; i++) {
      sqlite_connection_bind(statement, FIRST_TEXT_PARAMETER + i,
                             mapping_row_get(&change->row, (enum mapping_row_text)i));
    }
  }
  sqlite3_bind_int64(statement, VERSION_PARAMETER, (int64_t)change->row.version);
  error = run_change(connection, statement, mapping->batch);
  if (error == ERROR_OK && sqlite3_changes(connection->database) == 0) {
    error = explain_untouched(connection, change->row.id);
  }
  return error;
}

static enum error forget_unmapped(struct sqlite_connection *connection,
                                  const struct mapping_row *row) {
  sqlite3_stmt *statement = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_UNMAPPED_FORGET, &statement);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(statement, 1, row->source_system);
  sqlite_connection_bind(statement, 2, row->source_code);
  sqlite_connection_bind(statement, 3, row->specimen);
  return sqlite_connection_run(connection, statement);
}

static enum error make_change(struct sqlite_connection *connection,
                              const struct store_mapping_change *change,
                              const struct sqlite_mapping *mapping) {
  struct rules_text text;
  enum error error = write_row(connection, change, mapping);
  if (error == ERROR_OK && change->action != STORE_MAPPING_DELETE &&
      view_is(change->row.status, MAPPING_STATUS_APPROVED)) {
    error = forget_unmapped(connection, &change->row);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct store_audit row = rules_audit_mapping(change, mapping->batch, &text);
  struct sqlite_audit audit = {&row, mapping->now_ms};
  return sqlite_operations_audit(connection, &audit);
}

static enum error make_changes(struct sqlite_connection *connection,
                               const struct sqlite_mapping *mapping) {
  struct store_mapping_batch *batch = mapping->batch;
  for (size_t i = 0; i < batch->count; i++) {
    enum error error = make_change(connection, &batch->changes[i], mapping);
    if (error != ERROR_OK) {
      batch->failed = i;
      return error;
    }
  }
  return batch->count == 0 ? ERROR_OK
                           : sqlite_connection_execute(connection, SQLITE_STATEMENT_MAPPING_TOUCH);
}

/* A conflict is an answer, and the transaction around it goes on with other work: what was done of
 * this batch must be undone here. */
enum error sqlite_operations_mapping(struct sqlite_connection *connection, void *arguments) {
  const struct sqlite_mapping *mapping = arguments;
  mapping->batch->duplicate = false;
  enum error error = sqlite_connection_execute(connection, SQLITE_STATEMENT_MAPPING_SAVEPOINT);
  if (error != ERROR_OK) {
    return error;
  }
  error = make_changes(connection, mapping);
  if (error == ERROR_CONFLICT || error == ERROR_NOT_FOUND) {
    enum error undone = sqlite_connection_execute(connection, SQLITE_STATEMENT_MAPPING_ROLLBACK);
    error = undone == ERROR_OK ? error : undone;
  }
  enum error released = sqlite_connection_execute(connection, SQLITE_STATEMENT_MAPPING_RELEASE);
  return released == ERROR_OK || error != ERROR_OK ? error : released;
}

/* ---- reading ------------------------------------------------------------------------------------
 */
static enum error read_mapping_row(sqlite3_stmt *rows, struct arena *arena, void *ret_row) {
  struct mapping_row *row = ret_row;
  row->id = sqlite_connection_column(rows, 0, arena);
  row->version = (uint64_t)sqlite3_column_int64(rows, 1);
  row->updated_ms = sqlite3_column_int64(rows, 2);
  for (int i = 0; i < MAPPING_ROW_TEXT_COUNT; i++) {
    struct view text = sqlite_connection_column(rows, FIRST_TEXT_COLUMN + i, arena);
    if (text.data == NULL) {
      return ERROR_MEMORY;
    }
    mapping_row_set(row, (enum mapping_row_text)i, text);
  }
  return row->id.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static void bind_mapping_filter(sqlite3_stmt *rows, const struct store_mapping_filter *filter) {
  sqlite_connection_bind(rows, 1, filter->id);
  sqlite_connection_bind(rows, 2, filter->domain);
  sqlite_connection_bind(rows, 3, filter->source_system);
  sqlite_connection_bind(rows, 4, filter->source_code);
  sqlite_connection_bind(rows, 5, filter->status);
  sqlite_connection_bind(rows, 6, filter->text);
  sqlite3_bind_int64(rows, 7, filter->limit == 0 ? -1 : (int64_t)filter->limit);
  sqlite3_bind_int64(rows, 8, filter->offset);
}

/* The most selective restriction leads, so that its index is used. */
static void choose_mapping(const struct store_mapping_filter *filter,
                           enum sqlite_statement *ret_list, enum sqlite_statement *ret_total) {
  *ret_list = SQLITE_STATEMENT_MAPPING_LIST;
  *ret_total = SQLITE_STATEMENT_MAPPING_TOTAL;
  if (filter->id.length > 0) {
    *ret_list = SQLITE_STATEMENT_MAPPING_LIST_BY_ID;
    *ret_total = SQLITE_STATEMENT_MAPPING_TOTAL_BY_ID;
  } else if (filter->source_code.length > 0) {
    *ret_list = SQLITE_STATEMENT_MAPPING_LIST_BY_CODE;
    *ret_total = SQLITE_STATEMENT_MAPPING_TOTAL_BY_CODE;
  }
}

enum error sqlite_operations_mapping_list(struct sqlite_connection *connection,
                                          const struct store_mapping_filter *filter,
                                          struct arena *arena,
                                          struct store_mapping_page *ret_page) {
  enum sqlite_statement list;
  enum sqlite_statement count;
  const struct sqlite_row_shape shape = {sizeof(struct mapping_row), read_mapping_row};
  sqlite3_stmt *statement = NULL;
  struct sqlite_rows rows = {0};
  int64_t total = 0;
  choose_mapping(filter, &list, &count);
  enum error error = sqlite_connection_statement(connection, count, &statement);
  if (error == ERROR_OK) {
    bind_mapping_filter(statement, filter);
    error = sqlite_rows_number(connection, statement, &total);
  }
  if (error == ERROR_OK) {
    error = sqlite_connection_statement(connection, list, &statement);
  }
  if (error == ERROR_OK) {
    bind_mapping_filter(statement, filter);
    error = sqlite_rows_read(connection, statement, &shape, arena, &rows);
  }
  if (error == ERROR_OK) {
    *ret_page = (struct store_mapping_page){rows.rows, rows.count, (uint64_t)total};
  }
  return error;
}

enum error sqlite_operations_mapping_revision(struct sqlite_connection *connection,
                                              int64_t *ret_revision) {
  sqlite3_stmt *statement = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_MAPPING_REVISION, &statement);
  return error != ERROR_OK ? error : sqlite_rows_number(connection, statement, ret_revision);
}
