#include "handlers/patient_from_orca.h"

#include "handlers/contact_point.h"
#include "handlers/human_name.h"

#define CONTACTS 3u
#define RELATIONSHIP_SYSTEM "http://terminology.hl7.org/CodeSystem/v2-0131"

static void write_former_names(const struct from_orca *from,
                               const struct orca_former_name_list *list) {
  for (size_t i = 0; list != NULL && i < list->count; i++) {
    const struct orca_former_name *former = &list->names[i];
    human_name_write_former(from, former->name, "IDE", former->change_date);
    human_name_write_former(from, former->kana, "SYL", former->change_date);
  }
}

/* The national profile wants family and given in every name; a nickname has none. */
static bool has_nickname(const struct from_orca *from, const struct orca_patient *patient) {
  return patient->nickname.length != 0 && from->national == NULL;
}

static void write_names(const struct from_orca *from, const struct patient_from_orca *input) {
  const struct orca_patient *patient = input->patient;
  struct json_writer *writer = from->writer;
  if (patient->name.length == 0 && patient->kana.length == 0) {
    return;
  }
  writer_key(writer, "name");
  writer_array_begin(writer);
  human_name_write(from, patient->name, "IDE");
  human_name_write(from, patient->kana, "SYL");
  if (has_nickname(from, patient)) {
    writer_object_begin(writer);
    writer_member_text(writer, "use", "nickname");
    writer_member_string(writer, "text", human_name_text(from, patient->nickname));
    writer_object_end(writer);
  }
  write_former_names(from, input->former_names);
  writer_array_end(writer);
}

static void write_identifier(struct json_writer *writer, struct view system, struct view value) {
  if (value.length == 0) {
    return;
  }
  writer_object_begin(writer);
  writer_member_optional(writer, "system", system);
  writer_member_string(writer, "value", value);
  writer_object_end(writer);
}

static void write_identifiers(const struct from_orca *from, const struct patient_from_orca *input) {
  struct json_writer *writer = from->writer;
  struct view system = {NULL, 0};
  if (from->institution_number.length != 0) {
    system = from_orca_keep(from, arena_format(from->arena, SYSTEM_PATIENT_OID "%.*s",
                                               VIEW_ARGUMENTS(from->institution_number)));
  }
  writer_key(writer, "identifier");
  writer_array_begin(writer);
  write_identifier(writer, system, input->patient->id);
  write_identifier(writer, view_of(SYSTEM_MEMBER), input->member_id);
  write_identifier(writer, view_of(SYSTEM_PUBLIC_MEMBER), input->public_member_id);
  writer_array_end(writer);
}

static bool has_address(const struct orca_address *address) {
  return address->line1.length + address->line2.length + address->zip_code.length != 0;
}

/* An Address as one value. PhoneNumber and the name are not part of it. */
static void write_address(const struct from_orca *from, const struct orca_address *address,
                          const char *use) {
  struct json_writer *writer = from->writer;
  writer_object_begin(writer);
  if (use != NULL) {
    writer_member_text(writer, "use", use);
  }
  struct view text =
      from_orca_keep(from, arena_format(from->arena, "%.*s%.*s", VIEW_ARGUMENTS(address->line1),
                                        VIEW_ARGUMENTS(address->line2)));
  if (text.length != 0) {
    writer_member_string(writer, "text", text);
  } else if (from->national != NULL) {
    from_orca_absent(writer, "_text");
  }
  writer_member_optional(writer, "postalCode", contact_point_postal_code(from, address->zip_code));
  if (has_address(address)) {
    writer_member_text(writer, "country", "JP");
  }
  writer_object_end(writer);
}

static void write_home(const struct from_orca *from, const struct orca_patient *patient) {
  if (!has_address(&patient->home) && from->national == NULL) {
    return;
  }
  writer_key(from->writer, "address");
  writer_array_begin(from->writer);
  write_address(from, &patient->home, "home");
  writer_array_end(from->writer);
}

/* ---- contacts: the person to reach, the head of the household, the employer
 * ----------------------- */

struct contact {
  const char *record; /* of ORCA */
  struct view relationship;
  const char *code; /* of v2-0131, NULL = text only */
  const char *display;
  struct view person;
  struct view organization;
  const struct orca_address *address; /* may be NULL */
  const char *use;                    /* of the telephone and address */
};

static bool has_contact(const struct contact *contact) {
  const struct orca_address *address = contact->address;
  return contact->person.length + contact->organization.length != 0 ||
         (address != NULL &&
          (has_address(address) ||
           address->phone.length + address->phone1.length + address->phone2.length != 0));
}

static void write_relationship(struct json_writer *writer, const struct contact *contact) {
  if (contact->code == NULL && contact->relationship.length == 0) {
    return;
  }
  writer_key(writer, "relationship");
  writer_array_begin(writer);
  writer_object_begin(writer);
  if (contact->code != NULL) {
    writer_key(writer, "coding");
    writer_array_begin(writer);
    from_orca_coding(writer, RELATIONSHIP_SYSTEM, view_of(contact->code),
                     view_of(contact->display));
    writer_array_end(writer);
  }
  writer_member_optional(writer, "text", contact->relationship);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_contact(const struct from_orca *from, const struct contact *contact) {
  struct json_writer *writer = from->writer;
  writer_object_begin(writer);
  write_relationship(writer, contact);
  if (contact->person.length != 0) {
    writer_key(writer, "name");
    writer_object_begin(writer);
    writer_member_string(writer, "text", human_name_text(from, contact->person));
    writer_object_end(writer);
  }
  if (contact->address != NULL) {
    const struct contact_point telecoms[] = {
        {"phone", contact->use, contact->address->phone},
        {"phone", contact->use, contact->address->phone1},
        {"phone", contact->use, contact->address->phone2},
    };
    contact_point_write(writer, telecoms, sizeof(telecoms) / sizeof(telecoms[0]));
    if (has_address(contact->address)) {
      writer_key(writer, "address");
      write_address(from, contact->address, contact->use);
    }
  }
  if (contact->organization.length != 0) {
    writer_key(writer, "organization");
    writer_object_begin(writer);
    writer_member_string(writer, "display", contact->organization);
    writer_object_end(writer);
  }
  writer_object_end(writer);
}

struct contact_list {
  struct contact contacts[CONTACTS];
  size_t count;
};

static void add_contact(struct contact_list *list, const struct contact *contact) {
  if (has_contact(contact)) {
    list->contacts[list->count++] = *contact;
  }
}

static struct contact_list contacts_of(const struct orca_patient *patient) {
  const struct contact person = {.record = "Contact_Information",
                                 .relationship = patient->contact.relationship,
                                 .person = patient->contact.name,
                                 .address = &patient->contact};
  const struct contact householder = {.record = "HouseHolder_WholeName",
                                      .relationship = view_of("世帯主"),
                                      .person = patient->householder};
  const struct contact employer = {.record = "WorkPlace_Information",
                                   .code = "E",
                                   .display = "Employer",
                                   .organization = patient->workplace.name,
                                   .address = &patient->workplace,
                                   .use = "work"};
  struct contact_list list = {.count = 0};
  add_contact(&list, &person);
  if (!view_equal(patient->householder, patient->name)) {
    add_contact(&list, &householder);
  }
  add_contact(&list, &employer);
  return list;
}

static void write_contacts(const struct from_orca *from, const struct orca_patient *patient) {
  const struct contact_list list = contacts_of(patient);
  if (list.count == 0) {
    return;
  }
  writer_key(from->writer, "contact");
  writer_array_begin(from->writer);
  for (size_t i = 0; i < list.count; i++) {
    write_contact(from, &list.contacts[i]);
  }
  writer_array_end(from->writer);
}

/* ---- where it comes from
 * ------------------------------------------------------------------------------ */

static size_t count_names(struct view name, struct view kana) {
  size_t one = name.length != 0 ? 1 : 0;
  return kana.length != 0 ? one + 1 : one;
}

/* In the order of write_names. */
static void point_to_names(const struct patient_from_orca *input, bool has_nickname,
                           struct orca_pointer *pointer) {
  const struct orca_patient *patient = input->patient;
  const struct orca_former_name_list *former = input->former_names;
  size_t place = count_names(patient->name, patient->kana);
  if (place == 0 || former == NULL) {
    return;
  }
  place += has_nickname ? 1 : 0;
  for (size_t i = 0; i < former->count; i++) {
    size_t names = count_names(former->names[i].name, former->names[i].kana);
    for (size_t j = 0; j < names; j++) {
      orca_pointer_element(pointer, "name", place++, "patientlst8v2");
      orca_pointer_step(pointer, "Former_Name_Information", former->names[i].row);
    }
  }
}

static void point_to_members(const struct patient_from_orca *input, struct orca_pointer *pointer) {
  const struct patient_member_rows *rows = input->member_rows;
  if (rows == NULL || input->member_id.length + input->public_member_id.length == 0) {
    return;
  }
  orca_pointer_element(pointer, "identifier", 1, NULL);
  orca_pointer_step(pointer, "HealthInsurance_Information", rows->combination);
  if (rows->public != 0) {
    orca_pointer_step(pointer, "PublicInsurance_Information", rows->public);
  }
}

static struct view source_of(const struct from_orca *from, const struct patient_from_orca *input) {
  struct orca_pointer pointer = orca_pointer_make(from->arena, input->api);
  const struct contact_list contacts = contacts_of(input->patient);
  orca_pointer_step(&pointer, "Patient_Information", input->patient->row);
  point_to_members(input, &pointer);
  point_to_names(input, has_nickname(from, input->patient), &pointer);
  for (size_t i = 0; i < contacts.count; i++) {
    orca_pointer_element(&pointer, "contact", i, NULL);
    orca_pointer_step(&pointer, contacts.contacts[i].record, 0);
  }
  return from_orca_source(from, &pointer);
}

static void write_tags(const struct from_orca *from, const struct patient_from_orca *input) {
  struct json_writer *writer = from->writer;
  bool is_test = view_is(input->patient->test_flag, "1");
  if (!is_test && !input->is_row) {
    return;
  }
  writer_key(writer, "tag");
  writer_array_begin(writer);
  if (is_test) {
    from_orca_coding(writer, "http://terminology.hl7.org/CodeSystem/v3-ActReason", view_of("HTEST"),
                     view_of("test health data"));
  }
  if (input->is_row) {
    from_orca_coding(writer, "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
                     view_of("SUBSETTED"), view_of("subsetted"));
  }
  writer_array_end(writer);
}

static const char *gender(struct view sex) {
  if (view_is(sex, "1")) {
    return "male";
  }
  return view_is(sex, "2") ? "female" : "unknown";
}

void patient_from_orca_write(const struct from_orca *from, const struct patient_from_orca *input) {
  struct json_writer *writer = from->writer;
  const struct orca_patient *patient = input->patient;
  const struct from_orca_head head = {
      "Patient", input->id, from->national != NULL ? JP_ECS "JP_Patient_eCS" : JP_CORE "JP_Patient",
      source_of(from, input)};
  const struct contact_point telecoms[] = {
      {"phone", "home", patient->home.phone1}, {"phone", NULL, patient->home.phone2},
      {"phone", "mobile", patient->mobile},    {"fax", NULL, patient->fax},
      {"email", NULL, patient->email},
  };
  writer_object_begin(writer);
  from_orca_head_begin(from, &head);
  write_tags(from, input);
  writer_object_end(writer);
  write_identifiers(from, input);
  write_names(from, input);
  contact_point_write(writer, telecoms, sizeof(telecoms) / sizeof(telecoms[0]));
  writer_member_text(writer, "gender", gender(patient->sex));
  writer_member_optional(writer, "birthDate", patient->birth_date);
  if (view_is(patient->death_flag, "1")) {
    writer_member_boolean(writer, "deceasedBoolean", true);
  }
  write_home(from, patient);
  write_contacts(from, patient);
  writer_object_end(writer);
}
