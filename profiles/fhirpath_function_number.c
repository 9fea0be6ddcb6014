#include "profiles/fhirpath_date.h"
#include "profiles/fhirpath_run.h"
#include "profiles/fhirpath_unit.h"

/* Mathematics (FHIRPath N1 5.7) and boundaries (FHIRPath 2.0, trial use). */

#define BOUNDARY_DIGITS 8
#define BOUNDARY_DIGITS_MAXIMUM 28
#define ROUND_DIGITS_MAXIMUM 28

/* The input as a number or quantity. */
static enum error number_input(struct fhirpath_run *run, uint32_t arguments,
                               struct fhirpath_value *ret_value, bool *ret_present) {
  enum error error = fhirpath_run_single(run, arguments, ret_value, ret_present);
  if (error == ERROR_OK && *ret_present && !fhirpath_run_is_number(ret_value) &&
      ret_value->kind != FHIRPATH_QUANTITY) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
  }
  return error;
}

static enum error return_integer(struct fhirpath_run *run, uint32_t arguments,
                                 struct fhirpath_decimal decimal) {
  int64_t integer = 0;
  if (!fhirpath_decimal_to_integer(decimal, &integer)) {
    return fhirpath_run_return(run, arguments + 1, fhirpath_run_make_decimal(decimal));
  }
  return fhirpath_run_return(run, arguments + 1, fhirpath_value_integer(integer));
}

enum error fhirpath_function_abs(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_value value = {0};
  bool present = false;
  enum error error = number_input(run, arguments, &value, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 1);
  }
  if (value.kind == FHIRPATH_INTEGER) {
    value.integer = value.integer < 0 ? -value.integer : value.integer;
  } else {
    value.coefficient = value.coefficient < 0 ? -value.coefficient : value.coefficient;
  }
  return fhirpath_run_return(run, 1, value);
}

static enum error return_rounded(struct fhirpath_run *run, uint32_t arguments,
                                 enum fhirpath_rounding rounding) {
  struct fhirpath_value value = {0};
  bool present = false;
  enum error error = number_input(run, arguments, &value, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 1);
  }
  return return_integer(run, arguments,
                        fhirpath_decimal_round(fhirpath_run_decimal(&value), 0, rounding));
}

enum error fhirpath_function_ceiling(struct fhirpath_run *run, uint32_t arguments) {
  return return_rounded(run, arguments, FHIRPATH_ROUND_CEILING);
}

enum error fhirpath_function_floor(struct fhirpath_run *run, uint32_t arguments) {
  return return_rounded(run, arguments, FHIRPATH_ROUND_FLOOR);
}

enum error fhirpath_function_truncate(struct fhirpath_run *run, uint32_t arguments) {
  return return_rounded(run, arguments, FHIRPATH_ROUND_DOWN);
}

/* An optional argument of digits; *ret_digits keeps its value when there is none. */
static enum error digits_argument(struct fhirpath_run *run, uint32_t arguments,
                                  int64_t *ret_digits) {
  struct fhirpath_value value = {0};
  bool present = false;
  enum error error = ERROR_OK;
  if (arguments == 1) {
    error = fhirpath_run_single_kind(run, 0, FHIRPATH_INTEGER, &value, &present);
  }
  if (error == ERROR_OK && present) {
    *ret_digits = value.integer;
  }
  return error;
}

enum error fhirpath_function_round(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_value value = {0};
  bool present = false;
  int64_t digits = 0;
  enum error error = digits_argument(run, arguments, &digits);
  if (error == ERROR_OK) {
    error = number_input(run, arguments, &value, &present);
  }
  if (error == ERROR_OK && (digits < 0 || digits > ROUND_DIGITS_MAXIMUM)) {
    error = fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
  }
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, arguments + 1);
  }
  struct fhirpath_decimal rounded =
      fhirpath_decimal_round(fhirpath_run_decimal(&value), (int32_t)digits, FHIRPATH_ROUND_HALF_UP);
  return fhirpath_run_return(run, arguments + 1, fhirpath_run_make_decimal(rounded));
}

/* One number in, one decimal out, empty when there is no result. */
static enum error return_real(struct fhirpath_run *run,
                              bool (*function)(struct fhirpath_decimal a,
                                               struct fhirpath_decimal *ret_result)) {
  struct fhirpath_value value = {0};
  struct fhirpath_decimal result;
  bool present = false;
  enum error error = fhirpath_run_single_kind(run, 0, FHIRPATH_DECIMAL, &value, &present);
  if (error != ERROR_OK) {
    return error;
  }
  if (!present || !function(fhirpath_run_decimal(&value), &result)) {
    return fhirpath_run_return_empty(run, 1);
  }
  return fhirpath_run_return(run, 1, fhirpath_run_make_decimal(result));
}

enum error fhirpath_function_sqrt(struct fhirpath_run *run, uint32_t arguments) {
  (void)arguments;
  return return_real(run, fhirpath_decimal_square_root);
}

enum error fhirpath_function_exp(struct fhirpath_run *run, uint32_t arguments) {
  (void)arguments;
  return return_real(run, fhirpath_decimal_exp);
}

enum error fhirpath_function_ln(struct fhirpath_run *run, uint32_t arguments) {
  (void)arguments;
  return return_real(run, fhirpath_decimal_ln);
}

/* Input and argument as decimals; *ret_present is false when one is empty. */
static enum error two_numbers(struct fhirpath_run *run, struct fhirpath_decimal ret_numbers[2],
                              bool *ret_present) {
  struct fhirpath_value values[2] = {{0}};
  bool present[2] = {false, false};
  for (uint32_t i = 0; i < 2; i++) {
    enum error error =
        fhirpath_run_single_kind(run, 1 - i, FHIRPATH_DECIMAL, &values[i], &present[i]);
    if (error != ERROR_OK) {
      return error;
    }
    ret_numbers[i] = fhirpath_run_decimal(&values[i]);
  }
  *ret_present = present[0] && present[1];
  return ERROR_OK;
}

enum error fhirpath_function_log(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_decimal numbers[2];
  struct fhirpath_decimal result;
  bool present = false;
  enum error error = two_numbers(run, numbers, &present);
  if (error != ERROR_OK) {
    return error;
  }
  if (!present || !fhirpath_decimal_log(numbers[0], numbers[1], &result)) {
    return fhirpath_run_return_empty(run, arguments + 1);
  }
  return fhirpath_run_return(run, arguments + 1, fhirpath_run_make_decimal(result));
}

enum error fhirpath_function_power(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_decimal numbers[2];
  struct fhirpath_decimal result;
  bool present = false;
  enum error error = two_numbers(run, numbers, &present);
  if (error != ERROR_OK) {
    return error;
  }
  if (!present || !fhirpath_decimal_power(numbers[0], numbers[1], &result)) {
    return fhirpath_run_return_empty(run, arguments + 1);
  }
  bool whole = result.scale == 0;
  return whole ? return_integer(run, arguments, result)
               : fhirpath_run_return(run, arguments + 1, fhirpath_run_make_decimal(result));
}

/* ---- boundaries --------------------------------------------------------------------------------
 */

/* Half of the last digit down or up, then to the digits asked for, outwards. */
static enum error number_boundary(struct fhirpath_run *run, uint32_t arguments,
                                  struct fhirpath_value value, bool high) {
  int64_t digits = BOUNDARY_DIGITS;
  enum error error = digits_argument(run, arguments, &digits);
  if (error != ERROR_OK) {
    return error;
  }
  struct fhirpath_decimal number = fhirpath_run_decimal(&value);
  struct fhirpath_decimal half = {high ? 5 : -5, number.scale + 1};
  struct fhirpath_decimal result;
  if (digits < 0 || digits > BOUNDARY_DIGITS_MAXIMUM ||
      !fhirpath_decimal_add(number, half, &result) ||
      !fhirpath_decimal_rescale(result, (int32_t)digits,
                                high ? FHIRPATH_ROUND_CEILING : FHIRPATH_ROUND_FLOOR, &result)) {
    return fhirpath_run_return_empty(run, arguments + 1);
  }
  struct fhirpath_value boundary = fhirpath_run_make_decimal(result);
  if (value.kind == FHIRPATH_QUANTITY) {
    boundary = fhirpath_run_make_quantity(result, value.unit);
  }
  return fhirpath_run_return(run, arguments + 1, boundary);
}

/* Digits of a date or time as precision() counts them. */
static int64_t date_digits(const struct fhirpath_value *value) {
  static const int64_t date[] = {0, 4, 6, 8, 10, 12, 14};
  static const int64_t time[] = {0, 0, 0, 0, 2, 4, 6};
  bool is_time = value->kind == FHIRPATH_TIME;
  int64_t digits = is_time ? time[value->date.precision] : date[value->date.precision];
  return value->date.fraction_digits > 0 ? digits + 3 : digits;
}

static uint8_t precision_of_digits(int64_t digits, bool is_time) {
  static const int64_t ends[] = {0, 4, 6, 8, 10, 12, 17};
  int64_t whole = is_time ? digits + 8 : digits;
  uint8_t precision = FHIRPATH_SECOND;
  while (precision > FHIRPATH_YEAR && ends[precision] > whole) {
    precision--;
  }
  return precision;
}

static uint8_t last_day(const struct fhirpath_date *date) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = date->year % 4 == 0 && (date->year % 100 != 0 || date->year % 400 == 0);
  return date->month == 2 && leap ? 29 : days[date->month - 1];
}

/* Components that are not known get their first or last value. An hour without minutes counts as
 * minute 0, as HL7's own engine has it. */
static void fill_date(struct fhirpath_date *date, bool high) {
  if (date->precision < FHIRPATH_MONTH) {
    date->month = high ? 12 : 1;
  }
  if (date->precision < FHIRPATH_DAY) {
    date->day = high ? last_day(date) : 1;
  }
  if (date->precision < FHIRPATH_HOUR) {
    date->hour = high ? 23 : 0;
    date->minute = high ? 59 : 0;
  }
  if (date->precision < FHIRPATH_SECOND) {
    date->second = high ? 59 : 0;
  }
  if (date->fraction_digits == 0) {
    date->nanosecond = high ? 999000000 : 0;
  }
}

static enum error date_boundary(struct fhirpath_run *run, uint32_t arguments,
                                struct fhirpath_value value, bool high) {
  bool is_time = value.kind == FHIRPATH_TIME;
  int64_t most = is_time ? 9 : value.kind == FHIRPATH_DATE ? 8 : 17;
  int64_t digits = most;
  enum error error = digits_argument(run, arguments, &digits);
  if (error != ERROR_OK) {
    return error;
  }
  if (digits < (is_time ? 2 : 4) || digits > 17) {
    return fhirpath_run_return_empty(run, arguments + 1);
  }
  if (!is_time && digits > 8) {
    value.kind = FHIRPATH_DATE_TIME;
  }
  struct fhirpath_date date = value.date;
  fill_date(&date, high);
  date.precision = precision_of_digits(digits, is_time);
  date.fraction_digits = date.precision == FHIRPATH_SECOND ? 3 : 0;
  if (date.precision >= FHIRPATH_HOUR && !date.has_zone && !is_time) {
    date.has_zone = 1;
    date.zone = high ? -12 * 60 : 14 * 60;
  }
  value.date = date;
  return fhirpath_run_return(run, arguments + 1, value);
}

static enum error boundary(struct fhirpath_run *run, uint32_t arguments, bool high) {
  struct fhirpath_value value = {0};
  bool present = false;
  enum error error = fhirpath_run_single(run, arguments, &value, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, arguments + 1);
  }
  if (fhirpath_run_is_number(&value) || value.kind == FHIRPATH_QUANTITY) {
    return number_boundary(run, arguments, value, high);
  }
  if (value.kind == FHIRPATH_STRING) { /* a date whose type is not known */
    struct fhirpath_date date;
    if (fhirpath_date_parse(value.text, FHIRPATH_DATE_TIME, &date)) {
      value = (struct fhirpath_value){.kind = FHIRPATH_DATE_TIME, .date = date};
    }
  }
  if (value.kind == FHIRPATH_DATE || value.kind == FHIRPATH_DATE_TIME ||
      value.kind == FHIRPATH_TIME) {
    return date_boundary(run, arguments, value, high);
  }
  return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
}

enum error fhirpath_function_lowBoundary(struct fhirpath_run *run, uint32_t arguments) {
  return boundary(run, arguments, false);
}

enum error fhirpath_function_highBoundary(struct fhirpath_run *run, uint32_t arguments) {
  return boundary(run, arguments, true);
}

enum error fhirpath_function_precision(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_value value = {0};
  bool present = false;
  enum error error = fhirpath_run_single(run, arguments, &value, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 1);
  }
  if (value.kind == FHIRPATH_INTEGER || value.kind == FHIRPATH_DECIMAL) {
    return fhirpath_run_return(run, 1, fhirpath_value_integer(fhirpath_run_decimal(&value).scale));
  }
  if (value.kind == FHIRPATH_DATE || value.kind == FHIRPATH_DATE_TIME ||
      value.kind == FHIRPATH_TIME) {
    return fhirpath_run_return(run, 1, fhirpath_value_integer(date_digits(&value)));
  }
  return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
}

/* Do two quantities have units that can be compared? */
enum error fhirpath_function_comparable(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_value values[2] = {{0}};
  struct fhirpath_quantity quantities[2];
  struct fhirpath_decimal numbers[2];
  for (uint32_t i = 0; i < 2; i++) {
    bool present = false;
    enum error error = fhirpath_run_single_kind(run, i, FHIRPATH_QUANTITY, &values[i], &present);
    if (error != ERROR_OK || !present) {
      return error != ERROR_OK ? error : fhirpath_run_return_empty(run, arguments + 1);
    }
    quantities[i] = (struct fhirpath_quantity){fhirpath_run_decimal(&values[i]), values[i].unit};
  }
  return fhirpath_run_return_boolean(
      run, arguments + 1, fhirpath_unit_common(&quantities[0], &quantities[1], false, numbers));
}
