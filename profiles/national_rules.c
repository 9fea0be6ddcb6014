#include "profiles/national_rules.h"

#include "profiles/national_bundle.h"
#include "profiles/national_clinical.h"
#include "profiles/national_identifier.h"
#include "profiles/national_laboratory.h"
#include "profiles/national_number.h"

#define LABORATORY "/JP_Observation_LabResult_eCS"
/* Columns: resource type ("" = any), where, claimed profile, function, message, R-number, key of
 * the invariant that says the same in the resource's profile, in the Bundle's. */
#define RULE(type, where, claimed, function, name, r_number, resource_key, bundle_key)             \
  {                                                                                                \
    .resource_type = VIEW_LITERAL(type), .kinds = NATIONAL_##where, .profile = (claimed),          \
    .check = national_##function, .message = MESSAGE_NATIONAL_##name,                              \
    .number = VIEW_LITERAL(r_number), .published_resource = VIEW_LITERAL(resource_key),            \
    .published_bundle = VIEW_LITERAL(bundle_key)                                                   \
  }

/* clang-format off */
static const struct national_rule rules[] = {
    RULE("Observation", ANYWHERE, LABORATORY, laboratory_half_width_kana, HALF_WIDTH_KANA,
         "", "", ""),
    RULE("Observation", ANYWHERE, LABORATORY, laboratory_full_width_space, FULL_WIDTH_SPACE,
         "", "", ""),
    RULE("Observation", ANYWHERE, LABORATORY, laboratory_control_character, CONTROL_CHARACTER,
         "", "", ""),
    RULE("Observation", ANYWHERE, LABORATORY, laboratory_local_code_form, LOCAL_CODE_FORM,
         "", "", ""),
    RULE("Observation", ANYWHERE, LABORATORY, laboratory_local_code_missing, LOCAL_CODE_MISSING,
         "R6021", "warn-localCode-observation-laboresult", "needs-localCode-observation-laboresult"),
    RULE("Observation", ANYWHERE, LABORATORY, laboratory_standard_code, STANDARD_CODE_MISSING,
         "", "", ""),
    RULE("Observation", ANYWHERE, LABORATORY, laboratory_shared_item, SHARED_CODE_SYSTEM,
         "", "", ""),
    RULE("Observation", ANYWHERE, LABORATORY, laboratory_uncoded, UNCODED_BESIDE_CODE, "", "", ""),
    RULE("Observation", ANYWHERE, LABORATORY, laboratory_text, LABORATORY_TEXT, "", "", ""),
    RULE("Observation", CLINICAL, NULL, laboratory_has_member, HAS_MEMBER,
         "R6081", "", "observation-has-no-hasMember"),
    RULE("Observation", ANYWHERE, LABORATORY, laboratory_status, OBSERVATION_STATUS, "", "", ""),
    RULE("Observation", ANYWHERE, LABORATORY, laboratory_status_result, OBSERVATION_STATUS_RESULT,
         "", "", ""),
    RULE("Observation", ANYWHERE, LABORATORY, laboratory_result_missing, RESULT_MISSING,
         "", "", ""),

    RULE("Condition", ANYWHERE, NULL, clinical_status_unused, CLINICAL_STATUS_UNUSED, "", "", ""),
    RULE("Condition", ANYWHERE, NULL, clinical_status_missing, CLINICAL_STATUS_MISSING,
         "", "", ""),
    RULE("Condition", ANYWHERE, NULL, clinical_abatement_status, ABATEMENT_STATUS, "", "", ""),
    RULE("Condition", CLINICAL, NULL, clinical_encounter, CONDITION_ENCOUNTER, "R9016C", "", ""),
    RULE("Condition", CLINICAL, NULL, clinical_category, CONDITION_CATEGORY, "", "", ""),
    RULE("Condition", ANYWHERE, NULL, clinical_suspected, CONDITION_SUSPECTED, "", "", ""),
    RULE("Condition", ANYWHERE, NULL, clinical_not_shown, CONDITION_NOT_SHOWN, "", "", ""),
    RULE("Condition", ANYWHERE, NULL, clinical_disease_dummy, DISEASE_DUMMY, "", "", ""),
    RULE("AllergyIntolerance", ANYWHERE, NULL, clinical_allergy_category, ALLERGY_CATEGORY,
         "", "", ""),
    RULE("AllergyIntolerance", ANYWHERE, NULL, clinical_allergy_not_drug, ALLERGY_NOT_DRUG,
         "", "", ""),
    RULE("", ANYWHERE, NULL, clinical_tag_code, TAG_CODE, "", "", ""),
    RULE("Observation", ANYWHERE, NULL, clinical_tag_infection, TAG_INFECTION,
         "R6031", "", "check-LTS-MemberOf-infectionLabo"),

    RULE("Bundle", CLINICAL, NULL, bundle_mixed, BUNDLE_MIXED, "", "", ""),
    RULE("Bundle", CLINICAL, NULL, bundle_not_processed, BUNDLE_NOT_PROCESSED, "", "", ""),
    RULE("Bundle", CLINICAL, NULL, bundle_patient_only, PATIENT_ONLY, "", "", ""),
    RULE("Bundle", CLINICAL, NULL, bundle_reference, REFERENCE, "", "", ""),
    RULE("Bundle", CLINICAL, NULL, bundle_reference_logical, REFERENCE_LOGICAL, "", "", ""),
    RULE("Bundle", CLINICAL, NULL, bundle_full_url_uuid, FULL_URL_UUID, "", "", ""),
    RULE("Bundle", CLINICAL, NULL, bundle_full_url_repeated, FULL_URL_REPEATED, "", "", ""),
    RULE("Bundle", ANYWHERE, NULL, bundle_size, BUNDLE_SIZE, "", "", ""),
    RULE("Bundle", ANYWHERE, NULL, bundle_profile_version, PROFILE_VERSION, "", "", ""),
    RULE("Bundle", DOCUMENT, NULL, bundle_discharge_summary_alone, DISCHARGE_SUMMARY_ALONE,
         "", "", ""),
    RULE("Composition", ANYWHERE, NULL, bundle_referral_category, REFERRAL_CATEGORY, "", "", ""),
    RULE("Composition", ANYWHERE, NULL, bundle_composition_date, COMPOSITION_DATE, "", "", ""),

    RULE("Composition", ANYWHERE, NULL, identifier_document_number, DOCUMENT_NUMBER, "", "", ""),
    RULE("Composition", DOCUMENT, NULL, identifier_document_institution, DOCUMENT_INSTITUTION,
         "", "", ""),
    RULE("Patient", ANYWHERE, NULL, identifier_member_width, MEMBER_WIDTH, "", "", ""),
    RULE("Patient", ANYWHERE, NULL, identifier_public_payer_form, PUBLIC_PAYER_FORM,
         "R1013", "valid-value-publicPayer-patientIdentifier", ""),
    RULE("", CLINICAL, NULL, identifier_institution_differs, INSTITUTION_DIFFERS, "", "", ""),
    RULE("Bundle", ANYWHERE, NULL, identifier_institution_prefecture, INSTITUTION_PREFECTURE,
         "", "", ""),
    RULE("Organization", ANYWHERE, NULL, identifier_organization_number, ORGANIZATION_NUMBER,
         "R1021", "", ""),
    RULE("Bundle", CLINICAL, NULL, identifier_resource_repeated, RESOURCE_IDENTIFIER, "", "", ""),
    RULE("Practitioner", ANYWHERE, NULL, identifier_practitioner_oid, PRACTITIONER_OID,
         "", "", ""),

    RULE("", ANYWHERE, NULL, number_institution, INSTITUTION_CHECK_DIGIT, "", "", ""),
    RULE("", ANYWHERE, NULL, number_insurer, INSURER_CHECK_DIGIT, "", "", ""),
    RULE("", ANYWHERE, NULL, number_price, PRICE_CHECK_DIGIT, "", "", ""),
    RULE("", ANYWHERE, NULL, number_hot, HOT_CHECK_DIGIT, "", "", ""),
};
/* clang-format on */

size_t national_rules_count(void) {
  return sizeof(rules) / sizeof(rules[0]);
}

const struct national_rule *national_rules_at(size_t index) {
  return &rules[index];
}

static bool applies(const struct national_place *place, const struct national_rule *rule,
                    struct view type) {
  if ((rule->kinds & place->kind) == 0 ||
      (rule->resource_type.length > 0 && !view_equal(rule->resource_type, type))) {
    return false;
  }
  if (rule->profile != NULL && !national_place_claims(place, place->node, rule->profile)) {
    return false;
  }
  bool in_resource = rule->published_resource.length > 0 &&
                     national_place_publishes(place, place->node, rule->published_resource);
  bool in_bundle = rule->published_bundle.length > 0 && place->bundle != NODE_NONE &&
                   national_place_publishes(place, place->bundle, rule->published_bundle);
  return !in_resource && !in_bundle;
}

void national_rules_check(struct evaluation *evaluation) {
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct national_place place = national_place_make(evaluation);
  struct view type = evaluation_resource_type(evaluation, place.node);
  for (size_t i = 0; i < national_rules_count() && evaluation->error == ERROR_OK; i++) {
    struct arena_mark inner = arena_mark(evaluation->scratch);
    if (applies(&place, &rules[i], type)) {
      place.rule = &rules[i];
      rules[i].check(&place);
    }
    arena_back(evaluation->scratch, inner);
  }
  arena_back(evaluation->scratch, mark);
}
