#include "server/orca/orca_department.h"

#include "server/orca/orca_field.h"
#include "server/orca/orca_system.h"

static const struct orca_field department_fields[] = {
    ORCA_TEXT(orca_department, code, "Code"),
    ORCA_TEXT(orca_department, name, "WholeName"),
    ORCA_TEXT(orca_department, receipt_code, "Receipt_Code"),
};
static const struct orca_table department_table =
    ORCA_ROW_TABLE(orca_department, department_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_department_list, departments, count, "Department_Information",
               department_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_department_list, list_fields);

enum error orca_department_list(struct orca_session *session,
                                struct orca_department_list *ret_list) {
  struct orca_reply reply;
  enum error error = orca_system_ask(session, ORCA_API_DEPARTMENTS, "01", &reply);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_department_list list = {.info = reply.info};
  error = orca_field_decode(session->arena, &reply.record, reply.node, &list_table, &list);
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}

const struct orca_department *orca_department_find(const struct orca_department_list *list,
                                                   struct view code) {
  for (size_t i = 0; i < list->count; i++) {
    if (view_equal(list->departments[i].code, code)) {
      return &list->departments[i];
    }
  }
  return NULL;
}
