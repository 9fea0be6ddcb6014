/* Parts of patient answers that several APIs share. */
#ifndef TESTS_LAB_ORCA_PATIENT_RECORD_H
#define TESTS_LAB_ORCA_PATIENT_RECORD_H

#include "tests/lab/orca_patients.h"

/* Patient_ID, names, birth date and sex. */
void orca_patient_record_basics(struct record *record, const struct orca_patient *patient);
void orca_patient_record_address(struct record *record, const struct orca_patient *patient);
/* One combination with its public insurances; dates says whether the combination's own dates and
 * the date of acquisition are shown, which only patientlst6v2 does. */
void orca_patient_record_insurance(struct record *item, const struct orca_insurance *insurance,
                                   bool dates);
/* The card without its combination, and the public insurances of all combinations once each, as
 * patientlst2v2 and patientlst3v2 show them. */
void orca_patient_record_cards(struct record *record, const struct orca_patient *patient);

#endif
