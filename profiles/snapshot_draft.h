/* A snapshot that is being made: what the units that make it share. */
#ifndef PROFILES_SNAPSHOT_DRAFT_H
#define PROFILES_SNAPSHOT_DRAFT_H

#include "profiles/snapshot_merge.h"
#include "profiles/snapshot_tree.h"

/* Elements in depth-first order; count 0: the definition has none or is under way. */
struct snapshot_elements {
  const struct definition_element *items;
  uint32_t count;
};

struct snapshot_maker;

/* The whole elements of a definition, made first where needed: a pruned profile's with what its
 * type says. ERROR_MEMORY only. */
typedef enum error snapshot_elements_get(struct snapshot_maker *maker,
                                         struct structure_definition *structure,
                                         struct snapshot_elements *ret_elements);

struct snapshot_draft {
  /* Making one snapshot can ask for another: profiles on types, which snapshot_make makes. */
  snapshot_elements_get *elements_of;
  struct snapshot_maker *maker;
  struct snapshot_merge merge;
  struct snapshot_tree tree;
  struct snapshot_node *root;
  uint32_t difference; /* number of the differential element that is looked up */
};

#endif
