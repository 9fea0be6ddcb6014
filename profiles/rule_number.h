/* The national service's numbers of checks (R....) for the constraints of the Japanese guides. */
#ifndef PROFILES_RULE_NUMBER_H
#define PROFILES_RULE_NUMBER_H

#include "server/base/view.h"

/* "R0211" for a constraint's key; empty when it has no number. Static. */
struct view rule_number_of(struct view constraint_key);
/* The table's rows, for tests: the key at an index; empty behind the last one. */
struct view rule_number_key(size_t index);

#endif
