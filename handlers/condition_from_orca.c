#include "handlers/condition_from_orca.h"

#include "handlers/department_code.h"
#include "server/base/hash_map.h"

#define CLINICAL_SYSTEM "http://terminology.hl7.org/CodeSystem/condition-clinical"
#define VERIFICATION_SYSTEM "http://terminology.hl7.org/CodeSystem/condition-ver-status"
#define OUTCOME_SYSTEM "http://jpfhir.jp/fhir/core/CodeSystem/JP_ConditionDiseaseOutcomeReceipt_CS"
#define IDENTITY_BYTES 8192u
#define MODIFIER_PREFIX "ZZZ"
#define MODIFIER_BYTES 4u
#define DISEASE_BYTES 7u
#define UNCODED "0000999"
#define SUSPECTED_MODIFIER "ZZZ8002"
/* The guide's code for what has no standard code: as many nines as the code is long. */
#define NO_KEY_NUMBER "99999999"

/* ---- ids
 * ------------------------------------------------------------------------------------------- */

static struct view identity(struct arena *arena, struct view patient_id,
                            const struct orca_disease *disease) {
  struct buffer buffer = buffer_make(arena, IDENTITY_BYTES);
  const struct view parts[] = {patient_id, disease->department, disease->in_out,
                               disease->start_date};
  for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
    buffer_append(&buffer, parts[i]);
    buffer_append_byte(&buffer, '|');
  }
  for (size_t i = 0; i < disease->part_count; i++) {
    buffer_append(&buffer, disease->parts[i].code);
    buffer_append_byte(&buffer, ',');
  }
  buffer_append_byte(&buffer, '|');
  buffer_append(&buffer, disease->name);
  return from_orca_buffer(&buffer);
}

struct view *condition_from_orca_ids(struct arena *arena, const struct orca_disease_list *list) {
  struct view *ids = arena_array(arena, list->count + 1, sizeof(*ids));
  uint32_t *places = arena_array(arena, list->count + 1, sizeof(*places));
  struct hash_map seen = hash_map_make(arena);
  if (ids == NULL || places == NULL) {
    return NULL;
  }
  for (size_t i = 0; i < list->count; i++) {
    struct view name = identity(arena, list->patient_id, &list->diseases[i]);
    if (name.data == NULL) {
      return NULL;
    }
    uint32_t *place = hash_map_get(&seen, name);
    if (place == NULL) {
      place = &places[i];
      if (hash_map_put(&seen, name, place) != ERROR_OK) {
        return NULL;
      }
    }
    struct view numbered =
        arena_format(arena, "%.*s|%u", VIEW_ARGUMENTS(name), (unsigned)(*place)++);
    ids[i] = from_orca_record_id(arena, list->patient_id, numbered);
    if (numbered.data == NULL || ids[i].data == NULL) {
      return NULL;
    }
  }
  return ids;
}

/* ---- the parts of a name
 * ------------------------------------------------------------------------------ */

enum part_kind { PART_MAIN, PART_UNCODED, PART_MODIFIER, PART_PUNCTUATION };

static bool is_number(struct view text, size_t length) {
  uint64_t number;
  return text.length == length && view_to_unsigned(text, UINT64_MAX, &number);
}

static struct view modifier_code(struct view code) {
  return view_part(code, sizeof(MODIFIER_PREFIX) - 1, code.length);
}

static enum part_kind part_kind(struct view code) {
  if (view_is(code, UNCODED)) {
    return PART_UNCODED;
  }
  if (is_number(code, DISEASE_BYTES)) {
    return PART_MAIN;
  }
  /* ORCA's own ZZZ(101 and ZZZC001 are brackets and signs: only the text shows them. */
  return view_starts_with(code, view_of(MODIFIER_PREFIX)) &&
                 is_number(modifier_code(code), MODIFIER_BYTES)
             ? PART_MODIFIER
             : PART_PUNCTUATION;
}

/* Place of the first main (or uncoded) part; part_count when there is none. */
static size_t main_place(const struct orca_disease *disease) {
  size_t place = 0;
  while (place < disease->part_count && part_kind(disease->parts[place].code) != PART_MAIN &&
         part_kind(disease->parts[place].code) != PART_UNCODED) {
    place++;
  }
  return place;
}

/* Modifiers before the disease are prefixes, behind it postfixes; without one the code tells: 8xxx
 * are postfixes in the modifier master. */
static bool is_postfix(const struct orca_disease *disease, size_t main, size_t place) {
  if (main == disease->part_count) {
    return modifier_code(disease->parts[place].code).data[0] == '8';
  }
  return place > main;
}

static void write_modifier_codings(const struct from_orca *from,
                                   const struct orca_disease_part *part) {
  struct json_writer *writer = from->writer;
  struct view code = modifier_code(part->code);
  struct view display = part->name.length != 0 || from->national == NULL ? part->name : code;
  writer_key(writer, "coding");
  writer_array_begin(writer);
  const struct from_orca_native native = {
      .system = SYSTEM_MODIFIER, .code = code, .display = display, .wanted = SYSTEM_MODIFIER_KEY};
  bool has_key = from_orca_mapped(from, &native);
  if (!has_key && from->national != NULL) {
    from_orca_coding(writer, SYSTEM_MODIFIER_KEY, view_of(NO_KEY_NUMBER), display);
  }
  from_orca_coding(writer, SYSTEM_MODIFIER, code, display);
  writer_array_end(writer);
}

static void write_modifier(const struct from_orca *from, const struct orca_disease_part *part,
                           bool postfix) {
  struct json_writer *writer = from->writer;
  writer_object_begin(writer);
  writer_member_text(writer, "url",
                     postfix ? JP_CORE_EXTENSION "JP_Condition_DiseasePostfixModifier"
                             : JP_CORE_EXTENSION "JP_Condition_DiseasePrefixModifier");
  writer_key(writer, "valueCodeableConcept");
  writer_object_begin(writer);
  write_modifier_codings(from, part);
  writer_member_optional(writer, "text", part->name);
  writer_object_end(writer);
  writer_object_end(writer);
}

static void write_modifiers(const struct from_orca *from, const struct orca_disease *disease) {
  size_t main = main_place(disease);
  bool is_open = false;
  for (size_t i = 0; i < disease->part_count; i++) {
    if (part_kind(disease->parts[i].code) != PART_MODIFIER) {
      continue;
    }
    if (!is_open) {
      writer_key(from->writer, "extension");
      writer_array_begin(from->writer);
      is_open = true;
    }
    write_modifier(from, &disease->parts[i], is_postfix(disease, main, i));
  }
  if (is_open) {
    writer_array_end(from->writer);
  }
}

static struct view whole_name(const struct orca_disease *disease) {
  if (disease->name.length != 0) {
    return disease->name;
  }
  size_t main = main_place(disease);
  bool has_part = disease->chart_name.length == 0 && main < disease->part_count;
  return has_part ? disease->parts[main].name : disease->chart_name;
}

bool condition_from_orca_has_name(const struct orca_disease *disease) {
  return whole_name(disease).length != 0 || disease->part_count != 0;
}

static void write_codings(const struct from_orca *from, const struct orca_disease *disease) {
  size_t main = main_place(disease);
  bool coded = main < disease->part_count && part_kind(disease->parts[main].code) == PART_MAIN;
  if (!coded && from->national == NULL) {
    return;
  }
  struct json_writer *writer = from->writer;
  struct view name = whole_name(disease);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  if (coded) {
    const struct orca_disease_part *part = &disease->parts[main];
    struct view display = part->name.length != 0 ? part->name : name;
    const struct from_orca_native native = {.system = SYSTEM_DISEASE,
                                            .code = part->code,
                                            .display = display,
                                            .wanted = SYSTEM_DISEASE_KEY};
    bool has_key = from_orca_mapped(from, &native);
    if (!has_key && from->national != NULL) {
      from_orca_coding(writer, SYSTEM_DISEASE_KEY, view_of(NO_KEY_NUMBER), display);
    }
    from_orca_coding(writer, SYSTEM_DISEASE, part->code, display);
  } else {
    from_orca_coding(writer, SYSTEM_DISEASE_KEY, view_of(NO_KEY_NUMBER), name);
  }
  writer_array_end(writer);
}

static void write_code(const struct from_orca *from, const struct orca_disease *disease) {
  if (!condition_from_orca_has_name(disease)) {
    return; /* an empty code would be no FHIR */
  }
  writer_key(from->writer, "code");
  writer_object_begin(from->writer);
  write_modifiers(from, disease);
  write_codings(from, disease);
  writer_member_optional(from->writer, "text", whole_name(disease));
  writer_object_end(from->writer);
}

/* ---- status
 * ------------------------------------------------------------------------------------------- */

struct outcome_row {
  const char *letter; /* Disease_OutCome; ORCA's numbers are others than the receipt's */
  const char *clinical;
  const char *code;    /* of the receipt */
  const char *display; /* in the receipt's code system */
  const char *text;
};

static const struct outcome_row outcome_rows[] = {
    {"F", "resolved", "2", "治ゆ", "治ゆ"},
    {"D", "inactive", "3", "死亡", "死亡"},
    {"C", "inactive", "4", "中止（転医）", "中止"},
    {"S", "inactive", "1", "治ゆ、死亡、中止以外", "移行"},
};

static const struct outcome_row *outcome_find(const struct orca_disease *disease) {
  for (size_t i = 0; i < sizeof(outcome_rows) / sizeof(outcome_rows[0]); i++) {
    if (view_is(disease->outcome, outcome_rows[i].letter)) {
      return &outcome_rows[i];
    }
  }
  return NULL;
}

const char *condition_from_orca_clinical_status(const struct orca_disease *disease) {
  const struct outcome_row *row = outcome_find(disease);
  if (row != NULL) {
    return row->clinical;
  }
  /* An end without a known outcome: over, but not known to be cured (FHIR con-4 forbids "active").
   */
  return disease->end_date.length != 0 || disease->outcome.length != 0 ? "inactive" : "active";
}

static const char *clinical_display(const char *status) {
  if (strcmp(status, "active") == 0) {
    return "Active";
  }
  return strcmp(status, "resolved") == 0 ? "Resolved" : "Inactive";
}

static bool is_suspected(const struct orca_disease *disease) {
  if (view_find_byte(disease->suspected, 'S', 0) != SIZE_MAX) {
    return true;
  }
  for (size_t i = 0; i < disease->part_count; i++) {
    if (view_is(disease->parts[i].code, SUSPECTED_MODIFIER)) {
      return true;
    }
  }
  return false;
}

static void write_status(const struct from_orca *from, const struct orca_disease *disease) {
  const char *clinical = condition_from_orca_clinical_status(disease);
  bool suspected = is_suspected(disease);
  from_orca_concept(from->writer, "clinicalStatus", CLINICAL_SYSTEM, clinical,
                    clinical_display(clinical));
  from_orca_concept(from->writer, "verificationStatus", VERIFICATION_SYSTEM,
                    suspected ? "unconfirmed" : "confirmed",
                    suspected ? "Unconfirmed" : "Confirmed");
}

/* ---- extensions
 * ------------------------------------------------------------------------------------------ */

static void write_outcome(const struct from_orca *from, const struct outcome_row *row) {
  struct json_writer *writer = from->writer;
  writer_object_begin(writer);
  writer_member_text(writer, "url", JP_CORE_EXTENSION "JP_Condition_DiseaseOutcome");
  writer_key(writer, "valueCodeableConcept");
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  from_orca_coding(writer, OUTCOME_SYSTEM, view_of(row->code), view_of(row->display));
  writer_array_end(writer);
  writer_member_text(writer, "text", row->text);
  writer_object_end(writer);
  writer_object_end(writer);
}

/* The national code beside the name, when ORCA knows the receipt's code of the department. */
static void write_department_coding(struct json_writer *writer,
                                    const struct orca_department *department) {
  const char *display =
      department != NULL ? department_code_display(department->receipt_code) : NULL;
  if (display == NULL) {
    return;
  }
  writer_key(writer, "coding");
  writer_array_begin(writer);
  from_orca_coding(writer, SYSTEM_DEPARTMENT, department->receipt_code, view_of(display));
  writer_array_end(writer);
}

static struct view department_text(const struct from_orca *from, const struct orca_disease *disease,
                                   const struct orca_department *department) {
  if (department != NULL && department->name.length != 0) {
    return department->name;
  }
  if (disease->department.length == 0) {
    return view_of("診療科未設定");
  }
  return from_orca_keep(
      from, arena_format(from->arena, "診療科コード%.*s", VIEW_ARGUMENTS(disease->department)));
}

static void write_department(const struct from_orca *from, const struct orca_disease *disease) {
  struct json_writer *writer = from->writer;
  const struct orca_department *department =
      orca_department_find(from->national->departments, disease->department);
  writer_object_begin(writer);
  writer_member_text(writer, "url",
                     "http://jpfhir.jp/fhir/eCS/Extension/StructureDefinition/JP_eCS_Department");
  writer_key(writer, "valueCodeableConcept");
  writer_object_begin(writer);
  write_department_coding(writer, department);
  writer_member_string(writer, "text", department_text(from, disease, department));
  writer_object_end(writer);
  writer_object_end(writer);
}

static void write_main_disease(struct json_writer *writer) {
  writer_object_begin(writer);
  writer_member_text(
      writer, "url",
      "http://jpfhir.jp/fhir/eCS/Extension/StructureDefinition/JP_eCS_DiagnosisType");
  from_orca_concept(writer, "valueCodeableConcept",
                    "http://terminology.hl7.org/CodeSystem/ex-diagnosistype", "principal",
                    "Principal Diagnosis");
  writer_object_end(writer);
}

static void write_extensions(const struct from_orca *from, const struct orca_disease *disease) {
  const struct outcome_row *row = outcome_find(disease);
  if (row == NULL && from->national == NULL) {
    return;
  }
  writer_key(from->writer, "extension");
  writer_array_begin(from->writer);
  if (from->national != NULL) {
    from_orca_institution_extension(from);
    write_department(from, disease);
    if (view_is(disease->category, "PD")) {
      write_main_disease(from->writer);
    }
  }
  if (row != NULL) {
    write_outcome(from, row);
  }
  writer_array_end(from->writer);
}

/* The visit at which the disease was named: ORCA knows only whether in or out; a disease for both
 * was named in the out-patient department. The newer national profile allows only finished visits.
 */
static void write_encounter(const struct from_orca *from, const struct orca_disease *disease) {
  struct json_writer *writer = from->writer;
  bool inpatient = view_is(disease->in_out, "I");
  writer_key(writer, "contained");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "Encounter");
  writer_member_text(writer, "id", "encounter");
  writer_key(writer, "meta");
  writer_object_begin(writer);
  writer_key(writer, "profile");
  writer_array_begin(writer);
  writer_string(writer, view_of(from->national->has_ecs_encounter ? JP_ECS "JP_Encounter_eCS"
                                                                  : JP_CORE "JP_Encounter"));
  writer_array_end(writer);
  writer_object_end(writer);
  writer_member_text(writer, "status", "finished");
  writer_key(writer, "class");
  from_orca_coding(writer, "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                   view_of(inpatient ? "IMP" : "AMB"),
                   view_of(inpatient ? "inpatient encounter" : "ambulatory"));
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_note(struct json_writer *writer, struct view text) {
  if (text.length == 0) {
    return;
  }
  writer_key(writer, "note");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_string(writer, "text", text);
  writer_object_end(writer);
  writer_array_end(writer);
}

static struct view source_of(const struct from_orca *from, const struct orca_disease *disease) {
  struct orca_pointer pointer = orca_pointer_make(from->arena, "diseasegetv2");
  size_t main = main_place(disease);
  size_t modifiers = 0;
  orca_pointer_question(&pointer, "Base_Date", disease->month);
  orca_pointer_step(&pointer, "Disease_Information", disease->row);
  if (main < disease->part_count) {
    orca_pointer_element(&pointer, "code", ORCA_POINTER_WHOLE, NULL);
    orca_pointer_step(&pointer, "Disease_Single", disease->parts[main].row);
  }
  for (size_t i = 0; i < disease->part_count; i++) {
    if (part_kind(disease->parts[i].code) == PART_MODIFIER) {
      orca_pointer_element(&pointer, "code.extension", modifiers++, NULL);
      orca_pointer_step(&pointer, "Disease_Single", disease->parts[i].row);
    }
  }
  return from_orca_source(from, &pointer);
}

void condition_from_orca_write(const struct from_orca *from, const struct orca_disease *disease,
                               struct view id) {
  struct json_writer *writer = from->writer;
  const struct from_orca_head head = {
      "Condition", from->national != NULL ? from_orca_uuid(from, "Condition", id) : id,
      from->national != NULL ? JP_ECS "JP_Condition_eCS" : JP_CORE "JP_Condition_Diagnosis",
      source_of(from, disease)};
  writer_object_begin(writer);
  from_orca_head_begin(from, &head);
  writer_object_end(writer);
  if (from->national != NULL) {
    write_encounter(from, disease);
  }
  write_extensions(from, disease);
  from_orca_instance_identifier(from, from_orca_record_key(id));
  write_status(from, disease);
  writer_key(writer, "category");
  writer_array_begin(writer);
  writer_raw(writer, view_of("{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"
                             "condition-category\",\"code\":\"encounter-diagnosis\",\"display\":"
                             "\"Encounter Diagnosis\"}]}"));
  writer_array_end(writer);
  write_code(from, disease);
  from_orca_reference(writer, "subject", from->patient_reference);
  if (from->national != NULL) {
    from_orca_reference(writer, "encounter", view_of("#encounter"));
  }
  writer_member_optional(writer, "onsetDateTime", disease->start_date);
  writer_member_optional(writer, "abatementDateTime", disease->end_date);
  write_note(writer, disease->supplement);
  writer_object_end(writer);
}
