#include "profiles/fhirpath_compare.h"
#include "profiles/fhirpath_date.h"
#include "profiles/fhirpath_unit.h"

/* Operators of two operands. The left one is at position 1, the right one at 0. */

static enum error return_truth(struct fhirpath_run *run, enum fhirpath_truth truth) {
  if (truth == FHIRPATH_EMPTY) {
    return fhirpath_run_return_empty(run, 2);
  }
  return fhirpath_run_return_boolean(run, 2, truth == FHIRPATH_TRUE);
}

/* ---- comparison --------------------------------------------------------------------------------
 */

static enum error equality(struct fhirpath_run *run, bool negated) {
  enum fhirpath_truth truth =
      fhirpath_compare_collections(run, fhirpath_run_span(run, 1), fhirpath_run_span(run, 0));
  if (negated && truth != FHIRPATH_EMPTY) {
    truth = truth == FHIRPATH_TRUE ? FHIRPATH_FALSE : FHIRPATH_TRUE;
  }
  return return_truth(run, truth);
}

static enum error equivalence(struct fhirpath_run *run, bool negated) {
  bool equivalent = false;
  enum error error = fhirpath_compare_collections_equivalent(
      run, fhirpath_run_span(run, 1), fhirpath_run_span(run, 0), &equivalent);
  return error != ERROR_OK ? error : fhirpath_run_return_boolean(run, 2, equivalent != negated);
}

/* Both operands as System values; *ret_present is false when one is empty. */
static enum error operands(struct fhirpath_run *run, struct fhirpath_value ret_operands[2],
                           bool *ret_present) {
  bool left = false;
  bool right = false;
  enum error error = fhirpath_run_single(run, 1, &ret_operands[0], &left);
  if (error == ERROR_OK) {
    error = fhirpath_run_single(run, 0, &ret_operands[1], &right);
  }
  *ret_present = left && right;
  return error;
}

static enum error inequality(struct fhirpath_run *run, enum fhirpath_operation operation) {
  struct fhirpath_value values[2] = {{0}};
  bool present = false;
  bool known = false;
  int order = 0;
  enum error error = operands(run, values, &present);
  if (error == ERROR_OK && present) {
    error = fhirpath_compare_order(run, &values[0], &values[1], &order, &known);
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (!known) {
    return fhirpath_run_return_empty(run, 2);
  }
  bool less = operation == FHIRPATH_OPERATION_LESS || operation == FHIRPATH_OPERATION_LESS_EQUAL;
  bool or_equal =
      operation == FHIRPATH_OPERATION_LESS_EQUAL || operation == FHIRPATH_OPERATION_GREATER_EQUAL;
  bool holds = less ? order < 0 : order > 0;
  return fhirpath_run_return_boolean(run, 2, holds || (or_equal && order == 0));
}

/* ---- membership and union ----------------------------------------------------------------------
 */

static enum error membership(struct fhirpath_run *run, uint32_t item, uint32_t set) {
  struct fhirpath_span single = fhirpath_run_span(run, item);
  bool contains = false;
  if (single.count > 1) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_SINGLE);
  }
  if (single.count == 0) {
    return fhirpath_run_return_empty(run, 2);
  }
  enum error error = fhirpath_compare_contains(run, fhirpath_run_span(run, set),
                                               run->values[single.start], &contains);
  return error != ERROR_OK ? error : fhirpath_run_return_boolean(run, 2, contains);
}

static enum error join_distinct(struct fhirpath_run *run) {
  struct fhirpath_span left = fhirpath_run_span(run, 1);
  struct fhirpath_span both = {left.start, left.count + fhirpath_run_span(run, 0).count};
  uint32_t count = 0;
  enum error error = fhirpath_compare_distinct(run, both, &count);
  if (error == ERROR_OK) {
    fhirpath_run_keep(run, 2, (struct fhirpath_span){left.start, count});
  }
  return error;
}

/* ---- logic (N1 6.5) ----------------------------------------------------------------------------
 */

static enum fhirpath_truth logic(enum fhirpath_operation operation, enum fhirpath_truth left,
                                 enum fhirpath_truth right) {
  /* by left, then right: false, true, empty */
  static const enum fhirpath_truth and_table[3][3] = {
      {FHIRPATH_FALSE, FHIRPATH_FALSE, FHIRPATH_FALSE},
      {FHIRPATH_FALSE, FHIRPATH_TRUE, FHIRPATH_EMPTY},
      {FHIRPATH_FALSE, FHIRPATH_EMPTY, FHIRPATH_EMPTY}};
  static const enum fhirpath_truth or_table[3][3] = {
      {FHIRPATH_FALSE, FHIRPATH_TRUE, FHIRPATH_EMPTY},
      {FHIRPATH_TRUE, FHIRPATH_TRUE, FHIRPATH_TRUE},
      {FHIRPATH_EMPTY, FHIRPATH_TRUE, FHIRPATH_EMPTY}};
  static const enum fhirpath_truth xor_table[3][3] = {
      {FHIRPATH_FALSE, FHIRPATH_TRUE, FHIRPATH_EMPTY},
      {FHIRPATH_TRUE, FHIRPATH_FALSE, FHIRPATH_EMPTY},
      {FHIRPATH_EMPTY, FHIRPATH_EMPTY, FHIRPATH_EMPTY}};
  static const enum fhirpath_truth implies_table[3][3] = {
      {FHIRPATH_TRUE, FHIRPATH_TRUE, FHIRPATH_TRUE},
      {FHIRPATH_FALSE, FHIRPATH_TRUE, FHIRPATH_EMPTY},
      {FHIRPATH_EMPTY, FHIRPATH_TRUE, FHIRPATH_EMPTY}};
  if (operation == FHIRPATH_OPERATION_AND) {
    return and_table[left][right];
  }
  if (operation == FHIRPATH_OPERATION_OR) {
    return or_table[left][right];
  }
  return operation == FHIRPATH_OPERATION_XOR ? xor_table[left][right] : implies_table[left][right];
}

static enum error logical(struct fhirpath_run *run, enum fhirpath_operation operation) {
  enum fhirpath_truth left = FHIRPATH_EMPTY;
  enum fhirpath_truth right = FHIRPATH_EMPTY;
  enum error error = fhirpath_run_truth(run, 1, &left);
  if (error == ERROR_OK) {
    error = fhirpath_run_truth(run, 0, &right);
  }
  return error != ERROR_OK ? error : return_truth(run, logic(operation, left, right));
}

/* ---- arithmetic (N1 6.6) -----------------------------------------------------------------------
 */

static enum error concatenate(struct fhirpath_run *run, bool empty_as_text) {
  struct fhirpath_value parts[2] = {{0}};
  bool present[2] = {false, false};
  for (uint32_t i = 0; i < 2; i++) {
    enum error error =
        fhirpath_run_single_kind(run, 1 - i, FHIRPATH_STRING, &parts[i], &present[i]);
    if (error != ERROR_OK) {
      return error;
    }
    if (!present[i]) {
      parts[i] = fhirpath_value_string(view_of(""));
    }
  }
  if (!empty_as_text && !(present[0] && present[1])) {
    return fhirpath_run_return_empty(run, 2);
  }
  size_t length = parts[0].text.length + parts[1].text.length;
  char *text = arena_bytes(run->arena, length + 1);
  if (text == NULL) {
    return ERROR_MEMORY;
  }
  if (parts[0].text.length > 0) {
    memcpy(text, parts[0].text.data, parts[0].text.length);
  }
  if (parts[1].text.length > 0) {
    memcpy(text + parts[0].text.length, parts[1].text.data, parts[1].text.length);
  }
  return fhirpath_run_return(run, 2, fhirpath_value_string(view_make(text, length)));
}

static bool is_time_valued(const struct fhirpath_value *value) {
  return value->kind == FHIRPATH_DATE || value->kind == FHIRPATH_DATE_TIME ||
         value->kind == FHIRPATH_TIME;
}

static enum error add_to_date(struct fhirpath_run *run, const struct fhirpath_value *date,
                              const struct fhirpath_value *amount, bool subtract) {
  if (amount->kind != FHIRPATH_QUANTITY) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
  }
  struct view unit = fhirpath_unit_for_dates(amount->unit);
  struct fhirpath_decimal number = fhirpath_run_decimal(amount);
  struct fhirpath_value result = {.kind = date->kind};
  number.coefficient = subtract ? -number.coefficient : number.coefficient;
  if (unit.length == 0) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
  }
  if (!fhirpath_date_add(&date->date, (enum fhirpath_kind)date->kind, number, unit, &result.date)) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OVERFLOW);
  }
  return fhirpath_run_return(run, 2, result);
}

static bool calculate(enum fhirpath_operation operation, struct fhirpath_decimal a,
                      struct fhirpath_decimal b, struct fhirpath_decimal *ret_result) {
  switch ((int)operation) {
  case FHIRPATH_OPERATION_ADD:
    return fhirpath_decimal_add(a, b, ret_result);
  case FHIRPATH_OPERATION_SUBTRACT:
    b.coefficient = -b.coefficient;
    return fhirpath_decimal_add(a, b, ret_result);
  case FHIRPATH_OPERATION_MULTIPLY:
    return fhirpath_decimal_multiply(a, b, ret_result);
  case FHIRPATH_OPERATION_DIVIDE:
    return fhirpath_decimal_divide(a, b, ret_result);
  case FHIRPATH_OPERATION_DIV:
    return fhirpath_decimal_divide_whole(a, b, ret_result, NULL);
  default:
    return fhirpath_decimal_divide_whole(a, b, NULL, ret_result);
  }
}

static bool divides(enum fhirpath_operation operation) {
  return operation == FHIRPATH_OPERATION_DIVIDE || operation == FHIRPATH_OPERATION_DIV ||
         operation == FHIRPATH_OPERATION_MOD;
}

static enum error numbers(struct fhirpath_run *run, enum fhirpath_operation operation,
                          const struct fhirpath_value values[2]) {
  struct fhirpath_decimal result;
  struct fhirpath_decimal b = fhirpath_run_decimal(&values[1]);
  if (divides(operation) && b.coefficient == 0) {
    return fhirpath_run_return_empty(run, 2);
  }
  if (!calculate(operation, fhirpath_run_decimal(&values[0]), b, &result)) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OVERFLOW);
  }
  int64_t integer = 0;
  bool whole = values[0].kind == FHIRPATH_INTEGER && values[1].kind == FHIRPATH_INTEGER &&
               operation != FHIRPATH_OPERATION_DIVIDE;
  whole = whole || operation == FHIRPATH_OPERATION_DIV;
  if (whole && fhirpath_decimal_to_integer(result, &integer)) {
    bool fits = integer >= INT32_MIN && integer <= INT32_MAX;
    return fits ? fhirpath_run_return(run, 2, fhirpath_value_integer(integer))
                : fhirpath_run_return_empty(run, 2);
  }
  return fhirpath_run_return(run, 2, fhirpath_run_make_decimal(result));
}

/* The unit of a product or quotient, as a UCUM term. */
static const struct fhirpath_unit *derived_unit(struct fhirpath_run *run, bool quotient,
                                                const struct fhirpath_quantity sides[2]) {
  struct view a = sides[0].unit->code;
  struct view b = sides[1].unit->code;
  if (view_is(b, "1")) {
    return sides[0].unit;
  }
  if (!quotient && view_is(a, "1")) {
    return sides[1].unit;
  }
  if (quotient && view_equal(a, b)) {
    return fhirpath_run_unit_one();
  }
  struct view code = arena_format(run->arena, "%.*s%c%.*s", VIEW_ARGUMENTS(a), quotient ? '/' : '.',
                                  VIEW_ARGUMENTS(b));
  return code.data != NULL ? fhirpath_run_unit(run, code, false) : NULL;
}

static enum error quantities(struct fhirpath_run *run, enum fhirpath_operation operation,
                             const struct fhirpath_value values[2]) {
  struct fhirpath_quantity sides[2];
  for (int i = 0; i < 2; i++) {
    sides[i].number = fhirpath_run_decimal(&values[i]);
    sides[i].unit = values[i].kind == FHIRPATH_QUANTITY ? values[i].unit : fhirpath_run_unit_one();
  }
  struct fhirpath_decimal result;
  const struct fhirpath_unit *unit = NULL;
  if (operation == FHIRPATH_OPERATION_MULTIPLY || operation == FHIRPATH_OPERATION_DIVIDE) {
    unit = derived_unit(run, operation == FHIRPATH_OPERATION_DIVIDE, sides);
  } else if (operation == FHIRPATH_OPERATION_DIV || operation == FHIRPATH_OPERATION_MOD) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
  } else if (!fhirpath_unit_to_smaller(sides)) {
    return fhirpath_run_return_empty(run, 2);
  } else {
    unit = sides[0].unit;
  }
  if (unit == NULL) {
    return ERROR_MEMORY;
  }
  if (!calculate(operation, sides[0].number, sides[1].number, &result)) {
    return fhirpath_run_return_empty(run, 2);
  }
  return fhirpath_run_return(run, 2, fhirpath_run_make_quantity(result, unit));
}

static enum error arithmetic(struct fhirpath_run *run, enum fhirpath_operation operation) {
  struct fhirpath_value values[2] = {{0}};
  bool present = false;
  bool additive = operation == FHIRPATH_OPERATION_ADD || operation == FHIRPATH_OPERATION_SUBTRACT;
  enum error error = operands(run, values, &present);
  if (error != ERROR_OK) {
    return error;
  }
  if (!present) {
    return fhirpath_run_return_empty(run, 2);
  }
  if (additive && is_time_valued(&values[0])) {
    return add_to_date(run, &values[0], &values[1], operation == FHIRPATH_OPERATION_SUBTRACT);
  }
  if (operation == FHIRPATH_OPERATION_ADD && values[0].kind == FHIRPATH_STRING) {
    return concatenate(run, false);
  }
  bool number_a = fhirpath_run_is_number(&values[0]);
  bool number_b = fhirpath_run_is_number(&values[1]);
  if (number_a && number_b) {
    return numbers(run, operation, values);
  }
  if ((number_a || values[0].kind == FHIRPATH_QUANTITY) &&
      (number_b || values[1].kind == FHIRPATH_QUANTITY)) {
    return quantities(run, operation, values);
  }
  return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
}

enum error fhirpath_operator(struct fhirpath_run *run, enum fhirpath_operation operation) {
  switch ((int)operation) {
  case FHIRPATH_OPERATION_EQUAL:
  case FHIRPATH_OPERATION_NOT_EQUAL:
    return equality(run, operation == FHIRPATH_OPERATION_NOT_EQUAL);
  case FHIRPATH_OPERATION_EQUIVALENT:
  case FHIRPATH_OPERATION_NOT_EQUIVALENT:
    return equivalence(run, operation == FHIRPATH_OPERATION_NOT_EQUIVALENT);
  case FHIRPATH_OPERATION_LESS:
  case FHIRPATH_OPERATION_LESS_EQUAL:
  case FHIRPATH_OPERATION_GREATER:
  case FHIRPATH_OPERATION_GREATER_EQUAL:
    return inequality(run, operation);
  case FHIRPATH_OPERATION_IN:
    return membership(run, 1, 0);
  case FHIRPATH_OPERATION_CONTAINS:
    return membership(run, 0, 1);
  case FHIRPATH_OPERATION_UNION:
    return join_distinct(run);
  case FHIRPATH_OPERATION_AND:
  case FHIRPATH_OPERATION_OR:
  case FHIRPATH_OPERATION_XOR:
  case FHIRPATH_OPERATION_IMPLIES:
    return logical(run, operation);
  case FHIRPATH_OPERATION_CONCATENATE:
    return concatenate(run, true);
  default:
    return arithmetic(run, operation);
  }
}
