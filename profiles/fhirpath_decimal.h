/* Decimals as FHIRPath N1 asks for them: exact base-10 numbers of up to 38 digits, no binary
 * floats. Results that do not fit say so; the caller makes that an empty result or a failure. */
#ifndef PROFILES_FHIRPATH_DECIMAL_H
#define PROFILES_FHIRPATH_DECIMAL_H

#include "profiles/fhirpath_value.h"

#define FHIRPATH_DECIMAL_TEXT_BYTES 96u

/* JSON number syntax, an optional leading plus; false for anything else or more than 38 digits. */
bool fhirpath_decimal_parse(struct view text, struct fhirpath_decimal *ret_decimal);
/* Writes without exponent and with all digits of the scale; NUL-terminated; returns the length. */
size_t fhirpath_decimal_text(struct fhirpath_decimal decimal,
                             char ret_text[FHIRPATH_DECIMAL_TEXT_BYTES]);
/* <0, 0, >0 by value: 1.0 equals 1.00. */
int fhirpath_decimal_compare(struct fhirpath_decimal a, struct fhirpath_decimal b);
/* All: false when the result has more than 38 digits. */
bool fhirpath_decimal_add(struct fhirpath_decimal a, struct fhirpath_decimal b,
                          struct fhirpath_decimal *ret_sum);
bool fhirpath_decimal_multiply(struct fhirpath_decimal a, struct fhirpath_decimal b,
                               struct fhirpath_decimal *ret_product);
/* At least 8 decimal places, trailing zeros removed; false also for a zero divisor. */
bool fhirpath_decimal_divide(struct fhirpath_decimal a, struct fhirpath_decimal b,
                             struct fhirpath_decimal *ret_quotient);
/* Quotient rounded towards zero, and the remainder with the dividend's sign; either may be NULL. */
bool fhirpath_decimal_divide_whole(struct fhirpath_decimal a, struct fhirpath_decimal b,
                                   struct fhirpath_decimal *ret_quotient,
                                   struct fhirpath_decimal *ret_remainder);

enum fhirpath_rounding {
  FHIRPATH_ROUND_HALF_UP, /* away from zero at one half */
  FHIRPATH_ROUND_DOWN,    /* towards zero */
  FHIRPATH_ROUND_FLOOR,
  FHIRPATH_ROUND_CEILING,
};

/* To a scale of at most `scale` digits; a smaller scale stays. */
struct fhirpath_decimal fhirpath_decimal_round(struct fhirpath_decimal decimal, int32_t scale,
                                               enum fhirpath_rounding rounding);
/* Exactly `scale` digits, padded with zeros or rounded as asked. False when it does not fit. */
bool fhirpath_decimal_rescale(struct fhirpath_decimal decimal, int32_t scale,
                              enum fhirpath_rounding rounding,
                              struct fhirpath_decimal *ret_decimal);
/* Without trailing zeros behind the point. */
struct fhirpath_decimal fhirpath_decimal_trim(struct fhirpath_decimal decimal);
/* Whole numbers of 64 bits only. */
bool fhirpath_decimal_to_integer(struct fhirpath_decimal decimal, int64_t *ret_integer);
static inline struct fhirpath_decimal fhirpath_decimal_from_integer(int64_t integer) {
  return (struct fhirpath_decimal){.coefficient = integer, .scale = 0};
}

/* Functions that have no exact result: computed to about 15 digits, rounded to 8 decimal places.
 * False when there is no real result or it is too large. */
bool fhirpath_decimal_square_root(struct fhirpath_decimal a, struct fhirpath_decimal *ret_root);
bool fhirpath_decimal_exp(struct fhirpath_decimal a, struct fhirpath_decimal *ret_result);
bool fhirpath_decimal_ln(struct fhirpath_decimal a, struct fhirpath_decimal *ret_result);
bool fhirpath_decimal_log(struct fhirpath_decimal a, struct fhirpath_decimal base,
                          struct fhirpath_decimal *ret_result);
/* Whole exponents are exact while they fit. */
bool fhirpath_decimal_power(struct fhirpath_decimal a, struct fhirpath_decimal exponent,
                            struct fhirpath_decimal *ret_result);

#endif
