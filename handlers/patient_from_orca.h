/* ORCA's patient as a FHIR Patient: JP_Patient (JP Core 1.2.0), or JP_Patient_eCS for the national
 * service. */
#ifndef HANDLERS_PATIENT_FROM_ORCA_H
#define HANDLERS_PATIENT_FROM_ORCA_H

#include "handlers/from_orca.h"
#include "server/orca/orca_former_name.h"
#include "server/orca/orca_patient.h"

/* Rows of HealthInsurance_Information, and in it of PublicInsurance_Information (0: none). */
struct patient_member_rows {
  uint32_t combination;
  uint32_t public;
};

struct patient_from_orca {
  const struct orca_patient *patient;
  struct view id;        /* resource id */
  bool is_row;           /* of a name search: fewer fields, tagged SUBSETTED */
  const char *api;       /* of ORCA */
  struct view member_id; /* insured person's id, for the national service; may be empty */
  struct view public_member_id;
  const struct patient_member_rows *member_rows;    /* where they come from; may be NULL */
  const struct orca_former_name_list *former_names; /* may be NULL */
};

/* Writes the resource as one value. */
void patient_from_orca_write(const struct from_orca *from, const struct patient_from_orca *input);

#endif
