/* hsconfwardv2 (wards) and hsptinfv2 (one stay in hospital). Values are records of label, code and
 * meaning. */
#include "tests/lab/orca_api.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define WARDS_MAXIMUM 50u
#define ROOMS_MAXIMUM 200u
#define STAYS_MAXIMUM 100u
#define DOCTORS_MAXIMUM 3u
#define ROOM_SLOTS 3
#define DOCTOR_SLOTS 2

struct ward {
  const char *number;
  const char *name;
  const char *short_name;
  const char *kind;
  const char *kind_name;
  const char *department;
  const char *department_name;
  const char *rooms[ROOM_SLOTS];
};

static const struct ward wards[] = {
    {"01", "一般病棟", "一般", "01", "一般病棟", NULL, NULL, {"101", "102", NULL}},
    /* A room number that cannot be part of an id. */
    {"02", "西病棟", NULL, "02", "療養病棟", "01", "内科", {"201", "特別", NULL}},
};

struct doctor {
  const char *code;
  const char *name;
};

/* One entry of a stay's history: a move begins another one. */
struct stay {
  const char *patient;
  const char *history;
  const char *kind;
  const char *kind_name;
  const char *admission;
  const char *discharge;
  const char *discharge_code;
  const char *discharge_name;
  const char *ward;
  const char *ward_name;
  const char *room;
  struct doctor doctors[DOCTOR_SLOTS];
};

static const struct stay stays[] = {
    {"00008",
     "1",
     "1",
     "入院登録",
     "2025-06-01",
     "2025-06-20",
     "03",
     "死亡",
     "01",
     "一般病棟",
     "102",
     {{"10001", "見本　一"}, {NULL, NULL}}},
    {"00012",
     "1",
     "1",
     "入院登録",
     "2026-11-05",
     NULL,
     NULL,
     NULL,
     "01",
     "一般病棟",
     "101",
     {{"10001", "見本　一"}, {NULL, NULL}}},
    {"00012",
     "2",
     "4",
     "転棟",
     "2026-11-05",
     NULL,
     NULL,
     NULL,
     "02",
     "西病棟",
     "特別",
     {{"10001", "見本　一"}, {"10002", "見本　二葉"}}},
};

static void add_value(struct record *parent, const char *name, const char *code,
                      const char *meaning) {
  if (code == NULL) {
    return;
  }
  struct record *value = record_group(parent, name);
  record_string(value, "Label", "項目");
  record_string(value, "Data", code);
  record_string(value, "Name", meaning);
}

static void add_item(struct record *array, const char *code, const char *meaning) {
  if (code == NULL) {
    return;
  }
  struct record *value = record_item(array);
  record_string(value, "Label", "項目");
  record_string(value, "Data", code);
  record_string(value, "Name", meaning);
}

static void add_ward(struct record *record, const struct ward *ward) {
  record_string(record, "Start_Date", "2020-04-01");
  record_string(record, "End_Date", "9999-12-31");
  add_value(record, "Ward_Number", ward->number, NULL);
  add_value(record, "Ward_Name", ward->name, NULL);
  add_value(record, "Ward_Short_Name", ward->short_name, NULL);
  add_value(record, "Ward_Type", ward->kind, ward->kind_name);
  add_value(record, "Department_Code", ward->department, ward->department_name);
  struct record *rooms = record_array(record, "Room_Number", ROOMS_MAXIMUM);
  for (size_t i = 0; i < ROOM_SLOTS; i++) {
    add_item(rooms, ward->rooms[i], NULL);
  }
}

struct record *orca_hsconfwardv2(const struct orca_api *api, const struct orca_call *call) {
  if (!view_is(record_value(call->body, "Request_Number"), "1")) {
    return orca_call_answer(api, call, "91", "リクエスト番号の指定に誤りがあります");
  }
  struct record *root = orca_call_answer(api, call, "0000", "処理終了");
  struct record *array = record_array(root, "Ward_Configuration", WARDS_MAXIMUM);
  for (size_t i = 0; i < COUNT(wards); i++) {
    add_ward(record_item(array), &wards[i]);
  }
  return root;
}

static void add_stay(struct record *record, const struct stay *stay) {
  record_string(record, "History_Number", stay->history);
  add_value(record, "Creation_Type", stay->kind, stay->kind_name);
  record_string(record, "Admission_Date", stay->admission);
  record_string(record, "Discharge_Date", stay->discharge);
  add_value(record, "Discharge_Type", stay->discharge_code, stay->discharge_name);
  add_value(record, "Ward_Number", stay->ward, NULL);
  add_value(record, "Ward_Name", stay->ward_name, NULL);
  add_value(record, "Room_Number", stay->room, NULL);
  add_value(record, "Department_Code", "01", "内科");
  struct record *doctors = record_array(record, "Doctor", DOCTORS_MAXIMUM);
  for (size_t i = 0; i < DOCTOR_SLOTS; i++) {
    add_item(doctors, stay->doctors[i].code, stay->doctors[i].name);
  }
  record_string(record, "First_Admission_Date", stay->admission);
}

static bool is_wanted(const struct stay *stay, const struct orca_patient *patient,
                      struct view date) {
  return strcmp(stay->patient, patient->id) == 0 && view_is(date, stay->admission);
}

struct record *orca_hsptinfv2(const struct orca_api *api, const struct orca_call *call) {
  const struct orca_patient *patient = orca_patients_find(record_value(call->body, "Patient_ID"));
  struct view date = record_value(call->body, "Admission_Date");
  size_t found = 0;
  if (patient == NULL) {
    return orca_call_answer(api, call, "0002", "患者番号の設定に誤りがあります");
  }
  for (size_t i = 0; i < COUNT(stays); i++) {
    found += is_wanted(&stays[i], patient, date) ? 1 : 0;
  }
  if (found == 0) {
    return orca_call_answer(api, call, "0004", "指定された入院日の入院情報が存在しません");
  }
  struct record *root = orca_call_answer(api, call, "0000", "処理終了");
  record_string(record_group(root, "Patient_Information"), "Patient_ID", patient->id);
  struct record *array = record_array(root, "Hospital_Stay_Infomation", STAYS_MAXIMUM);
  for (size_t i = 0; i < COUNT(stays); i++) {
    if (is_wanted(&stays[i], patient, date)) {
      add_stay(record_item(array), &stays[i]);
    }
  }
  return root;
}
