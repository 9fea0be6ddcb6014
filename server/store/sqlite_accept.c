#include "server/store/sqlite_operations.h"

_Static_assert(JOB_QUEUED == 0 && JOB_SENDING == 1 && JOB_WAITING == 2 && JOB_UNKNOWN == 3 &&
                   JOB_REGISTERED == 4 && JOB_REFUSED == 5 && JOB_DEAD == 6,
               "the SQL text holds the states as numbers");

/* Compares what was accepted before with the new Bundle. A Bundle that the service refused may be
 * corrected and sent again under the same Bundle.identifier; an idempotency key stays with its
 * bytes for ever. */
static enum error judge_earlier(struct sqlite_connection *connection, sqlite3_stmt *rows,
                                struct sqlite_accept *accept, bool refused_may_change) {
  struct view digest = view_make((const char *)accept->bundle->received_digest.bytes, SHA256_BYTES);
  enum error error = ERROR_OK;
  int code;
  while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
    if (view_equal(sqlite_connection_peek(rows, 2), digest)) {
      accept->accepted.bundle_id = sqlite_connection_column(rows, 0, accept->arena);
      accept->accepted.job_id = sqlite_connection_column(rows, 1, accept->arena);
      accept->accepted.repeated = true;
      sqlite3_reset(rows);
      return accept->accepted.job_id.data == NULL ? ERROR_MEMORY : ERROR_OK;
    }
    if (!refused_may_change || sqlite3_column_int(rows, 3) != JOB_REFUSED) {
      error = ERROR_CONFLICT;
    }
  }
  if (code != SQLITE_DONE) {
    error = sqlite_connection_failure(connection);
  }
  sqlite3_reset(rows);
  return error;
}

static enum error find_by_key(struct sqlite_connection *connection, struct sqlite_accept *accept) {
  if (accept->bundle->idempotency_key.length == 0) {
    return ERROR_OK;
  }
  sqlite3_stmt *rows = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_ACCEPTED_BY_KEY, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(rows, 1, accept->bundle->idempotency_key);
  return judge_earlier(connection, rows, accept, false);
}

static enum error find_by_identifier(struct sqlite_connection *connection,
                                     struct sqlite_accept *accept) {
  if (accept->bundle->identifier_value.length == 0) {
    return ERROR_OK;
  }
  sqlite3_stmt *rows = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_ACCEPTED_BY_IDENTIFIER, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(rows, 1, accept->bundle->identifier_value);
  sqlite_connection_bind(rows, 2, accept->bundle->identifier_system);
  return judge_earlier(connection, rows, accept, true);
}

static enum error insert_bundle(struct sqlite_connection *connection,
                                const struct sqlite_accept *accept) {
  const struct store_bundle *bundle = accept->bundle;
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
  sqlite3_bind_int64(insert, 12, accept->now_ms);
  sqlite_connection_bind_blob(insert, 13, bundle->content);
  return sqlite_connection_run(connection, insert);
}

static enum error insert_job(struct sqlite_connection *connection,
                             const struct sqlite_accept *accept, struct view job_id,
                             int64_t bundle_seq) {
  const struct store_bundle *bundle = accept->bundle;
  sqlite3_stmt *insert = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_INSERT, &insert);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(insert, 1, job_id);
  sqlite3_bind_int64(insert, 2, bundle_seq);
  sqlite_connection_bind(insert, 3, bundle->kind);
  sqlite_connection_bind(insert, 4, bundle->patient);
  sqlite_connection_bind(insert, 5, bundle->identifier_system);
  sqlite_connection_bind(insert, 6, bundle->identifier_value);
  sqlite3_bind_int64(insert, 7, accept->now_ms);
  return sqlite_connection_run(connection, insert);
}

/* The id inside a document is its author's choice: when another document has it already, ours is
 * used. */
static enum error insert_composition(struct sqlite_connection *connection,
                                     const struct sqlite_accept *accept, int64_t bundle_seq) {
  const struct store_bundle *bundle = accept->bundle;
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
  sqlite3_bind_int64(insert, 7, accept->now_ms);
  return sqlite_connection_run(connection, insert);
}

static enum error insert_all(struct sqlite_connection *connection, struct sqlite_accept *accept) {
  char job_id[UUID_BYTES];
  uuid_random(job_id);
  enum error error = insert_bundle(connection, accept);
  int64_t bundle_seq = sqlite3_last_insert_rowid(connection->database);
  if (error == ERROR_OK) {
    error = insert_job(connection, accept, view_of(job_id), bundle_seq);
  }
  if (error == ERROR_OK) {
    error = insert_composition(connection, accept, bundle_seq);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct store_audit row = {.action = view_of("bundle-accepted"),
                            .request_id = accept->bundle->request_id,
                            .subject = view_of(job_id),
                            .detail = accept->bundle->kind,
                            .unmapped = accept->bundle->unmapped,
                            .unmapped_count = accept->bundle->unmapped_count};
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
