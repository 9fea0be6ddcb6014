/* Writes the national Bundle of what was collected for it. */
#ifndef HANDLERS_CLINICAL_BUNDLE_WRITE_H
#define HANDLERS_CLINICAL_BUNDLE_WRITE_H

#include "handlers/allergy_from_orca.h"
#include "handlers/condition_from_orca.h"
#include "handlers/patient_from_orca.h"

enum clinical_kind { CLINICAL_CONDITION, CLINICAL_ALLERGY };

/* One resource behind the Patient: a disease or an allergy. */
struct clinical_item {
  const struct orca_disease *disease;
  const struct allergy *allergy;
  struct view id; /* of the JP Core resource */
};

struct clinical_content {
  enum clinical_kind kind;
  const struct orca_patient *patient;
  struct view member_id; /* one of the two */
  struct view public_member_id;
  struct patient_member_rows member_rows;
  const struct clinical_item *items;
  size_t count;
  const struct orca_department_list *departments;
  struct view version; /* of JP-CLINS */
  int64_t fetched_ms;  /* the youngest answer that is in it */
};

/* What differs between the versions of JP-CLINS: whether profiles name their version (the rules of
 * 1.5 refuse one), the public payer's id and the contained Encounter's profile (1.11 and later). */
struct from_orca_national clinical_bundle_write_version(struct view version);
/* Writes the Bundle as one value; from: writer, arena, mapping, issues, institution number.
 * ERROR_MEMORY. */
enum error clinical_bundle_write(const struct from_orca *from,
                                 const struct clinical_content *content) MUST_USE;

#endif
