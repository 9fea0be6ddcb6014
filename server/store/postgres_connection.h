/* One connection to PostgreSQL with its prepared statements (postgres_statements.h), which are
 * prepared at first use and kept. It is opened when it is used first and again after it was lost. A
 * connection belongs to one thread at a time. */
#ifndef SERVER_STORE_POSTGRES_CONNECTION_H
#define SERVER_STORE_POSTGRES_CONNECTION_H

#include "server/base/arena.h"
#include "server/base/hash.h"
#include "server/store/postgres_statements.h"

#include <libpq-fe.h>

enum postgres_statement {
#define POSTGRES_STATEMENT_ENUM(name, parameters, sql) POSTGRES_STATEMENT_##name,
  POSTGRES_STATEMENTS(POSTGRES_STATEMENT_ENUM)
#undef POSTGRES_STATEMENT_ENUM
      POSTGRES_STATEMENT_COUNT
};

/* "<server>.<number of the connection>", short enough for the FHIR id of a row. */
#define POSTGRES_CHAIN_BYTES 45u

struct postgres_connection {
  const char *url; /* borrowed; "postgresql://..." or "host=... dbname=..." */
  bool read_only;
  char chain[POSTGRES_CHAIN_BYTES]; /* of the audit trail, what this connection writes */
  PGconn *connection;               /* NULL: not open */
  bool prepared[POSTGRES_STATEMENT_COUNT];
  /* Of the last failure: the same may succeed when it is done anew from its beginning, because the
   * connection was lost or the server gave up in favour of another transaction. */
  bool may_repeat;
};

/* One parameter of a statement; texts and bytes are borrowed until the statement has run. */
struct postgres_value {
  enum postgres_value_type { POSTGRES_NULL, POSTGRES_TEXT, POSTGRES_NUMBER } type;
  struct view text; /* also bytes */
  int64_t number;
};

static inline struct postgres_value postgres_text(struct view text) {
  return (struct postgres_value){POSTGRES_TEXT, text, 0};
}
static inline struct postgres_value postgres_number(int64_t number) {
  return (struct postgres_value){POSTGRES_NUMBER, {NULL, 0}, number};
}
static inline struct postgres_value postgres_digest(const struct sha256 *digest) {
  return postgres_text(view_make((const char *)digest->bytes, SHA256_BYTES));
}

/* Opens the connection unless it is open: what is committed through it is durable. ERROR_STORAGE
 * (logged). */
enum error postgres_connection_open(struct postgres_connection *connection) MUST_USE;
/* May be opened again. */
void postgres_connection_close(struct postgres_connection *connection);

/* Runs a statement of postgres_statements.h with as many values as it has parameters (NULL for
 * none). The result is to be freed with PQclear. Errors of postgres_connection_failure. */
enum error postgres_connection_ask(struct postgres_connection *connection,
                                   enum postgres_statement which,
                                   const struct postgres_value *values,
                                   PGresult **ret_result) MUST_USE;
/* The same without rows; *ret_changes (may be NULL) is the number of rows that were changed. */
enum error postgres_connection_run(struct postgres_connection *connection,
                                   enum postgres_statement which,
                                   const struct postgres_value *values,
                                   int64_t *ret_changes) MUST_USE;
/* The same for a statement of one number; ERROR_NOT_FOUND without a row. */
enum error postgres_connection_number(struct postgres_connection *connection,
                                      enum postgres_statement which,
                                      const struct postgres_value *values,
                                      int64_t *ret_number) MUST_USE;
/* SQL text without parameters, whose columns are texts; for what is asked before there are tables.
 * The result is to be freed with PQclear. */
enum error postgres_connection_query(struct postgres_connection *connection, const char *sql,
                                     PGresult **ret_result) MUST_USE;
/* The same without a result, also several statements: transactions and the schema. */
enum error postgres_connection_execute(struct postgres_connection *connection,
                                       const char *sql) MUST_USE;

/* Many rows into a table: "COPY ... FROM STDIN" begins it, then come its bytes in pieces of any
 * length. Nothing else may be run in between. */
enum error postgres_connection_copy(struct postgres_connection *connection,
                                    const char *sql) MUST_USE;
enum error postgres_connection_copy_put(struct postgres_connection *connection,
                                        struct view bytes) MUST_USE;
/* *ret_rows is the number of rows that the database took. */
enum error postgres_connection_copy_end(struct postgres_connection *connection,
                                        int64_t *ret_rows) MUST_USE;

/* A column (from 0), copied into the arena; data NULL when memory is short. */
struct view postgres_column(const PGresult *result, int row, int column, struct arena *arena);
int64_t postgres_column_number(const PGresult *result, int row, int column);

/* What a row becomes: a struct of `size` bytes that `read` fills, zeroed before. Texts go into the
 * arena; ERROR_MEMORY. */
struct postgres_row_shape {
  size_t size;
  enum error (*read)(const PGresult *result, int row, struct arena *arena, void *ret_row);
};
struct postgres_rows {
  void *rows; /* in the arena; NULL when there are none */
  size_t count;
};
/* All rows as a block; takes the result (PQclear). ERROR_MEMORY. */
enum error postgres_rows_take(PGresult *result, const struct postgres_row_shape *shape,
                              struct arena *arena, struct postgres_rows *ret_rows) MUST_USE;
/* The first row as one struct; takes the result. ERROR_NOT_FOUND without a row, ERROR_MEMORY. */
enum error postgres_row_take(PGresult *result, const struct postgres_row_shape *shape,
                             struct arena *arena, void *ret_row) MUST_USE;

#endif
