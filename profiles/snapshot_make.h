/* Snapshots for definitions that were published with a differential alone (FHIR R4 profiling.html,
 * structuredefinition.html#snapshot): the base's elements with the differential put over them. */
#ifndef PROFILES_SNAPSHOT_MAKE_H
#define PROFILES_SNAPSHOT_MAKE_H

#include "profiles/definition_model.h"
#include "server/base/issue.h"

/* Gives elements to every definition of the linked model that has only differences; call before
 * definition_prune. Bases may be whole (packages) or pruned (tables) and are looked up as their
 * package sees them. What is wrong with a differential is an issue and left out; a definition
 * without a usable base keeps no elements. ERROR_MEMORY only. */
enum error snapshot_make(struct definition_model *model, struct arena *scratch,
                         struct issue_list *issues) MUST_USE;

#endif
