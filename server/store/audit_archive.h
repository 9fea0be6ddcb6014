/* Archives of the audit trail: the rows of one chain and one month (of Japan) as gzipped lines of
 * JSON with their hashes, <YYYY-MM>-<chain>-<first number>.jsonl.gz. The rows leave the database
 * when the file is safe on disk; the chain goes on from the hash of the last one. */
#ifndef SERVER_STORE_AUDIT_ARCHIVE_H
#define SERVER_STORE_AUDIT_ARCHIVE_H

#include "server/store/store.h"

struct audit_archive_settings {
  struct store *store;
  const char *folder; /* made when it is needed */
  int64_t now_ms;
  uint32_t keep_days; /* from 1; a month goes when all of it is older */
};

/* Archives every month of every chain that is due; *ret_segments is how many. ERROR_FILE when a
 * file cannot be written: nothing is dropped. */
enum error audit_archive_run(const struct audit_archive_settings *settings,
                             uint32_t *ret_segments) MUST_USE;

/* Calls visit for each row of a file, in its order, until it fails. ERROR_FILE: it cannot be read
 * or holds something else. */
typedef enum error audit_archive_visitor(void *context, const struct store_audit_row *row);
enum error audit_archive_read(const char *path, audit_archive_visitor *visit,
                              void *context) MUST_USE;

#endif
