#include "terminology/terminology_library.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>

#define LOOK_AGAIN_US 1000000

/* What tells one masters file from another that replaced it. */
struct file_mark {
  bool exists;
  ino_t inode;
  off_t size;
  struct timespec changed;
};

struct terminology_library {
  const char *masters_path;
  const struct clock *clock;
  pthread_mutex_t writing; /* one writer makes a snapshot at a time */
  pthread_mutex_t holding; /* guards `current` while it is read and counted */
  struct terminology *current;
  struct file_mark mark; /* of the masters in use or refused; under `writing` */
  _Atomic(int64_t) look_next_us;
};

static struct file_mark mark_of(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0) {
    return (struct file_mark){.exists = false};
  }
  return (struct file_mark){true, status.st_ino, status.st_size, status.st_mtim};
}

static bool same_file(const struct file_mark *a, const struct file_mark *b) {
  return a->exists == b->exists && a->inode == b->inode && a->size == b->size &&
         a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

/* A missing file is no failure: nothing was imported yet. */
static enum error open_masters(const char *path, struct masters **ret_masters) {
  struct masters *masters = NULL;
  errno = 0;
  enum error error = masters_open(path, &masters);
  if (error == ERROR_FILE && errno == ENOENT) {
    error = ERROR_OK;
  }
  if (error == ERROR_OK) {
    *ret_masters = masters;
  }
  return error;
}

static void put_in_place(struct terminology_library *library, struct terminology *made) {
  pthread_mutex_lock(&library->holding);
  struct terminology *before = library->current;
  library->current = made;
  pthread_mutex_unlock(&library->holding);
  terminology_release(before);
}

enum error terminology_library_open(const char *masters_path, const struct clock *clock,
                                    struct terminology_library **ret_library) {
  struct masters *masters = NULL;
  struct terminology *terminology = NULL;
  struct file_mark mark = mark_of(masters_path);
  enum error error = open_masters(masters_path, &masters);
  if (error != ERROR_OK) {
    return error;
  }
  struct terminology_library *library = calloc(1, sizeof *library);
  error = library == NULL ? ERROR_MEMORY : terminology_new(masters, &terminology);
  if (error != ERROR_OK) {
    masters_close(masters);
    free(library);
    return error;
  }
  library->masters_path = masters_path;
  library->clock = clock;
  library->current = terminology;
  library->mark = mark;
  atomic_init(&library->look_next_us, clock_monotonic_us(clock) + LOOK_AGAIN_US);
  pthread_mutex_init(&library->writing, NULL);
  pthread_mutex_init(&library->holding, NULL);
  *ret_library = library;
  return ERROR_OK;
}

void terminology_library_close(struct terminology_library *library) {
  if (library == NULL) {
    return;
  }
  terminology_release(library->current);
  pthread_mutex_destroy(&library->writing);
  pthread_mutex_destroy(&library->holding);
  free(library);
}

/* Under `writing`. */
static void take_new_masters(struct terminology_library *library) {
  struct file_mark mark = mark_of(library->masters_path);
  struct masters *masters = NULL;
  struct terminology *made = NULL;
  if (same_file(&mark, &library->mark)) {
    return;
  }
  library->mark = mark;
  if (open_masters(library->masters_path, &masters) != ERROR_OK) {
    return;
  }
  if (terminology_with_masters(library->current, masters, &made) != ERROR_OK) {
    masters_close(masters);
    return;
  }
  put_in_place(library, made);
}

/* One thread looks; the others do not wait for it. */
static void look_at_masters(struct terminology_library *library) {
  int64_t now = clock_monotonic_us(library->clock);
  int64_t next = atomic_load(&library->look_next_us);
  if (now < next ||
      !atomic_compare_exchange_strong(&library->look_next_us, &next, now + LOOK_AGAIN_US)) {
    return;
  }
  pthread_mutex_lock(&library->writing);
  take_new_masters(library);
  pthread_mutex_unlock(&library->writing);
}

struct terminology *terminology_library_acquire(struct terminology_library *library) {
  look_at_masters(library);
  pthread_mutex_lock(&library->holding);
  struct terminology *terminology = library->current;
  terminology_retain(terminology);
  pthread_mutex_unlock(&library->holding);
  return terminology;
}

/* Under `writing`: the change is kept, then seen. */
static enum error publish(struct terminology_library *library, struct terminology *made,
                          const struct terminology_keep *keep) {
  enum error error = keep == NULL ? ERROR_OK : keep->run(keep->context);
  if (error == ERROR_OK) {
    put_in_place(library, made);
  } else {
    terminology_release(made);
  }
  return error;
}

enum error terminology_library_put(struct terminology_library *library,
                                   const struct terminology_resource *resources, size_t count,
                                   const struct terminology_keep *keep) {
  struct terminology *made = NULL;
  pthread_mutex_lock(&library->writing);
  enum error error = terminology_with(library->current, resources, count, &made);
  error = error == ERROR_OK ? publish(library, made, keep) : error;
  pthread_mutex_unlock(&library->writing);
  return error;
}

enum error terminology_library_remove(struct terminology_library *library,
                                      enum terminology_kind kind, struct view id,
                                      const struct terminology_keep *keep) {
  struct terminology *made = NULL;
  pthread_mutex_lock(&library->writing);
  enum error error = terminology_without(library->current, kind, id, &made);
  error = error == ERROR_OK ? publish(library, made, keep) : error;
  pthread_mutex_unlock(&library->writing);
  return error;
}
