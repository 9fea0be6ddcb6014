#include "profiles/fhirpath_decimal.h"

#define DIGITS_MAXIMUM 38
#define QUOTIENT_SCALE 8
#define QUOTIENT_SCALE_MAXIMUM 16

static fhirpath_wide power_of_ten(int32_t exponent) {
  fhirpath_wide power = 1;
  for (int32_t i = 0; i < exponent; i++) {
    power *= 10;
  }
  return power;
}

static bool scale_up(fhirpath_wide coefficient, int32_t digits, fhirpath_wide *ret_coefficient) {
  if (coefficient == 0) {
    *ret_coefficient = 0;
    return true;
  }
  if (digits > DIGITS_MAXIMUM - 1) {
    return false;
  }
  return !__builtin_mul_overflow(coefficient, power_of_ten(digits), ret_coefficient);
}

/* Both with the larger scale; false when that does not fit. */
static bool align(struct fhirpath_decimal *a, struct fhirpath_decimal *b) {
  if (a->scale < b->scale) {
    if (!scale_up(a->coefficient, b->scale - a->scale, &a->coefficient)) {
      return false;
    }
    a->scale = b->scale;
  } else if (b->scale < a->scale) {
    if (!scale_up(b->coefficient, a->scale - b->scale, &b->coefficient)) {
      return false;
    }
    b->scale = a->scale;
  }
  return true;
}

struct number_reader {
  struct view text;
  size_t at;
  fhirpath_wide coefficient;
  int32_t scale;
};

static bool read_digits(struct number_reader *reader, bool fraction) {
  size_t start = reader->at;
  while (reader->at < reader->text.length && byte_is_digit(reader->text.data[reader->at])) {
    int digit = reader->text.data[reader->at] - '0';
    if (__builtin_mul_overflow(reader->coefficient, (fhirpath_wide)10, &reader->coefficient) ||
        __builtin_add_overflow(reader->coefficient, (fhirpath_wide)digit, &reader->coefficient)) {
      return false;
    }
    reader->scale += fraction ? 1 : 0;
    reader->at++;
  }
  return reader->at > start;
}

static bool read_exponent(struct number_reader *reader) {
  bool negative = false;
  if (reader->at < reader->text.length &&
      (reader->text.data[reader->at] == '-' || reader->text.data[reader->at] == '+')) {
    negative = reader->text.data[reader->at] == '-';
    reader->at++;
  }
  uint64_t exponent = 0;
  struct view digits = view_part(reader->text, reader->at, reader->text.length);
  if (!view_to_unsigned(digits, DIGITS_MAXIMUM - 1, &exponent)) {
    return false;
  }
  reader->at = reader->text.length;
  reader->scale += negative ? (int32_t)exponent : -(int32_t)exponent;
  if (reader->scale < 0) {
    int32_t digits_missing = -reader->scale;
    reader->scale = 0;
    return scale_up(reader->coefficient, digits_missing, &reader->coefficient);
  }
  return true;
}

bool fhirpath_decimal_parse(struct view text, struct fhirpath_decimal *ret_decimal) {
  struct number_reader reader = {.text = text};
  bool negative = false;
  if (text.length > 0 && (text.data[0] == '-' || text.data[0] == '+')) {
    negative = text.data[0] == '-';
    reader.at = 1;
  }
  if (!read_digits(&reader, false)) {
    return false;
  }
  if (reader.at < text.length && text.data[reader.at] == '.') {
    reader.at++;
    if (!read_digits(&reader, true)) {
      return false;
    }
  }
  if (reader.at < text.length && (text.data[reader.at] == 'e' || text.data[reader.at] == 'E')) {
    reader.at++;
    if (!read_exponent(&reader)) {
      return false;
    }
  }
  if (reader.at != text.length || reader.scale > 2 * DIGITS_MAXIMUM) {
    return false;
  }
  *ret_decimal =
      (struct fhirpath_decimal){negative ? -reader.coefficient : reader.coefficient, reader.scale};
  return true;
}

size_t fhirpath_decimal_text(struct fhirpath_decimal decimal,
                             char ret_text[FHIRPATH_DECIMAL_TEXT_BYTES]) {
  char reversed[FHIRPATH_DECIMAL_TEXT_BYTES];
  size_t count = 0;
  bool negative = decimal.coefficient < 0;
  fhirpath_wide rest = decimal.coefficient;
  int32_t scale = decimal.scale;
  while ((rest != 0 || scale >= 0) && count < sizeof reversed - 4) {
    int digit = (int)(rest % 10);
    reversed[count++] = (char)('0' + (digit < 0 ? -digit : digit));
    rest /= 10;
    scale--;
    if (scale == 0) {
      reversed[count++] = '.';
    }
  }
  if (negative) {
    reversed[count++] = '-';
  }
  for (size_t i = 0; i < count; i++) {
    ret_text[i] = reversed[count - 1 - i];
  }
  ret_text[count] = '\0';
  return count;
}

int fhirpath_decimal_compare(struct fhirpath_decimal a, struct fhirpath_decimal b) {
  int sign_a = (a.coefficient > 0) - (a.coefficient < 0);
  int sign_b = (b.coefficient > 0) - (b.coefficient < 0);
  if (sign_a != sign_b) {
    return sign_a > sign_b ? 1 : -1;
  }
  struct fhirpath_decimal x = a;
  struct fhirpath_decimal y = b;
  if (!align(&x, &y)) { /* the one that could not be widened is larger in size */
    return (a.scale < b.scale) == (sign_a > 0) ? 1 : -1;
  }
  return (x.coefficient > y.coefficient) - (x.coefficient < y.coefficient);
}

bool fhirpath_decimal_add(struct fhirpath_decimal a, struct fhirpath_decimal b,
                          struct fhirpath_decimal *ret_sum) {
  fhirpath_wide sum = 0;
  if (!align(&a, &b) || __builtin_add_overflow(a.coefficient, b.coefficient, &sum)) {
    return false;
  }
  *ret_sum = (struct fhirpath_decimal){sum, a.scale};
  return true;
}

bool fhirpath_decimal_multiply(struct fhirpath_decimal a, struct fhirpath_decimal b,
                               struct fhirpath_decimal *ret_product) {
  fhirpath_wide product = 0;
  if (__builtin_mul_overflow(a.coefficient, b.coefficient, &product) ||
      a.scale + b.scale > 2 * DIGITS_MAXIMUM) {
    return false;
  }
  *ret_product = (struct fhirpath_decimal){product, a.scale + b.scale};
  return true;
}

bool fhirpath_decimal_divide(struct fhirpath_decimal a, struct fhirpath_decimal b,
                             struct fhirpath_decimal *ret_quotient) {
  if (b.coefficient == 0 || !align(&a, &b)) {
    return false;
  }
  for (int32_t scale = QUOTIENT_SCALE_MAXIMUM; scale >= QUOTIENT_SCALE; scale--) {
    fhirpath_wide dividend = 0;
    if (scale_up(a.coefficient, scale, &dividend)) {
      struct fhirpath_decimal quotient = {dividend / b.coefficient, scale};
      *ret_quotient = fhirpath_decimal_trim(quotient);
      return true;
    }
  }
  return false;
}

bool fhirpath_decimal_divide_whole(struct fhirpath_decimal a, struct fhirpath_decimal b,
                                   struct fhirpath_decimal *ret_quotient,
                                   struct fhirpath_decimal *ret_remainder) {
  if (b.coefficient == 0 || !align(&a, &b)) {
    return false;
  }
  if (ret_quotient != NULL) {
    *ret_quotient = (struct fhirpath_decimal){a.coefficient / b.coefficient, 0};
  }
  if (ret_remainder != NULL) {
    *ret_remainder = (struct fhirpath_decimal){a.coefficient % b.coefficient, a.scale};
  }
  return true;
}

struct fhirpath_decimal fhirpath_decimal_round(struct fhirpath_decimal decimal, int32_t scale,
                                               enum fhirpath_rounding rounding) {
  if (decimal.scale <= scale) {
    return decimal;
  }
  int32_t digits = decimal.scale - scale;
  bool negative = decimal.coefficient < 0;
  fhirpath_wide unit = digits < DIGITS_MAXIMUM ? power_of_ten(digits) : 0;
  fhirpath_wide quotient = unit != 0 ? decimal.coefficient / unit : 0;
  fhirpath_wide rest = unit != 0 ? decimal.coefficient % unit : decimal.coefficient;
  fhirpath_wide size = rest < 0 ? -rest : rest;
  bool away = false;
  if (rounding == FHIRPATH_ROUND_HALF_UP) {
    away = unit != 0 && size >= unit - size;
  } else if (rounding == FHIRPATH_ROUND_FLOOR) {
    away = negative && size != 0;
  } else if (rounding == FHIRPATH_ROUND_CEILING) {
    away = !negative && size != 0;
  }
  if (away) {
    quotient += negative ? -1 : 1;
  }
  return (struct fhirpath_decimal){quotient, scale};
}

bool fhirpath_decimal_rescale(struct fhirpath_decimal decimal, int32_t scale,
                              enum fhirpath_rounding rounding,
                              struct fhirpath_decimal *ret_decimal) {
  struct fhirpath_decimal result = fhirpath_decimal_round(decimal, scale, rounding);
  if (result.scale < scale &&
      !scale_up(result.coefficient, scale - result.scale, &result.coefficient)) {
    return false;
  }
  result.scale = scale;
  *ret_decimal = result;
  return true;
}

struct fhirpath_decimal fhirpath_decimal_trim(struct fhirpath_decimal decimal) {
  while (decimal.scale > 0 && decimal.coefficient % 10 == 0) {
    decimal.coefficient /= 10;
    decimal.scale--;
  }
  return decimal;
}

bool fhirpath_decimal_to_integer(struct fhirpath_decimal decimal, int64_t *ret_integer) {
  struct fhirpath_decimal whole = fhirpath_decimal_trim(decimal);
  if (whole.scale != 0 || whole.coefficient > INT64_MAX || whole.coefficient < INT64_MIN) {
    return false;
  }
  *ret_integer = (int64_t)whole.coefficient;
  return true;
}
