/* Reads CodeSystem and ValueSet resources (FHIR R4 codesystem.html, valueset.html) into the model.
 * Definitions are not kept. */
#ifndef PROFILES_TERMINOLOGY_DEFINITION_H
#define PROFILES_TERMINOLOGY_DEFINITION_H

#include "profiles/structure_definition.h"

/* Adds the code system to the package of the source; supplements are left out. Without url it is
 * left out and an issue says so. ERROR_MEMORY only. */
enum error terminology_definition_read_code_system(const struct definition_source *source) MUST_USE;
/* Same for a value set. One that has an expansion but no compose keeps the expansion's codes. */
enum error terminology_definition_read_value_set(const struct definition_source *source) MUST_USE;

/* Packages rebuilt from other sources than the published one ("1.4.0-recon"): their masters are of
 * some past month, so that a code which they lack may exist. */
bool terminology_definition_is_rebuilt(const struct definition_package *package);
/* Value sets of such packages that lack code systems of the published ones: a code of a system that
 * they do not name cannot be called wrong. */
bool terminology_definition_lacks_systems(const struct value_set *value_set);

#endif
