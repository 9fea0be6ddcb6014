#include "handlers/location_from_orca.h"

#include "handlers/organization_id.h"
#include "handlers/record_id.h"

#define PHYSICAL_SYSTEM "http://terminology.hl7.org/CodeSystem/location-physical-type"

struct view location_from_orca_ward_id(struct arena *arena, struct view ward) {
  return record_id_make(arena, &(struct record_id){{view_of("ward"), ward}, 2});
}

struct view location_from_orca_room_id(struct arena *arena, struct view ward, struct view room) {
  return record_id_make(arena, &(struct record_id){{view_of("room"), ward, room}, 3});
}

static void write_names(struct json_writer *writer, const struct location *location) {
  const struct orca_ward *ward = location->ward;
  if (location->room.length != 0) {
    writer_member_string(writer, "name", location->room);
    return;
  }
  writer_member_optional(writer, "name", ward->name);
  if (ward->short_name.length != 0 && !view_equal(ward->short_name, ward->name)) {
    writer_key(writer, "alias");
    writer_array_begin(writer);
    writer_string(writer, ward->short_name);
    writer_array_end(writer);
  }
}

static void write_kind(struct json_writer *writer, const struct location *location) {
  if (location->room.length != 0 || location->ward->kind.length == 0) {
    return;
  }
  writer_key(writer, "type");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_string(writer, "text", location->ward->kind);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_owner(const struct from_orca *from, const struct location *location) {
  const struct orca_ward *ward = location->ward;
  struct view department =
      from_orca_keep(from, organization_id_department(from->arena, ward->department));
  const struct from_orca_target owner = {
      "Organization", department.length != 0 ? department : view_of(ORGANIZATION_ID_FACILITY),
      view_of("")};
  from_orca_target_member(from, "managingOrganization", &owner);
  if (location->room.length != 0) {
    const struct from_orca_target whole = {
        "Location", from_orca_keep(from, location_from_orca_ward_id(from->arena, ward->number)),
        ward->name};
    from_orca_target_member(from, "partOf", &whole);
  }
}

static struct view source_of(const struct from_orca *from, const struct location *location) {
  struct orca_pointer pointer = orca_pointer_make(from->arena, "hsconfwardv2");
  orca_pointer_step(&pointer, "Ward_Configuration", location->ward->row);
  if (location->room.length != 0) {
    orca_pointer_step(&pointer, "Room_Number", location->room_row);
  }
  return from_orca_source(from, &pointer);
}

void location_from_orca_write(const struct from_orca *from, const struct location *location,
                              struct view id) {
  struct json_writer *writer = from->writer;
  const struct from_orca_head head = {"Location", id, JP_CORE "JP_Location",
                                      source_of(from, location)};
  bool is_room = location->room.length != 0;
  writer_object_begin(writer);
  from_orca_head_begin(from, &head);
  writer_object_end(writer);
  from_orca_instance_identifier(from, id);
  writer_member_text(writer, "status", "active");
  write_names(writer, location);
  writer_member_text(writer, "mode", "instance");
  write_kind(writer, location);
  from_orca_concept(writer, "physicalType", PHYSICAL_SYSTEM, is_room ? "ro" : "wa",
                    is_room ? "Room" : "Ward");
  write_owner(from, location);
  writer_object_end(writer);
}
