/* SQLite as the store: opening it, and what only this implementation has. */
#ifndef SERVER_STORE_STORE_SQLITE_H
#define SERVER_STORE_STORE_SQLITE_H

#include "server/store/store.h"

struct store_sqlite_settings {
  const char *data_dir;
  bool read_only;
  uint32_t
      cache_bytes; /* pages of the database that the writer keeps in memory; 0 = SQLite's 2 MB */
};

/* Opens (creates) data_dir/facade.db with WAL and synchronous=FULL and takes data_dir/lock: a
 * second process gets ERROR_STORAGE_BUSY. read_only does not take the lock (for `outbox` beside a
 * running server). */
enum error store_sqlite_open(const struct store_sqlite_settings *settings,
                             const struct clock *clock, struct store **ret_store) MUST_USE;
/* A person's order from the command line, beside a running server: as store->job_order. Opens
 * data_dir for a moment without the server's lock; the workers of the server find the job by
 * themselves. ERROR_STORAGE: no database there. */
enum error store_sqlite_order(const char *data_dir, struct view job_id, enum store_order order,
                              const struct clock *clock) MUST_USE;
/* Copies the database into one file, beside a running server; the file is complete or not there.
 * ERROR_STORAGE. */
enum error store_sqlite_backup(const char *data_dir, const char *file) MUST_USE;
/* Puts a backup in the place of the database; no server may run on the folder (ERROR_STORAGE_BUSY).
 * The old database stays beside it as facade.db.before-restore-<time>. What the backup holds as not
 * yet sent becomes unknown: it may have been sent since, so the service is asked first. ERROR_FILE:
 * no whole database; ERROR_CONFIGURATION: of a newer program. */
enum error store_sqlite_restore(const char *data_dir, const char *file,
                                const struct clock *clock) MUST_USE;
/* Transactions committed by this store, to see how many writes share one. */
uint64_t store_sqlite_commits(struct store *store);

/* Changes mapping rows from a command, with or without a running server on the folder; the database
 * is made when there is none. Errors as store->mapping_change. */
enum error store_sqlite_mapping(const char *data_dir, struct store_mapping_batch *batch,
                                const struct clock *clock) MUST_USE;

#endif
