/* Units of quantities: the part of UCUM (https://ucum.org/ucum) that clinical data uses, with
 * metric prefixes, products, quotients and exponents, and FHIRPath's calendar words. Special units
 * (Cel, pH) and unknown ones are comparable with themselves only. */
#ifndef PROFILES_FHIRPATH_UNIT_H
#define PROFILES_FHIRPATH_UNIT_H

#include "profiles/fhirpath_decimal.h"

/* Calendar word in singular or plural ("days") -> singular static text; empty for another word. */
struct view fhirpath_unit_calendar(struct view word);
/* Quantity's unit as a calendar word when it may be added to dates: "day" for day, 'd'; empty for
 * others, also for 'mo' and 'a', whose length is not a calendar one (FHIRPath N1 6.6.4). */
struct view fhirpath_unit_for_dates(const struct fhirpath_unit *unit);

struct fhirpath_quantity {
  struct fhirpath_decimal number;
  const struct fhirpath_unit *unit;
};

/* <0, 0, >0; false when the units cannot be compared. loose: a calendar year is 'a', a month 'mo'
 * (equivalence). */
bool fhirpath_unit_compare(const struct fhirpath_quantity *a, const struct fhirpath_quantity *b,
                           int *ret_order);
/* Both numbers in one common unit. False as above. */
bool fhirpath_unit_common(const struct fhirpath_quantity *a, const struct fhirpath_quantity *b,
                          bool loose, struct fhirpath_decimal ret_numbers[2]);
/* Brings both numbers to the smaller of two units (FHIRPath N1 6.6.3, addition). False when they
 * cannot be compared. */
bool fhirpath_unit_to_smaller(struct fhirpath_quantity quantities[2]);

#endif
