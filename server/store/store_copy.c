#include "server/store/store_copy.h"

#include "server/store/audit_chain.h"
#include "server/store/postgres_operations.h"
#include "server/store/postgres_schema.h"
#include "server/store/sqlite_folder.h"

#include <endian.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Rows are sent in pieces of this size; a longer value goes by itself. */
#define STREAM_BYTES 65536u
#define SQL_BYTES 200

/* PostgreSQL documentation, COPY, "Binary Format": signature, flags, length of an extension; behind
 * the last row the number -1. */
#define COPY_HEADER                                                                                \
  "PGCOPY\n\377\r\n\0"                                                                             \
  "\0\0\0\0"                                                                                       \
  "\0\0\0\0"
#define COPY_END (-1)
#define COPY_NULL (-1)

/* Nobody else may change a row until this is committed. It takes as long as it takes, unlike
 * everything else that the store does. */
#define BEGIN_ALONE                                                                                \
  "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;"
#define LOCK_TABLE(name, table, types, columns, without, used)                                     \
  "LOCK TABLE " table " IN SHARE ROW EXCLUSIVE MODE;"
#define IS_USED(name, table, types, columns, without, used)                                        \
  "EXISTS (SELECT 1 FROM " table " WHERE " used ") OR "
/* New tables have this row. */
#define FORGET_SEED "DELETE FROM mapping_state"
/* What is planned from now on knows how much there is. */
#define COUNT_TABLE(name, table, types, columns, without, used) "ANALYZE " table ";"

/* Other processes are kept out, also those that look at the database beside a server. */
#define HOLD_SOURCE "PRAGMA locking_mode = EXCLUSIVE"
/* All of it in one file. */
#define CLOSE_SOURCE "ROLLBACK; PRAGMA journal_mode = DELETE"

static const struct table {
  const char *name;
  const char *types;
  const char *columns;
  const char *read;
  const char *write;
} tables[STORE_COPY_TABLE_COUNT] = {
#define TABLE(name, table, types, columns, without, used)                                          \
  {table, types, columns, "SELECT " columns " FROM " table " ORDER BY rowid",                      \
   "COPY " table " (" columns ") FROM STDIN (FORMAT binary)"},
    STORE_COPY_TABLES(TABLE)
#undef TABLE
};

/* One copy from its beginning to its end. */
struct copy {
  const struct store_copy_settings *settings;
  struct store_copy_result result;
  struct sqlite_connection source;
  struct postgres_connection *target; /* of the transaction */
  enum store_copy_fault fault;        /* when it is not the transaction's error that tells */
  bool lost;                          /* that error is the connection's */
  size_t used;
  char bytes[STREAM_BYTES];
};

/* ---- rows ---------------------------------------------------------------------------------------
 */
static enum error flush(struct copy *copy) {
  struct view bytes = view_make(copy->bytes, copy->used);
  copy->used = 0;
  return bytes.length == 0 ? ERROR_OK : postgres_connection_copy_put(copy->target, bytes);
}

static enum error put(struct copy *copy, const void *bytes, size_t length) {
  enum error error = ERROR_OK;
  if (length > sizeof copy->bytes - copy->used) {
    error = flush(copy);
  }
  if (error != ERROR_OK || length > sizeof copy->bytes) {
    return error != ERROR_OK ? error
                             : postgres_connection_copy_put(copy->target, view_make(bytes, length));
  }
  memcpy(copy->bytes + copy->used, bytes, length);
  copy->used += length;
  return ERROR_OK;
}

static enum error put_length(struct copy *copy, int32_t length) {
  uint32_t bytes = htobe32((uint32_t)length);
  return put(copy, &bytes, sizeof bytes);
}

static enum error put_count(struct copy *copy, int16_t count) {
  uint16_t bytes = htobe16((uint16_t)count);
  return put(copy, &bytes, sizeof bytes);
}

static enum error put_value(struct copy *copy, sqlite3_stmt *row, int column, char type) {
  uint64_t number = htobe64((uint64_t)sqlite3_column_int64(row, column));
  char flag = (char)sqlite3_column_int(row, column);
  struct view value = view_make((const char *)&number, sizeof number);
  if (sqlite3_column_type(row, column) == SQLITE_NULL) {
    return put_length(copy, COPY_NULL);
  }
  if (type == 'f') {
    value = view_make(&flag, sizeof flag);
  } else if (type != 'n') {
    value = sqlite_connection_peek(row, column);
  }
  enum error error = put_length(copy, (int32_t)value.length);
  return error == ERROR_OK ? put(copy, value.data, value.length) : error;
}

static enum error put_row(struct copy *copy, sqlite3_stmt *row, const char *types) {
  int count = (int)strlen(types);
  enum error error = put_count(copy, (int16_t)count);
  for (int i = 0; i < count && error == ERROR_OK; i++) {
    error = put_value(copy, row, i, types[i]);
  }
  return error;
}

/* A failure of SQLite is not one of the transaction's. */
static enum error fail_at_source(struct copy *copy) {
  copy->fault = STORE_COPY_FAULT_SOURCE;
  return sqlite_connection_failure(&copy->source);
}

static enum error put_rows(struct copy *copy, const struct table *table, int64_t *ret_count) {
  sqlite3_stmt *rows = NULL;
  int code = sqlite3_prepare_v2(copy->source.database, table->read, -1, &rows, NULL);
  if (code != SQLITE_OK) {
    return fail_at_source(copy);
  }
  enum error error = put(copy, COPY_HEADER, sizeof COPY_HEADER - 1);
  for (*ret_count = 0; error == ERROR_OK && (code = sqlite3_step(rows)) == SQLITE_ROW;) {
    error = put_row(copy, rows, table->types);
    *ret_count += 1;
  }
  if (error == ERROR_OK && code != SQLITE_DONE) {
    error = fail_at_source(copy);
  }
  sqlite3_finalize(rows);
  if (error == ERROR_OK) {
    error = put_count(copy, COPY_END);
  }
  return error == ERROR_OK ? flush(copy) : error;
}

static enum error copy_table(struct copy *copy, enum store_copy_table which) {
  const struct table *table = &tables[which];
  int64_t sent = 0;
  int64_t kept = 0;
  copy->used = 0;
  copy->result.table = table->name;
  enum error error = postgres_connection_copy(copy->target, table->write);
  if (error == ERROR_OK) {
    error = put_rows(copy, table, &sent);
  }
  if (error == ERROR_OK) {
    error = postgres_connection_copy_end(copy->target, &kept);
  }
  if (error == ERROR_OK && kept != sent) {
    error = ERROR_STORAGE;
  }
  copy->result.rows[which] = kept;
  return error;
}

/* New rows get numbers behind those that were copied. */
static enum error go_on_behind(struct copy *copy, const struct table *table) {
  char sql[SQL_BYTES];
  if (strncmp(table->columns, "seq,", 4) != 0) {
    return ERROR_OK;
  }
  snprintf(sql, sizeof sql, "SELECT setval(pg_get_serial_sequence('%s', 'seq'), max(seq)) FROM %s",
           table->name, table->name);
  return postgres_connection_execute(copy->target, sql);
}

/* ---- the transaction ----------------------------------------------------------------------------
 */
/* "job 12 audit 40": tables and numbers of rows, no empty ones. */
_Static_assert(STORE_COPY_TABLE_COUNT * 40 < LIMIT_AUDIT_DETAIL_BYTES,
               "a name, two blanks and a number of 19 digits for each table");
static struct view list_rows(const struct copy *copy, struct rules_text *text) {
  size_t length = 0;
  for (size_t i = 0; i < STORE_COPY_TABLE_COUNT; i++) {
    if (copy->result.rows[i] > 0) {
      length +=
          (size_t)snprintf(text->bytes + length, sizeof text->bytes - length, "%s%s %lld",
                           length > 0 ? " " : "", tables[i].name, (long long)copy->result.rows[i]);
    }
  }
  return view_make(text->bytes, length);
}

static enum error copy_all(struct copy *copy, int64_t now_ms) {
  struct rules_text text;
  enum error error = postgres_connection_execute(copy->target, FORGET_SEED);
  for (size_t i = 0; i < STORE_COPY_TABLE_COUNT && error == ERROR_OK; i++) {
    error = copy_table(copy, (enum store_copy_table)i);
    if (error == ERROR_OK) {
      error = go_on_behind(copy, &tables[i]);
    }
  }
  if (error != ERROR_OK) {
    return error;
  }
  copy->result.table = NULL;
  const struct store_audit note = {.action = view_of("store-copied"),
                                   .detail = list_rows(copy, &text)};
  error = postgres_operations_note(copy->target, &note, now_ms);
  return error == ERROR_OK
             ? postgres_connection_execute(copy->target, STORE_COPY_TABLES(COUNT_TABLE))
             : error;
}

static enum error target_is_used(struct copy *copy, bool *ret_used) {
  PGresult *result = NULL;
  enum error error = postgres_connection_query(
      copy->target, "SELECT (" STORE_COPY_TABLES(IS_USED) "false)::int", &result);
  if (error == ERROR_OK) {
    *ret_used = PQgetvalue(result, 0, 0)[0] == '1';
    PQclear(result);
  }
  return error;
}

/* The end of the source's chain is in no other database. */
static enum error target_is_copy(struct copy *copy, bool *ret_copy) {
  struct view chain = view_of(AUDIT_CHAIN_SQLITE);
  sqlite3_stmt *head = NULL;
  int64_t count = 0;
  enum error error = sqlite_connection_statement(&copy->source, SQLITE_STATEMENT_AUDIT_HEAD, &head);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite_connection_bind(head, 1, chain);
  if (sqlite3_step(head) == SQLITE_ROW) {
    const struct postgres_value values[] = {postgres_text(chain),
                                            postgres_number(sqlite3_column_int64(head, 0)),
                                            postgres_text(sqlite_connection_peek(head, 1))};
    error = postgres_connection_number(copy->target, POSTGRES_STATEMENT_AUDIT_ENDS, values, &count);
  }
  sqlite3_reset(head);
  *ret_copy = count > 0;
  return error;
}

static enum error copy_into(struct copy *copy, int64_t now_ms) {
  bool used = false;
  enum error error =
      postgres_connection_execute(copy->target, BEGIN_ALONE STORE_COPY_TABLES(LOCK_TABLE));
  if (error == ERROR_OK) {
    error = target_is_used(copy, &used);
  }
  if (error != ERROR_OK || !used) {
    return error == ERROR_OK ? copy_all(copy, now_ms) : error;
  }
  error = target_is_copy(copy, &copy->result.repeated);
  if (error == ERROR_OK && !copy->result.repeated) {
    copy->fault = STORE_COPY_FAULT_TARGET_USED;
    error = ERROR_CONFLICT;
  }
  return error;
}

/* struct copy as output: begins anew each time. */
static enum error copy_operation(struct postgres_connection *connection,
                                 const struct postgres_work *work) {
  struct copy *copy = work->output;
  copy->target = connection;
  copy->fault = STORE_COPY_FAULT_NONE;
  copy->result = (struct store_copy_result){.table = NULL};
  enum error error = copy_into(copy, work->now_ms);
  copy->lost = connection->may_repeat;
  return error;
}

static enum error make_tables(struct postgres_connection *connection,
                              const struct postgres_work *work) {
  (void)work;
  return postgres_schema_migrate(connection);
}

/* A failure at no table is one of the commit, of which nobody knows what became. */
static enum store_copy_fault fault_of(const struct copy *copy, enum error error) {
  if (error == ERROR_OK || copy->fault != STORE_COPY_FAULT_NONE) {
    return copy->fault;
  }
  if (error == ERROR_MEMORY) {
    return STORE_COPY_FAULT_MEMORY;
  }
  if (error == ERROR_STORAGE_BUSY) {
    return STORE_COPY_FAULT_TARGET_BUSY;
  }
  return copy->lost || copy->result.table == NULL ? STORE_COPY_FAULT_LOST : STORE_COPY_FAULT_ROWS;
}

static enum store_copy_fault copy_to(struct postgres_pool *pool, struct copy *copy,
                                     int64_t now_ms) {
  const struct postgres_work work = {.now_ms = now_ms, .output = copy};
  enum error error = postgres_pool_run(pool, make_tables, &work);
  if (error != ERROR_OK) {
    return error == ERROR_CONFIGURATION ? STORE_COPY_FAULT_TARGET_NEWER
                                        : STORE_COPY_FAULT_NO_TARGET;
  }
  return fault_of(copy, postgres_pool_transact(pool, copy_operation, &work));
}

/* ---- the source ---------------------------------------------------------------------------------
 */
static enum store_copy_fault open_source(struct copy *copy, const char *path, int64_t now_ms) {
  enum error error = sqlite_folder_open(path, now_ms, &copy->source);
  if (error == ERROR_OK &&
      sqlite3_exec(copy->source.database, HOLD_SOURCE, NULL, NULL, NULL) != SQLITE_OK) {
    error = sqlite_connection_failure(&copy->source);
  }
  if (error == ERROR_OK) {
    error = sqlite_connection_execute(&copy->source, SQLITE_STATEMENT_BEGIN);
  }
  return error == ERROR_OK              ? STORE_COPY_FAULT_NONE
         : error == ERROR_STORAGE_BUSY  ? STORE_COPY_FAULT_IN_USE
         : error == ERROR_CONFIGURATION ? STORE_COPY_FAULT_SOURCE_NEWER
                                        : STORE_COPY_FAULT_SOURCE;
}

/* Under the folder's lock. */
static enum store_copy_fault put_aside(struct copy *copy, const char *path, int64_t now_ms) {
  char aside[PATH_MAX];
  snprintf(copy->result.aside, sizeof copy->result.aside, "facade.db.copied-%lld",
           (long long)now_ms);
  if (snprintf(aside, sizeof aside, "%s/%s", copy->settings->data_dir, copy->result.aside) >=
      (int)sizeof aside) {
    return STORE_COPY_FAULT_ASIDE;
  }
  if (sqlite3_exec(copy->source.database, CLOSE_SOURCE, NULL, NULL, NULL) != SQLITE_OK) {
    (void)sqlite_connection_failure(&copy->source);
    return STORE_COPY_FAULT_ASIDE;
  }
  return rename(path, aside) == 0 && sqlite_folder_flush(aside) == ERROR_OK
             ? STORE_COPY_FAULT_NONE
             : STORE_COPY_FAULT_ASIDE;
}

static enum store_copy_fault move(struct copy *copy, struct postgres_pool *pool, const char *path,
                                  int64_t now_ms) {
  enum store_copy_fault fault = open_source(copy, path, now_ms);
  if (fault == STORE_COPY_FAULT_NONE) {
    fault = copy_to(pool, copy, now_ms);
  }
  if (fault == STORE_COPY_FAULT_NONE) {
    fault = put_aside(copy, path, now_ms);
  }
  sqlite_connection_close(&copy->source);
  return fault;
}

static enum store_copy_fault move_locked(const struct store_copy_settings *settings,
                                         const char *path, int64_t now_ms,
                                         struct store_copy_result *ret_result) {
  const struct postgres_pool_settings target = {settings->url, 1, false, settings->server};
  struct postgres_pool *pool = NULL;
  struct copy *copy = calloc(1, sizeof *copy);
  enum error error = copy == NULL ? ERROR_MEMORY : postgres_pool_open(&target, &pool);
  if (error != ERROR_OK) {
    free(copy);
    return error == ERROR_MEMORY ? STORE_COPY_FAULT_MEMORY : STORE_COPY_FAULT_NO_TARGET;
  }
  copy->settings = settings;
  enum store_copy_fault fault = move(copy, pool, path, now_ms);
  *ret_result = copy->result;
  postgres_pool_close(pool);
  free(copy);
  return fault;
}

enum store_copy_fault store_copy_run(const struct store_copy_settings *settings,
                                     const struct clock *clock,
                                     struct store_copy_result *ret_result) {
  char path[PATH_MAX];
  int lock = -1;
  *ret_result = (struct store_copy_result){.table = NULL};
  if (snprintf(path, sizeof path, "%s/facade.db", settings->data_dir) >= (int)sizeof path ||
      access(path, F_OK) != 0) {
    return STORE_COPY_FAULT_NO_SOURCE;
  }
  enum error error = sqlite_folder_lock(settings->data_dir, &lock);
  if (error != ERROR_OK) {
    return error == ERROR_STORAGE_BUSY ? STORE_COPY_FAULT_IN_USE : STORE_COPY_FAULT_SOURCE;
  }
  enum store_copy_fault fault = move_locked(settings, path, clock_now_ms(clock), ret_result);
  close(lock);
  return fault;
}

const char *store_copy_text(enum store_copy_fault fault, bool japanese) {
  static const char *const texts[][2] = {
#define STORE_COPY_TEXT(name, english, japanese) {english, japanese},
      STORE_COPY_FAULTS(STORE_COPY_TEXT)
#undef STORE_COPY_TEXT
  };
  return texts[fault][japanese ? 1 : 0];
}

const char *store_copy_table_name(enum store_copy_table table) {
  return tables[table].name;
}
