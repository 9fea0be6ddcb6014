/* What a Coding's resource says that matters for mapping: when the event was, which specimen. */
#ifndef TERMINOLOGY_MAPPING_EVENT_H
#define TERMINOLOGY_MAPPING_EVENT_H

#include "server/base/document.h"

/* The day (yyyymmdd) of what a resource is about: Observation.effective, Condition.onset or
 * recorded date, MedicationRequest.authoredOn and so on; 0 when it states none. */
uint32_t mapping_event_of_resource(const struct document *document, uint32_t resource,
                                   struct arena *arena);
/* The day on which a Condition or AllergyIntolerance was recorded, which may be long after its
 * onset; 0 when it states none and for other types. */
uint32_t mapping_event_recorded(const struct document *document, uint32_t resource,
                                struct arena *arena);
/* The day that holds for resources without one: Composition.date, else Bundle.timestamp; 0 = none.
 */
uint32_t mapping_event_of_bundle(const struct document *document, struct arena *arena);

/* True when the specimen of the resource (a Specimen in the same Bundle or contained) has a type
 * with that code. */
bool mapping_event_has_specimen(const struct document *document, uint32_t resource,
                                struct view code, struct arena *arena);

#endif
