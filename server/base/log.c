#include "server/base/log.h"

#include "server/base/clock.h"
#include "server/base/json_writer.h"

#include <stdatomic.h>
#include <unistd.h>

/* A line is short by design: names and numbers, no content. */
#define LOG_LINE_BYTES 8192u

static _Atomic int current_level = LOG_LEVEL_INFO;

static const char *const level_names[] = {"error", "warning", "info", "debug"};

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

static void write_line(struct view line) {
  /* A log that cannot be written has nowhere to complain. */
  ssize_t written = write(STDERR_FILENO, line.data, line.length);
  (void)written;
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
  char instant[CLOCK_INSTANT_BYTES];
  clock_instant(clock_now_ms(clock_system()), instant);
  struct buffer buffer = buffer_make(arena, LOG_LINE_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_member_text(&writer, "time", instant);
  writer_member_text(&writer, "level", level_names[level]);
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
  if (json_writer_end(&writer) == ERROR_OK) {
    write_line(buffer_view(&buffer));
  }
  arena_free(arena);
}
