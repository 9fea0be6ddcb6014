/* Reads: what the HTTP side and `outbox` ask. */
#include "server/store/postgres_operations.h"

enum error postgres_operations_read_job(const PGresult *result, int row, struct arena *arena,
                                        void *ret_row) {
  struct store_job *job = ret_row;
  *job = (struct store_job){
      .id = postgres_column(result, row, 0, arena),
      .bundle_id = postgres_column(result, row, 1, arena),
      .kind = postgres_column(result, row, 2, arena),
      .patient = postgres_column(result, row, 3, arena),
      .identifier_system = postgres_column(result, row, 4, arena),
      .identifier_value = postgres_column(result, row, 5, arena),
      .state = (enum job_state)postgres_column_number(result, row, 6),
      .created_ms = postgres_column_number(result, row, 7),
      .updated_ms = postgres_column_number(result, row, 8),
      .next_attempt_ms = postgres_column_number(result, row, 9),
      .attempts = (uint32_t)postgres_column_number(result, row, 10),
      .receipt = postgres_column(result, row, 11, arena),
      .result_code = postgres_column(result, row, 12, arena),
      .result_text = postgres_column(result, row, 13, arena),
      .operation = (enum job_operation)postgres_column_number(result, row, 14),
      .insured = postgres_column(result, row, 15, arena),
      .destination = postgres_column(result, row, 16, arena),
      .consent = postgres_column(result, row, 17, arena),
      .destination_name = postgres_column(result, row, 18, arena),
      .consent_state = postgres_column(result, row, 19, arena),
      .acquisition_state = postgres_column(result, row, 20, arena),
      .states_ms = postgres_column_number(result, row, 21),
      .message_id = postgres_column(result, row, 22, arena),
  };
  return job->message_id.data == NULL || job->id.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error postgres_operations_bundle(struct postgres_connection *connection,
                                      const struct postgres_work *work) {
  const struct view *id = work->input;
  struct view *content = work->output;
  const struct postgres_value value = postgres_text(*id);
  PGresult *result = NULL;
  enum error error =
      postgres_connection_ask(connection, POSTGRES_STATEMENT_BUNDLE_CONTENT, &value, &result);
  if (error != ERROR_OK) {
    return error;
  }
  if (PQntuples(result) == 0) {
    error = ERROR_NOT_FOUND;
  } else if (postgres_column_number(result, 0, 1) != 0) {
    error = ERROR_GONE;
  } else {
    *content = postgres_column(result, 0, 0, work->arena);
    error = content->data == NULL ? ERROR_MEMORY : ERROR_OK;
  }
  PQclear(result);
  return error;
}

static enum postgres_statement choose_jobs(const struct store_job_filter *filter) {
  if (filter->id.length > 0) {
    return POSTGRES_STATEMENT_JOBS_BY_ID;
  }
  if (filter->identifier_value.length > 0) {
    return POSTGRES_STATEMENT_JOBS_BY_IDENTIFIER;
  }
  if (filter->patient.length > 0) {
    return POSTGRES_STATEMENT_JOBS_BY_PATIENT;
  }
  return filter->states != 0 ? POSTGRES_STATEMENT_JOBS_BY_STATE : POSTGRES_STATEMENT_JOBS_ALL;
}

enum error postgres_operations_jobs(struct postgres_connection *connection,
                                    const struct postgres_work *work) {
  const struct store_job_filter *filter = work->input;
  const struct postgres_row_shape shape = {sizeof(struct store_job), postgres_operations_read_job};
  const struct postgres_value values[] = {
      postgres_text(filter->id),
      postgres_text(filter->identifier_system),
      postgres_text(filter->identifier_value),
      postgres_number(filter->states),
      postgres_text(filter->patient),
      postgres_number(filter->updated_from_ms),
      postgres_number(filter->updated_to_ms),
      postgres_number(rules_row_limit(filter->limit)),
      postgres_number(filter->offset),
  };
  PGresult *result = NULL;
  enum error error = postgres_connection_ask(connection, choose_jobs(filter), values, &result);
  return error != ERROR_OK ? error : postgres_rows_take(result, &shape, work->arena, work->output);
}

static enum postgres_statement choose_compositions(const struct store_composition_filter *filter) {
  if (filter->id.length > 0) {
    return POSTGRES_STATEMENT_COMPOSITIONS_BY_ID;
  }
  if (filter->patient.length > 0) {
    return POSTGRES_STATEMENT_COMPOSITIONS_BY_PATIENT;
  }
  return filter->identifier.length > 0 ? POSTGRES_STATEMENT_COMPOSITIONS_BY_IDENTIFIER
                                       : POSTGRES_STATEMENT_COMPOSITIONS_ALL;
}

static enum error read_composition(const PGresult *result, int row, struct arena *arena,
                                   void *ret_row) {
  struct store_composition *composition = ret_row;
  *composition = (struct store_composition){
      .id = postgres_column(result, row, 0, arena),
      .bundle_id = postgres_column(result, row, 1, arena),
      .patient = postgres_column(result, row, 2, arena),
      .identifier = postgres_column(result, row, 3, arena),
      .type = postgres_column(result, row, 4, arena),
      .created_ms = postgres_column_number(result, row, 5),
  };
  return composition->type.data == NULL || composition->id.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error postgres_operations_compositions(struct postgres_connection *connection,
                                            const struct postgres_work *work) {
  const struct store_composition_filter *filter = work->input;
  const struct postgres_row_shape shape = {sizeof(struct store_composition), read_composition};
  const struct postgres_value values[] = {postgres_text(filter->id),
                                          postgres_text(filter->patient),
                                          postgres_text(filter->identifier),
                                          postgres_text(filter->type),
                                          postgres_number(rules_row_limit(filter->limit)),
                                          postgres_number(filter->offset)};
  PGresult *result = NULL;
  enum error error =
      postgres_connection_ask(connection, choose_compositions(filter), values, &result);
  return error != ERROR_OK ? error : postgres_rows_take(result, &shape, work->arena, work->output);
}

enum error postgres_operations_summary(struct postgres_connection *connection,
                                       const struct postgres_work *work) {
  struct store_outbox_summary *summary = work->output;
  PGresult *result = NULL;
  enum error error =
      postgres_connection_ask(connection, POSTGRES_STATEMENT_JOB_COUNTS, NULL, &result);
  if (error != ERROR_OK) {
    return error;
  }
  *summary = (struct store_outbox_summary){{0}, 0};
  for (int i = 0; i < PQntuples(result); i++) {
    int64_t state = postgres_column_number(result, i, 0);
    if (state >= 0 && state < JOB_STATE_COUNT) {
      summary->counts[state] = (uint64_t)postgres_column_number(result, i, 1);
    }
  }
  PQclear(result);
  return postgres_connection_number(connection, POSTGRES_STATEMENT_JOB_OLDEST_OPEN, NULL,
                                    &summary->oldest_open_ms);
}
