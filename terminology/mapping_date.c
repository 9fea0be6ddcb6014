#include "terminology/mapping_date.h"

#include "server/base/clock.h"

#include <stdio.h>

#define YEAR_FACTOR 10000u
#define MONTH_FACTOR 100u
#define DAY_MS INT64_C(86400000)
#define DAY_LENGTH 10u /* of yyyy-mm-dd */

static const uint32_t month_lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static uint32_t days_of_month(uint32_t year, uint32_t month) {
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month_lengths[month - 1] + (month == 2 && leap);
}

/* The number behind its hyphen, first when the text ends before it. False when it is wrong. */
static bool read_part(struct view text, size_t start, size_t length, uint32_t *ret_number) {
  uint64_t number = 1;
  if (text.length > start) {
    bool separated = start == 0 || text.data[start - 1] == '-';
    struct view digits = view_part(text, start, length);
    if (!separated || digits.length != length ||
        !view_to_unsigned(digits, YEAR_FACTOR - 1, &number)) {
      return false;
    }
  }
  *ret_number = (uint32_t)number;
  return true;
}

uint32_t mapping_date_read(struct view text) {
  uint32_t year;
  uint32_t month;
  uint32_t day;
  bool whole = text.length == 4 || text.length == 7 || text.length >= DAY_LENGTH;
  if (!whole || !read_part(text, 0, 4, &year) || !read_part(text, 5, 2, &month) ||
      !read_part(text, 8, 2, &day)) {
    return 0;
  }
  if (year == 0 || month == 0 || month > 12 || day == 0 || day > days_of_month(year, month)) {
    return 0;
  }
  return year * YEAR_FACTOR + month * MONTH_FACTOR + day;
}

bool mapping_date_is_day(struct view text) {
  return text.length == DAY_LENGTH && mapping_date_read(text) != 0;
}

void mapping_date_write(uint32_t date, char ret_text[MAPPING_DATE_BYTES]) {
  snprintf(ret_text, MAPPING_DATE_BYTES, "%04u-%02u-%02u", date / YEAR_FACTOR % YEAR_FACTOR,
           date / MONTH_FACTOR % MONTH_FACTOR, date % MONTH_FACTOR);
}

uint32_t mapping_date_of_ms(int64_t unix_ms) {
  char text[CLOCK_INSTANT_BYTES];
  clock_instant(unix_ms, text);
  return mapping_date_read(view_of(text));
}

uint32_t mapping_date_add(uint32_t date, int32_t days) {
  char text[MAPPING_DATE_BYTES];
  int64_t ms = 0;
  mapping_date_write(date, text);
  return clock_parse(view_of(text), &ms) ? mapping_date_of_ms(ms + days * DAY_MS) : 0;
}
