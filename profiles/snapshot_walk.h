/* Finds the element of a growing snapshot that a differential element speaks of, and makes it when
 * the base leaves it to a type, a profile, a content reference or a slicing (FHIR R4
 * profiling.html#slicing, #snapshot). */
#ifndef PROFILES_SNAPSHOT_WALK_H
#define PROFILES_SNAPSHOT_WALK_H

#include "profiles/snapshot_draft.h"
#include "profiles/snapshot_place.h"

/* The element at place. *ret_node is NULL (an issue says why) when there is none. ERROR_MEMORY:
 * also when the snapshot grows beyond LIMIT_SNAPSHOT_ELEMENTS. */
enum error snapshot_walk_find(struct snapshot_draft *draft, const struct snapshot_place *place,
                              const struct definition_element *difference,
                              struct snapshot_node **ret_node) MUST_USE;

#endif
