#include "handlers/insured_number.h"

#include "handlers/coverage_from_orca.h"
#include "handlers/orca_failure.h"
#include "handlers/search_value.h"
#include "server/base/utf8.h"

#define DATE_BYTES 10u
/* Of ORCA: 生活保護, whose recipients have an identifier of their own. */
#define PUBLIC_ASSISTANCE_CLASS "012"
#define PUBLIC_ASSISTANCE_PAYER "12"
#define PAYER_BYTES 8u
/* U+FF01..U+FF5E are the full-width forms of U+0021..U+007E. */
#define FULL_WIDTH_FIRST 0xFF01u
#define FULL_WIDTH_LAST 0xFF5Eu
#define FULL_WIDTH_SHIFT 0xFEE0u

static uint32_t next_narrow(struct view text, size_t *offset) {
  uint32_t point = utf8_next(text, offset);
  return point >= FULL_WIDTH_FIRST && point <= FULL_WIDTH_LAST ? point - FULL_WIDTH_SHIFT : point;
}

bool insured_number_same(struct view a, struct view b) {
  size_t at_a = 0;
  size_t at_b = 0;
  while (at_a < a.length && at_b < b.length) {
    if (next_narrow(a, &at_a) != next_narrow(b, &at_b)) {
      return false;
    }
  }
  return at_a == a.length && at_b == b.length;
}

const char *insured_number_system(struct view number) {
  bool has_no_symbol = number.length > PAYER_BYTES + 1 &&
                       view_starts_with(view_part(number, PAYER_BYTES, 2), view_of("::"));
  return has_no_symbol && view_starts_with(number, view_of(PUBLIC_ASSISTANCE_PAYER))
             ? SYSTEM_PUBLIC_MEMBER
             : SYSTEM_MEMBER;
}

static enum error add(struct insured_numbers *numbers, struct view number) {
  if (number.data == NULL) {
    return ERROR_MEMORY;
  }
  if (number.length != 0) {
    numbers->items[numbers->count++] = number;
  }
  return ERROR_OK;
}

static enum error add_publics(struct arena *arena, const struct orca_insurance *insurance,
                              struct insured_numbers *numbers) {
  enum error error = ERROR_OK;
  for (size_t i = 0; error == ERROR_OK && i < insurance->public_count; i++) {
    const struct orca_public_insurance *public = &insurance->publics[i];
    if (view_is(public->class, PUBLIC_ASSISTANCE_CLASS)) {
      error = add(numbers, coverage_from_orca_public_member_id(arena, public));
    }
  }
  return error;
}

static enum error add_cards(struct arena *arena, const struct orca_insurance_list *list,
                            struct insured_numbers *numbers) {
  size_t most = list->count;
  for (size_t i = 0; i < list->count; i++) {
    most += list->insurances[i].public_count;
  }
  numbers->items = arena_array(arena, most + 1, sizeof *numbers->items);
  enum error error = numbers->items == NULL ? ERROR_MEMORY : ERROR_OK;
  for (size_t i = 0; error == ERROR_OK && i < list->count; i++) {
    error = add(numbers, coverage_from_orca_member_id(arena, &list->insurances[i]));
    error = error == ERROR_OK ? add_publics(arena, &list->insurances[i], numbers) : error;
  }
  return error;
}

/* A health insurance goes before public assistance, which counts when there is none. */
static struct view current_of(struct arena *arena, const struct orca_insurance_list *list,
                              int64_t now_ms) {
  char instant[CLOCK_INSTANT_BYTES];
  clock_instant(now_ms, instant);
  struct view today = view_make(instant, DATE_BYTES);
  const struct orca_insurance *card =
      coverage_from_orca_current(list->insurances, list->count, today);
  if (card != NULL) {
    return coverage_from_orca_member_id(arena, card);
  }
  for (size_t i = 0; i < list->count; i++) {
    for (size_t j = 0; j < list->insurances[i].public_count; j++) {
      const struct orca_public_insurance *public = &list->insurances[i].publics[j];
      bool holds = view_compare(public->start_date, today) <= 0 &&
                   (public->end_date.length == 0 || view_compare(today, public->end_date) <= 0);
      if (holds && view_is(public->class, PUBLIC_ASSISTANCE_CLASS)) {
        return coverage_from_orca_public_member_id(arena, public);
      }
    }
  }
  return view_of("");
}

static enum error find_in_orca(struct request *request, struct response *response,
                               struct view patient, struct insured_numbers *numbers) {
  struct orca_session session = orca_failure_session(request);
  struct orca_insurance_list list;
  enum error error = orca_insurance_list(&session, patient, &list);
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &session.trouble);
  }
  numbers->current = current_of(request->arena, &list, clock_now_ms(request->services->clock));
  return numbers->current.data == NULL ? ERROR_MEMORY : add_cards(request->arena, &list, numbers);
}

enum error insured_number_find(struct request *request, struct response *response,
                               struct view patient, struct insured_numbers *ret_numbers) {
  struct insured_numbers numbers = {0};
  struct view system;
  struct view value;
  search_value_token(patient, &system, &value);
  if (view_find_byte(value, ':', 0) == SIZE_MAX) {
    enum error error = find_in_orca(request, response, value, &numbers);
    if (error == ERROR_OK) {
      *ret_numbers = numbers;
    }
    return error;
  }
  numbers.items = arena_array(request->arena, 1, sizeof *numbers.items);
  if (numbers.items == NULL) {
    return ERROR_MEMORY;
  }
  numbers.items[0] = numbers.current = value;
  numbers.count = 1;
  *ret_numbers = numbers;
  return ERROR_OK;
}
