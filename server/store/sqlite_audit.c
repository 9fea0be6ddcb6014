/* The audit trail: one row for each change, with the codes that it could not map. */
#include "server/store/sqlite_operations.h"

enum error sqlite_operations_audit(struct sqlite_connection *connection, void *arguments) {
  const struct sqlite_audit *audit = arguments;
  sqlite3_stmt *insert = NULL;
  enum error error =
      sqlite_connection_statement(connection, SQLITE_STATEMENT_AUDIT_INSERT, &insert);
  if (error != ERROR_OK) {
    return error;
  }
  sqlite3_bind_int64(insert, 1, audit->now_ms);
  sqlite_connection_bind(insert, 2, audit->audit->action);
  sqlite_connection_bind(insert, 3, audit->audit->request_id);
  sqlite_connection_bind(insert, 4, audit->audit->subject);
  sqlite_connection_bind(insert, 5, audit->audit->detail);
  error = sqlite_connection_run(connection, insert);
  return error != ERROR_OK
             ? error
             : sqlite_operations_unmapped(connection, audit->audit->unmapped,
                                          audit->audit->unmapped_count, audit->now_ms);
}
