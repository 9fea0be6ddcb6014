/* Narrative: one XHTML div with the elements and attributes that FHIR allows (FHIR R4
 * narrative.html#xhtml). */
#ifndef PROFILES_NARRATIVE_CHECK_H
#define PROFILES_NARRATIVE_CHECK_H

#include "profiles/evaluation.h"

/* Checks the decoded text of a div at node. */
void narrative_check(struct evaluation *evaluation, uint32_t element, uint32_t node);

#endif
