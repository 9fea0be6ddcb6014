/* ORCA's contraindicated drugs (coded) and its free texts on allergies and contraindications as
 * FHIR AllergyIntolerances: JP_AllergyIntolerance (JP Core 1.2.0), or JP_AllergyIntolerance_eCS for
 * the national service. Nothing is read into a free text. */
#ifndef HANDLERS_ALLERGY_FROM_ORCA_H
#define HANDLERS_ALLERGY_FROM_ORCA_H

#include "handlers/from_orca.h"
#include "server/orca/orca_patient.h"

struct allergy {
  struct view id;
  const struct orca_contraindication *drug; /* NULL = free text */
  struct view text;
  const char *field;  /* of a free text; NULL for a drug */
  bool is_drug_field; /* the text stands in a field for contraindicated drugs (禁忌) */
};

/* What ORCA holds, in its order; texts that say "none" (なし) are no allergies. ERROR_MEMORY. */
enum error allergy_from_orca_collect(struct arena *arena, const struct orca_patient *patient,
                                     struct allergy **ret_allergies, size_t *ret_count) MUST_USE;
/* Writes the resource as one value. */
void allergy_from_orca_write(const struct from_orca *from, const struct allergy *allergy);

#endif
