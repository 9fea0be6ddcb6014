#include "profiles/fhirpath_date.h"
#include "profiles/fhirpath_run.h"
#include "profiles/fhirpath_unit.h"

#include <assert.h>

/* toX() and convertsToX() (FHIRPath N1 5.5): one converter a target; it says whether the value
 * converts. */

static bool to_boolean(struct fhirpath_run *run, const struct fhirpath_value *value,
                       struct fhirpath_value *ret_value) {
  static const char *const words[2][6] = {{"false", "f", "no", "n", "0", "0.0"},
                                          {"true", "t", "yes", "y", "1", "1.0"}};
  (void)run;
  if (value->kind == FHIRPATH_BOOLEAN) {
    *ret_value = *value;
    return true;
  }
  if (fhirpath_run_is_number(value)) {
    struct fhirpath_decimal number = fhirpath_run_decimal(value);
    bool zero = number.coefficient == 0;
    bool one = fhirpath_decimal_compare(number, fhirpath_decimal_from_integer(1)) == 0;
    *ret_value = fhirpath_value_boolean(one);
    return zero || one;
  }
  for (size_t i = 0; value->kind == FHIRPATH_STRING && i < 12; i++) {
    if (view_equal_ignore_case(value->text, view_of(words[i / 6][i % 6]))) {
      *ret_value = fhirpath_value_boolean(i / 6 == 1);
      return true;
    }
  }
  return false;
}

static bool to_integer(struct fhirpath_run *run, const struct fhirpath_value *value,
                       struct fhirpath_value *ret_value) {
  (void)run;
  struct fhirpath_decimal decimal;
  int64_t integer = 0;
  if (value->kind == FHIRPATH_BOOLEAN) {
    *ret_value = fhirpath_value_integer(value->boolean ? 1 : 0);
    return true;
  }
  if (value->kind == FHIRPATH_INTEGER) {
    *ret_value = *value;
    return true;
  }
  if (value->kind != FHIRPATH_STRING || view_find_byte(value->text, '.', 0) != SIZE_MAX ||
      view_find_byte(value->text, 'e', 0) != SIZE_MAX ||
      view_find_byte(value->text, 'E', 0) != SIZE_MAX ||
      !fhirpath_decimal_parse(value->text, &decimal) ||
      !fhirpath_decimal_to_integer(decimal, &integer) || integer > INT32_MAX ||
      integer < INT32_MIN) {
    return false;
  }
  *ret_value = fhirpath_value_integer(integer);
  return true;
}

static bool to_decimal(struct fhirpath_run *run, const struct fhirpath_value *value,
                       struct fhirpath_value *ret_value) {
  struct fhirpath_decimal decimal;
  (void)run;
  if (value->kind == FHIRPATH_BOOLEAN) {
    decimal = (struct fhirpath_decimal){value->boolean ? 10 : 0, 1};
  } else if (fhirpath_run_is_number(value)) {
    decimal = fhirpath_run_decimal(value);
  } else if (value->kind != FHIRPATH_STRING || !fhirpath_decimal_parse(value->text, &decimal)) {
    return false;
  }
  *ret_value = fhirpath_run_make_decimal(decimal);
  return true;
}

static bool to_string(struct fhirpath_run *run, const struct fhirpath_value *value,
                      struct fhirpath_value *ret_value) {
  struct view text;
  if (!fhirpath_run_text(run, value, &text)) {
    return false;
  }
  *ret_value = fhirpath_value_string(text);
  return true;
}

static bool from_text(const struct fhirpath_value *value, enum fhirpath_kind kind,
                      struct fhirpath_value *ret_value) {
  struct fhirpath_value result = {.kind = (uint8_t)kind};
  if (value->kind != FHIRPATH_STRING || !fhirpath_date_parse(value->text, kind, &result.date)) {
    return false;
  }
  *ret_value = result;
  return true;
}

static bool to_date(struct fhirpath_run *run, const struct fhirpath_value *value,
                    struct fhirpath_value *ret_value) {
  (void)run;
  struct fhirpath_value result = *value;
  bool converts = value->kind == FHIRPATH_DATE || value->kind == FHIRPATH_DATE_TIME ||
                  from_text(value, FHIRPATH_DATE_TIME, &result);
  if (!converts) {
    return false;
  }
  struct fhirpath_date date = {.year = result.date.year,
                               .month = result.date.month,
                               .day = result.date.day,
                               .precision = result.date.precision < FHIRPATH_DAY
                                                ? result.date.precision
                                                : (uint8_t)FHIRPATH_DAY};
  *ret_value = (struct fhirpath_value){.kind = FHIRPATH_DATE, .date = date};
  return true;
}

static bool to_date_time(struct fhirpath_run *run, const struct fhirpath_value *value,
                         struct fhirpath_value *ret_value) {
  (void)run;
  if (value->kind == FHIRPATH_DATE || value->kind == FHIRPATH_DATE_TIME) {
    *ret_value = *value;
    ret_value->kind = FHIRPATH_DATE_TIME;
    return true;
  }
  return from_text(value, FHIRPATH_DATE_TIME, ret_value);
}

static bool to_time(struct fhirpath_run *run, const struct fhirpath_value *value,
                    struct fhirpath_value *ret_value) {
  (void)run;
  if (value->kind == FHIRPATH_TIME) {
    *ret_value = *value;
    return true;
  }
  return from_text(value, FHIRPATH_TIME, ret_value);
}

/* "1", "1 'mg'", "4 days": number, then a quoted UCUM code or a calendar word. */
static bool read_quantity(struct fhirpath_run *run, struct view text,
                          struct fhirpath_value *ret_value) {
  struct fhirpath_decimal number;
  struct view rest = view_trim(text);
  struct view digits = view_split(&rest, ' ');
  rest = view_trim(rest);
  size_t quote = view_find_byte(digits, '\'', 0);
  if (rest.length == 0 && quote != SIZE_MAX) {
    rest = view_part(digits, quote, digits.length);
    digits = view_part(digits, 0, quote);
  }
  if (!fhirpath_decimal_parse(digits, &number)) {
    return false;
  }
  const struct fhirpath_unit *unit = fhirpath_run_unit_one();
  struct view calendar = fhirpath_unit_calendar(rest);
  bool quoted = rest.length > 2 && rest.data[0] == '\'' && rest.data[rest.length - 1] == '\'';
  if (quoted) {
    unit = fhirpath_run_unit(run, view_part(rest, 1, rest.length - 2), false);
  } else if (calendar.length > 0) {
    unit = fhirpath_run_unit(run, calendar, true);
  } else if (rest.length > 0) {
    return false;
  }
  if (unit == NULL) {
    return false;
  }
  *ret_value = fhirpath_run_make_quantity(number, unit);
  return true;
}

static bool to_quantity(struct fhirpath_run *run, const struct fhirpath_value *value,
                        struct fhirpath_value *ret_value) {
  struct fhirpath_value number;
  if (value->kind == FHIRPATH_QUANTITY) {
    *ret_value = *value;
    return true;
  }
  if (value->kind == FHIRPATH_STRING) {
    return read_quantity(run, value->text, ret_value);
  }
  if (!to_decimal(run, value, &number)) {
    return false;
  }
  *ret_value = fhirpath_run_make_quantity(fhirpath_run_decimal(&number), fhirpath_run_unit_one());
  return true;
}

/* With a unit given the quantity must have it. */
static enum error unit_fits(struct fhirpath_run *run, const struct fhirpath_value *value,
                            bool *ret_fits) {
  struct fhirpath_value unit = {0};
  bool present = false;
  enum error error = fhirpath_run_single_kind(run, 0, FHIRPATH_STRING, &unit, &present);
  assert(value->unit != NULL); /* only toQuantity has an argument */
  if (error == ERROR_OK) {
    *ret_fits = present && view_equal(value->unit->code, unit.text);
  }
  return error;
}

/* Input at position `arguments`. convert answers for one System value; test: return whether it
 * does. */
static enum error convert(struct fhirpath_run *run, uint32_t arguments, bool test,
                          bool (*converter)(struct fhirpath_run *run,
                                            const struct fhirpath_value *value,
                                            struct fhirpath_value *ret_value)) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  struct fhirpath_value value = {0};
  struct fhirpath_value result = {0};
  if (span.count > 1) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_SINGLE);
  }
  if (span.count == 0) {
    return fhirpath_run_return_empty(run, arguments + 1);
  }
  bool converts =
      fhirpath_run_system(run, &run->values[span.start], &value) && converter(run, &value, &result);
  if (converts && arguments == 1) {
    enum error error = unit_fits(run, &result, &converts);
    if (error != ERROR_OK) {
      return error;
    }
  }
  if (test) {
    return fhirpath_run_return_boolean(run, arguments + 1, converts);
  }
  return converts ? fhirpath_run_return(run, arguments + 1, result)
                  : fhirpath_run_return_empty(run, arguments + 1);
}

#define CONVERSION(name, converter)                                                                \
  enum error fhirpath_function_to##name(struct fhirpath_run *run, uint32_t arguments) {            \
    return convert(run, arguments, false, converter);                                              \
  }                                                                                                \
  enum error fhirpath_function_convertsTo##name(struct fhirpath_run *run, uint32_t arguments) {    \
    return convert(run, arguments, true, converter);                                               \
  }

CONVERSION(Boolean, to_boolean)
CONVERSION(Integer, to_integer)
CONVERSION(Decimal, to_decimal)
CONVERSION(String, to_string)
CONVERSION(Date, to_date)
CONVERSION(DateTime, to_date_time)
CONVERSION(Time, to_time)
CONVERSION(Quantity, to_quantity)
