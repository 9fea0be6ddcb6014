/* Subscriptions and what they still have to be told. Any number of servers keep the same events and
 * share the telling: one at a time tells a subscription something. */
#include "server/limits.h"
#include "server/store/postgres_operations.h"

#define COLUMN_STATUS 0
#define COLUMN_COUNT 1
#define COLUMN_PATIENT 12
/* A subscription that another server was faster with is looked for again so often. */
#define CLAIM_ATTEMPTS 3

static enum error drop_waiting(struct postgres_connection *connection, struct view id) {
  const struct postgres_value value = postgres_text(id);
  return postgres_connection_run(connection, POSTGRES_STATEMENT_NOTIFICATION_DROP, &value, NULL);
}

/* Until the end of the transaction nobody else adds one. */
static enum error check_room(struct postgres_connection *connection, struct view id) {
  const struct postgres_value value = postgres_text(id);
  int64_t others = 0;
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_LOCK_SUBSCRIPTIONS, NULL, NULL);
  if (error == ERROR_OK) {
    error = postgres_connection_number(connection, POSTGRES_STATEMENT_SUBSCRIPTION_OTHERS, &value,
                                       &others);
  }
  return error == ERROR_OK && others >= LIMIT_SUBSCRIPTIONS ? ERROR_CONFLICT : error;
}

enum error postgres_operations_subscription_put(struct postgres_connection *connection,
                                                const struct postgres_work *work) {
  const struct store_subscription *subscription = work->input;
  const struct postgres_value values[] = {
      postgres_text(subscription->id),       postgres_text(subscription->type),
      postgres_text(subscription->status),   postgres_text(subscription->criteria),
      postgres_text(subscription->endpoint), postgres_number(subscription->end_ms),
      postgres_number(work->now_ms),         postgres_text(subscription->content)};
  const struct store_audit audit = rules_audit_subscription(subscription, "subscription-put");
  int64_t created = 0;
  enum error error = check_room(connection, subscription->id);
  if (error == ERROR_OK) {
    error = postgres_connection_number(connection, POSTGRES_STATEMENT_SUBSCRIPTION_PUT, values,
                                       &created);
  }
  if (error == ERROR_OK && !view_is(subscription->status, "active")) {
    error = drop_waiting(connection, subscription->id);
  }
  *(bool *)work->output = created == 1;
  return error == ERROR_OK ? postgres_operations_note(connection, &audit, work->now_ms) : error;
}

enum error postgres_operations_subscription_delete(struct postgres_connection *connection,
                                                   const struct postgres_work *work) {
  const struct store_subscription *subscription = work->input;
  const struct postgres_value id = postgres_text(subscription->id);
  const struct store_audit audit = rules_audit_subscription(subscription, "subscription-deleted");
  int64_t changes = 0;
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_SUBSCRIPTION_DELETE, &id, &changes);
  if (error == ERROR_OK && changes == 0) {
    return ERROR_NOT_FOUND;
  }
  return error == ERROR_OK ? postgres_operations_note(connection, &audit, work->now_ms) : error;
}

/* ---- reading ------------------------------------------------------------------------------------
 */
/* The columns of POSTGRES_SUBSCRIPTION_COLUMNS. */
static enum error read_subscription(const PGresult *result, int row, struct arena *arena,
                                    void *ret_row) {
  struct store_subscription *subscription = ret_row;
  *subscription = (struct store_subscription){
      .id = postgres_column(result, row, 0, arena),
      .version = postgres_column_number(result, row, 1),
      .type = postgres_column(result, row, 2, arena),
      .status = postgres_column(result, row, 3, arena),
      .criteria = postgres_column(result, row, 4, arena),
      .endpoint = postgres_column(result, row, 5, arena),
      .end_ms = postgres_column_number(result, row, 6),
      .error = postgres_column(result, row, 7, arena),
      .error_detail = postgres_column(result, row, 8, arena),
      .failures = (uint32_t)postgres_column_number(result, row, 9),
      .updated_ms = postgres_column_number(result, row, 10),
      .content = postgres_column(result, row, 11, arena),
  };
  bool is_whole = subscription->id.data != NULL && subscription->type.data != NULL &&
                  subscription->status.data != NULL && subscription->criteria.data != NULL &&
                  subscription->endpoint.data != NULL && subscription->error.data != NULL &&
                  subscription->error_detail.data != NULL && subscription->content.data != NULL;
  return is_whole ? ERROR_OK : ERROR_MEMORY;
}

enum error postgres_operations_subscriptions(struct postgres_connection *connection,
                                             const struct postgres_work *work) {
  const struct postgres_row_shape shape = {sizeof(struct store_subscription), read_subscription};
  const struct view *id = work->input;
  const struct postgres_value values[] = {postgres_text(*id), postgres_number(work->now_ms)};
  PGresult *result = NULL;
  enum error error =
      postgres_connection_ask(connection, POSTGRES_STATEMENT_SUBSCRIPTION_LIST, values, &result);
  return error != ERROR_OK ? error : postgres_rows_take(result, &shape, work->arena, work->output);
}

enum error postgres_operations_subscription_counts(struct postgres_connection *connection,
                                                   const struct postgres_work *work) {
  struct store_subscription_counts *counts = work->output;
  const struct postgres_value now = postgres_number(work->now_ms);
  PGresult *result = NULL;
  int64_t waiting = 0;
  enum error error =
      postgres_connection_number(connection, POSTGRES_STATEMENT_NOTIFICATION_TOTAL, &now, &waiting);
  if (error == ERROR_OK) {
    error =
        postgres_connection_ask(connection, POSTGRES_STATEMENT_SUBSCRIPTION_COUNTS, &now, &result);
  }
  if (error != ERROR_OK) {
    return error;
  }
  *counts = (struct store_subscription_counts){.waiting = (uint64_t)waiting};
  for (int i = 0; i < PQntuples(result); i++) {
    struct view status = view_make(PQgetvalue(result, i, COLUMN_STATUS),
                                   (size_t)PQgetlength(result, i, COLUMN_STATUS));
    rules_count_subscriptions(status, (uint64_t)postgres_column_number(result, i, COLUMN_COUNT),
                              counts);
  }
  PQclear(result);
  return ERROR_OK;
}

/* ---- events -------------------------------------------------------------------------------------
 */
enum error postgres_operations_notification_forget(struct postgres_connection *connection,
                                                   const struct postgres_work *work) {
  const struct postgres_value before = postgres_number(work->now_ms - RULES_EVENT_KEPT_MS);
  return postgres_connection_run(connection, POSTGRES_STATEMENT_NOTIFICATION_FORGET, &before, NULL);
}

enum error postgres_operations_notification_add(struct postgres_connection *connection,
                                                const struct postgres_work *work) {
  const struct store_event *event = work->input;
  const struct postgres_value values[] = {postgres_text(event->uuid), postgres_text(event->patient),
                                          postgres_text(event->day), postgres_number(work->now_ms),
                                          postgres_text(event->type)};
  int64_t count = 0;
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_NOTIFICATION_ADD, values, &count);
  *(uint64_t *)work->output = (uint64_t)count;
  return error;
}

static enum error read_notification(const PGresult *result, int row, struct arena *arena,
                                    void *ret_row) {
  struct store_notification *notification = ret_row;
  *notification = (struct store_notification){
      .patient = postgres_column(result, row, COLUMN_PATIENT, arena),
      .day = postgres_column(result, row, COLUMN_PATIENT + 1, arena),
      .created_ms = postgres_column_number(result, row, COLUMN_PATIENT + 2),
      .through = postgres_column_number(result, row, COLUMN_PATIENT + 3),
  };
  return notification->patient.data == NULL || notification->day.data == NULL
             ? ERROR_MEMORY
             : read_subscription(result, row, arena, &notification->subscription);
}

/* Locks a subscription that may be told something. */
static enum error pick(struct postgres_connection *connection, const struct postgres_work *work,
                       struct view *ret_id) {
  const struct postgres_value now = postgres_number(work->now_ms);
  PGresult *result = NULL;
  enum error error =
      postgres_connection_ask(connection, POSTGRES_STATEMENT_NOTIFICATION_PICK, &now, &result);
  if (error != ERROR_OK) {
    return error;
  }
  if (PQntuples(result) == 0) {
    error = ERROR_NOT_FOUND;
  } else {
    *ret_id = postgres_column(result, 0, 0, work->arena);
    error = ret_id->data == NULL ? ERROR_MEMORY : ERROR_OK;
  }
  PQclear(result);
  return error;
}

/* What the locked subscription has to be told; ERROR_NOT_FOUND when another server has told it. */
static enum error read_oldest(struct postgres_connection *connection,
                              const struct postgres_work *work, struct view id) {
  const struct postgres_row_shape shape = {sizeof(struct store_notification), read_notification};
  const struct postgres_value values[] = {postgres_number(work->now_ms), postgres_text(id)};
  PGresult *result = NULL;
  enum error error =
      postgres_connection_ask(connection, POSTGRES_STATEMENT_NOTIFICATION_CLAIMED, values, &result);
  return error != ERROR_OK ? error : postgres_row_take(result, &shape, work->arena, work->output);
}

static enum error take_lease(struct postgres_connection *connection,
                             const struct postgres_work *work) {
  struct store_notification *notification = work->output;
  const int64_t *lease_ms = work->input;
  char lease[UUID_BYTES];
  uuid_random(lease);
  notification->lease = arena_copy(work->arena, view_of(lease));
  const struct postgres_value values[] = {postgres_text(notification->subscription.id),
                                          postgres_text(view_of(lease)),
                                          postgres_number(*lease_ms)};
  return notification->lease.data == NULL
             ? ERROR_MEMORY
             : postgres_connection_run(connection, POSTGRES_STATEMENT_NOTIFICATION_LEASE, values,
                                       NULL);
}

enum error postgres_operations_notification_next(struct postgres_connection *connection,
                                                 const struct postgres_work *work) {
  struct store_notification *notification = work->output;
  const struct postgres_value now = postgres_number(work->now_ms);
  struct view id = {NULL, 0};
  enum error found = ERROR_NOT_FOUND;
  enum error error = ERROR_OK;
  for (int i = 0; i < CLAIM_ATTEMPTS && error == ERROR_OK && found == ERROR_NOT_FOUND; i++) {
    error = pick(connection, work, &id);
    found = error == ERROR_OK ? read_oldest(connection, work, id) : found;
  }
  error = error == ERROR_OK ? found : error;
  if (error != ERROR_NOT_FOUND) {
    return error == ERROR_OK ? take_lease(connection, work) : error;
  }
  error = postgres_connection_number(connection, POSTGRES_STATEMENT_NOTIFICATION_DUE, &now,
                                     &notification->due_ms);
  return error == ERROR_OK ? ERROR_NOT_FOUND : error;
}

enum error postgres_operations_notification_hold(struct postgres_connection *connection,
                                                 const struct postgres_work *work) {
  const struct postgres_hold *hold = work->input;
  const struct postgres_value values[] = {postgres_text(hold->notification->subscription.id),
                                          postgres_text(hold->notification->lease),
                                          postgres_number(hold->lease_ms)};
  int64_t changes = 0;
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_NOTIFICATION_HOLD, values, &changes);
  return error == ERROR_OK && changes == 0 ? ERROR_CONFLICT : error;
}

static enum error finish(struct postgres_connection *connection,
                         const struct store_notification *notification) {
  const struct postgres_value values[] = {
      postgres_text(notification->subscription.id), postgres_text(notification->patient),
      postgres_text(notification->day), postgres_number(notification->through)};
  return postgres_connection_run(connection, POSTGRES_STATEMENT_NOTIFICATION_DONE, values, NULL);
}

enum error postgres_operations_notification_settle(struct postgres_connection *connection,
                                                   const struct postgres_work *work) {
  const struct store_settlement *settlement = work->input;
  const struct store_subscription *subscription = &settlement->notification->subscription;
  const struct postgres_value values[] = {
      postgres_text(subscription->id),         postgres_number(subscription->version),
      postgres_text(settlement->status),       postgres_number(settlement->failures),
      postgres_number(settlement->due_ms),     postgres_text(settlement->error),
      postgres_text(settlement->error_detail), postgres_text(settlement->notification->lease)};
  int64_t changes = 0;
  enum error error =
      postgres_connection_run(connection, POSTGRES_STATEMENT_SUBSCRIPTION_SETTLE, values, &changes);
  if (error == ERROR_OK && changes == 0) {
    return ERROR_CONFLICT;
  }
  if (error == ERROR_OK && settlement->is_done) {
    error = finish(connection, settlement->notification);
  }
  if (error == ERROR_OK && !view_is(settlement->status, "active")) {
    error = drop_waiting(connection, subscription->id);
  }
  return error;
}

enum error postgres_operations_notification_release(struct postgres_connection *connection,
                                                    const struct postgres_work *work) {
  const struct store_notification *notification = work->input;
  const struct postgres_value values[] = {postgres_text(notification->subscription.id),
                                          postgres_text(notification->lease)};
  return postgres_connection_run(connection, POSTGRES_STATEMENT_SUBSCRIPTION_RELEASE, values, NULL);
}
