#include "handlers/from_orca.h"

#include "handlers/mapping_request.h"
#include "handlers/orca_message.h"
#include "server/base/hash.h"
#include "terminology/crosswalk.h"
#include "terminology/mapping_check.h"

#define DATE_BYTES 10u
#define CANDIDATES_BYTES 16384u

struct view from_orca_keep(const struct from_orca *from, struct view text) {
  if (text.data == NULL && from->writer->buffer->error == ERROR_OK) {
    from->writer->buffer->error = ERROR_MEMORY;
  }
  return text;
}

struct view from_orca_buffer(const struct buffer *buffer) {
  if (buffer->error != ERROR_OK) {
    return (struct view){NULL, 0};
  }
  return buffer->length != 0 ? buffer_view(buffer) : view_of("");
}

struct from_orca from_orca_make(struct request *request, struct json_writer *writer,
                                struct view patient_id, int64_t fetched_ms) {
  struct from_orca from = {
      .writer = writer,
      .arena = request->arena,
      .issues = &request->issues,
      .institution_number = request->services->institution_number,
      .patient_id = patient_id,
      .patient_reference = arena_format(request->arena, "Patient/%.*s", VIEW_ARGUMENTS(patient_id)),
      .fetched_ms = fetched_ms};
  if (fetched_ms != 0 && (request->data_ms == 0 || fetched_ms < request->data_ms)) {
    request->data_ms = fetched_ms;
  }
  struct mapping_request mapping = {0};
  if (mapping_request_begin(request, &mapping) != ERROR_OK) {
    from_orca_keep(&from, (struct view){NULL, 0});
  }
  from.mapping = mapping.mapping;
  from_orca_keep(&from, from.patient_reference);
  return from;
}

void from_orca_profile(const struct from_orca *from, const char *url) {
  if (from->national == NULL || from->national->profile_version.length == 0) {
    writer_string(from->writer, view_of(url));
    return;
  }
  writer_string(
      from->writer,
      from_orca_keep(from, arena_format(from->arena, "%s|%.*s", url,
                                        VIEW_ARGUMENTS(from->national->profile_version))));
}

struct view from_orca_source(const struct from_orca *from, const struct orca_pointer *pointer) {
  return from_orca_keep(from, orca_pointer_text(pointer));
}

struct view from_orca_source_of(const struct from_orca *from, const char *api, const char *record,
                                uint32_t row) {
  struct orca_pointer pointer = orca_pointer_make(from->arena, api);
  orca_pointer_step(&pointer, record, row);
  return from_orca_source(from, &pointer);
}

void from_orca_head_begin(const struct from_orca *from, const struct from_orca_head *head) {
  from_orca_head_dated(from, head, (struct view){NULL, 0});
}

void from_orca_head_dated(const struct from_orca *from, const struct from_orca_head *head,
                          struct view updated) {
  struct json_writer *writer = from->writer;
  char fetched[CLOCK_INSTANT_BYTES];
  clock_instant(from->fetched_ms, fetched);
  writer_member_text(writer, "resourceType", head->type);
  writer_member_string(writer, "id", head->id);
  writer_key(writer, "meta");
  writer_object_begin(writer);
  bool has_time = updated.length > DATE_BYTES; /* an instant has one */
  writer_member_string(writer, "lastUpdated", has_time ? updated : view_of(fetched));
  writer_member_string(writer, "source", head->source);
  writer_key(writer, "profile");
  writer_array_begin(writer);
  from_orca_profile(from, head->profile);
  writer_array_end(writer);
}

static bool is_time(struct view time) {
  static const char pattern[] = "00:00:00";
  bool is_right = time.length == sizeof(pattern) - 1;
  for (size_t i = 0; i < time.length && is_right; i++) {
    is_right = pattern[i] == ':' ? time.data[i] == ':' : byte_is_digit(time.data[i]);
  }
  return is_right;
}

struct view from_orca_date_time(const struct from_orca *from, struct view date, struct view time) {
  int64_t instant_ms;
  if (date.length != DATE_BYTES || !is_time(time)) {
    return date;
  }
  struct view text = from_orca_keep(from, arena_format(from->arena, "%.*sT%.*s+09:00",
                                                       VIEW_ARGUMENTS(date), VIEW_ARGUMENTS(time)));
  return text.data == NULL || clock_parse(text, &instant_ms) ? text : date;
}

struct view from_orca_id(struct arena *arena, struct view identity) {
  struct sha256 digest = hash_sha256(identity);
  char hex[SHA256_HEX_BYTES];
  hash_sha256_hex(&digest, hex);
  return arena_copy(arena, view_make(hex, FROM_ORCA_ID_BYTES));
}

struct view from_orca_record_id(struct arena *arena, struct view patient_id, struct view identity) {
  struct view key = from_orca_id(arena, identity);
  return key.data == NULL
             ? key
             : arena_format(arena, "%.*s-%.*s", VIEW_ARGUMENTS(patient_id), VIEW_ARGUMENTS(key));
}

struct view from_orca_record_key(struct view id) {
  size_t at = id.length; /* a patient's number may have hyphens, the key has none */
  while (at > 0 && id.data[at - 1] != '-') {
    at--;
  }
  return view_part(id, at, id.length);
}

struct view from_orca_uuid(const struct from_orca *from, const char *type, struct view id) {
  char uuid[UUID_BYTES];
  struct view name = from_orca_keep(from, arena_format(from->arena, "%.*s/%s/%.*s",
                                                       VIEW_ARGUMENTS(from->national->seed), type,
                                                       VIEW_ARGUMENTS(id)));
  if (name.data == NULL) {
    return name;
  }
  uuid_from_name(name, uuid);
  return from_orca_keep(from, arena_copy(from->arena, view_of(uuid)));
}

void from_orca_coding(struct json_writer *writer, const char *system, struct view code,
                      struct view display) {
  writer_object_begin(writer);
  writer_member_text(writer, "system", system);
  writer_member_string(writer, "code", code);
  writer_member_optional(writer, "display", display);
  writer_object_end(writer);
}

void from_orca_concept(struct json_writer *writer, const char *key, const char *system,
                       const char *code, const char *display) {
  writer_key(writer, key);
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  from_orca_coding(writer, system, view_of(code), view_of(display));
  writer_array_end(writer);
  writer_object_end(writer);
}

void from_orca_reference(struct json_writer *writer, const char *key, struct view reference) {
  writer_key(writer, key);
  writer_object_begin(writer);
  writer_member_string(writer, "reference", reference);
  writer_object_end(writer);
}

void from_orca_target_write(const struct from_orca *from, const struct from_orca_target *target) {
  struct json_writer *writer = from->writer;
  writer_object_begin(writer);
  if (target->id.length != 0) {
    writer_member_string(writer, "reference",
                         from_orca_keep(from, arena_format(from->arena, "%s/%.*s", target->type,
                                                           VIEW_ARGUMENTS(target->id))));
  } else {
    writer_member_text(writer, "type", target->type);
  }
  writer_member_optional(writer, "display", target->display);
  writer_object_end(writer);
}

void from_orca_target_member(const struct from_orca *from, const char *key,
                             const struct from_orca_target *target) {
  if (target->id.length + target->display.length != 0) {
    writer_key(from->writer, key);
    from_orca_target_write(from, target);
  }
}

struct view from_orca_instance_text(struct arena *arena, struct view institution_number,
                                    struct view id) {
  return arena_format(arena, "%.*s%s%.*s", VIEW_ARGUMENTS(institution_number),
                      institution_number.length != 0 ? "-" : "", VIEW_ARGUMENTS(id));
}

void from_orca_identifier(struct json_writer *writer, const char *system, struct view value) {
  writer_object_begin(writer);
  writer_member_text(writer, "system", system);
  writer_member_string(writer, "value", value);
  writer_object_end(writer);
}

void from_orca_instance_item(const struct from_orca *from, struct view id) {
  from_orca_identifier(
      from->writer, SYSTEM_RESOURCE_INSTANCE,
      from_orca_keep(from, from_orca_instance_text(from->arena, from->institution_number, id)));
}

void from_orca_instance_identifier(const struct from_orca *from, struct view id) {
  writer_key(from->writer, "identifier");
  writer_array_begin(from->writer);
  from_orca_instance_item(from, id);
  writer_array_end(from->writer);
}

void from_orca_extension_string(struct json_writer *writer, const char *url, struct view text) {
  if (text.length == 0) {
    return;
  }
  writer_object_begin(writer);
  writer_member_text(writer, "url", url);
  writer_member_string(writer, "valueString", text);
  writer_object_end(writer);
}

void from_orca_institution_extension(const struct from_orca *from) {
  struct json_writer *writer = from->writer;
  writer_object_begin(writer);
  writer_member_text(
      writer, "url",
      "http://jpfhir.jp/fhir/clins/Extension/StructureDefinition/JP_eCS_InstitutionNumber");
  writer_key(writer, "valueIdentifier");
  writer_object_begin(writer);
  writer_member_text(writer, "system", SYSTEM_INSTITUTION);
  writer_member_string(writer, "value", from->institution_number);
  writer_object_end(writer);
  writer_object_end(writer);
}

void from_orca_absent(struct json_writer *writer, const char *key) {
  writer_key(writer, key);
  writer_object_begin(writer);
  writer_key(writer, "extension");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason");
  writer_member_text(writer, "valueCode", "unknown");
  writer_object_end(writer);
  writer_array_end(writer);
  writer_object_end(writer);
}

/* The standard codes of one native code, in the order in which they were found. */
#define TARGETS_MAXIMUM ((size_t)CROSSWALK_TARGETS * 2)
struct targets {
  struct mapping_target items[TARGETS_MAXIMUM];
  size_t count;
};

static void add_target(struct targets *targets, struct view system, struct view code,
                       struct view display) {
  if (targets->count < TARGETS_MAXIMUM) {
    targets->items[targets->count++] = (struct mapping_target){system, code, display};
  }
}

static void add_rows(const struct from_orca *from, const struct from_orca_native *native,
                     struct targets *targets) {
  const struct bundle_mapping *mapping = &from->mapping;
  size_t count = 0;
  const struct mapping_entry *entries = mapping_table_find(
      mapping->table, mapping_table_system(mapping->table, view_of(native->system)), native->code,
      &count);
  for (size_t i = 0; i < count; i++) {
    const struct mapping_row *row = entries[i].row;
    if (mapping_entry_holds(&entries[i], mapping->today) && row->specimen.length == 0 &&
        mapping_check_adds(row->equivalence)) {
      add_target(targets, row->target_system, row->target_code, row->target_display);
    }
  }
}

static bool has_system(const struct targets *targets, size_t count, struct view system) {
  for (size_t i = 0; i < count; i++) {
    if (view_equal(targets->items[i].system, system)) {
      return true;
    }
  }
  return false;
}

static void add_crosswalk(const struct from_orca *from, const struct from_orca_native *native,
                          const char *target_system, struct targets *targets) {
  if (target_system == NULL || has_system(targets, targets->count, view_of(target_system))) {
    return;
  }
  struct crosswalk_answer answer;
  struct masters_query query = {view_of(native->system), native->code, view_of(target_system)};
  crosswalk_find(from->mapping.masters, &query, from->mapping.today, &answer);
  for (size_t i = 0; i < answer.count; i++) {
    add_target(targets, query.target_system, answer.targets[i].code, answer.targets[i].display);
  }
}

static size_t count_system(const struct targets *targets, struct view system) {
  size_t count = 0;
  for (size_t i = 0; i < targets->count; i++) {
    count += view_equal(targets->items[i].system, system);
  }
  return count;
}

static void write_target(struct json_writer *writer, const struct mapping_target *target,
                         struct view display) {
  writer_object_begin(writer);
  writer_member_string(writer, "system", target->system);
  writer_member_string(writer, "code", target->code);
  writer_member_optional(writer, "display",
                         target->display.length != 0 ? target->display : display);
  writer_object_end(writer);
}

static struct view list_codes(const struct from_orca *from, const struct targets *targets,
                              struct view system) {
  struct buffer buffer = buffer_make(from->arena, CANDIDATES_BYTES);
  const char *separator = "";
  for (size_t i = 0; i < targets->count; i++) {
    if (view_equal(targets->items[i].system, system)) {
      buffer_append_format(&buffer, "%s%.*s %.*s", separator,
                           VIEW_ARGUMENTS(targets->items[i].code),
                           VIEW_ARGUMENTS(targets->items[i].display));
      separator = ", ";
    }
  }
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

/* Said once a code, however often it stands in ORCA's answer. */
static void tell_ambiguous(const struct from_orca *from, const struct from_orca_native *native,
                           const struct targets *targets, struct view system) {
  const struct message *message = orca_message_get(ORCA_MESSAGE_MAPPING_AMBIGUOUS);
  for (uint32_t i = 0; i < from->issues->count; i++) {
    const struct issue *issue = &from->issues->issues[i];
    if (issue->message == message && view_equal(issue->arguments[0], native->code) &&
        view_equal(issue->arguments[1], system)) {
      return;
    }
  }
  struct issue *issue =
      issue_add_with(from->issues, message, arena_copy(from->arena, native->code), system);
  issue->arguments[2] = from_orca_keep(from, list_codes(from, targets, system));
}

bool from_orca_mapped(const struct from_orca *from, const struct from_orca_native *native) {
  struct targets targets = {.count = 0};
  bool has_wanted = false;
  if (from->mapping.table == NULL || native->code.length == 0) {
    return false;
  }
  const struct crosswalk_route *route = crosswalk_of_bundle(view_of(native->system));
  add_rows(from, native, &targets);
  add_crosswalk(from, native, route != NULL ? route->target_system : NULL, &targets);
  add_crosswalk(from, native, native->also, &targets);
  for (size_t i = 0; i < targets.count; i++) {
    const struct mapping_target *target = &targets.items[i];
    bool wanted = native->wanted == NULL || view_ends_with(target->system, view_of(native->wanted));
    if ((native->only_wanted && !wanted) || has_system(&targets, i, target->system)) {
      continue;
    }
    if (count_system(&targets, target->system) == 1) {
      write_target(from->writer, target, native->display);
      has_wanted = has_wanted || wanted;
    } else {
      tell_ambiguous(from, native, &targets, target->system);
    }
  }
  return has_wanted;
}

void from_orca_on_day(struct from_orca *from, struct view date) {
  uint64_t year;
  uint64_t month;
  uint64_t day;
  if (view_to_unsigned(view_part(date, 0, 4), 9999, &year) &&
      view_to_unsigned(view_part(date, 5, 2), 12, &month) &&
      view_to_unsigned(view_part(date, 8, 2), 31, &day)) {
    from->mapping.today = (uint32_t)(year * 10000 + month * 100 + day);
  }
}

void from_orca_logical(struct json_writer *writer, const struct from_orca_logical *reference) {
  writer_key(writer, reference->key);
  writer_object_begin(writer);
  writer_member_text(writer, "type", reference->type);
  if (reference->value.length != 0) {
    writer_key(writer, "identifier");
    writer_object_begin(writer);
    writer_member_string(writer, "system", reference->system);
    writer_member_string(writer, "value", reference->value);
    writer_object_end(writer);
  }
  writer_member_optional(writer, "display", reference->display);
  writer_object_end(writer);
}
