#include "profiles/national_identifier.h"

#include "server/base/hash_map.h"
#include "server/base/utf8.h"

#define RESOURCE_SYSTEM "http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier"
#define MEMBER_SYSTEM "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID"
#define PUBLIC_PAYER_SYSTEM "http://jpfhir.jp/fhir/clins/Idsystem/JP_PublicPayer_memberID"
#define INSTITUTION_SYSTEM "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no"
#define INSTITUTION_EXTENSION                                                                      \
  "http://jpfhir.jp/fhir/clins/Extension/StructureDefinition/JP_eCS_InstitutionNumber"
#define DOCUMENT_TYPE_SYSTEM "http://jpfhir.jp/fhir/Common/CodeSystem/doc-typecodes"
#define LOCAL_PATIENT_OID "urn:oid:1.2.392.100495.20.3.51."
#define PRACTITIONER_OID "urn:oid:1.2.392.100495.20.3.41."
#define INSTITUTION_DIGITS 10u
#define YEAR_DIGITS 4u
#define DOCUMENT_NUMBER_CHARACTERS 32u
#define PREFECTURES 47

static const struct view none = {NULL, 0};

/* ---- documents ----------------------------------------------------------------------------------
 */
/* Referral, discharge summary, patient summary. Reports of health checks have numbers of their own.
 */
static bool has_document_number(const struct national_place *place) {
  static const char *const types[] = {"57133-1", "18842-5", "56447-6"};
  uint32_t coding = national_place_coding(place, place->node, "type", DOCUMENT_TYPE_SYSTEM);
  for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
    if (national_place_text_is(place, coding, "code", types[i])) {
      return true;
    }
  }
  return false;
}

static uint32_t document_number_node(const struct national_place *place) {
  uint32_t identifier = national_place_member(place, place->node, "identifier");
  bool is_ours = has_document_number(place) &&
                 national_place_text_is(place, identifier, "system", RESOURCE_SYSTEM);
  return is_ours ? national_place_member(place, identifier, "value") : NODE_NONE;
}

void national_identifier_document_number(const struct national_place *place) {
  uint32_t node = document_number_node(place);
  if (node == NODE_NONE) {
    return;
  }
  struct view value = evaluation_text(place->evaluation, node);
  struct view number = value;
  struct view institution = view_split(&number, '^');
  struct view year = view_split(&number, '^');
  size_t characters = utf8_count(number);
  bool is_right = national_place_digits(institution, INSTITUTION_DIGITS) &&
                  national_place_digits(year, YEAR_DIGITS) && characters >= 1 &&
                  characters <= DOCUMENT_NUMBER_CHARACTERS &&
                  view_find_byte(number, '^', 0) == SIZE_MAX;
  if (!is_right) {
    national_place_report(place, node, value, none);
  }
}

void national_identifier_document_institution(const struct national_place *place) {
  uint32_t node = document_number_node(place);
  struct view wanted = national_place_institution(place);
  if (node == NODE_NONE || wanted.length == 0) {
    return;
  }
  struct view rest = evaluation_text(place->evaluation, node);
  struct view institution = view_split(&rest, '^');
  if (national_place_digits(institution, INSTITUTION_DIGITS) && !view_equal(institution, wanted)) {
    national_place_report(place, node, institution, wanted);
  }
}

/* ---- patients -----------------------------------------------------------------------------------
 */
/* Value node of the Patient's identifier of a system; NODE_NONE when there is none. */
static uint32_t find_value(const struct national_place *place, const char *system) {
  NATIONAL_ITEMS(identifier, place, place->node, "identifier") {
    if (national_place_text_is(place, identifier.node, "system", system)) {
      return national_place_member(place, identifier.node, "value");
    }
  }
  return NODE_NONE;
}

/* Half-width: ASCII and half-width katakana. */
static bool is_mixed_width(struct view text) {
  bool has_half = false;
  bool has_full = false;
  for (size_t offset = 0; offset < text.length;) {
    uint32_t character = utf8_next(text, &offset);
    bool is_half = character < 0x80 || (character >= 0xff61 && character <= 0xff9f);
    has_half = has_half || is_half;
    has_full = has_full || !is_half;
  }
  return has_half && has_full;
}

void national_identifier_member_width(const struct national_place *place) {
  uint32_t node = find_value(place, MEMBER_SYSTEM);
  if (node == NODE_NONE) {
    return;
  }
  struct view value = evaluation_text(place->evaluation, node);
  struct view rest = value;
  view_split(&rest, ':');
  struct view symbol = view_split(&rest, ':');
  struct view number = view_split(&rest, ':');
  if (is_mixed_width(symbol) || is_mixed_width(number)) {
    national_place_report(place, node, value, none);
  }
}

void national_identifier_public_payer_form(const struct national_place *place) {
  uint32_t node = find_value(place, PUBLIC_PAYER_SYSTEM);
  if (node == NODE_NONE) {
    return;
  }
  struct view value = evaluation_text(place->evaluation, node);
  struct view rest = value;
  struct view payer = view_split(&rest, ':');
  struct view symbol = view_split(&rest, ':');
  struct view member = view_split(&rest, ':');
  bool is_right = national_place_digits(payer, 8) && symbol.length == 0 &&
                  utf8_count(member) == 7 && rest.data != NULL && rest.length == 0;
  if (!is_right) {
    national_place_report(place, node, value, none);
  }
}

/* ---- institutions -------------------------------------------------------------------------------
 */
static void compare(const struct national_place *place, uint32_t node, struct view number,
                    struct view wanted) {
  if (national_place_digits(number, INSTITUTION_DIGITS) && !view_equal(number, wanted)) {
    national_place_report(place, node, number, wanted);
  }
}

/* The OID of the hospital's own patient number ends with 1 and the institution number. */
static void compare_local_number(const struct national_place *place, struct view wanted) {
  NATIONAL_ITEMS(identifier, place, place->node, "identifier") {
    struct view system = national_place_text(place, identifier.node, "system");
    size_t prefix = strlen(LOCAL_PATIENT_OID "1");
    if (view_starts_with(system, view_of(LOCAL_PATIENT_OID "1"))) {
      compare(place, national_place_member(place, identifier.node, "system"),
              view_part(system, prefix, system.length), wanted);
    }
  }
}

void national_identifier_institution_differs(const struct national_place *place) {
  struct view wanted = national_place_institution(place);
  if (wanted.length == 0) {
    return;
  }
  NATIONAL_ITEMS(extension, place, place->node, "extension") {
    if (national_place_text_is(place, extension.node, "url", INSTITUTION_EXTENSION)) {
      uint32_t value = national_place_member(place, extension.node, "valueIdentifier");
      compare(place, national_place_member(place, value, "value"),
              national_place_text(place, value, "value"), wanted);
    }
  }
  if (national_place_text_is(place, place->node, "resourceType", "Patient")) {
    compare_local_number(place, wanted);
  }
}

void national_identifier_institution_prefecture(const struct national_place *place) {
  struct view institution = national_place_institution(place);
  if (institution.length == 0) {
    return;
  }
  int prefecture = (institution.data[0] - '0') * 10 + (institution.data[1] - '0');
  if (prefecture < 1 || prefecture > PREFECTURES) {
    uint32_t identifier = national_place_member(place, place->node, "identifier");
    national_place_report(place, national_place_member(place, identifier, "value"), institution,
                          none);
  }
}

void national_identifier_organization_number(const struct national_place *place) {
  NATIONAL_ITEMS(identifier, place, place->node, "identifier") {
    struct view value = national_place_text(place, identifier.node, "value");
    if (national_place_text_is(place, identifier.node, "system", INSTITUTION_SYSTEM) &&
        value.length > 0 && !national_place_digits(value, INSTITUTION_DIGITS)) {
      national_place_report(place, national_place_member(place, identifier.node, "value"), value,
                            none);
    }
  }
}

/* ---- resources ----------------------------------------------------------------------------------
 */
/* Type and value, since an Encounter and the Condition found in it may share a number. */
static struct view resource_key(const struct national_place *place, uint32_t resource,
                                uint32_t *ret_node) {
  struct view type = national_place_text(place, resource, "resourceType");
  NATIONAL_ITEMS(identifier, place, resource, "identifier") {
    struct view value = national_place_text(place, identifier.node, "value");
    if (national_place_text_is(place, identifier.node, "system", RESOURCE_SYSTEM) &&
        value.length > 0) {
      *ret_node = national_place_member(place, identifier.node, "value");
      return arena_format(place->evaluation->scratch, "%.*s %.*s", VIEW_ARGUMENTS(type),
                          VIEW_ARGUMENTS(value));
    }
  }
  return none;
}

void national_identifier_resource_repeated(const struct national_place *place) {
  struct evaluation *evaluation = place->evaluation;
  struct hash_map seen = hash_map_make(evaluation->scratch);
  NATIONAL_ITEMS(entry, place, place->node, "entry") {
    uint32_t resource = national_place_entry(place, entry.node);
    uint32_t node = NODE_NONE;
    struct view key = resource_key(place, resource, &node);
    if (key.length == 0) {
      continue;
    }
    if (hash_map_get(&seen, key) != NULL) {
      national_place_report(place, node, evaluation_text(evaluation, node),
                            national_place_text(place, resource, "resourceType"));
    } else if (hash_map_put(&seen, key, evaluation) != ERROR_OK) {
      evaluation->error = ERROR_MEMORY;
    }
  }
}

void national_identifier_practitioner_oid(const struct national_place *place) {
  NATIONAL_ITEMS(identifier, place, place->node, "identifier") {
    struct view system = national_place_text(place, identifier.node, "system");
    if (!view_starts_with(system, view_of(PRACTITIONER_OID))) {
      continue;
    }
    struct view number = view_part(system, strlen(PRACTITIONER_OID), system.length);
    bool is_right = number.length > 0 && number.data[0] == '1' &&
                    national_place_digits(number, INSTITUTION_DIGITS + 1);
    if (!is_right) {
      national_place_report(place, national_place_member(place, identifier.node, "system"), system,
                            none);
    }
  }
}
