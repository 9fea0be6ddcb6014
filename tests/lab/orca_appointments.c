/* appointlstv2 (of a day) and appointlst2v2 (of a patient, from a day on). What has no date is of
 * today. */
#include "tests/lab/orca_api.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DAY_MAXIMUM 500u
#define PATIENT_MAXIMUM 50u

struct appointment {
  const char *patient;
  const char *date; /* NULL = today */
  const char *time;
  const char *id;
  const char *kind;
  const char *kind_name;
  const char *department;
  const char *department_name;
  const char *physician;
  const char *physician_name;
  const char *visited;
  const char *note;
};

static const struct appointment appointments[] = {
    {"00001", NULL, "09:00:00", "01", "01", "診察１", "01", "内科", "10001", "見本　一", "1", NULL},
    {"00009", NULL, "11:00:00", "01", "07", "予防注射", "01", "内科", "10001", "見本　一", NULL,
     "ワクチン取り置き"},
    {"00001", "2099-01-15", "15:30:00", "01", "01", "診察１", "01", "内科", "10001", "見本　一",
     NULL, "検査結果の説明"},
    /* At the same time, told apart by the id alone. */
    {"00002", "2099-01-15", "15:30:00", "02", "01", "診察１", "04", "整形外科", "10002",
     "見本　二葉", NULL, NULL},
};

#define APPOINTMENT(name, member)                                                                  \
  { (name), offsetof(struct appointment, member) }
static const struct record_field day_fields[] = {
    APPOINTMENT("Appointment_Time", time),
    APPOINTMENT("Medical_Information", kind),
    APPOINTMENT("Department_Code", department),
    APPOINTMENT("Department_WholeName", department_name),
    APPOINTMENT("Physician_Code", physician),
    APPOINTMENT("Physician_WholeName", physician_name),
    APPOINTMENT("Visit_Information", visited),
    APPOINTMENT("Appointment_Id", id),
};
static const struct record_field more_fields[] = {
    APPOINTMENT("Medical_Information_WholeName", kind_name),
    APPOINTMENT("Appointment_Note", note),
};

static struct view date_of(const struct appointment *appointment, const struct orca_call *call) {
  return appointment->date != NULL ? view_of(appointment->date) : orca_call_today(call->arena);
}

static void add_patient(struct record *record, const struct orca_patient *patient) {
  struct record *group = record_group(record, "Patient_Information");
  record_string(group, "Patient_ID", patient->id);
  record_string(group, "WholeName", patient->name);
}

struct record *orca_appointlstv2(const struct orca_api *api, const struct orca_call *call) {
  struct view date = record_value(call->body, "Appointment_Date");
  size_t found = 0;
  if (!view_is(call->class, "01")) {
    return orca_call_answer(api, call, "91", "処理区分未設定");
  }
  if (!orca_call_is_date(date)) {
    return orca_call_answer(api, call, "11", "予約日が暦日ではありません");
  }
  for (size_t i = 0; i < COUNT(appointments); i++) {
    found += view_equal(date_of(&appointments[i], call), date) ? 1 : 0;
  }
  if (found == 0) {
    return orca_call_answer(api, call, "21", "対象の予約はありませんでした。");
  }
  struct record *root = orca_call_answer(api, call, "00", "処理終了");
  record_text(root, "Appointment_Date", date);
  struct record *array = record_array(root, "Appointlst_Information", DAY_MAXIMUM);
  for (size_t i = 0; i < COUNT(appointments); i++) {
    if (view_equal(date_of(&appointments[i], call), date)) {
      struct record *item = record_item(array);
      record_fields(item, day_fields, COUNT(day_fields), &appointments[i]);
      add_patient(item, orca_patients_find(view_of(appointments[i].patient)));
    }
  }
  return root;
}

static bool is_wanted(const struct appointment *appointment, const struct orca_call *call,
                      const struct orca_patient *patient, struct view from) {
  return strcmp(appointment->patient, patient->id) == 0 &&
         view_compare(date_of(appointment, call), from) >= 0;
}

struct record *orca_appointlst2v2(const struct orca_api *api, const struct orca_call *call) {
  const struct orca_patient *patient = orca_patients_find(record_value(call->body, "Patient_ID"));
  struct view from = record_value(call->body, "Base_Date");
  size_t found = 0;
  if (!view_is(call->class, "01")) {
    return orca_call_answer(api, call, "91", "処理区分未設定");
  }
  if (patient == NULL) {
    return orca_call_answer(api, call, "10", "患者番号に該当する患者が存在しません");
  }
  from = from.length != 0 ? from : orca_call_today(call->arena);
  for (size_t i = 0; i < COUNT(appointments); i++) {
    found += is_wanted(&appointments[i], call, patient, from) ? 1 : 0;
  }
  if (found == 0) {
    return orca_call_answer(api, call, "21", "対象の予約はありませんでした。");
  }
  struct record *root = orca_call_answer(api, call, "00", "処理終了");
  record_text(root, "Base_Date", from);
  add_patient(root, patient);
  struct record *array = record_array(root, "Appointlst_Information", PATIENT_MAXIMUM);
  for (size_t i = 0; i < COUNT(appointments); i++) {
    if (is_wanted(&appointments[i], call, patient, from)) {
      struct record *item = record_item(array);
      record_text(item, "Appointment_Date", date_of(&appointments[i], call));
      record_fields(item, day_fields, COUNT(day_fields), &appointments[i]);
      record_fields(item, more_fields, COUNT(more_fields), &appointments[i]);
    }
  }
  return root;
}
