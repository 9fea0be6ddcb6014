/* The one thread that writes. Callers hand over an operation and wait; all operations that are
 * waiting go into one transaction with one fsync (group commit). An operation's failure undoes only
 * itself; when the storage fails, the whole group is undone and each operation is tried alone, so
 * that one too large Bundle cannot fail its neighbours. */
#ifndef SERVER_STORE_SQLITE_WRITER_H
#define SERVER_STORE_SQLITE_WRITER_H

#include "server/store/sqlite_connection.h"

/* Runs inside a transaction on the writer's thread. May run twice: it must only set its results,
 * not add to them. ERROR_CONFLICT and ERROR_NOT_FOUND are answers and must come before the first
 * write. */
typedef enum error sqlite_operation(struct sqlite_connection *connection, void *arguments);

struct sqlite_writer;

/* Starts the thread; takes the connection over. */
enum error sqlite_writer_start(struct sqlite_connection *connection,
                               struct sqlite_writer **ret_writer) MUST_USE;
/* Carries out what is waiting, then ends the thread and closes the connection. */
void sqlite_writer_stop(struct sqlite_writer *writer);

/* Returns when the operation is durable or has failed. */
enum error sqlite_writer_run(struct sqlite_writer *writer, sqlite_operation *operation,
                             void *arguments) MUST_USE;
/* Transactions committed so far, for tests and measurements of the grouping. */
uint64_t sqlite_writer_commits(struct sqlite_writer *writer);

#endif
