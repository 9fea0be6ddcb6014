/* What FHIRPath asks its caller for, answered by a validation run: references, value sets,
 * profiles, slices, definitions (FHIR R4 fhirpath.html#functions). */
#ifndef PROFILES_FHIRPATH_SERVICE_H
#define PROFILES_FHIRPATH_SERVICE_H

#include "profiles/evaluation.h"
#include "profiles/fhirpath.h"

/* All services; the evaluation must outlive them. Its scope is needed by resolve() only. */
struct fhirpath_services fhirpath_services_make(struct evaluation *evaluation);

/* memberOf(): UNKNOWN when the value set is not held here as a whole. self is the evaluation. */
enum fhirpath_answer fhirpath_service_member_of(void *self, uint32_t node, struct view text,
                                                struct view canonical);

#endif
