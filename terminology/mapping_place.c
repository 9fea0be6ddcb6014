#include "terminology/mapping_place.h"

#include "server/base/buffer.h"

static bool contains(const struct document *document, uint32_t value, uint32_t node) {
  return value <= node && node < document_node(document, value)->next;
}

/* The value inside container that holds node; appends the step towards it. */
static uint32_t step_towards(const struct document *document, uint32_t container, uint32_t node,
                             struct buffer *path) {
  bool is_array = document_type(document, container) == NODE_ARRAY;
  uint32_t position = 0;
  for (uint32_t at = document_first(document, container); at != NODE_NONE;
       at = document_next(document, container, at), position++) {
    uint32_t value = is_array ? at : at + 1;
    if (!contains(document, value, node)) {
      continue;
    }
    if (is_array) {
      buffer_append_format(path, "[%u]", position);
    } else {
      buffer_append_byte(path, '.');
      buffer_append(path, document_raw(document, at));
    }
    return value;
  }
  return NODE_NONE;
}

struct view mapping_place_of(const struct document *document, uint32_t from, uint32_t node,
                             struct arena *arena) {
  struct buffer path = buffer_make(arena, SIZE_MAX);
  struct view type = document_member_string(document, from, "resourceType", arena);
  buffer_append(&path, type.length > 0 ? type : view_of("$this"));
  for (uint32_t at = from; at != node && at != NODE_NONE;) {
    at = step_towards(document, at, node, &path);
  }
  return path.error == ERROR_OK ? buffer_view(&path) : (struct view){0};
}

struct view mapping_place_kind(const struct document *document, uint32_t resource, uint32_t node,
                               struct arena *arena) {
  struct view place = mapping_place_of(document, resource, node, arena);
  struct buffer kind = buffer_make(arena, SIZE_MAX);
  bool inside = false;
  for (size_t i = 0; i < place.length; i++) {
    inside = inside || place.data[i] == '[';
    if (!inside) {
      buffer_append_byte(&kind, place.data[i]);
    }
    inside = inside && place.data[i] != ']';
  }
  return kind.error == ERROR_OK ? buffer_view(&kind) : (struct view){0};
}
