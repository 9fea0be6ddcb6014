/* What the simulated national service knows beforehand: insured numbers and facilities. */
#ifndef TESTS_LAB_NATIONAL_SEED_H
#define TESTS_LAB_NATIONAL_SEED_H

#include "server/base/arena.h"

#define NATIONAL_SEED_INSURED "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID"
#define NATIONAL_SEED_PUBLIC "http://jpfhir.jp/fhir/clins/Idsystem/JP_PublicPayer_memberID"

struct national_insured {
  struct view system;
  struct view value;      /* insurer(8):symbol:number:branch, or payer(8):recipient(7):: */
  struct view birth_date; /* empty: not compared */
};

/* NULL when the number is valid for the birth date, else why not, in Japanese. The cards of the
 * ORCA simulator's patients are known; full-width and half-width characters are the same. */
const char *national_seed_refusal(const struct national_insured *insured, struct arena *arena);

/* True when the facility (10 digits) takes part in the service. */
bool national_seed_participates(struct view institution);

#endif
