#include "server/orca/orca_visit.h"

#include "server/orca/orca_account.h"
#include "server/orca/orca_field.h"

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
    ORCA_DATE(orca_visit, update_date, "Update_Date"),
    ORCA_TEXT(orca_visit, update_time, "Update_Time"),
};
static const struct orca_table visit_table = ORCA_ROW_TABLE(orca_visit, visit_fields);

static const struct orca_field day_fields[] = {
    ORCA_ARRAY(orca_visit_list, visits, count, "Visit_List_Information", visit_table),
};
static const struct orca_table day_table = ORCA_TABLE(orca_visit_list, day_fields);

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

static struct orca_visit visit_of(const struct orca_account *account, struct view patient_id) {
  return (struct orca_visit){.row = account->row,
                             .patient_id = patient_id,
                             .date = account->date,
                             .department = account->department,
                             .department_name = account->department_name,
                             .sequence = account->sequence,
                             .voucher = account->invoice,
                             .update_date = account->updated,
                             .update_time = account->updated_time,
                             .is_of_patient = true};
}

enum error orca_visit_list_patient(struct orca_session *session, struct view patient_id,
                                   struct orca_visit_list *ret_list) {
  struct orca_account_list accounts;
  enum error error = orca_account_list_outpatient(session, patient_id, &accounts);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_visit_list list = {.info = accounts.info};
  list.visits = arena_array(session->arena, accounts.count + 1, sizeof(*list.visits));
  if (list.visits == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < accounts.count; i++) {
    list.visits[list.count++] = visit_of(&accounts.accounts[i], accounts.patient_id);
  }
  *ret_list = list;
  return ERROR_OK;
}
