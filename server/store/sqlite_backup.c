/* Backup beside a running server, and restoring in its place. */
#include "server/store/sqlite_folder.h"
#include "server/store/sqlite_schema.h"
#include "server/store/store_sqlite.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Longer paths are refused. */
#define PATH_BYTES 1024
/* Pages of 4 KB at a time; between two steps the server can write. */
#define PAGES_AT_ONCE 1024
#define BUSY_SLEEP_MS 20

/* What was sent after the backup was made looks as if it had not been: the service is asked first.
 */
#define ASK_FIRST                                                                                  \
  "UPDATE job SET state = " SQLITE_UNKNOWN ", lease = NULL, lease_until_ms = 0"                    \
  " WHERE state IN (" SQLITE_QUEUED ", " SQLITE_SENDING ")"

struct file_path {
  char text[PATH_BYTES];
};

static bool make_path(const char *dir, const char *name, struct file_path *ret_path) {
  int length = snprintf(ret_path->text, sizeof ret_path->text, "%s%s", dir, name);
  return length > 0 && (size_t)length < sizeof ret_path->text;
}

static enum error flush_file(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return ERROR_STORAGE;
  }
  enum error error = fsync(file) == 0 ? ERROR_OK : ERROR_STORAGE;
  close(file);
  return error;
}

static int copy_pages(sqlite3 *from, sqlite3 *to) {
  sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
  if (backup == NULL) {
    return SQLITE_ERROR;
  }
  int code = SQLITE_OK;
  while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) {
    code = sqlite3_backup_step(backup, PAGES_AT_ONCE);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
      sqlite3_sleep(BUSY_SLEEP_MS);
    }
  }
  sqlite3_backup_finish(backup);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* One file without a journal beside it. */
static enum error copy_database(const char *from_path, const char *to_path) {
  struct sqlite_connection from = {0};
  sqlite3 *to = NULL;
  enum error error = sqlite_connection_open(from_path, true, &from);
  if (error != ERROR_OK) {
    return error;
  }
  unlink(to_path);
  bool copied = sqlite3_open(to_path, &to) == SQLITE_OK &&
                copy_pages(from.database, to) == SQLITE_OK &&
                sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
  copied = sqlite3_close(to) == SQLITE_OK && copied;
  sqlite_connection_close(&from);
  if (!copied || chmod(to_path, 0600) != 0) {
    unlink(to_path);
    return ERROR_STORAGE;
  }
  return flush_file(to_path);
}

static enum error move_into_place(const char *from, const char *to) {
  if (rename(from, to) != 0) {
    unlink(from);
    return ERROR_STORAGE;
  }
  return sqlite_folder_flush(to);
}

enum error store_sqlite_backup(const char *data_dir, const char *file) {
  struct file_path database;
  struct file_path temporary;
  if (!make_path(data_dir, "/facade.db", &database) || !make_path(file, ".tmp", &temporary) ||
      access(database.text, R_OK) != 0) {
    return ERROR_STORAGE;
  }
  enum error error = copy_database(database.text, temporary.text);
  return error == ERROR_OK ? move_into_place(temporary.text, file) : error;
}

static int read_word(void *context, int count, char **values, char **names) {
  (void)names;
  bool *is_ok = context;
  *is_ok = count == 1 && values[0] != NULL && strcmp(values[0], "ok") == 0;
  return 0;
}

/* Whole, of a version that this program knows, and brought to the present one. */
static enum error prepare(const char *path) {
  sqlite3 *database = NULL;
  bool is_ok = false;
  enum error error = sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
                             sqlite3_exec(database, "PRAGMA integrity_check(1)", read_word, &is_ok,
                                          NULL) == SQLITE_OK &&
                             is_ok
                         ? ERROR_OK
                         : ERROR_FILE;
  if (error == ERROR_OK) {
    error = sqlite_schema_migrate(database);
  }
  if (error == ERROR_OK && sqlite3_exec(database, ASK_FIRST, NULL, NULL, NULL) != SQLITE_OK) {
    error = ERROR_FILE;
  }
  sqlite3_close(database);
  return error;
}

/* The old database stays beside it under another name; its journal would belong to the new one. */
static enum error put_aside(const char *data_dir, int64_t now_ms) {
  struct file_path database;
  struct file_path journal;
  struct file_path memory;
  char name[64];
  struct file_path aside;
  snprintf(name, sizeof name, "/facade.db.before-restore-%lld", (long long)now_ms);
  if (!make_path(data_dir, "/facade.db", &database) || !make_path(data_dir, name, &aside) ||
      !make_path(data_dir, "/facade.db-wal", &journal) ||
      !make_path(data_dir, "/facade.db-shm", &memory)) {
    return ERROR_STORAGE;
  }
  if (access(database.text, F_OK) != 0) {
    return ERROR_OK;
  }
  enum error error = copy_database(database.text, aside.text);
  if (error == ERROR_OK) {
    unlink(journal.text);
    unlink(memory.text);
  }
  return error;
}

static enum error restore_locked(const char *data_dir, const char *file, int64_t now_ms) {
  struct file_path database;
  struct file_path temporary;
  if (!make_path(data_dir, "/facade.db", &database) ||
      !make_path(data_dir, "/facade.db.restoring", &temporary)) {
    return ERROR_STORAGE;
  }
  enum error error = copy_database(file, temporary.text);
  if (error == ERROR_OK) {
    error = prepare(temporary.text);
  }
  if (error == ERROR_OK) {
    error = put_aside(data_dir, now_ms);
  }
  if (error != ERROR_OK) {
    unlink(temporary.text);
    return error;
  }
  return move_into_place(temporary.text, database.text);
}

enum error store_sqlite_restore(const char *data_dir, const char *file, const struct clock *clock) {
  int lock = -1;
  enum error error = access(file, R_OK) == 0 ? ERROR_OK : ERROR_FILE;
  if (error == ERROR_OK) {
    error = sqlite_folder_lock(data_dir, &lock);
  }
  if (error == ERROR_OK) {
    error = restore_locked(data_dir, file, clock_now_ms(clock));
  }
  if (lock >= 0) {
    close(lock);
  }
  return error;
}
