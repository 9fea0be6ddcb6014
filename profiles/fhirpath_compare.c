#include "profiles/fhirpath_compare.h"

#include "profiles/fhirpath_date.h"
#include "profiles/fhirpath_unit.h"
#include "server/base/hash.h"
#include "server/base/utf8.h"

#define HASH_FROM 16u

/* ---- System values -----------------------------------------------------------------------------
 */

static bool is_date(const struct fhirpath_value *value) {
  return value->kind == FHIRPATH_DATE || value->kind == FHIRPATH_DATE_TIME;
}

static struct fhirpath_quantity quantity(const struct fhirpath_value *value) {
  bool number = value->kind != FHIRPATH_QUANTITY;
  return (struct fhirpath_quantity){fhirpath_run_decimal(value),
                                    number ? fhirpath_run_unit_one() : value->unit};
}

/* A string against a date, time or quantity: the string is read as one when it can be. */
static void read_string_as(struct fhirpath_value *string, const struct fhirpath_value *other) {
  struct fhirpath_date date;
  enum fhirpath_kind kind = (enum fhirpath_kind)other->kind;
  bool wanted = is_date(other) || other->kind == FHIRPATH_TIME;
  kind = is_date(other) ? FHIRPATH_DATE_TIME : kind;
  if (string->kind == FHIRPATH_STRING && wanted && fhirpath_date_parse(string->text, kind, &date)) {
    *string = (struct fhirpath_value){.kind = (uint8_t)kind, .date = date};
  }
}

enum comparable { NOT_COMPARABLE, NUMBERS, STRINGS, DATES, QUANTITIES, BOOLEANS };

static enum comparable pair(struct fhirpath_value *a, struct fhirpath_value *b) {
  read_string_as(a, b);
  read_string_as(b, a);
  if (fhirpath_run_is_number(a) && fhirpath_run_is_number(b)) {
    return NUMBERS;
  }
  if (a->kind == FHIRPATH_STRING && b->kind == FHIRPATH_STRING) {
    return STRINGS;
  }
  if ((is_date(a) && is_date(b)) || (a->kind == FHIRPATH_TIME && b->kind == FHIRPATH_TIME)) {
    return DATES;
  }
  bool quantity_a = a->kind == FHIRPATH_QUANTITY || fhirpath_run_is_number(a);
  bool quantity_b = b->kind == FHIRPATH_QUANTITY || fhirpath_run_is_number(b);
  if (quantity_a && quantity_b) {
    return QUANTITIES;
  }
  return a->kind == FHIRPATH_BOOLEAN && b->kind == FHIRPATH_BOOLEAN ? BOOLEANS : NOT_COMPARABLE;
}

/* Order of two values of a pair; false when it is open. */
static bool order_of(enum comparable kind, const struct fhirpath_value *a,
                     const struct fhirpath_value *b, int *ret_order) {
  struct fhirpath_quantity x;
  struct fhirpath_quantity y;
  switch (kind) {
  case NUMBERS:
    *ret_order = fhirpath_decimal_compare(fhirpath_run_decimal(a), fhirpath_run_decimal(b));
    return true;
  case STRINGS: /* the order of UTF-8 bytes is the order of code points */
    *ret_order = view_compare(a->text, b->text);
    return true;
  case DATES:
    return fhirpath_date_compare(&a->date, &b->date, ret_order);
  case QUANTITIES:
    x = quantity(a);
    y = quantity(b);
    return fhirpath_unit_compare(&x, &y, ret_order);
  case BOOLEANS:
    *ret_order = (a->boolean ? 1 : 0) - (b->boolean ? 1 : 0);
    return true;
  case NOT_COMPARABLE:
    break;
  }
  return false;
}

enum error fhirpath_compare_order(struct fhirpath_run *run, const struct fhirpath_value *a,
                                  const struct fhirpath_value *b, int *ret_order, bool *ret_known) {
  struct fhirpath_value x = *a;
  struct fhirpath_value y = *b;
  enum comparable kind = pair(&x, &y);
  if (kind == NOT_COMPARABLE || kind == BOOLEANS) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
  }
  *ret_known = order_of(kind, &x, &y, ret_order);
  return ERROR_OK;
}

/* ---- equality ----------------------------------------------------------------------------------
 */

static bool complex_equal(const struct fhirpath_run *run, const struct fhirpath_value *a,
                          const struct fhirpath_value *b) {
  if (a->kind == FHIRPATH_TYPE && b->kind == FHIRPATH_TYPE) {
    return a->is_system == b->is_system && view_equal(a->text, b->text);
  }
  if (a->kind != FHIRPATH_ELEMENT || b->kind != FHIRPATH_ELEMENT) {
    return false;
  }
  const struct document *document = run->context->document;
  bool none_a = a->element.node == NODE_NONE;
  bool none_b = b->element.node == NODE_NONE;
  if (none_a != none_b) {
    return false;
  }
  if (none_a) {
    return a->element.twin == b->element.twin ||
           document_value_equal(document, a->element.twin, document, b->element.twin);
  }
  return a->element.node == b->element.node ||
         document_value_equal(document, a->element.node, document, b->element.node);
}

enum fhirpath_truth fhirpath_compare_equal(struct fhirpath_run *run, const struct fhirpath_value *a,
                                           const struct fhirpath_value *b) {
  struct fhirpath_value x;
  struct fhirpath_value y;
  int order = 0;
  if (!fhirpath_run_system(run, a, &x) || !fhirpath_run_system(run, b, &y)) {
    return complex_equal(run, a, b) ? FHIRPATH_TRUE : FHIRPATH_FALSE;
  }
  enum comparable kind = pair(&x, &y);
  if (kind == NOT_COMPARABLE) {
    return complex_equal(run, &x, &y) ? FHIRPATH_TRUE : FHIRPATH_FALSE;
  }
  if (!order_of(kind, &x, &y, &order)) {
    return FHIRPATH_EMPTY;
  }
  return order == 0 ? FHIRPATH_TRUE : FHIRPATH_FALSE;
}

/* Next code point for equivalence: letters in lower case, a run of blanks as one. UTF8_INVALID at
 * the end. */
static uint32_t next_folded(struct view text, size_t *at) {
  bool blank = false;
  while (*at < text.length && memchr(" \t\r\n", text.data[*at], 4) != NULL) {
    blank = true;
    (*at)++;
  }
  if (blank) {
    return ' ';
  }
  if (*at >= text.length) {
    return UTF8_INVALID;
  }
  uint32_t code = utf8_next(text, at);
  return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code;
}

static bool strings_equivalent(struct view a, struct view b) {
  a = view_trim(a);
  b = view_trim(b);
  size_t at_a = 0;
  size_t at_b = 0;
  for (;;) {
    uint32_t code_a = next_folded(a, &at_a);
    uint32_t code_b = next_folded(b, &at_b);
    if (code_a != code_b) {
      return false;
    }
    if (code_a == UTF8_INVALID) {
      return true;
    }
  }
}

/* Decimals are rounded to the less precise one. */
static bool numbers_equivalent(struct fhirpath_decimal a, struct fhirpath_decimal b) {
  struct fhirpath_decimal x = fhirpath_decimal_trim(a);
  struct fhirpath_decimal y = fhirpath_decimal_trim(b);
  int32_t scale = x.scale < y.scale ? x.scale : y.scale;
  x = fhirpath_decimal_round(x, scale, FHIRPATH_ROUND_HALF_UP);
  y = fhirpath_decimal_round(y, scale, FHIRPATH_ROUND_HALF_UP);
  return fhirpath_decimal_compare(x, y) == 0;
}

bool fhirpath_compare_equivalent(struct fhirpath_run *run, const struct fhirpath_value *a,
                                 const struct fhirpath_value *b) {
  struct fhirpath_value x;
  struct fhirpath_value y;
  if (!fhirpath_run_system(run, a, &x) || !fhirpath_run_system(run, b, &y)) {
    return complex_equal(run, a, b);
  }
  enum comparable kind = pair(&x, &y);
  if (kind == NUMBERS) {
    return numbers_equivalent(fhirpath_run_decimal(&x), fhirpath_run_decimal(&y));
  }
  if (kind == STRINGS) {
    return strings_equivalent(x.text, y.text);
  }
  if (kind == QUANTITIES) {
    struct fhirpath_decimal numbers[2];
    struct fhirpath_quantity left = quantity(&x);
    struct fhirpath_quantity right = quantity(&y);
    return fhirpath_unit_common(&left, &right, true, numbers) &&
           numbers_equivalent(numbers[0], numbers[1]);
  }
  int order = 0;
  if (kind == NOT_COMPARABLE) {
    return complex_equal(run, &x, &y);
  }
  return order_of(kind, &x, &y, &order) && order == 0;
}

enum fhirpath_truth fhirpath_compare_collections(struct fhirpath_run *run, struct fhirpath_span a,
                                                 struct fhirpath_span b) {
  if (a.count == 0 || b.count == 0) {
    return FHIRPATH_EMPTY;
  }
  if (a.count != b.count) {
    return FHIRPATH_FALSE;
  }
  for (uint32_t i = 0; i < a.count; i++) {
    enum fhirpath_truth equal =
        fhirpath_compare_equal(run, &run->values[a.start + i], &run->values[b.start + i]);
    if (equal != FHIRPATH_TRUE) {
      return equal;
    }
  }
  return FHIRPATH_TRUE;
}

/* Each of a finds a partner in b that no other has. */
enum error fhirpath_compare_collections_equivalent(struct fhirpath_run *run, struct fhirpath_span a,
                                                   struct fhirpath_span b, bool *ret_equivalent) {
  if (a.count != b.count) {
    *ret_equivalent = false;
    return ERROR_OK;
  }
  bool *taken = arena_array(run->arena, b.count + 1u, sizeof *taken);
  if (taken == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < a.count; i++) {
    uint32_t k = 0;
    while (k < b.count && (taken[k] || !fhirpath_compare_equivalent(run, &run->values[a.start + i],
                                                                    &run->values[b.start + k]))) {
      k++;
    }
    enum error error = fhirpath_run_spend(run, k);
    if (error != ERROR_OK) {
      return error;
    }
    if (k == b.count) {
      *ret_equivalent = false;
      return ERROR_OK;
    }
    taken[k] = true;
  }
  *ret_equivalent = true;
  return ERROR_OK;
}

enum error fhirpath_compare_contains(struct fhirpath_run *run, struct fhirpath_span span,
                                     struct fhirpath_value value, bool *ret_contains) {
  enum error error = fhirpath_run_spend(run, span.count);
  if (error != ERROR_OK) {
    return error;
  }
  for (uint32_t i = 0; i < span.count; i++) {
    if (fhirpath_compare_equal(run, &run->values[span.start + i], &value) == FHIRPATH_TRUE) {
      *ret_contains = true;
      return ERROR_OK;
    }
  }
  *ret_contains = false;
  return ERROR_OK;
}

/* ---- distinct ----------------------------------------------------------------------------------
 */

/* Equal values have equal hashes. Dates, quantities and structures are compared one by one: they
 * share a hash. */
static uint64_t hash_of(struct fhirpath_run *run, const struct fhirpath_value *value) {
  struct fhirpath_value system;
  if (!fhirpath_run_system(run, value, &system)) {
    uint32_t length = value->kind == FHIRPATH_ELEMENT && value->element.node != NODE_NONE
                          ? document_count(run->context->document, value->element.node)
                          : 0;
    return 7 + (uint64_t)length;
  }
  if (system.kind == FHIRPATH_STRING) {
    struct fhirpath_date date;
    bool like_date = fhirpath_date_parse(system.text, FHIRPATH_DATE_TIME, &date) ||
                     fhirpath_date_parse(system.text, FHIRPATH_TIME, &date);
    return like_date ? 3 : hash_64(system.text);
  }
  if (fhirpath_run_is_number(&system)) {
    struct fhirpath_decimal number = fhirpath_decimal_trim(fhirpath_run_decimal(&system));
    return (uint64_t)number.coefficient * 0x9e3779b97f4a7c15u + 5;
  }
  if (system.kind == FHIRPATH_QUANTITY) {
    return 5;
  }
  return 3;
}

static enum error distinct_short(struct fhirpath_run *run, struct fhirpath_span span,
                                 uint32_t *ret_count) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < span.count; i++) {
    struct fhirpath_value value = run->values[span.start + i];
    bool known = false;
    enum error error =
        fhirpath_compare_contains(run, (struct fhirpath_span){span.start, kept}, value, &known);
    if (error != ERROR_OK) {
      return error;
    }
    if (!known) {
      run->values[span.start + kept++] = value;
    }
  }
  *ret_count = kept;
  return ERROR_OK;
}

struct slot {
  uint64_t hash;
  uint32_t position; /* + 1; 0 = free */
};

struct slot_table {
  struct slot *slots;
  uint32_t mask;
};

/* Slot of an equal value, or the free one where it belongs. */
static enum error find_slot(struct fhirpath_run *run, struct fhirpath_span span,
                            const struct fhirpath_value *value, const struct slot_table *table,
                            struct slot **ret_slot) {
  uint64_t hash = hash_of(run, value);
  uint32_t at = (uint32_t)hash & table->mask;
  uint32_t steps = 1;
  while (table->slots[at].position != 0) {
    const struct fhirpath_value *other = &run->values[span.start + table->slots[at].position - 1];
    if (table->slots[at].hash == hash &&
        fhirpath_compare_equal(run, other, value) == FHIRPATH_TRUE) {
      break;
    }
    at = (at + 1) & table->mask;
    steps++;
  }
  table->slots[at].hash = hash;
  *ret_slot = &table->slots[at];
  return fhirpath_run_spend(run, steps);
}

static enum error distinct_long(struct fhirpath_run *run, struct fhirpath_span span,
                                uint32_t *ret_count) {
  uint32_t slot_count = 64;
  while (slot_count < 2 * span.count) {
    slot_count *= 2;
  }
  struct slot_table table = {arena_array(run->arena, slot_count, sizeof *table.slots),
                             slot_count - 1};
  if (table.slots == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < span.count; i++) {
    struct fhirpath_value value = run->values[span.start + i];
    struct slot *slot = NULL;
    enum error error = find_slot(run, span, &value, &table, &slot);
    if (error != ERROR_OK) {
      return error;
    }
    if (slot->position == 0) {
      run->values[span.start + kept++] = value;
      slot->position = kept;
    }
  }
  *ret_count = kept;
  return ERROR_OK;
}

enum error fhirpath_compare_distinct(struct fhirpath_run *run, struct fhirpath_span span,
                                     uint32_t *ret_count) {
  return span.count < HASH_FROM ? distinct_short(run, span, ret_count)
                                : distinct_long(run, span, ret_count);
}
