/* What happens to a relay job: a pure function from where the job stands and what was learnt to the
 * next state and the time of the next attempt. No clock, no store, no network: the worker supplies
 * and carries out. A job that may have reached the service never goes back to "queued" unless the
 * service itself says that it has nothing. */
#ifndef SERVER_NATIONAL_STATE_H
#define SERVER_NATIONAL_STATE_H

#include "server/store/store.h"

/* What an attempt brought. The first five are classes of the service's own answers. */
enum state_event {
  STATE_EVENT_ACCEPTED,
  STATE_EVENT_PROCESSING,   /* it has the message, the result comes later */
  STATE_EVENT_REFUSED,      /* for good */
  STATE_EVENT_TRANSIENT,    /* it did not take the message: try later */
  STATE_EVENT_NOT_RECEIVED, /* it never got the message that was asked about */
  STATE_EVENT_UNREADABLE,   /* an answer that the adapter does not explain */
  STATE_EVENT_LOST,         /* something may have been sent, nothing was heard */
  STATE_EVENT_NOT_SENT,     /* nothing left this machine */
  STATE_EVENT_NOT_SENDABLE, /* and never will: too large, no word for the kind */
  STATE_EVENT_CHECKED,      /* of JOB_VALIDATED: the destination takes part, it can be sent */
  STATE_EVENT_COUNT
};

struct state_policy {
  int64_t backoff_first_ms; /* after failures: doubles with each attempt up to the maximum */
  int64_t backoff_maximum_ms;
  int64_t result_first_ms; /* between questions for a result that is being made */
  int64_t result_maximum_ms;
  int64_t give_up_ms;          /* age of a job at which a person must look */
  uint32_t unreadable_maximum; /* attempts after which a job with unreadable answers is given up */
};

struct state_job {
  enum job_state state; /* as claimed: JOB_VALIDATED, JOB_SENDING, JOB_WAITING or JOB_UNKNOWN */
  struct view id;
  uint32_t attempts; /* this one included, from 1 */
  int64_t created_ms;
  bool was_unreadable; /* the attempt before brought an unreadable answer too */
};

struct state_change {
  enum job_state state;
  int64_t next_attempt_ms; /* 0 for an end */
  bool gave_up; /* JOB_DEAD because of age or unreadable answers, not of the event itself */
};

struct state_change state_next(const struct state_policy *policy, const struct state_job *job,
                               enum state_event event, int64_t now_ms);

/* first * 2^(attempts - 1), at most maximum, moved by up to a quarter either way. The shift is made
 * from the job's id and the attempt: many jobs that failed together come back apart, and a test
 * knows when. */
int64_t state_backoff(int64_t first_ms, int64_t maximum_ms, struct view job_id, uint32_t attempts);

/* No state_change puts a job off by more. */
int64_t state_longest_wait(const struct state_policy *policy);

#endif
