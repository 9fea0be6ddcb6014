/* What happens to the audit trail beside the requests: rows that may be written a moment later wait
 * here and go to the store in batches; the wall clock is compared with the steady one; months that
 * are old enough are archived. One thread. */
#ifndef SERVER_STORE_AUDIT_RECORDER_H
#define SERVER_STORE_AUDIT_RECORDER_H

#include "server/base/buffer.h"
#include "server/store/store.h"

struct audit_recorder;

struct audit_recorder_settings {
  struct store *store; /* borrowed until audit_recorder_free */
  const struct clock *clock;
  const char *folder; /* of the archives; borrowed */
  uint32_t keep_days; /* 0 = nothing is archived */
};

enum error audit_recorder_start(const struct audit_recorder_settings *settings,
                                struct audit_recorder **ret_recorder) MUST_USE;
/* Writes what is waiting and ends the thread; what is added later is refused (ERROR_BUSY). Once. */
void audit_recorder_finish(struct audit_recorder *recorder);
/* After audit_recorder_finish; nobody may use it any more. NULL is allowed. */
void audit_recorder_free(struct audit_recorder *recorder);

/* Copies the row (without its unmapped codes) and returns at once. ERROR_BUSY: LIMIT_AUDIT_WAITING
 * rows are waiting or it was finished, this one is not taken; ERROR_MEMORY. */
enum error audit_recorder_add(struct audit_recorder *recorder,
                              const struct store_audit *row) MUST_USE;
/* Counts an event that has no row: one that is never written singly, or one that could not be taken
 * (lost), which is told by a row "audit-lost" as soon as there is room. */
void audit_recorder_count(struct audit_recorder *recorder, bool lost);
/* Counts a request that was refused because its row could not be written. */
void audit_recorder_refused(struct audit_recorder *recorder);
/* Lines of metrics; the context is the recorder. */
void audit_recorder_metrics(void *recorder, struct buffer *buffer);

#endif
