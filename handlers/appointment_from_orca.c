#include "handlers/appointment_from_orca.h"

#include "handlers/department_code.h"
#include "handlers/human_name.h"
#include "handlers/practitioner_from_orca.h"
#include "handlers/record_id.h"

#define SERVICE_SYSTEM "urn:orca:medical-information" /* 診療内容区分: the clinic's own list */
#define PROFILE "http://hl7.org/fhir/StructureDefinition/Appointment"
#define DATE_BYTES 10u
#define TIME_BYTES 8u

/* "15:30:00" as "153000"; zeros when there is no time. */
static struct view time_digits(struct arena *arena, struct view time) {
  if (time.length != TIME_BYTES) {
    return view_of("000000");
  }
  return arena_format(arena, "%.2s%.2s%.2s", time.data, time.data + 3, time.data + 6);
}

struct view appointment_from_orca_id(struct arena *arena,
                                     const struct orca_appointment *appointment) {
  struct view day = record_id_date(arena, appointment->date);
  struct view time = time_digits(arena, appointment->time);
  if (day.data == NULL || time.data == NULL) {
    return (struct view){NULL, 0};
  }
  struct view number = appointment->id.length != 0 ? appointment->id : view_of("0");
  struct record_id key = {{view_of(APPOINTMENT_KIND), day, time, number, appointment->patient_id},
                          APPOINTMENT_PARTS};
  return record_id_make(arena, &key);
}

const char *appointment_from_orca_status(const struct orca_appointment *appointment) {
  return view_is(appointment->visited, "1") ? "arrived" : "booked";
}

static void write_service(struct json_writer *writer, const struct orca_appointment *appointment) {
  if (appointment->kind.length + appointment->kind_name.length == 0) {
    return;
  }
  writer_key(writer, "serviceType");
  writer_array_begin(writer);
  writer_object_begin(writer);
  if (appointment->kind.length != 0) {
    writer_key(writer, "coding");
    writer_array_begin(writer);
    from_orca_coding(writer, SERVICE_SYSTEM, appointment->kind, appointment->kind_name);
    writer_array_end(writer);
  }
  writer_member_optional(writer, "text", appointment->kind_name);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_specialty(struct json_writer *writer, const struct orca_appointment *appointment,
                            const struct orca_department_list *departments) {
  const struct orca_department *department =
      orca_department_find(departments, appointment->department);
  struct view name = appointment->department_name;
  if (name.length == 0 && department != NULL) {
    name = department->name;
  }
  if (name.length == 0) {
    return;
  }
  writer_key(writer, "specialty");
  writer_array_begin(writer);
  department_code_write(writer, department != NULL ? department->receipt_code : view_of(""), name);
  writer_array_end(writer);
}

/* Start and end stand together (FHIR R4 appointment.html, app-2, app-3). */
static void write_time(const struct from_orca *from, const struct orca_appointment *appointment) {
  struct view start = from_orca_date_time(from, appointment->date, appointment->time);
  if (start.length > DATE_BYTES) {
    writer_member_string(from->writer, "start", start);
  } else {
    from_orca_absent(from->writer, "_start");
  }
  from_orca_absent(from->writer, "_end");
}

static void write_participant(const struct from_orca *from, const struct from_orca_target *actor) {
  if (actor->id.length + actor->display.length == 0) {
    return;
  }
  writer_object_begin(from->writer);
  from_orca_target_member(from, "actor", actor);
  writer_member_text(from->writer, "status", "accepted");
  writer_object_end(from->writer);
}

void appointment_from_orca_write(const struct from_orca *from,
                                 const struct orca_appointment *appointment, struct view id,
                                 const struct orca_department_list *departments) {
  struct json_writer *writer = from->writer;
  const struct from_orca_head head = {
      "Appointment", id, PROFILE,
      from_orca_source_of(from, appointment->is_of_patient ? "appointlst2v2" : "appointlstv2",
                          "Appointlst_Information", appointment->row)};
  const struct from_orca_target patient = {"Patient", appointment->patient_id, view_of("")};
  const struct from_orca_target practitioner = {"Practitioner",
                                                practitioner_from_orca_id(appointment->physician),
                                                human_name_text(from, appointment->physician_name)};
  writer_object_begin(writer);
  from_orca_head_begin(from, &head);
  writer_object_end(writer);
  from_orca_instance_identifier(from, id);
  writer_member_text(writer, "status", appointment_from_orca_status(appointment));
  write_service(writer, appointment);
  write_specialty(writer, appointment, departments);
  write_time(from, appointment);
  writer_member_optional(writer, "comment", appointment->note);
  writer_key(writer, "participant");
  writer_array_begin(writer);
  write_participant(from, &patient);
  write_participant(from, &practitioner);
  writer_array_end(writer);
  writer_object_end(writer);
}
