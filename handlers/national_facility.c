#include "handlers/national_facility.h"

#include "handlers/contact_point.h"
#include "server/base/clock.h"

#define ID_PREFIX "national-facility/"
#define SOURCE "urn:fhir-facade:national:facility-lookup"

struct view national_facility_id(struct arena *arena, const struct answer_row *row) {
  char id[UUID_BYTES];
  struct view name = arena_format(arena, ID_PREFIX "%.*s",
                                  VIEW_ARGUMENTS(row->columns[ADAPTER_COLUMN_FACILITIES_NUMBER]));
  if (name.data == NULL) {
    return name;
  }
  uuid_from_name(name, id);
  return arena_copy(arena, view_of(id));
}

static void write_meta(struct json_writer *writer) {
  writer_key(writer, "meta");
  writer_object_begin(writer);
  writer_member_text(writer, "source", SOURCE);
  writer_key(writer, "profile");
  writer_array_begin(writer);
  writer_string(writer, view_of(JP_CORE "JP_Organization"));
  writer_array_end(writer);
  writer_object_end(writer);
}

/* Nothing when the service does not tell. */
static void write_participation(struct json_writer *writer, const struct adapter *adapter,
                                struct view word) {
  if (word.length == 0) {
    return;
  }
  writer_key(writer, "extension");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_text(writer, "url", NATIONAL_FACILITY_PARTICIPATING);
  writer_member_boolean(writer, "valueBoolean",
                        adapter_word_find(adapter, word) == ADAPTER_WORD_PARTICIPATING);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_array_string(struct json_writer *writer, const char *key, struct view text) {
  if (text.length == 0) {
    return;
  }
  writer_key(writer, key);
  writer_array_begin(writer);
  writer_string(writer, text);
  writer_array_end(writer);
}

static void write_address(struct json_writer *writer, struct view text, struct view postal_code) {
  const struct from_orca from = {.writer = writer, .arena = writer->buffer->arena};
  if (text.length + postal_code.length == 0) {
    return;
  }
  writer_key(writer, "address");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_optional(writer, "text", text);
  writer_member_optional(writer, "postalCode", contact_point_postal_code(&from, postal_code));
  writer_member_text(writer, "country", "JP");
  writer_object_end(writer);
  writer_array_end(writer);
}

void national_facility_write(struct json_writer *writer, const struct adapter *adapter,
                             const struct answer_row *row, struct view id) {
  const struct view *columns = row->columns;
  const struct contact_point phone = {"phone", "work", columns[ADAPTER_COLUMN_FACILITIES_PHONE]};
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "Organization");
  writer_member_string(writer, "id", id);
  write_meta(writer);
  write_participation(writer, adapter, columns[ADAPTER_COLUMN_FACILITIES_PARTICIPATING]);
  writer_key(writer, "identifier");
  writer_array_begin(writer);
  from_orca_identifier(writer, SYSTEM_INSTITUTION, columns[ADAPTER_COLUMN_FACILITIES_NUMBER]);
  writer_array_end(writer);
  writer_member_optional(writer, "name", columns[ADAPTER_COLUMN_FACILITIES_NAME]);
  write_array_string(writer, "alias", columns[ADAPTER_COLUMN_FACILITIES_KANA]);
  contact_point_write(writer, &phone, 1);
  write_address(writer, columns[ADAPTER_COLUMN_FACILITIES_ADDRESS],
                columns[ADAPTER_COLUMN_FACILITIES_POSTAL_CODE]);
  writer_object_end(writer);
}
