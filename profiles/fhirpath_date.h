/* Dates, times and their arithmetic with partial precision (FHIRPath
 * N1 4.1.4-4.1.7, 6.1, 6.2, 6.6.4; formats of FHIR R4 datatypes.html#dateTime). Nothing here knows
 * the current time. */
#ifndef PROFILES_FHIRPATH_DATE_H
#define PROFILES_FHIRPATH_DATE_H

#include "profiles/fhirpath_decimal.h"

#define FHIRPATH_DATE_TEXT_BYTES 48u

/* kind: FHIRPATH_DATE "2015-02", FHIRPATH_DATE_TIME "2015-02-04T14:34+09:00" or any date,
 * FHIRPATH_TIME "14:34:28.123". False when the text is none or the day does not exist. */
bool fhirpath_date_parse(struct view text, enum fhirpath_kind kind, struct fhirpath_date *ret_date);
/* Writes what was parsed; NUL-terminated; returns the length. */
size_t fhirpath_date_text(const struct fhirpath_date *date, enum fhirpath_kind kind,
                          char ret_text[FHIRPATH_DATE_TEXT_BYTES]);

/* <0, 0, >0 in *ret_order; false when it is not determined: different precision, or only one has a
 * zone and they are less than 14 hours apart. Do not mix times with dates. */
bool fhirpath_date_compare(const struct fhirpath_date *a, const struct fhirpath_date *b,
                           int *ret_order);

/* date + amount calendar units (singular word such as "day"; weeks to milliseconds are durations).
 * Amounts finer than the date's precision are cut to it. False when the unit is no calendar unit or
 * the result is outside of years 1-9999. kind as in fhirpath_date_parse. */
bool fhirpath_date_add(const struct fhirpath_date *date, enum fhirpath_kind kind,
                       struct fhirpath_decimal amount, struct view unit,
                       struct fhirpath_date *ret_date);

/* Unix milliseconds as a dateTime in Japan's zone with milliseconds. */
struct fhirpath_date fhirpath_date_from_unix(int64_t unix_ms);

#endif
