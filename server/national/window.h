/* How many messages may be under way to the service at a time: begins with one, doubles with each
 * success up to the last good width, then grows by one, halves with each trouble. After several
 * troubles in a row with one message at a time nothing is tried for a while: an outage of hours
 * must not wear out the attempts of all that waits. Pure; the relay holds its lock around it. */
#ifndef SERVER_NATIONAL_WINDOW_H
#define SERVER_NATIONAL_WINDOW_H

#include "server/national/state.h"

struct window {
  int64_t maximum; /* of messages at a time */
  int64_t pause_first_ms;
  int64_t pause_maximum_ms;
  int64_t width;
  int64_t threshold; /* up to here it doubles */
  int64_t in_flight;
  uint32_t troubles; /* in a row */
  int64_t paused_until_ms;
};

struct window window_make(int64_t maximum, int64_t pause_first_ms, int64_t pause_maximum_ms);
/* True when one more message may go; it is counted then, until window_done. */
bool window_take(struct window *window, int64_t now_ms);
/* What one brought. used is false when there was nothing to send. */
void window_done(struct window *window, bool used, enum state_event event, int64_t now_ms);

#endif
