#include "server/orca/orca_visit.h"

#include "server/orca/orca_field.h"
#include "server/orca/orca_text.h"

#define DATE_BYTES 10u

static const struct orca_field patient_fields[] = {
    ORCA_TEXT(orca_visit, patient_id, "Patient_ID"),
};
static const struct orca_table patient_table = ORCA_TABLE(orca_visit, patient_fields);

static const struct orca_field visit_fields[] = {
    ORCA_INNER("Patient_Information", patient_table),
    ORCA_DATE(orca_visit, date, "Perform_Date"),
    ORCA_TEXT(orca_visit, department, "Department_Code"),
    ORCA_TEXT(orca_visit, department_name, "Department_Name"),
    ORCA_TEXT(orca_visit, physician, "Physician_Code"),
    ORCA_TEXT(orca_visit, physician_name, "Physician_WholeName"),
    ORCA_TEXT(orca_visit, sequence, "Sequential_Number"),
    ORCA_TEXT(orca_visit, voucher, "Voucher_Number"),
    ORCA_TEXT(orca_visit, voucher, "Invoice_Number"), /* the same, as medicalgetv2 calls it */
    ORCA_DATE(orca_visit, update_date, "Update_Date"),
    ORCA_TEXT(orca_visit, update_time, "Update_Time"),
    ORCA_DATE(orca_visit, update_date, "UpdateDate"),
    ORCA_TEXT(orca_visit, update_time, "UpdateTime"),
};
static const struct orca_table visit_table = ORCA_TABLE(orca_visit, visit_fields);

static const struct orca_field day_fields[] = {
    ORCA_ARRAY(orca_visit_list, visits, count, "Visit_List_Information", visit_table),
};
static const struct orca_table day_table = ORCA_TABLE(orca_visit_list, day_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_visit_list, visits, count, "Medical_List_Information", visit_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_visit_list, list_fields);

enum error orca_visit_list_day(struct orca_session *session, struct view date,
                               struct orca_visit_list *ret_list) {
  const struct orca_argument arguments[] = {
      {"Request_Number", view_of("01")},
      {"Visit_Date", date},
  };
  const struct orca_question question = {.api = ORCA_API_VISITS_OF_DAY,
                                         .request = {"visitptlstreq", arguments, 2}};
  struct orca_reply reply;
  enum error error = orca_ask(session, &question, &reply);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_visit_list list = {.info = reply.info};
  error = orca_field_decode(session->arena, &reply.record, reply.node, &day_table, &list);
  for (size_t i = 0; i < list.count; i++) {
    list.visits[i].date = date; /* said once, in the question */
  }
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}

static enum error decode_patient(struct orca_session *session, const struct orca_reply *reply,
                                 struct view patient_id, struct orca_visit_list *ret_list) {
  struct orca_visit_list list = {.info = reply->info};
  enum error error =
      orca_field_decode(session->arena, &reply->record, reply->node, &list_table, &list);
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t patient = orca_record_find(&reply->record, reply->node, "Patient_Information");
  struct view id = orca_record_text(&reply->record, patient, "Patient_ID");
  for (size_t i = 0; i < list.count; i++) {
    list.visits[i].is_of_patient = true;
    list.visits[i].patient_id = id.length != 0 ? id : patient_id;
  }
  *ret_list = list;
  return ERROR_OK;
}

enum error orca_visit_list_patient(struct orca_session *session, struct view patient_id,
                                   struct orca_visit_list *ret_list) {
  if (!orca_text_is_patient_id(patient_id)) {
    session->trouble = (struct orca_trouble){.api = ""};
    return ERROR_NOT_FOUND;
  }
  char now[CLOCK_INSTANT_BYTES];
  clock_instant(orca_now_ms(session), now);
  const struct orca_argument arguments[] = {
      {"Patient_ID", patient_id},
      {"Perform_Date", view_part(view_of(now), 0, DATE_BYTES)},
      {"For_Months", view_of("99")}, /* all */
  };
  const struct orca_question question = {
      .api = ORCA_API_VISITS_OF_PATIENT,
      .patient = patient_id,
      .request = {"medicalgetreq", arguments, sizeof(arguments) / sizeof(arguments[0])}};
  struct orca_reply reply;
  enum error error = orca_ask(session, &question, &reply);
  return error == ERROR_OK ? decode_patient(session, &reply, patient_id, ret_list) : error;
}
