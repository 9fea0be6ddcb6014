/* FHIRPath's view of the types in a definitions pack. A type's number is the index of its element
 * in the pack
 * + 1: the root of an R4 definition, or an element with children of its own (Patient.contact). */
#ifndef PROFILES_FHIRPATH_MODEL_H
#define PROFILES_FHIRPATH_MODEL_H

#include "profiles/definitions.h"
#include "profiles/fhirpath.h"

/* The definitions are borrowed. */
struct fhirpath_model fhirpath_model_make(const struct definitions *definitions);
/* fhirpath_context.focus_type for an element of an R4 definition's tree, not of a profile's:
 * primitives and complex types lead to their own definition. */
uint32_t fhirpath_model_type(const struct definitions *definitions, uint32_t element);

#endif
