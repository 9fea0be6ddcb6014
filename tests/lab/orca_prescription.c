/* prescriptionv2: the data of one prescription, without a root record, padded as forms are. */
#include "tests/lab/orca_api.h"
#include "tests/lab/orca_accounts.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FORMS_MAXIMUM 1u
#define RPS_MAXIMUM 50u
#define LINES_MAXIMUM 50u
#define MEMOS_MAXIMUM 50u
#define VISIT(name, member)                                                                        \
  { (name), offsetof(struct orca_account, member) }
#define RP(name, member)                                                                           \
  { (name), offsetof(struct orca_rp, member) }
#define LINE(name, member)                                                                         \
  { (name), offsetof(struct orca_rp_line, member) }

static const struct record_field data_fields[] = {
    VISIT("Perform_Date", date),          VISIT("IssuedDate", issued),
    VISIT("Department_Code", department), VISIT("Department_Name", department_name),
    VISIT("Split_Count", split_count),    VISIT("Split_Number", split_number),
    VISIT("Refill_Count", refill),
};
static const struct record_field doctor_fields[] = {
    VISIT("Code", doctor),
    VISIT("Name", doctor_name),
};
static const struct record_field rp_fields[] = {
    RP("Medical_Class", class),
    RP("Count", count),
    RP("Unit_Name", unit),
    RP("Split_Total_Count", split_total),
};
static const struct record_field line_fields[] = {
    LINE("Name", name),
    LINE("Amount", amount),
    LINE("Unit_Name", unit),
    LINE("Code", code),
    LINE("Generic_Flg", generic_flag),
    LINE("Generic_Code", generic_code),
    LINE("Unchangeable_Flg", unchangeable),
    LINE("Patient_Choice", choice),
};

static void add_rp(struct record *rps, const struct orca_rp *rp) {
  struct record *item = record_item(rps);
  record_fields(item, rp_fields, COUNT(rp_fields), rp);
  struct record *lines = record_array(item, "Medication", LINES_MAXIMUM);
  for (size_t i = 0; i < ORCA_LINE_SLOTS && rp->lines[i].name != NULL; i++) {
    record_fields(record_item(lines), line_fields, COUNT(line_fields), &rp->lines[i]);
  }
}

static void add_data(struct record *data, const struct orca_account *visit) {
  record_string(data, "Form_ID", "shohosen");
  record_fields(data, data_fields, COUNT(data_fields), visit);
  record_fields(record_group(data, "Doctor"), doctor_fields, COUNT(doctor_fields), visit);
  struct record *rps = record_array(data, "Rp", RPS_MAXIMUM);
  for (size_t i = 0; i < ORCA_RP_SLOTS && visit->rps[i].class != NULL; i++) {
    add_rp(rps, &visit->rps[i]);
  }
  struct record *memos = record_array(data, "Memo", MEMOS_MAXIMUM);
  for (size_t i = 0; i < ORCA_MEMO_SLOTS; i++) {
    record_string(memos, "", visit->memos[i]);
  }
}

static const struct orca_account *find_invoice(const struct orca_call *call,
                                               const struct orca_patient *patient) {
  struct view invoice = record_value(call->body, "Invoice_Number");
  size_t count;
  const struct orca_account *visits = orca_accounts_of(patient, call->arena, &count);
  for (size_t i = 0; i < count; i++) {
    if (visits[i].invoice != NULL && view_is(invoice, visits[i].invoice)) {
      return visits[i].issued != NULL ? &visits[i] : NULL;
    }
  }
  return NULL;
}

struct record *orca_prescriptionv2(const struct orca_api *api, const struct orca_call *call) {
  const struct orca_patient *patient = orca_patients_find(record_value(call->body, "Patient_ID"));
  if (!view_is(record_value(call->body, "Request_Number"), "02")) {
    return orca_call_answer(api, call, "0091", "リクエスト番号がありません");
  }
  const struct orca_account *visit = patient != NULL ? find_invoice(call, patient) : NULL;
  if (visit == NULL) {
    return orca_call_answer(api, call, "0105", "伝票番号に該当する受診履歴が存在しません。");
  }
  struct record *root = orca_call_answer(api, call, "0000", "処理終了");
  struct record *form = record_item(record_array(root, "Forms", FORMS_MAXIMUM));
  add_data(record_group(form, "data"), visit);
  return root;
}
