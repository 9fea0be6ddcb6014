/* What MedicationRequest and MedicationDispense have in common: drug codes, amounts, dosage, notes.
 */
#ifndef HANDLERS_MEDICATION_FROM_ORCA_H
#define HANDLERS_MEDICATION_FROM_ORCA_H

#include "handlers/from_orca.h"
#include "handlers/medicine.h"

#define JP_UNIT_OF_DAY "日"

/* The record of the drug, and of the lines behind it. */
struct view medication_from_orca_source(const struct from_orca *from,
                                        const struct medicine *medicine);
/* The department of an account, as a target of references. */
struct from_orca_target medication_from_orca_department(const struct from_orca *from,
                                                        const struct orca_account *account);

/* The members of a CodeableConcept for a drug: the receipt's code, the code of the price list that
 * ORCA gives, YJ and HOT9 of the masters where there is exactly one. A prescription by generic name
 * has the generic name's code and no code of a brand but ORCA's own: the brand is not what was
 * prescribed. */
void medication_from_orca_concept(const struct from_orca *from, const char *key,
                                  const struct orca_rp_line *drug);
/* A Quantity of a drug: "key": {value, unit, system, code}. A unit without a code is said to be
 * absent (JP Core wants one). Nothing is written when the number is empty. */
void medication_from_orca_quantity(const struct from_orca *from, const char *key,
                                   struct view number, struct view unit);
/* The amount that is handed out: the drug's amount times the count, exact; empty when one of them
 * is no number. */
struct view medication_from_orca_total(const struct from_orca *from,
                                       const struct medicine *medicine);
/* "identifier": Rp number, order in it, resource instance. */
void medication_from_orca_identifiers(const struct from_orca *from,
                                      const struct medicine *medicine);
/* "dosageInstruction": the text that a person reads, and of it what is exact. */
void medication_from_orca_dosage(const struct from_orca *from, const struct medicine *medicine);
/* "note": ORCA's own wording of amounts, split, refill and the like. */
void medication_from_orca_notes(const struct from_orca *from, const struct medicine *medicine);
/* "3" days: {value, unit, system, code} of UCUM; false when the count is no count of days. */
bool medication_from_orca_days(const struct from_orca *from, const struct medicine *medicine,
                               const char *key);
/* Subject, and the visit as encounter (or by another key): that of an out-patient can be read here;
 * of an in-patient only the account is known, which is told as an identifier. */
void medication_from_orca_context(const struct from_orca *from, const struct patient_visit *visit,
                                  const char *encounter_key);

#endif
