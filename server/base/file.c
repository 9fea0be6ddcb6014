#include "server/base/file.h"

#include "server/base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum error read_all(int file, char *to, size_t size, size_t *ret_length) {
  size_t length = 0;
  while (length < size) {
    ssize_t count = read(file, to + length, size - length);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return ERROR_FILE;
    }
    if (count == 0) {
      break;
    }
    length += (size_t)count;
  }
  *ret_length = length;
  return ERROR_OK;
}

static enum error read_open(struct arena *arena, int file, size_t maximum,
                            struct view *ret_content) {
  struct stat status;
  if (fstat(file, &status) != 0) {
    return ERROR_FILE;
  }
  if (!S_ISREG(status.st_mode)) {
    errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    return ERROR_FILE;
  }
  if ((uint64_t)status.st_size > maximum) {
    return ERROR_TOO_LARGE;
  }
  size_t size = (size_t)status.st_size;
  char *content = arena_bytes(arena, size + 1);
  if (content == NULL) {
    return ERROR_MEMORY;
  }
  size_t length = 0;
  enum error error = read_all(file, content, size, &length);
  if (error != ERROR_OK) {
    return error;
  }
  content[length] = '\0';
  *ret_content = view_make(content, length);
  return ERROR_OK;
}

enum error file_read(struct arena *arena, const char *path, size_t maximum,
                     struct view *ret_content) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return ERROR_FILE;
  }
  enum error error = read_open(arena, file, maximum, ret_content);
  int saved = errno;
  close(file);
  errno = saved;
  return error;
}

static enum error write_all(int file, struct view content) {
  size_t offset = 0;
  while (offset < content.length) {
    ssize_t count = write(file, content.data + offset, content.length - offset);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      return ERROR_FILE;
    }
    offset += (size_t)count;
  }
  return fsync(file) == 0 ? ERROR_OK : ERROR_FILE;
}

/* The rename is durable only when the folder's own entry is. */
static enum error sync_folder(const char *path) {
  char *folder = strdup(path);
  if (folder == NULL) {
    return ERROR_MEMORY;
  }
  char *slash = strrchr(folder, '/');
  if (slash != NULL) {
    slash[slash == folder] = '\0';
  }
  int file = open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  free(folder);
  if (file < 0) {
    return ERROR_FILE;
  }
  int result = fsync(file);
  close(file);
  return result == 0 ? ERROR_OK : ERROR_FILE;
}

static enum error write_temporary(const char *path, struct view content, unsigned mode) {
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) {
    return ERROR_FILE;
  }
  enum error error = write_all(file, content);
  return close(file) == 0 ? error : ERROR_FILE;
}

enum error file_write_durable(const char *path, struct view content, unsigned mode) {
  char id[UUID_BYTES];
  char *temporary = NULL;
  uuid_random(id);
  if (asprintf(&temporary, "%s.tmp-%s", path, id) < 0) {
    return ERROR_MEMORY;
  }
  enum error error = write_temporary(temporary, content, mode);
  if (error == ERROR_OK && rename(temporary, path) != 0) {
    error = ERROR_FILE;
  }
  if (error != ERROR_OK) {
    int saved = errno;
    unlink(temporary);
    errno = saved;
  }
  free(temporary);
  return error == ERROR_OK ? sync_folder(path) : error;
}
