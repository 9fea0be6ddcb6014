#include "handlers/charge_item_from_orca.h"

#include "handlers/medication_from_orca.h"
#include "handlers/orca_amount.h"

#define POINT_CLASS_MONEY "1"
#define POINT_CLASS_POINTS "3"

bool charge_item_from_orca_is_charge(const struct act_item *item) {
  return item->kind != RECEIPT_LINE_USAGE && item->kind != RECEIPT_LINE_COMMENT &&
         item->kind != RECEIPT_LINE_TEXT;
}

static struct view number_of(const struct from_orca *from, struct view text) {
  struct view number = {NULL, 0};
  if (orca_amount_read(from->arena, text, &number) != ERROR_OK) {
    from_orca_keep(from, (struct view){NULL, 0});
  }
  return number;
}

static void write_points(const struct from_orca *from, const struct orca_act_line *line) {
  struct json_writer *writer = from->writer;
  struct view points = number_of(from, line->point);
  if (points.length == 0 || !view_is(line->point_class, POINT_CLASS_POINTS)) {
    return;
  }
  writer_key(writer, "extension");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "url", CHARGE_ITEM_POINTS_EXTENSION);
  writer_member_raw(writer, "valueDecimal", points);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_price(const struct from_orca *from, const struct orca_act_line *line) {
  struct json_writer *writer = from->writer;
  struct view price = number_of(from, line->point);
  if (price.length == 0 || !view_is(line->point_class, POINT_CLASS_MONEY)) {
    return;
  }
  writer_key(writer, "priceOverride");
  writer_object_begin(writer);
  writer_member_raw(writer, "value", price);
  writer_member_text(writer, "currency", "JPY");
  writer_object_end(writer);
}

static void write_coded(const struct from_orca *from, const char *key,
                        const struct orca_act_line *line, const char *system) {
  struct json_writer *writer = from->writer;
  writer_key(writer, key);
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  const struct from_orca_native native = {
      .system = system, .code = line->code, .display = line->name};
  (void)from_orca_mapped(from, &native);
  from_orca_coding(writer, system, line->code, line->name);
  writer_array_end(writer);
  writer_member_optional(writer, "text", line->name);
  writer_object_end(writer);
}

static void write_codes(const struct from_orca *from, const struct act_item *item) {
  const struct orca_rp_line drug = {.name = item->line->name, .code = item->line->code};
  switch (item->kind) {
  case RECEIPT_LINE_DRUG:
    medication_from_orca_concept(from, "code", &drug);
    medication_from_orca_concept(from, "productCodeableConcept", &drug);
    break;
  case RECEIPT_LINE_PROCEDURE:
    write_coded(from, "code", item->line, SYSTEM_PROCEDURE);
    break;
  case RECEIPT_LINE_MATERIAL:
    write_coded(from, "code", item->line, SYSTEM_ORCA_CODE);
    write_coded(from, "productCodeableConcept", item->line, SYSTEM_ORCA_CODE);
    break;
  case RECEIPT_LINE_USAGE:
  case RECEIPT_LINE_COMMENT:
  case RECEIPT_LINE_LOCAL:
  case RECEIPT_LINE_TEXT:
    write_coded(from, "code", item->line, SYSTEM_ORCA_CODE);
    break;
  }
}

/* Without a unit it is a count. */
static void write_quantity(const struct from_orca *from, const struct orca_act_line *line) {
  struct view number = number_of(from, line->number);
  if (line->unit.length != 0) {
    medication_from_orca_quantity(from, "quantity", number, line->unit);
  } else if (number.length != 0) {
    writer_key(from->writer, "quantity");
    writer_object_begin(from->writer);
    writer_member_raw(from->writer, "value", number);
    writer_object_end(from->writer);
  }
}

static void write_organization(const struct from_orca *from, const struct orca_account *account) {
  const struct from_orca_target department = medication_from_orca_department(from, account);
  from_orca_target_member(from, "performingOrganization", &department);
}

static void write_note(const struct from_orca *from, const struct act_item *item) {
  const struct orca_act *act = item->act;
  const struct orca_account *account = &item->visit->account;
  struct view text = arena_format(
      from->arena,
      "剤 %zu: 診療種別 %.*s %.*s、回数 %.*s、剤点数 %.*s、剤金額 %.*s、保険組合せ %.*s %.*s",
      act->position, VIEW_ARGUMENTS(act->class), VIEW_ARGUMENTS(act->class_name),
      VIEW_ARGUMENTS(act->number), VIEW_ARGUMENTS(act->point), VIEW_ARGUMENTS(act->money),
      VIEW_ARGUMENTS(account->combination), VIEW_ARGUMENTS(account->insurance_name));
  writer_key(from->writer, "note");
  writer_array_begin(from->writer);
  writer_object_begin(from->writer);
  writer_member_string(from->writer, "text", from_orca_keep(from, text));
  writer_object_end(from->writer);
  writer_array_end(from->writer);
}

/* The account of a billing set: patient and insurance combination. */
static void write_account(const struct from_orca *from, const struct orca_account *account) {
  struct json_writer *writer = from->writer;
  if (account->combination.length == 0) {
    return;
  }
  writer_key(writer, "account");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "type", "Account");
  writer_key(writer, "identifier");
  from_orca_identifier(
      writer, SYSTEM_ORCA_COMBINATION,
      from_orca_keep(from, arena_format(from->arena, "%.*s.%.*s", VIEW_ARGUMENTS(from->patient_id),
                                        VIEW_ARGUMENTS(account->combination))));
  writer_member_optional(writer, "display", account->insurance_name);
  writer_object_end(writer);
  writer_array_end(writer);
}

void charge_item_from_orca_write(const struct from_orca *from, const struct act_item *item) {
  struct json_writer *writer = from->writer;
  const struct orca_pointer pointer = act_list_point_line(from, item);
  const struct from_orca_head head = {"ChargeItem", item->id,
                                      "http://hl7.org/fhir/StructureDefinition/ChargeItem",
                                      from_orca_source(from, &pointer)};
  bool is_included = view_is(item->act->included, "True") || view_is(item->act->kind, "1");
  writer_object_begin(writer);
  from_orca_head_begin(from, &head);
  writer_object_end(writer);
  write_points(from, item->line);
  from_orca_instance_identifier(from, item->id);
  writer_member_text(writer, "status", is_included ? "not-billable" : "billable");
  write_codes(from, item);
  medication_from_orca_context(from, item->visit, "context");
  writer_member_optional(writer, "occurrenceDateTime", item->visit->account.date);
  write_organization(from, &item->visit->account);
  write_quantity(from, item->line);
  write_price(from, item->line);
  write_account(from, &item->visit->account);
  write_note(from, item);
  writer_object_end(writer);
}
