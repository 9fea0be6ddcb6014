#include "server/orca/orca_builder.h"

#include "server/orca/orca_text.h"

#define FIRST_CAPACITY 256u

static bool builder_reserve(struct orca_builder *builder) {
  if (builder->error != ERROR_OK) {
    return false;
  }
  if (builder->count < builder->capacity) {
    return true;
  }
  uint32_t capacity = builder->capacity == 0 ? FIRST_CAPACITY : builder->capacity * 2;
  struct orca_node *nodes =
      builder->capacity > UINT32_MAX / 4
          ? NULL
          : arena_grow(builder->arena, builder->nodes, builder->capacity * sizeof(*nodes),
                       capacity * sizeof(*nodes));
  if (nodes == NULL) {
    builder->error = ERROR_MEMORY;
    return false;
  }
  builder->nodes = nodes;
  builder->capacity = capacity;
  return true;
}

struct orca_builder orca_builder_make(struct arena *arena) {
  struct orca_builder builder = {arena, NULL, 0, 0, ERROR_OK};
  if (builder_reserve(&builder)) {
    builder.nodes[ORCA_NODE_TOP] = (struct orca_node){.parent = ORCA_NODE_NONE,
                                                      .first = ORCA_NODE_NONE,
                                                      .last = ORCA_NODE_NONE,
                                                      .next = ORCA_NODE_NONE,
                                                      .kind = ORCA_NODE_RECORD};
    builder.count = 1;
  }
  return builder;
}

uint32_t orca_builder_add(struct orca_builder *builder, uint32_t parent, struct view name,
                          enum orca_node_kind kind) {
  if (!builder_reserve(builder)) {
    return ORCA_NODE_TOP;
  }
  uint32_t node = builder->count++;
  builder->nodes[node] = (struct orca_node){.name = name,
                                            .parent = parent,
                                            .first = ORCA_NODE_NONE,
                                            .last = ORCA_NODE_NONE,
                                            .next = ORCA_NODE_NONE,
                                            .kind = kind};
  struct orca_node *above = &builder->nodes[parent];
  if (above->kind == ORCA_NODE_TEXT) {
    above->kind = ORCA_NODE_RECORD;
  }
  if (above->first == ORCA_NODE_NONE) {
    above->first = node;
  } else {
    builder->nodes[above->last].next = node;
  }
  above->last = node;
  return node;
}

void orca_builder_fill(struct orca_builder *builder, uint32_t node, struct view text) {
  struct view clean = orca_text_clean(text);
  if (builder->error != ERROR_OK || clean.length == 0) {
    return;
  }
  builder->nodes[node].text = clean;
  while (node != ORCA_NODE_NONE && !builder->nodes[node].filled) {
    builder->nodes[node].filled = true;
    node = builder->nodes[node].parent;
  }
}
