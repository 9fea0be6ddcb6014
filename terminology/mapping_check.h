/* What a row of the mapping table must be, wherever it comes from (CSV, JSON, ConceptMap), and what
 * the imported masters say about its target. */
#ifndef TERMINOLOGY_MAPPING_CHECK_H
#define TERMINOLOGY_MAPPING_CHECK_H

#include "server/base/issue.h"
#include "server/store/mapping_row.h"
#include "terminology/masters.h"

/* True for an R4 equivalence whose target may stand as a Coding beside the source: it means the
 * same or something wider. What is narrower or only related would say more than is known. */
bool mapping_check_adds(struct view equivalence);
/* True when the equivalence says that there is no target. */
bool mapping_check_is_unmatched(struct view equivalence);
/* Letters, digits, hyphen and underscore: the form of a local laboratory code (CLINS). */
bool mapping_check_local_code(struct view code);

/* Fills in what may be left out (status, equivalence, OID names of systems) and checks the row.
 * Faults are issues of severity error, a target that the masters do not know is a warning; false
 * when there was an error. line is where the row stands, for the texts; masters may be NULL. */
bool mapping_check_row(struct mapping_row *row, const struct masters *masters, uint32_t line,
                       struct issue_list *issues);

#endif
