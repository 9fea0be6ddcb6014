#include "profiles/national_laboratory.h"

#include "server/base/utf8.h"

#define SYSTEM "http://jpfhir.jp/fhir/clins/CodeSystem/"
#define LOCAL_SYSTEM SYSTEM "JP_CLINS_ObsLabResult_LocalCode_CS"
#define UNCODED_SYSTEM SYSTEM "JP_CLINS_ObsLabResult_Uncoded_CS"
#define JLAC10_SYSTEM "http://medis.or.jp/CodeSystem/master-JLAC10-17digits"

static const struct view none = {NULL, 0};

/* The 43 shared items and the 5 infections, each in JLAC10 and JLAC11. */
static const char *const shared_systems[] = {
    SYSTEM "JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS",
    SYSTEM "JLAC10/JP_CLINS_ObsLabResult_InfectionLabo_CS",
    SYSTEM "JLAC11/JP_CLINS_ObsLabResult_CoreLabo_CS",
    SYSTEM "JLAC11/JP_CLINS_ObsLabResult_InfectionLabo_CS",
};
#define SHARED_SYSTEMS (sizeof(shared_systems) / sizeof(shared_systems[0]))
#define SHARED_INFECTION_10 1u
#define SHARED_INFECTION_11 3u

/* ---- names --------------------------------------------------------------------------------------
 */
static bool is_half_width_kana(uint32_t character) {
  return character >= 0xff61 && character <= 0xff9f;
}

static bool is_full_width_space(uint32_t character) {
  return character == 0x3000;
}

/* U+0000 to U+001F without tab and line breaks are faults of any FHIR string and told there. */
static bool is_control_character(uint32_t character) {
  return character == '\t' || character == '\n' || character == '\r' ||
         (character >= 0x7f && character <= 0x9f);
}

static bool holds(struct view text, bool (*is_wrong)(uint32_t character)) {
  for (size_t offset = 0; offset < text.length;) {
    if (is_wrong(utf8_next(text, &offset))) {
      return true;
    }
  }
  return false;
}

static void check_name(const struct national_place *place, uint32_t node,
                       bool (*is_wrong)(uint32_t character)) {
  if (node == NODE_NONE) {
    return;
  }
  struct view text = evaluation_text(place->evaluation, node);
  if (holds(text, is_wrong)) {
    national_place_report(place, node, text, none);
  }
}

static void check_names(const struct national_place *place, bool (*is_wrong)(uint32_t character)) {
  uint32_t code = national_place_member(place, place->node, "code");
  NATIONAL_ITEMS(coding, place, code, "coding") {
    check_name(place, national_place_member(place, coding.node, "display"), is_wrong);
  }
  check_name(place, national_place_member(place, code, "text"), is_wrong);
}

void national_laboratory_half_width_kana(const struct national_place *place) {
  check_names(place, is_half_width_kana);
}

void national_laboratory_full_width_space(const struct national_place *place) {
  check_names(place, is_full_width_space);
}

void national_laboratory_control_character(const struct national_place *place) {
  check_names(place, is_control_character);
}

/* ---- codes --------------------------------------------------------------------------------------
 */
static bool is_local_code(struct view code) {
  for (size_t i = 0; i < code.length; i++) {
    char byte = code.data[i];
    bool is_letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
    bool is_digit = byte >= '0' && byte <= '9';
    if (!is_letter && !is_digit && byte != '-' && byte != '_') {
      return false;
    }
  }
  return true;
}

void national_laboratory_local_code_form(const struct national_place *place) {
  uint32_t coding = national_place_coding(place, place->node, "code", LOCAL_SYSTEM);
  struct view code = national_place_text(place, coding, "code");
  if (!is_local_code(code)) {
    national_place_report(place, national_place_member(place, coding, "code"), code, none);
  }
}

static bool has_system(const struct national_place *place, uint32_t observation,
                       const char *system) {
  return national_place_coding(place, observation, "code", system) != NODE_NONE;
}

static bool has_shared_code(const struct national_place *place) {
  for (size_t i = 0; i < SHARED_SYSTEMS; i++) {
    if (has_system(place, place->node, shared_systems[i])) {
      return true;
    }
  }
  return false;
}

static void report_on_code(const struct national_place *place) {
  uint32_t code = national_place_member(place, place->node, "code");
  if (code != NODE_NONE) {
    national_place_report(place, code, none, none);
  }
}

void national_laboratory_local_code_missing(const struct national_place *place) {
  if (!has_system(place, place->node, LOCAL_SYSTEM)) {
    report_on_code(place);
  }
}

void national_laboratory_standard_code(const struct national_place *place) {
  if (!has_shared_code(place) && !has_system(place, place->node, JLAC10_SYSTEM) &&
      !has_system(place, place->node, UNCODED_SYSTEM)) {
    report_on_code(place);
  }
}

static bool lists_code(const struct pack *pack, const char *system, struct view code) {
  uint32_t row = pack_find_code_system(pack, view_of(system));
  return row != PACK_NONE && pack->code_systems[row].code_list != PACK_NONE &&
         pack_find_code(pack, pack->code_systems[row].code_list, code) != PACK_NONE;
}

void national_laboratory_shared_item(const struct national_place *place) {
  const struct pack *pack = place->evaluation->pack;
  uint32_t coding = national_place_coding(place, place->node, "code", JLAC10_SYSTEM);
  struct view code = national_place_text(place, coding, "code");
  if (code.length == 0 || has_shared_code(place)) {
    return;
  }
  for (size_t i = 0; i < SHARED_SYSTEMS; i++) {
    if (lists_code(pack, shared_systems[i], code)) {
      national_place_report(place, coding, code, view_of(shared_systems[i]));
      return;
    }
  }
}

void national_laboratory_uncoded(const struct national_place *place) {
  uint32_t coding = national_place_coding(place, place->node, "code", UNCODED_SYSTEM);
  bool has_standard = has_shared_code(place) || has_system(place, place->node, JLAC10_SYSTEM);
  if (coding != NODE_NONE && has_standard) {
    national_place_report(place, coding, none, none);
  }
}

void national_laboratory_text(const struct national_place *place) {
  uint32_t coding = national_place_coding(place, place->node, "code", LOCAL_SYSTEM);
  struct view display = national_place_text(place, coding, "display");
  uint32_t code = national_place_member(place, place->node, "code");
  struct view text = national_place_text(place, code, "text");
  if (display.length > 0 && text.length > 0 && !view_equal(display, text)) {
    national_place_report(place, national_place_member(place, code, "text"), display, text);
  }
}

bool national_laboratory_is_infection(const struct national_place *place, uint32_t observation) {
  return has_system(place, observation, shared_systems[SHARED_INFECTION_10]) ||
         has_system(place, observation, shared_systems[SHARED_INFECTION_11]);
}

/* ---- results ------------------------------------------------------------------------------------
 */
static bool has_value(const struct national_place *place) {
  const struct document *document = place->evaluation->document;
  for (uint32_t key = document_first(document, place->node); key != NODE_NONE;
       key = document_next(document, place->node, key)) {
    if (view_starts_with(document_raw(document, key), view_of("value"))) {
      return true;
    }
  }
  return false;
}

/* A set of tests has its results in hasMember, a test of several parts in component. */
static bool is_group(const struct national_place *place) {
  return national_place_member(place, place->node, "hasMember") != NODE_NONE ||
         national_place_member(place, place->node, "component") != NODE_NONE;
}

void national_laboratory_has_member(const struct national_place *place) {
  uint32_t member = national_place_member(place, place->node, "hasMember");
  if (member != NODE_NONE) {
    national_place_report(place, member, none, none);
  }
}

void national_laboratory_status(const struct national_place *place) {
  static const char *const unused[] = {"amended", "entered-in-error", "unknown"};
  uint32_t node = national_place_member(place, place->node, "status");
  struct view status = national_place_text(place, place->node, "status");
  for (size_t i = 0; i < sizeof(unused) / sizeof(unused[0]); i++) {
    if (view_is(status, unused[i])) {
      national_place_report(place, node, status, none);
    }
  }
}

void national_laboratory_status_result(const struct national_place *place) {
  struct view status = national_place_text(place, place->node, "status");
  bool says_none = view_is(status, "registered") || view_is(status, "cancelled");
  bool says_some =
      view_is(status, "preliminary") || view_is(status, "final") || view_is(status, "corrected");
  bool has_some = has_value(place);
  bool has_reason = national_place_member(place, place->node, "dataAbsentReason") != NODE_NONE;
  bool wrong = (says_none && has_some) || (says_some && !has_some && has_reason);
  if (wrong) {
    national_place_report(place, national_place_member(place, place->node, "status"), status, none);
  }
}

void national_laboratory_result_missing(const struct national_place *place) {
  uint32_t reason = national_place_member(place, place->node, "dataAbsentReason");
  if (has_value(place) || is_group(place)) {
    return;
  }
  if (reason == NODE_NONE) {
    national_place_report(place, place->node, none, none);
  } else if (national_place_text(place, reason, "text").length == 0 &&
             !national_place_requires(place, place->node, "dataAbsentReason", "text")) {
    national_place_report(place, reason, none, none);
  }
}
