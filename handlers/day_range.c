#include "handlers/day_range.h"

#include "server/base/clock.h"
#include "server/orca/orca_text.h"

#define DATE_BYTES 10u

enum prefix { PREFIX_EQ, PREFIX_GE, PREFIX_LE, PREFIX_GT, PREFIX_LT, PREFIX_COUNT };

static const char *const prefixes[PREFIX_COUNT] = {"eq", "ge", "le", "gt", "lt"};

static enum prefix take_prefix(struct view *value) {
  for (size_t i = 0; i < PREFIX_COUNT; i++) {
    if (view_starts_with(*value, view_of(prefixes[i]))) {
      *value = view_part(*value, 2, value->length);
      return (enum prefix)i;
    }
  }
  return PREFIX_EQ;
}

/* The date itself when it is a real day. */
static struct view day(struct arena *arena, struct view date, const char *rest) {
  return orca_text_date(arena_format(arena, "%.*s%s", VIEW_ARGUMENTS(date), rest));
}

static struct view first_day(struct arena *arena, struct view date) {
  return day(arena, date, date.length == 4 ? "-01-01" : date.length == 7 ? "-01" : "");
}

static struct view last_day(struct arena *arena, struct view date) {
  static const char *const ends[] = {"-31", "-30", "-29", "-28"};
  if (date.length != 7) {
    return day(arena, date, date.length == 4 ? "-12-31" : "");
  }
  struct view last = {NULL, 0};
  for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]) && last.length == 0; i++) {
    last = day(arena, date, ends[i]);
  }
  return last;
}

static uint64_t part_number(struct view date, size_t start, size_t length) {
  uint64_t number = 0;
  (void)view_to_unsigned(view_part(date, start, length), 9999, &number);
  return number;
}

/* The day after: of the next day, month or year the first that exists. */
static struct view day_after(struct arena *arena, struct view date) {
  uint64_t year = part_number(date, 0, 4);
  uint64_t month = part_number(date, 5, 2);
  uint64_t number = part_number(date, 8, 2);
  const uint64_t candidates[][3] = {
      {year, month, number + 1}, {year, month + 1, 1}, {year + 1, 1, 1}};
  struct view found = {NULL, 0};
  for (size_t i = 0; i < 3 && found.length == 0; i++) {
    found = orca_text_date(arena_format(arena, "%04u-%02u-%02u", (unsigned)candidates[i][0],
                                        (unsigned)candidates[i][1], (unsigned)candidates[i][2]));
  }
  return found;
}

static struct view day_before(struct arena *arena, struct view date) {
  uint64_t year = part_number(date, 0, 4);
  uint64_t month = part_number(date, 5, 2);
  uint64_t number = part_number(date, 8, 2);
  if (number > 1) {
    return arena_format(arena, "%04u-%02u-%02u", (unsigned)year, (unsigned)month,
                        (unsigned)number - 1);
  }
  if (month == 1) {
    return arena_format(arena, "%04u-12-31", (unsigned)year - 1);
  }
  return last_day(arena, arena_format(arena, "%04u-%02u", (unsigned)year, (unsigned)month - 1));
}

/* The day in Japan of a dateTime; other values as they are. */
static struct view without_time(struct arena *arena, struct view value, bool *ret_has_time) {
  int64_t instant_ms;
  char text[CLOCK_INSTANT_BYTES];
  *ret_has_time = value.length > DATE_BYTES && value.data[DATE_BYTES] == 'T';
  if (!*ret_has_time) {
    return value;
  }
  if (!clock_parse(value, &instant_ms)) {
    return (struct view){NULL, 0};
  }
  clock_instant(instant_ms, text);
  return arena_copy(arena, view_make(text, DATE_BYTES));
}

static void narrow(struct day_range *range, struct view from, struct view to) {
  if (from.length != 0 && view_compare(from, range->from) > 0) {
    range->from = from;
  }
  if (to.length != 0 && (range->to.length == 0 || view_compare(to, range->to) < 0)) {
    range->to = to;
  }
}

enum error day_range_add(struct day_range *range, struct arena *arena, struct view value) {
  const struct view open = {NULL, 0};
  enum prefix prefix = take_prefix(&value);
  bool has_time;
  value = without_time(arena, value, &has_time);
  if (has_time && (prefix == PREFIX_GT || prefix == PREFIX_LT)) {
    prefix = prefix == PREFIX_GT ? PREFIX_GE : PREFIX_LE; /* the rest of that day is meant too */
  }
  struct view first = first_day(arena, value);
  struct view last = last_day(arena, value);
  if (first.length == 0 || last.length == 0) {
    return ERROR_BAD_REQUEST;
  }
  switch (prefix) {
  case PREFIX_GE:
    narrow(range, first, open);
    break;
  case PREFIX_LE:
    narrow(range, open, last);
    break;
  case PREFIX_GT:
    narrow(range, day_after(arena, last), open);
    break;
  case PREFIX_LT:
    narrow(range, open, day_before(arena, first));
    break;
  case PREFIX_EQ:
  case PREFIX_COUNT:
    narrow(range, first, last);
    break;
  }
  return ERROR_OK;
}

bool day_range_holds(const struct day_range *range, struct view date) {
  if (date.length == 0) {
    return range->from.length == 0 && range->to.length == 0;
  }
  return view_compare(date, range->from) >= 0 &&
         (range->to.length == 0 || view_compare(date, range->to) <= 0);
}
