/* Whole profiles over a node, each (profile, node) at most once. */
#ifndef PROFILES_EVALUATE_PROFILE_H
#define PROFILES_EVALUATE_PROFILE_H

#include "profiles/evaluation.h"

/* The profile's additions over the node, reporting; nothing when it was done before for that node.
 */
void evaluate_profile(struct evaluation *evaluation, uint32_t profile, uint32_t node);
/* Silent: does the node conform to the profile? Circles count as yes. */
bool evaluate_profile_holds(struct evaluation *evaluation, uint32_t profile, uint32_t node);

#endif
