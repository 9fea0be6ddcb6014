/* The ministry's two tiers of required (technical guide 2.2.1): 必須 is minimum 1 and mustSupport,
 * its absence is a fault of cardinality; 準必須 is exactly one of the two: what a system holds it
 * must send, but absence alone is no reason to refuse. Here the second tier is told (minimum 0 and
 * mustSupport; minimum 1 without mustSupport is a fault of cardinality too).
 *
 * Indication tags are left out: they are never set without a physician's decision. So are slices
 * that are alternatives to each other (codings, identifiers, choices), and the few elements that
 * stand instead of another one or that the service does not take. */
#ifndef PROFILES_NATIONAL_TIER_H
#define PROFILES_NATIONAL_TIER_H

#include "profiles/evaluation.h"

/* An element of a profile that is absent from the object. Does nothing unless the national layer is
 * on, in silent tests, and for profiles of other guides. */
void national_tier_absent(struct evaluation *evaluation, uint32_t element, uint32_t object);
/* A slice of which the object holds no item. */
void national_tier_slice(struct evaluation *evaluation, uint32_t slice_element, uint32_t object);

#endif
