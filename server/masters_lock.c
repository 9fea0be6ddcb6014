#include "server/masters_lock.h"

#include "terminology/masters.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#define LOCK_MODE 0600

enum error masters_lock_take(struct arena *arena, const char *data_dir, struct masters_lock *lock) {
  *lock = (struct masters_lock){
      .file = -1, .path = arena_format(arena, "%s/%s.lock", data_dir, MASTERS_FILE_NAME)};
  if (lock->path.data == NULL) {
    return ERROR_MEMORY;
  }
  lock->file = open(lock->path.data, O_RDWR | O_CREAT | O_CLOEXEC, LOCK_MODE);
  if (lock->file >= 0 && flock(lock->file, LOCK_EX | LOCK_NB) == 0) {
    return ERROR_OK;
  }
  lock->is_held = lock->file >= 0 && errno == EWOULDBLOCK;
  int reason = errno;
  masters_lock_release(lock);
  errno = reason;
  return ERROR_FILE;
}

void masters_lock_release(struct masters_lock *lock) {
  if (lock->file >= 0) {
    close(lock->file);
    lock->file = -1;
  }
}
