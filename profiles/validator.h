/* Validation of a FHIR R4 resource against the base definitions and profiles: the library's one
 * entry. No network, no store, no lock, no global state; same bytes + same definitions = same
 * issues in the same order. FHIR R4 validation.html. */
#ifndef PROFILES_VALIDATOR_H
#define PROFILES_VALIDATOR_H

#include "profiles/validation.h"

/* Adds what it finds to *issues (unsorted findings are sorted at the end). ERROR_OK whether valid
 * or not; ERROR_MEMORY when the arena is exhausted. */
enum error validator_run(const struct definitions *definitions,
                         const struct validation_settings *settings,
                         const struct validation_request *request, struct arena *arena,
                         struct issue_list *issues) MUST_USE;

/* The ways up of the evaluator, for an evaluation that asks single questions (FHIRPath). Static. */
struct evaluation_steps;
const struct evaluation_steps *validator_steps(void);

#endif
