#include "server/orca/orca_former_name.h"

#include "server/orca/orca_field.h"

static const struct orca_field name_fields[] = {
    ORCA_DATE(orca_former_name, change_date, "ChangeDate"),
    ORCA_TEXT(orca_former_name, name, "WholeName"),
    ORCA_TEXT(orca_former_name, kana, "WholeName_inKana"),
};
static const struct orca_table name_table = ORCA_ROW_TABLE(orca_former_name, name_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_former_name_list, names, count, "Former_Name_Information", name_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_former_name_list, list_fields);

enum error orca_former_name_list(struct orca_session *session, struct view patient_id,
                                 struct view present, struct orca_former_name_list *ret_list) {
  const struct orca_argument arguments[] = {
      {"Request_Number", view_of("01")},
      {"Patient_ID", patient_id},
  };
  const struct orca_question question = {
      .api = ORCA_API_PATIENT_LIST8,
      .patient = patient_id,
      .request = {"patientlst8req", arguments, sizeof(arguments) / sizeof(arguments[0])},
      .stamp = present};
  struct orca_reply reply;
  struct orca_former_name_list list = {.count = 0};
  enum error error = orca_ask(session, &question, &reply);
  if (error == ERROR_ORCA_ANSWER && orca_trouble_is_absent(&session->trouble)) {
    *ret_list = list;
    return ERROR_OK;
  }
  if (error == ERROR_OK) {
    list.info = reply.info;
    error = orca_field_decode(session->arena, &reply.record, reply.node, &list_table, &list);
  }
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}
