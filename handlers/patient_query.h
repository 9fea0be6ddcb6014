/* What a search for patients asks for: the parameters read, and whether a patient is meant. ORCA
 * searches by the beginning of the whole name (kanji or kana), by birth date and sex, or by the day
 * of registration; the rest is compared here, over what ORCA gives. */
#ifndef HANDLERS_PATIENT_QUERY_H
#define HANDLERS_PATIENT_QUERY_H

#include "handlers/day_range.h"
#include "server/http/route.h"
#include "server/orca/orca_patient.h"

struct patient_query {
  struct view id;
  struct view identifier;
  struct view name;     /* as ORCA wants it: parts joined by U+3000, no wildcards */
  struct view family;   /* beginning of the first part, kanji or kana */
  struct view given;    /* beginning of a later part */
  struct view phonetic; /* beginning of the kana, in full-width katakana */
  struct day_range birthdate;
  struct view sex; /* "1", "2", or "-" for what no patient of ORCA has */
  bool has_updated;
  int64_t updated_from_ms; /* of the last registration, [from, to) */
  int64_t updated_to_ms;
};

/* ERROR_BAD_REQUEST with an issue: a value that cannot be. */
enum error patient_query_read(struct request *request, struct patient_query *ret_query) MUST_USE;
/* The name that ORCA is asked for: empty when none is given. */
struct view patient_query_name(const struct patient_query *query);
/* All but id, identifier. */
bool patient_query_matches(const struct patient_query *query, const struct orca_patient *patient);
/* When the patient was registered last, in ms; INT64_MIN when ORCA does not tell. */
int64_t patient_query_updated(struct arena *arena, const struct orca_patient *patient);

#endif
