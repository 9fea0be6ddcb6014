#include "server/http/file_stamp.h"

#include <stddef.h>
#include <sys/stat.h>

#define NANOSECONDS 1000000000

struct file_stamp file_stamp_of(const char *path) {
  struct stat state;
  if (path == NULL || path[0] == '\0' || stat(path, &state) != 0) {
    return (struct file_stamp){0};
  }
  return (struct file_stamp){.modified_ns = (int64_t)state.st_mtim.tv_sec * NANOSECONDS +
                                            state.st_mtim.tv_nsec,
                             .size = (int64_t)state.st_size,
                             .number = (uint64_t)state.st_ino};
}

bool file_stamp_equal(struct file_stamp a, struct file_stamp b) {
  return a.modified_ns == b.modified_ns && a.size == b.size && a.number == b.number;
}
