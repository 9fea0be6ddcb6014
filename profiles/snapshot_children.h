/* Children that the base leaves to a type, a profile on it, a content reference or, for a slice, to
 * the sliced element. */
#ifndef PROFILES_SNAPSHOT_CHILDREN_H
#define PROFILES_SNAPSHOT_CHILDREN_H

#include "profiles/snapshot_draft.h"

/* Fills in the children of a node that has none yet. Of several types only what all have is filled
 * in, and only when wanted names it. ERROR_MEMORY as snapshot_walk_find. */
enum error snapshot_children_open(struct snapshot_draft *draft, struct snapshot_node *node,
                                  struct view wanted) MUST_USE;

/* What a slice refines: the unsliced element, or for "a/b" the slice "a". NULL for others. */
struct snapshot_node *snapshot_children_sliced(const struct snapshot_node *slice);

#endif
