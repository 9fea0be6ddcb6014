/* What the store does in SQL: each function works on one connection, inside the caller's
 * transaction where it writes. */
#ifndef SERVER_STORE_SQLITE_OPERATIONS_H
#define SERVER_STORE_SQLITE_OPERATIONS_H

#include "server/store/sqlite_rows.h"
#include "server/store/standing.h"

struct sqlite_accept {
  const struct store_bundle *bundle;
  int64_t now_ms;
  struct arena *arena;
  struct store_accepted accepted; /* the result */
};
enum error sqlite_operations_accept(struct sqlite_connection *connection, void *accept) MUST_USE;

/* Bundle.identifier. */
struct sqlite_identifier {
  struct view system;
  struct view value;
};
/* The jobs of the identifier as struct standing_job, newest first; none without a value. */
enum error sqlite_operations_standing(struct sqlite_connection *connection,
                                      const struct sqlite_identifier *identifier,
                                      struct arena *arena, struct sqlite_rows *ret_jobs) MUST_USE;

/* Rows of the intake; their numbers come from sqlite3_last_insert_rowid. A document without id gets
 * no composition row. */
struct sqlite_new_job {
  struct view id;
  int64_t bundle_seq;
  enum job_operation operation;
  struct view kind;
  struct view patient;
  struct sqlite_identifier identifier;
  enum job_state state;
  int64_t now_ms;
};
enum error sqlite_operations_insert_bundle(struct sqlite_connection *connection,
                                           const struct store_bundle *bundle,
                                           int64_t now_ms) MUST_USE;
enum error sqlite_operations_insert_job(struct sqlite_connection *connection,
                                        const struct sqlite_new_job *job) MUST_USE;
enum error sqlite_operations_insert_composition(struct sqlite_connection *connection,
                                                const struct store_bundle *bundle,
                                                int64_t bundle_seq, int64_t now_ms) MUST_USE;

struct sqlite_act {
  const struct store_act *act;
  int64_t now_ms;
  struct arena *arena;
  struct store_accepted accepted; /* the result */
};
enum error sqlite_operations_act(struct sqlite_connection *connection, void *act) MUST_USE;

struct sqlite_receive {
  const struct store_received *received;
  int64_t now_ms;
  struct arena *arena;
  struct view bundle_id; /* the result */
};
enum error sqlite_operations_receive(struct sqlite_connection *connection, void *receive) MUST_USE;
/* ERROR_NOT_FOUND. */
enum error sqlite_operations_received(struct sqlite_connection *connection,
                                      struct view document_key, struct arena *arena,
                                      struct store_received *ret_received) MUST_USE;

struct sqlite_states {
  const struct store_job_states *states;
  int64_t now_ms;
};
/* ERROR_NOT_FOUND. */
enum error sqlite_operations_states(struct sqlite_connection *connection, void *states) MUST_USE;

struct sqlite_prune {
  int64_t ended_before_ms;
  uint32_t limit;
  int64_t now_ms;
  uint64_t count; /* the result */
};
enum error sqlite_operations_prune(struct sqlite_connection *connection, void *prune) MUST_USE;

struct sqlite_audit {
  const struct store_audit *audit;
  int64_t now_ms;
};
enum error sqlite_operations_audit(struct sqlite_connection *connection, void *audit) MUST_USE;
struct sqlite_audit_many {
  const struct store_audit *audits;
  size_t count;
  int64_t now_ms;
};
enum error sqlite_operations_audit_many(struct sqlite_connection *connection, void *many) MUST_USE;
struct sqlite_audit_archive {
  const struct store_audit_segment *segment;
  int64_t now_ms;
};
enum error sqlite_operations_audit_archive(struct sqlite_connection *connection,
                                           void *archive) MUST_USE;
/* Makes a chain of the rows that are older than the chains, once, with a row that covers them. Of
 * struct sqlite_audit_archive only the time is looked at. */
enum error sqlite_operations_audit_cover(struct sqlite_connection *connection,
                                         void *cover) MUST_USE;
enum error sqlite_operations_audit_list(struct sqlite_connection *connection,
                                        const struct store_audit_filter *filter,
                                        struct arena *arena,
                                        struct store_audit_page *ret_page) MUST_USE;
enum error sqlite_operations_audit_walk(struct sqlite_connection *connection,
                                        const struct store_audit_walk *walk, struct arena *arena,
                                        struct store_audit_page *ret_page) MUST_USE;
/* struct store_audit_head and struct store_audit_segment. */
enum error sqlite_operations_audit_heads(struct sqlite_connection *connection, struct arena *arena,
                                         struct sqlite_rows *ret_heads) MUST_USE;
enum error sqlite_operations_audit_segments(struct sqlite_connection *connection,
                                            struct arena *arena,
                                            struct sqlite_rows *ret_segments) MUST_USE;

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

struct sqlite_order {
  struct view job_id;
  enum store_order order;
  int64_t now_ms;
};
/* ERROR_NOT_FOUND for an unknown job, ERROR_CONFLICT for one in whose state it is not possible. */
enum error sqlite_operations_order(struct sqlite_connection *connection, void *order) MUST_USE;

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

struct sqlite_subscription {
  const struct store_subscription *subscription;
  int64_t now_ms;
  bool created; /* the result of a put */
};
/* ERROR_CONFLICT when there are too many. */
enum error sqlite_operations_subscription_put(struct sqlite_connection *connection,
                                              void *subscription) MUST_USE;
/* ERROR_NOT_FOUND. */
enum error sqlite_operations_subscription_delete(struct sqlite_connection *connection,
                                                 void *subscription) MUST_USE;

struct sqlite_subscription_query {
  struct view id; /* empty = all */
  int64_t now_ms;
  struct arena *arena;
};
enum error sqlite_operations_subscriptions(struct sqlite_connection *connection,
                                           const struct sqlite_subscription_query *query,
                                           struct store_subscription **ret_rows,
                                           size_t *ret_count) MUST_USE;

struct sqlite_event {
  const struct store_event *event;
  int64_t now_ms;
  uint64_t count; /* the result */
};
enum error sqlite_operations_notification_add(struct sqlite_connection *connection,
                                              void *event) MUST_USE;
/* ERROR_NOT_FOUND when nothing is due. */
enum error
sqlite_operations_notification_next(struct sqlite_connection *connection, int64_t now_ms,
                                    struct arena *arena,
                                    struct store_notification *ret_notification) MUST_USE;
/* ERROR_CONFLICT; takes a struct store_settlement. */
enum error sqlite_operations_notification_settle(struct sqlite_connection *connection,
                                                 void *settlement) MUST_USE;
enum error
sqlite_operations_subscription_counts(struct sqlite_connection *connection, int64_t now_ms,
                                      struct store_subscription_counts *ret_counts) MUST_USE;

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
enum error sqlite_operations_summary(struct sqlite_connection *connection,
                                     struct store_outbox_summary *ret_summary) MUST_USE;

/* The columns of SQLITE_JOB_COLUMNS, copied into the arena. */
enum error sqlite_operations_read_job(sqlite3_stmt *statement, struct arena *arena,
                                      struct store_job *ret_job) MUST_USE;

#endif
