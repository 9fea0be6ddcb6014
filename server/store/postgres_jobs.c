/* The worker's side of the outbox: leases and transitions. Any number of workers of any number of
 * servers do this at once. */
#include "server/store/postgres_operations.h"

#define COLUMN_CONTENT 23
#define COLUMN_SIGNATURE 24
/* A job that another worker was faster with is looked for again so often. */
#define CLAIM_ATTEMPTS 3

_Static_assert(JOB_VALIDATED == 0 && JOB_QUEUED == 1 && JOB_SENDING == 2 && JOB_WAITING == 3 &&
                   JOB_UNKNOWN == 4 && JOB_ACCEPTED == 5 && JOB_REFUSED == 6 && JOB_DEAD == 7 &&
                   JOB_CANCELLED == 8 && JOB_SUPERSEDED == 9 && JOB_STATE_COUNT == 10,
               "the SQL text holds the states as numbers");
_Static_assert(JOB_OPERATION_REGISTER == 0 && JOB_OPERATION_REPLACE == 1 &&
                   JOB_OPERATION_COUNT == 5,
               "the SQL text holds the operations as numbers");

enum error postgres_operations_release(struct postgres_connection *connection,
                                       const struct postgres_work *work) {
  const struct postgres_value now = postgres_number(work->now_ms);
  return postgres_connection_run(connection, POSTGRES_STATEMENT_JOB_RELEASE, &now, NULL);
}

/* Jobs that were put off by a clock that has gone back since would wait until it is there again. */
enum error postgres_operations_pull(struct postgres_connection *connection,
                                    const struct postgres_work *work) {
  const struct store_claim *wanted = work->input;
  const struct postgres_value values[] = {postgres_number(wanted->now_ms),
                                          postgres_number(wanted->now_ms + wanted->horizon_ms)};
  return postgres_connection_run(connection, POSTGRES_STATEMENT_JOB_PULL, values, NULL);
}

static enum error read_claimed(const PGresult *result, int row, struct arena *arena,
                               void *ret_row) {
  struct store_job *job = ret_row;
  enum error error = postgres_operations_read_job(result, row, arena, job);
  if (error == ERROR_OK) {
    job->content = postgres_column(result, row, COLUMN_CONTENT, arena);
    job->signature = postgres_column(result, row, COLUMN_SIGNATURE, arena);
    error = job->content.data == NULL || job->signature.data == NULL ? ERROR_MEMORY : ERROR_OK;
  }
  return error;
}

/* Locks a job that is due and leases it; *ret_changes is 0 when it must wait after all. */
static enum error lease_one(struct postgres_connection *connection,
                            const struct store_claim *wanted, struct view lease, int64_t *ret_seq,
                            int64_t *ret_changes) {
  const struct postgres_value now = postgres_number(wanted->now_ms);
  enum error error =
      postgres_connection_number(connection, POSTGRES_STATEMENT_JOB_DUE, &now, ret_seq);
  if (error != ERROR_OK) {
    return error;
  }
  const struct postgres_value values[] = {postgres_number(*ret_seq), postgres_text(lease),
                                          postgres_number(wanted->lease_ms), now};
  return postgres_connection_run(connection, POSTGRES_STATEMENT_JOB_LEASE, values, ret_changes);
}

/* The message's id is the job's own, the same for each sending: a repeat that the service sees
 * twice can be recognised there, and a late result of an earlier sending still belongs to the job.
 */
enum error postgres_operations_claim(struct postgres_connection *connection,
                                     const struct postgres_work *work) {
  const struct postgres_row_shape shape = {sizeof(struct store_job), read_claimed};
  struct postgres_claim *claim = work->output;
  char lease[UUID_BYTES];
  int64_t seq = 0;
  int64_t changes = 0;
  enum error error = ERROR_OK;
  uuid_random(lease);
  for (int i = 0; i < CLAIM_ATTEMPTS && error == ERROR_OK && changes == 0; i++) {
    error = lease_one(connection, work->input, view_of(lease), &seq, &changes);
  }
  if (error != ERROR_OK || changes == 0) {
    return error != ERROR_OK ? error : ERROR_NOT_FOUND;
  }
  const struct postgres_value number = postgres_number(seq);
  PGresult *result = NULL;
  error = postgres_connection_ask(connection, POSTGRES_STATEMENT_JOB_CLAIMED, &number, &result);
  if (error == ERROR_OK) {
    error = postgres_row_take(result, &shape, work->arena, &claim->job);
  }
  claim->lease = arena_copy(work->arena, view_of(lease));
  return error == ERROR_OK && claim->lease.data == NULL ? ERROR_MEMORY : error;
}

/* What an accepted job does to the registration before it. */
static enum error carry_effect(struct postgres_connection *connection,
                               const struct store_transition *transition, int64_t now_ms) {
  struct standing_effect effect = standing_effect_of(transition->operation);
  const struct postgres_value values[] = {postgres_text(transition->job_id),
                                          postgres_number(effect.from), postgres_number(effect.to),
                                          postgres_number(now_ms)};
  return effect.from == effect.to
             ? ERROR_OK
             : postgres_connection_run(connection, POSTGRES_STATEMENT_JOB_EFFECT, values, NULL);
}

enum error postgres_operations_transition(struct postgres_connection *connection,
                                          const struct postgres_work *work) {
  const struct store_transition *transition = work->input;
  const struct postgres_value values[] = {
      postgres_text(transition->job_id),      postgres_text(transition->lease),
      postgres_number(transition->state),     postgres_number(transition->next_attempt_ms),
      postgres_number(transition->attempts),  postgres_text(transition->receipt),
      postgres_text(transition->result_code), postgres_text(transition->result_text),
      postgres_text(transition->message_id),  postgres_number(work->now_ms)};
  int64_t changes = 0;
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_JOB_TRANSITION, values, &changes);
  if (error == ERROR_OK && changes == 0) {
    return ERROR_CONFLICT;
  }
  if (error == ERROR_OK && transition->state == JOB_ACCEPTED) {
    error = carry_effect(connection, transition, work->now_ms);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct rules_text text;
  const struct store_audit audit = rules_audit_transition(transition, &text);
  return postgres_operations_note(connection, &audit, work->now_ms);
}

/* Under the identifier's lock: what is accepted meanwhile must not be overtaken. */
enum error postgres_operations_order(struct postgres_connection *connection,
                                     const struct postgres_work *work) {
  static const enum postgres_statement statements[] = {
      [STORE_ORDER_RETRY] = POSTGRES_STATEMENT_JOB_RETRY,
      [STORE_ORDER_GIVE_UP] = POSTGRES_STATEMENT_JOB_GIVE_UP,
  };
  const struct postgres_order *order = work->input;
  const struct postgres_value values[] = {postgres_text(order->job_id),
                                          postgres_number(work->now_ms)};
  PGresult *result = NULL;
  int64_t changes = 0;
  enum error error =
      postgres_connection_ask(connection, POSTGRES_STATEMENT_LOCK_JOB, values, &result);
  if (error != ERROR_OK) {
    return error;
  }
  bool exists = PQntuples(result) > 0;
  PQclear(result);
  error = exists ? postgres_connection_run(connection, statements[order->order], values, &changes)
                 : ERROR_NOT_FOUND;
  if (error == ERROR_OK && changes == 0) {
    error = ERROR_CONFLICT;
  }
  if (error != ERROR_OK) {
    return error;
  }
  const struct store_audit audit = rules_audit_order(order->order, order->job_id);
  return postgres_operations_note(connection, &audit, work->now_ms);
}

enum error postgres_operations_states(struct postgres_connection *connection,
                                      const struct postgres_work *work) {
  const struct store_job_states *states = work->input;
  const struct postgres_value values[] = {
      postgres_text(states->job_id), postgres_text(states->consent_state),
      postgres_text(states->acquisition_state), postgres_number(work->now_ms)};
  int64_t changes = 0;
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_JOB_STATES, values, &changes);
  return error == ERROR_OK && changes == 0 ? ERROR_NOT_FOUND : error;
}

enum error postgres_operations_prune(struct postgres_connection *connection,
                                     const struct postgres_work *work) {
  const struct postgres_prune *prune = work->input;
  const struct postgres_value values[] = {postgres_number(prune->ended_before_ms),
                                          postgres_number(prune->limit),
                                          postgres_number(work->now_ms)};
  int64_t count = 0;
  enum error error = postgres_connection_run(connection, POSTGRES_STATEMENT_PRUNE, values, &count);
  if (error != ERROR_OK) {
    return error;
  }
  *(uint64_t *)work->output = (uint64_t)count;
  struct rules_text text;
  const struct store_audit audit = rules_audit_pruned((uint64_t)count, &text);
  return count == 0 ? ERROR_OK : postgres_operations_note(connection, &audit, work->now_ms);
}
