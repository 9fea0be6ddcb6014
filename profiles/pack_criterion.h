/* What the discriminators of a slicing find in one slice: the value, binding, types or profiles
 * that an item must have there (FHIR R4 profiling.html#discriminator). */
#ifndef PROFILES_PACK_CRITERION_H
#define PROFILES_PACK_CRITERION_H

#include "profiles/pack_build.h"

/* Discriminator paths in the published guides have at most 4 steps. */
#define PACK_CRITERION_STEPS 12u

struct pack_criterion_step {
  enum pack_step_kind kind;
  struct view text; /* member name, extension url or type name */
};

struct pack_criterion_path {
  struct pack_criterion_step steps[PACK_CRITERION_STEPS];
  uint32_t count;
};

/* Reads "$this", "code.coding.code", "resolve()", "extension('url').value", "value.ofType(Coding)".
 * What it does not know is taken as a member's name. */
void pack_criterion_path_read(struct view path, struct pack_criterion_path *ret_path);

/* The criterion of the slice at index for a discriminator. The trees of all structures must be
 * done. */
struct pack_criterion pack_criterion_make(struct pack_build *build,
                                          const struct structure_definition *structure,
                                          uint32_t index,
                                          const struct definition_discriminator *discriminator);

#endif
