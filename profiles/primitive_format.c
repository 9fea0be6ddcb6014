#include "profiles/primitive_format.h"

#define STRING_CHARACTERS 1048576u
#define ID_CHARACTERS 64u

/* A reader over one value. */
struct scan {
  struct view text;
  size_t at;
};

static bool scan_end(const struct scan *scan) {
  return scan->at == scan->text.length;
}

static bool scan_byte(struct scan *scan, char byte) {
  if (scan_end(scan) || scan->text.data[scan->at] != byte) {
    return false;
  }
  scan->at++;
  return true;
}

/* Exactly count digits. */
static bool scan_number(struct scan *scan, size_t count, unsigned *ret_number) {
  unsigned number = 0;
  if (scan->text.length - scan->at < count) {
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    char byte = scan->text.data[scan->at + i];
    if (!byte_is_digit(byte)) {
      return false;
    }
    number = number * 10 + (unsigned)(byte - '0');
  }
  scan->at += count;
  *ret_number = number;
  return true;
}

static unsigned days_in_month(unsigned year, unsigned month) {
  static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29u : days[month - 1];
}

enum date_parts { DATE_NONE, DATE_YEAR, DATE_MONTH, DATE_DAY };

/* How much of YYYY[-MM[-DD]] stands here; DATE_NONE when it is no date that exists. */
static enum date_parts scan_date(struct scan *scan) {
  unsigned year;
  unsigned month;
  unsigned day;
  if (!scan_number(scan, 4, &year) || year == 0) {
    return DATE_NONE;
  }
  if (!scan_byte(scan, '-')) {
    return DATE_YEAR;
  }
  if (!scan_number(scan, 2, &month) || month < 1 || month > 12) {
    return DATE_NONE;
  }
  if (!scan_byte(scan, '-')) {
    return DATE_MONTH;
  }
  if (!scan_number(scan, 2, &day) || day < 1 || day > days_in_month(year, month)) {
    return DATE_NONE;
  }
  return DATE_DAY;
}

/* hh:mm:ss[.fraction]; 23:59:60 is a leap second. */
static bool scan_time(struct scan *scan) {
  unsigned hour;
  unsigned minute;
  unsigned second;
  unsigned digit;
  if (!scan_number(scan, 2, &hour) || hour > 23 || !scan_byte(scan, ':') ||
      !scan_number(scan, 2, &minute) || minute > 59 || !scan_byte(scan, ':') ||
      !scan_number(scan, 2, &second) || second > 60) {
    return false;
  }
  if (!scan_byte(scan, '.')) {
    return true;
  }
  if (!scan_number(scan, 1, &digit)) {
    return false;
  }
  while (scan_number(scan, 1, &digit)) {
  }
  return true;
}

static bool scan_zone(struct scan *scan) {
  unsigned hour;
  unsigned minute;
  if (scan_byte(scan, 'Z')) {
    return true;
  }
  if (!scan_byte(scan, '+') && !scan_byte(scan, '-')) {
    return false;
  }
  return scan_number(scan, 2, &hour) && scan_byte(scan, ':') && scan_number(scan, 2, &minute) &&
         minute <= 59 && (hour < 14 || (hour == 14 && minute == 0));
}

static bool check_date(struct view text) {
  struct scan scan = {text, 0};
  return scan_date(&scan) != DATE_NONE && scan_end(&scan);
}

static bool check_moment(struct view text, bool must_have_time) {
  struct scan scan = {text, 0};
  enum date_parts parts = scan_date(&scan);
  if (parts == DATE_NONE) {
    return false;
  }
  if (scan_end(&scan)) {
    return !must_have_time;
  }
  return parts == DATE_DAY && scan_byte(&scan, 'T') && scan_time(&scan) && scan_zone(&scan) &&
         scan_end(&scan);
}

static bool check_time(struct view text) {
  struct scan scan = {text, 0};
  return scan_time(&scan) && scan_end(&scan);
}

/* Integers: no fraction, no exponent, no leading zeros, no "-0". */
static bool check_integer(struct view text, int64_t minimum, int64_t maximum) {
  bool negative = text.length > 0 && text.data[0] == '-';
  struct view digits = view_part(text, negative ? 1 : 0, text.length);
  uint64_t number;
  if (!view_to_unsigned(digits, UINT32_MAX, &number) ||
      (digits.length > 1 && digits.data[0] == '0') || (negative && number == 0)) {
    return false;
  }
  int64_t value = negative ? -(int64_t)number : (int64_t)number;
  return value >= minimum && value <= maximum;
}

/* Digits at *at, at least one; *at moves behind them. */
static bool skip_digits(struct view text, size_t *at) {
  size_t start = *at;
  while (*at < text.length && byte_is_digit(text.data[*at])) {
    (*at)++;
  }
  return *at > start;
}

static bool skip_one_of(struct view text, size_t *at, const char *bytes) {
  bool found = *at < text.length && text.data[*at] != '\0' && strchr(bytes, text.data[*at]) != NULL;
  *at += found ? 1 : 0;
  return found;
}

bool primitive_format_is_number(struct view text) {
  size_t at = 0;
  (void)skip_one_of(text, &at, "-");
  bool good = skip_one_of(text, &at, "0") || skip_digits(text, &at);
  if (good && skip_one_of(text, &at, ".")) {
    good = skip_digits(text, &at);
  }
  if (good && skip_one_of(text, &at, "eE")) {
    (void)skip_one_of(text, &at, "+-");
    good = skip_digits(text, &at);
  }
  return good && at == text.length;
}

/* JSON's grammar, and the exponent is sane. */
static bool check_decimal(struct view text) {
  if (!primitive_format_is_number(text)) {
    return false;
  }
  size_t exponent = view_find_byte(text, 'e', 0);
  if (exponent == SIZE_MAX) {
    exponent = view_find_byte(text, 'E', 0);
  }
  return exponent == SIZE_MAX || text.length - exponent <= 6;
}

static bool check_id(struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    bool good = byte_is_digit(byte) || (byte >= 'A' && byte <= 'Z') ||
                (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '.';
    if (!good) {
      return false;
    }
  }
  return text.length >= 1 && text.length <= ID_CHARACTERS;
}

static bool is_blank(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' ||
         byte == '\v';
}

static bool check_code(struct view text) {
  if (text.length == 0 || is_blank(text.data[0]) || is_blank(text.data[text.length - 1])) {
    return false;
  }
  for (size_t i = 1; i < text.length; i++) {
    if (is_blank(text.data[i]) && (text.data[i] != ' ' || is_blank(text.data[i - 1]))) {
      return false;
    }
  }
  return true;
}

static enum message_id check_string(struct view text) {
  size_t continuation = 0;
  for (size_t i = 0; i < text.length; i++) {
    unsigned char byte = (unsigned char)text.data[i];
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') {
      return MESSAGE_FORMAT_STRING;
    }
    continuation += (byte & 0xc0u) == 0x80u;
  }
  return text.length - continuation > STRING_CHARACTERS ? MESSAGE_FORMAT_STRING_LENGTH
                                                        : MESSAGE_COUNT;
}

/* urn:oid:[0-2](.(0|[1-9][0-9]*))+ */
static bool check_oid(struct view text) {
  static const struct view prefix = VIEW_LITERAL("urn:oid:");
  if (!view_starts_with(text, prefix)) {
    return false;
  }
  struct view rest = view_part(text, prefix.length, text.length);
  size_t arcs = 0;
  if (rest.length == 0 || rest.data[0] > '2' || rest.data[rest.length - 1] == '.') {
    return false;
  }
  while (rest.data != NULL) {
    struct view arc = view_split(&rest, '.');
    for (size_t i = 0; i < arc.length; i++) {
      if (!byte_is_digit(arc.data[i])) {
        return false;
      }
    }
    if (arc.length == 0 || (arc.length > 1 && (arc.data[0] == '0' || arcs == 0))) {
      return false;
    }
    arcs++;
  }
  return arcs >= 2;
}

/* urn:uuid: and lower-case digits (FHIR R4 datatypes.html#uri says so of every URI). */
static bool check_uuid(struct view text) {
  static const struct view prefix = VIEW_LITERAL("urn:uuid:");
  if (!view_starts_with(text, prefix) || text.length != prefix.length + 36) {
    return false;
  }
  for (size_t i = 0; i < 36; i++) {
    char byte = text.data[prefix.length + i];
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    bool hexadecimal = byte_is_digit(byte) || (byte >= 'a' && byte <= 'f');
    if (dash ? byte != '-' : !hexadecimal) {
      return false;
    }
  }
  return true;
}

static bool check_uri(struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    unsigned char byte = (unsigned char)text.data[i];
    if (byte <= 0x20 || byte == 0x7f) {
      return false;
    }
  }
  if (view_starts_with(text, view_of("urn:oid:"))) {
    return check_oid(text);
  }
  if (view_starts_with(text, view_of("urn:uuid:"))) {
    return check_uuid(text);
  }
  return !view_starts_with(text, view_of("oid:")) && !view_starts_with(text, view_of("uuid:"));
}

/* Absolute, or a fragment: something contained (FHIR R4 datatypes.html#canonical). */
static bool check_canonical(struct view text) {
  bool is_fragment = text.length > 0 && text.data[0] == '#';
  return check_uri(text) && (is_fragment || view_find_byte(text, ':', 0) != SIZE_MAX);
}

static int base64_digit(char byte) {
  if (byte >= 'A' && byte <= 'Z') {
    return byte - 'A';
  }
  if (byte >= 'a' && byte <= 'z') {
    return byte - 'a' + 26;
  }
  if (byte_is_digit(byte)) {
    return byte - '0' + 52;
  }
  return byte == '+' ? 62 : byte == '/' ? 63 : -1;
}

/* RFC 4648 with padding; white space between is allowed (FHIR R4 regex). */
static bool check_base64(struct view text) {
  size_t digits = 0;
  size_t padding = 0;
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    if (is_blank(byte)) {
      continue;
    }
    if (byte == '=') {
      padding++;
    } else if (padding > 0 || base64_digit(byte) < 0) {
      return false;
    } else {
      digits++;
    }
  }
  return padding <= 2 && (digits + padding) % 4 == 0 && digits > 0;
}

/* The rows of types whose check is a plain yes or no. */
struct format_row {
  bool (*check)(struct view text);
  enum message_id fault;
};

static bool check_boolean(struct view text) {
  return view_is(text, "true") || view_is(text, "false");
}
static bool check_any_integer(struct view text) {
  return check_integer(text, INT32_MIN, INT32_MAX);
}
static bool check_positive(struct view text) {
  return check_integer(text, 1, INT32_MAX);
}
static bool check_unsigned(struct view text) {
  return check_integer(text, 0, INT32_MAX);
}
static bool check_instant(struct view text) {
  return check_moment(text, true);
}
static bool check_date_time(struct view text) {
  return check_moment(text, false);
}

static const struct format_row formats[PACK_PRIMITIVE_COUNT] = {
    [PACK_PRIMITIVE_BOOLEAN] = {check_boolean, MESSAGE_FORMAT_BOOLEAN},
    [PACK_PRIMITIVE_INTEGER] = {check_any_integer, MESSAGE_FORMAT_INTEGER},
    [PACK_PRIMITIVE_POSITIVE_INT] = {check_positive, MESSAGE_FORMAT_POSITIVE_INT},
    [PACK_PRIMITIVE_UNSIGNED_INT] = {check_unsigned, MESSAGE_FORMAT_UNSIGNED_INT},
    [PACK_PRIMITIVE_DECIMAL] = {check_decimal, MESSAGE_FORMAT_DECIMAL},
    [PACK_PRIMITIVE_CODE] = {check_code, MESSAGE_FORMAT_CODE},
    [PACK_PRIMITIVE_ID] = {check_id, MESSAGE_FORMAT_ID},
    [PACK_PRIMITIVE_URI] = {check_uri, MESSAGE_FORMAT_URI},
    [PACK_PRIMITIVE_URL] = {check_uri, MESSAGE_FORMAT_URL},
    [PACK_PRIMITIVE_CANONICAL] = {check_canonical, MESSAGE_FORMAT_CANONICAL},
    [PACK_PRIMITIVE_OID] = {check_oid, MESSAGE_FORMAT_OID},
    [PACK_PRIMITIVE_UUID] = {check_uuid, MESSAGE_FORMAT_UUID},
    [PACK_PRIMITIVE_BASE64_BINARY] = {check_base64, MESSAGE_FORMAT_BASE64},
    [PACK_PRIMITIVE_INSTANT] = {check_instant, MESSAGE_FORMAT_INSTANT},
    [PACK_PRIMITIVE_DATE] = {check_date, MESSAGE_FORMAT_DATE},
    [PACK_PRIMITIVE_DATE_TIME] = {check_date_time, MESSAGE_FORMAT_DATE_TIME},
    [PACK_PRIMITIVE_TIME] = {check_time, MESSAGE_FORMAT_TIME},
};

static bool only_blanks(struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    if (!is_blank(text.data[i])) {
      return false;
    }
  }
  return true;
}

enum message_id primitive_format_check(enum pack_primitive type, struct view text) {
  bool is_text = type == PACK_PRIMITIVE_STRING || type == PACK_PRIMITIVE_MARKDOWN;
  if (text.length == 0 || (!is_text && only_blanks(text))) {
    return MESSAGE_STRING_EMPTY;
  }
  if (is_text) {
    return check_string(text);
  }
  const struct format_row *row = &formats[type];
  return row->check == NULL || row->check(text) ? MESSAGE_COUNT : row->fault;
}

const char *primitive_format_name(enum pack_primitive type) {
  static const char *const names[PACK_PRIMITIVE_COUNT] = {
#define PRIMITIVE_NAME(name, text) text,
      PACK_PRIMITIVES(PRIMITIVE_NAME)
#undef PRIMITIVE_NAME
  };
  return names[type];
}
