#include "server/orca/orca_act.h"

#include "server/orca/orca_field.h"

/* Acts of one insurance combination; an answer has at most five. */
struct act_group {
  uint32_t row;
  struct view combination;
  struct orca_act *acts;
  size_t count;
};

struct act_answer {
  struct act_group *groups;
  size_t count;
};

static const struct orca_field line_fields[] = {
    ORCA_TEXT(orca_act_line, code, "Medication_Code"),
    ORCA_TEXT(orca_act_line, name, "Medication_Name"),
    ORCA_TEXT(orca_act_line, number, "Medication_Number"),
    ORCA_TEXT(orca_act_line, unit_code, "Unit_Code"),
    ORCA_TEXT(orca_act_line, unit, "Unit_Code_Name"),
    ORCA_TEXT(orca_act_line, point_class, "Medication_Point_Class"),
    ORCA_TEXT(orca_act_line, point, "Medication_Point"),
};
static const struct orca_table line_table = ORCA_ROW_TABLE(orca_act_line, line_fields);

static const struct orca_field act_fields[] = {
    ORCA_TEXT(orca_act, class, "Medical_Class"),
    ORCA_TEXT(orca_act, class_name, "Medical_Class_Name"),
    ORCA_TEXT(orca_act, number, "Medical_Class_Number"),
    ORCA_TEXT(orca_act, point, "Medical_Class_Point"),
    ORCA_TEXT(orca_act, money, "Medical_Class_Money"),
    ORCA_TEXT(orca_act, kind, "Medical_Class_code"),
    ORCA_TEXT(orca_act, included, "Medical_Inclusion_Class"),
    ORCA_ARRAY(orca_act, lines, line_count, "Medication_info", line_table),
};
static const struct orca_table act_table = ORCA_ROW_TABLE(orca_act, act_fields);

static const struct orca_field group_fields[] = {
    ORCA_TEXT(act_group, combination, "Insurance_Combination_Number"),
    ORCA_ARRAY(act_group, acts, count, "Medical_Information", act_table),
};
static const struct orca_table group_table = ORCA_ROW_TABLE(act_group, group_fields);

static const struct orca_field answer_fields[] = {
    ORCA_ARRAY(act_answer, groups, count, "Medical_List_Information", group_table),
};
static const struct orca_table answer_table = ORCA_TABLE(act_answer, answer_fields);

static enum error ask_acts(struct orca_session *session, struct view patient_id,
                           const struct orca_account *account, struct orca_reply *ret_reply) {
  const struct orca_argument arguments[] = {
      {"InOut", view_of(account->inpatient ? "I" : "")},
      {"Patient_ID", patient_id},
      {"Perform_Date", account->date},
      {"Medical_Information/Department_Code", account->department},
      {"Medical_Information/Sequential_Number", account->sequence},
      {"Medical_Information/Insurance_Combination_Number", account->combination},
      {"Invoice_Number", account->invoice},
  };
  struct orca_question question = {
      .api = ORCA_API_ACTS,
      .patient = patient_id,
      .request = {"medicalgetreq", arguments, sizeof(arguments) / sizeof(arguments[0])}};
  enum error error = orca_account_stamp(session->arena, account, &question.stamp);
  if (error != ERROR_OK) {
    return error;
  }
  return orca_ask(session, &question, ret_reply);
}

/* Groups of other combinations are accounts of their own. */
static bool is_of_account(const struct act_group *group, const struct orca_account *account) {
  return group->combination.length == 0 || account->combination.length == 0 ||
         view_equal(group->combination, account->combination);
}

static enum error take_acts(struct arena *arena, const struct act_answer *answer,
                            const struct orca_account *account, struct orca_act_list *list) {
  size_t count = 0;
  for (size_t i = 0; i < answer->count; i++) {
    count += answer->groups[i].count;
  }
  list->acts = arena_array(arena, count + 1, sizeof(*list->acts));
  if (list->acts == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < answer->count; i++) {
    const struct act_group *group = &answer->groups[i];
    for (size_t j = 0; j < group->count && is_of_account(group, account); j++) {
      list->acts[list->count] = group->acts[j];
      list->count++;
      list->acts[list->count - 1].position = list->count;
      list->acts[list->count - 1].group_row = group->row;
    }
  }
  return ERROR_OK;
}

enum error orca_act_list(struct orca_session *session, struct view patient_id,
                         const struct orca_account *account, struct orca_act_list *ret_list) {
  struct orca_reply reply;
  struct act_answer answer = {.count = 0};
  enum error error = ask_acts(session, patient_id, account, &reply);
  if (error == ERROR_OK) {
    error = orca_field_decode(session->arena, &reply.record, reply.node, &answer_table, &answer);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_act_list list = {.info = reply.info};
  error = take_acts(session->arena, &answer, account, &list);
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}
