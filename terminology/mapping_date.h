/* Days as numbers yyyymmdd, which compare as days do; 0 = none. */
#ifndef TERMINOLOGY_MAPPING_DATE_H
#define TERMINOLOGY_MAPPING_DATE_H

#include "server/base/view.h"

/* The day of a FHIR date, dateTime or instant as it is written (no change of zone); of a year or a
 * month its first day. 0 when the text is none. */
uint32_t mapping_date_read(struct view text);
/* True for yyyy-mm-dd with a day that exists. */
bool mapping_date_is_day(struct view text);
/* The day in Japan of an instant. */
uint32_t mapping_date_of_ms(int64_t unix_ms);
/* The day that follows by so many days; days may be negative. */
uint32_t mapping_date_add(uint32_t date, int32_t days);
/* "2026-11-21" and NUL. */
#define MAPPING_DATE_BYTES 16u
void mapping_date_write(uint32_t date, char ret_text[MAPPING_DATE_BYTES]);

#endif
