#include "server/store/sqlite_folder.h"

#include "server/store/sqlite_operations.h"
#include "server/store/sqlite_schema.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum error sqlite_folder_lock(const char *data_dir, int *ret_lock) {
  if (mkdir(data_dir, 0700) != 0 && errno != EEXIST) {
    return ERROR_STORAGE;
  }
  char path[PATH_MAX];
  if (snprintf(path, sizeof(path), "%s/lock", data_dir) >= (int)sizeof(path)) {
    return ERROR_STORAGE;
  }
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return ERROR_STORAGE;
  }
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    enum error error = errno == EWOULDBLOCK ? ERROR_STORAGE_BUSY : ERROR_STORAGE;
    close(file);
    return error;
  }
  *ret_lock = file;
  return ERROR_OK;
}

/* In one transaction: the rows that are older than the chains get theirs. */
static enum error cover_older_rows(struct sqlite_connection *connection, int64_t now_ms) {
  struct sqlite_audit_archive cover = {NULL, now_ms};
  enum error error = sqlite_connection_execute(connection, SQLITE_STATEMENT_BEGIN);
  if (error == ERROR_OK) {
    error = sqlite_operations_audit_cover(connection, &cover);
  }
  return error == ERROR_OK ? sqlite_connection_execute(connection, SQLITE_STATEMENT_COMMIT) : error;
}

enum error sqlite_folder_open(const char *path, int64_t now_ms,
                              struct sqlite_connection *ret_connection) {
  struct sqlite_connection connection = {0};
  enum error error = sqlite_connection_open(path, false, &connection);
  if (error != ERROR_OK) {
    return error;
  }
  error = sqlite_schema_migrate(connection.database);
  if (error == ERROR_OK) {
    error = cover_older_rows(&connection, now_ms);
  }
  if (error == ERROR_OK) {
    error = sqlite_operations_release(&connection, now_ms, INT64_MAX);
  }
  if (error != ERROR_OK) {
    sqlite_connection_close(&connection);
    return error;
  }
  *ret_connection = connection;
  return ERROR_OK;
}

enum error sqlite_folder_flush(const char *path) {
  char folder[PATH_MAX];
  if (snprintf(folder, sizeof folder, "%s", path) >= (int)sizeof folder) {
    return ERROR_STORAGE;
  }
  char *slash = strrchr(folder, '/');
  if (slash != NULL) {
    slash[slash == folder ? 1 : 0] = '\0';
  }
  int file = open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) {
    return ERROR_STORAGE;
  }
  enum error error = fsync(file) == 0 ? ERROR_OK : ERROR_STORAGE;
  close(file);
  return error;
}
