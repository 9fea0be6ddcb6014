/* What the store does in SQL: each function works on one connection, inside the caller's
 * transaction where it writes. */
#ifndef SERVER_STORE_SQLITE_OPERATIONS_H
#define SERVER_STORE_SQLITE_OPERATIONS_H

#include "server/store/sqlite_connection.h"
#include "server/store/store.h"

struct sqlite_accept {
  const struct store_bundle *bundle;
  int64_t now_ms;
  struct arena *arena;
  struct store_accepted accepted; /* the result */
};
enum error sqlite_operations_accept(struct sqlite_connection *connection, void *accept) MUST_USE;

struct sqlite_audit {
  const struct store_audit *audit;
  int64_t now_ms;
};
enum error sqlite_operations_audit(struct sqlite_connection *connection, void *audit) MUST_USE;

struct sqlite_claim {
  int64_t now_ms;
  int64_t steady_ms; /* of a clock that never jumps: leases are kept in it */
  int64_t lease_ms;
  int64_t horizon_ms;
  struct arena *arena;
  struct store_job job; /* the results */
  struct view lease;
};
/* ERROR_NOT_FOUND when nothing is due. */
enum error sqlite_operations_claim(struct sqlite_connection *connection, void *claim) MUST_USE;

struct sqlite_transition {
  const struct store_transition *transition;
  int64_t now_ms;
};
/* ERROR_CONFLICT when the lease is not the job's. */
enum error sqlite_operations_transition(struct sqlite_connection *connection,
                                        void *transition) MUST_USE;

struct sqlite_retry {
  struct view job_id;
  int64_t now_ms;
};
/* ERROR_NOT_FOUND for an unknown job, ERROR_CONFLICT for one that is registered or being sent. */
enum error sqlite_operations_retry(struct sqlite_connection *connection, void *retry) MUST_USE;

struct sqlite_resource {
  const struct store_resource *resource;
  int64_t now_ms;
  bool created; /* the result of a put */
};
enum error sqlite_operations_resource_put(struct sqlite_connection *connection,
                                          void *resource) MUST_USE;
/* ERROR_NOT_FOUND. */
enum error sqlite_operations_resource_delete(struct sqlite_connection *connection,
                                             void *resource) MUST_USE;
enum error sqlite_operations_resources(struct sqlite_connection *connection, struct arena *arena,
                                       struct store_resource **ret_rows,
                                       size_t *ret_count) MUST_USE;

/* Counts codes that could not be mapped. */
enum error sqlite_operations_unmapped(struct sqlite_connection *connection,
                                      const struct store_unmapped *rows, size_t count,
                                      int64_t now_ms) MUST_USE;

struct sqlite_mapping {
  struct store_mapping_batch *batch;
  int64_t now_ms;
};
enum error sqlite_operations_mapping(struct sqlite_connection *connection, void *mapping) MUST_USE;
enum error sqlite_operations_mapping_list(struct sqlite_connection *connection,
                                          const struct store_mapping_filter *filter,
                                          struct arena *arena,
                                          struct store_mapping_page *ret_page) MUST_USE;
enum error sqlite_operations_mapping_revision(struct sqlite_connection *connection,
                                              int64_t *ret_revision) MUST_USE;
enum error sqlite_operations_unmapped_list(struct sqlite_connection *connection,
                                           const struct store_unmapped_filter *filter,
                                           struct arena *arena,
                                           struct store_unmapped_page *ret_page) MUST_USE;

/* Takes back every lease that ended by until_ms: INT64_MAX at start, when no other worker can live.
 */
enum error sqlite_operations_release(struct sqlite_connection *connection, int64_t now_ms,
                                     int64_t until_ms) MUST_USE;

enum error sqlite_operations_bundle(struct sqlite_connection *connection, struct view id,
                                    struct arena *arena, struct view *ret_content) MUST_USE;
enum error sqlite_operations_jobs(struct sqlite_connection *connection,
                                  const struct store_job_filter *filter, struct arena *arena,
                                  struct store_job **ret_rows, size_t *ret_count) MUST_USE;
enum error sqlite_operations_compositions(struct sqlite_connection *connection,
                                          const struct store_composition_filter *filter,
                                          struct arena *arena, struct store_composition **ret_rows,
                                          size_t *ret_count) MUST_USE;
enum error sqlite_operations_counts(struct sqlite_connection *connection,
                                    uint64_t ret_counts[JOB_STATE_COUNT]) MUST_USE;

/* The fifteen columns of SQLITE_JOB_COLUMNS, copied into the arena. */
enum error sqlite_operations_read_job(sqlite3_stmt *statement, struct arena *arena,
                                      struct store_job *ret_job) MUST_USE;

#endif
