#include "handlers/clinical_bundle_write.h"

#include "server/limits.h"

#define BUNDLE_PROFILE "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_CLINS"
#define BUNDLE_IDENTIFIER "http://jpfhir.jp/fhir/clins/bundle-identifier"
#define BUNDLE_TYPE_SYSTEM "http://jpfhir.jp/fhir/clins/CodeSystem/BundleResourceType_CS"
/* First letters of the facility's part of Bundle.identifier: a letter for this program, so that
 * other systems of the clinic never make the same one, and one for the kind. */
#define OWN_LETTER "F"

static const char *kind_type(enum clinical_kind kind) {
  return kind == CLINICAL_CONDITION ? "Condition" : "AllergyIntolerance";
}

/* "1.10.0" -> 10; 0 when it has another form. */
static uint64_t minor_version(struct view version) {
  struct view rest = version;
  uint64_t minor = 0;
  if (!view_is(view_split(&rest, '.'), "1") ||
      !view_to_unsigned(view_split(&rest, '.'), 9999, &minor)) {
    return 0;
  }
  return minor;
}

struct from_orca_national clinical_bundle_write_version(struct view version) {
  uint64_t minor = minor_version(version);
  return (struct from_orca_national){.profile_version =
                                         minor < 6 ? (struct view){NULL, 0} : version,
                                     .has_public_member_id = minor >= 11,
                                     .has_ecs_encounter = minor >= 11};
}

/* What makes this Bundle this one: who, what kind, when fetched, and what is in it. */
static struct view content_key(const struct from_orca *from,
                               const struct clinical_content *content) {
  struct buffer buffer = buffer_make(from->arena, LIMIT_ANSWER_BYTES);
  buffer_append_format(&buffer, "%.*s|%s|%.*s|%lld", VIEW_ARGUMENTS(from->institution_number),
                       kind_type(content->kind), VIEW_ARGUMENTS(content->patient->id),
                       (long long)content->fetched_ms);
  for (size_t i = 0; i < content->count; i++) {
    buffer_append_byte(&buffer, '|');
    buffer_append(&buffer, content->items[i].id);
  }
  return buffer.error == ERROR_OK ? from_orca_id(from->arena, buffer_view(&buffer))
                                  : (struct view){NULL, 0};
}

static void write_meta(const struct from_orca *from, const struct clinical_content *content,
                       const char *instant) {
  struct json_writer *writer = from->writer;
  writer_key(writer, "meta");
  writer_object_begin(writer);
  writer_member_text(writer, "lastUpdated", instant);
  writer_key(writer, "profile");
  writer_array_begin(writer);
  from_orca_profile(from, BUNDLE_PROFILE);
  writer_array_end(writer);
  writer_key(writer, "tag");
  writer_array_begin(writer);
  from_orca_coding(writer, BUNDLE_TYPE_SYSTEM, view_of(kind_type(content->kind)),
                   (struct view){NULL, 0});
  writer_array_end(writer);
  writer_object_end(writer);
}

/* Institution number ^ year ^ at most 36 characters, unique in the institution and year. */
static void write_identifier(const struct from_orca *from, const struct clinical_content *content,
                             struct view key, const char *instant) {
  struct json_writer *writer = from->writer;
  const char *letter = content->kind == CLINICAL_CONDITION ? "C" : "A";
  writer_key(writer, "identifier");
  writer_object_begin(writer);
  writer_member_text(writer, "system", BUNDLE_IDENTIFIER);
  writer_member_string(
      writer, "value",
      from_orca_keep(from, arena_format(from->arena, "%.*s^%.4s^" OWN_LETTER "%s-%.*s",
                                        VIEW_ARGUMENTS(from->institution_number), instant, letter,
                                        VIEW_ARGUMENTS(key))));
  writer_object_end(writer);
}

static void entry_begin(const struct from_orca *from, struct view uuid) {
  writer_object_begin(from->writer);
  writer_member_string(
      from->writer, "fullUrl",
      from_orca_keep(from, arena_format(from->arena, "urn:uuid:%.*s", VIEW_ARGUMENTS(uuid))));
  writer_key(from->writer, "resource");
}

static void write_entries(const struct from_orca *from, const struct clinical_content *content,
                          struct view patient_uuid) {
  const struct patient_from_orca patient = {.patient = content->patient,
                                            .id = patient_uuid,
                                            .api = "patientgetv2",
                                            .member_id = content->member_id,
                                            .public_member_id = content->public_member_id,
                                            .member_rows = &content->member_rows};
  writer_key(from->writer, "entry");
  writer_array_begin(from->writer);
  entry_begin(from, patient_uuid);
  patient_from_orca_write(from, &patient);
  writer_object_end(from->writer);
  for (size_t i = 0; i < content->count; i++) {
    const struct clinical_item *item = &content->items[i];
    entry_begin(from, from_orca_uuid(from, kind_type(content->kind), item->id));
    if (item->disease != NULL) {
      condition_from_orca_write(from, item->disease, item->id);
    } else {
      allergy_from_orca_write(from, item->allergy);
    }
    writer_object_end(from->writer);
  }
  writer_array_end(from->writer);
}

enum error clinical_bundle_write(const struct from_orca *from,
                                 const struct clinical_content *content) {
  struct from_orca_national national = clinical_bundle_write_version(content->version);
  struct from_orca inner = *from;
  char instant[CLOCK_INSTANT_BYTES];
  clock_instant(content->fetched_ms, instant);
  struct view key = content_key(from, content);
  national.departments = content->departments;
  national.seed = key;
  inner.national = &national;
  inner.patient_id = content->patient->id;
  inner.fetched_ms = content->fetched_ms;
  struct view patient_uuid = from_orca_uuid(&inner, "Patient", content->patient->id);
  struct view bundle_uuid = from_orca_uuid(&inner, "Bundle", key);
  inner.patient_reference = from_orca_keep(
      from, arena_format(from->arena, "urn:uuid:%.*s", VIEW_ARGUMENTS(patient_uuid)));
  if (key.data == NULL || patient_uuid.data == NULL || bundle_uuid.data == NULL ||
      inner.patient_reference.data == NULL) {
    return ERROR_MEMORY;
  }
  struct json_writer *writer = from->writer;
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "Bundle");
  writer_member_string(writer, "id", bundle_uuid);
  write_meta(&inner, content, instant);
  write_identifier(&inner, content, key, instant);
  writer_member_text(writer, "type", "collection");
  writer_member_text(writer, "timestamp", instant);
  write_entries(&inner, content, patient_uuid);
  writer_object_end(writer);
  return ERROR_OK;
}
