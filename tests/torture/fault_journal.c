#include "tests/torture/fault_journal.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define WRITES 20000u /* without a sync in between; further ones survive */

struct unsynced {
  int file;
  off_t offset;
  size_t length; /* of the bytes before; what lay behind the end is cut off */
  off_t size;    /* of the file before */
  char *before;
};

struct journal {
  pthread_mutex_t mutex;
  struct unsynced writes[WRITES];
  size_t count;
};

static struct journal *journal(void) {
  static struct journal all = {.mutex = PTHREAD_MUTEX_INITIALIZER};
  return &all;
}

void fault_journal_add(int file, off_t offset, size_t length) {
  struct journal *all = journal();
  struct stat status;
  char *before = malloc(length > 0 ? length : 1);
  if (before == NULL || fstat(file, &status) != 0) {
    free(before);
    return;
  }
  long had = syscall(SYS_pread64, file, before, length, offset);
  pthread_mutex_lock(&all->mutex);
  if (all->count < WRITES) {
    all->writes[all->count++] =
        (struct unsynced){file, offset, had > 0 ? (size_t)had : 0, status.st_size, before};
    before = NULL;
  }
  pthread_mutex_unlock(&all->mutex);
  free(before);
}

void fault_journal_synced(int file) {
  struct journal *all = journal();
  size_t kept = 0;
  pthread_mutex_lock(&all->mutex);
  for (size_t i = 0; i < all->count; i++) {
    if (all->writes[i].file == file) {
      free(all->writes[i].before);
    } else {
      all->writes[kept++] = all->writes[i];
    }
  }
  all->count = kept;
  pthread_mutex_unlock(&all->mutex);
}

void fault_journal_undo(uint64_t seed) {
  struct journal *all = journal();
  pthread_mutex_lock(&all->mutex); /* for good: the process ends */
  size_t stay = all->count > 0 ? (size_t)(seed * 7919 % (2 * all->count)) : 0;
  stay = stay > all->count ? 0 : stay; /* every other time all are gone */
  for (size_t i = all->count; i > stay; i--) {
    const struct unsynced *write = &all->writes[i - 1];
    (void)syscall(SYS_pwrite64, write->file, write->before, write->length, write->offset);
    (void)syscall(SYS_ftruncate, write->file, write->size);
  }
}
