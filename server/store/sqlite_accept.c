/* The intake of Bundles: one transaction of bundle, job, composition and audit row. */
#include "server/store/rules.h"
#include "server/store/sqlite_operations.h"

static enum error read_standing_job(sqlite3_stmt *statement, struct arena *arena, void *ret_row) {
  struct standing_job *row = ret_row;
  *row = (struct standing_job){
      .bundle_id = sqlite_connection_column(statement, 0, arena),
      .id = sqlite_connection_column(statement, 1, arena),
      .received_digest = sqlite_connection_column(statement, 2, arena),
      .state = (enum job_state)sqlite3_column_int(statement, 3),
      .operation = (enum job_operation)sqlite3_column_int(statement, 4),
  };
  return row->received_digest.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static const struct sqlite_row_shape standing_shape = {sizeof(struct standing_job),
                                                       read_standing_job};

enum error sqlite_operations_standing(struct sqlite_connection *connection,
                                      const struct sqlite_identifier *identifier,
                                      struct arena *arena, struct sqlite_rows *ret_jobs) {
  *ret_jobs = (struct sqlite_rows){NULL, 0};
  if (identifier->value.length == 0) {
    return ERROR_OK;
  }
  sqlite3_stmt *statement = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_ACCEPTED_BY_IDENTIFIER, &statement);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(statement, 1, identifier->value);
  sqlite_connection_bind(statement, 2, identifier->system);
  return sqlite_rows_read(connection, statement, &standing_shape, arena, ret_jobs);
}

static enum error find_by_key(struct sqlite_connection *connection, struct sqlite_accept *accept) {
  const struct store_bundle *bundle = accept->bundle;
  if (bundle->idempotency_key.length == 0) {
    return ERROR_OK;
  }
  sqlite3_stmt *statement = NULL;
  struct sqlite_rows found;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_ACCEPTED_BY_KEY, &statement);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(statement, 1, bundle->idempotency_key);
  error = sqlite_rows_read(connection, statement, &standing_shape, accept->arena, &found);
  if (error != ERROR_OK || found.count == 0) {
    return error;
  }
  const struct standing_job *earlier = found.rows;
  return rules_answer(rules_by_key(earlier, bundle), earlier, &accept->accepted);
}

static enum error find_by_identifier(struct sqlite_connection *connection,
                                     struct sqlite_accept *accept) {
  const struct store_bundle *bundle = accept->bundle;
  const struct sqlite_identifier identifier = {bundle->identifier_system, bundle->identifier_value};
  struct sqlite_rows jobs;
  enum error error = sqlite_operations_standing(connection, &identifier, accept->arena, &jobs);
  if (error != ERROR_OK) {
    return error;
  }
  const struct standing_job *earlier = NULL;
  enum standing_verdict verdict = rules_by_identifier(jobs.rows, jobs.count, bundle, &earlier);
  return rules_answer(verdict, earlier, &accept->accepted);
}

enum error sqlite_operations_insert_bundle(struct sqlite_connection *connection,
                                           const struct store_bundle *bundle, int64_t now_ms) {
  sqlite3_stmt *insert = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_BUNDLE_INSERT, &insert);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(insert, 1, bundle->id);
  sqlite_connection_bind(insert, 2, bundle->kind);
  sqlite_connection_bind(insert, 3, bundle->identifier_system);
  sqlite_connection_bind(insert, 4, bundle->identifier_value);
  sqlite_connection_bind(insert, 5, bundle->patient);
  if (bundle->idempotency_key.length > 0) {
    sqlite_connection_bind(insert, 6, bundle->idempotency_key);
  }
  sqlite_connection_bind_blob(insert, 7,
                              view_make((const char *)bundle->digest.bytes, SHA256_BYTES));
  sqlite_connection_bind_blob(insert, 8,
                              view_make((const char *)bundle->received_digest.bytes, SHA256_BYTES));
  sqlite_connection_bind(insert, 9, bundle->pack_id);
  sqlite_connection_bind(insert, 10, bundle->clins_version);
  sqlite_connection_bind(insert, 11, bundle->request_id);
  sqlite3_bind_int64(insert, 12, now_ms);
  sqlite_connection_bind_blob(insert, 13, bundle->content);
  sqlite_connection_bind(insert, 14, bundle->insured);
  sqlite_connection_bind(insert, 15, bundle->destination);
  sqlite_connection_bind(insert, 16, bundle->consent);
  sqlite_connection_bind(insert, 17, bundle->signature);
  sqlite_connection_bind(insert, 18, bundle->destination_name);
  return sqlite_connection_run(connection, insert);
}

enum error sqlite_operations_insert_job(struct sqlite_connection *connection,
                                        const struct sqlite_new_job *job) {
  sqlite3_stmt *insert = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_INSERT, &insert);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(insert, 1, job->id);
  sqlite3_bind_int64(insert, 2, job->bundle_seq);
  sqlite3_bind_int(insert, 3, (int)job->operation);
  sqlite_connection_bind(insert, 4, job->kind);
  sqlite_connection_bind(insert, 5, job->patient);
  sqlite_connection_bind(insert, 6, job->identifier.system);
  sqlite_connection_bind(insert, 7, job->identifier.value);
  sqlite3_bind_int(insert, 8, (int)job->state);
  sqlite3_bind_int64(insert, 9, job->now_ms);
  return sqlite_connection_run(connection, insert);
}

/* The id inside a document is its author's choice: when another document has it already, ours is
 * used. */
enum error sqlite_operations_insert_composition(struct sqlite_connection *connection,
                                                const struct store_bundle *bundle,
                                                int64_t bundle_seq, int64_t now_ms) {
  if (bundle->composition_id.length == 0) {
    return ERROR_OK;
  }
  sqlite3_stmt *insert = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_COMPOSITION_INSERT, &insert);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(insert, 1, bundle->composition_id);
  sqlite_connection_bind(insert, 2, bundle->id);
  sqlite3_bind_int64(insert, 3, bundle_seq);
  sqlite_connection_bind(insert, 4, bundle->patient);
  sqlite_connection_bind(insert, 5, bundle->composition_identifier);
  sqlite_connection_bind(insert, 6, bundle->composition_type);
  sqlite3_bind_int64(insert, 7, now_ms);
  return sqlite_connection_run(connection, insert);
}

/* Only after nothing can be refused any more: what an operation has written stays in the group. */
static enum error supersede(struct sqlite_connection *connection,
                            const struct sqlite_accept *accept) {
  if (accept->bundle->instead_of.length == 0) {
    return ERROR_OK;
  }
  sqlite3_stmt *update = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_SUPERSEDE, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(update, 1, accept->bundle->instead_of);
  sqlite3_bind_int64(update, 2, accept->now_ms);
  error = sqlite_connection_run(connection, update);
  return error;
}

static enum error insert_all(struct sqlite_connection *connection, struct sqlite_accept *accept) {
  const struct store_bundle *bundle = accept->bundle;
  char job_id[UUID_BYTES];
  uuid_random(job_id);
  enum error error = supersede(connection, accept);
  if (error == ERROR_OK) {
    error = sqlite_operations_insert_bundle(connection, bundle, accept->now_ms);
  }
  const struct sqlite_new_job job = {
      .id = view_of(job_id),
      .bundle_seq = sqlite3_last_insert_rowid(connection->database),
      .operation = bundle->operation,
      .kind = bundle->kind,
      .patient = bundle->patient,
      .identifier = {bundle->identifier_system, bundle->identifier_value},
      .state = bundle->check_destination ? JOB_VALIDATED : JOB_QUEUED,
      .now_ms = accept->now_ms,
  };
  if (error == ERROR_OK) {
    error = sqlite_operations_insert_job(connection, &job);
  }
  if (error == ERROR_OK) {
    error =
        sqlite_operations_insert_composition(connection, bundle, job.bundle_seq, accept->now_ms);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct store_audit row = rules_audit_bundle(bundle, view_of(job_id));
  struct sqlite_audit audit = {&row, accept->now_ms};
  error = sqlite_operations_audit(connection, &audit);
  if (error != ERROR_OK) {
    return error;
  }
  accept->accepted = (struct store_accepted){
      .bundle_id = arena_copy(accept->arena, accept->bundle->id),
      .job_id = arena_copy(accept->arena, view_of(job_id)),
  };
  return accept->accepted.job_id.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error sqlite_operations_accept(struct sqlite_connection *connection, void *arguments) {
  struct sqlite_accept *accept = arguments;
  accept->accepted = (struct store_accepted){0};
  enum error error = find_by_key(connection, accept);
  if (error == ERROR_OK && !accept->accepted.repeated) {
    error = find_by_identifier(connection, accept);
  }
  if (error != ERROR_OK || accept->accepted.repeated) {
    return error;
  }
  return insert_all(connection, accept);
}
