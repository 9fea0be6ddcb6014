#include "server/store/standing.h"

static bool has_content(enum job_operation operation) {
  return operation == JOB_OPERATION_REGISTER || operation == JOB_OPERATION_REPLACE;
}

/* A job that was refused, or of which nobody knows the end, leaves things as they were; only of a
 * registration the cautious answer is that it may stand. */
static bool is_silent(const struct standing_job *job) {
  return job->state == JOB_REFUSED || job->operation == JOB_OPERATION_CANCEL_DERIVED ||
         job->state == JOB_SUPERSEDED || (job->state == JOB_DEAD && !has_content(job->operation));
}

enum standing standing_of(const struct standing_job *jobs, size_t count) {
  size_t i = 0;
  while (i < count && is_silent(&jobs[i])) {
    i++;
  }
  if (i == count) {
    return STANDING_NONE;
  }
  bool taken_back = jobs[i].operation == JOB_OPERATION_CANCEL ||
                    (has_content(jobs[i].operation) && jobs[i].state == JOB_CANCELLED);
  return taken_back ? STANDING_CANCELLED : STANDING_REGISTERED;
}

bool standing_without(struct standing_job *jobs, size_t count, struct view id) {
  for (size_t i = 0; i < count && id.length > 0; i++) {
    bool failed = jobs[i].state == JOB_REFUSED || jobs[i].state == JOB_DEAD;
    if (failed && view_equal(jobs[i].id, id)) {
      jobs[i].state = JOB_SUPERSEDED;
      return true;
    }
  }
  return id.length == 0;
}

/* The newest job of the same content. One that was taken back or replaced since is not the same any
 * more. */
static const struct standing_job *find_same(const struct standing_job *jobs, size_t count,
                                            struct view received_digest) {
  for (size_t i = 0; i < count; i++) {
    if (has_content(jobs[i].operation) && jobs[i].state != JOB_CANCELLED &&
        jobs[i].state != JOB_SUPERSEDED && view_equal(jobs[i].received_digest, received_digest)) {
      return &jobs[i];
    }
  }
  return NULL;
}

static const struct standing_job *newest_with_content(const struct standing_job *jobs,
                                                      size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (has_content(jobs[i].operation)) {
      return &jobs[i];
    }
  }
  return NULL;
}

enum standing_verdict standing_accept(const struct standing_job *jobs, size_t count,
                                      enum job_operation operation, struct view received_digest,
                                      const struct standing_job **ret_repeated) {
  enum standing standing = standing_of(jobs, count);
  const struct standing_job *same = find_same(jobs, count, received_digest);
  if (operation == JOB_OPERATION_REPLACE) {
    if (standing != STANDING_REGISTERED) {
      return STANDING_NOT_FOUND;
    }
    /* An older content again is a replacement, too. */
    *ret_repeated = same;
    return same != NULL && same == newest_with_content(jobs, count) ? STANDING_REPEAT
                                                                    : STANDING_INSERT;
  }
  if (standing == STANDING_CANCELLED) {
    return STANDING_INSERT;
  }
  *ret_repeated = same;
  if (same != NULL) {
    return STANDING_REPEAT;
  }
  return standing == STANDING_REGISTERED ? STANDING_CONFLICT : STANDING_INSERT;
}

static const struct standing_job *find_open(const struct standing_job *jobs, size_t count,
                                            enum job_operation operation) {
  for (size_t i = 0; i < count; i++) {
    if (jobs[i].operation == operation && !store_job_state_is_end(jobs[i].state)) {
      return &jobs[i];
    }
  }
  return NULL;
}

static bool fits(enum standing standing, enum job_operation operation) {
  if (operation == JOB_OPERATION_CANCEL) {
    return standing == STANDING_REGISTERED;
  }
  return operation == JOB_OPERATION_CANCEL_UNDO ? standing == STANDING_CANCELLED
                                                : standing != STANDING_NONE;
}

enum standing_verdict standing_act(const struct standing_job *jobs, size_t count,
                                   enum job_operation operation,
                                   const struct standing_job **ret_repeated) {
  enum standing standing = standing_of(jobs, count);
  if (standing == STANDING_NONE) {
    return STANDING_NOT_FOUND;
  }
  if (fits(standing, operation) && operation != JOB_OPERATION_CANCEL_DERIVED) {
    return STANDING_INSERT;
  }
  *ret_repeated = find_open(jobs, count, operation);
  if (*ret_repeated != NULL) {
    return STANDING_REPEAT;
  }
  return fits(standing, operation) ? STANDING_INSERT : STANDING_CONFLICT;
}

struct standing_effect standing_effect_of(enum job_operation accepted) {
  switch (accepted) {
  case JOB_OPERATION_REPLACE:
    return (struct standing_effect){JOB_ACCEPTED, JOB_SUPERSEDED};
  case JOB_OPERATION_CANCEL:
    return (struct standing_effect){JOB_ACCEPTED, JOB_CANCELLED};
  case JOB_OPERATION_CANCEL_UNDO:
    return (struct standing_effect){JOB_CANCELLED, JOB_ACCEPTED};
  case JOB_OPERATION_REGISTER:
  case JOB_OPERATION_CANCEL_DERIVED:
  case JOB_OPERATION_COUNT:
    break;
  }
  return (struct standing_effect){JOB_ACCEPTED, JOB_ACCEPTED};
}
