/* What a pack holds ready to run: the tapes of fixed and pattern values and the FHIRPath programs.
 * Made last, when every property name has its number. */
#ifndef PROFILES_PACK_PROGRAMS_H
#define PROFILES_PACK_PROGRAMS_H

#include "profiles/pack_build.h"

/* Fills VALUES.nodes, CONSTRAINTS.bytecode and CONTEXTS.bytecode. An expression that cannot be
 * compiled is an issue and makes build->output.error ERROR_NOT_PROCESSABLE. */
void pack_programs_make(struct pack_build *build);

#endif
