#include "handlers/medication_request_from_orca.h"

#include "handlers/orca_amount.h"
#include "handlers/practitioner_from_orca.h"
#include "handlers/receipt_line.h"

#define CATEGORY_SYSTEM "http://jpfhir.jp/fhir/core/CodeSystem/JP_MedicationCategoryMERIT9_CS"
#define SUBSTITUTION_SYSTEM                                                                        \
  "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationSubstitutionProhibittedCategory"

static void write_category(const struct from_orca *from, const struct medicine *medicine) {
  struct json_writer *writer = from->writer;
  writer_key(writer, "category");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  if (medicine->visit->account.inpatient) {
    from_orca_coding(writer, CATEGORY_SYSTEM, view_of("IHP"), view_of("入院処方"));
  } else if (medicine->outside) {
    from_orca_coding(writer, CATEGORY_SYSTEM, view_of("OHO"), view_of("院外処方"));
  } else {
    from_orca_coding(writer, CATEGORY_SYSTEM, view_of("OHI"), view_of("院内処方"));
  }
  writer_array_end(writer);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_requester(const struct from_orca *from,
                            const struct orca_prescription *prescription) {
  if (prescription != NULL) {
    const struct from_orca_target requester = {
        .type = "Practitioner",
        .id = practitioner_from_orca_id(prescription->doctor_code),
        .display = prescription->doctor_name};
    from_orca_target_member(from, "requester", &requester);
  }
}

/* The billing set (保険組合せ); which card it means is a matter of Coverage. */
static void write_insurance(const struct from_orca *from, const struct orca_account *account) {
  if (account->combination.length == 0) {
    return;
  }
  struct json_writer *writer = from->writer;
  writer_key(writer, "insurance");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "type", "Coverage");
  writer_member_string(writer, "display",
                       from_orca_keep(from, arena_format(from->arena, "保険組合せ %.*s %.*s",
                                                         VIEW_ARGUMENTS(account->combination),
                                                         VIEW_ARGUMENTS(account->insurance_name))));
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_issued(struct json_writer *writer, struct view date) {
  writer_key(writer, "validityPeriod");
  writer_object_begin(writer);
  writer_member_string(writer, "start", date);
  writer_object_end(writer);
}

static void write_dispense_request(const struct from_orca *from, const struct medicine *medicine) {
  struct json_writer *writer = from->writer;
  struct view total = medication_from_orca_total(from, medicine);
  struct view issued =
      medicine->prescription != NULL ? medicine->prescription->issued_date : (struct view){NULL, 0};
  if (total.length == 0 && issued.length == 0) {
    return; /* days are told by the dosage as well */
  }
  writer_key(writer, "dispenseRequest");
  writer_object_begin(writer);
  if (issued.length != 0) {
    write_issued(writer, issued);
  }
  medication_from_orca_quantity(from, "quantity", total, medicine->drug.unit);
  (void)medication_from_orca_days(from, medicine, "expectedSupplyDuration");
  writer_object_end(writer);
}

static void write_substitution(struct json_writer *writer, const struct orca_rp_line *drug) {
  if (!view_is(drug->unchangeable, "1")) {
    return;
  }
  writer_key(writer, "substitution");
  writer_object_begin(writer);
  from_orca_concept(writer, "allowedCodeableConcept", SUBSTITUTION_SYSTEM, "1", "後発品変更不可");
  writer_object_end(writer);
}

/* ---- injections
 * --------------------------------------------------------------------------------------- */

static void write_strength(const struct from_orca *from, const struct orca_act_line *line) {
  struct json_writer *writer = from->writer;
  struct view number = {NULL, 0};
  if (orca_amount_read(from->arena, line->number, &number) != ERROR_OK) {
    from_orca_keep(from, (struct view){NULL, 0});
  }
  if (number.length == 0) {
    from_orca_absent(writer, "strength");
    return;
  }
  writer_key(writer, "strength");
  writer_object_begin(writer);
  medication_from_orca_quantity(from, "numerator", number, line->unit);
  medication_from_orca_quantity(from, "denominator", view_of("1"), view_of("回"));
  writer_object_end(writer);
}

static void write_ingredient(const struct from_orca *from, const struct orca_act_line *line) {
  const struct orca_rp_line drug = {.name = line->name, .code = line->code};
  writer_object_begin(from->writer);
  medication_from_orca_concept(from, "itemCodeableConcept", &drug);
  write_strength(from, line);
  writer_object_end(from->writer);
}

static void write_contained(const struct from_orca *from, const struct orca_act *act) {
  struct json_writer *writer = from->writer;
  writer_key(writer, "contained");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "Medication");
  writer_member_text(writer, "id", "medication");
  writer_member_raw(writer, "meta", view_of("{\"profile\":[\"" JP_CORE "JP_Medication\"]}"));
  writer_member_text(writer, "status", "active");
  writer_key(writer, "ingredient");
  writer_array_begin(writer);
  for (size_t i = 0; i < act->line_count; i++) {
    if (receipt_line_kind(act->lines[i].code) == RECEIPT_LINE_DRUG) {
      write_ingredient(from, &act->lines[i]);
    }
  }
  writer_array_end(writer);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_medication(const struct from_orca *from, const struct medicine *medicine) {
  if (medicine->use == MEDICINE_INJECTION) {
    from_orca_reference(from->writer, "medicationReference", view_of("#medication"));
  } else {
    medication_from_orca_concept(from, "medicationCodeableConcept", &medicine->drug);
  }
}

/* One prescription is one account (伝票). */
static void write_group(const struct from_orca *from, const struct orca_account *account) {
  if (account->invoice.length != 0) {
    writer_key(from->writer, "groupIdentifier");
    from_orca_identifier(from->writer, SYSTEM_ORCA_INVOICE, account->invoice);
  }
}

void medication_request_from_orca_write(const struct from_orca *from,
                                        const struct medicine *medicine) {
  struct json_writer *writer = from->writer;
  bool injection = medicine->use == MEDICINE_INJECTION;
  const struct from_orca_head head = {"MedicationRequest", medicine->id,
                                      injection ? JP_CORE "JP_MedicationRequest_Injection"
                                                : JP_CORE "JP_MedicationRequest",
                                      medication_from_orca_source(from, medicine)};
  writer_object_begin(writer);
  from_orca_head_begin(from, &head);
  writer_object_end(writer);
  if (injection) {
    write_contained(from, medicine->act);
  }
  medication_from_orca_identifiers(from, medicine);
  writer_member_text(writer, "status", "completed");
  writer_member_text(writer, "intent", "order");
  if (!injection) {
    write_category(from, medicine);
  }
  write_medication(from, medicine);
  medication_from_orca_context(from, medicine->visit, "encounter");
  writer_member_optional(writer, "authoredOn", medicine->visit->account.date);
  write_requester(from, medicine->prescription);
  write_group(from, &medicine->visit->account);
  write_insurance(from, &medicine->visit->account);
  medication_from_orca_notes(from, medicine);
  medication_from_orca_dosage(from, medicine);
  if (!injection) {
    write_dispense_request(from, medicine);
    write_substitution(writer, &medicine->drug);
  }
  writer_object_end(writer);
}
