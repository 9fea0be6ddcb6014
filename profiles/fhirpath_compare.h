/* Equality, equivalence and order of values (FHIRPath N1 6.1, 6.2), and sets of values (6.3). */
#ifndef PROFILES_FHIRPATH_COMPARE_H
#define PROFILES_FHIRPATH_COMPARE_H

#include "profiles/fhirpath_run.h"

/* a = b for single items; FHIRPATH_EMPTY when precision or units leave it open. */
enum fhirpath_truth fhirpath_compare_equal(struct fhirpath_run *run, const struct fhirpath_value *a,
                                           const struct fhirpath_value *b);
/* a ~ b for single items. */
bool fhirpath_compare_equivalent(struct fhirpath_run *run, const struct fhirpath_value *a,
                                 const struct fhirpath_value *b);
/* <0, 0, >0 of two System values; *ret_known is false when it is open; a failure for kinds that
 * have no order. */
enum error fhirpath_compare_order(struct fhirpath_run *run, const struct fhirpath_value *a,
                                  const struct fhirpath_value *b, int *ret_order,
                                  bool *ret_known) MUST_USE;
/* Collections by position; any order when equivalent. */
enum fhirpath_truth fhirpath_compare_collections(struct fhirpath_run *run, struct fhirpath_span a,
                                                 struct fhirpath_span b);
enum error fhirpath_compare_collections_equivalent(struct fhirpath_run *run, struct fhirpath_span a,
                                                   struct fhirpath_span b,
                                                   bool *ret_equivalent) MUST_USE;
/* Is an equal value among those of the span? Costs a step each. */
enum error fhirpath_compare_contains(struct fhirpath_run *run, struct fhirpath_span span,
                                     struct fhirpath_value value, bool *ret_contains) MUST_USE;
/* Moves the first of equal values together at the start of the span and tells how many there are.
 * Hashes long spans. */
enum error fhirpath_compare_distinct(struct fhirpath_run *run, struct fhirpath_span span,
                                     uint32_t *ret_count) MUST_USE;

#endif
