/* Slicings of a pack: discriminators as steps, and for each slice what an item must look like to be
 * in it (FHIR R4 profiling.html#discriminator). */
#ifndef PROFILES_PACK_SLICING_H
#define PROFILES_PACK_SLICING_H

#include "profiles/pack_build.h"

/* Makes the slicings of a structure whose tree is there. The trees of all structures must be done.
 * Failures are in build->output.error. */
void pack_slicing_make(struct pack_build *build, const struct structure_definition *structure);

#endif
