/* Adds standard Codings beside local ones in a received Bundle, as byte patches. */
#ifndef TERMINOLOGY_BUNDLE_MAPPING_H
#define TERMINOLOGY_BUNDLE_MAPPING_H

#include "server/base/document.h"
#include "server/base/patch.h"
#include "terminology/mapping_table.h"

/* Walks every CodeableConcept.coding array of the document. A Coding whose system the table knows
 * and whose code has exactly one row per target system gets that standard Coding appended to its
 * array, unless one of that target system is there already. No row (and no other standard coding)
 * or several rows: an issue, never a guess. *ret_added counts the codings added. The edits go to
 * *patch. */
enum error bundle_mapping_run(const struct mapping_table *table, const struct document *document,
                              struct patch *patch, struct issue_list *issues,
                              uint32_t *ret_added) MUST_USE;

#endif
