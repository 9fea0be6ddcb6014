/* Where a node stands in a document, as people and the worklist name it. */
#ifndef TERMINOLOGY_MAPPING_PLACE_H
#define TERMINOLOGY_MAPPING_PLACE_H

#include "server/base/document.h"

/* FHIRPath location below the resource at from, e.g. "Bundle.entry[1].resource.code.coding[0]".
 * Walks from there: for messages. Empty when memory is short. */
struct view mapping_place_of(const struct document *document, uint32_t from, uint32_t node,
                             struct arena *arena);
/* The same without positions, e.g. "Observation.code.coding": tells nothing about a patient. */
struct view mapping_place_kind(const struct document *document, uint32_t resource, uint32_t node,
                               struct arena *arena);

#endif
