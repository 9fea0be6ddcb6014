#include "terminology/iso_code.h"

#include "terminology/code_table.h"
#include "terminology/country_code_list.h"
#include "terminology/currency_code_list.h"
#include "terminology/time_zone_list.h"

#define CODE_MAXIMUM 3u

static const struct code_table currencies = CODE_TABLE(CURRENCY_CODES, 3);
static const struct code_table other_currencies = CODE_TABLE(CURRENCY_CODES_BESIDES, 3);
static const struct code_table countries_2 = CODE_TABLE(COUNTRY_CODES_2, 2);
static const struct code_table countries_3 = CODE_TABLE(COUNTRY_CODES_3, 3);
static const struct code_table country_numbers = CODE_TABLE(COUNTRY_NUMBERS, 3);
static const struct code_table other_regions = CODE_TABLE(REGION_CODES_BESIDES, 2);
static const struct code_table other_region_numbers = CODE_TABLE(REGION_NUMBERS_BESIDES, 3);
static const char *const time_zones[] = {TIME_ZONE_NAMES};

#define TIME_ZONE_COUNT (sizeof time_zones / sizeof time_zones[0])

static bool is_currency(struct view code) {
  return code_table_has(&currencies, code) || code_table_has(&other_currencies, code);
}

static bool is_country(struct view code) {
  return code_table_has(&countries_2, code) || code_table_has(&countries_3, code) ||
         code_table_has(&country_numbers, code);
}

/* The code in capital letters, when that makes it a good one. */
static struct view capitals(struct view code, bool (*is_good)(struct view),
                            char buffer[CODE_MAXIMUM]) {
  if (code.length > CODE_MAXIMUM) {
    return view_make("", 0);
  }
  for (size_t i = 0; i < code.length; i++) {
    char byte = code.data[i];
    buffer[i] = byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
  }
  struct view result = view_make(buffer, code.length);
  return is_good(result) ? result : view_make("", 0);
}

struct code_list_kind {
  bool (*is_good)(struct view code);
  enum code_fault_reason unknown;
  enum code_fault_reason unknown_near;
};

static bool check(struct view code, const struct code_list_kind *kind, struct code_fault *fault) {
  if (kind->is_good(code)) {
    return true;
  }
  if (fault != NULL) {
    char buffer[CODE_MAXIMUM];
    (void)code_fault_set(fault, code.length == 0 ? CODE_FAULT_EMPTY : kind->unknown, 0,
                         code.length);
    code_fault_suggest(fault, kind->unknown_near, capitals(code, kind->is_good, buffer),
                       view_make("", 0));
  }
  return false;
}

bool iso_code_currency(struct view code, struct code_fault *ret_fault) {
  static const struct code_list_kind kind = {is_currency, CODE_FAULT_CURRENCY_UNKNOWN,
                                             CODE_FAULT_CURRENCY_UNKNOWN_NEAR};
  return check(code, &kind, ret_fault);
}

bool iso_code_country(struct view code, struct code_fault *ret_fault) {
  static const struct code_list_kind kind = {is_country, CODE_FAULT_COUNTRY_UNKNOWN,
                                             CODE_FAULT_COUNTRY_UNKNOWN_NEAR};
  return check(code, &kind, ret_fault);
}

bool iso_code_region(struct view code) {
  return code_table_has(&countries_2, code) || code_table_has(&country_numbers, code) ||
         code_table_has(&other_regions, code) || code_table_has(&other_region_numbers, code);
}

static bool is_time_zone(struct view code) {
  size_t low = 0;
  size_t high = TIME_ZONE_COUNT;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = view_compare(view_of(time_zones[middle]), code);
    if (order == 0) {
      return true;
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
}

bool iso_code_time_zone(struct view code, struct code_fault *ret_fault) {
  if (is_time_zone(code)) {
    return true;
  }
  if (ret_fault == NULL) {
    return false;
  }
  (void)code_fault_set(ret_fault,
                       code.length == 0 ? CODE_FAULT_EMPTY : CODE_FAULT_TIME_ZONE_UNKNOWN, 0,
                       code.length);
  for (size_t i = 0; i < TIME_ZONE_COUNT; i++) {
    if (view_equal_ignore_case(view_of(time_zones[i]), code)) {
      code_fault_suggest(ret_fault, CODE_FAULT_TIME_ZONE_UNKNOWN_NEAR, view_of(time_zones[i]),
                         view_make("", 0));
      break;
    }
  }
  return false;
}

static bool is_subdivision(struct view code) {
  struct view rest = code;
  struct view country = view_split(&rest, '-');
  bool good = code_table_has(&countries_2, country) && rest.length >= 1 && rest.length <= 3;
  for (size_t i = 0; i < rest.length && good; i++) {
    char byte = rest.data[i];
    good = (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
  }
  return good;
}

bool iso_code_subdivision(struct view code, struct code_fault *ret_fault) {
  bool good = is_subdivision(code);
  if (!good && ret_fault != NULL) {
    (void)code_fault_set(ret_fault,
                         code.length == 0 ? CODE_FAULT_EMPTY : CODE_FAULT_SUBDIVISION_FORM, 0,
                         code.length);
  }
  return good;
}
