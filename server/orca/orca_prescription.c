#include "server/orca/orca_prescription.h"

#include "server/orca/orca_field.h"

static const struct orca_field line_fields[] = {
    ORCA_TEXT(orca_rp_line, name, "Name"),
    ORCA_TEXT(orca_rp_line, amount, "Amount"),
    ORCA_TEXT(orca_rp_line, unit, "Unit_Name"),
    ORCA_TEXT(orca_rp_line, code, "Code"),
    ORCA_TEXT(orca_rp_line, generic_flag, "Generic_Flg"),
    ORCA_TEXT(orca_rp_line, generic_code, "Generic_Code"),
    ORCA_TEXT(orca_rp_line, unchangeable, "Unchangeable_Flg"),
    ORCA_TEXT(orca_rp_line, choice, "Patient_Choice"),
};
static const struct orca_table line_table = ORCA_ROW_TABLE(orca_rp_line, line_fields);

static const struct orca_field rp_fields[] = {
    ORCA_TEXT(orca_rp, class, "Medical_Class"),
    ORCA_TEXT(orca_rp, count, "Count"),
    ORCA_TEXT(orca_rp, unit, "Unit_Name"),
    ORCA_TEXT(orca_rp, split_total, "Split_Total_Count"),
    ORCA_ARRAY(orca_rp, lines, line_count, "Medication", line_table),
};
static const struct orca_table rp_table = ORCA_ROW_TABLE(orca_rp, rp_fields);

static const struct orca_field memo_fields[] = {ORCA_ITEM(orca_text_line, text)};
static const struct orca_table memo_table = ORCA_ROW_TABLE(orca_text_line, memo_fields);

static const struct orca_field doctor_fields[] = {
    ORCA_TEXT(orca_prescription, doctor_code, "Code"),
    ORCA_TEXT(orca_prescription, doctor_name, "Name"),
};
static const struct orca_table doctor_table = ORCA_TABLE(orca_prescription, doctor_fields);

static const struct orca_field data_fields[] = {
    ORCA_DATE(orca_prescription, perform_date, "Perform_Date"),
    ORCA_DATE(orca_prescription, issued_date, "IssuedDate"),
    ORCA_TEXT(orca_prescription, department, "Department_Code"),
    ORCA_TEXT(orca_prescription, department_name, "Department_Name"),
    ORCA_TEXT(orca_prescription, split_count, "Split_Count"),
    ORCA_TEXT(orca_prescription, split_number, "Split_Number"),
    ORCA_TEXT(orca_prescription, refill_count, "Refill_Count"),
    ORCA_INNER("Doctor", doctor_table),
    ORCA_ARRAY(orca_prescription, rps, rp_count, "Rp", rp_table),
    ORCA_ARRAY(orca_prescription, memos, memo_count, "Memo", memo_table),
};
static const struct orca_table data_table = ORCA_TABLE(orca_prescription, data_fields);

static const struct orca_field form_fields[] = {ORCA_INNER("data", data_table)};
static const struct orca_table form_table = ORCA_ROW_TABLE(orca_prescription, form_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_prescription_list, prescriptions, count, "Forms", form_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_prescription_list, list_fields);

enum error orca_prescription_list(struct orca_session *session, struct view patient_id,
                                  const struct orca_account *account,
                                  struct orca_prescription_list *ret_list) {
  const struct orca_argument arguments[] = {
      {"Request_Number", view_of("02")},
      {"Patient_ID", patient_id},
      {"Invoice_Number", account->invoice},
      {"Outside_Class", view_of("True")},
  };
  struct orca_question question = {.api = ORCA_API_PRESCRIPTION, .patient = patient_id};
  question.body = orca_api_request_json(session->arena, "prescriptionv2req", arguments,
                                        sizeof(arguments) / sizeof(arguments[0]));
  enum error error = orca_account_stamp(session->arena, account, &question.stamp);
  if (error != ERROR_OK || question.body.data == NULL) {
    return ERROR_MEMORY;
  }
  struct orca_reply reply;
  error = orca_ask(session, &question, &reply);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_prescription_list list = {.info = reply.info};
  error = orca_field_decode(session->arena, &reply.record, reply.node, &list_table, &list);
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}
