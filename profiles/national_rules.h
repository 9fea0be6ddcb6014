/* The rules of the Japanese guides and of the national service that stand only in their prose: one
 * function a rule, one table of all of them. They run when validation_settings.national is set. A
 * rule that a version of the guide publishes as an invariant names its key and is silent there.
 *
 * Severity follows the wording: an error where the text says "must" or "required"; a warning where
 * it says "is not used"; information where it only tells what will happen. */
#ifndef PROFILES_NATIONAL_RULES_H
#define PROFILES_NATIONAL_RULES_H

#include "profiles/national_place.h"

/* The table. */
size_t national_rules_count(void);
const struct national_rule *national_rules_at(size_t index);

/* Runs the rules for the innermost resource of the evaluation. */
void national_rules_check(struct evaluation *evaluation);

#endif
