/* Rules of Bundles beyond their elements and invariants (FHIR R4 bundle.html): fullUrl form, its
 * agreement with the resource's id, duplicates, what a document must hold; and ids of contained
 * resources. */
#ifndef PROFILES_BUNDLE_RULES_H
#define PROFILES_BUNDLE_RULES_H

#include "profiles/evaluation.h"

/* The innermost resource of the evaluation is a Bundle. */
void bundle_rules_check(struct evaluation *evaluation);
/* Contained resources of the innermost resource: ids present and unique. */
void bundle_rules_contained(struct evaluation *evaluation);

#endif
