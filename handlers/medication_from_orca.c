#include "handlers/medication_from_orca.h"

#include "handlers/act_list.h"
#include "handlers/drug_unit.h"
#include "handlers/encounter_gather.h"
#include "handlers/orca_amount.h"
#include "handlers/organization_id.h"

#define DOSAGE_BYTES 65536u
#define STRENGTH_SYSTEM                                                                            \
  "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationIngredientStrengthStrengthType"

/* ---- codes and amounts
 * -------------------------------------------------------------------------------- */

static bool is_generic(const struct orca_rp_line *drug) {
  return view_is(drug->generic_flag, "1");
}

static void write_drug_codings(const struct from_orca *from, const struct orca_rp_line *drug) {
  struct json_writer *writer = from->writer;
  struct view none = {NULL, 0};
  if (drug->generic_code.length != 0) {
    from_orca_coding(writer, is_generic(drug) ? SYSTEM_GENERAL_DRUG : SYSTEM_PRICE_DRUG,
                     drug->generic_code, is_generic(drug) ? none : drug->name);
  }
  if (!is_generic(drug)) {
    const struct from_orca_native native = {.system = SYSTEM_RECEIPT_DRUG,
                                            .code = drug->code,
                                            .display = drug->name,
                                            .also = SYSTEM_HOT9};
    (void)from_orca_mapped(from, &native);
  }
  from_orca_coding(writer, SYSTEM_RECEIPT_DRUG, drug->code, is_generic(drug) ? none : drug->name);
}

void medication_from_orca_concept(const struct from_orca *from, const char *key,
                                  const struct orca_rp_line *drug) {
  struct json_writer *writer = from->writer;
  writer_key(writer, key);
  writer_object_begin(writer);
  if (drug->code.length != 0) {
    writer_key(writer, "coding");
    writer_array_begin(writer);
    write_drug_codings(from, drug);
    writer_array_end(writer);
  }
  writer_member_optional(writer, "text", drug->name);
  writer_object_end(writer);
}

static struct view number_of(const struct from_orca *from, struct view text) {
  struct view number = {NULL, 0};
  if (orca_amount_read(from->arena, text, &number) != ERROR_OK) {
    from_orca_keep(from, (struct view){NULL, 0});
  }
  return number;
}

struct view medication_from_orca_total(const struct from_orca *from,
                                       const struct medicine *medicine) {
  struct view total = {NULL, 0};
  if (orca_amount_times(from->arena, medicine->drug.amount, medicine->count, &total) != ERROR_OK) {
    from_orca_keep(from, (struct view){NULL, 0});
  }
  return total;
}

void medication_from_orca_quantity(const struct from_orca *from, const char *key,
                                   struct view number, struct view unit) {
  struct json_writer *writer = from->writer;
  const char *code = drug_unit_code(unit);
  if (number.length == 0) {
    return;
  }
  writer_key(writer, key);
  writer_object_begin(writer);
  writer_member_raw(writer, "value", number);
  writer_member_optional(writer, "unit", unit);
  writer_member_text(writer, "system", DRUG_UNIT_SYSTEM);
  if (code != NULL) {
    writer_member_text(writer, "code", code);
  } else {
    from_orca_absent(writer, "_code");
  }
  writer_object_end(writer);
}

/* ---- dosage
 * ------------------------------------------------------------------------------------------- */

/* Days are counted of what is taken each day: prescriptions say so, acts by their class. */
static bool is_days(const struct medicine *medicine) {
  return medicine->count_unit.length != 0 ? view_is(medicine->count_unit, "日分")
                                          : medicine->use == MEDICINE_INTERNAL;
}

bool medication_from_orca_days(const struct from_orca *from, const struct medicine *medicine,
                               const char *key) {
  struct json_writer *writer = from->writer;
  uint64_t days;
  if (!is_days(medicine) || !orca_amount_count(medicine->count, &days)) {
    return false;
  }
  writer_key(writer, key);
  writer_object_begin(writer);
  writer_member_integer(writer, "value", (int64_t)days);
  writer_member_text(writer, "unit", JP_UNIT_OF_DAY);
  writer_member_text(writer, "system", "http://unitsofmeasure.org");
  writer_member_text(writer, "code", "d");
  writer_object_end(writer);
  return true;
}

static const char *amount_label(const struct medicine *medicine) {
  if (medicine->use == MEDICINE_AS_NEEDED) {
    return "1回量";
  }
  return medicine->use == MEDICINE_INTERNAL ? "1日量" : "";
}

static const char *count_unit(const struct medicine *medicine) {
  if (is_days(medicine)) {
    return "日分";
  }
  return medicine->use == MEDICINE_AS_NEEDED ? "回分" : "";
}

static void append_part(struct buffer *buffer, const char *label, struct view number,
                        struct view unit) {
  if (number.length == 0) {
    return;
  }
  buffer_append_format(buffer, "%s%s%.*s%.*s", buffer->length != 0 ? "　" : "", label,
                       VIEW_ARGUMENTS(number), VIEW_ARGUMENTS(unit));
}

static struct view dosage_text(const struct from_orca *from, const struct medicine *medicine) {
  struct buffer buffer = buffer_make(from->arena, DOSAGE_BYTES);
  uint64_t count;
  struct view unit = medicine->count_unit;
  buffer_append(&buffer, medicine->usage);
  append_part(&buffer, amount_label(medicine), number_of(from, medicine->drug.amount),
              medicine->drug.unit);
  if (unit.length == 0) {
    unit = view_of(count_unit(medicine));
  }
  if (unit.length != 0 && orca_amount_count(medicine->count, &count)) {
    append_part(&buffer, "", number_of(from, medicine->count), unit);
  }
  return from_orca_keep(from, from_orca_buffer(&buffer));
}

static void write_comments(struct json_writer *writer, const struct medicine *medicine) {
  if (medicine->comment_count == 0) {
    return;
  }
  writer_key(writer, "additionalInstruction");
  writer_array_begin(writer);
  for (size_t i = 0; i < medicine->comment_count; i++) {
    writer_object_begin(writer);
    writer_member_string(writer, "text", medicine->comments[i]->name);
    writer_object_end(writer);
  }
  writer_array_end(writer);
}

static void write_timing(const struct from_orca *from, const struct medicine *medicine) {
  uint64_t days;
  if (!is_days(medicine) || !orca_amount_count(medicine->count, &days)) {
    return;
  }
  writer_key(from->writer, "timing");
  writer_object_begin(from->writer);
  writer_key(from->writer, "repeat");
  writer_object_begin(from->writer);
  (void)medication_from_orca_days(from, medicine, "boundsDuration");
  writer_object_end(from->writer);
  writer_object_end(from->writer);
}

static void write_rate(const struct from_orca *from, struct view number, struct view unit) {
  struct json_writer *writer = from->writer;
  writer_key(writer, "rateRatio");
  writer_object_begin(writer);
  medication_from_orca_quantity(from, "numerator", number, unit);
  writer_key(writer, "denominator");
  writer_object_begin(writer);
  writer_member_integer(writer, "value", 1);
  writer_member_text(writer, "unit", JP_UNIT_OF_DAY);
  writer_member_text(writer, "system", "http://unitsofmeasure.org");
  writer_member_text(writer, "code", "d");
  writer_object_end(writer);
  writer_object_end(writer);
}

/* The amount is of a day or of a dose; that of external use is of neither. */
static void write_dose(const struct from_orca *from, const struct medicine *medicine) {
  struct json_writer *writer = from->writer;
  struct view number = number_of(from, medicine->drug.amount);
  bool has_rate = medicine->use == MEDICINE_INTERNAL && is_days(medicine);
  bool has_dose = medicine->use == MEDICINE_AS_NEEDED;
  if (number.length == 0 || (!has_rate && !has_dose)) {
    return;
  }
  writer_key(writer, "doseAndRate");
  writer_array_begin(writer);
  writer_object_begin(writer);
  from_orca_concept(writer, "type", STRENGTH_SYSTEM, "1", "製剤量");
  if (has_rate) {
    write_rate(from, number, medicine->drug.unit);
  } else {
    medication_from_orca_quantity(from, "doseQuantity", number, medicine->drug.unit);
  }
  writer_object_end(writer);
  writer_array_end(writer);
}

void medication_from_orca_dosage(const struct from_orca *from, const struct medicine *medicine) {
  struct json_writer *writer = from->writer;
  struct view text =
      medicine->use == MEDICINE_INJECTION ? medicine->usage : dosage_text(from, medicine);
  if (text.length == 0 && medicine->comment_count == 0) {
    return;
  }
  writer_key(writer, "dosageInstruction");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_optional(writer, "text", text);
  write_comments(writer, medicine);
  if (medicine->use == MEDICINE_AS_NEEDED) {
    writer_member_boolean(writer, "asNeededBoolean", true);
  }
  if (medicine->use != MEDICINE_INJECTION) {
    write_timing(from, medicine);
    write_dose(from, medicine);
  }
  writer_object_end(writer);
  writer_array_end(writer);
}

/* ---- where it comes from
 * ------------------------------------------------------------------------------ */

static struct orca_pointer point_to_group(const struct from_orca *from,
                                          const struct medicine *medicine) {
  if (medicine->act != NULL) {
    return act_list_point(from, medicine->visit, medicine->act);
  }
  struct orca_pointer pointer = orca_pointer_make(from->arena, "prescriptionv2");
  orca_pointer_question(&pointer, "Invoice_Number", medicine->visit->account.invoice);
  orca_pointer_step(&pointer, "Forms", medicine->prescription->row);
  orca_pointer_step(&pointer, "data", 0);
  orca_pointer_step(&pointer, "Rp", medicine->group->row);
  return pointer;
}

static void point_to_ingredients(struct orca_pointer *pointer, const struct orca_act *act) {
  size_t count = 0;
  for (size_t i = 0; i < act->line_count; i++) {
    if (receipt_line_kind(act->lines[i].code) == RECEIPT_LINE_DRUG) {
      orca_pointer_element(pointer, "contained[0].ingredient", count++, NULL);
      orca_pointer_step(pointer, "Medication_info", act->lines[i].row);
    }
  }
}

struct view medication_from_orca_source(const struct from_orca *from,
                                        const struct medicine *medicine) {
  struct orca_pointer pointer = point_to_group(from, medicine);
  const char *line = medicine->act != NULL ? "Medication_info" : "Medication";
  if (medicine->use == MEDICINE_INJECTION) {
    point_to_ingredients(&pointer, medicine->act);
  } else {
    orca_pointer_step(&pointer, line, medicine->drug.row);
  }
  for (size_t i = 0; i < medicine->comment_count; i++) {
    orca_pointer_element(&pointer, "dosageInstruction[0].additionalInstruction", i, NULL);
    orca_pointer_step(&pointer, line, medicine->comments[i]->row);
  }
  return from_orca_source(from, &pointer);
}

/* ---- notes
 * --------------------------------------------------------------------------------------------- */

/* "note" is opened by the first one. */
static void write_note(const struct from_orca *from, bool *has_notes, struct view text) {
  struct json_writer *writer = from->writer;
  if (from_orca_keep(from, text).length == 0) {
    return;
  }
  if (!*has_notes) {
    writer_key(writer, "note");
    writer_array_begin(writer);
    *has_notes = true;
  }
  writer_object_begin(writer);
  writer_member_string(writer, "text", text);
  writer_object_end(writer);
}

/* How ORCA wrote the amount, when what is shown differs from it. */
static void write_original(const struct from_orca *from, const struct medicine *medicine,
                           bool *has_notes) {
  const struct orca_rp_line *drug = &medicine->drug;
  if (drug->amount.length == 0 || view_equal(number_of(from, drug->amount), drug->amount)) {
    return;
  }
  write_note(from, has_notes,
             arena_format(from->arena, "ORCAの記載: 数量 %.*s%.*s、回数 %.*s%.*s",
                          VIEW_ARGUMENTS(drug->amount), VIEW_ARGUMENTS(drug->unit),
                          VIEW_ARGUMENTS(medicine->count), VIEW_ARGUMENTS(medicine->count_unit)));
}

static void write_split(const struct from_orca *from, const struct medicine *medicine,
                        bool *has_notes) {
  const struct orca_prescription *prescription = medicine->prescription;
  uint64_t count;
  if (orca_amount_count(prescription->split_count, &count)) {
    write_note(from, has_notes,
               arena_format(from->arena, "分割調剤: %.*s回のうち%.*s回目、総投与日数 %.*s",
                            VIEW_ARGUMENTS(prescription->split_count),
                            VIEW_ARGUMENTS(prescription->split_number),
                            VIEW_ARGUMENTS(medicine->group->split_total)));
  }
  if (orca_amount_count(prescription->refill_count, &count)) {
    write_note(
        from, has_notes,
        arena_format(from->arena, "リフィル: %.*s回", VIEW_ARGUMENTS(prescription->refill_count)));
  }
}

static void write_prescription_notes(const struct from_orca *from, const struct medicine *medicine,
                                     bool *has_notes) {
  const struct orca_prescription *prescription = medicine->prescription;
  write_split(from, medicine, has_notes);
  if (medicine->drug.choice.length != 0 && !view_is(medicine->drug.choice, "0")) {
    write_note(from, has_notes, view_of("患者希望による選択"));
  }
  for (size_t i = 0; i < prescription->memo_count; i++) {
    write_note(from, has_notes,
               arena_format(from->arena, "処方箋の備考: %.*s",
                            VIEW_ARGUMENTS(prescription->memos[i].text)));
  }
}

void medication_from_orca_notes(const struct from_orca *from, const struct medicine *medicine) {
  bool has_notes = false;
  write_original(from, medicine, &has_notes);
  if (medicine->prescription != NULL) {
    write_prescription_notes(from, medicine, &has_notes);
  }
  if (has_notes) {
    writer_array_end(from->writer);
  }
}

/* ---- identifiers and references
 * ---------------------------------------------------------------------- */

void medication_from_orca_identifiers(const struct from_orca *from,
                                      const struct medicine *medicine) {
  struct json_writer *writer = from->writer;
  writer_key(writer, "identifier");
  writer_array_begin(writer);
  from_orca_identifier(writer, SYSTEM_RP_NUMBER, medicine->rp);
  if (medicine->order.length != 0) {
    from_orca_identifier(writer, SYSTEM_RP_ORDER, medicine->order);
  }
  from_orca_instance_item(from, medicine->id);
  writer_array_end(writer);
}

static struct view encounter_id(const struct from_orca *from, const struct orca_account *account) {
  struct view date = account->date;
  return from_orca_keep(
      from,
      arena_format(from->arena, "%s-%.*s%.*s%.*s-%.*s-%.*s-%.*s", ENCOUNTER_VISIT,
                   VIEW_ARGUMENTS(view_part(date, 0, 4)), VIEW_ARGUMENTS(view_part(date, 5, 2)),
                   VIEW_ARGUMENTS(view_part(date, 8, 2)), VIEW_ARGUMENTS(account->department),
                   VIEW_ARGUMENTS(account->sequence), VIEW_ARGUMENTS(from->patient_id)));
}

void medication_from_orca_context(const struct from_orca *from, const struct patient_visit *visit,
                                  const char *encounter_key) {
  const struct orca_account *account = &visit->account;
  from_orca_reference(from->writer, "subject", from->patient_reference);
  bool is_readable =
      !account->inpatient && account->date.length != 0 && account->sequence.length != 0;
  if (!is_readable && account->invoice.length == 0) {
    return;
  }
  if (!is_readable) {
    const struct from_orca_logical encounter = {.key = encounter_key,
                                                .type = "Encounter",
                                                .system = view_of(SYSTEM_ORCA_INVOICE),
                                                .value = account->invoice};
    from_orca_logical(from->writer, &encounter);
    return;
  }
  const struct from_orca_target encounter = {.type = "Encounter",
                                             .id = encounter_id(from, account)};
  from_orca_target_member(from, encounter_key, &encounter);
}

struct from_orca_target medication_from_orca_department(const struct from_orca *from,
                                                        const struct orca_account *account) {
  return (struct from_orca_target){
      .type = "Organization",
      .id = from_orca_keep(from, organization_id_department(from->arena, account->department)),
      .display = account->department_name};
}
