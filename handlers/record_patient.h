/* Whose record an id is: what a client that is limited to patients may read is decided before ORCA
 * is asked. Each gives the patient's number as the id has it, empty when it is no such id. */
#ifndef HANDLERS_RECORD_PATIENT_H
#define HANDLERS_RECORD_PATIENT_H

#include "server/base/view.h"

/* Patient/{id}: the id itself. */
struct view record_patient_itself(struct view id);
/* "00001-2f1a33": Condition, Coverage, AllergyIntolerance. */
struct view record_patient_before_key(struct view id);
/* "00001.20261121-01-1.3": prescriptions, procedures, charges. */
struct view record_patient_before_visit(struct view id);
/* "visit-20261121-01-1-00012", "stay-...", "appointment-...": the last part. */
struct view record_patient_at_end(struct view id);

#endif
