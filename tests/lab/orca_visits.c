/* Visits of a day: acceptlstv2 (the desk) and visitptlstv2 (what was billed, out-patients). What
 * has no date is of today, so that there is always a day at work. */
#include "tests/lab/orca_accounts.h"
#include "tests/lab/orca_api.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define RECEPTIONS_MAXIMUM 1500u
#define DAY_MAXIMUM 1000u

struct reception {
  const char *patient;
  const char *date; /* NULL = today */
  const char *id;
  const char *time;
  const char *department;
  const char *department_name;
  const char *physician;
  const char *physician_name;
  const char *account_time;
  const char *appointment_time;
  const char *appointment_id;
};

static const struct reception receptions[] = {
    {"00001", NULL, "00001", "09:02:15", "01", "内科", "10001", "見本　一", "09:40:05", "09:00:00",
     "01"},
    {"00002", NULL, "00002", "09:10:00", "04", "整形外科", "10002", "見本　二葉", NULL, NULL, NULL},
    /* Again, later on the same day: not billed yet. */
    {"00001", NULL, "00003", "13:30:00", "01", "内科", NULL, NULL, NULL, NULL, NULL},
    {"00001", "2025-10-06", "00001", "10:55:00", "01", "内科", "10001", "見本　一", "11:20:25",
     NULL, NULL},
};

#define VISIT(name, member)                                                                        \
  { (name), offsetof(struct orca_account, member) }
static const struct record_field day_fields[] = {
    VISIT("Department_Code", department), VISIT("Department_Name", department_name),
    VISIT("Physician_Code", doctor),      VISIT("Physician_WholeName", doctor_name),
    VISIT("Voucher_Number", invoice),     VISIT("Sequential_Number", sequence),
    VISIT("Update_Time", updated_time),
};
#define RECEPTION(name, member)                                                                    \
  { (name), offsetof(struct reception, member) }
static const struct record_field reception_fields[] = {
    RECEPTION("Acceptance_Time", time),          RECEPTION("Acceptance_Id", id),
    RECEPTION("Department_Code", department),    RECEPTION("Department_WholeName", department_name),
    RECEPTION("Physician_Code", physician),      RECEPTION("Physician_WholeName", physician_name),
    RECEPTION("Account_Time", account_time),     RECEPTION("Appointment_Time", appointment_time),
    RECEPTION("Appointment_Id", appointment_id),
};

static struct view date_of(const char *date, const struct orca_call *call) {
  return date != NULL ? view_of(date) : orca_call_today(call->arena);
}

static void add_patient(struct record *record, const char *id) {
  const struct orca_patient *patient = orca_patients_find(view_of(id));
  struct record *group = record_group(record, "Patient_Information");
  record_string(group, "Patient_ID", patient->id);
  record_string(group, "WholeName", patient->name);
  record_string(group, "WholeName_inKana", patient->kana);
  record_string(group, "BirthDate", patient->birth);
  record_string(group, "Sex", patient->sex);
}

struct record *orca_acceptlstv2(const struct orca_api *api, const struct orca_call *call) {
  struct view date = record_value(call->body, "Acceptance_Date");
  size_t found = 0;
  if (!view_is(call->class, "03")) {
    return orca_call_answer(api, call, "91", "処理区分未設定");
  }
  if (!orca_call_is_date(date)) {
    return orca_call_answer(api, call, "11", "受付日が暦日ではありません");
  }
  for (size_t i = 0; i < COUNT(receptions); i++) {
    found += view_equal(date_of(receptions[i].date, call), date) ? 1 : 0;
  }
  if (found == 0) {
    return orca_call_answer(api, call, "21", "対象の受付はありませんでした。");
  }
  struct record *root = orca_call_answer(api, call, "00", "処理終了");
  record_text(root, "Acceptance_Date", date);
  struct record *array = record_array(root, "Acceptlst_Information", RECEPTIONS_MAXIMUM);
  for (size_t i = 0; i < COUNT(receptions); i++) {
    if (view_equal(date_of(receptions[i].date, call), date)) {
      struct record *item = record_item(array);
      record_fields(item, reception_fields, COUNT(reception_fields), &receptions[i]);
      add_patient(item, receptions[i].patient);
    }
  }
  return root;
}

static bool is_of_day(const struct orca_account *account, struct view date,
                      const struct orca_call *call) {
  return account->in_out == NULL && view_equal(date_of(account->date, call), date);
}

struct record *orca_visitptlstv2(const struct orca_api *api, const struct orca_call *call) {
  struct view date = record_value(call->body, "Visit_Date");
  size_t found = 0;
  if (!view_is(record_value(call->body, "Request_Number"), "01")) {
    return orca_call_answer(api, call, "91", "処理区分未設定");
  }
  if (!orca_call_is_date(date)) {
    return orca_call_answer(api, call, "10", "診療日設定誤り");
  }
  for (size_t i = 0; i < orca_accounts_count(); i++) {
    found += is_of_day(orca_accounts_at(i), date, call) ? 1 : 0;
  }
  if (found == 0) {
    return orca_call_answer(api, call, "13", "対象がありません");
  }
  struct record *root = orca_call_answer(api, call, "00", "処理終了");
  record_text(root, "Visit_Date", date);
  struct record *array = record_array(root, "Visit_List_Information", DAY_MAXIMUM);
  for (size_t i = 0; i < orca_accounts_count(); i++) {
    const struct orca_account *account = orca_accounts_at(i);
    if (is_of_day(account, date, call)) {
      struct record *item = record_item(array);
      add_patient(item, account->patient);
      record_fields(item, day_fields, COUNT(day_fields), account);
      record_text(item, "Update_Date", date);
    }
  }
  return root;
}
