#include "tests/lab/lab_clock.h"

#include "server/base/clock.h"

#include <stdatomic.h>
#include <stdlib.h>

struct lab_clock {
  _Atomic int64_t ahead_seconds;
};

struct lab_clock *lab_clock_new(void) {
  return calloc(1, sizeof(struct lab_clock));
}

void lab_clock_free(struct lab_clock *clock) {
  free(clock);
}

int64_t lab_clock_now_ms(const struct lab_clock *clock) {
  return clock_now_ms(clock_system()) + lab_clock_ahead(clock) * 1000;
}

void lab_clock_advance(struct lab_clock *clock, int64_t seconds) {
  atomic_fetch_add(&clock->ahead_seconds, seconds);
}

int64_t lab_clock_ahead(const struct lab_clock *clock) {
  return atomic_load(&clock->ahead_seconds);
}

void lab_clock_reset(struct lab_clock *clock) {
  atomic_store(&clock->ahead_seconds, 0);
}
