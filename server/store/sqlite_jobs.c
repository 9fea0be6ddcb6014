/* The worker's side of the outbox: leases and transitions. */
#include "server/store/sqlite_operations.h"

#define COLUMN_CONTENT 15
#define COLUMN_SEQ 16

enum error sqlite_operations_release(struct sqlite_connection *connection, int64_t now_ms,
                                     int64_t until_ms) {
  sqlite3_stmt *update = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_RELEASE, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite3_bind_int64(update, 1, now_ms);
  sqlite3_bind_int64(update, 2, until_ms);
  return sqlite_connection_run(connection, update);
}

/* Jobs that were put off by a clock that has gone back since would wait until it is there again. */
static enum error pull_forward(struct sqlite_connection *connection,
                               const struct sqlite_claim *claim) {
  sqlite3_stmt *update = NULL;
  if (claim->horizon_ms == 0) {
    return ERROR_OK;
  }
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_PULL, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite3_bind_int64(update, 1, claim->now_ms);
  sqlite3_bind_int64(update, 2, claim->now_ms + claim->horizon_ms);
  return sqlite_connection_run(connection, update);
}

static enum error find_due(struct sqlite_connection *connection, struct sqlite_claim *claim,
                           int64_t *ret_seq) {
  sqlite3_stmt *due = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_DUE, &due);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite3_bind_int64(due, 1, claim->now_ms);
  int code = sqlite3_step(due);
  if (code == SQLITE_ROW) {
    *ret_seq = sqlite3_column_int64(due, COLUMN_SEQ);
    error = sqlite_operations_read_job(due, claim->arena, &claim->job);
    if (error == ERROR_OK) {
      claim->job.content = sqlite_connection_column(due, COLUMN_CONTENT, claim->arena);
    }
    if (error == ERROR_OK && claim->job.content.data == NULL) {
      error = ERROR_MEMORY;
    }
  } else {
    error = code == SQLITE_DONE ? ERROR_NOT_FOUND : sqlite_connection_failure(connection);
  }
  sqlite3_reset(due);
  return error;
}

static enum error take_lease(struct sqlite_connection *connection, const struct sqlite_claim *claim,
                             int64_t seq) {
  sqlite3_stmt *update = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_LEASE, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite3_bind_int64(update, 1, seq);
  sqlite_connection_bind(update, 2, claim->lease);
  sqlite3_bind_int64(update, 3, claim->steady_ms + claim->lease_ms);
  sqlite3_bind_int64(update, 4, claim->now_ms);
  return sqlite_connection_run(connection, update);
}

/* The message's id is the job's own, the same for each sending: a repeat that the service sees
 * twice can be recognised there, and a late result of an earlier sending still belongs to the job.
 */
enum error sqlite_operations_claim(struct sqlite_connection *connection, void *arguments) {
  struct sqlite_claim *claim = arguments;
  enum error error = sqlite_operations_release(connection, claim->now_ms, claim->steady_ms);
  if (error == ERROR_OK) {
    error = pull_forward(connection, claim);
  }
  if (error != ERROR_OK) {
    return error;
  }
  int64_t seq = 0;
  error = find_due(connection, claim, &seq);
  if (error != ERROR_OK) {
    return error;
  }
  char lease[UUID_BYTES];
  uuid_random(lease);
  claim->lease = arena_copy(claim->arena, view_of(lease));
  if (claim->lease.data == NULL) {
    return ERROR_MEMORY;
  }
  error = take_lease(connection, claim, seq);
  if (error != ERROR_OK) {
    return error;
  }
  if (claim->job.state == JOB_QUEUED) {
    claim->job.state = JOB_SENDING;
  }
  claim->job.attempts++;
  claim->job.message_id = claim->job.id;
  return ERROR_OK;
}

static enum error audit_transition(struct sqlite_connection *connection,
                                   const struct sqlite_transition *change) {
  char action[32] = "job-";
  size_t length = strlen(action);
  for (const char *name = store_job_state_name(change->transition->state);
       *name != '\0' && length + 1 < sizeof(action); name++) {
    action[length++] = *name;
  }
  struct store_audit row = {.action = view_make(action, length),
                            .subject = change->transition->job_id,
                            .detail = change->transition->result_code};
  struct sqlite_audit audit = {&row, change->now_ms};
  return sqlite_operations_audit(connection, &audit);
}

enum error sqlite_operations_transition(struct sqlite_connection *connection, void *arguments) {
  const struct sqlite_transition *change = arguments;
  const struct store_transition *transition = change->transition;
  sqlite3_stmt *update = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_TRANSITION, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(update, 1, transition->job_id);
  sqlite_connection_bind(update, 2, transition->lease);
  sqlite3_bind_int(update, 3, (int)transition->state);
  sqlite3_bind_int64(update, 4, transition->next_attempt_ms);
  sqlite3_bind_int64(update, 5, transition->attempts);
  sqlite_connection_bind(update, 6, transition->receipt);
  sqlite_connection_bind(update, 7, transition->result_code);
  sqlite_connection_bind(update, 8, transition->result_text);
  sqlite_connection_bind(update, 9, transition->message_id);
  sqlite3_bind_int64(update, 10, change->now_ms);
  error = sqlite_connection_run(connection, update);
  if (error != ERROR_OK) {
    return error;
  }
  if (sqlite3_changes(connection->database) == 0) {
    return ERROR_CONFLICT;
  }
  return audit_transition(connection, change);
}

static enum error explain_no_retry(struct sqlite_connection *connection, struct view job_id) {
  sqlite3_stmt *rows = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_JOBS_BY_ID, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(rows, 1, job_id);
  for (int position = 2; position <= 5; position++) {
    sqlite_connection_bind(rows, position, (struct view){NULL, 0});
  }
  sqlite3_bind_int(rows, 4, 0);
  sqlite3_bind_int64(rows, 6, INT64_MIN);
  sqlite3_bind_int64(rows, 7, INT64_MAX);
  sqlite3_bind_int(rows, 8, 1);
  sqlite3_bind_int(rows, 9, 0);
  error = sqlite3_step(rows) == SQLITE_ROW ? ERROR_CONFLICT : ERROR_NOT_FOUND;
  sqlite3_reset(rows);
  return error;
}

enum error sqlite_operations_retry(struct sqlite_connection *connection, void *arguments) {
  const struct sqlite_retry *retry = arguments;
  sqlite3_stmt *update = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_RETRY, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(update, 1, retry->job_id);
  sqlite3_bind_int64(update, 2, retry->now_ms);
  error = sqlite_connection_run(connection, update);
  if (error != ERROR_OK) {
    return error;
  }
  if (sqlite3_changes(connection->database) == 0) {
    return explain_no_retry(connection, retry->job_id);
  }
  struct store_audit row = {.action = view_of("job-retried"), .subject = retry->job_id};
  struct sqlite_audit audit = {&row, retry->now_ms};
  return sqlite_operations_audit(connection, &audit);
}
