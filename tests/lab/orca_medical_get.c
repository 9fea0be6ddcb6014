/* medicalgetv2: class 01 lists visits, class 02 gives the acts of one. */
#include "tests/lab/orca_api.h"
#include "tests/lab/orca_patient_record.h"
#include "tests/lab/orca_accounts.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define VISITS_MAXIMUM 150u
#define ACTS_MAXIMUM 135u
#define LINES_MAXIMUM 50u
#define GROUPS_MAXIMUM 5u
#define ALL_MONTHS 99u
#define VISIT(name, member)                                                                        \
  { (name), offsetof(struct orca_account, member) }
#define ACT(name, member)                                                                          \
  { (name), offsetof(struct orca_act, member) }
#define LINE(name, member)                                                                         \
  { (name), offsetof(struct orca_act_line, member) }

static const struct record_field visit_fields[] = {
    VISIT("Department_Code", department),
    VISIT("Department_Name", department_name),
    VISIT("Sequential_Number", sequence),
    VISIT("Insurance_Combination_Number", combination),
};
static const struct record_field insurance_fields[] = {
    VISIT("InsuranceProvider_Class", insurance_class),
    VISIT("InsuranceProvider_WholeName", insurance_name),
};
static const struct record_field stamp_fields[] = {
    VISIT("Invoice_Number", invoice),
    VISIT("CreateDate", created),
    VISIT("UpdateTime", updated_time),
};
static const struct record_field act_fields[] = {
    ACT("Medical_Class", class),
    ACT("Medical_Class_Name", class_name),
    ACT("Medical_Class_Number", number),
    ACT("Medical_Class_Point", point),
    ACT("Medical_Class_Money", money),
    ACT("Medical_Class_code", kind),
    ACT("Medical_Inclusion_Class", included),
};
static const struct record_field line_fields[] = {
    LINE("Medication_Code", code),     LINE("Medication_Name", name),
    LINE("Medication_Number", number), LINE("Unit_Code", unit_code),
    LINE("Unit_Code_Name", unit),      LINE("Medication_Point_Class", point_class),
    LINE("Medication_Point", point),
};

static struct view date_of(const char *date, const struct orca_call *call) {
  return date != NULL ? view_of(date) : orca_call_today(call->arena);
}

static bool is_in_out(const struct orca_account *visit, const struct orca_call *call) {
  bool wanted = view_is(record_value(call->body, "InOut"), "I");
  return wanted == (visit->in_out != NULL);
}

static void add_visit(struct record *array, const struct orca_account *visit,
                      const struct orca_call *call) {
  struct record *item = record_item(array);
  const char *updated = visit->updated != NULL ? visit->updated : visit->date;
  record_text(item, "Perform_Date", date_of(visit->date, call));
  record_fields(item, visit_fields, COUNT(visit_fields), visit);
  record_fields(record_group(item, "HealthInsurance_Information"), insurance_fields,
                COUNT(insurance_fields), visit);
  record_fields(item, stamp_fields, COUNT(stamp_fields), visit);
  if (visit->updated_time != NULL) {
    record_text(item, "UpdateDate", date_of(updated, call));
  }
}

static struct record *answer_list(const struct orca_api *api, const struct orca_call *call,
                                  const struct orca_patient *patient) {
  size_t count;
  size_t fitting = 0;
  const struct orca_account *visits = orca_accounts_of(patient, call->arena, &count);
  for (size_t i = 0; i < count; i++) {
    fitting += is_in_out(&visits[i], call);
  }
  struct record *root;
  if (fitting == 0) {
    root = orca_call_answer(api, call, "15", "対象がありません");
  } else if (fitting > VISITS_MAXIMUM) {
    root = orca_call_answer(api, call, "14", "対象が１５０件以上存在します。");
  } else {
    root = orca_call_answer(api, call, "00", "処理終了");
  }
  orca_patient_record_basics(record_group(root, "Patient_Information"), patient);
  struct record *array = record_array(root, "Medical_List_Information", VISITS_MAXIMUM);
  size_t written = 0;
  for (size_t i = 0; i < count && written < VISITS_MAXIMUM; i++) {
    if (is_in_out(&visits[i], call)) {
      add_visit(array, &visits[i], call);
      written++;
    }
  }
  return root;
}

static void add_act(struct record *array, const struct orca_act *act) {
  struct record *item = record_item(array);
  record_fields(item, act_fields, COUNT(act_fields), act);
  struct record *lines = record_array(item, "Medication_info", LINES_MAXIMUM);
  for (size_t i = 0; i < ORCA_LINE_SLOTS && act->lines[i].code != NULL; i++) {
    record_fields(record_item(lines), line_fields, COUNT(line_fields), &act->lines[i]);
  }
}

static const struct orca_account *find_visit(const struct orca_call *call,
                                             const struct orca_patient *patient) {
  size_t count;
  const struct orca_account *visits = orca_accounts_of(patient, call->arena, &count);
  const struct record *asked = record_find(call->body, "Medical_Information");
  struct view combination = record_value(asked, "Insurance_Combination_Number");
  for (size_t i = 0; i < count; i++) {
    if (is_in_out(&visits[i], call) &&
        view_equal(record_value(call->body, "Perform_Date"), date_of(visits[i].date, call)) &&
        view_is(record_value(asked, "Department_Code"), visits[i].department) &&
        view_is(record_value(asked, "Sequential_Number"), visits[i].sequence) &&
        (combination.length == 0 || view_is(combination, visits[i].combination))) {
      return &visits[i];
    }
  }
  return NULL;
}

static struct record *answer_acts(const struct orca_api *api, const struct orca_call *call,
                                  const struct orca_patient *patient) {
  struct view invoice = record_value(call->body, "Invoice_Number");
  const struct orca_account *visit = find_visit(call, patient);
  if (visit == NULL || (visit->acts[0].class == NULL && !visit->migrated)) {
    return orca_call_answer(api, call, "15", "対象がありません");
  }
  if (invoice.length != 0 && (visit->invoice == NULL || !view_is(invoice, visit->invoice))) {
    return orca_call_answer(api, call, "23", "伝票番号の受診履歴が送信内容と一致しません");
  }
  if (visit->migrated) {
    return orca_call_answer(api, call, "24",
                            "レセ電データ移行の診療科です。レセ電データは対象外となっています。");
  }
  struct record *root = orca_call_answer(api, call, "00", "処理終了");
  orca_patient_record_basics(record_group(root, "Patient_Information"), patient);
  record_text(root, "Perform_Date", date_of(visit->date, call));
  record_fields(root, visit_fields, COUNT(visit_fields) - 1, visit);
  struct record *groups = record_array(root, "Medical_List_Information", GROUPS_MAXIMUM);
  struct record *group = record_item(groups);
  record_string(group, "Insurance_Combination_Number", visit->combination);
  record_string(group, "Invoice_Number", visit->invoice);
  struct record *acts = record_array(group, "Medical_Information", ACTS_MAXIMUM);
  for (size_t i = 0; i < ORCA_ACT_SLOTS && visit->acts[i].class != NULL; i++) {
    add_act(acts, &visit->acts[i]);
  }
  return root;
}

static bool is_months(struct view text) {
  uint64_t months;
  return text.length == 0 ||
         (view_to_unsigned(text, ALL_MONTHS, &months) && (months <= 12 || months == ALL_MONTHS));
}

/* What is wrong with the request; NULL when nothing is. */
static struct record *refuse(const struct orca_api *api, const struct orca_call *call) {
  struct view id = record_value(call->body, "Patient_ID");
  struct view date = record_value(call->body, "Perform_Date");
  if (id.length == 0) {
    return orca_call_answer(api, call, "01", "患者番号の設定がありません");
  }
  if (orca_patients_find(id) == NULL) {
    return orca_call_answer(api, call, "10", "患者番号に該当する患者が存在しません");
  }
  if (date.length != 0 && !orca_call_is_date(date)) {
    return orca_call_answer(api, call, "11", "診療日が暦日ではありません");
  }
  if (!is_months(record_value(call->body, "For_Months"))) {
    return orca_call_answer(api, call, "16", "月数は０〜１２、９９を設定して下さい。");
  }
  const struct record *asked = record_find(call->body, "Medical_Information");
  if (view_is(call->class, "02") && record_value(asked, "Department_Code").length == 0) {
    return orca_call_answer(api, call, "02", "診療科の設定がありません");
  }
  return NULL;
}

/* The root's name tells the class. */
struct record *orca_medicalgetv2(const struct orca_api *api, const struct orca_call *call) {
  bool acts = view_is(call->class, "02");
  struct orca_api named = *api;
  named.root = acts ? "medicalget02res" : "medicalget01res";
  if (!acts && !view_is(call->class, "01")) {
    return orca_call_answer(&named, call, "91", "処理区分未設定");
  }
  struct record *refusal = refuse(&named, call);
  if (refusal != NULL) {
    return refusal;
  }
  const struct orca_patient *patient = orca_patients_find(record_value(call->body, "Patient_ID"));
  return acts ? answer_acts(&named, call, patient) : answer_list(&named, call, patient);
}
