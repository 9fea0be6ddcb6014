/* Published FHIRPath expressions that say something else than their rule: on valid data they end
 * empty, and an invariant that does not end true is not satisfied. What runs is the reading below;
 * messages go on showing the published text. */
#ifndef PROFILES_EXPRESSION_ERRATA_H
#define PROFILES_EXPRESSION_ERRATA_H

#include "server/base/view.h"

/* The expression to compile: the reading of a published one that is known to be faulty, else
 * itself. */
struct view expression_errata_apply(struct view published);

#endif
