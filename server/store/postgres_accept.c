/* The intake of Bundles: one transaction of bundle, job, composition and audit row. What another
 * server decides about the same identifier or key waits for its end. */
#include "server/store/postgres_operations.h"

static enum error read_standing_job(const PGresult *result, int row, struct arena *arena,
                                    void *ret_row) {
  struct standing_job *job = ret_row;
  *job = (struct standing_job){
      .bundle_id = postgres_column(result, row, 0, arena),
      .id = postgres_column(result, row, 1, arena),
      .received_digest = postgres_column(result, row, 2, arena),
      .state = (enum job_state)postgres_column_number(result, row, 3),
      .operation = (enum job_operation)postgres_column_number(result, row, 4),
  };
  return job->received_digest.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static const struct postgres_row_shape standing_shape = {sizeof(struct standing_job),
                                                         read_standing_job};

enum error postgres_operations_standing(struct postgres_connection *connection,
                                        const struct postgres_identifier *identifier,
                                        struct arena *arena, struct postgres_rows *ret_jobs) {
  const struct postgres_value values[] = {postgres_text(identifier->value),
                                          postgres_text(identifier->system)};
  PGresult *result = NULL;
  *ret_jobs = (struct postgres_rows){NULL, 0};
  if (identifier->value.length == 0) {
    return ERROR_OK;
  }
  enum error error = postgres_connection_ask(connection, POSTGRES_STATEMENT_ACCEPTED_BY_IDENTIFIER,
                                             values, &result);
  return error != ERROR_OK ? error : postgres_rows_take(result, &standing_shape, arena, ret_jobs);
}

static enum error lock(struct postgres_connection *connection, const struct store_bundle *bundle) {
  const struct postgres_value values[] = {
      postgres_text(bundle->identifier_system), postgres_text(bundle->identifier_value),
      postgres_text(bundle->idempotency_key), postgres_text(bundle->id)};
  return postgres_connection_run(connection, POSTGRES_STATEMENT_LOCK_ACCEPT, values, NULL);
}

static enum error find_by_key(struct postgres_connection *connection,
                              const struct postgres_work *work) {
  const struct store_bundle *bundle = work->input;
  const struct postgres_value key = postgres_text(bundle->idempotency_key);
  PGresult *result = NULL;
  struct standing_job earlier;
  if (bundle->idempotency_key.length == 0) {
    return ERROR_OK;
  }
  enum error error =
      postgres_connection_ask(connection, POSTGRES_STATEMENT_ACCEPTED_BY_KEY, &key, &result);
  if (error == ERROR_OK) {
    error = postgres_row_take(result, &standing_shape, work->arena, &earlier);
  }
  if (error != ERROR_OK) {
    return error == ERROR_NOT_FOUND ? ERROR_OK : error;
  }
  return rules_answer(rules_by_key(&earlier, bundle), &earlier, work->output);
}

static enum error find_by_identifier(struct postgres_connection *connection,
                                     const struct postgres_work *work) {
  const struct store_bundle *bundle = work->input;
  const struct postgres_identifier identifier = {bundle->identifier_system,
                                                 bundle->identifier_value};
  struct postgres_rows jobs;
  enum error error = postgres_operations_standing(connection, &identifier, work->arena, &jobs);
  if (error != ERROR_OK) {
    return error;
  }
  const struct standing_job *earlier = NULL;
  enum standing_verdict verdict = rules_by_identifier(jobs.rows, jobs.count, bundle, &earlier);
  return rules_answer(verdict, earlier, work->output);
}

/* The id inside a document is its author's choice: when another document has it already, ours is
 * used. */
static enum error insert_composition(struct postgres_connection *connection,
                                     const struct store_bundle *bundle, int64_t bundle_seq,
                                     int64_t now_ms) {
  struct postgres_value values[] = {
      postgres_text(bundle->composition_id),   postgres_number(bundle_seq),
      postgres_text(bundle->patient),          postgres_text(bundle->composition_identifier),
      postgres_text(bundle->composition_type), postgres_number(now_ms)};
  int64_t changes = 0;
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_COMPOSITION_INSERT, values, &changes);
  if (error != ERROR_OK || changes > 0) {
    return error;
  }
  values[0] = postgres_text(bundle->id);
  return postgres_connection_run(connection, POSTGRES_STATEMENT_COMPOSITION_INSERT, values, NULL);
}

enum error postgres_operations_insert_bundle(struct postgres_connection *connection,
                                             const struct store_bundle *bundle, int64_t now_ms,
                                             int64_t *ret_seq) {
  const struct postgres_value values[] = {
      postgres_text(bundle->id),
      postgres_text(bundle->kind),
      postgres_text(bundle->identifier_system),
      postgres_text(bundle->identifier_value),
      postgres_text(bundle->patient),
      postgres_text(bundle->idempotency_key),
      postgres_digest(&bundle->digest),
      postgres_digest(&bundle->received_digest),
      postgres_text(bundle->pack_id),
      postgres_text(bundle->clins_version),
      postgres_text(bundle->request_id),
      postgres_number(now_ms),
      postgres_text(bundle->content),
      postgres_text(bundle->insured),
      postgres_text(bundle->destination),
      postgres_text(bundle->consent),
      postgres_text(bundle->signature),
      postgres_text(bundle->destination_name),
  };
  enum error error =
      postgres_connection_number(connection, POSTGRES_STATEMENT_BUNDLE_INSERT, values, ret_seq);
  return error == ERROR_OK && bundle->composition_id.length > 0
             ? insert_composition(connection, bundle, *ret_seq, now_ms)
             : error;
}

enum error postgres_operations_insert_job(struct postgres_connection *connection,
                                          const struct postgres_new_job *job) {
  const struct postgres_value values[] = {
      postgres_text(job->id),
      postgres_number(job->bundle_seq),
      postgres_number(job->operation),
      postgres_text(job->kind),
      postgres_text(job->patient),
      postgres_text(job->identifier.system),
      postgres_text(job->identifier.value),
      postgres_number(job->state),
      postgres_number(job->now_ms),
  };
  return postgres_connection_run(connection, POSTGRES_STATEMENT_JOB_INSERT, values, NULL);
}

static enum error supersede(struct postgres_connection *connection,
                            const struct postgres_work *work) {
  const struct store_bundle *bundle = work->input;
  const struct postgres_value values[] = {postgres_text(bundle->instead_of),
                                          postgres_number(work->now_ms)};
  return bundle->instead_of.length == 0
             ? ERROR_OK
             : postgres_connection_run(connection, POSTGRES_STATEMENT_JOB_SUPERSEDE, values, NULL);
}

static enum error insert_all(struct postgres_connection *connection,
                             const struct postgres_work *work) {
  const struct store_bundle *bundle = work->input;
  struct store_accepted *accepted = work->output;
  char job_id[UUID_BYTES];
  uuid_random(job_id);
  struct postgres_new_job job = {
      .id = view_of(job_id),
      .operation = bundle->operation,
      .kind = bundle->kind,
      .patient = bundle->patient,
      .identifier = {bundle->identifier_system, bundle->identifier_value},
      .state = bundle->check_destination ? JOB_VALIDATED : JOB_QUEUED,
      .now_ms = work->now_ms,
  };
  enum error error = supersede(connection, work);
  if (error == ERROR_OK) {
    error = postgres_operations_insert_bundle(connection, bundle, work->now_ms, &job.bundle_seq);
  }
  if (error == ERROR_OK) {
    error = postgres_operations_insert_job(connection, &job);
  }
  const struct store_audit audit = rules_audit_bundle(bundle, job.id);
  if (error == ERROR_OK) {
    error = postgres_operations_note(connection, &audit, work->now_ms);
  }
  if (error != ERROR_OK) {
    return error;
  }
  accepted->bundle_id = arena_copy(work->arena, bundle->id);
  accepted->job_id = arena_copy(work->arena, job.id);
  return accepted->job_id.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error postgres_operations_accept(struct postgres_connection *connection,
                                      const struct postgres_work *work) {
  struct store_accepted *accepted = work->output;
  *accepted = (struct store_accepted){0};
  enum error error = lock(connection, work->input);
  if (error == ERROR_OK) {
    error = find_by_key(connection, work);
  }
  if (error == ERROR_OK && !accepted->repeated) {
    error = find_by_identifier(connection, work);
  }
  return error != ERROR_OK || accepted->repeated ? error : insert_all(connection, work);
}
