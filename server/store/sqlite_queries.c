/* Reads: what the HTTP side and `outbox` ask. */
#include "server/store/rules.h"
#include "server/store/sqlite_operations.h"
#include "server/store/sqlite_rows.h"

enum error sqlite_operations_read_job(sqlite3_stmt *statement, struct arena *arena,
                                      struct store_job *ret_job) {
  struct store_job job = {
      .id = sqlite_connection_column(statement, 0, arena),
      .bundle_id = sqlite_connection_column(statement, 1, arena),
      .kind = sqlite_connection_column(statement, 2, arena),
      .patient = sqlite_connection_column(statement, 3, arena),
      .identifier_system = sqlite_connection_column(statement, 4, arena),
      .identifier_value = sqlite_connection_column(statement, 5, arena),
      .state = (enum job_state)sqlite3_column_int(statement, 6),
      .created_ms = sqlite3_column_int64(statement, 7),
      .updated_ms = sqlite3_column_int64(statement, 8),
      .next_attempt_ms = sqlite3_column_int64(statement, 9),
      .attempts = (uint32_t)sqlite3_column_int64(statement, 10),
      .receipt = sqlite_connection_column(statement, 11, arena),
      .result_code = sqlite_connection_column(statement, 12, arena),
      .result_text = sqlite_connection_column(statement, 13, arena),
      .operation = (enum job_operation)sqlite3_column_int(statement, 14),
      .insured = sqlite_connection_column(statement, 15, arena),
      .destination = sqlite_connection_column(statement, 16, arena),
      .consent = sqlite_connection_column(statement, 17, arena),
      .destination_name = sqlite_connection_column(statement, 18, arena),
      .consent_state = sqlite_connection_column(statement, 19, arena),
      .acquisition_state = sqlite_connection_column(statement, 20, arena),
      .states_ms = sqlite3_column_int64(statement, 21),
      .message_id = sqlite_connection_column(statement, 22, arena),
  };
  if (job.message_id.data == NULL || job.id.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_job = job;
  return ERROR_OK;
}

enum error sqlite_operations_bundle(struct sqlite_connection *connection, struct view id,
                                    struct arena *arena, struct view *ret_content) {
  sqlite3_stmt *rows = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_BUNDLE_CONTENT, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(rows, 1, id);
  int code = sqlite3_step(rows);
  if (code == SQLITE_ROW && sqlite3_column_int64(rows, 1) != 0) {
    error = ERROR_GONE;
  } else if (code == SQLITE_ROW) {
    struct view content = sqlite_connection_column(rows, 0, arena);
    error = content.data == NULL ? ERROR_MEMORY : ERROR_OK;
    if (error == ERROR_OK) {
      *ret_content = content;
    }
  } else {
    error = code == SQLITE_DONE ? ERROR_NOT_FOUND : sqlite_connection_failure(connection);
  }
  sqlite3_reset(rows);
  return error;
}

static enum sqlite_statement choose_jobs(const struct store_job_filter *filter) {
  if (filter->id.length > 0) {
    return SQLITE_STATEMENT_JOBS_BY_ID;
  }
  if (filter->identifier_value.length > 0) {
    return SQLITE_STATEMENT_JOBS_BY_IDENTIFIER;
  }
  if (filter->patient.length > 0) {
    return SQLITE_STATEMENT_JOBS_BY_PATIENT;
  }
  return filter->states != 0 ? SQLITE_STATEMENT_JOBS_BY_STATE : SQLITE_STATEMENT_JOBS_ALL;
}

static void bind_job_filter(sqlite3_stmt *rows, const struct store_job_filter *filter) {
  sqlite_connection_bind(rows, 1, filter->id);
  sqlite_connection_bind(rows, 2, filter->identifier_system);
  sqlite_connection_bind(rows, 3, filter->identifier_value);
  sqlite3_bind_int64(rows, 4, filter->states);
  sqlite_connection_bind(rows, 5, filter->patient);
  sqlite3_bind_int64(rows, 6, filter->updated_from_ms);
  sqlite3_bind_int64(rows, 7, filter->updated_to_ms);
  sqlite3_bind_int64(rows, 8, rules_row_limit(filter->limit));
  sqlite3_bind_int64(rows, 9, filter->offset);
}

static enum error read_job(sqlite3_stmt *statement, struct arena *arena, void *ret_job) {
  return sqlite_operations_read_job(statement, arena, ret_job);
}

enum error sqlite_operations_jobs(struct sqlite_connection *connection,
                                  const struct store_job_filter *filter, struct arena *arena,
                                  struct store_job **ret_rows, size_t *ret_count) {
  const struct sqlite_row_shape shape = {sizeof(struct store_job), read_job};
  sqlite3_stmt *statement = NULL;
  struct sqlite_rows rows;
  enum error error = sqlite_connection_statement(connection, choose_jobs(filter), &statement);
  if (error == ERROR_OK) {
    bind_job_filter(statement, filter);
    error = sqlite_rows_read(connection, statement, &shape, arena, &rows);
  }
  if (error == ERROR_OK) {
    *ret_rows = rows.rows;
    *ret_count = rows.count;
  }
  return error;
}

static enum sqlite_statement choose_compositions(const struct store_composition_filter *filter) {
  if (filter->id.length > 0) {
    return SQLITE_STATEMENT_COMPOSITIONS_BY_ID;
  }
  if (filter->patient.length > 0) {
    return SQLITE_STATEMENT_COMPOSITIONS_BY_PATIENT;
  }
  return filter->identifier.length > 0 ? SQLITE_STATEMENT_COMPOSITIONS_BY_IDENTIFIER
                                       : SQLITE_STATEMENT_COMPOSITIONS_ALL;
}

static enum error read_composition(sqlite3_stmt *statement, struct arena *arena, void *ret_row) {
  struct store_composition *row = ret_row;
  *row = (struct store_composition){
      .id = sqlite_connection_column(statement, 0, arena),
      .bundle_id = sqlite_connection_column(statement, 1, arena),
      .patient = sqlite_connection_column(statement, 2, arena),
      .identifier = sqlite_connection_column(statement, 3, arena),
      .type = sqlite_connection_column(statement, 4, arena),
      .created_ms = sqlite3_column_int64(statement, 5),
  };
  return row->type.data == NULL || row->id.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static void bind_composition_filter(sqlite3_stmt *statement,
                                    const struct store_composition_filter *filter) {
  sqlite_connection_bind(statement, 1, filter->id);
  sqlite_connection_bind(statement, 2, filter->patient);
  sqlite_connection_bind(statement, 3, filter->identifier);
  sqlite_connection_bind(statement, 4, filter->type);
  sqlite3_bind_int64(statement, 5, rules_row_limit(filter->limit));
  sqlite3_bind_int64(statement, 6, filter->offset);
}

enum error sqlite_operations_compositions(struct sqlite_connection *connection,
                                          const struct store_composition_filter *filter,
                                          struct arena *arena, struct store_composition **ret_rows,
                                          size_t *ret_count) {
  const struct sqlite_row_shape shape = {sizeof(struct store_composition), read_composition};
  sqlite3_stmt *statement = NULL;
  struct sqlite_rows rows;
  enum error error =
      sqlite_connection_statement(connection, choose_compositions(filter), &statement);
  if (error == ERROR_OK) {
    bind_composition_filter(statement, filter);
    error = sqlite_rows_read(connection, statement, &shape, arena, &rows);
  }
  if (error == ERROR_OK) {
    *ret_rows = rows.rows;
    *ret_count = rows.count;
  }
  return error;
}

static enum error read_counts(struct sqlite_connection *connection,
                              uint64_t counts[JOB_STATE_COUNT]) {
  sqlite3_stmt *rows = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_COUNTS, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  int code;
  while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
    int state = sqlite3_column_int(rows, 0);
    if (state >= 0 && state < JOB_STATE_COUNT) {
      counts[state] = (uint64_t)sqlite3_column_int64(rows, 1);
    }
  }
  error = code == SQLITE_DONE ? ERROR_OK : sqlite_connection_failure(connection);
  sqlite3_reset(rows);
  return error;
}

enum error sqlite_operations_summary(struct sqlite_connection *connection,
                                     struct store_outbox_summary *ret_summary) {
  struct store_outbox_summary summary = {{0}, 0};
  sqlite3_stmt *oldest = NULL;
  enum error error = read_counts(connection, summary.counts);
  if (error == ERROR_OK) {
    error = sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_OLDEST_OPEN, &oldest);
  }
  if (error == ERROR_OK) {
    error = sqlite_rows_number(connection, oldest, &summary.oldest_open_ms);
  }
  if (error == ERROR_OK) {
    *ret_summary = summary;
  }
  return error;
}
