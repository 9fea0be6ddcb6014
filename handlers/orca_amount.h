/* Amounts as ORCA writes them, made FHIR decimals without passing through binary: digits are kept.
 * Only the padding goes: zeros in front, and zeros behind in the fixed form of prescriptions (five
 * digits, point, five digits: "00001.50000" is 1.5; "1.50" stays 1.50). */
#ifndef HANDLERS_ORCA_AMOUNT_H
#define HANDLERS_ORCA_AMOUNT_H

#include "server/base/arena.h"

/* The amount as a JSON number, for writer_raw; empty when the text is no number. ERROR_MEMORY. */
enum error orca_amount_read(struct arena *arena, struct view text,
                            struct view *ret_number) MUST_USE;
/* The exact product of an amount and a whole count ("007"); empty when one of them is no number,
 * negative, or the product has more than 18 digits. ERROR_MEMORY. */
enum error orca_amount_times(struct arena *arena, struct view amount, struct view count,
                             struct view *ret_number) MUST_USE;
/* A whole number above zero ("007" -> 7). */
bool orca_amount_count(struct view text, uint64_t *ret_count);

#endif
