/* Laboratory results: the coding rules of the guide's chapter on laboratory codes (a local code
 * always; a shared item, JLAC10 or "not standardised" beside it) and the states of a result. */
#ifndef PROFILES_NATIONAL_LABORATORY_H
#define PROFILES_NATIONAL_LABORATORY_H

#include "profiles/national_place.h"

/* Names: Coding.display and code.text. */
void national_laboratory_half_width_kana(const struct national_place *place);
void national_laboratory_full_width_space(const struct national_place *place);
void national_laboratory_control_character(const struct national_place *place);
/* Codes. */
void national_laboratory_local_code_form(const struct national_place *place);
void national_laboratory_local_code_missing(const struct national_place *place);
void national_laboratory_standard_code(const struct national_place *place);
/* The 43 + 5 shared items: a JLAC code that is one of them must stand under the shared system. */
void national_laboratory_shared_item(const struct national_place *place);
void national_laboratory_uncoded(const struct national_place *place);
void national_laboratory_text(const struct national_place *place);
/* Results. */
void national_laboratory_has_member(const struct national_place *place);
void national_laboratory_status(const struct national_place *place);
void national_laboratory_status_result(const struct national_place *place);
void national_laboratory_result_missing(const struct national_place *place);

/* Is one of the codings a designated infection test (shared list, JLAC10 or JLAC11)? */
bool national_laboratory_is_infection(const struct national_place *place, uint32_t observation);

#endif
