#include "server/base/log.h"

#include "server/base/clock.h"
#include "server/base/json_writer.h"
#include "server/limits.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

/* A line is short by design: names and numbers, no content. */
#define LOG_LINE_BYTES 8192u

static _Atomic int current_level = LOG_LEVEL_INFO;

static const char *const level_names[] = {"error", "warning", "info", "debug"};

/* What becomes of lines that standard error does not take. */
struct sink {
  pthread_mutex_t mutex;
  bool is_amid_line;          /* the last one ended before its end */
  uint64_t lost;              /* since the last one that was written */
  _Atomic uint64_t lost_ever; /* without the mutex */
};

static struct sink *sink_get(void) {
  static struct sink sink = {.mutex = PTHREAD_MUTEX_INITIALIZER};
  return &sink;
}

void log_set_level(enum log_level level) {
  atomic_store(&current_level, (int)level);
}

bool log_level_parse(struct view name, enum log_level *ret_level) {
  for (size_t i = 0; i < sizeof level_names / sizeof level_names[0]; i++) {
    if (view_is(name, level_names[i])) {
      *ret_level = (enum log_level)i;
      return true;
    }
  }
  return false;
}

uint64_t log_lost_lines(void) {
  return atomic_load(&sink_get()->lost_ever);
}

static bool has_room(int wait_ms) {
  struct pollfd output = {.fd = STDERR_FILENO, .events = POLLOUT};
  return poll(&output, 1, wait_ms) == 1;
}

/* A pipe that has room takes PIPE_BUF bytes without making anybody wait (pipe(7)). */
static bool write_pieces(struct sink *sink, struct view bytes) {
  int wait_ms = sink->lost > 0 ? 0 : LIMIT_LOG_WAIT_MS;
  while (bytes.length > 0) {
    if (!has_room(wait_ms)) {
      return false;
    }
    size_t length = bytes.length < PIPE_BUF ? bytes.length : PIPE_BUF;
    ssize_t written = write(STDERR_FILENO, bytes.data, length);
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return false;
    }
    bytes = view_part(bytes, (size_t)written, SIZE_MAX);
    sink->is_amid_line = bytes.length > 0;
  }
  return true;
}

/* A line that was left open is ended first. */
static bool write_line(struct sink *sink, struct view line) {
  return (!sink->is_amid_line || write_pieces(sink, view_of("\n"))) && write_pieces(sink, line);
}

/* Empty when there is no memory for it. */
static struct view format_line(struct arena *arena, const char *level, const char *event,
                               const struct log_field *fields, size_t count) {
  char instant[CLOCK_INSTANT_BYTES];
  clock_instant(clock_now_ms(clock_system()), instant);
  struct buffer buffer = buffer_make(arena, LOG_LINE_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_member_text(&writer, "time", instant);
  writer_member_text(&writer, "level", level);
  writer_member_text(&writer, "event", event);
  for (size_t i = 0; i < count; i++) {
    if (fields[i].type == LOG_FIELD_TEXT) {
      writer_member_string(&writer, fields[i].name, fields[i].text);
    } else {
      writer_member_integer(&writer, fields[i].name, fields[i].integer);
    }
  }
  writer_object_end(&writer);
  buffer_append_byte(&buffer, '\n');
  return json_writer_end(&writer) == ERROR_OK ? buffer_view(&buffer) : view_make(NULL, 0);
}

/* Before the first line that is written again. */
static bool tell_lost(struct sink *sink, struct arena *arena) {
  const struct log_field lost = LOG_INTEGER("lines", sink->lost);
  if (sink->lost == 0) {
    return true;
  }
  bool told = write_line(
      sink, format_line(arena, level_names[LOG_LEVEL_WARNING], "log-lines-lost", &lost, 1));
  sink->lost = told ? 0 : sink->lost;
  return told;
}

void log_write(enum log_level level, const char *event, const struct log_field *fields,
               size_t count) {
  if ((int)level > atomic_load(&current_level)) {
    return;
  }
  struct arena *arena = arena_new((size_t)LOG_LINE_BYTES * 4);
  if (arena == NULL) {
    return;
  }
  struct sink *sink = sink_get();
  struct view line = format_line(arena, level_names[level], event, fields, count);
  pthread_mutex_lock(&sink->mutex);
  if (line.length > 0 && !(tell_lost(sink, arena) && write_line(sink, line))) {
    sink->lost++;
    atomic_fetch_add(&sink->lost_ever, 1);
  }
  pthread_mutex_unlock(&sink->mutex);
  arena_free(arena);
}
