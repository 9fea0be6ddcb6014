#include "server/orca/orca_physician.h"

#include "server/orca/orca_field.h"
#include "server/orca/orca_system.h"

static const struct orca_field physician_fields[] = {
    ORCA_TEXT(orca_physician, code, "Code"),
    ORCA_TEXT(orca_physician, name, "WholeName"),
    ORCA_TEXT(orca_physician, kana, "WholeName_inKana"),
    ORCA_TEXT(orca_physician, registration, "Physician_Permission_Id"),
    ORCA_TEXT(orca_physician, drug_permission, "Drug_Permission_Id"),
    ORCA_TEXT(orca_physician, departments[0], "Department_Code1"),
    ORCA_TEXT(orca_physician, departments[1], "Department_Code2"),
    ORCA_TEXT(orca_physician, departments[2], "Department_Code3"),
    ORCA_TEXT(orca_physician, departments[3], "Department_Code4"),
    ORCA_TEXT(orca_physician, departments[4], "Department_Code5"),
};
static const struct orca_table physician_table = ORCA_ROW_TABLE(orca_physician, physician_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_physician_list, physicians, count, "Physician_Information", physician_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_physician_list, list_fields);

enum error orca_physician_list(struct orca_session *session, struct orca_physician_list *ret_list) {
  struct orca_reply reply;
  enum error error = orca_system_ask(session, ORCA_API_PHYSICIANS, "02", &reply);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_physician_list list = {.info = reply.info};
  error = orca_field_decode(session->arena, &reply.record, reply.node, &list_table, &list);
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}
