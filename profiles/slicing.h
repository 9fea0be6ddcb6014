/* Slicing (FHIR R4 profiling.html#slicing): which slice each item belongs to, rules and counts of
 * the slices. */
#ifndef PROFILES_SLICING_H
#define PROFILES_SLICING_H

#include "profiles/evaluation.h"

struct sparse_items {
  struct sparse_item *items;
  uint32_t count;
};

/* Evaluates all items of a sliced element: each against the unsliced element and its slice, then
 * the slices' counts. object is the node that holds the element, for findings about what is
 * missing. */
void slicing_evaluate(struct evaluation *evaluation, uint32_t element,
                      const struct sparse_items *items, uint32_t object);
/* The counts alone, when the element is absent. */
void slicing_absent(struct evaluation *evaluation, uint32_t element, uint32_t object);
/* Is the item in the slice of that name in the profile (FHIRPath slice())? *ret_known is false when
 * the profile has no such slice. */
bool slicing_holds(struct evaluation *evaluation, uint32_t profile, struct view name,
                   const struct sparse_item *item, bool *ret_known);

#endif
