#include "handlers/organization_from_orca.h"

#include "handlers/contact_point.h"
#include "handlers/department_code.h"
#include "handlers/organization_id.h"

#define TYPE_SYSTEM "http://terminology.hl7.org/CodeSystem/organization-type"
#define PREFECTURE_SYSTEM "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/PrefectureNo-2digits"
#define POINT_LIST_SYSTEM "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationFeeScoreType"
#define ORGANIZATION_NUMBER_SYSTEM "http://jpfhir.jp/fhir/core/mhlw/IdSystem/MedicalOrganizationID"
#define NUMBER_BYTES 10u

static void write_identifier(struct json_writer *writer, const char *system, struct view value) {
  if (value.length == 0) {
    return;
  }
  writer_key(writer, "identifier");
  writer_array_begin(writer);
  from_orca_identifier(writer, system, value);
  writer_array_end(writer);
}

static void write_alias(struct json_writer *writer, struct view alias, struct view name) {
  if (alias.length == 0 || view_equal(alias, name)) {
    return;
  }
  writer_key(writer, "alias");
  writer_array_begin(writer);
  writer_string(writer, alias);
  writer_array_end(writer);
}

static void write_type(struct json_writer *writer, const char *code, const char *display,
                       struct view text) {
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  from_orca_coding(writer, TYPE_SYSTEM, view_of(code), view_of(display));
  writer_array_end(writer);
  writer_member_optional(writer, "text", text);
  writer_object_end(writer);
}

static void write_address(const struct from_orca *from, struct view text, struct view zip_code) {
  struct json_writer *writer = from->writer;
  if (text.length + zip_code.length == 0) {
    return;
  }
  writer_key(writer, "address");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_optional(writer, "text", text);
  writer_member_optional(writer, "postalCode", contact_point_postal_code(from, zip_code));
  writer_member_text(writer, "country", "JP");
  writer_object_end(writer);
  writer_array_end(writer);
}

/* ---- the clinic
 * ------------------------------------------------------------------------------------------- */

struct view organization_from_orca_number(struct arena *arena,
                                          const struct orca_facility *facility) {
  struct view number =
      arena_format(arena, "%.*s%.*s%.*s", VIEW_ARGUMENTS(facility->prefecture),
                   VIEW_ARGUMENTS(facility->point_list), VIEW_ARGUMENTS(facility->code));
  return number.data == NULL || number.length == NUMBER_BYTES ? number : view_of("");
}

static void write_coding_extension(struct json_writer *writer, const char *url, const char *system,
                                   struct view code) {
  if (code.length == 0) {
    return;
  }
  writer_object_begin(writer);
  writer_member_text(writer, "url", url);
  writer_key(writer, "valueCoding");
  from_orca_coding(writer, system, code, view_of(""));
  writer_object_end(writer);
}

static void write_extensions(struct json_writer *writer, const struct orca_facility *facility) {
  if (facility->prefecture.length + facility->point_list.length + facility->code.length == 0) {
    return;
  }
  writer_key(writer, "extension");
  writer_array_begin(writer);
  write_coding_extension(writer, JP_CORE_EXTENSION "JP_Organization_PrefectureNo",
                         PREFECTURE_SYSTEM, facility->prefecture);
  write_coding_extension(writer, JP_CORE_EXTENSION "JP_Organization_InsuranceOrganizationCategory",
                         POINT_LIST_SYSTEM, facility->point_list);
  if (facility->code.length != 0) {
    writer_object_begin(writer);
    writer_member_text(writer, "url", JP_CORE_EXTENSION "JP_Organization_InsuranceOrganizationNo");
    writer_key(writer, "valueIdentifier");
    from_orca_identifier(writer, ORGANIZATION_NUMBER_SYSTEM, facility->code);
    writer_object_end(writer);
  }
  writer_array_end(writer);
}

static struct view facility_kind(const struct orca_facility *facility) {
  if (view_is(facility->kind, "1")) {
    return view_of("病院");
  }
  return view_of(view_is(facility->kind, "2") ? "診療所" : "");
}

static void write_facility(const struct from_orca *from, const struct orca_facility *facility) {
  struct json_writer *writer = from->writer;
  const struct contact_point points[] = {
      {"phone", "work", facility->phone},
      {"fax", "work", facility->fax},
      {"email", "work", facility->email},
      {"url", "work", facility->homepage},
  };
  write_extensions(writer, facility);
  write_identifier(writer, SYSTEM_INSTITUTION,
                   from_orca_keep(from, organization_from_orca_number(from->arena, facility)));
  writer_key(writer, "type");
  writer_array_begin(writer);
  write_type(writer, "prov", "Healthcare Provider", facility_kind(facility));
  writer_array_end(writer);
  writer_member_optional(writer, "name", facility->name);
  write_alias(writer, facility->short_name, facility->name);
  contact_point_write(writer, points, sizeof(points) / sizeof(points[0]));
  write_address(from, facility->address, facility->zip_code);
}

/* ---- departments and insurers
 * ----------------------------------------------------------------------------- */

static void write_department(const struct from_orca *from, const struct orca_department *department,
                             struct view id) {
  struct json_writer *writer = from->writer;
  const struct from_orca_target facility = {"Organization", view_of(ORGANIZATION_ID_FACILITY),
                                            view_of("")};
  from_orca_instance_identifier(from, id);
  writer_key(writer, "type");
  writer_array_begin(writer);
  write_type(writer, "dept", "Hospital Department", view_of(""));
  if (department->name.length != 0) {
    department_code_write(writer, department->receipt_code, department->name);
  }
  writer_array_end(writer);
  writer_member_optional(writer, "name", department->name);
  from_orca_target_member(from, "partOf", &facility);
}

static void write_insurer(const struct from_orca *from, const struct orca_insurer *insurer) {
  struct json_writer *writer = from->writer;
  const struct contact_point points[] = {{"phone", "work", insurer->phone}};
  struct view address =
      from_orca_keep(from, arena_format(from->arena, "%.*s%.*s", VIEW_ARGUMENTS(insurer->address1),
                                        VIEW_ARGUMENTS(insurer->address2)));
  write_identifier(
      writer, SYSTEM_INSURER,
      from_orca_keep(from, organization_id_insurer_number(from->arena, insurer->number)));
  writer_key(writer, "type");
  writer_array_begin(writer);
  write_type(writer, "ins", "Insurance Company", insurer->class_name);
  writer_array_end(writer);
  writer_member_optional(writer, "name", insurer->name);
  write_alias(writer, insurer->short_name, insurer->name);
  contact_point_write(writer, points, 1);
  write_address(from, address, insurer->zip_code);
}

static struct view source_of(const struct from_orca *from,
                             const struct organization *organization) {
  if (organization->facility != NULL) {
    return from_orca_source_of(from, "system01lstv2", "Medical_Information", 0);
  }
  if (organization->department != NULL) {
    return from_orca_source_of(from, "system01lstv2", "Department_Information",
                               organization->department->row);
  }
  return from_orca_source_of(from, "insprogetv2", "TInsuranceProvider_Information",
                             organization->insurer->row);
}

void organization_from_orca_write(const struct from_orca *from,
                                  const struct organization *organization, struct view id) {
  const struct from_orca_head head = {"Organization", id, JP_CORE "JP_Organization",
                                      source_of(from, organization)};
  writer_object_begin(from->writer);
  from_orca_head_begin(from, &head);
  writer_object_end(from->writer);
  if (organization->facility != NULL) {
    write_facility(from, organization->facility);
  } else if (organization->department != NULL) {
    write_department(from, organization->department, id);
  } else {
    write_insurer(from, organization->insurer);
  }
  writer_object_end(from->writer);
}
