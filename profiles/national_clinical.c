#include "profiles/national_clinical.h"

#include "profiles/national_laboratory.h"

#define DISEASE_SYSTEM "http://medis.or.jp/CodeSystem/master-disease-keyNumber"
#define DISEASE_DIGITS 8u
#define POSTFIX_MODIFIER                                                                           \
  "http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_Condition_DiseasePostfixModifier"
#define RECEIPT_MODIFIER_SYSTEM                                                                    \
  "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterZ-disease-modifier"
#define SUSPECTED_MODIFIER "8002"
#define ALLERGEN "http://jpfhir.jp/fhir/core/CodeSystem/"
#define INDICATION_SYSTEM "http://jpfhir.jp/fhir/clins/CodeSystem/JP_ehrshrs_indication"

static const struct view none = {NULL, 0};

static bool is_one_of(struct view text, const char *const *wanted, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (view_is(text, wanted[i])) {
      return true;
    }
  }
  return false;
}
#define IS_ONE_OF(text, list) is_one_of(text, list, sizeof(list) / sizeof((list)[0]))

static struct view verification(const struct national_place *place) {
  return national_place_code(place, place->node, "verificationStatus");
}

/* ---- diseases -----------------------------------------------------------------------------------
 */
void national_clinical_status_missing(const struct national_place *place) {
  bool is_missing = national_place_member(place, place->node, "clinicalStatus") == NODE_NONE;
  if (is_missing && !view_is(verification(place), "entered-in-error")) {
    national_place_report(place, place->node, none, none);
  }
}

/* Finds abatementDateTime, abatementString …; NODE_NONE when there is none. */
static uint32_t abatement_key(const struct national_place *place) {
  const struct document *document = place->evaluation->document;
  for (uint32_t key = document_first(document, place->node); key != NODE_NONE;
       key = document_next(document, place->node, key)) {
    if (view_starts_with(document_raw(document, key), view_of("abatement"))) {
      return key;
    }
  }
  return NODE_NONE;
}

/* "inactive" with an end date is told by national_clinical_abatement_status. */
void national_clinical_status_unused(const struct national_place *place) {
  static const char *const unused[] = {"recurrence", "relapse", "inactive"};
  struct view status = national_place_code(place, place->node, "clinicalStatus");
  bool is_told = abatement_key(place) != NODE_NONE && view_is(status, "inactive");
  if (IS_ONE_OF(status, unused) && !is_told) {
    national_place_report(place, national_place_member(place, place->node, "clinicalStatus"),
                          status, none);
  }
}

/* R4's con-4 refuses other states; it lets "inactive" pass, the guide does not. */
void national_clinical_abatement_status(const struct national_place *place) {
  struct view status = national_place_code(place, place->node, "clinicalStatus");
  if (abatement_key(place) != NODE_NONE && view_is(status, "inactive")) {
    national_place_report(place, national_place_member(place, place->node, "clinicalStatus"),
                          status, none);
  }
}

void national_clinical_encounter(const struct national_place *place) {
  if (national_place_member(place, place->node, "encounter") == NODE_NONE) {
    national_place_report(place, place->node, none, none);
  }
}

void national_clinical_category(const struct national_place *place) {
  NATIONAL_ITEMS(category, place, place->node, "category") {
    NATIONAL_ITEMS(coding, place, category.node, "coding") {
      struct view code = national_place_text(place, coding.node, "code");
      if (code.length > 0 && !view_is(code, "encounter-diagnosis")) {
        national_place_report(place, coding.node, code, none);
      }
    }
  }
}

static bool has_suspected_modifier(const struct national_place *place) {
  uint32_t code = national_place_member(place, place->node, "code");
  NATIONAL_ITEMS(extension, place, code, "extension") {
    if (!national_place_text_is(place, extension.node, "url", POSTFIX_MODIFIER)) {
      continue;
    }
    uint32_t coding = national_place_coding(place, extension.node, "valueCodeableConcept",
                                            RECEIPT_MODIFIER_SYSTEM);
    if (national_place_text_is(place, coding, "code", SUSPECTED_MODIFIER)) {
      return true;
    }
  }
  return false;
}

void national_clinical_suspected(const struct national_place *place) {
  struct view status = verification(place);
  if (has_suspected_modifier(place) && status.length > 0 && !view_is(status, "unconfirmed")) {
    national_place_report(place, national_place_member(place, place->node, "verificationStatus"),
                          status, none);
  }
}

void national_clinical_not_shown(const struct national_place *place) {
  static const char *const shown[] = {"confirmed", "unconfirmed"};
  struct view status = verification(place);
  if (status.length > 0 && !IS_ONE_OF(status, shown)) {
    national_place_report(place, national_place_member(place, place->node, "verificationStatus"),
                          status, none);
  }
}

void national_clinical_disease_dummy(const struct national_place *place) {
  uint32_t coding = national_place_coding(place, place->node, "code", DISEASE_SYSTEM);
  struct view code = national_place_text(place, coding, "code");
  bool only_nines = code.length > 0;
  for (size_t i = 0; i < code.length; i++) {
    only_nines = only_nines && code.data[i] == '9';
  }
  if (only_nines && code.length != DISEASE_DIGITS) {
    national_place_report(place, national_place_member(place, coding, "code"), code, none);
  }
}

/* ---- allergies ----------------------------------------------------------------------------------
 */
static const char *const drug_systems[] = {ALLERGEN "YCM/JP_JfagyMedicationAllergen_CS",
                                           ALLERGEN "GCM/JP_JfagyMedicationAllergen_CS",
                                           ALLERGEN "JP_JfagyMedicationAllergen_CS"};
static const char *const other_systems[] = {ALLERGEN "JP_JfagyFoodAllergen_CS",
                                            ALLERGEN "JP_JfagyNonFoodNonMedicationAllergen_CS"};

static uint32_t find_coding(const struct national_place *place, const char *const *systems,
                            size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t coding = national_place_coding(place, place->node, "code", systems[i]);
    if (coding != NODE_NONE) {
      return coding;
    }
  }
  return NODE_NONE;
}

/* The category that makes it a drug allergy; NODE_NONE when there is none. */
static uint32_t drug_category(const struct national_place *place) {
  static const char *const drugs[] = {"medication", "biologic"};
  NATIONAL_ITEMS(category, place, place->node, "category") {
    if (IS_ONE_OF(evaluation_text(place->evaluation, category.node), drugs)) {
      return category.node;
    }
  }
  return NODE_NONE;
}

void national_clinical_allergy_category(const struct national_place *place) {
  uint32_t coding =
      find_coding(place, drug_systems, sizeof(drug_systems) / sizeof(drug_systems[0]));
  if (coding != NODE_NONE && drug_category(place) == NODE_NONE) {
    national_place_report(place, coding, none, none);
  }
}

void national_clinical_allergy_not_drug(const struct national_place *place) {
  uint32_t category = drug_category(place);
  uint32_t drug = find_coding(place, drug_systems, sizeof(drug_systems) / sizeof(drug_systems[0]));
  uint32_t other =
      find_coding(place, other_systems, sizeof(other_systems) / sizeof(other_systems[0]));
  if (category != NODE_NONE && drug == NODE_NONE && other != NODE_NONE) {
    national_place_report(place, category, evaluation_text(place->evaluation, category), none);
  }
}

/* ---- indication tags ----------------------------------------------------------------------------
 */
static bool is_allowed(const struct national_place *place, struct view type, struct view code) {
  static const char *const of_condition[] = {"LTS", "UNINFORMED", "UNDELIVERED"};
  if (view_is(type, "Condition")) {
    return IS_ONE_OF(code, of_condition);
  }
  if (view_is(type, "AllergyIntolerance") || view_is(type, "Observation")) {
    /* With the guide's profile its slice for this system has already told another code. */
    return view_is(code, "LTS") ||
           national_place_claims(place, place->node, "/JP_AllergyIntolerance_eCS") ||
           national_place_claims(place, place->node, "/JP_Observation_LabResult_eCS");
  }
  return false;
}

void national_clinical_tag_code(const struct national_place *place) {
  uint32_t meta = national_place_member(place, place->node, "meta");
  struct view type = evaluation_resource_type(place->evaluation, place->node);
  NATIONAL_ITEMS(tag, place, meta, "tag") {
    if (!national_place_text_is(place, tag.node, "system", INDICATION_SYSTEM)) {
      continue;
    }
    struct view code = national_place_text(place, tag.node, "code");
    if (!is_allowed(place, type, code)) {
      national_place_report(place, tag.node, code, type);
    }
  }
}

void national_clinical_tag_infection(const struct national_place *place) {
  uint32_t meta = national_place_member(place, place->node, "meta");
  NATIONAL_ITEMS(tag, place, meta, "tag") {
    bool is_long = national_place_text_is(place, tag.node, "system", INDICATION_SYSTEM) &&
                   national_place_text_is(place, tag.node, "code", "LTS");
    if (is_long && !national_laboratory_is_infection(place, place->node)) {
      national_place_report(place, tag.node, none, none);
    }
  }
}
