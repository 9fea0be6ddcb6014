#include "server/orca/orca_stay.h"

#include "server/orca/orca_field.h"
#include "server/orca/orca_text.h"

/* Every value is a record {Label, Data, Name}: Data is the code, Name what it means. */
#define STAY_VALUE(table_name, ...)                                                                \
  static const struct orca_field table_name##_fields[] = {__VA_ARGS__};                            \
  static const struct orca_table table_name = ORCA_TABLE(orca_stay, table_name##_fields)

STAY_VALUE(discharge_table, ORCA_TEXT(orca_stay, discharge_type, "Name"));
STAY_VALUE(ward_table, ORCA_TEXT(orca_stay, ward, "Data"));
STAY_VALUE(ward_name_table, ORCA_TEXT(orca_stay, ward_name, "Data"));
STAY_VALUE(room_table, ORCA_TEXT(orca_stay, room, "Data"));
STAY_VALUE(department_table, ORCA_TEXT(orca_stay, department, "Data"),
           ORCA_TEXT(orca_stay, department_name, "Name"));

static const struct orca_field doctor_fields[] = {
    ORCA_TEXT(orca_stay_doctor, code, "Data"),
    ORCA_TEXT(orca_stay_doctor, name, "Name"),
};
static const struct orca_table doctor_table = ORCA_ROW_TABLE(orca_stay_doctor, doctor_fields);

static const struct orca_field stay_fields[] = {
    ORCA_TEXT(orca_stay, history, "History_Number"),
    ORCA_DATE(orca_stay, discharge_date, "Discharge_Date"),
    ORCA_INNER("Discharge_Type", discharge_table),
    ORCA_INNER("Ward_Number", ward_table),
    ORCA_INNER("Ward_Name", ward_name_table),
    ORCA_INNER("Room_Number", room_table),
    ORCA_INNER("Department_Code", department_table),
    ORCA_ARRAY(orca_stay, doctors, doctor_count, "Doctor", doctor_table),
};
static const struct orca_table stay_table = ORCA_ROW_TABLE(orca_stay, stay_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_stay_list, rows, count, "Hospital_Stay_Infomation", stay_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_stay_list, list_fields);

static enum error decode(struct orca_session *session, const struct orca_reply *reply,
                         struct view patient_id, struct orca_stay_list *ret_list) {
  struct orca_stay_list list = {.info = reply->info, .patient_id = patient_id};
  enum error error =
      orca_field_decode(session->arena, &reply->record, reply->node, &list_table, &list);
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t patient = orca_record_find(&reply->record, reply->node, "Patient_Information");
  struct view id = orca_record_text(&reply->record, patient, "Patient_ID");
  list.patient_id = id.length != 0 ? id : patient_id;
  *ret_list = list;
  return ERROR_OK;
}

enum error orca_stay_get(struct orca_session *session, struct view patient_id,
                         struct view admission, struct orca_stay_list *ret_list) {
  if (!orca_text_is_patient_id(patient_id)) {
    session->trouble = (struct orca_trouble){.api = ""};
    return ERROR_NOT_FOUND;
  }
  const struct orca_argument arguments[] = {
      {"Patient_ID", patient_id},
      {"Admission_Date", admission},
  };
  const struct orca_question question = {
      .api = ORCA_API_STAY, .patient = patient_id, .request = {"private_objects", arguments, 2}};
  struct orca_reply reply;
  enum error error = orca_ask(session, &question, &reply);
  return error == ERROR_OK ? decode(session, &reply, patient_id, ret_list) : error;
}
