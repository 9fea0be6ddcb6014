/* What ORCA was like when it was last asked, in words: for the log and for /health/ready. Every
 * question that was sent renews it. Thread-safe. */
#ifndef SERVER_ORCA_ORCA_OUTLOOK_H
#define SERVER_ORCA_ORCA_OUTLOOK_H

#include "server/base/issue.h"
#include "server/orca/orca_api.h"
#include "server/orca/orca_front.h"

#include <pthread.h>

#define ORCA_OUTLOOK_DETAIL_BYTES 128u

struct orca_outlook {
  pthread_mutex_t mutex;
  const struct orca_settings *settings;
  enum orca_front front;
  char detail[ORCA_OUTLOOK_DETAIL_BYTES];
};

/* What came of one question. */
struct orca_outlook_event {
  enum orca_api_id api;
  enum error error;
  const struct orca_trouble *trouble;
};

struct orca_outlook_news {
  enum orca_front front;
  struct view english; /* in the arena */
  struct view japanese;
};

/* The settings are borrowed. */
void orca_outlook_init(struct orca_outlook *outlook, const struct orca_settings *settings);
void orca_outlook_done(struct orca_outlook *outlook);
/* Renews what is known and says a change once. Nothing that was not sent changes it, and no missing
 * path of an API that an ORCA may be without. The arena is for texts on the way. */
void orca_outlook_note(struct orca_outlook *outlook, struct arena *arena,
                       const struct orca_outlook_event *event);
enum orca_front orca_outlook_front(struct orca_outlook *outlook);
/* ERROR_MEMORY. */
enum error orca_outlook_get(struct orca_outlook *outlook, struct arena *arena,
                            struct orca_outlook_news *ret_news) MUST_USE;

#endif
