/* The advisor: a site's own list of findings that it knows and lives with for now. Each rule lowers
 * or leaves out the findings of one message id at one place; nothing is lowered in silence: what a
 * rule changed is told in the outcome, with its reason. Findings that did not fit into the list are
 * never lowered.
 *
 *   [{"message": "code-not-in-value-set", "path": "Patient.contact.gender", "action": "warning",
 *     "reason": "vendor's ticket 17", "until": "2027-03-31"}]
 *
 * path: a location as findings show it ("Patient.name[0].given[1]": only there), the same without
 * indexes (there in every item, and everything below), or "*". action: warning, information
 * (lowered to it, never raised) or silence. until: the last day, in Japan. constraint (with message
 * "invariant"): only that constraint's key. The first rule that fits a finding applies. */
#ifndef PROFILES_ADVISOR_H
#define PROFILES_ADVISOR_H

#include "server/base/clock.h"
#include "server/base/issue.h"

struct advisor;

struct advisor_source {
  struct view name;          /* of the file, for messages */
  struct view json;          /* its content, borrowed as long as the advisor */
  const struct clock *clock; /* for `until`; borrowed */
};

/* Reads the rules into the arena. ERROR_CONFIGURATION: the issues say what is wrong, with line and
 * key. ERROR_MEMORY. */
enum error advisor_read(struct arena *arena, const struct advisor_source *source,
                        struct issue_list *issues, struct advisor **ret_advisor) MUST_USE;
size_t advisor_rule_count(const struct advisor *advisor);
/* Applies the rules to a list that is not cut yet, and adds what they changed. ERROR_MEMORY: the
 * list is as it was. */
enum error advisor_apply(const struct advisor *advisor, struct issue_list *issues) MUST_USE;
/* How many findings of the list the advisor changed or left out, by what it added. */
uint32_t advisor_changes(const struct issue_list *issues);

#endif
