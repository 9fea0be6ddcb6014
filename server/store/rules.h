/* What every implementation of the store decides in the same way: what a verdict means for the
 * caller, and what the audit trail says of a change. Pure. */
#ifndef SERVER_STORE_RULES_H
#define SERVER_STORE_RULES_H

#include "server/limits.h"
#include "server/store/standing.h"

/* Rows of one answer: the wanted number, 0 and too many are LIMIT_STORE_ROWS. */
uint32_t rules_row_limit(uint32_t wanted);

/* A Bundle under an idempotency key that an earlier job has: the key stays with its bytes and its
 * operation for ever. STANDING_REPEAT or STANDING_CONFLICT. */
enum standing_verdict rules_by_key(const struct standing_job *earlier,
                                   const struct store_bundle *bundle);
/* A Bundle under its identifier, with its jobs newest first; they may be changed. */
enum standing_verdict rules_by_identifier(struct standing_job *jobs, size_t count,
                                          const struct store_bundle *bundle,
                                          const struct standing_job **ret_repeated);
/* What a verdict means for the caller; a repeat fills *accepted from the earlier job. */
enum error rules_answer(enum standing_verdict verdict, const struct standing_job *earlier,
                        struct store_accepted *accepted) MUST_USE;
/* A document that the service gave us as a row of bundles; everything borrowed. */
struct store_bundle rules_bundle_of(const struct store_received *received, struct view id);

/* ORCA itself keeps its events about seven days: older ones cannot come again. */
#define RULES_EVENT_KEPT_MS (INT64_C(8) * 24 * 3600 * 1000)
/* Adds so many subscriptions of the status. */
void rules_count_subscriptions(struct view status, uint64_t count,
                               struct store_subscription_counts *counts);

/* Where the made texts of an audit row live. */
struct rules_text {
  char bytes[LIMIT_AUDIT_DETAIL_BYTES];
};
struct store_audit rules_audit_bundle(const struct store_bundle *bundle, struct view job_id);
struct store_audit rules_audit_act(const struct store_act *act, struct view job_id,
                                   struct view kind, struct rules_text *text);
struct store_audit rules_audit_received(const struct store_received *received,
                                        struct view bundle_id);
struct store_audit rules_audit_transition(const struct store_transition *transition,
                                          struct rules_text *text);
struct store_audit rules_audit_order(enum store_order order, struct view job_id);
struct store_audit rules_audit_pruned(uint64_t count, struct rules_text *text);
struct store_audit rules_audit_resource(const struct store_resource *resource, const char *action);
struct store_audit rules_audit_subscription(const struct store_subscription *subscription,
                                            const char *action);
struct store_audit rules_audit_archived(const struct store_audit_segment *segment,
                                        struct rules_text *text);
/* Covers the rows 1..number that are older than the chains. */
struct store_audit rules_audit_cover(int64_t number, const struct sha256 *hash,
                                     struct rules_text *text);
struct store_audit rules_audit_mapping(const struct store_mapping_change *change,
                                       const struct store_mapping_batch *batch,
                                       struct rules_text *text);

#endif
