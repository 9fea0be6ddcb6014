#include "profiles/national_number.h"

#include "profiles/held_codes.h"
#include "terminology/check_digit.h"
#include "terminology/masters.h"

#define MEMBER_SYSTEM "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID"
#define INSURER_SYSTEM "http://jpfhir.jp/fhir/core/mhlw/IdSystem/InsurerNumber"
#define INSTITUTION_SYSTEM "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no"
#define INSTITUTION_EXTENSION                                                                      \
  "http://jpfhir.jp/fhir/clins/Extension/StructureDefinition/JP_eCS_InstitutionNumber"
#define INSTITUTION_DIGITS 10u
#define PRICE_CHARACTERS 12u
#define PRICE_DIGITS 7u /* before the letter of the form */

static const struct view none = {NULL, 0};

/* ---- institutions -------------------------------------------------------------------------------
 */
static void check_institution(const struct national_place *place, uint32_t node,
                              struct view number) {
  if (national_place_digits(number, INSTITUTION_DIGITS) && !check_digit_institution(number)) {
    national_place_report(place, node, number, none);
  }
}

/* The value of the first identifier of a system; NODE_NONE when there is none. */
static uint32_t find_value(const struct national_place *place, const char *system) {
  NATIONAL_ITEMS(identifier, place, place->node, "identifier") {
    if (national_place_text_is(place, identifier.node, "system", system)) {
      return national_place_member(place, identifier.node, "value");
    }
  }
  return NODE_NONE;
}

static struct view text_of(const struct national_place *place, uint32_t node) {
  return node == NODE_NONE ? none : evaluation_text(place->evaluation, node);
}

void national_number_institution(const struct national_place *place) {
  uint32_t own = find_value(place, INSTITUTION_SYSTEM);
  check_institution(place, own, text_of(place, own));
  if (national_place_text_is(place, place->node, "resourceType", "Bundle")) {
    uint32_t identifier = national_place_member(place, place->node, "identifier");
    check_institution(place, national_place_member(place, identifier, "value"),
                      national_place_institution(place));
  }
  NATIONAL_ITEMS(extension, place, place->node, "extension") {
    if (national_place_text_is(place, extension.node, "url", INSTITUTION_EXTENSION)) {
      uint32_t value = national_place_member(place, extension.node, "valueIdentifier");
      check_institution(place, national_place_member(place, value, "value"),
                        national_place_text(place, value, "value"));
    }
  }
}

/* ---- insurers -----------------------------------------------------------------------------------
 */
static void check_insurer(const struct national_place *place, uint32_t node, struct view number) {
  bool is_number = national_place_digits(number, 6) || national_place_digits(number, 8);
  if (is_number && !check_digit_insurer(number)) {
    national_place_report(place, node, number, none);
  }
}

void national_number_insurer(const struct national_place *place) {
  uint32_t insurer = find_value(place, INSURER_SYSTEM);
  uint32_t member = find_value(place, MEMBER_SYSTEM);
  struct view rest = text_of(place, member);
  check_insurer(place, insurer, text_of(place, insurer));
  check_insurer(place, member, view_split(&rest, ':'));
}

/* ---- drugs --------------------------------------------------------------------------------------
 */
/* What tells a wrong digit from a code of another form. */
typedef bool code_judge(struct view code);

static bool price_is_wrong(struct view code) {
  return code.length == PRICE_CHARACTERS &&
         national_place_digits(view_part(code, 0, PRICE_DIGITS), PRICE_DIGITS) &&
         national_place_digits(view_part(code, PRICE_CHARACTERS - 3, 3), 3) &&
         !check_digit_price(code);
}

static bool hot_is_wrong(struct view code) {
  bool is_hot = national_place_digits(code, 7) || national_place_digits(code, 9) ||
                national_place_digits(code, 13);
  return is_hot && !check_digit_hot(code);
}

static bool is_held(const struct national_place *place, struct view system, struct view code) {
  struct held_question question = {.system = system, .code = code};
  return held_codes_find(place->evaluation, &question).answer == HELD_YES;
}

static void check_coding(const struct national_place *place, uint32_t coding,
                         const char *const *systems, code_judge *is_wrong) {
  struct view system = national_place_text(place, coding, "system");
  struct view code = national_place_text(place, coding, "code");
  for (; *systems != NULL; systems++) {
    if (view_is(system, *systems) && is_wrong(code) && !is_held(place, system, code)) {
      national_place_report(place, national_place_member(place, coding, "code"), code, none);
    }
  }
}

/* Where resources name drugs. */
static void check_codings(const struct national_place *place, const char *const *systems,
                          code_judge *is_wrong) {
  static const char *const members[] = {"code", "medicationCodeableConcept", "vaccineCode"};
  for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
    uint32_t concept = national_place_member(place, place->node, members[i]);
    NATIONAL_ITEMS(coding, place, concept, "coding") {
      check_coding(place, coding.node, systems, is_wrong);
    }
  }
}

void national_number_price(const struct national_place *place) {
  static const char *const systems[] = {MASTERS_SYSTEM_YJ, MASTERS_SYSTEM_PRICE,
                                        "urn:oid:1.2.392.100495.20.2.73", NULL};
  check_codings(place, systems, price_is_wrong);
}

void national_number_hot(const struct national_place *place) {
  static const char *const systems[] = {MASTERS_SYSTEM_HOT7, MASTERS_SYSTEM_HOT9,
                                        MASTERS_SYSTEM_HOT13, "urn:oid:1.2.392.100495.20.2.74",
                                        NULL};
  check_codings(place, systems, hot_is_wrong);
}
