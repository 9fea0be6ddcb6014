/* Operations on what was registered before: jobs without content of their own. */
#include "server/store/rules.h"
#include "server/store/sqlite_operations.h"

#define COLUMN_BUNDLE_SEQ 0
#define COLUMN_KIND 1
#define COLUMN_PATIENT 2
#define COLUMN_BUNDLE_ID 3

/* The newest registration, which lends the job its Bundle, kind and patient. */
static enum error read_registration(struct sqlite_connection *connection, struct sqlite_act *act,
                                    struct sqlite_new_job *ret_job) {
  sqlite3_stmt *rows = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_REGISTRATION_OF, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(rows, 1, act->act->identifier_value);
  sqlite_connection_bind(rows, 2, act->act->identifier_system);
  int code = sqlite3_step(rows);
  if (code == SQLITE_ROW) {
    ret_job->bundle_seq = sqlite3_column_int64(rows, COLUMN_BUNDLE_SEQ);
    ret_job->kind = sqlite_connection_column(rows, COLUMN_KIND, act->arena);
    ret_job->patient = sqlite_connection_column(rows, COLUMN_PATIENT, act->arena);
    act->accepted.bundle_id = sqlite_connection_column(rows, COLUMN_BUNDLE_ID, act->arena);
    error = act->accepted.bundle_id.data == NULL ? ERROR_MEMORY : ERROR_OK;
  } else {
    error = code == SQLITE_DONE ? ERROR_NOT_FOUND : sqlite_connection_failure(connection);
  }
  sqlite3_reset(rows);
  return error;
}

static enum error insert_act(struct sqlite_connection *connection, struct sqlite_act *act,
                             const struct sqlite_identifier *identifier) {
  char id[UUID_BYTES];
  uuid_random(id);
  struct sqlite_new_job job = {.id = arena_copy(act->arena, view_of(id)),
                               .operation = act->act->operation,
                               .identifier = *identifier,
                               .state = JOB_QUEUED,
                               .now_ms = act->now_ms};
  if (job.id.data == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = read_registration(connection, act, &job);
  if (error == ERROR_OK) {
    error = sqlite_operations_insert_job(connection, &job);
  }
  if (error != ERROR_OK) {
    return error;
  }
  act->accepted.job_id = job.id;
  struct rules_text text;
  struct store_audit row = rules_audit_act(act->act, job.id, job.kind, &text);
  struct sqlite_audit audit = {&row, act->now_ms};
  return sqlite_operations_audit(connection, &audit);
}

enum error sqlite_operations_act(struct sqlite_connection *connection, void *arguments) {
  struct sqlite_act *act = arguments;
  const struct sqlite_identifier identifier = {act->act->identifier_system,
                                               act->act->identifier_value};
  struct sqlite_rows jobs;
  act->accepted = (struct store_accepted){0};
  enum error error = sqlite_operations_standing(connection, &identifier, act->arena, &jobs);
  if (error != ERROR_OK) {
    return error;
  }
  const struct standing_job *earlier = NULL;
  enum standing_verdict verdict =
      standing_act(jobs.rows, jobs.count, act->act->operation, &earlier);
  error = rules_answer(verdict, earlier, &act->accepted);
  return error == ERROR_OK && verdict == STANDING_INSERT ? insert_act(connection, act, &identifier)
                                                         : error;
}
