/* What every mapping from an ORCA record to a FHIR resource needs, and the pieces of JSON that they
 * share. */
#ifndef HANDLERS_FROM_ORCA_H
#define HANDLERS_FROM_ORCA_H

#include "handlers/orca_pointer.h"
#include "handlers/services.h"
#include "server/base/json_writer.h"
#include "server/http/request.h"
#include "server/orca/orca_department.h"
#include "terminology/bundle_mapping.h"

#define FROM_ORCA_ID_BYTES 32u

/* Naming systems and code systems of JP Core 1.2.0 and JP-CLINS. */
#define SYSTEM_RESOURCE_INSTANCE "http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier"
#define SYSTEM_INSTITUTION "http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no"
#define SYSTEM_PATIENT_OID "urn:oid:1.2.392.100495.20.3.51.1"      /* + institution number */
#define SYSTEM_PRACTITIONER_OID "urn:oid:1.2.392.100495.20.3.41.1" /* + institution number */
#define SYSTEM_INSURER "http://jpfhir.jp/fhir/core/mhlw/IdSystem/InsurerNumber"
#define SYSTEM_MEMBER "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID"
#define SYSTEM_PUBLIC_MEMBER "http://jpfhir.jp/fhir/clins/Idsystem/JP_PublicPayer_memberID"
#define SYSTEM_DISEASE "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease"
#define SYSTEM_MODIFIER "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterZ-disease-modifier"
#define SYSTEM_DISEASE_KEY "http://medis.or.jp/CodeSystem/master-disease-keyNumber"
#define SYSTEM_MODIFIER_KEY "http://medis.or.jp/CodeSystem/master-disease-modKeyNumber"
#define SYSTEM_RECEIPT_DRUG "urn:oid:1.2.392.100495.20.2.71"
#define SYSTEM_PRICE_DRUG "urn:oid:1.2.392.100495.20.2.72"
#define SYSTEM_GENERAL_DRUG "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode"
#define SYSTEM_HOT9 "http://medis.or.jp/CodeSystem/master-HOT9"
#define SYSTEM_PROCEDURE "http://jpfhir.jp/fhir/core/CodeSystem/JP_ProcedureCodesMedical_CS"
#define SYSTEM_RP_NUMBER "http://jpfhir.jp/fhir/core/mhlw/IdSystem/Medication-RPGroupNumber"
#define SYSTEM_RP_ORDER "http://jpfhir.jp/fhir/core/mhlw/IdSystem/MedicationAdministrationIndex"
/* Of this server: an account (伝票) of ORCA, and its codes that no public system holds. */
#define SYSTEM_ORCA_INVOICE "urn:orca:invoice"
#define SYSTEM_ORCA_COMBINATION "urn:orca:insurance-combination"
#define SYSTEM_ORCA_CODE "urn:orca:medication-code"
#define SYSTEM_DEPARTMENT "http://jami.jp/SS-MIX2/CodeSystem/ClinicalDepartment"
#define JP_CORE "http://jpfhir.jp/fhir/core/StructureDefinition/"
#define JP_CORE_EXTENSION "http://jpfhir.jp/fhir/core/Extension/StructureDefinition/"
#define JP_ECS "http://jpfhir.jp/fhir/eCS/StructureDefinition/"

/* Set when the resource is for the national service (JP-CLINS, profiles *_eCS) and not for a client
 * that reads. */
struct from_orca_national {
  struct view profile_version; /* behind the profile's URL, e.g. "1.10.0"; empty = none */
  bool has_public_member_id;   /* JP-CLINS 1.11 and later */
  bool has_ecs_encounter;      /* the contained Encounter must claim the eCS profile */
  const struct orca_department_list *departments; /* may be empty */
  struct view seed;                               /* of the UUIDs: another one for each Bundle */
};

struct from_orca {
  struct json_writer *writer;
  struct arena *arena;
  struct bundle_mapping mapping; /* table NULL = no local codes are mapped */
  struct issue_list *issues;
  struct view institution_number; /* 10 digits or empty */
  struct view patient_id;         /* as ORCA writes it */
  struct view patient_reference;  /* "Patient/00012", or urn:uuid:... inside a national Bundle */
  int64_t fetched_ms;
  const struct from_orca_national *national; /* NULL: JP Core */
};

/* For JP Core resources of one patient, out of a request; the patient reference is relative. */
struct from_orca from_orca_make(struct request *request, struct json_writer *writer,
                                struct view patient_id, int64_t fetched_ms);

/* A text made in the arena for the resource. When memory was exhausted (data NULL) the writer's
 * buffer takes the failure, so that no resource with a gap is answered. */
struct view from_orca_keep(const struct from_orca *from, struct view text);
/* What a buffer holds: data NULL after a failure and never else. */
struct view from_orca_buffer(const struct buffer *buffer);

/* The pointer's text, for from_orca_head. */
struct view from_orca_source(const struct from_orca *from, const struct orca_pointer *pointer);
/* Of a record that is an item of an array at the top of the answer, or a record (row 0) there. */
struct view from_orca_source_of(const struct from_orca *from, const char *api, const char *record,
                                uint32_t row);

/* "resourceType", "id" and "meta": lastUpdated (the time of fetching: ORCA tells no other), source
 * (the ORCA API and field), profile. The meta object stays open for tags: end it with
 * writer_object_end. */
struct from_orca_head {
  const char *type;
  struct view id;
  const char *profile;
  struct view source; /* from_orca_source */
};
void from_orca_head_begin(const struct from_orca *from, const struct from_orca_head *head);
/* The same for what ORCA dates itself: lastUpdated is that dateTime when it has a time of day. */
void from_orca_head_dated(const struct from_orca *from, const struct from_orca_head *head,
                          struct view updated);

/* A profile's URL, in national resources with its version. */
void from_orca_profile(const struct from_orca *from, const char *url);

/* A stable id: 32 hexadecimal digits of the SHA-256 of the text. */
struct view from_orca_id(struct arena *arena, struct view identity);
/* The id of a record of a patient: "00012-<from_orca_id>". A read by id finds the patient in it
 * (handlers/record_read.h). Empty when memory is short. */
struct view from_orca_record_id(struct arena *arena, struct view patient_id, struct view identity);
/* What stands behind the patient's number; the whole id when there is none. */
struct view from_orca_record_key(struct view id);
/* The UUID of a resource inside a national Bundle: fresh for each Bundle, the same for the same
 * Bundle. */
struct view from_orca_uuid(const struct from_orca *from, const char *type, struct view id);

/* "2026-11-21" and "09:30:00" as a dateTime in Japan's zone; the date alone when the time is none.
 */
struct view from_orca_date_time(const struct from_orca *from, struct view date, struct view time);

void from_orca_coding(struct json_writer *writer, const char *system, struct view code,
                      struct view display);
/* "key": {"coding": [{...}]} */
void from_orca_concept(struct json_writer *writer, const char *key, const char *system,
                       const char *code, const char *display);
/* "key": {"reference": ...} */
void from_orca_reference(struct json_writer *writer, const char *key, struct view reference);
/* {"system": ..., "value": ...} */
void from_orca_identifier(struct json_writer *writer, const char *system, struct view value);
/* What a reference leads to: a resource that can be read here. */
struct from_orca_target {
  const char *type;
  struct view id;      /* empty: it has none, the text alone is written */
  struct view display; /* may be empty */
};
/* {"reference": "Type/id", "display": ...} as one value; an empty object is never asked for. */
void from_orca_target_write(const struct from_orca *from, const struct from_orca_target *target);
/* The same as a member; nothing when id and display are empty. */
void from_orca_target_member(const struct from_orca *from, const char *key,
                             const struct from_orca_target *target);
/* The value of a resource instance identifier: institution and id; data NULL when memory is short.
 */
struct view from_orca_instance_text(struct arena *arena, struct view institution_number,
                                    struct view id);
/* The resource instance identifier as one value. */
void from_orca_instance_item(const struct from_orca *from, struct view id);
/* A reference to what this server does not name by id: type, identifier (when value is not empty)
 * and display (FHIR R4 references.html#logical). */
struct from_orca_logical {
  const char *key;
  const char *type;
  struct view system;
  struct view value;
  struct view display;
};
void from_orca_logical(struct json_writer *writer, const struct from_orca_logical *reference);
/* "identifier": [resource instance identifier made of institution and id] */
void from_orca_instance_identifier(const struct from_orca *from, struct view id);
/* {"url": url, "valueString": text}; nothing for an empty text. */
void from_orca_extension_string(struct json_writer *writer, const char *url, struct view text);
/* The extension that names the institution (JP_eCS_InstitutionNumber). */
void from_orca_institution_extension(const struct from_orca *from);
/* The extension "unknown" for an element that must be there and that ORCA does not hold. */
void from_orca_absent(struct json_writer *writer, const char *key);

/* A code of ORCA, for which standard codes are looked up in the mapping table. */
struct from_orca_native {
  const char *system;
  struct view code;
  struct view display; /* for standard codes that the table gives no name */
  const char *wanted;  /* end of the URL of the target system that matters; NULL = any */
  bool only_wanted;    /* write no codings of other systems */
  const char *also;    /* one more target system of the masters' crosswalks; NULL = none */
};
/* Standard codes are those that hold on that day (YYYY-MM-DD) instead of today. */
void from_orca_on_day(struct from_orca *from, struct view date);
/* Writes the standard codings, one for each target system: of the mapping table, else of a
 * crosswalk of the masters. Several codes of one system: none, and an issue with all of them. True
 * when one of a wanted system was written. */
bool from_orca_mapped(const struct from_orca *from, const struct from_orca_native *native);

#endif
