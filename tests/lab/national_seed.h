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

struct national_facility_query {
  struct view name;
  struct view kana;
  struct view phone;
  struct view postal_code;
  struct view address;
};

/* NULL when the number is valid for the birth date, else why not, in Japanese. The cards of the
 * ORCA simulator's patients are known; full-width and half-width characters are the same. */
const char *national_seed_refusal(const struct national_insured *insured, struct arena *arena);

/* The same insured number, whatever width its characters have; "system|value" is compared by its
 * value. */
bool national_seed_same_insured(struct view a, struct view b, struct arena *arena);

struct national_facility {
  const char *number; /* 10 digits */
  const char *name;
  const char *kana;
  const char *postal_code;
  const char *address;
  const char *phone;
  bool participates;
};

/* True when the facility (10 digits) takes part in the service. */
bool national_seed_participates(struct view institution);
/* By number; NULL when there is none. */
const struct national_facility *national_seed_facility(struct view institution);
size_t national_seed_facility_count(void);
const struct national_facility *national_seed_facility_at(size_t position);
/* All given parts must match; an empty one matches everything. Name, kana and address: anywhere,
 * half-width kana and full-width letters are the same; phone and postal code: the first digits. */
bool national_seed_facility_matches(const struct national_facility *facility,
                                    const struct national_facility_query *query,
                                    struct arena *arena);

#endif
