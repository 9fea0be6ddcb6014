/* FHIR terminology resources as an import meets them: which they are, their bytes without
 * narrative, and those that a Bundle holds. */
#ifndef TERMINOLOGY_MASTER_RESOURCE_H
#define TERMINOLOGY_MASTER_RESOURCE_H

#include "server/base/document.h"
#include "terminology/masters.h"

/* Type, url, version, id and content of the document's root. The content lies in the document's
 * text or in the arena; its data is NULL when memory is exhausted. */
struct masters_resource master_resource_of(const struct document *document, struct arena *arena);
/* True when the root is a Bundle. */
bool master_resource_is_bundle(const struct document *document);
/* The bytes of the resource of a Bundle's entry; false behind the last one. Empty when the entry
 * has no resource. */
bool master_resource_entry(const struct document *bundle, uint32_t position,
                           struct view *ret_resource);

#endif
