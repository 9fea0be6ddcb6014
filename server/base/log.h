/* One JSON line an event on standard error: time, level, event, then the caller's members. Never a
 * body, a name or an unhashed patient id. Thread-safe: lines do not mix. Nobody waits long for a
 * reader that stands still: what standard error does not take within LIMIT_LOG_WAIT_MS is counted
 * and left out; the first line afterwards is "log-lines-lost" with their number. */
#ifndef SERVER_BASE_LOG_H
#define SERVER_BASE_LOG_H

#include "server/base/view.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

enum log_field_type { LOG_FIELD_TEXT, LOG_FIELD_INTEGER };

struct log_field {
  const char *name;
  enum log_field_type type;
  struct view text;
  int64_t integer;
};

#define LOG_TEXT(name, value)                                                                      \
  { (name), LOG_FIELD_TEXT, (value), 0 }
#define LOG_INTEGER(name, value)                                                                   \
  { (name), LOG_FIELD_INTEGER, {NULL, 0}, (int64_t)(value) }

/* What is below the level is not written. Default LOG_LEVEL_INFO. */
void log_set_level(enum log_level level);
/* "error" | "warning" | "info" | "debug" -> level; false for another word. */
bool log_level_parse(struct view name, enum log_level *ret_level);
/* log_write(LOG_LEVEL_INFO, "started", (struct log_field[]){LOG_INTEGER("port", 8080)}, 1); */
void log_write(enum log_level level, const char *event, const struct log_field *fields,
               size_t count);

/* Lines that could not be written since the start. */
uint64_t log_lost_lines(void);

#endif
