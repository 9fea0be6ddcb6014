/* Operations on what was registered before: jobs without content of their own. */
#include "server/store/postgres_operations.h"

struct registration {
  int64_t bundle_seq;
  struct view kind;
  struct view patient;
  struct view bundle_id;
};

static enum error read_row(const PGresult *result, int row, struct arena *arena, void *ret_row) {
  struct registration *registration = ret_row;
  *registration = (struct registration){
      .bundle_seq = postgres_column_number(result, row, 0),
      .kind = postgres_column(result, row, 1, arena),
      .patient = postgres_column(result, row, 2, arena),
      .bundle_id = postgres_column(result, row, 3, arena),
  };
  return registration->bundle_id.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

/* The newest registration, which lends the job its Bundle, kind and patient. */
static enum error find_registration(struct postgres_connection *connection,
                                    const struct postgres_work *work,
                                    struct registration *ret_registration) {
  const struct store_act *act = work->input;
  const struct postgres_value values[] = {postgres_text(act->identifier_value),
                                          postgres_text(act->identifier_system)};
  const struct postgres_row_shape shape = {sizeof(struct registration), read_row};
  PGresult *result = NULL;
  enum error error =
      postgres_connection_ask(connection, POSTGRES_STATEMENT_REGISTRATION_OF, values, &result);
  return error != ERROR_OK ? error
                           : postgres_row_take(result, &shape, work->arena, ret_registration);
}

static enum error insert_act(struct postgres_connection *connection,
                             const struct postgres_work *work,
                             const struct postgres_identifier *identifier) {
  const struct store_act *act = work->input;
  struct store_accepted *accepted = work->output;
  struct registration registration;
  char id[UUID_BYTES];
  uuid_random(id);
  enum error error = find_registration(connection, work, &registration);
  if (error != ERROR_OK) {
    return error;
  }
  const struct postgres_new_job job = {.id = arena_copy(work->arena, view_of(id)),
                                       .bundle_seq = registration.bundle_seq,
                                       .operation = act->operation,
                                       .kind = registration.kind,
                                       .patient = registration.patient,
                                       .identifier = *identifier,
                                       .state = JOB_QUEUED,
                                       .now_ms = work->now_ms};
  if (job.id.data == NULL) {
    return ERROR_MEMORY;
  }
  error = postgres_operations_insert_job(connection, &job);
  if (error != ERROR_OK) {
    return error;
  }
  *accepted = (struct store_accepted){.bundle_id = registration.bundle_id, .job_id = job.id};
  struct rules_text text;
  const struct store_audit audit = rules_audit_act(act, job.id, job.kind, &text);
  return postgres_operations_note(connection, &audit, work->now_ms);
}

enum error postgres_operations_act(struct postgres_connection *connection,
                                   const struct postgres_work *work) {
  const struct store_act *act = work->input;
  const struct postgres_identifier identifier = {act->identifier_system, act->identifier_value};
  const struct postgres_value values[] = {postgres_text(identifier.system),
                                          postgres_text(identifier.value)};
  struct postgres_rows jobs;
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_LOCK_IDENTIFIER, values, NULL);
  if (error == ERROR_OK) {
    error = postgres_operations_standing(connection, &identifier, work->arena, &jobs);
  }
  if (error != ERROR_OK) {
    return error;
  }
  const struct standing_job *earlier = NULL;
  enum standing_verdict verdict = standing_act(jobs.rows, jobs.count, act->operation, &earlier);
  error = rules_answer(verdict, earlier, work->output);
  return error == ERROR_OK && verdict == STANDING_INSERT ? insert_act(connection, work, &identifier)
                                                         : error;
}
