/* Insurance combinations: patientlst6v2 (all, with validity) and the list in patientgetv2. A
 * combination is a set of cards for billing: the same card stands in several. */
#ifndef SERVER_ORCA_ORCA_INSURANCE_H
#define SERVER_ORCA_ORCA_INSURANCE_H

#include "server/orca/orca.h"

struct orca_public_insurance {
  uint32_t row;      /* in ORCA's answer, from 1 */
  struct view class; /* 3 digits, ORCA's own; 010-091 = the law's number */
  struct view name;
  struct view insurer_number; /* 8 */
  struct view insured_number;
  struct view start_date;
  struct view end_date;
};

struct orca_insurance {
  uint32_t row;            /* in ORCA's answer, from 1 */
  struct view combination; /* "0001" */
  struct view class;       /* InsuranceProvider_Class, 3 digits; empty = public insurance alone */
  struct view insurer_number; /* 6 or 8 digits */
  struct view name;           /* of the scheme, not of the insurer */
  struct view symbol;         /* as on the card, mostly full-width */
  struct view number;
  struct view branch;
  struct view relation; /* 1 the patient, 2 family */
  struct view holder;   /* name of the insured person */
  struct view start_date;
  struct view end_date;
  struct orca_public_insurance *publics;
  size_t public_count;
  struct view accident_name;   /* kind of workers' or automobile insurance */
  struct view accident_number; /* labour insurance number */
  struct view liability_office;
};

struct orca_insurance_list {
  struct view patient_id; /* as ORCA writes it */
  struct orca_insurance *insurances;
  size_t count;
  struct orca_info info;
};

/* Every combination of a patient (at most 200). Errors of orca_ask. */
enum error orca_insurance_list(struct orca_session *session, struct view patient_id,
                               struct orca_insurance_list *ret_list) MUST_USE;
/* Decodes the HealthInsurance_Information array below node. */
enum error orca_insurance_decode(struct arena *arena, const struct orca_record *record,
                                 uint32_t node, struct orca_insurance **ret_insurances,
                                 size_t *ret_count) MUST_USE;

#endif
