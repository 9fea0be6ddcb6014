#include "tests/lab/orca_json.h"

#include "server/base/json_writer.h"

#include <jansson.h>

#define DEPTH_MAXIMUM 16u

struct reader {
  struct arena *arena;
};

static void read_members(const struct reader *reader, const json_t *object, struct record *record,
                         uint32_t depth);

static void read_items(const struct reader *reader, const json_t *array, struct record *record,
                       uint32_t depth) {
  size_t position;
  json_t *value;
  json_array_foreach(array, position, value) {
    read_members(reader, value, record_item(record), depth);
  }
}

static void read_members(const struct reader *reader, const json_t *object, struct record *record,
                         uint32_t depth) {
  const char *key;
  json_t *value;
  if (depth >= DEPTH_MAXIMUM) {
    return;
  }
  /* jansson's iteration takes a non-const object but does not change it. */
  json_object_foreach((json_t *)(uintptr_t)object, key, value) {
    const char *name = arena_string(reader->arena, view_of(key));
    if (name == NULL) {
      return;
    }
    if (json_is_string(value)) {
      struct view text = view_make(json_string_value(value), json_string_length(value));
      record_text(record, name, arena_copy(reader->arena, text));
    } else if (json_is_array(value)) {
      read_items(reader, value, record_array(record, name, 0), depth + 1);
    } else if (json_is_object(value)) {
      read_members(reader, value, record_group(record, name), depth + 1);
    }
  }
}

struct record *orca_json_read(struct record_tree *tree, struct view text, struct arena *arena) {
  const struct reader reader = {arena};
  struct record *root = NULL;
  json_t *document = json_loadb(text.data, text.length, 0, NULL);
  void *first = json_object_iter(document);
  if (first != NULL) {
    const char *name = arena_string(arena, view_of(json_object_iter_key(first)));
    root = record_root(tree, name != NULL ? name : "");
    read_members(&reader, json_object_iter_value(first), root, 0);
  }
  json_decref(document);
  return root;
}

static void write_group(const struct record *group, struct json_writer *writer, uint32_t depth);

/* Texts are padded with "", records with {}. */
static void write_item(const struct record *item, bool is_text, struct json_writer *writer,
                       uint32_t depth) {
  if (is_text) {
    writer_string(writer, item != NULL ? item->text : (struct view){"", 0});
  } else if (item != NULL) {
    write_group(item, writer, depth + 1);
  } else {
    writer_object_begin(writer);
    writer_object_end(writer);
  }
}

static void write_array(const struct record *array, struct json_writer *writer, uint32_t depth) {
  bool is_text = array->first != NULL && array->first->kind == RECORD_TEXT;
  uint32_t count = 0;
  writer_array_begin(writer);
  for (const struct record *item = array->first; item != NULL; item = item->next) {
    write_item(item, is_text, writer, depth);
    count++;
  }
  for (; count < array->maximum; count++) {
    write_item(NULL, is_text, writer, depth);
  }
  writer_array_end(writer);
}

static void write_member(const struct record *member, struct json_writer *writer, uint32_t depth) {
  writer_key(writer, member->name);
  switch (member->kind) {
  case RECORD_TEXT:
    writer_string(writer, member->text);
    break;
  case RECORD_GROUP:
    write_group(member, writer, depth + 1);
    break;
  case RECORD_ARRAY:
    write_array(member, writer, depth);
    break;
  }
}

static void write_group(const struct record *group, struct json_writer *writer, uint32_t depth) {
  writer_object_begin(writer);
  for (const struct record *member = group->first; member != NULL && depth < DEPTH_MAXIMUM;
       member = member->next) {
    if (!record_empty(member)) {
      write_member(member, writer, depth);
    }
  }
  writer_object_end(writer);
}

void orca_json_write(const struct record *root, struct buffer *buffer) {
  struct json_writer writer = json_writer_make(buffer, false);
  if (root->name[0] == '\0') {
    write_group(root, &writer, 0);
  } else {
    writer_object_begin(&writer);
    writer_key(&writer, root->name);
    write_group(root, &writer, 0);
    writer_object_end(&writer);
  }
  if (json_writer_end(&writer) != ERROR_OK && buffer->error == ERROR_OK) {
    buffer->error = ERROR_INTERNAL;
  }
}
