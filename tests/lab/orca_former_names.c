/* patientlst8v2: names that a patient had before. */
#include "tests/lab/orca_api.h"
#include "tests/lab/orca_patient_record.h"

#define NAMES_MAXIMUM 20u

struct former_name {
  const char *patient_id;
  const char *change_date;
  const char *name;
  const char *kana;
};

static const struct former_name former_names[] = {
    {"00002", "2011-03-31", "例題　花子", "レイダイ　ハナコ"},
    {"00002", "2018-11-21", "試作　花子", "シサク　ハナコ"},
};
#define FORMER_NAMES (sizeof former_names / sizeof former_names[0])

static void add_names(struct record *root, const struct orca_patient *patient) {
  struct record *array = record_array(root, "Former_Name_Information", NAMES_MAXIMUM);
  for (size_t i = 0; i < FORMER_NAMES; i++) {
    if (strcmp(former_names[i].patient_id, patient->id) == 0) {
      struct record *item = record_item(array);
      record_string(item, "ChangeDate", former_names[i].change_date);
      record_string(item, "WholeName", former_names[i].name);
      record_string(item, "WholeName_inKana", former_names[i].kana);
    }
  }
}

static bool has_names(const struct orca_patient *patient) {
  for (size_t i = 0; i < FORMER_NAMES; i++) {
    if (strcmp(former_names[i].patient_id, patient->id) == 0) {
      return true;
    }
  }
  return false;
}

struct record *orca_patientlst8v2(const struct orca_api *api, const struct orca_call *call) {
  const struct orca_patient *patient = orca_patients_find(record_value(call->body, "Patient_ID"));
  if (!view_is(record_value(call->body, "Request_Number"), "01")) {
    return orca_call_answer(api, call, "E91", "リクエスト番号がありません");
  }
  if (patient == NULL) {
    return orca_call_answer(api, call, "E10", "患者番号がありません");
  }
  if (!has_names(patient)) {
    return orca_call_answer(api, call, "E11", "旧姓履歴がありません");
  }
  struct record *root = orca_call_answer(api, call, "000", "処理終了");
  orca_patient_record_basics(record_group(root, "Patient_Information"), patient);
  add_names(root, patient);
  return root;
}
