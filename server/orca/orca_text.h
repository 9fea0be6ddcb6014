/* ORCA's text as it should have been: blanks and lone full-width spaces are "no value", open ends
 * of periods are "no date". */
#ifndef SERVER_ORCA_ORCA_TEXT_H
#define SERVER_ORCA_ORCA_TEXT_H

#include "server/base/view.h"

#define ORCA_WIDE_SPACE "\xe3\x80\x80" /* U+3000 */

/* Without ASCII blanks and U+3000 at both ends; empty when there is nothing else. */
struct view orca_text_clean(struct view text);
/* The text when it is a calendar date YYYY-MM-DD; empty for 0000-00-00, 9999-12-31 (open) and for
 * what is no date at all. */
struct view orca_text_date(struct view text);
/* True for the characters that may stand in a patient number sent to ORCA: it does not decode
 * percent signs, so only letters, digits and hyphens are let through; at most 20. */
bool orca_text_is_patient_id(struct view text);
/* The number without leading zeros: ORCA takes "12" for "00012". */
struct view orca_text_patient_key(struct view patient_id);

#endif
