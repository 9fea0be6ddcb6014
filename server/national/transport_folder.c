#include "server/national/transport_folder.h"

#include "server/base/clock.h"
#include "server/national/national_messages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Longer paths are refused. */
#define PATH_BYTES 2048
/* How often an interrupt is looked for while waiting. */
#define SLICE_MS 50

struct folder {
  struct transport transport;
  struct transport_folder_settings settings;
  const struct adapter *adapter;
  atomic_bool interrupted;
};

struct path {
  char text[PATH_BYTES];
};

/* The parts of a file's path. */
struct place {
  const char *dir;
  struct view prefix;
  const char *suffix;    /* behind the extension */
  struct view extension; /* empty: the adapter's */
};

static bool make_path(const struct folder *folder, const struct place *place, struct view name,
                      struct path *ret_path) {
  struct view extension =
      place->extension.length > 0 ? place->extension : folder->adapter->file_extension;
  int length = snprintf(ret_path->text, sizeof(ret_path->text), "%s/%.*s%.*s%.*s%s", place->dir,
                        VIEW_ARGUMENTS(place->prefix), VIEW_ARGUMENTS(name),
                        VIEW_ARGUMENTS(extension), place->suffix);
  return length > 0 && (size_t)length < sizeof(ret_path->text);
}

/* The n-th file under which a result may appear. */
static bool result_path(const struct folder *folder, const struct transport_message *message,
                        size_t n, struct path *ret_path) {
  struct place place = {
      folder->settings.result_dir, message->address->result_prefixes[n], "", {NULL, 0}};
  return make_path(folder, &place, message->file_name, ret_path);
}

static void flush_folder(const char *dir) {
  int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) {
    return;
  }
  fsync(folder);
  close(folder);
}

static bool write_all(int file, struct view content) {
  while (content.length > 0) {
    ssize_t written = write(file, content.data, content.length);
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return false;
    }
    content = view_part(content, (size_t)written, content.length);
  }
  return true;
}

/* The terminal takes a file as soon as it sees it: it may only appear complete and under its last
 * name. False only when it certainly did not appear: a share can report a renaming as failed that
 * was done, and the temporary file that is still there is the proof that it was not. */
static bool put_file(const char *dir, const char *temporary, const char *final,
                     struct view content) {
  int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0660);
  if (file < 0) {
    return false;
  }
  bool written = write_all(file, content) && fsync(file) == 0;
  written = close(file) == 0 && written;
  if (!written) {
    unlink(temporary);
    return false;
  }
  if (rename(temporary, final) != 0 && unlink(temporary) == 0) {
    return false;
  }
  flush_folder(dir);
  return true;
}

/* A file that is missing, too large or changing under our eyes is no answer yet. */
static bool read_file(const char *path, size_t maximum, struct arena *arena,
                      struct view *ret_content) {
  int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) {
    return false;
  }
  struct stat status;
  bool readable = fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
                  status.st_size <= (off_t)maximum;
  size_t size = readable ? (size_t)status.st_size : 0;
  char *data = readable ? arena_bytes(arena, size) : NULL;
  ssize_t length = data != NULL ? read(file, data, size) : -1;
  close(file);
  if (length <= 0) {
    return false;
  }
  *ret_content = view_make(data, (size_t)length);
  return true;
}

static bool find_result(struct folder *folder, const struct transport_message *message,
                        struct arena *arena, struct transport_answer *ret_answer) {
  for (size_t i = 0; i < message->address->result_prefix_count; i++) {
    struct path path;
    struct view content;
    struct arena_mark mark = arena_mark(arena);
    if (result_path(folder, message, i, &path) &&
        read_file(path.text, message->answer_maximum, arena, &content) &&
        message->check(message->context, content)) {
      *ret_answer = (struct transport_answer){200, content};
      return true;
    }
    arena_back(arena, mark);
  }
  return false;
}

static bool request_path(const struct folder *folder, const struct transport_message *message,
                         const char *suffix, struct path *ret_path) {
  struct place place = {
      folder->settings.request_dir, message->address->request_prefix, suffix, {NULL, 0}};
  return make_path(folder, &place, message->file_name, ret_path);
}

/* What belongs beside the message is there before the terminal sees the message. */
static bool put_beside(const struct folder *folder, const struct transport_message *message) {
  struct path temporary;
  struct path final;
  struct place place = {folder->settings.request_dir, message->address->request_prefix, ".tmp",
                        message->beside_extension};
  if (message->beside.length == 0) {
    return true;
  }
  bool named = make_path(folder, &place, message->file_name, &temporary);
  place.suffix = "";
  return named && make_path(folder, &place, message->file_name, &final) &&
         put_file(place.dir, temporary.text, final.text, message->beside);
}

/* TRANSPORT_LOST while the terminal has not even taken the request: it will still be carried out.
 */
static enum transport_outcome folder_collect(struct transport *transport,
                                             const struct transport_message *message,
                                             struct arena *arena,
                                             struct transport_answer *ret_answer) {
  struct folder *folder = transport->implementation;
  if (find_result(folder, message, arena, ret_answer)) {
    return TRANSPORT_ANSWERED;
  }
  struct path path;
  if (request_path(folder, message, "", &path) && access(path.text, F_OK) == 0) {
    return TRANSPORT_LOST;
  }
  return TRANSPORT_NOT_SENT;
}

static void sleep_ms(int64_t milliseconds) {
  struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&time, NULL);
}

static enum transport_outcome wait_for_result(struct folder *folder,
                                              const struct transport_message *message,
                                              struct arena *arena,
                                              struct transport_answer *ret_answer) {
  const struct clock *clock = clock_system();
  int64_t deadline = clock_monotonic_us(clock) + folder->adapter->answer_ms * 1000;
  int64_t next_look = 0;
  while (!atomic_load(&folder->interrupted)) {
    int64_t now = clock_monotonic_us(clock);
    if (now >= next_look) {
      if (find_result(folder, message, arena, ret_answer)) {
        return TRANSPORT_ANSWERED;
      }
      next_look = now + folder->adapter->poll_ms * 1000;
    }
    if (now >= deadline) {
      break;
    }
    int64_t pause_us = next_look - now < deadline - now ? next_look - now : deadline - now;
    sleep_ms(pause_us < SLICE_MS * INT64_C(1000) ? pause_us / 1000 + 1 : SLICE_MS);
  }
  return TRANSPORT_LOST;
}

static enum transport_outcome folder_exchange(struct transport *transport,
                                              const struct transport_message *message,
                                              struct arena *arena,
                                              struct transport_answer *ret_answer) {
  struct folder *folder = transport->implementation;
  enum transport_outcome outcome = folder_collect(transport, message, arena, ret_answer);
  if (outcome == TRANSPORT_ANSWERED) {
    return outcome;
  }
  struct path temporary;
  struct path final;
  if (atomic_load(&folder->interrupted) || !request_path(folder, message, ".tmp", &temporary) ||
      !request_path(folder, message, "", &final)) {
    return outcome;
  }
  if (outcome == TRANSPORT_NOT_SENT && !put_beside(folder, message)) {
    return TRANSPORT_NOT_SENT;
  }
  if (outcome == TRANSPORT_NOT_SENT &&
      !put_file(folder->settings.request_dir, temporary.text, final.text, message->content)) {
    return TRANSPORT_NOT_SENT;
  }
  outcome = wait_for_result(folder, message, arena, ret_answer);
  /* A question that nobody took is withdrawn: the next one asks the same, and they must not pile up
   * while the terminal is off. */
  if (outcome == TRANSPORT_LOST && message->is_question) {
    unlink(final.text);
  }
  return outcome;
}

static void folder_settle(struct transport *transport, const struct transport_message *message) {
  struct folder *folder = transport->implementation;
  struct arena *arena = arena_new(2 * message->answer_maximum);
  for (size_t i = 0; arena != NULL && i < message->address->result_prefix_count; i++) {
    struct path path;
    struct view content;
    if (result_path(folder, message, i, &path) &&
        read_file(path.text, message->answer_maximum, arena, &content) &&
        message->check(message->context, content)) {
      unlink(path.text);
    }
  }
  arena_free(arena);
}

static void folder_interrupt(struct transport *transport) {
  struct folder *folder = transport->implementation;
  atomic_store(&folder->interrupted, true);
}

static void folder_close(struct transport *transport) {
  free(transport->implementation);
}

static enum error check_folder(const char *setting, const char *dir, struct issue_list *issues) {
  struct stat status;
  if (dir == NULL || dir[0] == '\0') {
    issue_add_with(issues, national_messages_get(NATIONAL_MESSAGE_SETTING_MISSING),
                   view_of(setting), view_of("folder"));
    return ERROR_CONFIGURATION;
  }
  if (stat(dir, &status) == 0 && S_ISDIR(status.st_mode) && access(dir, R_OK | W_OK | X_OK) == 0) {
    return ERROR_OK;
  }
  issue_add_with(issues, national_messages_get(NATIONAL_MESSAGE_FOLDER_UNUSABLE), view_of(setting),
                 view_of(dir));
  return ERROR_CONFIGURATION;
}

enum error transport_folder_open(const struct transport_folder_settings *settings,
                                 const struct adapter *adapter, struct issue_list *issues,
                                 struct transport **ret_transport) {
  enum error request_error =
      check_folder("national.folder.request_dir", settings->request_dir, issues);
  enum error result_error =
      check_folder("national.folder.result_dir", settings->result_dir, issues);
  if (request_error != ERROR_OK || result_error != ERROR_OK) {
    return ERROR_CONFIGURATION;
  }
  struct folder *folder = calloc(1, sizeof(*folder));
  if (folder == NULL) {
    return ERROR_MEMORY;
  }
  folder->settings = *settings;
  folder->adapter = adapter;
  atomic_init(&folder->interrupted, false);
  folder->transport = (struct transport){
      .implementation = folder,
      .collect = folder_collect,
      .exchange = folder_exchange,
      .settle = folder_settle,
      .interrupt = folder_interrupt,
      .close = folder_close,
  };
  *ret_transport = &folder->transport;
  return ERROR_OK;
}
