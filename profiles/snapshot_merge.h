/* Puts what a differential element says over the element of the base (FHIR R4 profiling.html,
 * elementdefinition.html#interpretation). */
#ifndef PROFILES_SNAPSHOT_MERGE_H
#define PROFILES_SNAPSHOT_MERGE_H

#include "profiles/definition_model.h"
#include "profiles/package_message_list.h"
#include "profiles/snapshot_tree.h"
#include "server/base/issue.h"

/* The definition that is being given a snapshot. */
struct snapshot_merge {
  struct definition_model *model;
  const struct structure_definition *structure;
  struct issue_list *issues;
};

/* Cardinality, types and constraints only become narrower: what would widen them is left out, with
 * an issue. Slicing rules are added up; everything else that is said replaces the base's.
 * ERROR_MEMORY only. */
enum error snapshot_merge_element(const struct snapshot_merge *merge, struct snapshot_node *node,
                                  const struct definition_element *difference) MUST_USE;

/* Leaves only the type with this code. False, nothing changed: the element has no such type. */
bool snapshot_merge_only_type(const struct snapshot_merge *merge,
                              struct definition_element *element, struct view code);

/* An issue that names the package, the definition and in it subject (empty: the whole). */
void snapshot_merge_issue(const struct snapshot_merge *merge, enum package_message message,
                          struct view subject);

#endif
