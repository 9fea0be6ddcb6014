#include "server/store/postgres_connection.h"

#include "server/base/log.h"

#include <endian.h>
#include <limits.h>

#define PARAMETERS_MAXIMUM 24
/* Binary form of parameters and results: bytes as they are, numbers as 8 bytes, highest first. */
#define BINARY 1
/* Type numbers (pg_type.oid), fixed by PostgreSQL. */
#define TYPE_BYTES 17
#define TYPE_NUMBER 20
#define TYPE_TEXT 25

/* A machine that is gone is noticed within some 20 seconds; the caller's settings go first. */
#define CONNECT_DEFAULTS                                                                           \
  {"connect_timeout", "5"}, {"keepalives_idle", "10"}, {"keepalives_interval", "3"},               \
      {"keepalives_count", "3"}, {"tcp_user_timeout", "15000"},                                    \
      {"application_name", "fhir-facade"},

/* What is told as committed is on the disk, whatever the server's setting is; a stronger one (with
 * standby servers) stays. No statement of ours waits for a lock or runs longer than a moment. */
#define SESSION                                                                                    \
  "SELECT set_config('synchronous_commit', 'on', false)"                                           \
  " WHERE current_setting('synchronous_commit') <> 'remote_apply';"                                \
  "SET lock_timeout = '10s'; SET statement_timeout = '60s';"                                       \
  "SET idle_in_transaction_session_timeout = '60s';"                                               \
  "SET default_transaction_isolation = 'read committed'"
#define SESSION_READ_ONLY "SET default_transaction_read_only = on"

static const struct statement_row {
  const char *name;
  const char *parameters;
  const char *sql;
} statements[POSTGRES_STATEMENT_COUNT] = {
#define STATEMENT_ROW(name, parameters, sql) {#name, parameters, sql},
    POSTGRES_STATEMENTS(STATEMENT_ROW)
#undef STATEMENT_ROW
};

/* ---- failures -----------------------------------------------------------------------------------
 */
/* By SQLSTATE (PostgreSQL documentation, appendix A); a prefix of two characters is a class. The
 * first row that fits. */
static const struct failure_row {
  const char *state;
  enum error error;
  bool may_repeat;
} failures[] = {
    {"23505", ERROR_CONFLICT, false},     /* unique_violation */
    {"40", ERROR_STORAGE_BUSY, true},     /* serialization failure, deadlock */
    {"55P03", ERROR_STORAGE_BUSY, false}, /* lock_timeout */
    {"57014", ERROR_STORAGE_BUSY, false}, /* statement_timeout */
    {"53300", ERROR_STORAGE_BUSY, false}, /* too_many_connections */
    {"22021", ERROR_BAD_REQUEST, false},  /* a text that is not UTF-8, or with a NUL */
    {"22P05", ERROR_BAD_REQUEST, false},  /* a character that the database's encoding lacks */
};

static const struct failure_row *find_failure(const char *state) {
  for (size_t i = 0; state != NULL && i < sizeof failures / sizeof failures[0]; i++) {
    if (strncmp(state, failures[i].state, strlen(failures[i].state)) == 0) {
      return &failures[i];
    }
  }
  return NULL;
}

/* What the failure means for us. Its primary message names no data; the detail, which may, is left
 * out. */
static enum error fail(struct postgres_connection *connection, const PGresult *result) {
  const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
  const char *reason = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
  const struct failure_row *failure = find_failure(state);
  bool lost = PQstatus(connection->connection) != CONNECTION_OK;
  connection->may_repeat = lost || (failure != NULL && failure->may_repeat);
  if (failure == NULL || failure->error != ERROR_CONFLICT) {
    log_write(
        LOG_LEVEL_ERROR, "storage-failed",
        (struct log_field[]){
            LOG_TEXT("sqlstate", view_of(state != NULL ? state : "")),
            LOG_TEXT("reason",
                     view_of(reason != NULL ? reason : PQerrorMessage(connection->connection)))},
        2);
  }
  return failure != NULL ? failure->error : ERROR_STORAGE;
}

/* ---- opening ------------------------------------------------------------------------------------
 */
static void ignore_notice(void *context, const PGresult *notice) {
  (void)context;
  (void)notice;
}

static PGconn *connect_to(const char *url) {
  static const char *const defaults[][2] = {CONNECT_DEFAULTS};
  enum { COUNT = sizeof defaults / sizeof defaults[0] };
  const char *names[COUNT + 3] = {NULL};
  const char *values[COUNT + 3] = {NULL};
  size_t count = 0;
  for (; count < COUNT; count++) {
    names[count] = defaults[count][0];
    values[count] = defaults[count][1];
  }
  names[count] = "dbname"; /* is the whole URL, and what it says replaces what stands before */
  values[count++] = url;
  names[count] = "client_encoding";
  values[count] = "UTF8";
  return PQconnectdbParams(names, values, 1);
}

enum error postgres_connection_open(struct postgres_connection *connection) {
  if (connection->connection != NULL && PQstatus(connection->connection) == CONNECTION_OK) {
    return ERROR_OK;
  }
  postgres_connection_close(connection);
  connection->connection = connect_to(connection->url);
  if (connection->connection == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = ERROR_OK;
  if (PQstatus(connection->connection) != CONNECTION_OK) {
    error = fail(connection, NULL);
  } else {
    PQsetNoticeReceiver(connection->connection, ignore_notice, NULL);
    error = postgres_connection_execute(connection, SESSION);
  }
  if (error == ERROR_OK && connection->read_only) {
    error = postgres_connection_execute(connection, SESSION_READ_ONLY);
  }
  if (error != ERROR_OK) {
    postgres_connection_close(connection);
    connection->may_repeat = false;
  }
  return error;
}

void postgres_connection_close(struct postgres_connection *connection) {
  PQfinish(connection->connection);
  connection->connection = NULL;
  memset(connection->prepared, 0, sizeof connection->prepared);
}

/* ---- statements ---------------------------------------------------------------------------------
 */
/* Frees a result that is a failure. */
static enum error check(struct postgres_connection *connection, PGresult *result) {
  ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
    return ERROR_OK;
  }
  enum error error = fail(connection, result);
  PQclear(result);
  return error;
}

static enum error prepare(struct postgres_connection *connection, enum postgres_statement which) {
  const struct statement_row *row = &statements[which];
  Oid types[PARAMETERS_MAXIMUM];
  int count = (int)strlen(row->parameters);
  if (connection->prepared[which]) {
    return ERROR_OK;
  }
  for (int i = 0; i < count; i++) {
    types[i] = row->parameters[i] == 'n'   ? TYPE_NUMBER
               : row->parameters[i] == 'b' ? TYPE_BYTES
                                           : TYPE_TEXT;
  }
  PGresult *result = PQprepare(connection->connection, row->name, row->sql, count, types);
  enum error error = check(connection, result);
  if (error != ERROR_OK) {
    return error;
  }
  PQclear(result);
  connection->prepared[which] = true;
  return ERROR_OK;
}

struct parameters {
  const char *values[PARAMETERS_MAXIMUM];
  int lengths[PARAMETERS_MAXIMUM];
  int formats[PARAMETERS_MAXIMUM];
  uint64_t numbers[PARAMETERS_MAXIMUM];
};

static bool put_values(struct parameters *parameters, const struct postgres_value *values,
                       int count) {
  for (int i = 0; i < count; i++) {
    const struct postgres_value *value = &values[i];
    parameters->formats[i] = BINARY;
    parameters->values[i] = NULL;
    if (value->type == POSTGRES_TEXT) {
      parameters->values[i] = value->text.data != NULL ? value->text.data : "";
      parameters->lengths[i] = (int)value->text.length;
    } else if (value->type == POSTGRES_NUMBER) {
      parameters->numbers[i] = htobe64((uint64_t)value->number);
      parameters->values[i] = (const char *)&parameters->numbers[i];
      parameters->lengths[i] = (int)sizeof parameters->numbers[i];
    }
    if (value->text.length > INT_MAX) {
      return false;
    }
  }
  return true;
}

enum error postgres_connection_ask(struct postgres_connection *connection,
                                   enum postgres_statement which,
                                   const struct postgres_value *values, PGresult **ret_result) {
  const struct statement_row *row = &statements[which];
  int count = (int)strlen(row->parameters);
  struct parameters parameters;
  if (!put_values(&parameters, values, count)) {
    return ERROR_TOO_LARGE;
  }
  enum error error = prepare(connection, which);
  if (error != ERROR_OK) {
    return error;
  }
  PGresult *result = PQexecPrepared(connection->connection, row->name, count, parameters.values,
                                    parameters.lengths, parameters.formats, BINARY);
  error = check(connection, result);
  if (error == ERROR_OK) {
    *ret_result = result;
  }
  return error;
}

static int64_t count_changes(PGresult *result) {
  uint64_t changes = 0;
  return view_to_unsigned(view_of(PQcmdTuples(result)), INT64_MAX, &changes) ? (int64_t)changes : 0;
}

enum error postgres_connection_run(struct postgres_connection *connection,
                                   enum postgres_statement which,
                                   const struct postgres_value *values, int64_t *ret_changes) {
  PGresult *result = NULL;
  enum error error = postgres_connection_ask(connection, which, values, &result);
  if (error != ERROR_OK) {
    return error;
  }
  if (ret_changes != NULL) {
    *ret_changes = count_changes(result);
  }
  PQclear(result);
  return ERROR_OK;
}

enum error postgres_connection_number(struct postgres_connection *connection,
                                      enum postgres_statement which,
                                      const struct postgres_value *values, int64_t *ret_number) {
  PGresult *result = NULL;
  enum error error = postgres_connection_ask(connection, which, values, &result);
  if (error != ERROR_OK) {
    return error;
  }
  if (PQntuples(result) == 0) {
    error = ERROR_NOT_FOUND;
  } else {
    *ret_number = postgres_column_number(result, 0, 0);
  }
  PQclear(result);
  return error;
}

enum error postgres_connection_query(struct postgres_connection *connection, const char *sql,
                                     PGresult **ret_result) {
  PGresult *result = PQexec(connection->connection, sql);
  enum error error = check(connection, result);
  if (error == ERROR_OK) {
    *ret_result = result;
  }
  return error;
}

enum error postgres_connection_execute(struct postgres_connection *connection, const char *sql) {
  PGresult *result = NULL;
  enum error error = postgres_connection_query(connection, sql, &result);
  if (error == ERROR_OK) {
    PQclear(result);
  }
  return error;
}

/* ---- many rows ----------------------------------------------------------------------------------
 */
enum error postgres_connection_copy(struct postgres_connection *connection, const char *sql) {
  PGresult *result = PQexec(connection->connection, sql);
  enum error error = PQresultStatus(result) == PGRES_COPY_IN ? ERROR_OK : fail(connection, result);
  PQclear(result);
  return error;
}

/* The database tells what is wrong with a row only at the end, so a failure here is a lost
 * connection. */
enum error postgres_connection_copy_put(struct postgres_connection *connection, struct view bytes) {
  if (bytes.length > INT_MAX) {
    return ERROR_TOO_LARGE;
  }
  return PQputCopyData(connection->connection, bytes.data, (int)bytes.length) == 1
             ? ERROR_OK
             : fail(connection, NULL);
}

enum error postgres_connection_copy_end(struct postgres_connection *connection, int64_t *ret_rows) {
  if (PQputCopyEnd(connection->connection, NULL) != 1) {
    return fail(connection, NULL);
  }
  PGresult *result = PQgetResult(connection->connection);
  PGresult *next = NULL;
  while ((next = PQgetResult(connection->connection)) != NULL) {
    PQclear(next); /* a connection that is lost is known to be so only at the end */
  }
  enum error error = check(connection, result);
  if (error == ERROR_OK) {
    *ret_rows = count_changes(result);
    PQclear(result);
  }
  return error;
}

/* ---- rows ---------------------------------------------------------------------------------------
 */
struct view postgres_column(const PGresult *result, int row, int column, struct arena *arena) {
  return arena_copy(
      arena, view_make(PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column)));
}

int64_t postgres_column_number(const PGresult *result, int row, int column) {
  uint64_t number = 0;
  if (PQgetlength(result, row, column) == (int)sizeof number) {
    memcpy(&number, PQgetvalue(result, row, column), sizeof number);
  }
  return (int64_t)be64toh(number);
}

enum error postgres_rows_take(PGresult *result, const struct postgres_row_shape *shape,
                              struct arena *arena, struct postgres_rows *ret_rows) {
  struct postgres_rows rows = {NULL, (size_t)PQntuples(result)};
  enum error error = ERROR_OK;
  if (rows.count > 0) {
    rows.rows = arena_array(arena, rows.count, shape->size);
    error = rows.rows == NULL ? ERROR_MEMORY : ERROR_OK;
  }
  for (size_t i = 0; i < rows.count && error == ERROR_OK; i++) {
    error = shape->read(result, (int)i, arena, (char *)rows.rows + i * shape->size);
  }
  PQclear(result);
  if (error == ERROR_OK) {
    *ret_rows = rows;
  }
  return error;
}

enum error postgres_row_take(PGresult *result, const struct postgres_row_shape *shape,
                             struct arena *arena, void *ret_row) {
  memset(ret_row, 0, shape->size);
  enum error error =
      PQntuples(result) == 0 ? ERROR_NOT_FOUND : shape->read(result, 0, arena, ret_row);
  PQclear(result);
  return error;
}
