/* The JSON form: the record's name as the only key, arrays padded with {}, no _child level. */
#include "server/base/document.h"
#include "server/limits.h"
#include "server/orca/orca_builder.h"

struct json_walk {
  struct orca_builder builder;
  struct document document;
};

static void walk_value(struct json_walk *walk, uint32_t value, uint32_t parent, struct view name);

static void walk_members(struct json_walk *walk, uint32_t object, uint32_t node) {
  const struct document *document = &walk->document;
  for (uint32_t key = document_first(document, object); key != NODE_NONE;
       key = document_next(document, object, key)) {
    walk_value(walk, key + 1, node, document_string(document, key, walk->builder.arena));
  }
}

static void walk_items(struct json_walk *walk, uint32_t array, uint32_t node) {
  const struct document *document = &walk->document;
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    walk_value(walk, item, node, (struct view){NULL, 0});
  }
}

static void walk_text(struct json_walk *walk, uint32_t value, uint32_t parent, struct view name) {
  struct view text = document_raw(&walk->document, value);
  switch (document_type(&walk->document, value)) {
  case NODE_STRING:
    text = document_string(&walk->document, value, walk->builder.arena);
    break;
  case NODE_TRUE: /* ORCA's own spelling, so that readers need one */
    text = view_of("True");
    break;
  case NODE_FALSE:
    text = view_of("False");
    break;
  case NODE_NULL:
    return;
  case NODE_NUMBER:
  case NODE_ARRAY:
  case NODE_OBJECT:
  case NODE_KEY:
    break;
  }
  uint32_t node = orca_builder_add(&walk->builder, parent, name, ORCA_NODE_TEXT);
  orca_builder_fill(&walk->builder, node, text);
}

/* Depth is bounded: see the check of the document's depth below. */
static void walk_value(struct json_walk *walk, uint32_t value, uint32_t parent, struct view name) {
  if (document_node(&walk->document, value)->depth > LIMIT_ORCA_DEPTH) {
    walk->builder.error = ERROR_ORCA_ANSWER;
  }
  if (walk->builder.error != ERROR_OK) {
    return;
  }
  enum node_type type = document_type(&walk->document, value);
  if (type == NODE_OBJECT) {
    walk_members(walk, value, orca_builder_add(&walk->builder, parent, name, ORCA_NODE_RECORD));
  } else if (type == NODE_ARRAY) {
    walk_items(walk, value, orca_builder_add(&walk->builder, parent, name, ORCA_NODE_ARRAY));
  } else {
    walk_text(walk, value, parent, name);
  }
}

enum error orca_record_read_json(struct arena *arena, struct view body,
                                 struct orca_record *ret_record) {
  struct json_walk walk = {.builder = orca_builder_make(arena)};
  struct document_failure failure;
  enum error error = document_read(arena, body, NULL, &walk.document, &failure);
  if (error != ERROR_OK) {
    return error == ERROR_MEMORY ? error : ERROR_ORCA_ANSWER;
  }
  if (document_type(&walk.document, 0) == NODE_OBJECT) {
    walk_members(&walk, 0, ORCA_NODE_TOP);
  } else {
    walk_value(&walk, 0, ORCA_NODE_TOP, (struct view){NULL, 0});
  }
  if (walk.builder.error != ERROR_OK) {
    return walk.builder.error;
  }
  *ret_record = (struct orca_record){walk.builder.nodes, walk.builder.count};
  return ERROR_OK;
}
