#include "handlers/practitioner_from_orca.h"

#include "handlers/department_code.h"
#include "handlers/human_name.h"
#include "handlers/organization_id.h"
#include "handlers/record_id.h"

#define LICENSE_SYSTEM "http://jpfhir.jp/fhir/core/CodeSystem/JP_MedicalLicenseCertificate_CS"
#define REGISTRATION_SYSTEM "http://jpfhir.jp/fhir/core/mhlw/IdSystem/medicalRegistrationNumber"
#define NARCOTICS_OID "urn:oid:1.2.392.100495.20.3.32.1" /* + prefecture */
#define ROLE_SYSTEM "http://jpfhir.jp/fhir/core/CodeSystem/JP_PractitionerRole_CS"
#define PREFECTURE_BYTES 2u

struct view practitioner_from_orca_system(struct arena *arena, struct view institution_number) {
  if (institution_number.length == 0) {
    return view_of("");
  }
  return arena_format(arena, SYSTEM_PRACTITIONER_OID "%.*s", VIEW_ARGUMENTS(institution_number));
}

struct view practitioner_from_orca_id(struct view code) {
  return record_id_is_part(code, false) ? code : view_of("");
}

static void write_identifier(const struct from_orca *from, struct view code) {
  struct json_writer *writer = from->writer;
  writer_key(writer, "identifier");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_optional(
      writer, "system",
      from_orca_keep(from, practitioner_from_orca_system(from->arena, from->institution_number)));
  writer_member_string(writer, "value", code);
  writer_object_end(writer);
  writer_array_end(writer);
}

struct license {
  struct view system; /* may be empty */
  struct view number;
  const char *code;
  const char *display;
};

static void write_license(struct json_writer *writer, const struct license *license) {
  writer_object_begin(writer);
  writer_key(writer, "identifier");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_optional(writer, "system", license->system);
  writer_member_string(writer, "value", license->number);
  writer_object_end(writer);
  writer_array_end(writer);
  from_orca_concept(writer, "code", LICENSE_SYSTEM, license->code, license->display);
  writer_object_end(writer);
}

/* Licences for narcotics are given by the prefecture in which the institution is. */
static struct view narcotics_system(const struct from_orca *from) {
  if (from->institution_number.length <= PREFECTURE_BYTES) {
    return view_of("");
  }
  return from_orca_keep(
      from, arena_format(from->arena, NARCOTICS_OID "%.2s", from->institution_number.data));
}

static void write_licenses(const struct from_orca *from, const struct orca_physician *physician) {
  const struct license licenses[] = {
      {view_of(REGISTRATION_SYSTEM), physician->registration, "medical-registration", ""},
      {narcotics_system(from), physician->drug_permission, "narcotics-practitioner", ""},
  };
  bool is_open = false;
  for (size_t i = 0; i < sizeof(licenses) / sizeof(licenses[0]); i++) {
    if (licenses[i].number.length == 0) {
      continue;
    }
    if (!is_open) {
      writer_key(from->writer, "qualification");
      writer_array_begin(from->writer);
      is_open = true;
    }
    write_license(from->writer, &licenses[i]);
  }
  if (is_open) {
    writer_array_end(from->writer);
  }
}

void practitioner_from_orca_write(const struct from_orca *from,
                                  const struct orca_physician *physician) {
  struct json_writer *writer = from->writer;
  const struct from_orca_head head = {
      "Practitioner", physician->code, JP_CORE "JP_Practitioner",
      from_orca_source_of(from, "system01lstv2", "Physician_Information", physician->row)};
  writer_object_begin(writer);
  from_orca_head_begin(from, &head);
  writer_object_end(writer);
  write_identifier(from, physician->code);
  if (physician->name.length + physician->kana.length != 0) {
    writer_key(writer, "name");
    writer_array_begin(writer);
    human_name_write(from, physician->name, "IDE");
    human_name_write(from, physician->kana, "SYL");
    writer_array_end(writer);
  }
  write_licenses(from, physician);
  writer_object_end(writer);
}

/* ---- roles
 * ------------------------------------------------------------------------------------------- */

static void write_code(struct json_writer *writer) {
  writer_key(writer, "code");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  from_orca_coding(writer, ROLE_SYSTEM, view_of("JPR10000"), view_of("医師"));
  writer_array_end(writer);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_specialty(struct json_writer *writer, const struct orca_department *department) {
  writer_key(writer, "specialty");
  writer_array_begin(writer);
  department_code_write(writer, department->receipt_code, department->name);
  writer_array_end(writer);
}

static void point_to_department(struct orca_pointer *pointer,
                                const struct practitioner_role *role) {
  static const char *const fields[ORCA_PHYSICIAN_DEPARTMENTS] = {
      "Department_Code1", "Department_Code2", "Department_Code3", "Department_Code4",
      "Department_Code5"};
  for (size_t i = 0; i < ORCA_PHYSICIAN_DEPARTMENTS; i++) {
    if (view_equal(role->physician->departments[i], role->department)) {
      orca_pointer_element(pointer, "organization", ORCA_POINTER_WHOLE, NULL);
      orca_pointer_step(pointer, fields[i], 0);
      return;
    }
  }
}

static struct view source_of(const struct from_orca *from, const struct practitioner_role *role,
                             const struct orca_department *department) {
  struct orca_pointer pointer = orca_pointer_make(from->arena, "system01lstv2");
  orca_pointer_step(&pointer, "Physician_Information", role->physician->row);
  point_to_department(&pointer, role);
  if (department != NULL) {
    orca_pointer_element(&pointer, "specialty", ORCA_POINTER_WHOLE, "system01lstv2");
    orca_pointer_step(&pointer, "Department_Information", department->row);
  }
  return from_orca_source(from, &pointer);
}

void practitioner_from_orca_write_role(const struct from_orca *from,
                                       const struct practitioner_role *role, struct view id,
                                       const struct orca_department *department) {
  struct json_writer *writer = from->writer;
  const struct from_orca_head head = {"PractitionerRole", id, JP_CORE "JP_PractitionerRole",
                                      source_of(from, role, department)};
  const struct from_orca_target practitioner = {"Practitioner",
                                                practitioner_from_orca_id(role->physician->code),
                                                human_name_text(from, role->physician->name)};
  const struct from_orca_target organization = {
      "Organization",
      from_orca_keep(from, organization_id_department(from->arena, role->department)),
      department != NULL ? department->name : view_of("")};
  writer_object_begin(writer);
  from_orca_head_begin(from, &head);
  writer_object_end(writer);
  from_orca_target_member(from, "practitioner", &practitioner);
  from_orca_target_member(from, "organization", &organization);
  write_code(writer);
  if (department != NULL && department->name.length != 0) {
    write_specialty(writer, department);
  }
  writer_object_end(writer);
}
