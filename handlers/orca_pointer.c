#include "handlers/orca_pointer.h"

#define POINTER_BYTES 65536u

struct orca_pointer orca_pointer_make(struct arena *arena, const char *api) {
  struct orca_pointer pointer = {.buffer = buffer_make(arena, POINTER_BYTES)};
  buffer_append_string(&pointer.buffer, ORCA_POINTER_PREFIX);
  buffer_append_string(&pointer.buffer, api);
  return pointer;
}

/* What stands between the parts of a pointer cannot stand in them. */
static void append_value(struct buffer *buffer, struct view value) {
  for (size_t i = 0; i < value.length; i++) {
    char byte = value.data[i];
    bool is_plain = byte_is_digit(byte) || (byte >= 'A' && byte <= 'Z') ||
                    (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '.' || byte == '_';
    if (is_plain) {
      buffer_append_byte(buffer, byte);
    } else {
      buffer_append_format(buffer, "%%%02X", (unsigned)(unsigned char)byte);
    }
  }
}

void orca_pointer_question(struct orca_pointer *pointer, const char *name, struct view value) {
  if (value.length == 0) {
    return;
  }
  buffer_append_string(&pointer->buffer, pointer->has_question ? "&" : "?=");
  buffer_append_string(&pointer->buffer, name);
  buffer_append_byte(&pointer->buffer, '=');
  append_value(&pointer->buffer, value);
  pointer->has_question = true;
}

/* "[12]": there are several for each resource, and printf takes its time. */
static void append_index(struct buffer *buffer, size_t index) {
  char text[24];
  size_t start = sizeof text;
  text[--start] = ']';
  do {
    text[--start] = (char)('0' + index % 10);
    index /= 10;
  } while (index != 0);
  text[--start] = '[';
  buffer_append(buffer, view_make(text + start, sizeof text - start));
}

static void begin_fragment(struct orca_pointer *pointer) {
  if (!pointer->has_fragment) {
    buffer_append_byte(&pointer->buffer, '#');
    pointer->has_fragment = true;
    pointer->is_path_start = true;
  }
}

void orca_pointer_step(struct orca_pointer *pointer, const char *record, uint32_t row) {
  begin_fragment(pointer);
  buffer_append_string(&pointer->buffer, pointer->is_path_start ? "" : "/");
  buffer_append_string(&pointer->buffer, record);
  if (row != 0) {
    append_index(&pointer->buffer, row);
  }
  pointer->is_path_start = false;
}

void orca_pointer_element(struct orca_pointer *pointer, const char *element, size_t index,
                          const char *api) {
  begin_fragment(pointer);
  buffer_append_byte(&pointer->buffer, '&');
  buffer_append_string(&pointer->buffer, element);
  if (index != ORCA_POINTER_WHOLE) {
    append_index(&pointer->buffer, index);
  }
  buffer_append_byte(&pointer->buffer, '=');
  if (api != NULL) {
    buffer_append_string(&pointer->buffer, api);
    buffer_append_byte(&pointer->buffer, ':');
  }
  pointer->is_path_start = true;
}

struct view orca_pointer_text(const struct orca_pointer *pointer) {
  return pointer->buffer.error == ERROR_OK ? buffer_view(&pointer->buffer) : (struct view){NULL, 0};
}
