#include "handlers/coverage_from_orca.h"

#include "handlers/organization_id.h"
#include "server/base/hash_map.h"
#include "server/base/utf8.h"
#include "server/orca/orca_text.h"

#include <assert.h>

#define INSURER_BYTES 8u
#define INSURED_BYTES 7u
#define CATEGORY_SYSTEM "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/InsuranceMajorCategory"
#define ACT_SYSTEM "http://terminology.hl7.org/CodeSystem/v3-ActCode"
#define SELF_PAY_SYSTEM "http://terminology.hl7.org/CodeSystem/coverage-selfpay"

/* ---- which entries are cards
 * ---------------------------------------------------------------------- */

/* What ORCA's insurance class is: rows by range, first match wins. */
struct class_row {
  unsigned first;
  unsigned last;
  const char *category; /* 医保 1 .. 公費 8; NULL = no card */
  const char *category_display;
  const char *act; /* v3-ActCode */
  const char *act_display;
};

static const struct class_row class_rows[] = {
    {971, 971, "3", "労災", "WCBPOL", "worker's compensation"},
    {973, 973, "4", "自賠責", "AUTOPOL", "automobile"},
    {975, 975, "5", "公害", "PUBLICPOL", "public healthcare"},
    {950, 977, NULL, NULL, NULL, NULL},
    {980, 989, "6", "自費", NULL, NULL},
    {39, 40, "7", "後期高齢者", "PUBLICPOL", "public healthcare"},
    {60, 60, "2", "国保", "PUBLICPOL", "public healthcare"},
    {67, 69, "2", "国保", "PUBLICPOL", "public healthcare"},
    {1, 999, "1", "医保", "PUBLICPOL", "public healthcare"},
};

static const struct class_row public_row = {0, 0, "8", "公費", "PUBLICPOL", "public healthcare"};

static const struct class_row *class_find(struct view class) {
  uint64_t number;
  if (!view_to_unsigned(class, 999, &number)) {
    return NULL;
  }
  for (size_t i = 0; i < sizeof(class_rows) / sizeof(class_rows[0]); i++) {
    if (number >= class_rows[i].first && number <= class_rows[i].last) {
      return &class_rows[i];
    }
  }
  return NULL;
}

static bool is_card(struct view class) {
  const struct class_row *row = class_find(class);
  return row != NULL && row->category != NULL;
}

static bool is_self_pay(struct view class) {
  return view_starts_with(class, view_of("98"));
}

/* ---- collecting
 * ------------------------------------------------------------------------------------- */

struct collection {
  struct arena *arena;
  struct view patient_id;
  struct hash_map seen;
  struct coverage *coverages;
  size_t count;
};

static enum error collect(struct collection *collection, struct view key,
                          const struct coverage *coverage) {
  if (key.data == NULL) {
    return ERROR_MEMORY;
  }
  if (hash_map_get(&collection->seen, key) != NULL) {
    return ERROR_OK;
  }
  struct coverage *kept = &collection->coverages[collection->count];
  *kept = *coverage;
  kept->id = from_orca_record_id(collection->arena, collection->patient_id, key);
  collection->count++;
  return kept->id.data != NULL ? hash_map_put(&collection->seen, key, kept) : ERROR_MEMORY;
}

static enum error collect_insurance(struct collection *collection,
                                    const struct orca_insurance *insurance) {
  if (!is_card(insurance->class)) {
    return ERROR_OK;
  }
  struct view key =
      arena_format(collection->arena, "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s",
                   VIEW_ARGUMENTS(collection->patient_id), VIEW_ARGUMENTS(insurance->class),
                   VIEW_ARGUMENTS(insurance->insurer_number), VIEW_ARGUMENTS(insurance->symbol),
                   VIEW_ARGUMENTS(insurance->number), VIEW_ARGUMENTS(insurance->branch),
                   VIEW_ARGUMENTS(insurance->start_date));
  const struct coverage coverage = {.insurance = insurance, .combination_row = insurance->row};
  return collect(collection, key, &coverage);
}

static enum error collect_public(struct collection *collection,
                                 const struct orca_public_insurance *insurance,
                                 uint32_t combination_row) {
  if (!is_card(insurance->class)) {
    return ERROR_OK;
  }
  struct view key = arena_format(
      collection->arena, "%.*s|public|%.*s|%.*s|%.*s|%.*s", VIEW_ARGUMENTS(collection->patient_id),
      VIEW_ARGUMENTS(insurance->class), VIEW_ARGUMENTS(insurance->insurer_number),
      VIEW_ARGUMENTS(insurance->insured_number), VIEW_ARGUMENTS(insurance->start_date));
  const struct coverage coverage = {.public_expense = insurance,
                                    .combination_row = combination_row};
  return collect(collection, key, &coverage);
}

enum error coverage_from_orca_collect(struct arena *arena, const struct orca_insurance_list *list,
                                      struct coverage **ret_coverages, size_t *ret_count) {
  size_t most = 0;
  for (size_t i = 0; i < list->count; i++) {
    most += 1 + list->insurances[i].public_count;
  }
  struct collection collection = {arena, list->patient_id, hash_map_make(arena),
                                  arena_array(arena, most + 1, sizeof(struct coverage)), 0};
  enum error error = collection.coverages != NULL ? ERROR_OK : ERROR_MEMORY;
  for (size_t i = 0; i < list->count && error == ERROR_OK; i++) {
    error = collect_insurance(&collection, &list->insurances[i]);
    for (size_t j = 0; j < list->insurances[i].public_count && error == ERROR_OK; j++) {
      error = collect_public(&collection, &list->insurances[i].publics[j], list->insurances[i].row);
    }
  }
  if (error == ERROR_OK) {
    *ret_coverages = collection.coverages;
    *ret_count = collection.count;
  }
  return error;
}

/* ---- numbers
 * ------------------------------------------------------------------------------------------- */

static bool is_digits(struct view text, size_t length) {
  uint64_t number;
  return text.length == length && view_to_unsigned(text, UINT64_MAX, &number);
}

/* A part of the member id: without blanks, and without the characters that it must not hold. */
static struct view member_part(struct arena *arena, struct view text) {
  struct buffer buffer = buffer_make(arena, text.length + 1);
  size_t offset = 0;
  while (offset < text.length) {
    size_t start = offset;
    uint32_t point = utf8_next(text, &offset);
    bool is_blank = point <= ' ' || point == 0x3000;
    if (!is_blank && point != ':' && point != '^' && point != UTF8_INVALID) {
      buffer_append(&buffer, view_part(text, start, offset - start));
    }
  }
  return from_orca_buffer(&buffer);
}

/* 枝番: two half-width digits or nothing. */
static struct view member_branch(struct arena *arena, struct view text) {
  struct buffer buffer = buffer_make(arena, text.length + 2);
  size_t offset = 0;
  while (offset < text.length) {
    uint32_t point = utf8_next(text, &offset);
    point = point >= 0xFF10 && point <= 0xFF19 ? point - 0xFF10 + '0' : point;
    if (point >= '0' && point <= '9') {
      buffer_append_byte(&buffer, (char)point);
    }
  }
  struct view digits = from_orca_buffer(&buffer);
  if (digits.length == 1) {
    return arena_format(arena, "0%c", digits.data[0]);
  }
  return digits.length == 2 || digits.data == NULL ? digits : view_of("");
}

struct view coverage_from_orca_member_id(struct arena *arena,
                                         const struct orca_insurance *insurance) {
  struct view insurer = organization_id_insurer_number(arena, insurance->insurer_number);
  if (insurer.data == NULL && insurance->insurer_number.length != 0) {
    return (struct view){NULL, 0};
  }
  if (!is_digits(insurer, INSURER_BYTES)) {
    return view_of("");
  }
  struct view symbol = member_part(arena, insurance->symbol);
  struct view number = member_part(arena, insurance->number);
  struct view branch = member_branch(arena, insurance->branch);
  if (symbol.data == NULL || number.data == NULL || branch.data == NULL) {
    return (struct view){NULL, 0};
  }
  return arena_format(arena, "%.*s:%.*s:%.*s:%.*s", VIEW_ARGUMENTS(insurer), VIEW_ARGUMENTS(symbol),
                      VIEW_ARGUMENTS(number), VIEW_ARGUMENTS(branch));
}

struct view coverage_from_orca_public_member_id(struct arena *arena,
                                                const struct orca_public_insurance *insurance) {
  if (!is_digits(insurance->insurer_number, INSURER_BYTES) ||
      !is_digits(insurance->insured_number, INSURED_BYTES)) {
    return view_of("");
  }
  return arena_format(arena, "%.*s::%.*s:", VIEW_ARGUMENTS(insurance->insurer_number),
                      VIEW_ARGUMENTS(insurance->insured_number));
}

static bool is_valid_on(const struct orca_insurance *insurance, struct view date) {
  return (insurance->start_date.length == 0 || view_compare(insurance->start_date, date) <= 0) &&
         (insurance->end_date.length == 0 || view_compare(insurance->end_date, date) >= 0);
}

const struct orca_insurance *coverage_from_orca_current(const struct orca_insurance *insurances,
                                                        size_t count, struct view date) {
  const struct orca_insurance *current = NULL;
  for (size_t i = 0; i < count; i++) {
    const struct class_row *row = class_find(insurances[i].class);
    bool is_health =
        row != NULL && row->category != NULL && strchr("127", row->category[0]) != NULL;
    if (!is_health || insurances[i].insurer_number.length == 0 ||
        !is_valid_on(&insurances[i], date)) {
      continue;
    }
    if (current == NULL || view_compare(insurances[i].start_date, current->start_date) > 0) {
      current = &insurances[i];
    }
  }
  return current;
}

/* ---- writing
 * ---------------------------------------------------------------------------------------------- */

static void write_extensions(struct json_writer *writer, const struct orca_insurance *insurance) {
  if (insurance->symbol.length + insurance->number.length + insurance->branch.length == 0) {
    return;
  }
  writer_key(writer, "extension");
  writer_array_begin(writer);
  from_orca_extension_string(writer, JP_CORE_EXTENSION "JP_Coverage_InsuredPersonSymbol",
                             insurance->symbol);
  from_orca_extension_string(writer, JP_CORE_EXTENSION "JP_Coverage_InsuredPersonNumber",
                             insurance->number);
  from_orca_extension_string(writer, JP_CORE_EXTENSION "JP_Coverage_InsuredPersonSubNumber",
                             insurance->branch);
  writer_array_end(writer);
}

static void write_identifier(struct json_writer *writer, const char *system, struct view value) {
  if (value.length == 0) {
    return;
  }
  writer_key(writer, "identifier");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "system", system);
  writer_member_string(writer, "value", value);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_type(struct json_writer *writer, const struct class_row *row, struct view text) {
  assert(row != NULL);
  writer_key(writer, "type");
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  if (row->act != NULL) {
    from_orca_coding(writer, ACT_SYSTEM, view_of(row->act), view_of(row->act_display));
  } else {
    from_orca_coding(writer, SELF_PAY_SYSTEM, view_of("pay"), view_of("pay"));
  }
  from_orca_coding(writer, CATEGORY_SYSTEM, view_of(row->category), view_of(row->category_display));
  writer_array_end(writer);
  writer_member_optional(writer, "text", text);
  writer_object_end(writer);
}

static void write_period(struct json_writer *writer, struct view start, struct view end) {
  if (start.length + end.length == 0) {
    return;
  }
  writer_key(writer, "period");
  writer_object_begin(writer);
  writer_member_optional(writer, "start", start);
  writer_member_optional(writer, "end", end);
  writer_object_end(writer);
}

struct payor {
  struct view number;  /* may be empty */
  struct view display; /* ORCA gives the scheme's name here, not the insurer's */
  bool is_insurer;     /* of health insurance: ORCA's master of insurers has it */
};

static void write_payor_reference(const struct from_orca *from, const struct payor *payor) {
  struct json_writer *writer = from->writer;
  struct view id = view_of("");
  if (payor->is_insurer) {
    id = from_orca_keep(from, organization_id_insurer(from->arena, payor->number));
  }
  if (id.length != 0) {
    writer_member_string(
        writer, "reference",
        from_orca_keep(from, arena_format(from->arena, "Organization/%.*s", VIEW_ARGUMENTS(id))));
  }
  writer_member_text(writer, "type", "Organization");
  writer_key(writer, "identifier");
  from_orca_identifier(
      writer, SYSTEM_INSURER,
      from_orca_keep(from, organization_id_insurer_number(from->arena, payor->number)));
}

/* The payor by its number. Without one, and without a name, the kind of insurance is all that is
 * known. */
static void write_payor(const struct from_orca *from, const struct class_row *row,
                        const struct payor *payor) {
  struct json_writer *writer = from->writer;
  bool is_named = payor->number.length + payor->display.length != 0;
  writer_key(writer, "payor");
  writer_array_begin(writer);
  writer_object_begin(writer);
  if (payor->number.length != 0) {
    write_payor_reference(from, payor);
  }
  writer_member_optional(writer, "display",
                         is_named ? payor->display : view_of(row->category_display));
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_own_payor(const struct from_orca *from) {
  writer_key(from->writer, "payor");
  writer_array_begin(from->writer);
  writer_object_begin(from->writer);
  writer_member_string(from->writer, "reference", from->patient_reference);
  writer_object_end(from->writer);
  writer_array_end(from->writer);
}

/* ORCA's own class, so that nothing of the type is lost. */
static void write_class(struct json_writer *writer, struct view class, struct view name) {
  writer_key(writer, "class");
  writer_array_begin(writer);
  writer_object_begin(writer);
  from_orca_concept(writer, "type", "http://terminology.hl7.org/CodeSystem/coverage-class", "plan",
                    "Plan");
  writer_member_string(writer, "value", class);
  writer_member_optional(writer, "name", name);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_holder(const struct from_orca *from, const struct orca_insurance *insurance) {
  struct json_writer *writer = from->writer;
  struct view symbol = from_orca_keep(from, member_part(from->arena, insurance->symbol));
  struct view number = from_orca_keep(from, member_part(from->arena, insurance->number));
  bool self = view_is(insurance->relation, "1");
  if (self) {
    from_orca_reference(writer, "subscriber", from->patient_reference);
  } else if (insurance->holder.length != 0) {
    writer_key(writer, "subscriber");
    writer_object_begin(writer);
    writer_member_string(writer, "display", insurance->holder);
    writer_object_end(writer);
  }
  if (symbol.length != 0 && number.length != 0) {
    writer_member_string(
        writer, "subscriberId",
        from_orca_keep(from, arena_format(from->arena, "%.*s:%.*s", VIEW_ARGUMENTS(symbol),
                                          VIEW_ARGUMENTS(number))));
  } else {
    writer_member_optional(writer, "subscriberId", symbol.length != 0 ? symbol : number);
  }
  from_orca_reference(writer, "beneficiary", from->patient_reference);
  writer_member_optional(writer, "dependent", insurance->branch);
  if (self || view_is(insurance->relation, "2")) {
    from_orca_concept(writer, "relationship",
                      "http://terminology.hl7.org/CodeSystem/subscriber-relationship",
                      self ? "self" : "other", self ? "Self" : "Other");
  }
}

static void write_insurance(const struct from_orca *from, const struct orca_insurance *insurance) {
  struct json_writer *writer = from->writer;
  write_extensions(writer, insurance);
  write_identifier(writer, SYSTEM_MEMBER,
                   from_orca_keep(from, coverage_from_orca_member_id(from->arena, insurance)));
  writer_member_text(writer, "status", "active");
  write_type(writer, class_find(insurance->class), insurance->name);
  write_holder(from, insurance);
  write_period(writer, insurance->start_date, insurance->end_date);
  if (is_self_pay(insurance->class)) {
    write_own_payor(from);
  } else {
    struct view office = insurance->liability_office;
    const struct payor payor = {insurance->insurer_number,
                                office.length != 0 ? office : insurance->name, true};
    write_payor(from, class_find(insurance->class), &payor);
  }
  write_class(writer, insurance->class, insurance->name);
}

static void write_public(const struct from_orca *from,
                         const struct orca_public_insurance *insurance) {
  struct json_writer *writer = from->writer;
  write_identifier(
      writer, SYSTEM_PUBLIC_MEMBER,
      from_orca_keep(from, coverage_from_orca_public_member_id(from->arena, insurance)));
  writer_member_text(writer, "status", "active");
  write_type(writer, &public_row, insurance->name);
  writer_member_optional(writer, "subscriberId", insurance->insured_number);
  from_orca_reference(writer, "beneficiary", from->patient_reference);
  write_period(writer, insurance->start_date, insurance->end_date);
  const struct payor payor = {insurance->insurer_number, insurance->name, false};
  write_payor(from, &public_row, &payor);
  write_class(writer, insurance->class, insurance->name);
}

static struct view source_of(const struct from_orca *from, const struct coverage *coverage) {
  struct orca_pointer pointer = orca_pointer_make(from->arena, "patientlst6v2");
  orca_pointer_step(&pointer, "HealthInsurance_Information", coverage->combination_row);
  if (coverage->public_expense != NULL) {
    orca_pointer_step(&pointer, "PublicInsurance_Information", coverage->public_expense->row);
  }
  return from_orca_source(from, &pointer);
}

void coverage_from_orca_write(const struct from_orca *from, const struct coverage *coverage) {
  const struct from_orca_head head = {"Coverage", coverage->id, JP_CORE "JP_Coverage",
                                      source_of(from, coverage)};
  writer_object_begin(from->writer);
  from_orca_head_begin(from, &head);
  writer_object_end(from->writer);
  if (coverage->insurance != NULL) {
    write_insurance(from, coverage->insurance);
  } else {
    write_public(from, coverage->public_expense);
  }
  writer_object_end(from->writer);
}
