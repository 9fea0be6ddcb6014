#include "server/orca/orca_account.h"

#include "server/orca/orca_field.h"
#include "server/orca/orca_text.h"

#define ALL_MONTHS "99"

static const struct orca_field insurance_fields[] = {
    ORCA_TEXT(orca_account, insurance_class, "InsuranceProvider_Class"),
    ORCA_TEXT(orca_account, insurance_name, "InsuranceProvider_WholeName"),
};
static const struct orca_table insurance_table = ORCA_TABLE(orca_account, insurance_fields);

static const struct orca_field account_fields[] = {
    ORCA_DATE(orca_account, date, "Perform_Date"),
    ORCA_TEXT(orca_account, department, "Department_Code"),
    ORCA_TEXT(orca_account, department_name, "Department_Name"),
    ORCA_TEXT(orca_account, sequence, "Sequential_Number"),
    ORCA_TEXT(orca_account, combination, "Insurance_Combination_Number"),
    ORCA_INNER("HealthInsurance_Information", insurance_table),
    ORCA_TEXT(orca_account, invoice, "Invoice_Number"),
    ORCA_DATE(orca_account, created, "CreateDate"),
    ORCA_DATE(orca_account, updated, "UpdateDate"),
    ORCA_TEXT(orca_account, updated_time, "UpdateTime"),
};
static const struct orca_table account_table = ORCA_ROW_TABLE(orca_account, account_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_account_list, accounts, count, "Medical_List_Information", account_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_account_list, list_fields);

static enum error ask_accounts(struct orca_session *session, struct view patient_id,
                               const char *in_out, struct orca_reply *ret_reply) {
  char now[CLOCK_INSTANT_BYTES];
  clock_instant(orca_now_ms(session), now);
  const struct orca_argument arguments[] = {
      {"InOut", view_of(in_out)},
      {"Patient_ID", patient_id},
      {"Perform_Date", view_part(view_of(now), 0, 10)},
      {"For_Months", view_of(ALL_MONTHS)},
  };
  const struct orca_question question = {
      .api = ORCA_API_VISITS_OF_PATIENT,
      .patient = patient_id,
      .request = {"medicalgetreq", arguments, sizeof(arguments) / sizeof(arguments[0])}};
  return orca_ask(session, &question, ret_reply);
}

static enum error append_accounts(struct arena *arena, struct orca_account_list *list,
                                  const struct orca_account_list *more, bool inpatient) {
  const size_t size = sizeof(*list->accounts);
  struct orca_account *accounts =
      arena_grow(arena, list->accounts, list->count * size, (list->count + more->count) * size);
  if (accounts == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < more->count; i++) {
    accounts[list->count + i] = more->accounts[i];
    accounts[list->count + i].inpatient = inpatient;
  }
  list->accounts = accounts;
  list->count += more->count;
  return ERROR_OK;
}

static void take_info(struct orca_account_list *list, const struct orca_reply *reply, bool first) {
  if (list->patient_id.length == 0) {
    uint32_t patient = orca_record_find(&reply->record, reply->node, "Patient_Information");
    list->patient_id = orca_record_text(&reply->record, patient, "Patient_ID");
  }
  if (first || (reply->info.truncated && !list->info.truncated)) {
    list->info = reply->info;
  }
  if (reply->info.fetched_ms < list->info.fetched_ms) {
    list->info.fetched_ms = reply->info.fetched_ms;
  }
}

static enum error take_accounts(struct orca_session *session, struct view patient_id,
                                bool inpatient, struct orca_account_list *list) {
  struct orca_reply reply;
  struct orca_account_list more = {.count = 0};
  enum error error = ask_accounts(session, patient_id, inpatient ? "I" : "", &reply);
  if (error == ERROR_OK) {
    error = orca_field_decode(session->arena, &reply.record, reply.node, &list_table, &more);
  }
  if (error == ERROR_OK && more.count != 0) {
    error = append_accounts(session->arena, list, &more, inpatient);
  }
  if (error == ERROR_OK) {
    take_info(list, &reply, !inpatient);
  }
  return error;
}

static enum error list_accounts(struct orca_session *session, struct view patient_id,
                                bool with_inpatient, struct orca_account_list *ret_list) {
  if (!orca_text_is_patient_id(patient_id)) {
    session->trouble = (struct orca_trouble){.api = ""};
    return ERROR_NOT_FOUND;
  }
  struct orca_account_list list = {.count = 0};
  enum error error = take_accounts(session, patient_id, false, &list);
  if (error == ERROR_OK && with_inpatient) {
    error = take_accounts(session, patient_id, true, &list);
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (list.patient_id.length == 0) {
    list.patient_id = patient_id;
  }
  *ret_list = list;
  return ERROR_OK;
}

enum error orca_account_list(struct orca_session *session, struct view patient_id,
                             struct orca_account_list *ret_list) {
  return list_accounts(session, patient_id, true, ret_list);
}

enum error orca_account_list_outpatient(struct orca_session *session, struct view patient_id,
                                        struct orca_account_list *ret_list) {
  return list_accounts(session, patient_id, false, ret_list);
}

enum error orca_account_stamp(struct arena *arena, const struct orca_account *account,
                              struct view *ret_stamp) {
  if (account->updated.length == 0 || account->updated_time.length == 0) {
    *ret_stamp = (struct view){NULL, 0};
    return ERROR_OK;
  }
  struct view stamp = arena_format(arena, "%.*s %.*s", VIEW_ARGUMENTS(account->updated),
                                   VIEW_ARGUMENTS(account->updated_time));
  if (stamp.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_stamp = stamp;
  return ERROR_OK;
}
