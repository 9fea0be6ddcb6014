#include "profiles/rule_number.h"

struct rule_number {
  struct view key;
  struct view number;
};

#define RULE(number, key)                                                                          \
  { VIEW_LITERAL(key), VIEW_LITERAL(number) }

/* Numbers as the guide's own rule names give them; the same check keeps its number in every
 * version. */
static const struct rule_number rule_numbers[] = {
    RULE("R0211", "first-bundle-entry-is-Patient"),
    RULE("R0212", "patients-profile-is-JP-Patient-eCS"),
    RULE("R0213", "bundle-profile-is-JP-Bundle-CLINS"),
    RULE("R02141", "bundle-meta-tag-resourceType-exists"),
    RULE("R02142", "bundle-meta-tag-resourceType-valid"),
    RULE("R02143", "mustHaveOneMoreResources-with-designatedResourceType"),
    RULE("R02151", "valid-system-bundleIdenfifier"),
    RULE("R2152", "valid-value-bundleIdenfifier"),
    RULE("R0213", "bundle-profile-is-JP-Bundle-eCheckupGeneral"),
    RULE("R0213", "composition-profile-is-JP-Composition-eCheckupGeneral"),
    RULE("R1010", "valid-system-local-patientID"),
    RULE("R1012", "valid-system-insurance-patientIdentifier"),
    RULE("R1013", "valid-value-insurance-patientIdentifier"),
    RULE("R1013", "valid-value-publicPayer-patientIdentifier"),
    RULE("R1112", "either-KanjiName-KanaName-exist"),
    RULE("R1113", "kanjiName-kanaName-donot-contain-ZenkakuKuuhaku"),
    RULE("R2011", "warning-medication-allergy"),
    RULE("R3010", "needs-anyOfStandardCode-medication"),
    RULE("R3010", "warning-anyOf-YJ-or-KikakubetsuYakuzaiSeibun-medicationCode"),
    RULE("R3010", "warning-anyOf-YJ-medicationCode"),
    RULE("R5020", "validUsage-MedicationUsage-codesystem"),
    RULE("R5021", "invalidUsage-MedicationUsage-codesystem"),
    RULE("R6021", "needs-localCode-observation-laboresult"),
    RULE("R6021", "warn-localCode-observation-laboresult"),
    RULE("R6031", "check-LTS-MemberOf-infectionLabo"),
    RULE("R6081", "observation-has-no-hasMember"),
    RULE("R06041", "require-refRange-forQuantityValue-against-CoreLaboOrInfectionSet"),
    RULE("R9011", "all-entries-needs-extension-of-institutionNumber"),
    RULE("R9012", "all-entries-needs-valid-institutionNumber"),
    RULE("R901101", "resource-needs-extension-of-institutionNumber"),
    RULE("R9013C", "condition-needs-contained-of-Encounter"),
    RULE("R9013O", "observation-needs-contained-of-Encounter"),
    RULE("R9014C", "condition-needs-extension-of-Department"),
    RULE("R9014O", "observation-needs-extension-of-Department"),
    RULE("R9015C", "condition-needs-onsetDateTime"),
    RULE("R9016O", "observation-needs-encounter"),
    RULE("R9017O", "observation-needs-performer"),
    RULE("R9017O", "needs-performer-on-CLINS"),
    RULE("R9019O", "observation-needs-contained-of-Practitioner"),
};

struct view rule_number_of(struct view constraint_key) {
  for (size_t i = 0; i < sizeof(rule_numbers) / sizeof(rule_numbers[0]); i++) {
    if (view_equal(rule_numbers[i].key, constraint_key)) {
      return rule_numbers[i].number;
    }
  }
  return view_make(NULL, 0);
}

struct view rule_number_key(size_t index) {
  return index < sizeof(rule_numbers) / sizeof(rule_numbers[0]) ? rule_numbers[index].key
                                                                : view_make(NULL, 0);
}
