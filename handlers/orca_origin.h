/* Findings about resources that were made from ORCA name the ORCA field that the value came from,
 * so that it is corrected at its source: record, row and field as handlers/orca_source.h tells them
 * from the resource's meta.source. */
#ifndef HANDLERS_ORCA_ORIGIN_H
#define HANDLERS_ORCA_ORIGIN_H

#include "server/base/document.h"
#include "server/base/issue.h"

/* Fills issue.origin of each finding of the list whose expression leads into such a resource of the
 * document. Texts are in the list's arena. */
void orca_origin_tell(const struct document *document, struct issue_list *issues);

#endif
