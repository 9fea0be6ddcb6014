/* Bundles: what one of clinical information may hold and refer to, and what holds for documents. */
#ifndef PROFILES_NATIONAL_BUNDLE_H
#define PROFILES_NATIONAL_BUNDLE_H

#include "profiles/national_place.h"

/* Clinical information (JP_Bundle_CLINS): one patient, one kind. A Bundle with the Patient alone is
 * the sanctioned exception. */
void national_bundle_mixed(const struct national_place *place);
void national_bundle_not_processed(const struct national_place *place);
void national_bundle_patient_only(const struct national_place *place);
void national_bundle_reference(const struct national_place *place);
void national_bundle_reference_logical(const struct national_place *place);
void national_bundle_full_url_uuid(const struct national_place *place);
void national_bundle_full_url_repeated(const struct national_place *place);
/* Any Bundle of the service. */
void national_bundle_size(const struct national_place *place);
void national_bundle_profile_version(const struct national_place *place);
/* Documents. */
void national_bundle_discharge_summary_alone(const struct national_place *place);
void national_bundle_referral_category(const struct national_place *place);
void national_bundle_composition_date(const struct national_place *place);

#endif
