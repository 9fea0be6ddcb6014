#include "tests/lab/scenario_text.h"

#include "server/base/buffer.h"
#include "server/base/file.h"

#define TEXT_MAXIMUM 134217728u
#define PART_MAXIMUM 200u
#define DEPTH_MAXIMUM 64u

struct view scenario_text_expand(const json_t *variables, struct view text, struct arena *arena) {
  struct buffer buffer = buffer_make(arena, TEXT_MAXIMUM);
  size_t done = 0;
  for (;;) {
    size_t start = view_find(text, view_of("${"), done);
    size_t end = start == SIZE_MAX ? SIZE_MAX : view_find_byte(text, '}', start);
    if (end == SIZE_MAX) {
      break;
    }
    struct view name = view_part(text, start + 2, end - start - 2);
    const json_t *value = json_object_get(variables, arena_string(arena, name));
    buffer_append(&buffer, view_part(text, done, start - done));
    buffer_append(&buffer, value != NULL
                               ? view_make(json_string_value(value), json_string_length(value))
                               : view_part(text, start, end + 1 - start));
    done = end + 1;
  }
  buffer_append(&buffer, view_part(text, done, text.length));
  return arena_copy(arena, buffer_view(&buffer));
}

/* A value on its way. */
struct resolving {
  const json_t *variables;
  const char *folder;
  struct arena *arena;
};

static json_t *resolve(const struct resolving *resolving, json_t *value, unsigned depth);

static json_t *text_json(struct view text) {
  return json_stringn(text.data != NULL ? text.data : "", text.length);
}

static json_t *resolve_file(const struct resolving *resolving, const char *name) {
  struct view path = arena_format(resolving->arena, "%s/%s", resolving->folder, name);
  struct view content;
  if (path.data == NULL ||
      file_read(resolving->arena, path.data, TEXT_MAXIMUM, &content) != ERROR_OK) {
    return NULL;
  }
  return text_json(scenario_text_expand(resolving->variables, content, resolving->arena));
}

static json_t *resolve_object(const struct resolving *resolving, json_t *object, unsigned depth) {
  const json_t *file = json_object_get(object, "$file");
  if (file != NULL) {
    return resolve_file(resolving, json_string_value(file));
  }
  json_t *copy = json_object();
  const char *name;
  json_t *member;
  json_object_foreach(object, name, member) {
    json_t *resolved = resolve(resolving, member, depth + 1);
    if (resolved == NULL || json_object_set_new(copy, name, resolved) != 0) {
      json_decref(copy);
      copy = NULL;
      break;
    }
  }
  return copy;
}

static json_t *resolve_array(const struct resolving *resolving, const json_t *array,
                             unsigned depth) {
  json_t *copy = json_array();
  for (size_t i = 0; i < json_array_size(array); i++) {
    json_t *resolved = resolve(resolving, json_array_get(array, i), depth + 1);
    if (resolved == NULL || json_array_append_new(copy, resolved) != 0) {
      json_decref(copy);
      return NULL;
    }
  }
  return copy;
}

static json_t *resolve(const struct resolving *resolving, json_t *value, unsigned depth) {
  if (depth > DEPTH_MAXIMUM) {
    return NULL;
  }
  if (json_is_string(value)) {
    struct view text = view_make(json_string_value(value), json_string_length(value));
    return text_json(scenario_text_expand(resolving->variables, text, resolving->arena));
  }
  if (json_is_object(value)) {
    return resolve_object(resolving, value, depth);
  }
  return json_is_array(value) ? resolve_array(resolving, value, depth) : json_deep_copy(value);
}

json_t *scenario_text_resolve(const json_t *variables, json_t *value, const char *folder,
                              struct arena *arena) {
  const struct resolving resolving = {variables, folder, arena};
  return resolve(&resolving, value, 0);
}

/* "~1" is a slash, "~0" a tilde. */
static bool read_part(struct view part, char ret_name[PART_MAXIMUM]) {
  size_t length = 0;
  for (size_t i = 0; i < part.length && length + 1 < PART_MAXIMUM; i++) {
    char byte = part.data[i];
    if (byte == '~' && i + 1 < part.length) {
      i++;
      byte = part.data[i] == '1' ? '/' : '~';
    }
    ret_name[length++] = byte;
  }
  ret_name[length] = '\0';
  return length + 1 < PART_MAXIMUM;
}

const json_t *scenario_text_at(const json_t *json, const char *pointer) {
  struct view rest = view_of(pointer);
  char name[PART_MAXIMUM];
  (void)view_split(&rest, '/');
  while (rest.data != NULL && json != NULL) {
    uint64_t position;
    if (!read_part(view_split(&rest, '/'), name)) {
      return NULL;
    }
    if (json_is_array(json)) {
      json = view_to_unsigned(view_of(name), SIZE_MAX, &position)
                 ? json_array_get(json, (size_t)position)
                 : NULL;
    } else {
      json = json_object_get(json, name);
    }
  }
  return json;
}
