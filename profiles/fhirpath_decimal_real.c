#include "profiles/fhirpath_decimal.h"

/* The few functions whose results are not decimals at all. They work on long double (64 bits of
 * mantissa) with series of their own, so that the room needs no mathematics library. */

#define RESULT_SCALE 8
#define LN_TWO 0.693147180559945309417232121458L
#define RESULT_MAXIMUM 1e18L
#define EXPONENT_MAXIMUM 41.0L
#define POWER_MAXIMUM 1000

static long double to_real(struct fhirpath_decimal decimal) {
  long double real = (long double)decimal.coefficient;
  for (int32_t i = 0; i < decimal.scale; i++) {
    real /= 10.0L;
  }
  return real;
}

static bool from_real(long double real, struct fhirpath_decimal *ret_decimal) {
  if (!(real < RESULT_MAXIMUM && real > -RESULT_MAXIMUM)) {
    return false;
  }
  long double scaled = real * 1e8L;
  fhirpath_wide coefficient = (fhirpath_wide)(scaled + (scaled < 0 ? -0.5L : 0.5L));
  *ret_decimal = fhirpath_decimal_trim((struct fhirpath_decimal){coefficient, RESULT_SCALE});
  return true;
}

static long double real_exp(long double x) {
  int halvings = 0;
  while (x > 0.5L || x < -0.5L) {
    x /= 2.0L;
    halvings++;
  }
  long double sum = 1.0L;
  long double term = 1.0L;
  for (int i = 1; i < 30; i++) {
    term *= x / (long double)i;
    sum += term;
  }
  for (int i = 0; i < halvings; i++) {
    sum *= sum;
  }
  return sum;
}

/* x > 0: x = m * 2^k with m in [0.75, 1.5), ln m = 2 artanh((m - 1) / (m + 1)). */
static long double real_ln(long double x) {
  int twos = 0;
  while (x >= 1.5L) {
    x /= 2.0L;
    twos++;
  }
  while (x < 0.75L) {
    x *= 2.0L;
    twos--;
  }
  long double y = (x - 1.0L) / (x + 1.0L);
  long double square = y * y;
  long double sum = 0.0L;
  long double term = y;
  for (int i = 1; i < 80; i += 2) {
    sum += term / (long double)i;
    term *= square;
  }
  return 2.0L * sum + (long double)twos * LN_TWO;
}

bool fhirpath_decimal_square_root(struct fhirpath_decimal a, struct fhirpath_decimal *ret_root) {
  if (a.coefficient < 0) {
    return false;
  }
  long double x = to_real(a);
  if (x == 0.0L) {
    *ret_root = fhirpath_decimal_from_integer(0);
    return true;
  }
  long double root = x > 1.0L ? x : 1.0L;
  for (int i = 0; i < 200; i++) {
    long double next = (root + x / root) / 2.0L;
    if (next >= root) {
      break;
    }
    root = next;
  }
  return from_real(root, ret_root);
}

bool fhirpath_decimal_exp(struct fhirpath_decimal a, struct fhirpath_decimal *ret_result) {
  long double x = to_real(a);
  return x < EXPONENT_MAXIMUM && x > -1e6L && from_real(real_exp(x), ret_result);
}

bool fhirpath_decimal_ln(struct fhirpath_decimal a, struct fhirpath_decimal *ret_result) {
  return a.coefficient > 0 && from_real(real_ln(to_real(a)), ret_result);
}

bool fhirpath_decimal_log(struct fhirpath_decimal a, struct fhirpath_decimal base,
                          struct fhirpath_decimal *ret_result) {
  if (a.coefficient <= 0 || base.coefficient <= 0) {
    return false;
  }
  long double divisor = real_ln(to_real(base));
  return divisor != 0.0L && from_real(real_ln(to_real(a)) / divisor, ret_result);
}

static bool power_whole(struct fhirpath_decimal a, int64_t exponent,
                        struct fhirpath_decimal *ret_result) {
  struct fhirpath_decimal result = fhirpath_decimal_from_integer(1);
  for (int64_t i = 0; i < exponent; i++) {
    if (!fhirpath_decimal_multiply(result, a, &result)) {
      return false;
    }
  }
  *ret_result = result;
  return true;
}

bool fhirpath_decimal_power(struct fhirpath_decimal a, struct fhirpath_decimal exponent,
                            struct fhirpath_decimal *ret_result) {
  int64_t whole = 0;
  if (fhirpath_decimal_to_integer(exponent, &whole) && whole >= -POWER_MAXIMUM &&
      whole <= POWER_MAXIMUM) {
    struct fhirpath_decimal result;
    if (!power_whole(a, whole < 0 ? -whole : whole, &result)) {
      return false;
    }
    if (whole < 0) {
      return fhirpath_decimal_divide(fhirpath_decimal_from_integer(1), result, ret_result);
    }
    *ret_result = result;
    return true;
  }
  if (a.coefficient <= 0) {
    return false;
  }
  long double x = real_ln(to_real(a)) * to_real(exponent);
  return x < EXPONENT_MAXIMUM && x > -1e6L && from_real(real_exp(x), ret_result);
}
