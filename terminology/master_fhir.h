/* FHIR terminology resources (FHIR R4 terminology-module.html) as masters. Each is kept as its
 * bytes; beside that, concepts of a CodeSystem and the equal and equivalent targets of a ConceptMap
 * become rows. The publisher's own file of a system has precedence: a CodeSystem only adds to it.
 */
#ifndef TERMINOLOGY_MASTER_FHIR_H
#define TERMINOLOGY_MASTER_FHIR_H

#include "terminology/master_apply.h"

/* True when the text looks like JSON. */
bool master_fhir_is(struct view text);
/* Fills file->document. ERROR_NOT_PROCESSABLE: no JSON, an issue says where. */
enum error master_fhir_read(struct master_file *file, struct arena *arena,
                            struct issue_list *issues) MUST_USE;
/* Fills resource, layout and release. ERROR_NOT_PROCESSABLE: another resource, an issue says which.
 */
enum error master_fhir_recognise(struct master_file *file, struct arena *arena,
                                 struct issue_list *issues) MUST_USE;
/* Whether the resource has rows for the concepts of a system: no value set, no supplement. */
bool master_fhir_has_rows(const struct master_file *file);
/* Applies its rows. */
enum error master_fhir_apply(struct master_apply *apply) MUST_USE;

#endif
