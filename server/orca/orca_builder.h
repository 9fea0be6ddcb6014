/* How the two readers make an orca_record. */
#ifndef SERVER_ORCA_ORCA_BUILDER_H
#define SERVER_ORCA_ORCA_BUILDER_H

#include "server/orca/orca_record.h"

struct orca_builder {
  struct arena *arena;
  struct orca_node *nodes;
  uint32_t count;
  uint32_t capacity;
  enum error error; /* the first failure sticks */
};

/* A builder with its top node. */
struct orca_builder orca_builder_make(struct arena *arena);
/* Appends a child; ORCA_NODE_TOP after a failure, which is harmless. The name is borrowed. */
uint32_t orca_builder_add(struct orca_builder *builder, uint32_t parent, struct view name,
                          enum orca_node_kind kind);
/* Cleans the text (borrowed) and, when something is left, marks the node and all above it as
 * filled. */
void orca_builder_fill(struct orca_builder *builder, uint32_t node, struct view text);

enum error orca_record_read_xml(struct arena *arena, struct view body,
                                struct orca_record *ret_record) MUST_USE;
enum error orca_record_read_json(struct arena *arena, struct view body,
                                 struct orca_record *ret_record) MUST_USE;

#endif
