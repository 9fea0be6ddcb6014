/* What the name of a drug says besides the substance: strengths and dosage form. Names of one
 * substance differ in nothing else (2.5, 5, 10 mg), so a search by likeness alone cannot tell them
 * apart and these parts are compared exactly. */
#ifndef TERMINOLOGY_DRUG_NAME_H
#define TERMINOLOGY_DRUG_NAME_H

#include "server/base/arena.h"

#define DRUG_NAME_AMOUNTS 8u

enum drug_unit {
  DRUG_UNIT_NONE, /* a bare number at the end: "ノルバスク５" */
  DRUG_UNIT_MASS,
  DRUG_UNIT_VOLUME,
  DRUG_UNIT_PERCENT,
  DRUG_UNIT_UNITS, /* 単位, IU */
  DRUG_UNIT_EQUIVALENT,
  DRUG_UNIT_MOLE,
  DRUG_UNIT_ACTIVITY, /* Bq */
  DRUG_UNIT_LENGTH,
  DRUG_UNIT_AREA,
};

struct drug_amount {
  uint64_t number; /* as written, in millionths */
  uint64_t value;  /* in millionths of the smallest unit of its kind: 0.5 g is 500 mg */
  enum drug_unit unit;
};

struct drug_name {
  struct drug_amount amounts[DRUG_NAME_AMOUNTS];
  uint32_t amount_count;
  const char *form; /* static, Japanese; NULL when the name does not say */
};

enum drug_agreement {
  DRUG_AGREEMENT_UNKNOWN, /* neither says anything */
  DRUG_AGREEMENT_SAME,
  DRUG_AGREEMENT_UNSTATED, /* only one of them says something, or one says more */
  DRUG_AGREEMENT_DIFFERENT,
};

/* Reads a name as people write it; scratch in the arena is given back. ERROR_MEMORY. */
enum error drug_name_read(struct arena *arena, struct view text,
                          struct drug_name *ret_name) MUST_USE;
enum drug_agreement drug_name_strength(const struct drug_name *a, const struct drug_name *b);
enum drug_agreement drug_name_form(const struct drug_name *a, const struct drug_name *b);

#endif
