/* Constraints as compiled FHIRPath programs: the seam between the evaluator and the FHIRPath
 * engine. */
#ifndef PROFILES_INVARIANT_PROGRAM_H
#define PROFILES_INVARIANT_PROGRAM_H

#include "profiles/evaluation.h"

/* What a constraint is evaluated on. */
struct invariant_place {
  uint32_t element; /* ELEMENTS: whose constraints */
  uint32_t node;    /* the value; NODE_NONE when only the twin is there */
  uint32_t twin;    /* the "_name" object or NODE_NONE */
  uint32_t type;    /* ELEMENTS that describes the value: the root of its R4 definition or an inline
                     * element of one; PACK_NONE when not known */
};

/* True when the constraint holds, or has no program. One that cannot be evaluated on this document
 * is reported as such and counts as holding. */
bool invariant_program_holds(struct evaluation *evaluation, const struct invariant_place *place,
                             const struct pack_constraint *constraint);
/* Does the program, run on the nearest resource, select the element? True when it has no program or
 * cannot be run. */
bool invariant_program_selects(struct evaluation *evaluation, struct pack_range bytecode,
                               uint32_t node);
/* Does a condition hold on the element? True when it has no program or cannot be run. */
bool invariant_program_is_true(struct evaluation *evaluation, struct pack_range bytecode,
                               const struct invariant_place *place);

#endif
