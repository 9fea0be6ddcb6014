#include "server/base/buffer.h"

#include <stdarg.h>
#include <stdio.h>

#define BUFFER_FIRST_BYTES 256u

struct buffer buffer_make(struct arena *arena, size_t maximum) {
  return (struct buffer){.arena = arena, .maximum = maximum};
}

static bool make_room(struct buffer *buffer, size_t more) {
  if (buffer->error != ERROR_OK) {
    return false;
  }
  if (more > buffer->maximum - buffer->length) {
    buffer->error = ERROR_TOO_LARGE;
    return false;
  }
  size_t needed = buffer->length + more;
  if (needed <= buffer->capacity) {
    return true;
  }
  size_t capacity = buffer->capacity == 0 ? BUFFER_FIRST_BYTES : buffer->capacity * 2;
  capacity = capacity < needed ? needed : capacity;
  char *data = arena_grow(buffer->arena, buffer->data, buffer->capacity, capacity);
  if (data == NULL) {
    buffer->error = ERROR_MEMORY;
    return false;
  }
  buffer->data = data;
  buffer->capacity = capacity;
  return true;
}

void buffer_append(struct buffer *buffer, struct view view) {
  if (view.length > 0 && make_room(buffer, view.length)) {
    memcpy(buffer->data + buffer->length, view.data, view.length);
    buffer->length += view.length;
  }
}

void buffer_append_byte(struct buffer *buffer, char byte) {
  if (make_room(buffer, 1)) {
    buffer->data[buffer->length++] = byte;
  }
}

void buffer_append_string(struct buffer *buffer, const char *string) {
  buffer_append(buffer, view_of(string));
}

void buffer_append_format(struct buffer *buffer, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  /* One byte more for the NUL that vsnprintf writes; it is not counted as content. */
  if (length < 0 || !make_room(buffer, (size_t)length + 1)) {
    return;
  }
  va_start(arguments, format);
  (void)vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
  va_end(arguments);
  buffer->length += (size_t)length;
}

struct view buffer_view(const struct buffer *buffer) {
  return view_make(buffer->data, buffer->length);
}

void buffer_reset(struct buffer *buffer) {
  buffer->length = 0;
  buffer->error = ERROR_OK;
}
