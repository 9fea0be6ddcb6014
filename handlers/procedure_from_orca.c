#include "handlers/procedure_from_orca.h"

#include "handlers/medication_from_orca.h"

static bool is_between(struct view text, size_t at, char first, char last) {
  return text.length > at && text.data[at] >= first && text.data[at] <= last;
}

/* The class says under which heading it was billed, the code's second digit which chapter of the
 * fee schedule it is of: a prescription fee (12.......) is billed with the therapies (800). */
bool procedure_from_orca_is_procedure(const struct act_item *item) {
  return item->kind == RECEIPT_LINE_PROCEDURE && item->act->class.length == 3 &&
         is_between(item->act->class, 0, '3', '8') && is_between(item->line->code, 1, '3', '8');
}

static void write_code(const struct from_orca *from, const struct orca_act_line *line) {
  struct json_writer *writer = from->writer;
  writer_key(writer, "code");
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  const struct from_orca_native native = {
      .system = SYSTEM_PROCEDURE, .code = line->code, .display = line->name};
  (void)from_orca_mapped(from, &native);
  from_orca_coding(writer, SYSTEM_PROCEDURE, line->code, line->name);
  writer_array_end(writer);
  writer_member_optional(writer, "text", line->name);
  writer_object_end(writer);
}

static void write_performer(const struct from_orca *from, const struct orca_account *account) {
  struct json_writer *writer = from->writer;
  const struct from_orca_target department = medication_from_orca_department(from, account);
  if (department.id.length + department.display.length == 0) {
    return;
  }
  writer_key(writer, "performer");
  writer_array_begin(writer);
  writer_object_begin(writer);
  from_orca_target_member(from, "actor", &department);
  writer_object_end(writer);
  writer_array_end(writer);
}

static bool is_used(const struct orca_act_line *line) {
  enum receipt_line kind = receipt_line_kind(line->code);
  return kind == RECEIPT_LINE_DRUG || kind == RECEIPT_LINE_MATERIAL;
}

static bool is_note(const struct orca_act_line *line) {
  return receipt_line_kind(line->code) == RECEIPT_LINE_COMMENT && line->name.length != 0;
}

/* What is used and noted stands in lines of its own. */
static struct view source_of(const struct from_orca *from, const struct act_item *item) {
  struct orca_pointer pointer = act_list_point_line(from, item);
  size_t used = 0;
  size_t notes = 0;
  orca_pointer_element(&pointer, "note", notes++, NULL);
  orca_pointer_step(&pointer, "Medical_Information", item->act->row);
  for (size_t i = 0; i < item->act->line_count; i++) {
    const struct orca_act_line *line = &item->act->lines[i];
    if (is_used(line)) {
      orca_pointer_element(&pointer, "usedCode", used++, NULL);
    } else if (is_note(line)) {
      orca_pointer_element(&pointer, "note", notes++, NULL);
    } else {
      continue;
    }
    orca_pointer_step(&pointer, "Medication_info", line->row);
  }
  return from_orca_source(from, &pointer);
}

static void write_material(const struct from_orca *from, const struct orca_act_line *line) {
  struct json_writer *writer = from->writer;
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  from_orca_coding(writer,
                   receipt_line_kind(line->code) == RECEIPT_LINE_DRUG ? SYSTEM_RECEIPT_DRUG
                                                                      : SYSTEM_ORCA_CODE,
                   line->code, line->name);
  writer_array_end(writer);
  writer_member_optional(writer, "text", line->name);
  writer_object_end(writer);
}

/* Drugs and materials of the same act. */
static void write_used(const struct from_orca *from, const struct orca_act *act) {
  bool is_open = false;
  for (size_t i = 0; i < act->line_count; i++) {
    if (!is_used(&act->lines[i])) {
      continue;
    }
    if (!is_open) {
      writer_key(from->writer, "usedCode");
      writer_array_begin(from->writer);
      is_open = true;
    }
    write_material(from, &act->lines[i]);
  }
  if (is_open) {
    writer_array_end(from->writer);
  }
}

static void write_note(const struct from_orca *from, struct view text) {
  writer_object_begin(from->writer);
  writer_member_string(from->writer, "text", from_orca_keep(from, text));
  writer_object_end(from->writer);
}

/* How often the act was counted that day, and the comments of the claim. */
static void write_notes(const struct from_orca *from, const struct orca_act *act) {
  writer_key(from->writer, "note");
  writer_array_begin(from->writer);
  write_note(from,
             arena_format(from->arena, "回数: %.*s",
                          VIEW_ARGUMENTS(act->number.length != 0 ? act->number : view_of("不明"))));
  for (size_t i = 0; i < act->line_count; i++) {
    if (is_note(&act->lines[i])) {
      write_note(from, act->lines[i].name);
    }
  }
  writer_array_end(from->writer);
}

void procedure_from_orca_write(const struct from_orca *from, const struct act_item *item) {
  struct json_writer *writer = from->writer;
  const struct from_orca_head head = {"Procedure", item->id, JP_CORE "JP_Procedure",
                                      source_of(from, item)};
  writer_object_begin(writer);
  from_orca_head_begin(from, &head);
  writer_object_end(writer);
  from_orca_instance_identifier(from, item->id);
  writer_member_text(writer, "status", "completed");
  if (item->act->class_name.length != 0) {
    writer_key(writer, "category");
    writer_object_begin(writer);
    writer_member_string(writer, "text", item->act->class_name);
    writer_object_end(writer);
  }
  write_code(from, item->line);
  medication_from_orca_context(from, item->visit, "encounter");
  writer_member_optional(writer, "performedDateTime", item->visit->account.date);
  write_performer(from, &item->visit->account);
  write_used(from, item->act);
  write_notes(from, item->act);
  writer_object_end(writer);
}
