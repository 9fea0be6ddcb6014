#include "server/store/store.h"

static const char *const state_names[JOB_STATE_COUNT] = {
    [JOB_QUEUED] = "queued",   [JOB_SENDING] = "sending",       [JOB_WAITING] = "waiting",
    [JOB_UNKNOWN] = "unknown", [JOB_REGISTERED] = "registered", [JOB_REFUSED] = "refused",
    [JOB_DEAD] = "dead",
};

const char *store_job_state_name(enum job_state state) {
  return (unsigned)state < JOB_STATE_COUNT ? state_names[state] : "";
}
