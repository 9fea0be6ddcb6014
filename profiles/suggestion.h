/* What would be right where a fix is evident: the nearest name, code or profile, the few values
 * that are allowed, the value in its right form. Looked for only when a finding is kept. */
#ifndef PROFILES_SUGGESTION_H
#define PROFILES_SUGGESTION_H

#include "profiles/evaluation.h"

/* Sets the issue's hint; nothing when no fix is evident. Only for findings of this room's list. */
void suggestion_add(struct evaluation *evaluation, const struct finding *finding,
                    struct issue *issue);

#endif
