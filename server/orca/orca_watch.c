#include "server/orca/orca_watch.h"

#include "server/base/steady_wait.h"
#include "server/orca/orca_department.h"
#include "server/orca/orca_gate.h"

#include <stdlib.h>

/* Between questions that were not answered; the first also between looks at the outlook. */
#define FIRST_WAIT_US 5000000
#define LONGEST_WAIT_US 60000000
#define ARENA_BYTES 4194304u

struct orca_watch {
  struct orca *orca;
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  bool stopping;
};

/* The list of departments: every ORCA has it, no patient is concerned. What is kept of it says
 * nothing of now. The question itself renews the outlook. */
static bool ask(struct orca_watch *watch, struct arena *arena) {
  const struct orca_settings *settings = orca_settings(watch->orca);
  struct orca_department_list list;
  struct orca_session session = {.orca = watch->orca,
                                 .arena = arena,
                                 .deadline_us = clock_monotonic_us(settings->clock) +
                                                (int64_t)settings->timeout_ms * 1000,
                                 .fresh = true};
  return orca_department_list(&session, &list) == ERROR_OK;
}

/* True when the time is over, false when the watch is stopped. */
static bool wait_a_while(struct orca_watch *watch, int64_t wait_us) {
  struct timespec until = steady_until(wait_us);
  int wait_result = 0;
  pthread_mutex_lock(&watch->mutex);
  while (!watch->stopping && wait_result == 0) {
    wait_result = pthread_cond_timedwait(&watch->changed, &watch->mutex, &until);
  }
  bool stopping = watch->stopping;
  pthread_mutex_unlock(&watch->mutex);
  return !stopping;
}

static bool answers(struct orca_watch *watch) {
  return orca_outlook_front(orca_outlook(watch->orca)) == ORCA_FRONT_ANSWERS;
}

/* Asks while ORCA does not answer, less and less often; while it does, looks now and then at what
 * other questions told. */
static void *run(void *context) {
  struct orca_watch *watch = context;
  int64_t wait_us = FIRST_WAIT_US;
  bool goes_on = true;
  while (goes_on) {
    struct arena *arena = arena_new(ARENA_BYTES);
    bool is_well = answers(watch) || (arena != NULL && ask(watch, arena));
    arena_free(arena);
    wait_us = is_well ? FIRST_WAIT_US : wait_us;
    goes_on = wait_a_while(watch, wait_us);
    wait_us = wait_us * 2 < LONGEST_WAIT_US ? wait_us * 2 : LONGEST_WAIT_US;
  }
  return NULL;
}

enum error orca_watch_start(struct orca *orca, struct orca_watch **ret_watch) {
  struct orca_watch *watch = calloc(1, sizeof(*watch));
  if (watch == NULL) {
    return ERROR_MEMORY;
  }
  watch->orca = orca;
  pthread_mutex_init(&watch->mutex, NULL);
  steady_condition_init(&watch->changed);
  if (pthread_create(&watch->thread, NULL, run, watch) != 0) {
    pthread_cond_destroy(&watch->changed);
    pthread_mutex_destroy(&watch->mutex);
    free(watch);
    return ERROR_INTERNAL;
  }
  *ret_watch = watch;
  return ERROR_OK;
}

void orca_watch_stop(struct orca_watch *watch) {
  if (watch == NULL) {
    return;
  }
  pthread_mutex_lock(&watch->mutex);
  watch->stopping = true;
  pthread_cond_broadcast(&watch->changed);
  pthread_mutex_unlock(&watch->mutex);
  pthread_join(watch->thread, NULL);
  pthread_cond_destroy(&watch->changed);
  pthread_mutex_destroy(&watch->mutex);
  free(watch);
}
