/* One import into a data folder at a time: two would lose what the first one wrote. */
#ifndef SERVER_MASTERS_LOCK_H
#define SERVER_MASTERS_LOCK_H

#include "server/base/arena.h"

struct masters_lock {
  int file;
  struct view path; /* of the lock, for messages */
  bool is_held;     /* after ERROR_FILE: another import is running; else errno says why */
};

/* Takes it; held until the release or the end of the process. ERROR_FILE, ERROR_MEMORY. *lock is
 * filled in either case. */
enum error masters_lock_take(struct arena *arena, const char *data_dir,
                             struct masters_lock *lock) MUST_USE;
void masters_lock_release(struct masters_lock *lock);

#endif
