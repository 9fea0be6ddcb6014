/* Narrative: one well-formed XHTML div with the elements and attributes that FHIR allows, without
 * anything that runs (FHIR R4 narrative.html#xhtml, security.html#narrative). */
#ifndef PROFILES_NARRATIVE_CHECK_H
#define PROFILES_NARRATIVE_CHECK_H

#include "profiles/evaluation.h"

/* Checks the decoded text of a div at node. */
void narrative_check(struct evaluation *evaluation, uint32_t element, uint32_t node);
/* Tells of HTML in the text of a string or markdown at node, as the settings want it: text that is
 * shown without care can act. */
void narrative_check_string(struct evaluation *evaluation, uint32_t element, uint32_t node,
                            struct view text);

#endif
