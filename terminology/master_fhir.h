/* FHIR CodeSystem and ConceptMap resources (FHIR R4 codesystem.html, conceptmap.html) as masters.
 * The publisher's own file of a system has precedence: a CodeSystem only adds to it. Of a
 * ConceptMap the equal and equivalent targets become crosswalks. */
#ifndef TERMINOLOGY_MASTER_FHIR_H
#define TERMINOLOGY_MASTER_FHIR_H

#include "terminology/master_apply.h"

/* True when the text looks like JSON. */
bool master_fhir_is(struct view text);
/* Fills document, url, layout and release. ERROR_NOT_PROCESSABLE: refused, an issue says why. */
enum error master_fhir_recognise(struct master_file *file, struct arena *arena,
                                 struct issue_list *issues, bool *ret_known) MUST_USE;
enum error master_fhir_apply(struct master_apply *apply) MUST_USE;

#endif
