/* Adds standard Codings beside local ones in a received Bundle, as byte patches. What is added
 * comes from the mapping table (approved rows that hold on the day of the event) or from crosswalks
 * of the imported masters; where there is none or more than one, that is said and nothing is
 * guessed. */
#ifndef TERMINOLOGY_BUNDLE_MAPPING_H
#define TERMINOLOGY_BUNDLE_MAPPING_H

#include "server/base/document.h"
#include "server/base/issue.h"
#include "server/base/patch.h"
#include "terminology/bundle_mapping_types.h"

/* Walks every CodeableConcept.coding of the document (a Bundle or one resource). The edits go to
 * *patch; results live in its arena. A signed Bundle gets no edits. */
enum error bundle_mapping_run(const struct bundle_mapping *mapping, const struct document *document,
                              struct patch *patch, struct issue_list *issues,
                              struct bundle_mapping_result *ret_result) MUST_USE;

#endif
