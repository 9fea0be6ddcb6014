#include "profiles/fhirpath_date.h"

#include <stdio.h>

#define SECONDS_A_DAY 86400
#define NANOSECONDS 1000000000
#define ZONE_DOUBT_SECONDS (14 * INT64_C(3600))
#define ZONE_MAXIMUM_MINUTES (14 * UINT64_C(60))
#define JAPAN_MINUTES 540
#define DAYS_TO_EPOCH 719468 /* from 0000-03-01 to 1970-01-01 */

/* ---- calendar ----------------------------------------------------------------------------------
 */

static int days_in_month(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
static int64_t days_from_date(int year, int month, int day) {
  int64_t y = month <= 2 ? year - 1 : year;
  int64_t era = (y >= 0 ? y : y - 399) / 400;
  int64_t year_of_era = y - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - DAYS_TO_EPOCH;
}

static bool date_from_days(int64_t days, struct fhirpath_date *date) {
  int64_t shifted = days + DAYS_TO_EPOCH;
  int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  int64_t day_of_era = shifted - era * 146097;
  int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month_from_march = (5 * day_of_year + 2) / 153;
  int64_t month = month_from_march + (month_from_march < 10 ? 3 : -9);
  int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  if (year < 1 || year > 9999) {
    return false;
  }
  date->day = (uint8_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  date->month = (uint8_t)month;
  date->year = (uint16_t)year;
  return true;
}

static int64_t seconds_of_day(const struct fhirpath_date *date) {
  return date->hour * 3600 + date->minute * 60 + date->second;
}

/* Components that are not known count as the first. */
static int64_t unix_seconds(const struct fhirpath_date *date) {
  int month = date->precision >= FHIRPATH_MONTH ? date->month : 1;
  int day = date->precision >= FHIRPATH_DAY ? date->day : 1;
  return days_from_date(date->year, month, day) * SECONDS_A_DAY + seconds_of_day(date);
}

static bool set_unix_seconds(int64_t seconds, struct fhirpath_date *date) {
  int64_t days = seconds / SECONDS_A_DAY;
  int64_t rest = seconds % SECONDS_A_DAY;
  if (rest < 0) {
    rest += SECONDS_A_DAY;
    days--;
  }
  date->hour = (uint8_t)(rest / 3600);
  date->minute = (uint8_t)(rest / 60 % 60);
  date->second = (uint8_t)(rest % 60);
  return date_from_days(days, date);
}

/* ---- reading -----------------------------------------------------------------------------------
 */

struct date_reader {
  struct view text;
  size_t at;
};

static bool at_byte(const struct date_reader *reader, char byte) {
  return reader->at < reader->text.length && reader->text.data[reader->at] == byte;
}

static bool read_number(struct date_reader *reader, size_t digits, uint64_t minimum,
                        uint64_t maximum, uint64_t *ret_number) {
  struct view part = view_part(reader->text, reader->at, digits);
  uint64_t number = 0;
  if (part.length != digits || !view_to_unsigned(part, maximum, &number) || number < minimum) {
    return false;
  }
  reader->at += digits;
  *ret_number = number;
  return true;
}

static bool read_day_parts(struct date_reader *reader, struct fhirpath_date *date) {
  uint64_t number = 0;
  if (!read_number(reader, 4, 1, 9999, &number)) {
    return false;
  }
  date->year = (uint16_t)number;
  date->precision = FHIRPATH_YEAR;
  if (!at_byte(reader, '-')) {
    return true;
  }
  reader->at++;
  if (!read_number(reader, 2, 1, 12, &number)) {
    return false;
  }
  date->month = (uint8_t)number;
  date->precision = FHIRPATH_MONTH;
  if (!at_byte(reader, '-')) {
    return true;
  }
  reader->at++;
  uint64_t last = (uint64_t)days_in_month(date->year, date->month);
  if (!read_number(reader, 2, 1, last, &number)) {
    return false;
  }
  date->day = (uint8_t)number;
  date->precision = FHIRPATH_DAY;
  return true;
}

static bool read_fraction(struct date_reader *reader, struct fhirpath_date *date) {
  uint32_t unit = NANOSECONDS / 10;
  size_t start = reader->at;
  while (reader->at < reader->text.length && reader->text.data[reader->at] >= '0' &&
         reader->text.data[reader->at] <= '9') {
    date->nanosecond += unit * (uint32_t)(reader->text.data[reader->at] - '0');
    unit /= 10;
    reader->at++;
  }
  size_t digits = reader->at - start;
  date->fraction_digits = (uint8_t)(digits < 9 ? digits : 9);
  return digits > 0;
}

static bool read_time_parts(struct date_reader *reader, struct fhirpath_date *date) {
  uint64_t number = 0;
  if (!read_number(reader, 2, 0, 23, &number)) {
    return false;
  }
  date->hour = (uint8_t)number;
  date->precision = FHIRPATH_HOUR;
  if (!at_byte(reader, ':')) {
    return true;
  }
  reader->at++;
  if (!read_number(reader, 2, 0, 59, &number)) {
    return false;
  }
  date->minute = (uint8_t)number;
  date->precision = FHIRPATH_MINUTE;
  if (!at_byte(reader, ':')) {
    return true;
  }
  reader->at++;
  if (!read_number(reader, 2, 0, 60, &number)) { /* 60: a leap second */
    return false;
  }
  date->second = (uint8_t)number;
  date->precision = FHIRPATH_SECOND;
  if (!at_byte(reader, '.')) {
    return true;
  }
  reader->at++;
  return read_fraction(reader, date);
}

static bool read_zone(struct date_reader *reader, struct fhirpath_date *date) {
  if (at_byte(reader, 'Z')) {
    reader->at++;
    date->has_zone = 1;
    return true;
  }
  if (!at_byte(reader, '+') && !at_byte(reader, '-')) {
    return true;
  }
  bool west = at_byte(reader, '-');
  uint64_t hours = 0;
  uint64_t minutes = 0;
  reader->at++;
  if (!read_number(reader, 2, 0, 14, &hours) || !at_byte(reader, ':')) {
    return false;
  }
  reader->at++;
  if (!read_number(reader, 2, 0, 59, &minutes) || hours * 60 + minutes > ZONE_MAXIMUM_MINUTES) {
    return false;
  }
  int offset = (int)(hours * 60 + minutes);
  date->zone = (int16_t)(west ? -offset : offset);
  date->has_zone = 1;
  return true;
}

bool fhirpath_date_parse(struct view text, enum fhirpath_kind kind,
                         struct fhirpath_date *ret_date) {
  struct date_reader reader = {.text = text};
  struct fhirpath_date date = {0};
  bool good = true;
  if (kind == FHIRPATH_TIME) {
    good = read_time_parts(&reader, &date);
  } else {
    good = read_day_parts(&reader, &date);
    if (good && kind == FHIRPATH_DATE_TIME && at_byte(&reader, 'T')) {
      reader.at++;
      if (reader.at < text.length) {
        good = date.precision == FHIRPATH_DAY && read_time_parts(&reader, &date) &&
               read_zone(&reader, &date);
      }
    }
  }
  if (!good || reader.at != text.length) {
    return false;
  }
  *ret_date = date;
  return true;
}

/* ---- writing -----------------------------------------------------------------------------------
 */

static size_t write_time(const struct fhirpath_date *date, char *text, size_t size) {
  int length = snprintf(text, size, "%02u", date->hour);
  if (date->precision >= FHIRPATH_MINUTE) {
    length += snprintf(text + length, size - (size_t)length, ":%02u", date->minute);
  }
  if (date->precision >= FHIRPATH_SECOND) {
    length += snprintf(text + length, size - (size_t)length, ":%02u", date->second);
  }
  if (date->fraction_digits > 0) {
    char digits[16];
    (void)snprintf(digits, sizeof digits, "%09u", date->nanosecond % NANOSECONDS);
    length +=
        snprintf(text + length, size - (size_t)length, ".%.*s", date->fraction_digits, digits);
  }
  return (size_t)length;
}

static size_t write_zone(const struct fhirpath_date *date, char *text, size_t size) {
  if (!date->has_zone) {
    return 0;
  }
  if (date->zone == 0) {
    return (size_t)snprintf(text, size, "Z");
  }
  int minutes = date->zone < 0 ? -date->zone : date->zone;
  return (size_t)snprintf(text, size, "%c%02d:%02d", date->zone < 0 ? '-' : '+', minutes / 60,
                          minutes % 60);
}

size_t fhirpath_date_text(const struct fhirpath_date *date, enum fhirpath_kind kind,
                          char ret_text[FHIRPATH_DATE_TEXT_BYTES]) {
  size_t size = FHIRPATH_DATE_TEXT_BYTES;
  if (kind == FHIRPATH_TIME) {
    return write_time(date, ret_text, size);
  }
  size_t length = (size_t)snprintf(ret_text, size, "%04u", date->year);
  if (date->precision >= FHIRPATH_MONTH) {
    length += (size_t)snprintf(ret_text + length, size - length, "-%02u", date->month);
  }
  if (date->precision >= FHIRPATH_DAY) {
    length += (size_t)snprintf(ret_text + length, size - length, "-%02u", date->day);
  }
  if (date->precision >= FHIRPATH_HOUR) {
    ret_text[length++] = 'T';
    length += write_time(date, ret_text + length, size - length);
    length += write_zone(date, ret_text + length, size - length);
  }
  return length;
}

/* ---- comparison --------------------------------------------------------------------------------
 */

static bool has_time(const struct fhirpath_date *date) {
  return date->precision >= FHIRPATH_HOUR;
}

static struct fhirpath_date to_utc(const struct fhirpath_date *date) {
  struct fhirpath_date utc = *date;
  if (date->zone != 0 && set_unix_seconds(unix_seconds(date) - date->zone * (int64_t)60, &utc)) {
    utc.zone = 0;
    return utc;
  }
  return *date;
}

static int compare_component(const struct fhirpath_date *a, const struct fhirpath_date *b,
                             enum fhirpath_precision precision) {
  int64_t x = 0;
  int64_t y = 0;
  switch (precision) {
  case FHIRPATH_YEAR:
    x = a->year;
    y = b->year;
    break;
  case FHIRPATH_MONTH:
    x = a->month;
    y = b->month;
    break;
  case FHIRPATH_DAY:
    x = a->day;
    y = b->day;
    break;
  case FHIRPATH_HOUR:
    x = a->hour;
    y = b->hour;
    break;
  case FHIRPATH_MINUTE:
    x = a->minute;
    y = b->minute;
    break;
  case FHIRPATH_SECOND:
    x = (int64_t)a->second * NANOSECONDS + a->nanosecond;
    y = (int64_t)b->second * NANOSECONDS + b->nanosecond;
    break;
  case FHIRPATH_PRECISION_NONE:
    break;
  }
  return (x > y) - (x < y);
}

static bool compare_without_zone(const struct fhirpath_date *a, const struct fhirpath_date *b,
                                 int *ret_order) {
  int64_t difference =
      unix_seconds(a) - a->zone * (int64_t)60 - (unix_seconds(b) - b->zone * (int64_t)60);
  if (difference <= ZONE_DOUBT_SECONDS && difference >= -ZONE_DOUBT_SECONDS) {
    return false;
  }
  *ret_order = difference > 0 ? 1 : -1;
  return true;
}

bool fhirpath_date_compare(const struct fhirpath_date *a, const struct fhirpath_date *b,
                           int *ret_order) {
  struct fhirpath_date x = *a;
  struct fhirpath_date y = *b;
  if (has_time(a) && has_time(b)) {
    if (a->has_zone != b->has_zone) {
      return compare_without_zone(a, b, ret_order);
    }
    x = to_utc(a);
    y = to_utc(b);
  }
  int common = x.precision < y.precision ? x.precision : y.precision;
  for (int precision = FHIRPATH_YEAR; precision <= common; precision++) {
    int order = compare_component(&x, &y, (enum fhirpath_precision)precision);
    if (order != 0) {
      *ret_order = order;
      return true;
    }
  }
  if (x.precision != y.precision) {
    return false;
  }
  *ret_order = 0;
  return true;
}

/* ---- arithmetic --------------------------------------------------------------------------------
 */

struct calendar_unit {
  const char *name;
  int64_t months;
  int64_t nanoseconds;
};

static const struct calendar_unit calendar_units[] = {
    {"year", 12, 0},
    {"month", 1, 0},
    {"week", 0, 7ll * SECONDS_A_DAY *NANOSECONDS},
    {"day", 0, 1ll * SECONDS_A_DAY *NANOSECONDS},
    {"hour", 0, 3600ll * NANOSECONDS},
    {"minute", 0, 60ll * NANOSECONDS},
    {"second", 0, NANOSECONDS},
    {"millisecond", 0, NANOSECONDS / 1000},
};

static bool add_months(struct fhirpath_date *date, fhirpath_wide months) {
  if (months > 200000 || months < -200000) {
    return false;
  }
  bool has_month = date->precision >= FHIRPATH_MONTH;
  int64_t total = (int64_t)date->year * 12 + (has_month ? date->month - 1 : 0);
  total += has_month ? (int64_t)months : (int64_t)months / 12 * 12;
  int64_t year = total / 12;
  if (total < 12 || year > 9999) {
    return false;
  }
  date->year = (uint16_t)year;
  if (has_month) {
    date->month = (uint8_t)(total % 12 + 1);
    int last = days_in_month(date->year, date->month);
    date->day = (uint8_t)(date->day > last ? last : date->day);
  }
  return true;
}

static int64_t precision_nanoseconds(const struct fhirpath_date *date) {
  switch ((enum fhirpath_precision)date->precision) {
  case FHIRPATH_HOUR:
    return 3600ll * NANOSECONDS;
  case FHIRPATH_MINUTE:
    return 60ll * NANOSECONDS;
  case FHIRPATH_SECOND:
    return 1;
  case FHIRPATH_YEAR:
  case FHIRPATH_MONTH:
  case FHIRPATH_DAY:
  case FHIRPATH_PRECISION_NONE:
    break;
  }
  return (int64_t)SECONDS_A_DAY * NANOSECONDS;
}

static bool add_duration(struct fhirpath_date *date, enum fhirpath_kind kind,
                         fhirpath_wide nanoseconds) {
  int64_t grain = precision_nanoseconds(date);
  fhirpath_wide day = (fhirpath_wide)SECONDS_A_DAY * NANOSECONDS;
  if (date->precision == FHIRPATH_YEAR || date->precision == FHIRPATH_MONTH) {
    bool is_year = date->precision == FHIRPATH_YEAR;
    return add_months(date, is_year ? nanoseconds / day / 365 * 12 : nanoseconds / day / 30);
  }
  fhirpath_wide total = (fhirpath_wide)date->nanosecond + nanoseconds / grain * grain;
  fhirpath_wide seconds = total / NANOSECONDS;
  fhirpath_wide rest = total % NANOSECONDS;
  if (rest < 0) {
    rest += NANOSECONDS;
    seconds--;
  }
  date->nanosecond = (uint32_t)rest;
  if (rest != 0 && date->fraction_digits < 3) {
    date->fraction_digits = 3;
  }
  if (seconds > (fhirpath_wide)400000000000 || seconds < -(fhirpath_wide)400000000000) {
    return false;
  }
  if (kind != FHIRPATH_TIME) {
    return set_unix_seconds(unix_seconds(date) + (int64_t)seconds, date);
  }
  int64_t of_day = (seconds_of_day(date) + (int64_t)seconds) % SECONDS_A_DAY;
  struct fhirpath_date wrapped = *date;
  (void)set_unix_seconds(of_day < 0 ? of_day + SECONDS_A_DAY : of_day, &wrapped);
  wrapped.year = 0;
  wrapped.month = 0;
  wrapped.day = 0;
  *date = wrapped;
  return true;
}

bool fhirpath_date_add(const struct fhirpath_date *date, enum fhirpath_kind kind,
                       struct fhirpath_decimal amount, struct view unit,
                       struct fhirpath_date *ret_date) {
  for (size_t i = 0; i < sizeof calendar_units / sizeof calendar_units[0]; i++) {
    const struct calendar_unit *row = &calendar_units[i];
    if (!view_is(unit, row->name)) {
      continue;
    }
    struct fhirpath_date result = *date;
    bool whole = row->nanoseconds == 0 || row->nanoseconds > NANOSECONDS;
    struct fhirpath_decimal size =
        fhirpath_decimal_from_integer(row->months != 0 ? row->months : row->nanoseconds);
    struct fhirpath_decimal total;
    amount = whole ? fhirpath_decimal_round(amount, 0, FHIRPATH_ROUND_DOWN) : amount;
    if (!fhirpath_decimal_multiply(amount, size, &total)) {
      return false;
    }
    total = fhirpath_decimal_round(total, 0, FHIRPATH_ROUND_DOWN);
    bool good = false;
    if (row->months == 0) {
      good = add_duration(&result, kind, total.coefficient);
    } else if (kind != FHIRPATH_TIME) {
      good = add_months(&result, total.coefficient);
    }
    if (good) {
      *ret_date = result;
    }
    return good;
  }
  return false;
}

struct fhirpath_date fhirpath_date_from_unix(int64_t unix_ms) {
  struct fhirpath_date date = {
      .precision = FHIRPATH_SECOND, .zone = JAPAN_MINUTES, .has_zone = 1, .fraction_digits = 3};
  int64_t milliseconds = unix_ms % 1000;
  int64_t seconds = unix_ms / 1000;
  if (milliseconds < 0) {
    milliseconds += 1000;
    seconds--;
  }
  date.nanosecond = (uint32_t)milliseconds * (NANOSECONDS / 1000);
  (void)set_unix_seconds(seconds + JAPAN_MINUTES * (int64_t)60, &date);
  return date;
}
