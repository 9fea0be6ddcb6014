#include "server/national/adapter_json.h"

void adapter_complain(struct adapter_reader *reader, enum national_message message,
                      const char *path, struct view detail) {
  issue_add_with(reader->issues, national_messages_get(message), view_of(path), detail);
}

static const char *path_join(struct adapter_reader *reader, const char *path, const char *key) {
  struct view joined = arena_format(reader->arena, "%s.%s", path, key);
  return joined.data != NULL ? joined.data : path;
}

struct adapter_place adapter_member(struct adapter_reader *reader, struct adapter_place object,
                                    const char *key) {
  return (struct adapter_place){json_object_get(object.value, key),
                                path_join(reader, object.path, key)};
}

bool adapter_check_object(struct adapter_reader *reader, struct adapter_place place) {
  if (place.value == NULL) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_MISSING, place.path, view_of(""));
  } else if (!json_is_object(place.value)) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_TYPE, place.path, view_of("an object"));
  }
  return json_is_object(place.value);
}

static void complain_unknown(struct adapter_reader *reader, struct adapter_place object,
                             const char *key) {
  adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_UNKNOWN_KEY,
                   path_join(reader, object.path, key), view_of(""));
}

bool adapter_check_members(struct adapter_reader *reader, struct adapter_place object,
                           const struct adapter_name *names, size_t count) {
  if (!adapter_check_object(reader, object)) {
    return false;
  }
  const char *key;
  json_t *value;
  json_object_foreach(object.value, key, value) {
    size_t i = 0;
    while (i < count && strcmp(key, names[i].name) != 0) {
      i++;
    }
    if (i == count) {
      complain_unknown(reader, object, key);
    }
  }
  return true;
}

struct view adapter_text(struct adapter_reader *reader, struct adapter_place place) {
  if (json_is_string(place.value) && json_string_length(place.value) > 0) {
    return arena_copy(reader->arena,
                      view_make(json_string_value(place.value), json_string_length(place.value)));
  }
  if (place.value == NULL) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_MISSING, place.path, view_of(""));
  } else {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_TYPE, place.path,
                     view_of("a text that is not empty"));
  }
  return (struct view){NULL, 0};
}

int64_t adapter_number(struct adapter_reader *reader, struct adapter_place place, int64_t minimum,
                       int64_t maximum) {
  if (place.value == NULL) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_MISSING, place.path, view_of(""));
    return minimum;
  }
  int64_t number = json_integer_value(place.value);
  if (json_is_integer(place.value) && number >= minimum && number <= maximum) {
    return number;
  }
  struct view range =
      arena_format(reader->arena, "%lld..%lld", (long long)minimum, (long long)maximum);
  adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_TYPE, place.path,
                   range.data != NULL ? range : view_of("a number"));
  return minimum;
}
