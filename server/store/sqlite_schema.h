/* The tables of facade.db as SQL text, and the way from any older version to the newest. The
 * version is SQLite's user_version; each migration runs in one transaction. */
#ifndef SERVER_STORE_SQLITE_SCHEMA_H
#define SERVER_STORE_SQLITE_SCHEMA_H

#include "server/base/error.h"

#include <sqlite3.h>

/* Brings the database to the newest version. ERROR_CONFIGURATION when it was written by a newer
 * program, ERROR_STORAGE when a migration fails (the old version stays). */
enum error sqlite_schema_migrate(sqlite3 *database) MUST_USE;
/* The same, no further than to that version: an old database for a test. */
enum error sqlite_schema_migrate_to(sqlite3 *database, int wanted) MUST_USE;
/* The version that this program writes. */
int sqlite_schema_version(void);

#endif
