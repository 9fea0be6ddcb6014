/* The tables in PostgreSQL as SQL text, and the way from any older version to the newest. The
 * version is the row of the table schema_version. */
#ifndef SERVER_STORE_POSTGRES_SCHEMA_H
#define SERVER_STORE_POSTGRES_SCHEMA_H

#include "server/store/postgres_connection.h"

/* Brings the database to the newest version, in one transaction and under a lock: of several
 * servers that start at once one does it. ERROR_CONFIGURATION when a newer program has written it,
 * ERROR_STORAGE when it fails (the caller rolls back). Needs no right to make tables when there is
 * nothing to do. */
enum error postgres_schema_migrate(struct postgres_connection *connection) MUST_USE;
/* ERROR_CONFIGURATION unless the database has the version that this program writes. */
enum error postgres_schema_check(struct postgres_connection *connection) MUST_USE;
/* The version that this program writes. */
int64_t postgres_schema_version(void);

#endif
