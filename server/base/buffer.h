/* A growing run of bytes in an arena with a maximum. The first failure sticks: later appends do
 * nothing and buffer_error tells at the end, so writers need one check. */
#ifndef SERVER_BASE_BUFFER_H
#define SERVER_BASE_BUFFER_H

#include "server/base/arena.h"

struct buffer {
  struct arena *arena;
  char *data;
  size_t length;
  size_t capacity;
  size_t maximum;
  enum error error; /* ERROR_OK, ERROR_MEMORY or ERROR_TOO_LARGE */
};

/* Empty buffer that may hold maximum bytes; memory comes from the arena as it grows. */
struct buffer buffer_make(struct arena *arena, size_t maximum);
void buffer_append(struct buffer *buffer, struct view view);
void buffer_append_byte(struct buffer *buffer, char byte);
void buffer_append_string(struct buffer *buffer, const char *string);
void buffer_append_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* What was written; valid until the next append. */
struct view buffer_view(const struct buffer *buffer);
/* Forgets the content, keeps the memory and clears the failure. */
void buffer_reset(struct buffer *buffer);

#endif
