/* The circuit breaker: when ORCA did not answer several times in a row within a while, nobody waits
 * for it for some seconds; then one question is let through to see. Thread-safe. */
#ifndef SERVER_ORCA_ORCA_BREAKER_H
#define SERVER_ORCA_ORCA_BREAKER_H

#include "server/base/clock.h"

#include <pthread.h>

/* ORCA is asked again this long after the breaker opened; twice as long each time that fails. */
#define ORCA_BREAKER_OPEN_US 5000000
#define ORCA_BREAKER_OPEN_MAXIMUM_US 60000000
/* Failures further apart than this do not add up. */
#define ORCA_BREAKER_WINDOW_US 30000000

enum orca_breaker_state {
  ORCA_BREAKER_CLOSED, /* all is well */
  ORCA_BREAKER_OPEN,   /* nothing is sent */
  ORCA_BREAKER_TRYING  /* one question is on its way */
};

enum orca_breaker_news {
  ORCA_BREAKER_ANSWERED, /* a complete HTTP answer, whatever it says */
  ORCA_BREAKER_FAILED,   /* no connection, no answer in time */
  ORCA_BREAKER_UNSENT    /* nothing is known */
};

struct orca_breaker {
  pthread_mutex_t mutex;
  const struct clock *clock;
  uint32_t maximum; /* failures that open it; 0 = never */
  uint32_t failures;
  int64_t first_us; /* of the failures that are counted */
  int64_t until_us;
  int64_t open_us; /* the latest length */
  enum orca_breaker_state state;
};

/* The clock is borrowed. */
void orca_breaker_init(struct orca_breaker *breaker, uint32_t maximum, const struct clock *clock);
void orca_breaker_done(struct orca_breaker *breaker);
/* True when a question may wait for its turn; otherwise *ret_wait_us is when to come again. */
bool orca_breaker_allows(struct orca_breaker *breaker, int64_t *ret_wait_us);
/* The same, right before sending: when true, orca_breaker_report must follow. */
bool orca_breaker_enter(struct orca_breaker *breaker, int64_t *ret_wait_us);
void orca_breaker_report(struct orca_breaker *breaker, enum orca_breaker_news news);
enum orca_breaker_state orca_breaker_state(struct orca_breaker *breaker);
/* "closed" | "open" | "half-open" */
const char *orca_breaker_name(enum orca_breaker_state state);

#endif
