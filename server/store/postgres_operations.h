/* What the store does in PostgreSQL: each function works on one connection, inside the caller's
 * transaction where it writes. The comment of each says what its work has as input and output. */
#ifndef SERVER_STORE_POSTGRES_OPERATIONS_H
#define SERVER_STORE_POSTGRES_OPERATIONS_H

#include "server/store/postgres_pool.h"
#include "server/store/rules.h"

/* struct store_bundle -> struct store_accepted */
enum error postgres_operations_accept(struct postgres_connection *connection,
                                      const struct postgres_work *work) MUST_USE;
/* struct store_act -> struct store_accepted */
enum error postgres_operations_act(struct postgres_connection *connection,
                                   const struct postgres_work *work) MUST_USE;
/* struct store_received -> struct view, ours of the Bundle */
enum error postgres_operations_receive(struct postgres_connection *connection,
                                       const struct postgres_work *work) MUST_USE;
/* struct view, the document's key -> struct store_received; ERROR_NOT_FOUND */
enum error postgres_operations_received(struct postgres_connection *connection,
                                        const struct postgres_work *work) MUST_USE;
/* struct store_audit -> nothing */
enum error postgres_operations_audit(struct postgres_connection *connection,
                                     const struct postgres_work *work) MUST_USE;
struct postgres_audit_many {
  const struct store_audit *audits;
  size_t count;
};
/* struct postgres_audit_many -> nothing */
enum error postgres_operations_audit_many(struct postgres_connection *connection,
                                          const struct postgres_work *work) MUST_USE;
/* struct store_audit_filter -> struct store_audit_page */
enum error postgres_operations_audit_list(struct postgres_connection *connection,
                                          const struct postgres_work *work) MUST_USE;
/* struct store_audit_walk -> struct store_audit_page */
enum error postgres_operations_audit_walk(struct postgres_connection *connection,
                                          const struct postgres_work *work) MUST_USE;
/* nothing -> struct postgres_rows of struct store_audit_head, of struct store_audit_segment */
enum error postgres_operations_audit_heads(struct postgres_connection *connection,
                                           const struct postgres_work *work) MUST_USE;
enum error postgres_operations_audit_segments(struct postgres_connection *connection,
                                              const struct postgres_work *work) MUST_USE;
/* struct store_audit_segment -> nothing */
enum error postgres_operations_audit_archive(struct postgres_connection *connection,
                                             const struct postgres_work *work) MUST_USE;
/* Makes a chain of the rows that are older than the chains, once, with a row that covers them;
 * nothing -> nothing. */
enum error postgres_operations_audit_cover(struct postgres_connection *connection,
                                           const struct postgres_work *work) MUST_USE;

/* struct view, the Bundle's id -> struct view, its content; ERROR_NOT_FOUND, ERROR_GONE */
enum error postgres_operations_bundle(struct postgres_connection *connection,
                                      const struct postgres_work *work) MUST_USE;
/* struct store_composition_filter -> struct postgres_rows */
enum error postgres_operations_compositions(struct postgres_connection *connection,
                                            const struct postgres_work *work) MUST_USE;
/* struct store_job_filter -> struct postgres_rows */
enum error postgres_operations_jobs(struct postgres_connection *connection,
                                    const struct postgres_work *work) MUST_USE;
/* nothing -> struct store_outbox_summary */
enum error postgres_operations_summary(struct postgres_connection *connection,
                                       const struct postgres_work *work) MUST_USE;

/* Takes back the leases that have ended, those of other machines too; then the jobs are due. One
 * statement, which may be repeated. */
enum error postgres_operations_release(struct postgres_connection *connection,
                                       const struct postgres_work *work) MUST_USE;
/* struct store_claim with a horizon -> nothing: what seems to wait longer is due. One statement,
 * which may be repeated. */
enum error postgres_operations_pull(struct postgres_connection *connection,
                                    const struct postgres_work *work) MUST_USE;
struct postgres_claim {
  struct store_job job;
  struct view lease;
};
/* struct store_claim -> struct postgres_claim; ERROR_NOT_FOUND when nothing is due */
enum error postgres_operations_claim(struct postgres_connection *connection,
                                     const struct postgres_work *work) MUST_USE;
/* struct store_transition -> nothing; ERROR_CONFLICT when the lease is not the job's */
enum error postgres_operations_transition(struct postgres_connection *connection,
                                          const struct postgres_work *work) MUST_USE;
struct postgres_order {
  struct view job_id;
  enum store_order order;
};
/* struct postgres_order -> nothing; ERROR_NOT_FOUND, ERROR_CONFLICT */
enum error postgres_operations_order(struct postgres_connection *connection,
                                     const struct postgres_work *work) MUST_USE;
/* struct store_job_states -> nothing; ERROR_NOT_FOUND */
enum error postgres_operations_states(struct postgres_connection *connection,
                                      const struct postgres_work *work) MUST_USE;
struct postgres_prune {
  int64_t ended_before_ms;
  uint32_t limit;
};
/* struct postgres_prune -> uint64_t, how many */
enum error postgres_operations_prune(struct postgres_connection *connection,
                                     const struct postgres_work *work) MUST_USE;

/* struct store_resource -> bool, created */
enum error postgres_operations_resource_put(struct postgres_connection *connection,
                                            const struct postgres_work *work) MUST_USE;
/* struct store_resource -> nothing; ERROR_NOT_FOUND */
enum error postgres_operations_resource_delete(struct postgres_connection *connection,
                                               const struct postgres_work *work) MUST_USE;
/* nothing -> struct postgres_rows of struct store_resource */
enum error postgres_operations_resources(struct postgres_connection *connection,
                                         const struct postgres_work *work) MUST_USE;

struct postgres_mapping {
  struct store_mapping_batch *batch;
};
/* struct postgres_mapping -> nothing; the batch tells what failed */
enum error postgres_operations_mapping(struct postgres_connection *connection,
                                       const struct postgres_work *work) MUST_USE;
/* struct store_mapping_filter -> struct store_mapping_page */
enum error postgres_operations_mapping_list(struct postgres_connection *connection,
                                            const struct postgres_work *work) MUST_USE;
/* nothing -> int64_t */
enum error postgres_operations_mapping_revision(struct postgres_connection *connection,
                                                const struct postgres_work *work) MUST_USE;
/* struct store_unmapped_filter -> struct store_unmapped_page */
enum error postgres_operations_unmapped_list(struct postgres_connection *connection,
                                             const struct postgres_work *work) MUST_USE;

/* struct store_subscription -> bool, created; ERROR_CONFLICT when there are too many */
enum error postgres_operations_subscription_put(struct postgres_connection *connection,
                                                const struct postgres_work *work) MUST_USE;
/* struct store_subscription -> nothing; ERROR_NOT_FOUND */
enum error postgres_operations_subscription_delete(struct postgres_connection *connection,
                                                   const struct postgres_work *work) MUST_USE;
/* struct view, an id or empty -> struct postgres_rows of struct store_subscription */
enum error postgres_operations_subscriptions(struct postgres_connection *connection,
                                             const struct postgres_work *work) MUST_USE;
/* nothing -> struct store_subscription_counts */
enum error postgres_operations_subscription_counts(struct postgres_connection *connection,
                                                   const struct postgres_work *work) MUST_USE;
/* Drops events that cannot come again. One statement, which may be repeated. */
enum error postgres_operations_notification_forget(struct postgres_connection *connection,
                                                   const struct postgres_work *work) MUST_USE;
/* struct store_event -> uint64_t, for how many subscriptions it is new */
enum error postgres_operations_notification_add(struct postgres_connection *connection,
                                                const struct postgres_work *work) MUST_USE;
/* int64_t, the lease's length -> struct store_notification; ERROR_NOT_FOUND, then with due_ms */
enum error postgres_operations_notification_next(struct postgres_connection *connection,
                                                 const struct postgres_work *work) MUST_USE;
struct postgres_hold {
  const struct store_notification *notification;
  int64_t lease_ms;
};
/* struct postgres_hold -> nothing; ERROR_CONFLICT */
enum error postgres_operations_notification_hold(struct postgres_connection *connection,
                                                 const struct postgres_work *work) MUST_USE;
/* struct store_settlement -> nothing; ERROR_CONFLICT */
enum error postgres_operations_notification_settle(struct postgres_connection *connection,
                                                   const struct postgres_work *work) MUST_USE;
/* struct store_notification -> nothing: its claim ends. One statement, which may be repeated. */
enum error postgres_operations_notification_release(struct postgres_connection *connection,
                                                    const struct postgres_work *work) MUST_USE;

/* ---- parts of operations ------------------------------------------------------------------------
 */
/* Bundle.identifier. */
struct postgres_identifier {
  struct view system;
  struct view value;
};
/* The jobs of the identifier as struct standing_job, newest first; none without a value. */
enum error postgres_operations_standing(struct postgres_connection *connection,
                                        const struct postgres_identifier *identifier,
                                        struct arena *arena,
                                        struct postgres_rows *ret_jobs) MUST_USE;
/* Inserts the Bundle and, when it has a document with an id, its composition row. */
enum error postgres_operations_insert_bundle(struct postgres_connection *connection,
                                             const struct store_bundle *bundle, int64_t now_ms,
                                             int64_t *ret_seq) MUST_USE;
struct postgres_new_job {
  struct view id;
  int64_t bundle_seq;
  enum job_operation operation;
  struct view kind;
  struct view patient;
  struct postgres_identifier identifier;
  enum job_state state;
  int64_t now_ms;
};
enum error postgres_operations_insert_job(struct postgres_connection *connection,
                                          const struct postgres_new_job *job) MUST_USE;
/* One audit row, with the codes that could not be mapped. */
enum error postgres_operations_note(struct postgres_connection *connection,
                                    const struct store_audit *audit, int64_t now_ms) MUST_USE;
/* Counts codes that could not be mapped. */
enum error postgres_operations_unmapped(struct postgres_connection *connection,
                                        const struct store_unmapped *rows, size_t count,
                                        int64_t now_ms) MUST_USE;
/* The columns of POSTGRES_JOB_COLUMNS; postgres_row_shape. */
enum error postgres_operations_read_job(const PGresult *result, int row, struct arena *arena,
                                        void *ret_row) MUST_USE;

#endif
