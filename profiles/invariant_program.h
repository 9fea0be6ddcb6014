/* Constraints as compiled FHIRPath programs: the seam between the evaluator and the FHIRPath
 * engine. */
#ifndef PROFILES_INVARIANT_PROGRAM_H
#define PROFILES_INVARIANT_PROGRAM_H

#include "profiles/invariant_check.h"

/* True when the constraint holds, or has no program. One that cannot be evaluated on this document
 * is reported as such and counts as holding. */
bool invariant_program_holds(struct evaluation *evaluation, const struct invariant_place *place,
                             const struct pack_constraint *constraint);

#endif
