/* Diseases and allergies: states, dates, codes and the indication tags of the national service. */
#ifndef PROFILES_NATIONAL_CLINICAL_H
#define PROFILES_NATIONAL_CLINICAL_H

#include "profiles/national_place.h"

/* Condition. */
void national_clinical_status_unused(const struct national_place *place);
void national_clinical_status_missing(const struct national_place *place);
void national_clinical_abatement_status(const struct national_place *place);
void national_clinical_encounter(const struct national_place *place);
void national_clinical_category(const struct national_place *place);
void national_clinical_suspected(const struct national_place *place);
void national_clinical_not_shown(const struct national_place *place);
void national_clinical_disease_dummy(const struct national_place *place);
/* AllergyIntolerance. */
void national_clinical_allergy_category(const struct national_place *place);
void national_clinical_allergy_not_drug(const struct national_place *place);
/* Indication tags (LTS, UNINFORMED, UNDELIVERED) on any resource. */
void national_clinical_tag_code(const struct national_place *place);
void national_clinical_tag_infection(const struct national_place *place);

#endif
