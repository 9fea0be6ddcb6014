/* Loads one official package into the model: its name and dependencies, StructureDefinitions,
 * ValueSets and CodeSystems. */
#ifndef PROFILES_PACKAGE_LOAD_H
#define PROFILES_PACKAGE_LOAD_H

#include "profiles/definition_model.h"
#include "server/base/issue.h"

/* path: a .tgz or a folder. A package with the same name and version that is there already stays as
 * it is. Damaged files are left out with an issue; a damaged archive adds nothing, is an issue and
 * the error: ERROR_FILE, ERROR_SYNTAX or ERROR_TOO_LARGE. ERROR_MEMORY. */
enum error package_load(struct definition_model *model, struct arena *scratch, const char *path,
                        struct issue_list *issues) MUST_USE;

#endif
