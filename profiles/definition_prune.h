/* Takes out of each definition what another one already says, so that evaluation is additive and
 * nothing is found twice: a profile keeps what it adds to the R4 definition of its type, a slice
 * what it adds to the unsliced element, every element the constraints that its type does not have.
 */
#ifndef PROFILES_DEFINITION_PRUNE_H
#define PROFILES_DEFINITION_PRUNE_H

#include "profiles/definition_model.h"
#include "server/base/issue.h"

/* Prunes every definition of the linked model that is not pruned yet. A profile of an unknown type
 * and elements that their type does not have are taken out, with an issue. Old names of choices
 * ("valueQuantity") become slices of the choice. ERROR_MEMORY only. */
enum error definition_prune(struct definition_model *model, struct arena *scratch,
                            struct issue_list *issues) MUST_USE;

#endif
