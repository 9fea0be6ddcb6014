/* Subscriptions and what they still have to be told. */
#include "server/limits.h"
#include "server/store/rules.h"
#include "server/store/sqlite_operations.h"
#include "server/store/sqlite_rows.h"

#define COLUMN_PATIENT 12

static enum error audit(struct sqlite_connection *connection,
                        const struct sqlite_subscription *change, const char *action) {
  struct store_audit row = rules_audit_subscription(change->subscription, action);
  struct sqlite_audit audit = {&row, change->now_ms};
  return sqlite_operations_audit(connection, &audit);
}

static enum error exists(struct sqlite_connection *connection, struct view id, bool *ret_exists) {
  sqlite3_stmt *rows = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_SUBSCRIPTION_EXISTS, &rows);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(rows, 1, id);
  int code = sqlite3_step(rows);
  error =
      code == SQLITE_ROW || code == SQLITE_DONE ? ERROR_OK : sqlite_connection_failure(connection);
  sqlite3_reset(rows);
  *ret_exists = code == SQLITE_ROW;
  return error;
}

static enum error check_room(struct sqlite_connection *connection) {
  sqlite3_stmt *rows = NULL;
  int64_t count = 0;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_SUBSCRIPTION_TOTAL, &rows);
  error = error == ERROR_OK ? sqlite_rows_number(connection, rows, &count) : error;
  return error == ERROR_OK && count >= LIMIT_SUBSCRIPTIONS ? ERROR_CONFLICT : error;
}

static enum error drop_waiting(struct sqlite_connection *connection, struct view id) {
  sqlite3_stmt *update = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_NOTIFICATION_DROP, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(update, 1, id);
  return sqlite_connection_run(connection, update);
}

static enum error put(struct sqlite_connection *connection,
                      const struct sqlite_subscription *change) {
  const struct store_subscription *subscription = change->subscription;
  sqlite3_stmt *insert = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_SUBSCRIPTION_PUT, &insert);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(insert, 1, subscription->id);
  sqlite_connection_bind(insert, 2, subscription->type);
  sqlite_connection_bind(insert, 3, subscription->status);
  sqlite_connection_bind(insert, 4, subscription->criteria);
  sqlite_connection_bind(insert, 5, subscription->endpoint);
  sqlite3_bind_int64(insert, 6, subscription->end_ms);
  sqlite3_bind_int64(insert, 7, change->now_ms);
  sqlite_connection_bind_blob(insert, 8, subscription->content);
  return sqlite_connection_run(connection, insert);
}

enum error sqlite_operations_subscription_put(struct sqlite_connection *connection,
                                              void *arguments) {
  struct sqlite_subscription *change = arguments;
  bool existed = false;
  enum error error = exists(connection, change->subscription->id, &existed);
  if (error == ERROR_OK && !existed) {
    error = check_room(connection);
  }
  if (error == ERROR_OK) {
    error = put(connection, change);
  }
  if (error == ERROR_OK && !view_is(change->subscription->status, "active")) {
    error = drop_waiting(connection, change->subscription->id);
  }
  change->created = !existed;
  return error == ERROR_OK ? audit(connection, change, "subscription-put") : error;
}

enum error sqlite_operations_subscription_delete(struct sqlite_connection *connection,
                                                 void *arguments) {
  struct sqlite_subscription *change = arguments;
  sqlite3_stmt *row = NULL;
  bool existed = false;
  enum error error = exists(connection, change->subscription->id, &existed);
  if (error == ERROR_OK && !existed) {
    return ERROR_NOT_FOUND;
  }
  if (error == ERROR_OK) {
    error = sqlite_connection_statement(connection, SQLITE_STATEMENT_SUBSCRIPTION_DELETE, &row);
  }
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(row, 1, change->subscription->id);
  error = sqlite_connection_run(connection, row);
  return error == ERROR_OK ? audit(connection, change, "subscription-deleted") : error;
}

/* ---- reading ------------------------------------------------------------------------------------
 */
/* The columns of SQLITE_SUBSCRIPTION_COLUMNS. */
static enum error read_subscription(sqlite3_stmt *rows, struct arena *arena, void *ret_row) {
  struct store_subscription *row = ret_row;
  *row = (struct store_subscription){
      .id = sqlite_connection_column(rows, 0, arena),
      .version = sqlite3_column_int64(rows, 1),
      .type = sqlite_connection_column(rows, 2, arena),
      .status = sqlite_connection_column(rows, 3, arena),
      .criteria = sqlite_connection_column(rows, 4, arena),
      .endpoint = sqlite_connection_column(rows, 5, arena),
      .end_ms = sqlite3_column_int64(rows, 6),
      .error = sqlite_connection_column(rows, 7, arena),
      .error_detail = sqlite_connection_column(rows, 8, arena),
      .failures = (uint32_t)sqlite3_column_int64(rows, 9),
      .updated_ms = sqlite3_column_int64(rows, 10),
      .content = sqlite_connection_column(rows, 11, arena),
  };
  bool is_whole = row->id.data != NULL && row->type.data != NULL && row->status.data != NULL &&
                  row->criteria.data != NULL && row->endpoint.data != NULL &&
                  row->error.data != NULL && row->error_detail.data != NULL &&
                  row->content.data != NULL;
  return is_whole ? ERROR_OK : ERROR_MEMORY;
}

enum error sqlite_operations_subscriptions(struct sqlite_connection *connection,
                                           const struct sqlite_subscription_query *query,
                                           struct store_subscription **ret_rows,
                                           size_t *ret_count) {
  const struct sqlite_row_shape shape = {sizeof(struct store_subscription), read_subscription};
  sqlite3_stmt *statement = NULL;
  struct sqlite_rows rows;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_SUBSCRIPTION_LIST, &statement);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(statement, 1, query->id);
  sqlite3_bind_int64(statement, 2, query->now_ms);
  error = sqlite_rows_read(connection, statement, &shape, query->arena, &rows);
  if (error == ERROR_OK) {
    *ret_rows = rows.rows;
    *ret_count = rows.count;
  }
  return error;
}

static enum error count_waiting(struct sqlite_connection *connection, int64_t now_ms,
                                uint64_t *ret_count) {
  sqlite3_stmt *statement = NULL;
  int64_t count = 0;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_NOTIFICATION_TOTAL, &statement);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite3_bind_int64(statement, 1, now_ms);
  error = sqlite_rows_number(connection, statement, &count);
  *ret_count = (uint64_t)count;
  return error;
}

enum error sqlite_operations_subscription_counts(struct sqlite_connection *connection,
                                                 int64_t now_ms,
                                                 struct store_subscription_counts *ret_counts) {
  struct store_subscription_counts counts = {0};
  sqlite3_stmt *statement = NULL;
  enum error error = count_waiting(connection, now_ms, &counts.waiting);
  if (error == ERROR_OK) {
    error =
        sqlite_connection_statement(connection, SQLITE_STATEMENT_SUBSCRIPTION_COUNTS, &statement);
  }
  if (error != ERROR_OK) {
    return error;
  }
  sqlite3_bind_int64(statement, 1, now_ms);
  int code = SQLITE_DONE;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    rules_count_subscriptions(sqlite_connection_peek(statement, 0),
                              (uint64_t)sqlite3_column_int64(statement, 1), &counts);
  }
  error = code == SQLITE_DONE ? ERROR_OK : sqlite_connection_failure(connection);
  sqlite3_reset(statement);
  if (error == ERROR_OK) {
    *ret_counts = counts;
  }
  return error;
}

/* ---- events -------------------------------------------------------------------------------------
 */
static enum error forget_old(struct sqlite_connection *connection, int64_t now_ms) {
  sqlite3_stmt *row = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_NOTIFICATION_FORGET, &row);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite3_bind_int64(row, 1, now_ms - RULES_EVENT_KEPT_MS);
  return sqlite_connection_run(connection, row);
}

enum error sqlite_operations_notification_add(struct sqlite_connection *connection,
                                              void *arguments) {
  struct sqlite_event *add = arguments;
  const struct store_event *event = add->event;
  sqlite3_stmt *insert = NULL;
  enum error error = forget_old(connection, add->now_ms);
  if (error == ERROR_OK) {
    error = sqlite_connection_statement(connection, SQLITE_STATEMENT_NOTIFICATION_ADD, &insert);
  }
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(insert, 1, event->uuid);
  sqlite_connection_bind(insert, 2, event->patient);
  sqlite_connection_bind(insert, 3, event->day);
  sqlite3_bind_int64(insert, 4, add->now_ms);
  sqlite_connection_bind(insert, 5, event->type);
  error = sqlite_connection_run(connection, insert);
  add->count = error == ERROR_OK ? (uint64_t)sqlite3_changes(connection->database) : 0;
  return error;
}

static enum error read_due(struct sqlite_connection *connection, int64_t now_ms,
                           int64_t *ret_due_ms) {
  sqlite3_stmt *statement = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_NOTIFICATION_DUE, &statement);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite3_bind_int64(statement, 1, now_ms);
  error = sqlite_rows_number(connection, statement, ret_due_ms);
  return error == ERROR_OK ? ERROR_NOT_FOUND : error;
}

static enum error read_notification(sqlite3_stmt *rows, struct arena *arena,
                                    struct store_notification *ret_notification) {
  struct store_notification notification = {
      .patient = sqlite_connection_column(rows, COLUMN_PATIENT, arena),
      .day = sqlite_connection_column(rows, COLUMN_PATIENT + 1, arena),
      .created_ms = sqlite3_column_int64(rows, COLUMN_PATIENT + 2),
      .through = sqlite3_column_int64(rows, COLUMN_PATIENT + 3),
  };
  enum error error = read_subscription(rows, arena, &notification.subscription);
  if (error == ERROR_OK && (notification.patient.data == NULL || notification.day.data == NULL)) {
    error = ERROR_MEMORY;
  }
  if (error == ERROR_OK) {
    *ret_notification = notification;
  }
  return error;
}

enum error sqlite_operations_notification_next(struct sqlite_connection *connection, int64_t now_ms,
                                               struct arena *arena,
                                               struct store_notification *ret_notification) {
  sqlite3_stmt *statement = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_NOTIFICATION_NEXT, &statement);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite3_bind_int64(statement, 1, now_ms);
  int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) {
    error = read_notification(statement, arena, ret_notification);
  } else if (code != SQLITE_DONE) {
    error = sqlite_connection_failure(connection);
  }
  sqlite3_reset(statement);
  return code == SQLITE_DONE ? read_due(connection, now_ms, &ret_notification->due_ms) : error;
}

static enum error settle_subscription(struct sqlite_connection *connection,
                                      const struct store_settlement *settlement) {
  const struct store_subscription *subscription = &settlement->notification->subscription;
  sqlite3_stmt *update = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_SUBSCRIPTION_SETTLE, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(update, 1, subscription->id);
  sqlite3_bind_int64(update, 2, subscription->version);
  sqlite_connection_bind(update, 3, settlement->status);
  sqlite3_bind_int64(update, 4, settlement->failures);
  sqlite3_bind_int64(update, 5, settlement->due_ms);
  sqlite_connection_bind(update, 6, settlement->error);
  sqlite_connection_bind(update, 7, settlement->error_detail);
  error = sqlite_connection_run(connection, update);
  return error == ERROR_OK && sqlite3_changes(connection->database) == 0 ? ERROR_CONFLICT : error;
}

static enum error finish(struct sqlite_connection *connection,
                         const struct store_notification *notification) {
  sqlite3_stmt *update = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_NOTIFICATION_DONE, &update);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(update, 1, notification->subscription.id);
  sqlite_connection_bind(update, 2, notification->patient);
  sqlite_connection_bind(update, 3, notification->day);
  sqlite3_bind_int64(update, 4, notification->through);
  return sqlite_connection_run(connection, update);
}

enum error sqlite_operations_notification_settle(struct sqlite_connection *connection,
                                                 void *arguments) {
  const struct store_settlement *settlement = arguments;
  enum error error = settle_subscription(connection, settlement);
  if (error == ERROR_OK && settlement->is_done) {
    error = finish(connection, settlement->notification);
  }
  if (error == ERROR_OK && !view_is(settlement->status, "active")) {
    error = drop_waiting(connection, settlement->notification->subscription.id);
  }
  return error;
}
