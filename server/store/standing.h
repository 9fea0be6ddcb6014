/* How a Bundle.identifier stands at the service as far as this store can know: made from the jobs
 * of the identifier, what is still under way taken as if it succeeded, because jobs of one
 * identifier are delivered in their order. Pure. */
#ifndef SERVER_STORE_STANDING_H
#define SERVER_STORE_STANDING_H

#include "server/store/store.h"

enum standing {
  STANDING_NONE,       /* nothing was registered, or only what the service refused */
  STANDING_REGISTERED, /* is registered, or will be; also when nobody knows (a dead job) */
  STANDING_CANCELLED,  /* was registered and taken back, or will be */
};

struct standing_job {
  struct view id;
  struct view bundle_id;
  struct view received_digest; /* of its Bundle */
  enum job_operation operation;
  enum job_state state;
};

/* jobs: those of one identifier, newest first. */
enum standing standing_of(const struct standing_job *jobs, size_t count);

/* Takes the refused or dead job with that id as superseded, in the list only; false when the list
 * has no such job. An empty id changes nothing. */
bool standing_without(struct standing_job *jobs, size_t count, struct view id);

/* What to do with something new under the identifier. */
enum standing_verdict {
  STANDING_INSERT,    /* it becomes a job */
  STANDING_REPEAT,    /* *ret_repeated has it already */
  STANDING_CONFLICT,  /* it contradicts what stands */
  STANDING_NOT_FOUND, /* there is nothing to replace, to cancel or to bring back */
};

/* A Bundle: received_digest is that of its bytes as the client sent them. */
enum standing_verdict standing_accept(const struct standing_job *jobs, size_t count,
                                      enum job_operation operation, struct view received_digest,
                                      const struct standing_job **ret_repeated);
/* An operation without content. */
enum standing_verdict standing_act(const struct standing_job *jobs, size_t count,
                                   enum job_operation operation,
                                   const struct standing_job **ret_repeated);

/* What the acceptance of a job does to an older job of its identifier: the newest one with content
 * in state from becomes to. from == to: nothing. */
struct standing_effect {
  enum job_state from;
  enum job_state to;
};
struct standing_effect standing_effect_of(enum job_operation accepted);

#endif
