#include "profiles/primitive_repair.h"

#include "profiles/primitive_format.h"

#include <ctype.h>

#define REPAIR_BYTES 80u

/* ---- reading -----------------------------------------------------------------------------------
 */

/* A number of 1 to `digits` digits at *at; false when there is none. */
static bool take_number(struct view text, size_t *at, size_t digits, unsigned *ret_number) {
  size_t start = *at;
  unsigned number = 0;
  while (*at < text.length && *at - start < digits && isdigit((unsigned char)text.data[*at]) != 0) {
    number = number * 10 + (unsigned)(text.data[*at] - '0');
    (*at)++;
  }
  *ret_number = number;
  return *at > start;
}

static bool take_one_of(struct view text, size_t *at, const char *bytes) {
  if (*at >= text.length || strchr(bytes, text.data[*at]) == NULL) {
    return false;
  }
  (*at)++;
  return true;
}

struct parts {
  unsigned year;
  unsigned month;
  unsigned day;
  struct view rest; /* behind the day */
};

/* 2026/4/1, 2026.04.01, 20260401 and what follows. */
static bool read_day(struct view text, struct parts *ret_parts) {
  size_t at = 0;
  struct parts parts = {0};
  if (!take_number(text, &at, 4, &parts.year) || at != 4) {
    return false;
  }
  bool separated = take_one_of(text, &at, "-/.");
  size_t month_at = at;
  if (!take_number(text, &at, 2, &parts.month) || (!separated && at - month_at != 2)) {
    return false;
  }
  if (separated && !take_one_of(text, &at, "-/.")) {
    return false;
  }
  size_t day_at = at;
  if (!take_number(text, &at, 2, &parts.day) || (!separated && at - day_at != 2)) {
    return false;
  }
  parts.rest = view_part(text, at, text.length);
  *ret_parts = parts;
  return true;
}

/* hh:mm or hh:mm:ss with what follows; "" behind a time without zone. */
static struct view read_time(struct view text, struct arena *arena, struct view *ret_rest) {
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  size_t at = 0;
  *ret_rest = view_make(NULL, 0);
  if (!take_number(text, &at, 2, &hour) || !take_one_of(text, &at, ":") ||
      !take_number(text, &at, 2, &minute)) {
    return view_make(NULL, 0);
  }
  struct view fraction = {"", 0};
  if (take_one_of(text, &at, ":")) {
    if (!take_number(text, &at, 2, &second)) {
      return view_make(NULL, 0);
    }
    size_t start = at;
    while (at < text.length &&
           (text.data[at] == '.' || isdigit((unsigned char)text.data[at]) != 0)) {
      at++;
    }
    fraction = view_part(text, start, at - start);
  }
  *ret_rest = view_part(text, at, text.length);
  return arena_format(arena, "%02u:%02u:%02u%.*s", hour, minute, second, VIEW_ARGUMENTS(fraction));
}

/* ---- dates -------------------------------------------------------------------------------------
 */

static struct view repair_date(struct view text, struct arena *arena) {
  struct parts parts;
  size_t at = 0;
  bool is_day =
      read_day(text, &parts) && (parts.rest.length == 0 || take_one_of(parts.rest, &at, "Tt "));
  if (!is_day) {
    return view_make(NULL, 0);
  }
  return arena_format(arena, "%04u-%02u-%02u", parts.year, parts.month, parts.day);
}

/* "+9:00", "+0900", "+09" -> "+09:00"; none -> Japan's. */
static struct view repair_zone(struct view zone, struct arena *arena) {
  unsigned hours = 9;
  unsigned minutes = 0;
  size_t at = 0;
  if (zone.length == 0) {
    return view_of("+09:00");
  }
  if (zone.data[0] == 'Z' || zone.data[0] == 'z') {
    return zone.length == 1 ? view_of("Z") : view_make(NULL, 0);
  }
  if (!take_one_of(zone, &at, "+-") || !take_number(zone, &at, 2, &hours)) {
    return view_make(NULL, 0);
  }
  (void)take_one_of(zone, &at, ":");
  bool has_minutes = take_number(zone, &at, 2, &minutes);
  if (at < zone.length || (has_minutes && minutes > 59)) {
    return view_make(NULL, 0);
  }
  return arena_format(arena, "%c%02u:%02u", zone.data[0], hours, minutes);
}

static struct view repair_date_time(struct view text, struct arena *arena) {
  struct parts parts;
  if (!read_day(text, &parts)) {
    return view_make(NULL, 0);
  }
  size_t at = 0;
  if (parts.rest.length == 0) {
    return repair_date(text, arena);
  }
  if (!take_one_of(parts.rest, &at, "Tt ")) {
    return view_make(NULL, 0);
  }
  struct view rest;
  struct view time = read_time(view_part(parts.rest, at, parts.rest.length), arena, &rest);
  struct view zone = repair_zone(rest, arena);
  if (time.length == 0 || zone.length == 0) {
    return view_make(NULL, 0);
  }
  return arena_format(arena, "%04u-%02u-%02uT%.*s%.*s", parts.year, parts.month, parts.day,
                      VIEW_ARGUMENTS(time), VIEW_ARGUMENTS(zone));
}

/* An instant needs a time: that of a day alone is not known. */
static struct view repair_instant(struct view text, struct arena *arena) {
  struct view repaired = repair_date_time(text, arena);
  return repaired.length > 10 ? repaired : view_make(NULL, 0);
}

static struct view repair_time(struct view text, struct arena *arena) {
  struct view rest;
  struct view time = read_time(text, arena, &rest);
  return time;
}

/* ---- others ------------------------------------------------------------------------------------
 */

static struct view to_lower(struct view text, struct arena *arena) {
  char *bytes = arena_string(arena, text);
  for (size_t i = 0; bytes != NULL && i < text.length; i++) {
    bytes[i] = (char)tolower((unsigned char)bytes[i]);
  }
  return view_make(bytes, bytes == NULL ? 0 : text.length);
}

static struct view repair_boolean(struct view text, struct arena *arena) {
  struct view lower = to_lower(view_trim(text), arena);
  return view_is(lower, "true") || view_is(lower, "false") ? lower : view_make(NULL, 0);
}

/* Without blanks at the ends, single ones inside. */
static struct view repair_code(struct view text, struct arena *arena) {
  char *bytes = arena_string(arena, text);
  size_t length = 0;
  for (size_t i = 0; bytes != NULL && i < text.length; i++) {
    bool blank = isspace((unsigned char)text.data[i]) != 0;
    if (blank && (length == 0 || bytes[length - 1] == ' ')) {
      continue;
    }
    bytes[length++] = blank ? ' ' : text.data[i];
  }
  return view_trim(view_make(bytes, length));
}

/* "_" is what ids are most often written with; other characters have no evident replacement. */
static struct view repair_id(struct view text, struct arena *arena) {
  char *bytes = arena_string(arena, text);
  for (size_t i = 0; bytes != NULL && i < text.length; i++) {
    bytes[i] = bytes[i] == '_' ? '-' : bytes[i];
  }
  return view_trim(view_make(bytes, bytes == NULL ? 0 : text.length));
}

static struct view with_prefix(struct view text, const char *prefix, struct arena *arena) {
  struct view trimmed = view_trim(text);
  return view_starts_with(trimmed, view_of(prefix))
             ? trimmed
             : arena_format(arena, "%s%.*s", prefix, VIEW_ARGUMENTS(trimmed));
}

static struct view repair_oid(struct view text, struct arena *arena) {
  return with_prefix(to_lower(text, arena), "urn:oid:", arena);
}

static struct view repair_uuid(struct view text, struct arena *arena) {
  return with_prefix(to_lower(text, arena), "urn:uuid:", arena);
}

static struct view repair_uri(struct view text, struct arena *arena) {
  (void)arena;
  return view_trim(text);
}

/* "+5", "05", "5.0" of a whole number; ".5" of a decimal. */
static struct view repair_number(struct view text, struct arena *arena) {
  struct view trimmed = view_trim(text);
  size_t start = trimmed.length > 1 && trimmed.data[0] == '+' ? 1 : 0;
  while (start + 1 < trimmed.length && trimmed.data[start] == '0' &&
         isdigit((unsigned char)trimmed.data[start + 1]) != 0) {
    start++;
  }
  struct view number = view_part(trimmed, start, trimmed.length);
  return number.length > 0 && number.data[0] == '.'
             ? arena_format(arena, "0%.*s", VIEW_ARGUMENTS(number))
             : number;
}

static struct view repair_whole(struct view text, struct arena *arena) {
  struct view number = repair_number(text, arena);
  size_t point = view_find_byte(number, '.', 0);
  for (size_t i = point; i != SIZE_MAX && i + 1 < number.length; i++) {
    if (number.data[i + 1] != '0') {
      return view_make(NULL, 0);
    }
  }
  return point == SIZE_MAX ? number : view_part(number, 0, point);
}

typedef struct view repair_form(struct view text, struct arena *arena);

struct view primitive_repair(enum pack_primitive type, struct view text, struct arena *arena) {
  static repair_form *const forms[PACK_PRIMITIVE_COUNT] = {
      [PACK_PRIMITIVE_BOOLEAN] = repair_boolean,
      [PACK_PRIMITIVE_INTEGER] = repair_whole,
      [PACK_PRIMITIVE_POSITIVE_INT] = repair_whole,
      [PACK_PRIMITIVE_UNSIGNED_INT] = repair_whole,
      [PACK_PRIMITIVE_DECIMAL] = repair_number,
      [PACK_PRIMITIVE_CODE] = repair_code,
      [PACK_PRIMITIVE_ID] = repair_id,
      [PACK_PRIMITIVE_URI] = repair_uri,
      [PACK_PRIMITIVE_URL] = repair_uri,
      [PACK_PRIMITIVE_CANONICAL] = repair_uri,
      [PACK_PRIMITIVE_OID] = repair_oid,
      [PACK_PRIMITIVE_UUID] = repair_uuid,
      [PACK_PRIMITIVE_DATE] = repair_date,
      [PACK_PRIMITIVE_INSTANT] = repair_instant,
      [PACK_PRIMITIVE_DATE_TIME] = repair_date_time,
      [PACK_PRIMITIVE_TIME] = repair_time,
  };
  if (text.length > REPAIR_BYTES || forms[type] == NULL) {
    return view_make(NULL, 0);
  }
  struct view repaired = forms[type](text, arena);
  bool good = repaired.length > 0 && !view_equal(repaired, text) &&
              primitive_format_check(type, repaired) == MESSAGE_COUNT;
  return good ? repaired : view_make(NULL, 0);
}
