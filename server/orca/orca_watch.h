/* Asks ORCA one harmless question when the server starts, in the background, until it answers, and
 * remembers what that told: for the log and for /health/ready. */
#ifndef SERVER_ORCA_ORCA_WATCH_H
#define SERVER_ORCA_ORCA_WATCH_H

#include "server/base/issue.h"
#include "server/orca/orca.h"
#include "server/orca/orca_front.h"

struct orca_watch;

/* Starts the thread. orca is borrowed. ERROR_MEMORY, ERROR_INTERNAL. */
enum error orca_watch_start(struct orca *orca, struct orca_watch **ret_watch) MUST_USE;
/* Waits for a question under way: call orca_stop before. NULL is allowed. */
void orca_watch_stop(struct orca_watch *watch);

/* What is known now. */
struct orca_watch_news {
  enum orca_front front;
  struct view english; /* in the arena */
  struct view japanese;
};
/* ERROR_MEMORY. */
enum error orca_watch_news(struct orca_watch *watch, struct arena *arena,
                           struct orca_watch_news *ret_news) MUST_USE;

#endif
