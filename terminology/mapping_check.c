#include "terminology/mapping_check.h"

#include "terminology/crosswalk.h"
#include "terminology/mapping_date.h"
#include "terminology/mapping_domain.h"
#include "terminology/system_alias.h"
#include "terminology/terminology_message.h"

enum text_flag {
  TEXT_REQUIRED = 1u << 0,
  TEXT_SYSTEM = 1u << 1, /* a system: no blanks, OID aliases resolved */
  TEXT_CODE = 1u << 2,   /* FHIR R4 datatypes.html#code: no blanks at the ends */
  TEXT_DAY = 1u << 3,
};

static const unsigned text_flags[MAPPING_ROW_TEXT_COUNT] = {
    [MAPPING_ROW_domain] = TEXT_REQUIRED | TEXT_CODE,
    [MAPPING_ROW_source_system] = TEXT_REQUIRED | TEXT_SYSTEM,
    [MAPPING_ROW_source_code] = TEXT_REQUIRED | TEXT_CODE,
    [MAPPING_ROW_specimen] = TEXT_CODE,
    [MAPPING_ROW_target_system] = TEXT_REQUIRED | TEXT_SYSTEM,
    [MAPPING_ROW_target_code] = TEXT_CODE,
    [MAPPING_ROW_equivalence] = TEXT_CODE,
    [MAPPING_ROW_valid_from] = TEXT_DAY,
    [MAPPING_ROW_valid_to] = TEXT_DAY,
};

/* FHIR R4 valueset-concept-map-equivalence.html */
static const struct {
  const char *code;
  bool adds;
  bool unmatched;
} equivalences[] = {
    {"equivalent", true, false},   {"equal", true, false},      {"wider", true, false},
    {"subsumes", true, false},     {"relatedto", false, false}, {"narrower", false, false},
    {"specializes", false, false}, {"inexact", false, false},   {"unmatched", false, true},
    {"disjoint", false, true},
};
#define EQUIVALENCES (sizeof equivalences / sizeof *equivalences)

struct check {
  struct mapping_row *row;
  struct issue_list *issues;
  uint32_t line;
  bool failed;
};

static size_t equivalence_index(struct view code) {
  size_t i = 0;
  while (i < EQUIVALENCES && !view_is(code, equivalences[i].code)) {
    i++;
  }
  return i;
}

bool mapping_check_adds(struct view equivalence) {
  size_t index = equivalence_index(equivalence);
  return equivalence.length == 0 || (index < EQUIVALENCES && equivalences[index].adds);
}

bool mapping_check_is_unmatched(struct view equivalence) {
  size_t index = equivalence_index(equivalence);
  return index < EQUIVALENCES && equivalences[index].unmatched;
}

bool mapping_check_local_code(struct view code) {
  for (size_t i = 0; i < code.length; i++) {
    char byte = code.data[i];
    bool letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
    if (!letter && !(byte >= '0' && byte <= '9') && byte != '-' && byte != '_') {
      return false;
    }
  }
  return true;
}

static struct issue *report(struct check *check, enum terminology_message message, struct view a,
                            struct view b) {
  struct view line = arena_format(check->issues->arena, "%u", check->line);
  struct issue *issue = issue_add_with(check->issues, terminology_message(message), line, a);
  issue->arguments[2] = b;
  check->failed |= issue->severity <= SEVERITY_ERROR;
  return issue;
}

static bool is_blank(char byte) {
  return (unsigned char)byte <= ' ' || byte == 0x7F;
}

static bool is_well_formed(struct view value, unsigned flags) {
  if ((flags & (TEXT_SYSTEM | TEXT_CODE)) == 0) {
    return true;
  }
  bool after_blank = true;
  for (size_t i = 0; i < value.length; i++) {
    bool blank = is_blank(value.data[i]);
    bool allowed = (flags & TEXT_CODE) != 0 && value.data[i] == ' ' && !after_blank;
    if (blank && !allowed) {
      return false;
    }
    after_blank = blank;
  }
  return value.length == 0 || !after_blank;
}

static void check_text(struct check *check, enum mapping_row_text text) {
  struct view value = mapping_row_get(check->row, text);
  struct view name = view_of(mapping_row_name(text));
  unsigned flags = text_flags[text];
  if ((flags & TEXT_REQUIRED) != 0 && value.length == 0) {
    report(check, TERMINOLOGY_MESSAGE_FIELD_EMPTY, name, value);
  } else if (!is_well_formed(value, flags)) {
    report(check, TERMINOLOGY_MESSAGE_FIELD_BLANK, name, value);
  } else if ((flags & TEXT_DAY) != 0 && value.length > 0 && !mapping_date_is_day(value)) {
    report(check, TERMINOLOGY_MESSAGE_FIELD_VALUE, name, value);
  }
  if ((flags & TEXT_SYSTEM) != 0) {
    mapping_row_set(check->row, text, system_alias_resolve(value));
  }
}

static void check_words(struct check *check) {
  struct mapping_row *row = check->row;
  static const char *const statuses[] = {MAPPING_STATUS_PROPOSED, MAPPING_STATUS_APPROVED,
                                         MAPPING_STATUS_REJECTED};
  bool known = false;
  for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
    known = known || view_is(row->status, statuses[i]);
  }
  if (!known) {
    report(check, TERMINOLOGY_MESSAGE_FIELD_VALUE, view_of("status"), row->status);
  }
  if (equivalence_index(row->equivalence) == EQUIVALENCES) {
    report(check, TERMINOLOGY_MESSAGE_FIELD_VALUE, view_of("equivalence"), row->equivalence);
  }
  if (row->target_code.length == 0 && !mapping_check_is_unmatched(row->equivalence)) {
    report(check, TERMINOLOGY_MESSAGE_FIELD_EMPTY, view_of("target_code"), row->target_code);
  }
}

static void check_days(struct check *check) {
  const struct mapping_row *row = check->row;
  uint32_t from = mapping_date_read(row->valid_from);
  uint32_t to = mapping_date_read(row->valid_to);
  if (from != 0 && to != 0 && to < from) {
    report(check, TERMINOLOGY_MESSAGE_FIELD_VALUE, view_of("valid_to"), row->valid_to);
  }
}

static void check_laboratory(struct check *check) {
  const struct mapping_row *row = check->row;
  if (!view_is(row->source_system, MAPPING_LOCAL_LABORATORY)) {
    return;
  }
  if (!mapping_check_local_code(row->source_code)) {
    report(check, TERMINOLOGY_MESSAGE_LOCAL_CODE_FORM, row->source_code, row->source_code);
  }
  if (!mapping_check_local_code(row->specimen)) {
    report(check, TERMINOLOGY_MESSAGE_LOCAL_CODE_FORM, row->specimen, row->specimen);
  }
}

/* JLAC11 codes that end in 00 are orders, never results (JLAC11 unit field). */
static bool is_order_code(const struct mapping_row *row) {
  bool jlac11 = view_is(row->target_system, MASTERS_SYSTEM_CORE_JLAC11) ||
                view_is(row->target_system, MASTERS_SYSTEM_INFECTION_JLAC11);
  return jlac11 && view_ends_with(row->target_code, view_of("00"));
}

static void check_target(struct check *check, const struct masters *masters) {
  const struct mapping_row *row = check->row;
  struct masters_system system;
  struct masters_concept concept;
  if (row->target_code.length == 0) {
    return;
  }
  if (is_order_code(row)) {
    report(check, TERMINOLOGY_MESSAGE_ORDER_CODE, row->target_code, row->target_code);
  }
  if (masters == NULL || crosswalk_is_dummy(row->target_system, row->target_code) ||
      !masters_system_find(masters, row->target_system, &system) || system.stated == 0) {
    return;
  }
  if (!masters_find(masters, row->target_system, row->target_code, &concept)) {
    report(check, TERMINOLOGY_MESSAGE_TARGET_UNKNOWN, row->target_code, row->target_system);
    return;
  }
  uint32_t from = mapping_date_read(row->valid_from);
  if (from != 0 && crosswalk_has_ended(&concept, from)) {
    report(check, TERMINOLOGY_MESSAGE_TARGET_ENDED, row->target_code, row->target_system);
  }
}

bool mapping_check_row(struct mapping_row *row, const struct masters *masters, uint32_t line,
                       struct issue_list *issues) {
  struct check check = {.row = row, .issues = issues, .line = line};
  if (row->status.length == 0) {
    row->status = view_of(MAPPING_STATUS_PROPOSED);
  }
  if (row->equivalence.length == 0) {
    row->equivalence = view_of("equivalent");
  }
  for (unsigned i = 0; i < MAPPING_ROW_TEXT_COUNT; i++) {
    check_text(&check, (enum mapping_row_text)i);
  }
  check_words(&check);
  check_days(&check);
  check_laboratory(&check);
  check_target(&check, masters);
  return !check.failed;
}
