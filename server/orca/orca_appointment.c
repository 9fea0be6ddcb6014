#include "server/orca/orca_appointment.h"

#include "server/orca/orca_field.h"
#include "server/orca/orca_text.h"

static const struct orca_field patient_fields[] = {
    ORCA_TEXT(orca_appointment, patient_id, "Patient_ID"),
};
static const struct orca_table patient_table = ORCA_TABLE(orca_appointment, patient_fields);

static const struct orca_field appointment_fields[] = {
    ORCA_INNER("Patient_Information", patient_table),
    ORCA_DATE(orca_appointment, date, "Appointment_Date"),
    ORCA_TEXT(orca_appointment, time, "Appointment_Time"),
    ORCA_TEXT(orca_appointment, id, "Appointment_Id"),
    ORCA_TEXT(orca_appointment, kind, "Medical_Information"),
    ORCA_TEXT(orca_appointment, kind_name, "Medical_Information_WholeName"),
    ORCA_TEXT(orca_appointment, department, "Department_Code"),
    ORCA_TEXT(orca_appointment, department_name, "Department_WholeName"),
    ORCA_TEXT(orca_appointment, physician, "Physician_Code"),
    ORCA_TEXT(orca_appointment, physician_name, "Physician_WholeName"),
    ORCA_TEXT(orca_appointment, visited, "Visit_Information"),
    ORCA_TEXT(orca_appointment, note, "Appointment_Note"),
};
static const struct orca_table appointment_table =
    ORCA_ROW_TABLE(orca_appointment, appointment_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_appointment_list, appointments, count, "Appointlst_Information",
               appointment_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_appointment_list, list_fields);

static enum error ask(struct orca_session *session, const struct orca_question *question,
                      struct orca_reply *ret_reply, struct orca_appointment_list *ret_list) {
  enum error error = orca_ask(session, question, ret_reply);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_appointment_list list = {.info = ret_reply->info};
  error =
      orca_field_decode(session->arena, &ret_reply->record, ret_reply->node, &list_table, &list);
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}

enum error orca_appointment_list_day(struct orca_session *session, struct view date,
                                     struct orca_appointment_list *ret_list) {
  const struct orca_argument arguments[] = {{"Appointment_Date", date}};
  const struct orca_question question = {.api = ORCA_API_APPOINTMENTS_OF_DAY,
                                         .request = {"appointlstreq", arguments, 1}};
  struct orca_reply reply;
  struct orca_appointment_list list;
  enum error error = ask(session, &question, &reply, &list);
  if (error != ERROR_OK) {
    return error;
  }
  for (size_t i = 0; i < list.count; i++) {
    list.appointments[i].date = date; /* said once, in the question */
  }
  *ret_list = list;
  return ERROR_OK;
}

enum error orca_appointment_list_patient(struct orca_session *session, struct view patient_id,
                                         struct view date, struct orca_appointment_list *ret_list) {
  if (!orca_text_is_patient_id(patient_id)) {
    session->trouble = (struct orca_trouble){.api = ""};
    return ERROR_NOT_FOUND;
  }
  const struct orca_argument arguments[] = {{"Patient_ID", patient_id}, {"Base_Date", date}};
  const struct orca_question question = {.api = ORCA_API_APPOINTMENTS_OF_PATIENT,
                                         .patient = patient_id,
                                         .request = {"appointlst2req", arguments, 2}};
  struct orca_reply reply;
  struct orca_appointment_list list;
  enum error error = ask(session, &question, &reply, &list);
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t patient = orca_record_find(&reply.record, reply.node, "Patient_Information");
  struct view id = orca_record_text(&reply.record, patient, "Patient_ID");
  for (size_t i = 0; i < list.count; i++) {
    list.appointments[i].is_of_patient = true;
    list.appointments[i].patient_id = id.length != 0 ? id : patient_id;
  }
  *ret_list = list;
  return ERROR_OK;
}
