#include "profiles/fhirpath_unit.h"

enum dimension { MASS, LENGTH, TIME, AMOUNT, MONTH, CALENDAR_MONTH, DIMENSION_COUNT };

/* factor to base units = coefficient / 10^scale */
struct atom {
  const char *code;
  bool metric; /* takes prefixes */
  int64_t coefficient;
  int32_t scale;
  int8_t exponents[DIMENSION_COUNT];
};

static const struct atom atoms[] = {
    {"1", false, 1, 0, {0}},
    {"%", false, 1, 2, {0}},
    {"10*", false, 10, 0, {0}},
    {"g", true, 1, 0, {[MASS] = 1}},
    {"[lb_av]", false, 45359237, 5, {[MASS] = 1}},
    {"[oz_av]", false, 28349523125, 9, {[MASS] = 1}},
    {"m", true, 1, 0, {[LENGTH] = 1}},
    {"[in_i]", false, 254, 4, {[LENGTH] = 1}},
    {"[ft_i]", false, 3048, 4, {[LENGTH] = 1}},
    {"L", true, 1, 3, {[LENGTH] = 3}},
    {"l", true, 1, 3, {[LENGTH] = 3}},
    {"s", true, 1, 0, {[TIME] = 1}},
    {"min", false, 60, 0, {[TIME] = 1}},
    {"h", false, 3600, 0, {[TIME] = 1}},
    {"d", false, 86400, 0, {[TIME] = 1}},
    {"wk", false, 604800, 0, {[TIME] = 1}},
    {"mo", false, 1, 0, {[MONTH] = 1}},
    {"a", false, 12, 0, {[MONTH] = 1}},
    {"mol", true, 1, 0, {[AMOUNT] = 1}},
    {"Pa", true, 1000, 0, {[MASS] = 1, [LENGTH] = -1, [TIME] = -2}},
    {"m[Hg]", true, 133322000, 0, {[MASS] = 1, [LENGTH] = -1, [TIME] = -2}},
    {"N", true, 1000, 0, {[MASS] = 1, [LENGTH] = 1, [TIME] = -2}},
    {"J", true, 1000, 0, {[MASS] = 1, [LENGTH] = 2, [TIME] = -2}},
    {"W", true, 1000, 0, {[MASS] = 1, [LENGTH] = 2, [TIME] = -3}},
    {"Hz", true, 1, 0, {[TIME] = -1}},
};

static const struct atom calendar_atoms[] = {
    {"year", false, 12, 0, {[CALENDAR_MONTH] = 1}}, {"month", false, 1, 0, {[CALENDAR_MONTH] = 1}},
    {"week", false, 604800, 0, {[TIME] = 1}},       {"day", false, 86400, 0, {[TIME] = 1}},
    {"hour", false, 3600, 0, {[TIME] = 1}},         {"minute", false, 60, 0, {[TIME] = 1}},
    {"second", false, 1, 0, {[TIME] = 1}},          {"millisecond", false, 1, 3, {[TIME] = 1}},
};

/* coefficient and scale as above */
static const struct {
  const char *prefix;
  int64_t coefficient;
  int32_t scale;
} prefixes[] = {{"k", 1000, 0}, {"M", 1000000, 0}, {"G", 1000000000, 0}, {"d", 1, 1},
                {"c", 1, 2},    {"m", 1, 3},       {"u", 1, 6},          {"n", 1, 9},
                {"p", 1, 12},   {"f", 1, 15},      {"h", 100, 0}};

static const struct {
  const char *ucum;
  const char *calendar;
} definite_durations[] = {{"wk", "week"},    {"d", "day"},    {"h", "hour"},
                          {"min", "minute"}, {"s", "second"}, {"ms", "millisecond"}};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* A unit reduced to base units: size = numerator / denominator. */
struct measure {
  struct fhirpath_decimal numerator;
  struct fhirpath_decimal denominator;
  int exponents[DIMENSION_COUNT];
};

struct view fhirpath_unit_calendar(struct view word) {
  for (size_t i = 0; i < COUNT(calendar_atoms); i++) {
    struct view name = view_of(calendar_atoms[i].code);
    bool plural = word.length == name.length + 1 && word.data[name.length] == 's';
    if (view_equal(name, plural ? view_part(word, 0, name.length) : word)) {
      return name;
    }
  }
  return view_make(NULL, 0);
}

struct view fhirpath_unit_for_dates(const struct fhirpath_unit *unit) {
  struct view word = fhirpath_unit_calendar(unit->code);
  if (unit->calendar || word.length > 0) {
    return word;
  }
  for (size_t i = 0; i < COUNT(definite_durations); i++) {
    if (view_is(unit->code, definite_durations[i].ucum)) {
      return view_of(definite_durations[i].calendar);
    }
  }
  return view_make(NULL, 0);
}

static const struct atom *find_atom(struct view code, bool prefixed) {
  for (size_t i = 0; i < COUNT(atoms); i++) {
    if (view_is(code, atoms[i].code) && (!prefixed || atoms[i].metric)) {
      return &atoms[i];
    }
  }
  return NULL;
}

/* Atom with an optional prefix: *ret_factor is the whole size of it. */
static const struct atom *find_prefixed(struct view code, struct fhirpath_decimal *ret_factor) {
  const struct atom *atom = find_atom(code, false);
  if (atom != NULL) {
    *ret_factor = (struct fhirpath_decimal){atom->coefficient, atom->scale};
    return atom;
  }
  for (size_t i = 0; i < COUNT(prefixes); i++) {
    struct view prefix = view_of(prefixes[i].prefix);
    if (!view_starts_with(code, prefix)) {
      continue;
    }
    atom = find_atom(view_part(code, prefix.length, code.length), true);
    if (atom != NULL) {
      *ret_factor =
          (struct fhirpath_decimal){(fhirpath_wide)prefixes[i].coefficient * atom->coefficient,
                                    prefixes[i].scale + atom->scale};
      return atom;
    }
  }
  return NULL;
}

/* Splits "m2", "s-1", "10*3" into code and exponent. */
static bool split_exponent(struct view term, struct view *ret_code, int *ret_exponent) {
  size_t end = term.length;
  while (end > 0 && term.data[end - 1] >= '0' && term.data[end - 1] <= '9') {
    end--;
  }
  *ret_code = term;
  *ret_exponent = 1;
  if (end == term.length || end == 0) {
    return term.length > 0;
  }
  uint64_t exponent = 0;
  if (!view_to_unsigned(view_part(term, end, term.length), 20, &exponent)) {
    return false;
  }
  bool negative = term.data[end - 1] == '-';
  end -= negative || term.data[end - 1] == '+' ? 1 : 0;
  *ret_code = view_part(term, 0, end);
  *ret_exponent = negative ? -(int)exponent : (int)exponent;
  return end > 0;
}

static bool apply_term(struct measure *measure, struct view term, bool divide) {
  struct view code;
  int exponent = 0;
  struct fhirpath_decimal factor = {0};
  if (!split_exponent(term, &code, &exponent)) {
    return false;
  }
  const struct atom *atom = find_prefixed(code, &factor);
  if (atom == NULL) {
    return false;
  }
  exponent = divide ? -exponent : exponent;
  for (int i = 0; i < DIMENSION_COUNT; i++) {
    measure->exponents[i] += atom->exponents[i] * exponent;
  }
  struct fhirpath_decimal *side = exponent < 0 ? &measure->denominator : &measure->numerator;
  for (int i = exponent < 0 ? -exponent : exponent; i > 0; i--) {
    if (!fhirpath_decimal_multiply(*side, factor, side)) {
      return false;
    }
  }
  return true;
}

/* A trailing annotation says nothing about the size: "mg{creatinine}". */
static struct view without_annotation(struct view term) {
  size_t brace = view_find_byte(term, '{', 0);
  if (brace == SIZE_MAX || !view_ends_with(term, view_of("}"))) {
    return term;
  }
  return brace == 0 ? view_of("1") : view_part(term, 0, brace);
}

static bool measure_ucum(struct view code, struct measure *measure) {
  bool divide = false;
  size_t start = 0;
  for (size_t i = 0; i <= code.length; i++) {
    if (i < code.length && code.data[i] != '.' && code.data[i] != '/') {
      continue;
    }
    struct view term = without_annotation(view_part(code, start, i - start));
    bool leading_slash = i == 0 && i < code.length && code.data[i] == '/';
    if (!leading_slash && !apply_term(measure, term, divide)) {
      return false;
    }
    divide = i < code.length && code.data[i] == '/';
    start = i + 1;
  }
  return true;
}

static bool measure_unit(const struct fhirpath_unit *unit, bool loose,
                         struct measure *ret_measure) {
  struct measure measure = {.numerator = {1, 0}, .denominator = {1, 0}};
  bool good = false;
  if (!unit->calendar) {
    good = measure_ucum(unit->code, &measure);
  }
  for (size_t i = 0; !good && i < COUNT(calendar_atoms); i++) {
    const struct atom *atom = &calendar_atoms[i];
    if (view_is(unit->code, atom->code)) {
      measure.numerator = (struct fhirpath_decimal){atom->coefficient, atom->scale};
      measure.exponents[TIME] = atom->exponents[TIME];
      measure.exponents[loose ? MONTH : CALENDAR_MONTH] = atom->exponents[CALENDAR_MONTH];
      good = true;
    }
  }
  if (good) {
    *ret_measure = measure;
  }
  return good;
}

bool fhirpath_unit_common(const struct fhirpath_quantity *a, const struct fhirpath_quantity *b,
                          bool loose, struct fhirpath_decimal ret_numbers[2]) {
  if (view_equal(a->unit->code, b->unit->code) && a->unit->calendar == b->unit->calendar) {
    ret_numbers[0] = a->number;
    ret_numbers[1] = b->number;
    return true;
  }
  struct measure x;
  struct measure y;
  if (!measure_unit(a->unit, loose, &x) || !measure_unit(b->unit, loose, &y)) {
    return false;
  }
  for (int i = 0; i < DIMENSION_COUNT; i++) {
    if (x.exponents[i] != y.exponents[i]) {
      return false;
    }
  }
  /* a * xn / xd against b * yn / yd, without a division */
  struct fhirpath_decimal left = a->number;
  struct fhirpath_decimal right = b->number;
  if (!fhirpath_decimal_multiply(left, x.numerator, &left) ||
      !fhirpath_decimal_multiply(left, y.denominator, &left) ||
      !fhirpath_decimal_multiply(right, y.numerator, &right) ||
      !fhirpath_decimal_multiply(right, x.denominator, &right)) {
    return false;
  }
  ret_numbers[0] = left;
  ret_numbers[1] = right;
  return true;
}

bool fhirpath_unit_compare(const struct fhirpath_quantity *a, const struct fhirpath_quantity *b,
                           int *ret_order) {
  struct fhirpath_decimal numbers[2];
  if (!fhirpath_unit_common(a, b, false, numbers)) {
    return false;
  }
  *ret_order = fhirpath_decimal_compare(numbers[0], numbers[1]);
  return true;
}

/* quantity in the other unit, whose measure is given. */
static bool convert(struct fhirpath_quantity *quantity, const struct measure *from,
                    const struct measure *to) {
  struct fhirpath_decimal up = quantity->number;
  struct fhirpath_decimal down = from->denominator;
  return fhirpath_decimal_multiply(up, from->numerator, &up) &&
         fhirpath_decimal_multiply(up, to->denominator, &up) &&
         fhirpath_decimal_multiply(down, to->numerator, &down) &&
         fhirpath_decimal_divide(up, down, &quantity->number);
}

bool fhirpath_unit_to_smaller(struct fhirpath_quantity quantities[2]) {
  const struct fhirpath_quantity one[2] = {{{1, 0}, quantities[0].unit},
                                           {{1, 0}, quantities[1].unit}};
  struct measure measures[2];
  int order = 0;
  if (view_equal(one[0].unit->code, one[1].unit->code)) {
    return true;
  }
  if (!fhirpath_unit_compare(&one[0], &one[1], &order) ||
      !measure_unit(one[0].unit, false, &measures[0]) ||
      !measure_unit(one[1].unit, false, &measures[1])) {
    return false;
  }
  int larger = order > 0 ? 0 : 1;
  if (!convert(&quantities[larger], &measures[larger], &measures[1 - larger])) {
    return false;
  }
  quantities[larger].unit = quantities[1 - larger].unit;
  return true;
}
