/* Where a node stands, as a FHIRPath location (FHIR R4
 * operationoutcome.html#OperationOutcome.issue.expression):
 * "Bundle.entry[1].resource.name[0].family". Every item of an array has its index, a choice is
 * named without its type (Observation.value), "_birthDate" is birthDate. Made only for findings: it
 * walks from the root. */
#ifndef PROFILES_LOCATION_H
#define PROFILES_LOCATION_H

#include "profiles/pack.h"

/* The location of node below the resource at root, in the arena; empty when node lies outside of it
 * or memory is exhausted. */
struct view location_of(const struct pack *pack, const struct document *document, uint32_t root,
                        uint32_t node, struct arena *arena);
/* The R4 element that defines what stands there; PACK_NONE when nothing does. */
uint32_t location_element(const struct pack *pack, const struct document *document, uint32_t root,
                          uint32_t node, struct arena *arena);

#endif
