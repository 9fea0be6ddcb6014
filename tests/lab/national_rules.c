#include "tests/lab/national_rules.h"

#include "tests/lab/bundle_parts.h"
#include "tests/lab/national_seed.h"

#define INSTITUTION_EXTENSION                                                                      \
  "http://jpfhir.jp/fhir/clins/Extension/StructureDefinition/JP_eCS_InstitutionNumber"
#define DEPARTMENT_EXTENSION                                                                       \
  "http://jpfhir.jp/fhir/eCS/Extension/StructureDefinition/JP_eCS_Department"
#define TYPE_TAG "http://jpfhir.jp/fhir/clins/CodeSystem/BundleResourceType_CS"
#define LOCAL_CODE_SYSTEM                                                                          \
  "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS"
#define INFECTION_SYSTEM "JP_CLINS_ObsLabResult_InfectionLabo_CS"
#define BUNDLE_SYSTEM "http://jpfhir.jp/fhir/clins/bundle-identifier"
#define BUNDLE_PROFILE "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_CLINS"
#define PATIENT_PROFILE "http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_Patient_eCS"
#define LOCAL_PATIENT_PREFIX "urn:oid:1.2.392.100495.20.3.51.1"
#define IDEOGRAPHIC_SPACE "\xe3\x80\x80"
#define FACILITY_PART_MAXIMUM 36u

/* A resource of the Bundle in turn. */
struct place {
  struct national_findings *findings;
  const json_t *resource;
  size_t position;
};

static void add(const struct place *place, const char *rule, const char *text) {
  struct national_findings *findings = place->findings;
  if (findings->count < NATIONAL_FINDINGS_MAXIMUM) {
    struct view location = arena_format(findings->arena, "entry[%zu].resource", place->position);
    findings->rows[findings->count++] = (struct national_finding){rule, location, text};
  }
}

static void add_bundle(struct national_findings *findings, const char *rule, const char *text) {
  if (findings->count < NATIONAL_FINDINGS_MAXIMUM) {
    findings->rows[findings->count++] = (struct national_finding){rule, view_of("Bundle"), text};
  }
}

/* meta.profile, compared before its "|version". */
static bool claims(const json_t *resource, const char *profile) {
  const json_t *profiles = json_object_get(json_object_get(resource, "meta"), "profile");
  for (size_t i = 0; i < json_array_size(profiles); i++) {
    struct view claimed = view_of(json_string_value(json_array_get(profiles, i)));
    if (view_is(view_split(&claimed, '|'), profile)) {
      return true;
    }
  }
  return false;
}

static bool all_digits(struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    if (!byte_is_digit(text.data[i])) {
      return false;
    }
  }
  return true;
}

/* 2 digits of a prefecture, 1-3, 7 digits. */
static bool is_institution(struct view text) {
  return text.length == 10 && all_digits(text) && text.data[0] <= '4' && text.data[2] >= '1' &&
         text.data[2] <= '3';
}

static bool is_facility_part(struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    if (!letter && !byte_is_digit(byte) && byte != '-') {
      return false;
    }
  }
  return text.length > 0 && text.length <= FACILITY_PART_MAXIMUM;
}

/* institution^year^1 to 36 characters (R2152) */
static bool is_bundle_value(struct view value) {
  struct view rest = value;
  struct view institution = view_split(&rest, '^');
  struct view year = view_split(&rest, '^');
  bool good_year = year.length == 4 && all_digits(year) && view_starts_with(year, view_of("20")) &&
                   (year.data[2] == '2' || year.data[2] == '3');
  return is_institution(institution) && good_year && is_facility_part(rest);
}

static void check_identifier(const json_t *bundle, struct national_findings *findings) {
  const json_t *identifier = json_object_get(bundle, "identifier");
  if (!view_is(parts_text(identifier, "system"), BUNDLE_SYSTEM)) {
    add_bundle(findings, "R02151", "Bundle.identifier.system が正しくありません");
  }
  if (!is_bundle_value(parts_text(identifier, "value"))) {
    add_bundle(findings, "R2152", "Bundle.identifier.value の形式が正しくありません");
  }
}

static bool is_clinical_type(struct view type) {
  return view_is(type, "AllergyIntolerance") || view_is(type, "Condition") ||
         view_is(type, "Observation");
}

/* A Patient alone means that what was sent before is deleted. */
static void check_type_tag(const json_t *bundle, struct national_findings *findings) {
  struct view tag = parts_tag(bundle, TYPE_TAG);
  if (tag.length == 0) {
    add_bundle(findings, "R02141", "Bundle.meta.tag に情報の種類がありません");
  } else if (!is_clinical_type(tag)) {
    add_bundle(findings, "R02142", "Bundle.meta.tag の情報の種類が正しくありません");
  }
  for (size_t i = 0; i < parts_count(bundle) && is_clinical_type(tag); i++) {
    struct view type = parts_text(parts_resource(bundle, i), "resourceType");
    if (is_clinical_type(type) && !view_equal(type, tag)) {
      add_bundle(findings, "R02143", "Bundle.meta.tag と異なる種類の情報があります");
      return;
    }
  }
}

/* insurer(8):symbol:number:branch(2 or none) */
static bool is_insured_value(struct view value) {
  struct view rest = value;
  struct view insurer = view_split(&rest, ':');
  size_t colons = 0;
  for (size_t i = 0; i < value.length; i++) {
    colons += value.data[i] == ':';
  }
  (void)view_split(&rest, ':');
  (void)view_split(&rest, ':');
  bool blank = view_find_byte(value, ' ', 0) != SIZE_MAX ||
               view_find(value, view_of(IDEOGRAPHIC_SPACE), 0) != SIZE_MAX;
  bool good_branch = rest.length == 0 || (rest.length == 2 && all_digits(rest));
  return insurer.length == 8 && all_digits(insurer) && colons == 3 && !blank && good_branch;
}

static void check_insured(const struct place *place) {
  const json_t *identifiers = json_object_get(place->resource, "identifier");
  size_t insured = 0;
  bool local = false;
  for (size_t i = 0; i < json_array_size(identifiers); i++) {
    const json_t *identifier = json_array_get(identifiers, i);
    struct view system = parts_text(identifier, "system");
    local = local || view_starts_with(system, view_of(LOCAL_PATIENT_PREFIX));
    if (!view_is(system, NATIONAL_SEED_PUBLIC) && !view_is(system, NATIONAL_SEED_INSURED)) {
      continue;
    }
    insured++;
    if (!is_insured_value(parts_text(identifier, "value"))) {
      add(place, "R1013", "被保険者個人識別子の形式が正しくありません");
    }
  }
  if (insured != 1) {
    add(place, "R1012", "被保険者個人識別子が 1 つではありません");
  }
  if (!local) {
    add(place, "R1010", "施設の患者番号がありません");
  }
}

static void check_patient(const struct place *place) {
  const json_t *names = json_object_get(place->resource, "name");
  check_insured(place);
  for (size_t i = 0; i < json_array_size(names); i++) {
    struct view text = parts_text(json_array_get(names, i), "text");
    if (view_find(text, view_of(IDEOGRAPHIC_SPACE), 0) != SIZE_MAX) {
      add(place, "R1113", "氏名に全角空白があります");
    }
  }
  if (!claims(place->resource, PATIENT_PROFILE)) {
    add(place, "R0212", "Patient が JP_Patient_eCS ではありません");
  }
}

static const json_t *extension_of(const json_t *resource, const char *url) {
  const json_t *extensions = json_object_get(resource, "extension");
  for (size_t i = 0; i < json_array_size(extensions); i++) {
    if (view_is(parts_text(json_array_get(extensions, i), "url"), url)) {
      return json_array_get(extensions, i);
    }
  }
  return NULL;
}

static bool has_contained(const json_t *resource, const char *type) {
  const json_t *contained = json_object_get(resource, "contained");
  for (size_t i = 0; i < json_array_size(contained); i++) {
    if (parts_is_type(json_array_get(contained, i), type)) {
      return true;
    }
  }
  return false;
}

static void check_institution(const struct place *place) {
  const json_t *extension = extension_of(place->resource, INSTITUTION_EXTENSION);
  const json_t *identifier = json_object_get(extension, "valueIdentifier");
  if (extension == NULL) {
    add(place, "R9011", "医療機関番号の拡張がありません");
  } else if (!view_is(parts_text(identifier, "system"), PARTS_INSTITUTION_SYSTEM) ||
             !is_institution(parts_text(identifier, "value"))) {
    add(place, "R1021", "医療機関番号が 10 桁の番号ではありません");
  }
}

/* The required elements (minimum 1 and must support) and the codes that only may be some. */
struct element_row {
  const char *type;
  const char *element;
};

static const struct element_row required[] = {
    {"Condition", "identifier"},    {"Condition", "code"},
    {"Condition", "subject"},       {"AllergyIntolerance", "identifier"},
    {"AllergyIntolerance", "code"}, {"AllergyIntolerance", "patient"},
    {"Observation", "identifier"},  {"Observation", "code"},
    {"Observation", "status"},      {"Observation", "subject"},
};

struct code_row {
  const char *system;
  const char *code;
  const char *display; /* NULL: not compared */
};

static const struct code_row codes[] = {
    {PARTS_INDICATION_SYSTEM, "LTS", "長期保存"},
    {PARTS_INDICATION_SYSTEM, "UNINFORMED", "未告知"},
    {PARTS_INDICATION_SYSTEM, "UNDELIVERED", "未提供"},
    {"http://terminology.hl7.org/CodeSystem/condition-clinical", "active", "Active"},
    {"http://terminology.hl7.org/CodeSystem/condition-clinical", "inactive", "Inactive"},
    {"http://terminology.hl7.org/CodeSystem/condition-clinical", "recurrence", "Recurrence"},
    {"http://terminology.hl7.org/CodeSystem/condition-clinical", "relapse", "Relapse"},
    {"http://terminology.hl7.org/CodeSystem/condition-clinical", "remission", "Remission"},
    {"http://terminology.hl7.org/CodeSystem/condition-clinical", "resolved", "Resolved"},
    {"http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed", "Confirmed"},
    {"http://terminology.hl7.org/CodeSystem/condition-ver-status", "unconfirmed", "Unconfirmed"},
    {"http://terminology.hl7.org/CodeSystem/condition-ver-status", "provisional", "Provisional"},
    {"http://terminology.hl7.org/CodeSystem/condition-ver-status", "differential", "Differential"},
    {"http://terminology.hl7.org/CodeSystem/condition-ver-status", "refuted", "Refuted"},
    {"http://terminology.hl7.org/CodeSystem/condition-ver-status", "entered-in-error",
     "Entered in Error"},
};

static void check_required(const struct place *place) {
  for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
    if (parts_is_type(place->resource, required[i].type) &&
        json_object_get(place->resource, required[i].element) == NULL) {
      add(place, "REQUIRED", "入力必須の項目がありません");
    }
  }
}

static void check_coding(const struct place *place, const json_t *coding) {
  struct view system = parts_text(coding, "system");
  struct view display = parts_text(coding, "display");
  bool known_system = false;
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
    if (!view_is(system, codes[i].system)) {
      continue;
    }
    known_system = true;
    if (!view_is(parts_text(coding, "code"), codes[i].code)) {
      continue;
    }
    if (display.length > 0 && !view_equal_ignore_case(display, view_of(codes[i].display))) {
      add(place, "DISPLAY", "コードと表示名が一致しません");
    }
    return;
  }
  if (known_system) {
    add(place, "CODE", "コード体系にないコードです");
  }
}

static void check_codings(const struct place *place, const json_t *codings) {
  for (size_t i = 0; i < json_array_size(codings); i++) {
    check_coding(place, json_array_get(codings, i));
  }
}

static void check_codes(const struct place *place) {
  static const char *const members[] = {"clinicalStatus", "verificationStatus"};
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    const json_t *concept = json_object_get(place->resource, members[i]);
    check_codings(place, json_object_get(concept, "coding"));
  }
  check_codings(place, json_object_get(json_object_get(place->resource, "meta"), "tag"));
}

static void check_visit(const struct place *place, const char *encounter_rule,
                        const char *department_rule) {
  if (!has_contained(place->resource, "Encounter") ||
      json_object_get(place->resource, "encounter") == NULL) {
    add(place, encounter_rule, "Encounter がありません");
  }
  if (extension_of(place->resource, DEPARTMENT_EXTENSION) == NULL) {
    add(place, department_rule, "診療科の拡張がありません");
  }
}

static void check_condition(const struct place *place) {
  const json_t *verification = json_object_get(place->resource, "verificationStatus");
  check_visit(place, "R9013C", "R9014C");
  if (json_object_get(place->resource, "onsetDateTime") == NULL) {
    add(place, "R9015C", "onsetDateTime がありません");
  }
  if (parts_has_code(verification, NULL, "entered-in-error") &&
      json_object_get(place->resource, "clinicalStatus") != NULL) {
    add(place, "con-5", "誤登録に clinicalStatus があります");
  }
}

static bool is_infection(const json_t *observation) {
  const json_t *codings = json_object_get(json_object_get(observation, "code"), "coding");
  for (size_t i = 0; i < json_array_size(codings); i++) {
    struct view system = parts_text(json_array_get(codings, i), "system");
    if (view_ends_with(system, view_of(INFECTION_SYSTEM))) {
      return true;
    }
  }
  return false;
}

static bool has_system(const json_t *concept, const char *system) {
  const json_t *codings = json_object_get(concept, "coding");
  for (size_t i = 0; i < json_array_size(codings); i++) {
    if (view_is(parts_text(json_array_get(codings, i), "system"), system)) {
      return true;
    }
  }
  return false;
}

static void check_observation(const struct place *place) {
  struct view status = parts_text(place->resource, "status");
  check_visit(place, "R9013O", "R9014O");
  if (json_object_get(place->resource, "performer") == NULL) {
    add(place, "R9017O", "performer がありません");
  }
  if (!has_contained(place->resource, "Practitioner")) {
    add(place, "R9019O", "Practitioner がありません");
  }
  if (!has_system(json_object_get(place->resource, "code"), LOCAL_CODE_SYSTEM)) {
    add(place, "R6021", "ローカルコードがありません");
  }
  if (parts_has_tag(place->resource, "LTS") && !is_infection(place->resource)) {
    add(place, "R6031", "感染症以外の検査に長期保存があります");
  }
  if (json_object_get(place->resource, "hasMember") != NULL) {
    add(place, "R6081", "hasMember は使えません");
  }
  if (view_is(status, "amended") || view_is(status, "entered-in-error") ||
      view_is(status, "unknown")) {
    add(place, "STATUS", "使えない status です");
  }
}

/* UNINFORMED and UNDELIVERED belong to diseases only. */
static void check_tags(const struct place *place) {
  if (!parts_is_type(place->resource, "Condition") &&
      (parts_has_tag(place->resource, "UNINFORMED") ||
       parts_has_tag(place->resource, "UNDELIVERED"))) {
    add(place, "R70010", "この種類の情報には付けられない区分です");
  }
}

static void check_unit_resource(const struct place *place) {
  if (!is_clinical_type(parts_text(place->resource, "resourceType"))) {
    return; /* of other types nothing is processed */
  }
  check_institution(place);
  check_required(place);
  check_codes(place);
  check_tags(place);
  if (parts_is_type(place->resource, "Condition")) {
    check_condition(place);
  } else if (parts_is_type(place->resource, "Observation")) {
    check_observation(place);
  }
}

static void check_composition(const struct place *place) {
  bool structured = parts_section(place->resource, "300") != NULL;
  bool cda = parts_section(place->resource, "200") != NULL;
  if (!view_is(parts_text(place->resource, "status"), "final")) {
    add(place, "STATUS", "Composition.status が final ではありません");
  }
  if (structured && cda) {
    add(place, "SECTION", "CDA セクションと構造情報セクションは併用できません");
  }
}

void national_rules_check(enum national_kind kind, const json_t *bundle,
                          struct national_findings *findings) {
  struct place place = {.findings = findings};
  check_identifier(bundle, findings);
  if (kind == NATIONAL_KIND_CLINICAL) {
    check_type_tag(bundle, findings);
    if (!claims(bundle, BUNDLE_PROFILE)) {
      add_bundle(findings, "R0213", "Bundle が JP_Bundle_CLINS ではありません");
    }
  } else {
    place.resource = parts_resource(bundle, 0);
    check_composition(&place);
  }
  for (size_t i = 0; i < parts_count(bundle); i++) {
    place.position = i;
    place.resource = parts_resource(bundle, i);
    if (parts_is_type(place.resource, "Patient")) {
      check_patient(&place);
    } else if (kind == NATIONAL_KIND_CLINICAL) {
      check_unit_resource(&place);
    }
  }
}
