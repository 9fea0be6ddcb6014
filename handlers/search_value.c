#include "handlers/search_value.h"

#include "server/base/clock.h"

void search_value_token(struct view text, struct view *ret_system, struct view *ret_value) {
  size_t bar = view_find_byte(text, '|', 0);
  *ret_system = bar == SIZE_MAX ? view_make(NULL, 0) : view_part(text, 0, bar);
  *ret_value = bar == SIZE_MAX ? text : view_part(text, bar + 1, text.length);
}

bool search_value_token_matches(struct view token, struct view system, struct view value) {
  struct view wanted_system;
  struct view wanted;
  search_value_token(token, &wanted_system, &wanted);
  bool has_system = view_find_byte(token, '|', 0) != SIZE_MAX;
  if (has_system && !view_equal(wanted_system, system)) {
    return false;
  }
  return (wanted.length == 0 && wanted_system.length + token.length != 1) ||
         view_equal(wanted, value);
}

/* Which ends of the value's span a prefix uses. */
static const struct {
  const char *prefix;
  bool from_start;
  bool from_end;
  bool to_start;
  bool to_end;
} prefixes[] = {
    {"eq", true, false, false, true},  {"ge", true, false, false, false},
    {"gt", false, true, false, false}, {"sa", false, true, false, false},
    {"le", false, false, false, true}, {"lt", false, false, true, false},
    {"eb", false, false, true, false},
};

#define DATE_LENGTH 10u
#define MINUTE_LENGTH 16u /* 2026-11-21T16:00 */
#define DAY_MS 86400000
#define MINUTE_MS 60000
#define SECOND_MS 1000

static int64_t span_of(struct view date) {
  if (date.length == DATE_LENGTH) {
    return DAY_MS;
  }
  if (view_find_byte(date, '.', 0) != SIZE_MAX) {
    return 1;
  }
  return date.length > MINUTE_LENGTH && date.data[MINUTE_LENGTH] == ':' ? SECOND_MS : MINUTE_MS;
}

bool search_value_date(struct view text, int64_t *from_ms, int64_t *to_ms) {
  size_t row = 0;
  size_t rows = sizeof(prefixes) / sizeof(prefixes[0]);
  bool has_prefix = text.length > 0 && text.data[0] >= 'a' && text.data[0] <= 'z';
  if (has_prefix) {
    while (row < rows && !view_starts_with(text, view_of(prefixes[row].prefix))) {
      row++;
    }
    text = view_part(text, 2, text.length);
  }
  int64_t start = 0;
  if (row == rows || text.length < DATE_LENGTH || !clock_parse(text, &start)) {
    return false;
  }
  int64_t end = start + span_of(text);
  int64_t from = prefixes[row].from_start ? start : prefixes[row].from_end ? end : INT64_MIN;
  int64_t to = prefixes[row].to_start ? start : prefixes[row].to_end ? end : INT64_MAX;
  *from_ms = from > *from_ms ? from : *from_ms;
  *to_ms = to < *to_ms ? to : *to_ms;
  return true;
}
