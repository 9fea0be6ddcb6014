#include "server/national/state.h"

#include <assert.h>

/* WAIT_SHORT: the service answers and the way is free, however long it took to come here.
 * WAIT_NOTHING: it is due at once. */
enum wait { WAIT_NONE, WAIT_BACKOFF, WAIT_RESULT, WAIT_SHORT, WAIT_NOTHING };

struct row {
  enum job_state state;
  enum wait wait;
};

#define END(state)                                                                                 \
  { JOB_##state, WAIT_NONE }
#define BACK(state)                                                                                \
  { JOB_##state, WAIT_BACKOFF }
#define ASK(state)                                                                                 \
  { JOB_##state, WAIT_RESULT }

#define RESEND(state)                                                                              \
  { JOB_##state, WAIT_SHORT }

#define NOW(state)                                                                                 \
  { JOB_##state, WAIT_NOTHING }

/* Only sending can find that nothing was sent; the questions of waiting and unknown jobs change
 * nothing at the service, so their failures leave the job where it is. */
static const struct row table[JOB_STATE_COUNT][STATE_EVENT_COUNT] = {
    [JOB_VALIDATED] = {[STATE_EVENT_ACCEPTED] = BACK(VALIDATED),
                       [STATE_EVENT_PROCESSING] = BACK(VALIDATED),
                       [STATE_EVENT_REFUSED] = END(REFUSED),
                       [STATE_EVENT_TRANSIENT] = BACK(VALIDATED),
                       [STATE_EVENT_NOT_RECEIVED] = BACK(VALIDATED),
                       [STATE_EVENT_UNREADABLE] = BACK(VALIDATED),
                       [STATE_EVENT_LOST] = BACK(VALIDATED),
                       [STATE_EVENT_NOT_SENT] = BACK(VALIDATED),
                       [STATE_EVENT_NOT_SENDABLE] = END(DEAD),
                       [STATE_EVENT_CHECKED] = NOW(QUEUED)},
    [JOB_SENDING] = {[STATE_EVENT_ACCEPTED] = END(ACCEPTED),
                     [STATE_EVENT_PROCESSING] = ASK(WAITING),
                     [STATE_EVENT_REFUSED] = END(REFUSED),
                     [STATE_EVENT_TRANSIENT] = BACK(QUEUED),
                     [STATE_EVENT_NOT_RECEIVED] = BACK(UNKNOWN),
                     [STATE_EVENT_UNREADABLE] = BACK(UNKNOWN),
                     [STATE_EVENT_LOST] = BACK(UNKNOWN),
                     [STATE_EVENT_NOT_SENT] = BACK(QUEUED),
                     [STATE_EVENT_NOT_SENDABLE] = END(DEAD)},
    [JOB_WAITING] = {[STATE_EVENT_ACCEPTED] = END(ACCEPTED),
                     [STATE_EVENT_PROCESSING] = ASK(WAITING),
                     [STATE_EVENT_REFUSED] = END(REFUSED),
                     [STATE_EVENT_TRANSIENT] = BACK(WAITING),
                     [STATE_EVENT_NOT_RECEIVED] = RESEND(QUEUED),
                     [STATE_EVENT_UNREADABLE] = BACK(WAITING),
                     [STATE_EVENT_LOST] = BACK(WAITING),
                     [STATE_EVENT_NOT_SENT] = BACK(WAITING),
                     [STATE_EVENT_NOT_SENDABLE] = END(DEAD)},
    [JOB_UNKNOWN] = {[STATE_EVENT_ACCEPTED] = END(ACCEPTED),
                     [STATE_EVENT_PROCESSING] = ASK(WAITING),
                     [STATE_EVENT_REFUSED] = END(REFUSED),
                     [STATE_EVENT_TRANSIENT] = BACK(UNKNOWN),
                     [STATE_EVENT_NOT_RECEIVED] = RESEND(QUEUED),
                     [STATE_EVENT_UNREADABLE] = BACK(UNKNOWN),
                     [STATE_EVENT_LOST] = BACK(UNKNOWN),
                     [STATE_EVENT_NOT_SENT] = BACK(UNKNOWN),
                     [STATE_EVENT_NOT_SENDABLE] = END(DEAD)},
};

#define DOUBLINGS_MAXIMUM 30u

int64_t state_backoff(int64_t first_ms, int64_t maximum_ms, struct view job_id, uint32_t attempts) {
  uint32_t doublings = attempts > 0 ? attempts - 1 : 0;
  int64_t delay = first_ms;
  for (uint32_t i = 0; i < doublings && i < DOUBLINGS_MAXIMUM && delay < maximum_ms; i++) {
    delay *= 2;
  }
  if (delay > maximum_ms) {
    delay = maximum_ms;
  }
  uint64_t mixed = (hash_64(job_id) ^ attempts) * UINT64_C(0x9e3779b97f4a7c15);
  int64_t per_cent = 75 + (int64_t)((mixed >> 32) % 51);
  return delay * per_cent / 100;
}

int64_t state_longest_wait(const struct state_policy *policy) {
  int64_t longest = policy->backoff_maximum_ms > policy->result_maximum_ms
                        ? policy->backoff_maximum_ms
                        : policy->result_maximum_ms;
  longest = longest > policy->backoff_first_ms ? longest : policy->backoff_first_ms;
  return longest + longest / 4 + 1;
}

static bool must_give_up(const struct state_policy *policy, const struct state_job *job,
                         enum state_event event, int64_t now_ms) {
  if (now_ms - job->created_ms > policy->give_up_ms) {
    return true;
  }
  return event == STATE_EVENT_UNREADABLE && job->was_unreadable &&
         job->attempts >= policy->unreadable_maximum;
}

struct state_change state_next(const struct state_policy *policy, const struct state_job *job,
                               enum state_event event, int64_t now_ms) {
  assert(job->state == JOB_VALIDATED || job->state == JOB_SENDING || job->state == JOB_WAITING ||
         job->state == JOB_UNKNOWN);
  assert(event < STATE_EVENT_COUNT &&
         (event != STATE_EVENT_CHECKED || job->state == JOB_VALIDATED));
  struct row row = table[job->state][event];
  struct state_change change = {row.state, 0, false};
  if (row.wait == WAIT_NONE) {
    return change;
  }
  if (row.wait == WAIT_NOTHING) {
    change.next_attempt_ms = now_ms;
    return change;
  }
  if (must_give_up(policy, job, event, now_ms)) {
    return (struct state_change){JOB_DEAD, 0, true};
  }
  bool asking = row.wait == WAIT_RESULT;
  int64_t first = asking ? policy->result_first_ms : policy->backoff_first_ms;
  int64_t maximum = asking ? policy->result_maximum_ms : policy->backoff_maximum_ms;
  if (row.wait == WAIT_SHORT) {
    maximum = first;
  }
  change.next_attempt_ms = now_ms + state_backoff(first, maximum, job->id, job->attempts);
  return change;
}
