/* Units of measure in case-sensitive UCUM (https://ucum.org/ucum, sections 2.1 to 2.4): products,
 * quotients, exponents, parentheses, prefixes, annotations, with the atoms of all its tables. */
#ifndef TERMINOLOGY_UCUM_H
#define TERMINOLOGY_UCUM_H

#include "terminology/code_fault.h"

/* UCUM's base units: metre, second, gram, radian, kelvin, coulomb, candela. */
#define UCUM_BASE_UNITS 7u

struct ucum_dimension {
  int32_t exponents[UCUM_BASE_UNITS];
  uint64_t
      arbitrary; /* 0, or the arbitrary units ([iU] ...) in it: equal only with the same ones */
};

/* True when the code is a UCUM unit; otherwise *ret_fault (may be NULL) says what is wrong where.
 */
bool ucum_check(struct view code, struct code_fault *ret_fault);
/* Same without the reason; ret_offset (may be NULL) gets the byte offset of the fault. */
bool ucum_is_valid(struct view code, size_t *ret_offset);
/* The dimension of a valid unit; false when the code is none. Amounts of substance are pure numbers
 * in UCUM, so mol/L and /L have the same one. */
bool ucum_dimension_of(struct view code, struct ucum_dimension *ret_dimension);
/* True when both are valid and of one dimension, so that values can be converted. */
bool ucum_same_dimension(struct view a, struct view b);

#endif
