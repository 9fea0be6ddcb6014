/* The rules of the Japanese guides and of the national service that stand only in their prose: one
 * function a rule, one table of all of them. They run when validation_settings.national is set. A
 * rule that a version of the guide publishes as an invariant names its key and is silent there.
 *
 * Severity follows the wording: an error where the text says "must" or "required"; a warning where
 * it says "is not used"; information where it only tells what will happen. */
#ifndef PROFILES_NATIONAL_RULES_H
#define PROFILES_NATIONAL_RULES_H

#include "profiles/national_place.h"

struct national_rule {
  struct view resource_type; /* "Observation" */
  uint32_t kinds;            /* NATIONAL_ALONE | NATIONAL_CLINICAL | … */
  const char *profile;       /* only resources that claim it; NULL = all */
  void (*check)(const struct national_place *place);
  enum message_id message;
  struct view number;             /* R-number, may be empty */
  struct view published_resource; /* constraint of the resource's own profile, or empty */
  struct view published_bundle;   /* constraint of the Bundle's profile, or empty */
};

/* The table. */
size_t national_rules_count(void);
const struct national_rule *national_rules_at(size_t index);

/* Runs the rules for the innermost resource of the evaluation. */
void national_rules_check(struct evaluation *evaluation);

#endif
