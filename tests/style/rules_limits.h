/* What the README says of bounds must be what server/limits.h has. */
#ifndef TESTS_STYLE_RULES_LIMITS_H
#define TESTS_STYLE_RULES_LIMITS_H

#include "tests/style/rules.h"

/* limits is the text of server/limits.h. A row of the README that ends in "| `LIMIT_X` |" has the
 * bound's number, with commas, before any other. */
void rules_limits(struct findings *findings, struct view limits, struct view readme);

#endif
