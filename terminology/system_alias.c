#include "terminology/system_alias.h"

#define OID_PREFIX "urn:oid:"

struct system_alias_row {
  struct view oid; /* without "urn:oid:" */
  struct view url;
};

#define ROW(oid, url)                                                                              \
  { VIEW_LITERAL(oid), VIEW_LITERAL(url) }

/* JP Core and jpfhir-terminology NamingSystems, JP-CLINS 1.5.0 table of OIDs. 20.1.73 and 20.1.81
 * are slips of early packages for 20.2.73 and 20.2.81; both are met in the field. */
static const struct system_alias_row system_alias_rows[] = {
    ROW("1.2.392.200119.4.101.2", "http://medis.or.jp/CodeSystem/master-disease-keyNumber"),
    ROW("1.2.392.200119.4.101.6", "http://medis.or.jp/CodeSystem/master-disease-exCode"),
    ROW("1.2.392.200119.4.201.2", "http://medis.or.jp/CodeSystem/master-disease-modKeyNumber"),
    ROW("1.2.392.200119.4.201.5", "http://medis.or.jp/CodeSystem/master-disease-modExCode"),
    ROW("1.2.392.200119.4.402.1", "http://medis.or.jp/CodeSystem/master-HOT13"),
    ROW("1.2.392.200119.4.403.1", "http://medis.or.jp/CodeSystem/master-HOT9"),
    ROW("1.2.392.100495.20.2.74", "http://medis.or.jp/CodeSystem/master-HOT9"),
    ROW("1.2.392.200119.4.403.2", "http://medis.or.jp/CodeSystem/master-HOT7"),
    ROW("1.2.392.200119.4.504", "http://medis.or.jp/CodeSystem/master-JLAC10-17digits"),
    ROW("1.2.392.200119.4.704", "http://medis.or.jp/CodeSystem/master-nursingAction-16digits"),
    ROW("1.2.392.200119.4.804", "http://medis.or.jp/CodeSystem/master-nursingObservationKeyCode"),
    ROW("1.2.392.100495.20.2.73", "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code"),
    ROW("1.2.392.100495.20.1.73", "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code"),
    ROW("1.2.392.100495.20.2.81",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode"),
    ROW("1.2.392.100495.20.1.81",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode"),
    ROW("1.2.392.100495.20.2.101",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationUnitMERIT9Code"),
    ROW("1.2.392.100495.20.2.22",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationIngredientStrengthStrengthType"),
    ROW("1.2.392.100495.20.2.41",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationSubstitutionProhibittedCategory"),
    ROW("1.2.392.100495.20.2.34", "http://jpfhir.jp/fhir/core/CodeSystem/route-codes"),
    ROW("1.2.392.100495.20.3.21",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/PrefectureNo-2digits"),
    ROW("1.2.392.100495.20.3.22",
        "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationFeeScoreType"),
    ROW("1.2.392.200250.2.2.2", "http://jami.jp/SS-MIX2/CodeSystem/ClinicalDepartment"),
    ROW("1.2.392.200250.2.2.20", "http://jami.jp/CodeSystem/MedicationUsage"),
    ROW("1.2.392.200250.2.2.20.20", "http://jami.jp/CodeSystem/MedicationUsage"),
    ROW("1.2.392.200250.2.2.20.22", "http://jami.jp/CodeSystem/MedicationUsageAdditional"),
    ROW("1.2.392.200250.2.2.20.30", "http://jami.jp/CodeSystem/MedicationMethodBasicUsage"),
    ROW("1.2.392.200250.2.2.20.32", "http://jami.jp/CodeSystem/MedicationBodySiteExternal"),
    ROW("1.2.392.200250.2.2.20.40", "http://jami.jp/CodeSystem/MedicationMethodDetailUsage"),
};

struct view system_alias_resolve(struct view system) {
  struct view prefix = view_of(OID_PREFIX);
  if (!view_starts_with(system, prefix)) {
    return system;
  }
  struct view oid = view_part(system, prefix.length, SIZE_MAX);
  for (size_t i = 0; i < sizeof system_alias_rows / sizeof *system_alias_rows; i++) {
    if (view_equal(oid, system_alias_rows[i].oid)) {
      return system_alias_rows[i].url;
    }
  }
  return system;
}
