#include "server/orca/orca_text.h"

#define DATE_BYTES 10u
#define PATIENT_ID_BYTES 20u

static const struct view wide_space = VIEW_LITERAL(ORCA_WIDE_SPACE);

struct view orca_text_clean(struct view text) {
  size_t before;
  do {
    before = text.length;
    text = view_trim(text);
    if (view_starts_with(text, wide_space)) {
      text = view_part(text, wide_space.length, text.length);
    }
    if (view_ends_with(text, wide_space)) {
      text = view_part(text, 0, text.length - wide_space.length);
    }
  } while (text.length != before);
  return text.length != 0 ? text : (struct view){NULL, 0};
}

static bool date_part(struct view text, size_t start, size_t length, uint64_t *ret_number) {
  return view_to_unsigned(view_part(text, start, length), 9999, ret_number);
}

static uint64_t days_of_month(uint64_t year, uint64_t month) {
  static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

struct view orca_text_date(struct view text) {
  const struct view none = {NULL, 0};
  uint64_t year = 0;
  uint64_t month = 0;
  uint64_t day = 0;
  if (text.length != DATE_BYTES || text.data[4] != '-' || text.data[7] != '-' ||
      !date_part(text, 0, 4, &year) || !date_part(text, 5, 2, &month) ||
      !date_part(text, 8, 2, &day)) {
    return none;
  }
  if (year == 0 || year == 9999 || month == 0 || month > 12 || day == 0) {
    return none;
  }
  return day <= days_of_month(year, month) ? text : none;
}

static bool is_patient_byte(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z') || byte == '-';
}

bool orca_text_is_patient_id(struct view text) {
  if (text.length == 0 || text.length > PATIENT_ID_BYTES) {
    return false;
  }
  for (size_t i = 0; i < text.length; i++) {
    if (!is_patient_byte(text.data[i])) {
      return false;
    }
  }
  return true;
}

struct view orca_text_patient_key(struct view patient_id) {
  size_t zeros = 0;
  while (zeros + 1 < patient_id.length && patient_id.data[zeros] == '0') {
    zeros++;
  }
  return view_part(patient_id, zeros, patient_id.length);
}
