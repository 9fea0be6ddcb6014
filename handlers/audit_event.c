#include "handlers/audit_event.h"

#include "server/base/clock.h"
#include "server/store/audit_chain.h"

#define SYSTEM_TYPE "http://terminology.hl7.org/CodeSystem/audit-event-type"
#define SYSTEM_INTERACTION "http://hl7.org/fhir/restful-interaction"
#define SYSTEM_DICOM "http://dicom.nema.org/resources/ontology/DCM"
#define SYSTEM_ENTITY "http://terminology.hl7.org/CodeSystem/audit-entity-type"
#define SYSTEM_ROLE "http://terminology.hl7.org/CodeSystem/object-role"
#define SYSTEM_SOURCE "http://terminology.hl7.org/CodeSystem/security-source-type"
#define SYSTEM_OURS "urn:fhir-facade:audit-action"
#define SYSTEM_BALP_ENTITY "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType"

#define DICOM_APPLICATION "110150"
#define DICOM_DESTINATION "110152"
#define DICOM_SOURCE "110153"
#define DICOM_ACTIVITY "110100"
#define DICOM_START "110120"
#define DICOM_STOP "110121"

static void write_coding(struct json_writer *writer, const char *system, struct view code,
                         const char *display) {
  writer_object_begin(writer);
  writer_member_text(writer, "system", system);
  writer_member_string(writer, "code", code);
  if (display != NULL) {
    writer_member_text(writer, "display", display);
  }
  writer_object_end(writer);
}

static void write_coding_member(struct json_writer *writer, const char *key, const char *system,
                                const char *code) {
  writer_key(writer, key);
  write_coding(writer, system, view_of(code), NULL);
}

static bool is_access(const struct store_audit_row *row) {
  return row->what.status != 0;
}

/* The interaction of FHIR's list that a verb and a label mean. */
static const char *interaction_of(const struct store_audit *what) {
  struct view label = what->route;
  return view_is(what->verb, "C")                    ? "create"
         : view_is(what->verb, "U")                  ? "update"
         : view_is(what->verb, "D")                  ? "delete"
         : view_is(what->verb, "R")                  ? "read"
         : view_ends_with(label, view_of("-search")) ? "search-type"
         : view_is(label, "batch")                   ? "batch"
                                                     : "operation";
}

static void write_type(struct json_writer *writer, const struct store_audit_row *row) {
  bool starts = view_is(row->what.action, "server-started");
  bool stops = view_is(row->what.action, "server-stopped");
  writer_key(writer, "type");
  if (is_access(row)) {
    write_coding(writer, SYSTEM_TYPE, view_of("rest"), "RESTful Operation");
  } else {
    write_coding(writer, SYSTEM_DICOM, view_of(DICOM_ACTIVITY), "Application Activity");
  }
  writer_key(writer, "subtype");
  writer_array_begin(writer);
  if (is_access(row)) {
    write_coding(writer, SYSTEM_INTERACTION, view_of(interaction_of(&row->what)), NULL);
  } else if (starts || stops) {
    write_coding(writer, SYSTEM_DICOM, view_of(starts ? DICOM_START : DICOM_STOP), NULL);
  }
  write_coding(writer, SYSTEM_OURS, is_access(row) ? row->what.route : row->what.action, NULL);
  writer_array_end(writer);
}

static void write_role(struct json_writer *writer, const char *code) {
  writer_key(writer, "type");
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  write_coding(writer, SYSTEM_DICOM, view_of(code), NULL);
  writer_array_end(writer);
  writer_object_end(writer);
}

static void write_who(struct json_writer *writer, struct view name) {
  writer_key(writer, "who");
  writer_object_begin(writer);
  writer_key(writer, "identifier");
  writer_object_begin(writer);
  writer_member_string(writer, "value", name);
  writer_object_end(writer);
  writer_member_string(writer, "display", name);
  writer_object_end(writer);
}

/* IHE BALP: what is read goes from the server to the client, what is written the other way. */
static void write_client(struct json_writer *writer, const struct store_audit *what) {
  bool reads = view_is(what->verb, "R");
  bool deletes = view_is(what->verb, "D");
  writer_object_begin(writer);
  write_role(writer, reads ? DICOM_DESTINATION : deletes ? DICOM_APPLICATION : DICOM_SOURCE);
  if (what->client.length > 0) {
    write_who(writer, what->client);
  }
  writer_member_boolean(writer, "requestor", true);
  if (what->address.length > 0) {
    writer_key(writer, "network");
    writer_object_begin(writer);
    writer_member_string(writer, "address", what->address);
    writer_member_text(writer, "type", "2"); /* IP address */
    writer_object_end(writer);
  }
  writer_object_end(writer);
}

static void write_server(struct json_writer *writer, const struct audit_event_telling *telling,
                         const struct store_audit_row *row) {
  bool reads = view_is(row->what.verb, "R");
  bool deletes = view_is(row->what.verb, "D");
  writer_object_begin(writer);
  write_role(writer, !is_access(row) || deletes ? DICOM_APPLICATION
                     : reads                    ? DICOM_SOURCE
                                                : DICOM_DESTINATION);
  write_who(writer, telling->server);
  writer_member_boolean(writer, "requestor", !is_access(row));
  writer_object_end(writer);
}

static void write_source(struct json_writer *writer, const struct audit_event_telling *telling) {
  writer_key(writer, "source");
  writer_object_begin(writer);
  writer_key(writer, "observer");
  writer_object_begin(writer);
  writer_member_string(writer, "display", telling->server);
  writer_object_end(writer);
  writer_key(writer, "type");
  writer_array_begin(writer);
  write_coding(writer, SYSTEM_SOURCE, view_of("4"), "Application Server");
  writer_array_end(writer);
  writer_object_end(writer);
}

/* An entity that is known by an identifier; system NULL = none. Left open for more. */
static void begin_identified(struct json_writer *writer, const char *system, struct view value) {
  writer_object_begin(writer);
  writer_key(writer, "what");
  writer_object_begin(writer);
  writer_key(writer, "identifier");
  writer_object_begin(writer);
  if (system != NULL) {
    writer_member_text(writer, "system", system);
  }
  writer_member_string(writer, "value", value);
  writer_object_end(writer);
  writer_object_end(writer);
}

static void write_patients(struct json_writer *writer, struct view patients) {
  while (patients.length > 0) {
    begin_identified(writer, AUDIT_EVENT_PATIENT_SYSTEM, view_split(&patients, ' '));
    write_coding_member(writer, "type", SYSTEM_ENTITY, "1");
    write_coding_member(writer, "role", SYSTEM_ROLE, "1");
    writer_object_end(writer);
  }
}

static void write_resource(struct json_writer *writer, const struct audit_event_telling *telling,
                           const struct store_audit *what) {
  writer_object_begin(writer);
  writer_key(writer, "what");
  writer_object_begin(writer);
  if (what->subject.length > 0 && what->type.length > 0) {
    writer_member_string(writer, "reference",
                         arena_format(telling->arena, "%.*s/%.*s", VIEW_ARGUMENTS(what->type),
                                      VIEW_ARGUMENTS(what->subject)));
  } else if (what->subject.length > 0) {
    writer_key(writer, "identifier");
    writer_object_begin(writer);
    writer_member_string(writer, "value", what->subject);
    writer_object_end(writer);
  }
  writer_member_optional(writer, "type", what->type);
  writer_object_end(writer);
  write_coding_member(writer, "type", SYSTEM_ENTITY, "2");
  write_coding_member(writer, "role", SYSTEM_ROLE, "4");
  writer_object_end(writer);
}

static void write_detail(struct json_writer *writer, const char *type, struct view value) {
  writer_object_begin(writer);
  writer_member_text(writer, "type", type);
  writer_member_string(writer, "valueString", value);
  writer_object_end(writer);
}

static void write_chain(struct json_writer *writer, const struct audit_event_telling *telling,
                        const struct store_audit_row *row) {
  char hex[SHA256_HEX_BYTES];
  struct sha256 hash;
  if (row->hash.length != SHA256_BYTES) {
    return;
  }
  memcpy(hash.bytes, row->hash.data, SHA256_BYTES);
  hash_sha256_hex(&hash, hex);
  begin_identified(writer, AUDIT_EVENT_CHAIN_SYSTEM,
                   arena_format(telling->arena, "%.*s|%lld", VIEW_ARGUMENTS(row->chain),
                                (long long)row->number));
  write_coding_member(writer, "type", SYSTEM_ENTITY, "2");
  writer_key(writer, "detail");
  writer_array_begin(writer);
  write_detail(writer, "sha256", view_of(hex));
  if (row->what.detail.length > 0) {
    write_detail(writer, "detail", row->what.detail);
  }
  writer_array_end(writer);
  writer_object_end(writer);
}

static void write_entities(struct json_writer *writer, const struct audit_event_telling *telling,
                           const struct store_audit_row *row) {
  const struct store_audit *what = &row->what;
  writer_key(writer, "entity");
  writer_array_begin(writer);
  write_patients(writer, what->patients);
  if (what->subject.length > 0 || what->type.length > 0) {
    write_resource(writer, telling, what);
  }
  if (what->request_id.length > 0) {
    begin_identified(writer, NULL, what->request_id);
    write_coding_member(writer, "type", SYSTEM_BALP_ENTITY, "XrequestId");
    writer_object_end(writer);
  }
  write_chain(writer, telling, row);
  writer_array_end(writer);
}

static bool has_entities(const struct store_audit_row *row) {
  const struct store_audit *what = &row->what;
  return what->patients.length + what->subject.length + what->type.length +
             what->request_id.length + row->hash.length >
         0;
}

struct view audit_event_id(struct arena *arena, const struct store_audit_row *row) {
  return arena_format(arena, "%.*s-%lld", VIEW_ARGUMENTS(row->chain), (long long)row->number);
}

void audit_event_write(struct json_writer *writer, const struct audit_event_telling *telling,
                       const struct store_audit_row *row) {
  char recorded[CLOCK_INSTANT_BYTES];
  clock_instant(row->at_ms, recorded);
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "AuditEvent");
  writer_member_string(writer, "id", audit_event_id(telling->arena, row));
  write_type(writer, row);
  writer_member_string(writer, "action", row->what.verb);
  writer_member_text(writer, "recorded", recorded);
  writer_member_string(writer, "outcome",
                       arena_format(telling->arena, "%lld", (long long)row->outcome));
  if (is_access(row)) {
    writer_member_string(writer, "outcomeDesc",
                         arena_format(telling->arena, "HTTP %lld", (long long)row->what.status));
  }
  writer_key(writer, "agent");
  writer_array_begin(writer);
  if (is_access(row) || row->what.client.length + row->what.address.length > 0) {
    write_client(writer, &row->what);
  }
  write_server(writer, telling, row);
  writer_array_end(writer);
  write_source(writer, telling);
  if (has_entities(row)) {
    write_entities(writer, telling, row);
  }
  writer_object_end(writer);
}
