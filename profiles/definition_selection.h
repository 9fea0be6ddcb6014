/* Chooses which value sets and code systems the project's own tables carry: those that a carried
 * profile needs to judge a code, when they are small and free to be passed on. */
#ifndef PROFILES_DEFINITION_SELECTION_H
#define PROFILES_DEFINITION_SELECTION_H

#include "profiles/definition_model.h"

/* A list longer than this is a master, not a value set of a guide. */
#define DEFINITION_SELECTION_MAXIMUM_CODES 2000u
/* The national guide's own lists are what its profiles are about: the longest (shared laboratory
 * items in JLAC11) has 6,456 codes. */
#define DEFINITION_SELECTION_NATIONAL_CODES 7000u
/* Same for lists that come from a package of masters. */
#define DEFINITION_SELECTION_MASTER_PACKAGE_CODES 130u

/* Sets is_selected on value sets and code systems of the linked model and is_withheld on parts
 * whose codes stay out. ERROR_MEMORY. */
enum error definition_selection_make(struct definition_model *model,
                                     struct arena *scratch) MUST_USE;

#endif
