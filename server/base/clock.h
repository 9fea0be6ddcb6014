/* Time and fresh ids, behind one struct so that tests and the lab can move time. */
#ifndef SERVER_BASE_CLOCK_H
#define SERVER_BASE_CLOCK_H

#include "server/base/view.h"

#define CLOCK_INSTANT_BYTES 32u
#define UUID_BYTES 37u /* 36 characters and NUL */

/* Who keeps the wall clock right, as far as the kernel knows. */
enum clock_source {
  CLOCK_SOURCE_UNKNOWN,      /* it may not be asked here */
  CLOCK_SOURCE_SYNCHRONIZED, /* a time service (NTP) does */
  CLOCK_SOURCE_FREE,         /* nobody does */
};

struct clock {
  int64_t (*now_ms)(void *context);       /* Unix time in milliseconds, UTC */
  int64_t (*monotonic_us)(void *context); /* microseconds, never goes back */
  void *context;
  enum clock_source (*source)(void *context); /* NULL: unknown */
};

/* The machine's clock; static. */
const struct clock *clock_system(void);
int64_t clock_now_ms(const struct clock *clock);
int64_t clock_monotonic_us(const struct clock *clock);
enum clock_source clock_source_get(const struct clock *clock);
/* "unknown", "synchronized", "free". */
const char *clock_source_name(enum clock_source source);
/* FHIR instant in Japan time: "2026-11-21T16:00:00.123+09:00" (FHIR R4 datatypes.html#instant).
 * Japan has no summer time, so the offset is fixed. NUL-terminated. */
void clock_instant(int64_t unix_ms, char ret_text[CLOCK_INSTANT_BYTES]);
/* The day in Japan as a number: 20261121. */
uint32_t clock_day(int64_t unix_ms);
/* A FHIR instant or dateTime with zone -> Unix milliseconds; dates alone mean midnight in Japan.
 * False when it is none. */
bool clock_parse(struct view text, int64_t *ret_unix_ms);

/* A random UUID, version 4 (RFC 4122), lower case, NUL-terminated. */
void uuid_random(char ret_text[UUID_BYTES]);
/* A UUID made from a name, version 5 layout over SHA-256: same name, same id. */
void uuid_from_name(struct view name, char ret_text[UUID_BYTES]);

#endif
