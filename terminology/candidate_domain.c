#include "terminology/candidate_domain.h"

#include "terminology/specimen_name.h"

#define JP_CORE "http://jpfhir.jp/fhir/core/CodeSystem/"

/* Systems in order of preference. What the national service takes comes first: 管理番号, YJ. Where
 * systems hold different things (food, drugs) they are joined. */
static const struct candidate_domain rows[] = {
    {"disease",
     "diseases",
     "傷病名",
     CANDIDATE_COMPARES_NOTHING,
     false,
     {MASTERS_SYSTEM_DISEASE_KEY, MASTERS_SYSTEM_RECEIPT_DISEASE, MASTERS_SYSTEM_DISEASE_EXCHANGE,
      MASTERS_SYSTEM_ICD10}},
    {"modifier",
     "disease modifiers",
     "修飾語",
     CANDIDATE_COMPARES_NOTHING,
     false,
     {MASTERS_SYSTEM_MODIFIER_KEY, MASTERS_SYSTEM_RECEIPT_MODIFIER,
      MASTERS_SYSTEM_MODIFIER_EXCHANGE}},
    {"drug",
     "drugs",
     "医薬品",
     CANDIDATE_COMPARES_DRUGS,
     false,
     {MASTERS_SYSTEM_YJ, MASTERS_SYSTEM_HOT9, MASTERS_SYSTEM_RECEIPT_DRUG, MASTERS_SYSTEM_GENERAL,
      MASTERS_SYSTEM_PRICE}},
    {"general-drug",
     "generic prescriptions",
     "一般名処方",
     CANDIDATE_COMPARES_DRUGS,
     false,
     {MASTERS_SYSTEM_GENERAL}},
    {"laboratory",
     "laboratory tests",
     "検体検査",
     CANDIDATE_COMPARES_SPECIMENS,
     true,
     {MASTERS_SYSTEM_CORE_JLAC10, MASTERS_SYSTEM_INFECTION_JLAC10, MASTERS_SYSTEM_JLAC10}},
    {"laboratory-jlac11",
     "laboratory tests, JLAC11",
     "検体検査（JLAC11）",
     CANDIDATE_COMPARES_SPECIMENS,
     true,
     {MASTERS_SYSTEM_CORE_JLAC11, MASTERS_SYSTEM_INFECTION_JLAC11}},
    {"specimen",
     "specimen materials",
     "検体材料",
     CANDIDATE_COMPARES_NOTHING,
     false,
     {SPECIMEN_SYSTEM_MATERIAL}},
    {"allergen",
     "allergens",
     "アレルゲン",
     CANDIDATE_COMPARES_DRUGS,
     true,
     {MASTERS_SYSTEM_FOOD_ALLERGEN, MASTERS_SYSTEM_OTHER_ALLERGEN, MASTERS_SYSTEM_YCM,
      MASTERS_SYSTEM_GCM, MASTERS_SYSTEM_SPECIAL_ALLERGEN}},
    {"procedure",
     "procedures",
     "診療行為",
     CANDIDATE_COMPARES_NOTHING,
     true,
     {MASTERS_SYSTEM_RECEIPT_PROCEDURE,
      "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterH-dentalProcedure",
      JP_CORE "JP_ProcedureCodesSTEM7_CS"}},
    {"usage",
     "directions for use",
     "用法",
     CANDIDATE_COMPARES_NOTHING,
     false,
     {MASTERS_SYSTEM_USAGE, "http://jami.jp/CodeSystem/MedicationUsage"}},
    {"unit",
     "units",
     "単位",
     CANDIDATE_COMPARES_NOTHING,
     true,
     {"http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationUnitMERIT9Code",
      "http://unitsofmeasure.org"}},
    {"department",
     "departments",
     "診療科",
     CANDIDATE_COMPARES_NOTHING,
     false,
     {"http://jami.jp/SS-MIX2/CodeSystem/ClinicalDepartment"}},
};

#define ROWS (sizeof rows / sizeof rows[0])

const struct candidate_domain *candidate_domain_at(uint32_t index) {
  return index < ROWS ? &rows[index] : NULL;
}

const struct candidate_domain *candidate_domain_find(struct view name) {
  for (size_t i = 0; i < ROWS; i++) {
    if (view_is(name, rows[i].name)) {
      return &rows[i];
    }
  }
  return NULL;
}

const struct candidate_domain *candidate_domain_of(struct view system) {
  for (size_t i = 0; i < ROWS; i++) {
    for (size_t k = 0; k < CANDIDATE_SYSTEMS && rows[i].systems[k] != NULL; k++) {
      if (view_is(system, rows[i].systems[k])) {
        return &rows[i];
      }
    }
  }
  return NULL;
}
