/* The elements of a snapshot while it is made: a tree in which elements can be put between others.
 * Nodes live in the arena that they are made in. */
#ifndef PROFILES_SNAPSHOT_TREE_H
#define PROFILES_SNAPSHOT_TREE_H

#include "profiles/definition_model.h"

struct snapshot_node {
  struct definition_element element; /* its depth counts only from snapshot_tree_write on */
  struct snapshot_node *parent;
  struct snapshot_node *first; /* child */
  struct snapshot_node *last;
  struct snapshot_node *next; /* sibling */
  bool is_opened;             /* its children were asked for; there may be none */
};

struct snapshot_tree {
  struct arena *arena;
  uint32_t count; /* nodes so far; over LIMIT_SNAPSHOT_ELEMENTS none are added */
};

/* A new last child of parent (NULL: a root). NULL: no memory or too many. */
struct snapshot_node *snapshot_tree_add(struct snapshot_tree *tree, struct snapshot_node *parent,
                                        const struct definition_element *element);
/* A new sibling behind a node that is no root. NULL as above. */
struct snapshot_node *snapshot_tree_add_behind(struct snapshot_tree *tree,
                                               struct snapshot_node *before,
                                               const struct definition_element *element);
/* Adds what is below elements[0] to parent. The elements stand in depth-first order. False: as
 * above, or they do not. */
bool snapshot_tree_read(struct snapshot_tree *tree, struct snapshot_node *parent,
                        const struct definition_element *elements, uint32_t count);
/* Copies what is below from to below to, whose children must be none. False: as above. */
bool snapshot_tree_copy(struct snapshot_tree *tree, const struct snapshot_node *from,
                        struct snapshot_node *to);
/* Child with exactly this name and slice (empty: unsliced); NULL when absent. */
struct snapshot_node *snapshot_tree_child(const struct snapshot_node *parent, struct view name,
                                          struct view slice);
/* The unsliced sibling of a slice; NULL for others. */
struct snapshot_node *snapshot_tree_unsliced(const struct snapshot_node *node);
/* "Observation.value[x]:valueQuantity.code", for people, in the arena. */
struct view snapshot_tree_id(const struct snapshot_node *node, struct arena *arena);
/* The elements in depth-first order with their depths, each with constraints of its own, in the
 * arena. ERROR_TOO_LARGE: deeper than LIMIT_ELEMENT_DEPTH. ERROR_MEMORY. */
enum error snapshot_tree_write(const struct snapshot_node *root, struct arena *arena,
                               struct definition_element **ret_elements,
                               uint32_t *ret_count) MUST_USE;

#endif
