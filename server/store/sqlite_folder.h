/* The data folder of SQLite as one process has it: data_dir/lock, and data_dir/facade.db made ready
 * for use. */
#ifndef SERVER_STORE_SQLITE_FOLDER_H
#define SERVER_STORE_SQLITE_FOLDER_H

#include "server/store/sqlite_connection.h"

/* Takes data_dir/lock, makes the folder when there is none. *ret_lock is to be closed, which gives
 * it back; it falls with the process, however that ends. ERROR_STORAGE_BUSY: another has it;
 * ERROR_STORAGE. */
enum error sqlite_folder_lock(const char *data_dir, int *ret_lock) MUST_USE;
/* Opens (creates) the database for writing, under the lock: it gets the newest schema, older audit
 * rows get their chain, and as every lease is one of a process that is dead, none is left: what was
 * being sent is unknown. ERROR_CONFIGURATION: of a newer program; ERROR_STORAGE. */
enum error sqlite_folder_open(const char *path, int64_t now_ms,
                              struct sqlite_connection *ret_connection) MUST_USE;
/* Flushes the folder that a path is in, so that a rename there survives a power cut. ERROR_STORAGE.
 */
enum error sqlite_folder_flush(const char *path) MUST_USE;

#endif
