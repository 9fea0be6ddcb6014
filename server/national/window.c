#include "server/national/window.h"

/* So many troubles in a row are an outage, fewer are an accident. */
#define OUTAGE_TROUBLES 3u
#define PAUSE_DOUBLINGS 16u

struct window window_make(int64_t maximum, int64_t pause_first_ms, int64_t pause_maximum_ms) {
  return (struct window){.maximum = maximum,
                         .pause_first_ms = pause_first_ms,
                         .pause_maximum_ms = pause_maximum_ms,
                         .width = 1,
                         .threshold = maximum};
}

bool window_take(struct window *window, int64_t now_ms) {
  if (window->in_flight >= window->width || now_ms < window->paused_until_ms) {
    return false;
  }
  window->in_flight++;
  return true;
}

/* The service, or the way to it, is out of order; a refusal is an answer like any other. */
static bool is_trouble(enum state_event event) {
  return event == STATE_EVENT_TRANSIENT || event == STATE_EVENT_LOST ||
         event == STATE_EVENT_NOT_SENT;
}

static void widen(struct window *window) {
  window->troubles = 0;
  window->paused_until_ms = 0;
  window->width = window->width < window->threshold ? window->width * 2 : window->width + 1;
  if (window->width > window->maximum) {
    window->width = window->maximum;
  }
}

static int64_t pause_of(const struct window *window) {
  uint32_t doublings = window->troubles - OUTAGE_TROUBLES;
  int64_t pause = window->pause_first_ms;
  for (uint32_t i = 0; i < doublings && i < PAUSE_DOUBLINGS && pause < window->pause_maximum_ms;
       i++) {
    pause *= 2;
  }
  return pause < window->pause_maximum_ms ? pause : window->pause_maximum_ms;
}

static void narrow(struct window *window, int64_t now_ms) {
  window->troubles++;
  window->width = window->width > 1 ? window->width / 2 : 1;
  window->threshold = window->width;
  if (window->troubles >= OUTAGE_TROUBLES && window->width == 1) {
    window->paused_until_ms = now_ms + pause_of(window);
  }
}

void window_done(struct window *window, bool used, enum state_event event, int64_t now_ms) {
  window->in_flight--;
  if (!used || event == STATE_EVENT_NOT_SENDABLE) {
    return;
  }
  if (is_trouble(event)) {
    narrow(window, now_ms);
  } else {
    widen(window);
  }
}
