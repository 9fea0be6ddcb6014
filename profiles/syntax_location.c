#include "profiles/syntax_location.h"

#include "server/base/buffer.h"
#include "server/limits.h"

#define LOCATION_BYTES 1024u

struct level {
  struct view key; /* of an object: the member that is being read; empty before the first */
  uint32_t index;  /* of an array: the item that is being read */
  bool is_array;
};

struct follow {
  struct view text; /* up to the fault */
  size_t at;
  struct level levels[LIMIT_DOCUMENT_DEPTH];
  uint32_t depth;
  bool is_value; /* a colon was read: the next string is no key */
  struct view type;
};

/* The string at the quotation mark, without quotation marks; up to the end when it is not closed.
 */
static struct view take_string(struct follow *follow) {
  size_t start = ++follow->at;
  while (follow->at < follow->text.length && follow->text.data[follow->at] != '"') {
    follow->at += follow->text.data[follow->at] == '\\' ? 2u : 1u;
  }
  struct view string = view_part(follow->text, start, follow->at - start);
  follow->at++;
  return string;
}

static void see_string(struct follow *follow) {
  struct view string = take_string(follow);
  struct level *level = follow->depth == 0 ? NULL : &follow->levels[follow->depth - 1];
  if (level == NULL || level->is_array) {
    return;
  }
  if (!follow->is_value) {
    level->key = string;
  } else if (follow->depth == 1 && view_is(level->key, "resourceType")) {
    follow->type = string;
  }
}

static void see_byte(struct follow *follow, char byte) {
  struct level *level = follow->depth == 0 ? NULL : &follow->levels[follow->depth - 1];
  follow->at++;
  if ((byte == '{' || byte == '[') && follow->depth < LIMIT_DOCUMENT_DEPTH) {
    follow->levels[follow->depth++] = (struct level){{NULL, 0}, 0, byte == '['};
    follow->is_value = false;
  } else if ((byte == '}' || byte == ']') && follow->depth > 0) {
    follow->depth--;
  } else if (byte == ':') {
    follow->is_value = true;
  } else if (byte == ',' && level != NULL) {
    follow->is_value = false;
    level->index += level->is_array ? 1u : 0u;
    level->key.length = 0;
  }
}

struct view syntax_location_of(struct view text, size_t offset, struct arena *arena) {
  struct follow follow = {.text = view_part(text, 0, offset)};
  while (follow.at < follow.text.length) {
    char byte = follow.text.data[follow.at];
    if (byte == '"') {
      see_string(&follow);
    } else {
      see_byte(&follow, byte);
    }
  }
  struct buffer path = buffer_make(arena, LOCATION_BYTES);
  if (follow.type.length == 0) {
    return view_make(NULL, 0);
  }
  buffer_append(&path, follow.type);
  for (uint32_t i = 0; i < follow.depth; i++) {
    const struct level *level = &follow.levels[i];
    if (level->is_array) {
      buffer_append_format(&path, "[%u]", level->index);
    } else if (level->key.length > 0) {
      buffer_append_byte(&path, '.');
      buffer_append(&path, level->key);
    }
  }
  return buffer_view(&path);
}
