#include "server/base/steady_wait.h"

#include <time.h>

#define NANOSECONDS 1000000000

void steady_condition_init(pthread_cond_t *condition) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(condition, &attributes);
  pthread_condattr_destroy(&attributes);
}

struct timespec steady_until(int64_t wait_us) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  int64_t wait = wait_us > 0 ? wait_us : 0;
  int64_t nanoseconds = now.tv_nsec + (wait % 1000000) * 1000;
  return (struct timespec){.tv_sec = now.tv_sec + wait / 1000000 + nanoseconds / NANOSECONDS,
                           .tv_nsec = nanoseconds % NANOSECONDS};
}
