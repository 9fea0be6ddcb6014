/* Value sets and code systems of a pack: VALUE_SETS, VALUE_SET_PARTS, CODE_SYSTEMS, CODE_LISTS,
 * CODES. */
#ifndef PROFILES_PACK_TERMINOLOGY_H
#define PROFILES_PACK_TERMINOLOGY_H

#include "profiles/pack_build.h"

/* Makes rows for every code system and value set of the model and numbers them. Failures are in
 * build->output.error. */
void pack_terminology_make(struct pack_build *build);

#endif
