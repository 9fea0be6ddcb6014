/* The worker's side of the outbox: leases and transitions. */
#include "server/store/rules.h"
#include "server/store/sqlite_operations.h"

#define ORDER_ARENA_BYTES 1048576u

#define COLUMN_CONTENT 23
#define COLUMN_SIGNATURE 24
#define COLUMN_SEQ 25

_Static_assert(JOB_VALIDATED == 0 && JOB_QUEUED == 1 && JOB_SENDING == 2 && JOB_WAITING == 3 &&
                   JOB_UNKNOWN == 4 && JOB_ACCEPTED == 5 && JOB_REFUSED == 6 && JOB_DEAD == 7 &&
                   JOB_CANCELLED == 8 && JOB_SUPERSEDED == 9 && JOB_STATE_COUNT == 10,
               "the SQL text holds the states as numbers");
_Static_assert(JOB_OPERATION_REGISTER == 0 && JOB_OPERATION_REPLACE == 1 &&
                   JOB_OPERATION_COUNT == 5,
               "the SQL text holds the operations as numbers");

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
      claim->job.signature = sqlite_connection_column(due, COLUMN_SIGNATURE, claim->arena);
    }
    if (error == ERROR_OK && claim->job.signature.data == NULL) {
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
  struct rules_text text;
  struct store_audit row = rules_audit_transition(change->transition, &text);
  struct sqlite_audit audit = {&row, change->now_ms};
  return sqlite_operations_audit(connection, &audit);
}

/* What an accepted job does to the registration before it. */
static enum error carry_effect(struct sqlite_connection *connection,
                               const struct sqlite_transition *change) {
  const struct store_transition *transition = change->transition;
  struct standing_effect effect = standing_effect_of(transition->operation);
  if (effect.from == effect.to) {
    return ERROR_OK;
  }
  sqlite3_stmt *update = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_EFFECT, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(update, 1, transition->job_id);
  sqlite3_bind_int(update, 2, (int)effect.from);
  sqlite3_bind_int(update, 3, (int)effect.to);
  sqlite3_bind_int64(update, 4, change->now_ms);
  return sqlite_connection_run(connection, update);
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
  error = transition->state == JOB_ACCEPTED ? carry_effect(connection, change) : ERROR_OK;
  return error == ERROR_OK ? audit_transition(connection, change) : error;
}

static enum error job_exists(struct sqlite_connection *connection, struct view job_id,
                             bool *ret_exists) {
  const struct store_job_filter filter = {
      .id = job_id, .updated_from_ms = INT64_MIN, .updated_to_ms = INT64_MAX, .limit = 1};
  struct arena *arena = arena_new(ORDER_ARENA_BYTES);
  struct store_job *jobs = NULL;
  size_t count = 0;
  enum error error = arena == NULL
                         ? ERROR_MEMORY
                         : sqlite_operations_jobs(connection, &filter, arena, &jobs, &count);
  *ret_exists = count > 0;
  arena_free(arena);
  return error;
}

static const enum sqlite_statement orders[] = {
    [STORE_ORDER_RETRY] = SQLITE_STATEMENT_JOB_RETRY,
    [STORE_ORDER_GIVE_UP] = SQLITE_STATEMENT_JOB_GIVE_UP,
};

enum error sqlite_operations_order(struct sqlite_connection *connection, void *arguments) {
  const struct sqlite_order *order = arguments;
  sqlite3_stmt *update = NULL;
  enum error error = sqlite_connection_statement(connection, orders[order->order], &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(update, 1, order->job_id);
  sqlite3_bind_int64(update, 2, order->now_ms);
  error = sqlite_connection_run(connection, update);
  if (error != ERROR_OK) {
    return error;
  }
  if (sqlite3_changes(connection->database) == 0) {
    bool exists = false;
    error = job_exists(connection, order->job_id, &exists);
    return error != ERROR_OK ? error : exists ? ERROR_CONFLICT : ERROR_NOT_FOUND;
  }
  struct store_audit row = rules_audit_order(order->order, order->job_id);
  struct sqlite_audit audit = {&row, order->now_ms};
  return sqlite_operations_audit(connection, &audit);
}

enum error sqlite_operations_states(struct sqlite_connection *connection, void *arguments) {
  const struct sqlite_states *states = arguments;
  sqlite3_stmt *update = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_JOB_STATES, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(update, 1, states->states->job_id);
  sqlite_connection_bind(update, 2, states->states->consent_state);
  sqlite_connection_bind(update, 3, states->states->acquisition_state);
  sqlite3_bind_int64(update, 4, states->now_ms);
  error = sqlite_connection_run(connection, update);
  return error == ERROR_OK && sqlite3_changes(connection->database) == 0 ? ERROR_NOT_FOUND : error;
}

enum error sqlite_operations_prune(struct sqlite_connection *connection, void *arguments) {
  struct sqlite_prune *prune = arguments;
  sqlite3_stmt *update = NULL;
  enum error error = sqlite_connection_statement(connection, SQLITE_STATEMENT_PRUNE, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite3_bind_int64(update, 1, prune->ended_before_ms);
  sqlite3_bind_int64(update, 2, prune->limit);
  sqlite3_bind_int64(update, 3, prune->now_ms);
  error = sqlite_connection_run(connection, update);
  if (error != ERROR_OK) {
    return error;
  }
  prune->count = (uint64_t)sqlite3_changes64(connection->database);
  if (prune->count == 0) {
    return ERROR_OK;
  }
  struct rules_text text;
  struct store_audit row = rules_audit_pruned(prune->count, &text);
  struct sqlite_audit audit = {&row, prune->now_ms};
  return sqlite_operations_audit(connection, &audit);
}
