#include "handlers/medication_dispense_from_orca.h"

#include "handlers/drug_unit.h"

static void write_prescription(const struct from_orca *from, const struct medicine *medicine) {
  struct json_writer *writer = from->writer;
  writer_key(writer, "authorizingPrescription");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_string(writer, "reference",
                       from_orca_keep(from, arena_format(from->arena, "MedicationRequest/%.*s",
                                                         VIEW_ARGUMENTS(medicine->id))));
  writer_object_end(writer);
  writer_array_end(writer);
}

/* JP Core wants a quantity: what ORCA does not tell is said to be unknown. */
static void write_quantity(const struct from_orca *from, const struct medicine *medicine) {
  struct view total = medication_from_orca_total(from, medicine);
  if (total.length != 0) {
    medication_from_orca_quantity(from, "quantity", total, medicine->drug.unit);
    return;
  }
  writer_key(from->writer, "quantity");
  writer_object_begin(from->writer);
  from_orca_absent(from->writer, "_value");
  writer_member_optional(from->writer, "unit", medicine->drug.unit);
  writer_member_text(from->writer, "system", DRUG_UNIT_SYSTEM);
  from_orca_absent(from->writer, "_code");
  writer_object_end(from->writer);
}

/* JP Core gives days of supply its own kind of quantity, whose code binding is only preferred. */
void medication_dispense_from_orca_write(const struct from_orca *from,
                                         const struct medicine *medicine) {
  struct json_writer *writer = from->writer;
  const struct from_orca_head head = {"MedicationDispense", medicine->id,
                                      JP_CORE "JP_MedicationDispense",
                                      medication_from_orca_source(from, medicine)};
  writer_object_begin(writer);
  from_orca_head_begin(from, &head);
  writer_object_end(writer);
  medication_from_orca_identifiers(from, medicine);
  writer_member_text(writer, "status", "completed");
  medication_from_orca_concept(from, "medicationCodeableConcept", &medicine->drug);
  medication_from_orca_context(from, medicine->visit, "context");
  write_prescription(from, medicine);
  write_quantity(from, medicine);
  (void)medication_from_orca_days(from, medicine, "daysSupply");
  writer_member_optional(writer, "whenHandedOver", medicine->visit->account.date);
  medication_from_orca_notes(from, medicine);
  medication_from_orca_dosage(from, medicine);
  writer_object_end(writer);
}
