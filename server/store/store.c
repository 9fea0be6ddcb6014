#include "server/store/store.h"

static const char *const state_names[JOB_STATE_COUNT] = {
#define STATE_NAME(name, text) text,
    JOB_STATES(STATE_NAME)
#undef STATE_NAME
};
static const char *const operation_names[JOB_OPERATION_COUNT] = {
#define OPERATION_NAME(name, text) text,
    JOB_OPERATIONS(OPERATION_NAME)
#undef OPERATION_NAME
};

const char *store_job_state_name(enum job_state state) {
  return (unsigned)state < JOB_STATE_COUNT ? state_names[state] : "";
}

bool store_job_state_is_end(enum job_state state) {
  return state >= JOB_ACCEPTED;
}

const char *store_job_operation_name(enum job_operation operation) {
  return (unsigned)operation < JOB_OPERATION_COUNT ? operation_names[operation] : "";
}
