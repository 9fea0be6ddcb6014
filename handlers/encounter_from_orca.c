#include "handlers/encounter_from_orca.h"

#include "handlers/appointment_from_orca.h"
#include "handlers/human_name.h"
#include "handlers/location_from_orca.h"
#include "handlers/organization_id.h"
#include "handlers/practitioner_from_orca.h"

/* ---- what the lists say together
 * -------------------------------------------------------------------------- */

static const struct orca_stay *latest_row(const struct encounter *encounter) {
  return &encounter->stay->rows[encounter->stay->count - 1];
}

const char *encounter_from_orca_class(const struct encounter *encounter) {
  return encounter->stay != NULL ? "IMP" : "AMB";
}

struct view encounter_from_orca_end(const struct encounter *encounter) {
  if (encounter->stay == NULL) {
    return encounter->date;
  }
  struct view end = {NULL, 0};
  for (size_t i = 0; i < encounter->stay->count; i++) {
    struct view date = encounter->stay->rows[i].discharge_date;
    end = view_compare(date, end) > 0 ? date : end;
  }
  return end;
}

const char *encounter_from_orca_status(const struct encounter *encounter, struct view today) {
  if (encounter->stay != NULL) {
    struct view end = encounter_from_orca_end(encounter);
    bool is_over = end.length != 0 && view_compare(end, today) <= 0;
    return is_over ? "finished" : "in-progress";
  }
  if (encounter->visit != NULL || encounter->reception->account_time.length != 0) {
    return "finished";
  }
  return view_compare(encounter->date, today) < 0 ? "unknown" : "arrived";
}

struct place {
  struct view department;
  struct view department_name;
  struct view physician;
  struct view physician_name;
};

/* The bill knows better than the desk who saw the patient. */
static struct place place_of(const struct encounter *encounter) {
  const struct orca_visit *visit = encounter->visit;
  const struct orca_reception *reception = encounter->reception;
  if (encounter->stay != NULL) {
    const struct orca_stay *row = latest_row(encounter);
    return (struct place){.department = row->department, .department_name = row->department_name};
  }
  struct place place = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
  if (reception != NULL) {
    place = (struct place){reception->department, reception->department_name, reception->physician,
                           reception->physician_name};
  }
  if (visit != NULL) {
    place.department = visit->department;
    place.department_name = visit->department_name;
  }
  if (visit != NULL && visit->physician.length + visit->physician_name.length != 0) {
    place.physician = visit->physician;
    place.physician_name = visit->physician_name;
  }
  return place;
}

/* ---- writing
 * ---------------------------------------------------------------------------------------------- */

static void write_participant(const struct from_orca *from, struct view code, struct view name) {
  const struct from_orca_target practitioner = {"Practitioner", practitioner_from_orca_id(code),
                                                human_name_text(from, name)};
  writer_object_begin(from->writer);
  from_orca_target_member(from, "individual", &practitioner);
  writer_object_end(from->writer);
}

static bool has_doctor(const struct orca_stay_doctor *doctor) {
  return practitioner_from_orca_id(doctor->code).length + doctor->name.length != 0;
}

static void write_participants(const struct from_orca *from, const struct encounter *encounter) {
  const struct place place = place_of(encounter);
  const struct orca_stay_doctor visit_doctor = {.code = place.physician,
                                                .name = place.physician_name};
  const struct orca_stay_doctor *doctors = &visit_doctor;
  size_t count = 1;
  bool is_open = false;
  if (encounter->stay != NULL) {
    doctors = latest_row(encounter)->doctors;
    count = latest_row(encounter)->doctor_count;
  }
  for (size_t i = 0; i < count; i++) {
    if (!has_doctor(&doctors[i])) {
      continue;
    }
    if (!is_open) {
      writer_key(from->writer, "participant");
      writer_array_begin(from->writer);
      is_open = true;
    }
    write_participant(from, doctors[i].code, doctors[i].name);
  }
  if (is_open) {
    writer_array_end(from->writer);
  }
}

static void write_appointment(const struct from_orca *from, const struct encounter *encounter) {
  const struct orca_reception *reception = encounter->reception;
  if (reception == NULL ||
      reception->appointment_time.length * reception->appointment_id.length == 0) {
    return;
  }
  const struct orca_appointment appointment = {.patient_id = encounter->patient_id,
                                               .date = encounter->date,
                                               .time = reception->appointment_time,
                                               .id = reception->appointment_id};
  const struct from_orca_target target = {
      "Appointment", from_orca_keep(from, appointment_from_orca_id(from->arena, &appointment)),
      view_of("")};
  if (target.id.length == 0) {
    return;
  }
  writer_key(from->writer, "appointment");
  writer_array_begin(from->writer);
  from_orca_target_write(from, &target);
  writer_array_end(from->writer);
}

static void write_period(const struct from_orca *from, const struct encounter *encounter) {
  const struct orca_reception *reception = encounter->reception;
  struct json_writer *writer = from->writer;
  struct view start = encounter->date;
  struct view end = encounter_from_orca_end(encounter);
  if (reception != NULL) {
    start = from_orca_date_time(from, encounter->date, reception->time);
    end = reception->account_time.length != 0
              ? from_orca_date_time(from, encounter->date, reception->account_time)
              : view_of("");
  }
  writer_key(writer, "period");
  writer_object_begin(writer);
  writer_member_string(writer, "start", start);
  writer_member_optional(writer, "end", end);
  writer_object_end(writer);
}

static void write_location(const struct from_orca *from, const struct orca_stay *row,
                           bool is_present) {
  struct json_writer *writer = from->writer;
  struct view ward = from_orca_keep(from, location_from_orca_ward_id(from->arena, row->ward));
  struct view room =
      from_orca_keep(from, location_from_orca_room_id(from->arena, row->ward, row->room));
  const char *gap = row->ward_name.length != 0 && row->room.length != 0 ? " " : "";
  const struct from_orca_target place = {
      "Location", room.length != 0 ? room : ward,
      from_orca_keep(from, arena_format(from->arena, "%.*s%s%.*s", VIEW_ARGUMENTS(row->ward_name),
                                        gap, VIEW_ARGUMENTS(row->room)))};
  writer_object_begin(writer);
  from_orca_target_member(from, "location", &place);
  writer_member_text(writer, "status", is_present ? "active" : "completed");
  writer_object_end(writer);
}

static bool has_location(const struct orca_stay *row) {
  return row->ward.length + row->ward_name.length + row->room.length != 0;
}

/* ORCA dates the moves inside a stay nowhere: their order is all that is known. */
static void write_locations(const struct from_orca *from, const struct encounter *encounter,
                            bool is_over) {
  bool is_open = false;
  for (size_t i = 0; i < encounter->stay->count; i++) {
    const struct orca_stay *row = &encounter->stay->rows[i];
    if (!has_location(row)) {
      continue;
    }
    if (!is_open) {
      writer_key(from->writer, "location");
      writer_array_begin(from->writer);
      is_open = true;
    }
    write_location(from, row, !is_over && i + 1 == encounter->stay->count);
  }
  if (is_open) {
    writer_array_end(from->writer);
  }
}

static void write_stay(const struct from_orca *from, const struct encounter *encounter,
                       bool is_over) {
  struct json_writer *writer = from->writer;
  struct view type = latest_row(encounter)->discharge_type;
  if (type.length != 0) {
    writer_key(writer, "hospitalization");
    writer_object_begin(writer);
    writer_key(writer, "dischargeDisposition");
    writer_object_begin(writer);
    writer_member_string(writer, "text", type);
    writer_object_end(writer);
    writer_object_end(writer);
  }
  write_locations(from, encounter, is_over);
}

/* ---- where it comes from
 * ------------------------------------------------------------------------------ */

struct list_name {
  const char *api;
  const char *record;
};

static struct list_name list_of(const struct encounter *encounter) {
  if (encounter->stay != NULL) {
    return (struct list_name){"hsptinfv2", "Hospital_Stay_Infomation"};
  }
  if (encounter->visit == NULL) {
    return (struct list_name){"acceptlstv2", "Acceptlst_Information"};
  }
  return encounter->visit->is_of_patient
             ? (struct list_name){"medicalgetv2", "Medical_List_Information"}
             : (struct list_name){"visitptlstv2", "Visit_List_Information"};
}

static void point_to_stay(const struct encounter *encounter, const char *record,
                          struct orca_pointer *pointer) {
  const struct orca_stay *latest = latest_row(encounter);
  size_t doctors = 0;
  size_t locations = 0;
  orca_pointer_step(pointer, record, latest->row);
  for (size_t i = 0; i < latest->doctor_count; i++) {
    if (has_doctor(&latest->doctors[i])) {
      orca_pointer_element(pointer, "participant", doctors++, NULL);
      orca_pointer_step(pointer, "Doctor", latest->doctors[i].row);
    }
  }
  for (size_t i = 0; i < encounter->stay->count; i++) {
    if (has_location(&encounter->stay->rows[i])) {
      orca_pointer_element(pointer, "location", locations++, NULL);
      orca_pointer_step(pointer, record, encounter->stay->rows[i].row);
    }
  }
}

/* Elements that the desk's list tells of a visit. */
static void point_to_reception(const struct encounter *encounter, struct orca_pointer *pointer) {
  static const char *const elements[] = {"period", "appointment", "participant"};
  const struct orca_visit *visit = encounter->visit;
  bool visit_has_physician = visit->physician.length + visit->physician_name.length != 0;
  size_t count = sizeof(elements) / sizeof(elements[0]) - visit_has_physician;
  for (size_t i = 0; i < count; i++) {
    orca_pointer_element(pointer, elements[i], ORCA_POINTER_WHOLE, "acceptlstv2");
    orca_pointer_step(pointer, "Acceptlst_Information", encounter->reception->row);
  }
}

static struct view source_of(const struct from_orca *from, const struct encounter *encounter) {
  const struct list_name list = list_of(encounter);
  struct orca_pointer pointer = orca_pointer_make(from->arena, list.api);
  size_t invoices = 1; /* behind the resource's own identifier */
  if (encounter->stay != NULL) {
    point_to_stay(encounter, list.record, &pointer);
    return from_orca_source(from, &pointer);
  }
  if (encounter->visit == NULL) {
    orca_pointer_step(&pointer, list.record, encounter->reception->row);
    return from_orca_source(from, &pointer);
  }
  orca_pointer_step(&pointer, list.record, encounter->visit->row);
  for (const struct encounter_invoice *invoice = encounter->invoices; invoice != NULL;
       invoice = invoice->next) {
    orca_pointer_element(&pointer, "identifier", invoices++, NULL);
    orca_pointer_step(&pointer, list.record, invoice->row);
  }
  if (encounter->reception != NULL) {
    point_to_reception(encounter, &pointer);
  }
  return from_orca_source(from, &pointer);
}

static void write_head(const struct from_orca *from, const struct encounter *encounter) {
  const struct from_orca_head head = {"Encounter", encounter->id, JP_CORE "JP_Encounter",
                                      source_of(from, encounter)};
  struct view updated = view_of("");
  if (encounter->visit != NULL) {
    updated =
        from_orca_date_time(from, encounter->visit->update_date, encounter->visit->update_time);
  }
  from_orca_head_dated(from, &head, updated);
  writer_object_end(from->writer);
}

/* The accounts' numbers stand beside it: under them ORCA keeps acts and prescriptions. */
static void write_identifiers(const struct from_orca *from, const struct encounter *encounter) {
  struct json_writer *writer = from->writer;
  writer_key(writer, "identifier");
  writer_array_begin(writer);
  from_orca_instance_item(from, encounter->id);
  for (const struct encounter_invoice *invoice = encounter->invoices; invoice != NULL;
       invoice = invoice->next) {
    from_orca_identifier(writer, SYSTEM_ORCA_INVOICE, invoice->number);
  }
  writer_array_end(writer);
}

void encounter_from_orca_write(const struct from_orca *from, const struct encounter *encounter,
                               struct view today) {
  struct json_writer *writer = from->writer;
  const char *status = encounter_from_orca_status(encounter, today);
  bool is_stay = encounter->stay != NULL;
  const struct place place = place_of(encounter);
  struct view department =
      from_orca_keep(from, organization_id_department(from->arena, place.department));
  const struct from_orca_target provider = {
      "Organization", department.length != 0 ? department : view_of(ORGANIZATION_ID_FACILITY),
      place.department_name};
  const struct from_orca_target subject = {"Patient", encounter->patient_id, view_of("")};
  writer_object_begin(writer);
  write_head(from, encounter);
  write_identifiers(from, encounter);
  writer_member_text(writer, "status", status);
  writer_key(writer, "class");
  from_orca_coding(writer, ENCOUNTER_CLASS_SYSTEM, view_of(is_stay ? "IMP" : "AMB"),
                   view_of(is_stay ? "inpatient encounter" : "ambulatory"));
  from_orca_target_member(from, "subject", &subject);
  write_participants(from, encounter);
  write_appointment(from, encounter);
  write_period(from, encounter);
  if (is_stay) {
    write_stay(from, encounter, strcmp(status, "finished") == 0);
  }
  from_orca_target_member(from, "serviceProvider", &provider);
  writer_object_end(writer);
}
