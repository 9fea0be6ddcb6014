/* An ORCA for unit tests: a transport that answers from a table, and a clock that stands still.
 * Header-only, since each unit test is one file. */
#ifndef TESTS_UNIT_ORCA_FAKE_ORCA_H
#define TESTS_UNIT_ORCA_FAKE_ORCA_H

#include "server/orca/orca.h"

#include <stdatomic.h>

struct fake_answer {
  const char *api;
  const char *part; /* must stand in target or body; "" = any */
  long status;
  const char *body;
  enum error error; /* of the transport itself */
};

struct fake_orca {
  const struct fake_answer *answers; /* ends with api NULL; the first that fits */
  _Atomic uint32_t calls;
  char target[256]; /* of the latest call */
  char body[2048];
  int64_t now_ms;
  int64_t monotonic_us;
  uint32_t pauses;
  uint32_t bad_calls; /* only the first so many calls are answered from the table's first row */
};

static inline int64_t fake_now(void *context) {
  return ((const struct fake_orca *)context)->now_ms;
}

static inline int64_t fake_monotonic(void *context) {
  return ((const struct fake_orca *)context)->monotonic_us;
}

static inline void fake_note(char *target, size_t size, struct view text) {
  size_t length = text.length < size ? text.length : size - 1;
  if (length != 0) {
    memcpy(target, text.data, length);
  }
  target[length] = '\0';
}

static inline enum error fake_perform(void *context, const struct orca_call *call,
                                      struct arena *arena, struct view *ret_body,
                                      struct orca_trouble *trouble) {
  struct fake_orca *fake = context;
  atomic_fetch_add(&fake->calls, 1);
  fake_note(fake->target, sizeof(fake->target), call->target);
  fake_note(fake->body, sizeof(fake->body), call->body);
  bool past_bad = fake->bad_calls != 0 && fake->calls > fake->bad_calls;
  const struct fake_answer *first = past_bad ? fake->answers + 1 : fake->answers;
  for (const struct fake_answer *answer = first; answer->api != NULL; answer++) {
    if (strcmp(answer->api, call->api->name) != 0 ||
        (strstr(fake->target, answer->part) == NULL && strstr(fake->body, answer->part) == NULL)) {
      continue;
    }
    trouble->http_status = answer->status;
    if (answer->error != ERROR_OK) {
      orca_trouble_set(trouble, ORCA_FAULT_UNREACHABLE, view_of(""), view_of("made to fail"));
      return answer->error;
    }
    *ret_body = arena_copy(arena, view_of(answer->body));
    return ERROR_OK;
  }
  trouble->http_status = 404;
  *ret_body = view_of("");
  return ERROR_OK;
}

/* Time passes at once, so that no test waits. */
static inline void fake_pause(void *context, int64_t microseconds) {
  struct fake_orca *fake = context;
  fake->monotonic_us += microseconds;
  fake->pauses++;
}

/* 2026-11-21T16:00:00+09:00 */
#define FAKE_NOW_MS 1795244400000

static inline void fake_orca_init(struct fake_orca *fake, const struct fake_answer *answers) {
  memset(fake, 0, sizeof(*fake));
  fake->answers = answers;
  fake->now_ms = FAKE_NOW_MS;
}

/* An ORCA over the fake; clock and transport live as long as the fake and these two structs. */
struct fake_setup {
  struct clock clock;
  struct orca_transport transport;
  enum orca_kind kind;
  struct orca *orca;
};

static inline enum error fake_orca_open(struct fake_orca *fake, uint32_t cache_seconds,
                                        struct fake_setup *ret_setup) {
  ret_setup->clock = (struct clock){fake_now, fake_monotonic, fake, NULL};
  ret_setup->transport = (struct orca_transport){fake, fake_perform, NULL, fake_pause};
  const struct orca_settings settings = {.base_url = "http://127.0.0.1/api/",
                                         .user = "ormaster",
                                         .password = "secret",
                                         .timeout_ms = 1000,
                                         .max_parallel = 2,
                                         .cache_seconds = cache_seconds,
                                         .breaker_failures = 5,
                                         .kind = ret_setup->kind,
                                         .clock = &ret_setup->clock,
                                         .transport = &ret_setup->transport};
  return orca_open(&settings, &ret_setup->orca);
}

#endif
