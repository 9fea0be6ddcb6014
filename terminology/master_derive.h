/* What follows from the imported masters: crosswalks that stand in the characters of codes, and the
 * synonyms of a code that belong to the codes joined with it as well. */
#ifndef TERMINOLOGY_MASTER_DERIVE_H
#define TERMINOLOGY_MASTER_DERIVE_H

#include "terminology/masters_draft.h"

/* Derives everything anew: what no longer follows is gone. ERROR_MEMORY. */
enum error master_derive(struct masters_draft *draft) MUST_USE;

#endif
