/* What the units share that turn a model into a pack: pack_builder leads, pack_elements makes the
 * trees, pack_slicing the slices and their criteria, pack_terminology the code lists, pack_programs
 * the tapes of values and the FHIRPath programs. */
#ifndef PROFILES_PACK_BUILD_H
#define PROFILES_PACK_BUILD_H

#include "profiles/definition_model.h"
#include "profiles/package_message_list.h"
#include "profiles/pack_output.h"
#include "server/base/issue.h"

struct pack_build {
  const struct definition_model *model;
  struct arena *scratch;
  struct issue_list *issues;
  struct pack_output output;
  bool is_tolerant; /* what cannot be compiled is left out of the pack, with a warning */
};

/* Issue about a definition: {0} its package, {1} its url. */
static inline void pack_build_issue(struct pack_build *build, enum package_message message,
                                    const struct structure_definition *structure) {
  struct view package = definition_package_label(structure->package, build->issues->arena);
  issue_add_with(build->issues, package_message(message), package, structure->url);
}

/* A definition that the format cannot hold stops the build: nothing is left out in silence. */
static inline void pack_build_too_large(struct pack_build *build,
                                        const struct structure_definition *structure) {
  if (build->output.error == ERROR_OK) {
    pack_build_issue(build, PACKAGE_MESSAGE_TOO_LARGE, structure);
    build->output.error = ERROR_TOO_LARGE;
  }
}

#endif
