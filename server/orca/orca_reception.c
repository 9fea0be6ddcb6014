#include "server/orca/orca_reception.h"

#include "server/orca/orca_field.h"

static const struct orca_field patient_fields[] = {
    ORCA_TEXT(orca_reception, patient_id, "Patient_ID"),
};
static const struct orca_table patient_table = ORCA_TABLE(orca_reception, patient_fields);

static const struct orca_field reception_fields[] = {
    ORCA_TEXT(orca_reception, id, "Acceptance_Id"),
    ORCA_TEXT(orca_reception, time, "Acceptance_Time"),
    ORCA_INNER("Patient_Information", patient_table),
    ORCA_TEXT(orca_reception, department, "Department_Code"),
    ORCA_TEXT(orca_reception, department_name, "Department_WholeName"),
    ORCA_TEXT(orca_reception, physician, "Physician_Code"),
    ORCA_TEXT(orca_reception, physician_name, "Physician_WholeName"),
    ORCA_TEXT(orca_reception, account_time, "Account_Time"),
    ORCA_TEXT(orca_reception, appointment_time, "Appointment_Time"),
    ORCA_TEXT(orca_reception, appointment_id, "Appointment_Id"),
};
static const struct orca_table reception_table = ORCA_ROW_TABLE(orca_reception, reception_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_reception_list, receptions, count, "Acceptlst_Information", reception_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_reception_list, list_fields);

enum error orca_reception_list(struct orca_session *session, struct view date,
                               struct orca_reception_list *ret_list) {
  const struct orca_argument arguments[] = {{"Acceptance_Date", date}};
  const struct orca_question question = {.api = ORCA_API_RECEPTIONS,
                                         .request = {"acceptlstreq", arguments, 1}};
  struct orca_reply reply;
  enum error error = orca_ask(session, &question, &reply);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_reception_list list = {.info = reply.info};
  error = orca_field_decode(session->arena, &reply.record, reply.node, &list_table, &list);
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}
