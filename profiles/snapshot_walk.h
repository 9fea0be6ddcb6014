/* Finds the element of a growing snapshot that a differential element speaks of, and makes it when
 * the base leaves it to a type, a profile, a content reference or a slicing (FHIR R4
 * profiling.html#slicing, #snapshot). */
#ifndef PROFILES_SNAPSHOT_WALK_H
#define PROFILES_SNAPSHOT_WALK_H

#include "profiles/snapshot_make.h"
#include "profiles/snapshot_merge.h"
#include "profiles/snapshot_place.h"
#include "profiles/snapshot_tree.h"

struct snapshot_walk {
  struct snapshot_maker *maker;
  struct snapshot_merge merge;
  struct snapshot_tree tree;
  struct snapshot_node *root;
  uint32_t difference; /* number of the differential element that is looked up */
};

/* The element at place. *ret_node is NULL (an issue says why) when there is none. ERROR_MEMORY:
 * also when the snapshot grows beyond LIMIT_SNAPSHOT_ELEMENTS. */
enum error snapshot_walk_find(struct snapshot_walk *walk, const struct snapshot_place *place,
                              const struct definition_element *difference,
                              struct snapshot_node **ret_node) MUST_USE;

#endif
