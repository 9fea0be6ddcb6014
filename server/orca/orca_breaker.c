#include "server/orca/orca_breaker.h"

void orca_breaker_init(struct orca_breaker *breaker, uint32_t maximum, const struct clock *clock) {
  *breaker = (struct orca_breaker){.clock = clock, .maximum = maximum};
  pthread_mutex_init(&breaker->mutex, NULL);
}

void orca_breaker_done(struct orca_breaker *breaker) {
  pthread_mutex_destroy(&breaker->mutex);
}

static bool allows(const struct orca_breaker *breaker, int64_t *ret_wait_us) {
  int64_t wait_us = breaker->until_us - clock_monotonic_us(breaker->clock);
  if (breaker->state == ORCA_BREAKER_CLOSED ||
      (breaker->state == ORCA_BREAKER_OPEN && wait_us <= 0)) {
    return true;
  }
  /* While one question is on its way nobody knows; a second is soon enough. */
  *ret_wait_us = wait_us > 0 ? wait_us : 1000000;
  return false;
}

bool orca_breaker_allows(struct orca_breaker *breaker, int64_t *ret_wait_us) {
  pthread_mutex_lock(&breaker->mutex);
  bool allowed = allows(breaker, ret_wait_us);
  pthread_mutex_unlock(&breaker->mutex);
  return allowed;
}

bool orca_breaker_enter(struct orca_breaker *breaker, int64_t *ret_wait_us) {
  pthread_mutex_lock(&breaker->mutex);
  bool allowed = allows(breaker, ret_wait_us);
  if (allowed && breaker->state == ORCA_BREAKER_OPEN) {
    breaker->state = ORCA_BREAKER_TRYING;
  }
  pthread_mutex_unlock(&breaker->mutex);
  return allowed;
}

static void open_for(struct orca_breaker *breaker, int64_t open_us) {
  breaker->open_us =
      open_us < ORCA_BREAKER_OPEN_MAXIMUM_US ? open_us : ORCA_BREAKER_OPEN_MAXIMUM_US;
  breaker->until_us = clock_monotonic_us(breaker->clock) + breaker->open_us;
  breaker->state = ORCA_BREAKER_OPEN;
}

static void count_failure(struct orca_breaker *breaker) {
  int64_t now_us = clock_monotonic_us(breaker->clock);
  if (breaker->failures == 0 || now_us - breaker->first_us > ORCA_BREAKER_WINDOW_US) {
    breaker->failures = 0;
    breaker->first_us = now_us;
  }
  breaker->failures++;
  if (breaker->maximum != 0 && breaker->failures >= breaker->maximum) {
    open_for(breaker, ORCA_BREAKER_OPEN_US);
  }
}

/* What was sent before it opened may still answer, well or badly: a good answer closes it. */
static void take_news(struct orca_breaker *breaker, enum orca_breaker_news news) {
  if (news == ORCA_BREAKER_ANSWERED) {
    breaker->state = ORCA_BREAKER_CLOSED;
    breaker->failures = 0;
  } else if (breaker->state == ORCA_BREAKER_TRYING && news == ORCA_BREAKER_UNSENT) {
    breaker->state = ORCA_BREAKER_OPEN;
  } else if (breaker->state == ORCA_BREAKER_TRYING) {
    open_for(breaker, breaker->open_us * 2);
  } else if (news == ORCA_BREAKER_FAILED && breaker->state == ORCA_BREAKER_CLOSED) {
    count_failure(breaker);
  }
}

void orca_breaker_report(struct orca_breaker *breaker, enum orca_breaker_news news) {
  pthread_mutex_lock(&breaker->mutex);
  take_news(breaker, news);
  pthread_mutex_unlock(&breaker->mutex);
}

enum orca_breaker_state orca_breaker_state(struct orca_breaker *breaker) {
  pthread_mutex_lock(&breaker->mutex);
  enum orca_breaker_state state = breaker->state;
  pthread_mutex_unlock(&breaker->mutex);
  return state;
}

const char *orca_breaker_name(enum orca_breaker_state state) {
  static const char *const names[] = {"closed", "open", "half-open"};
  return names[state];
}
