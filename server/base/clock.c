#include "server/base/clock.h"

#include "server/base/hash.h"

#include <assert.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/timex.h>
#include <time.h>

#define JAPAN_OFFSET_MS (9 * 3600LL * 1000)

static int64_t system_now_ms(void *context) {
  (void)context;
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int64_t system_monotonic_us(void *context) {
  (void)context;
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

/* Asked without a change (modes 0), which needs no right; a sandbox may refuse even that. */
static enum clock_source system_source(void *context) {
  (void)context;
  struct timex state = {.modes = 0};
  int code = adjtimex(&state);
  if (code < 0) {
    return CLOCK_SOURCE_UNKNOWN;
  }
  return code == TIME_ERROR ? CLOCK_SOURCE_FREE : CLOCK_SOURCE_SYNCHRONIZED;
}

const struct clock *clock_system(void) {
  static const struct clock system = {system_now_ms, system_monotonic_us, NULL, system_source};
  return &system;
}

int64_t clock_now_ms(const struct clock *clock) {
  return clock->now_ms(clock->context);
}

int64_t clock_monotonic_us(const struct clock *clock) {
  return clock->monotonic_us(clock->context);
}

enum clock_source clock_source_get(const struct clock *clock) {
  return clock->source == NULL ? CLOCK_SOURCE_UNKNOWN : clock->source(clock->context);
}

const char *clock_source_name(enum clock_source source) {
  static const char *const names[] = {[CLOCK_SOURCE_UNKNOWN] = "unknown",
                                      [CLOCK_SOURCE_SYNCHRONIZED] = "synchronized",
                                      [CLOCK_SOURCE_FREE] = "free"};
  return names[source];
}

/* The wall clock in Japan, and what is left of a second. */
static struct tm japan_time(int64_t unix_ms, int64_t *ret_milliseconds) {
  int64_t local_ms = unix_ms + JAPAN_OFFSET_MS;
  int64_t milliseconds = ((local_ms % 1000) + 1000) % 1000;
  time_t seconds = (time_t)((local_ms - milliseconds) / 1000);
  struct tm parts;
  if (gmtime_r(&seconds, &parts) == NULL || parts.tm_year < -1900 || parts.tm_year > 8099) {
    parts = (struct tm){.tm_year = 70, .tm_mday = 1};
  }
  *ret_milliseconds = milliseconds;
  return parts;
}

uint32_t clock_day(int64_t unix_ms) {
  int64_t milliseconds;
  struct tm parts = japan_time(unix_ms, &milliseconds);
  return (uint32_t)((parts.tm_year + 1900) * 10000 + (parts.tm_mon + 1) * 100 + parts.tm_mday);
}

void clock_instant(int64_t unix_ms, char ret_text[CLOCK_INSTANT_BYTES]) {
  int64_t milliseconds;
  struct tm parts = japan_time(unix_ms, &milliseconds);
  size_t length = strftime(ret_text, CLOCK_INSTANT_BYTES, "%Y-%m-%dT%H:%M:%S", &parts);
  (void)snprintf(ret_text + length, CLOCK_INSTANT_BYTES - length, ".%03d+09:00", (int)milliseconds);
}

/* Takes a number of exactly width digits in minimum..maximum from the front of *rest. */
static bool take_number(struct view *rest, size_t width, int minimum, int maximum,
                        int *ret_number) {
  uint64_t number = 0;
  if (rest->length < width ||
      !view_to_unsigned(view_part(*rest, 0, width), (uint64_t)maximum, &number) ||
      (int)number < minimum) {
    return false;
  }
  *rest = view_part(*rest, width, SIZE_MAX);
  *ret_number = (int)number;
  return true;
}

static bool take_byte(struct view *rest, char byte) {
  if (rest->length == 0 || rest->data[0] != byte) {
    return false;
  }
  *rest = view_part(*rest, 1, SIZE_MAX);
  return true;
}

/* ".123..." -> milliseconds; further digits are dropped. */
static bool take_fraction(struct view *rest, int *ret_milliseconds) {
  int milliseconds = 0;
  int digits = 0;
  while (rest->length > 0 && rest->data[0] >= '0' && rest->data[0] <= '9') {
    if (digits < 3) {
      milliseconds = milliseconds * 10 + (rest->data[0] - '0');
    }
    digits++;
    *rest = view_part(*rest, 1, SIZE_MAX);
  }
  for (int i = digits; i < 3; i++) {
    milliseconds *= 10;
  }
  *ret_milliseconds = milliseconds;
  return digits > 0;
}

static bool take_zone(struct view *rest, int64_t *ret_offset_ms) {
  int hours;
  int minutes;
  if (take_byte(rest, 'Z')) {
    *ret_offset_ms = 0;
    return true;
  }
  bool east = rest->length > 0 && rest->data[0] == '+';
  if (!east && (rest->length == 0 || rest->data[0] != '-')) {
    return false;
  }
  *rest = view_part(*rest, 1, SIZE_MAX);
  if (!take_number(rest, 2, 0, 14, &hours) || !take_byte(rest, ':') ||
      !take_number(rest, 2, 0, 59, &minutes)) {
    return false;
  }
  *ret_offset_ms = (east ? 1 : -1) * ((int64_t)hours * 60 + minutes) * 60000;
  return true;
}

static bool take_time(struct view *rest, int64_t *ret_ms, int64_t *ret_offset_ms) {
  int hours;
  int minutes;
  int seconds = 0;
  int milliseconds = 0;
  if (!take_number(rest, 2, 0, 23, &hours) || !take_byte(rest, ':') ||
      !take_number(rest, 2, 0, 59, &minutes)) {
    return false;
  }
  if (take_byte(rest, ':') && !take_number(rest, 2, 0, 60, &seconds)) {
    return false;
  }
  if (take_byte(rest, '.') && !take_fraction(rest, &milliseconds)) {
    return false;
  }
  *ret_ms = (((int64_t)hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  return take_zone(rest, ret_offset_ms);
}

bool clock_parse(struct view text, int64_t *ret_unix_ms) {
  struct view rest = text;
  int year;
  int month = 1;
  int day = 1;
  int64_t time_ms = 0;
  int64_t offset_ms = JAPAN_OFFSET_MS;
  if (!take_number(&rest, 4, 1, 9999, &year) ||
      (take_byte(&rest, '-') && !take_number(&rest, 2, 1, 12, &month)) ||
      (take_byte(&rest, '-') && !take_number(&rest, 2, 1, 31, &day)) ||
      (take_byte(&rest, 'T') && !take_time(&rest, &time_ms, &offset_ms)) || rest.length > 0) {
    return false;
  }
  struct tm parts = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
  time_t seconds = timegm(&parts);
  if (parts.tm_mon != month - 1) { /* 31 April and the like roll over */
    return false;
  }
  *ret_unix_ms = (int64_t)seconds * 1000 + time_ms - offset_ms;
  return true;
}

static void uuid_write(unsigned char bytes[16], unsigned version, char ret_text[UUID_BYTES]) {
  static const char digits[] = "0123456789abcdef";
  bytes[6] = (unsigned char)((bytes[6] & 0x0Fu) | version << 4);
  bytes[8] = (unsigned char)((bytes[8] & 0x3Fu) | 0x80u);
  char *to = ret_text;
  for (size_t i = 0; i < 16; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) {
      *to++ = '-';
    }
    *to++ = digits[bytes[i] >> 4];
    *to++ = digits[bytes[i] & 15u];
  }
  *to = '\0';
}

void uuid_random(char ret_text[UUID_BYTES]) {
  unsigned char bytes[16];
  ssize_t size = getrandom(bytes, sizeof bytes, 0);
  assert(size == (ssize_t)sizeof bytes); /* cannot fail for 16 bytes once the pool is ready */
  (void)size;
  uuid_write(bytes, 4, ret_text);
}

void uuid_from_name(struct view name, char ret_text[UUID_BYTES]) {
  struct sha256 digest = hash_sha256(name);
  uuid_write(digest.bytes, 5, ret_text);
}
