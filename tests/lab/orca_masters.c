/* system01lstv2 (departments, physicians, facility) and insuranceinf1v2 (insurance dictionary), for
 * one fictitious clinic: prefecture 13, point list 1, institution 2345678. */
#include "tests/lab/orca_api.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LIST_MAXIMUM 100u
#define INSURANCES_MAXIMUM 99u

struct department {
  const char *code;
  const char *name;
  const char *name1;
  const char *name2;
  const char *name3;
  const char *receipt_code;
};

struct physician {
  const char *code;
  const char *name;
  const char *kana;
  const char *permission;
  const char *drug_permission;
  const char *department1;
  const char *department2;
};

struct insurance_class {
  const char *class;
  const char *name;
  const char *law;
};

static const struct department departments[] = {
    {"01", "内科", "内科", "内科", "内", "01"},
    {"03", "小児科", "小児科", "小児科", "小", "09"},
    {"04", "整形外科", "整形外科", "整形", "整", "11"},
};
static const struct physician physicians[] = {
    {"10001", "見本　一", "ミホン　ハジメ", "999001", "99-0001", "01", NULL},
    {"10002", "見本　二葉", "ミホン　フタバ", NULL, NULL, "04", "01"},
};
static const struct physician staff[] = {
    {"20001", "受付　三枝", "ウケツケ　ミエ", NULL, NULL, NULL, NULL},
};
static const struct insurance_class health_classes[] = {
    {"006", "組合", "06"}, {"009", "協会", "01"},     {"039", "後期高齢", "39"},
    {"060", "国保", NULL}, {"971", "労災保険", NULL}, {"973", "自賠責保険", NULL},
    {"980", "自費", NULL},
};
static const struct insurance_class public_classes[] = {
    {"012", "生保", "12"},     {"051", "特定負有", "51"},     {"054", "難病", "54"},
    {"191", "架空市医", "99"}, {"956", "高額（上位）", NULL}, {"967", "限度額", NULL},
};

#define DEPARTMENT(name, member)                                                                   \
  { (name), offsetof(struct department, member) }
static const struct record_field department_fields[] = {
    DEPARTMENT("Code", code),   DEPARTMENT("WholeName", name),
    DEPARTMENT("Name1", name1), DEPARTMENT("Name2", name2),
    DEPARTMENT("Name3", name3), DEPARTMENT("Receipt_Code", receipt_code),
};
#define PHYSICIAN(name, member)                                                                    \
  { (name), offsetof(struct physician, member) }
static const struct record_field physician_fields[] = {
    PHYSICIAN("Code", code),
    PHYSICIAN("WholeName", name),
    PHYSICIAN("WholeName_inKana", kana),
    PHYSICIAN("Physician_Permission_Id", permission),
    PHYSICIAN("Drug_Permission_Id", drug_permission),
    PHYSICIAN("Department_Code1", department1),
    PHYSICIAN("Department_Code2", department2),
};
#define CLASS(name, member)                                                                        \
  { (name), offsetof(struct insurance_class, member) }
static const struct record_field health_fields[] = {
    CLASS("InsuranceProvider_Class", class),
    CLASS("InsuranceProvider_WholeName", name),
    CLASS("InsuranceProvider_Identification_Number", law),
};
static const struct record_field public_fields[] = {
    CLASS("PublicInsurance_Class", class),
    CLASS("PublicInsurance_Name", name),
    CLASS("PublicInsurance_Identification_Number", law),
};

static const char *const facility_texts[][2] = {
    {"Prefectures_Number", "13"},
    {"Point_list", "1"},
    {"Institution_Code", "2345678"},
    {"Institution_Speciation", "2"},
    {"Institution_Id", "JPN999999999999"},
    {"Institution_WholeName", "医療法人架空会　見本診療所"},
    {"Short_Institution_WholeName", "見本診療所"},
    {"Establisher_WholeName", "見本　一"},
    {"Administrator_WholeName", "見本　一"},
    {"Hospital_bed_Capacity", "0019"},
    {"Outside_Class", "1"},
    {"Outside_Class_Name", "院外"},
    {"Institution_Code_Kanji", "２３４５６７８"},
};
static const char *const facility_address[][2] = {
    {"WholeAddress", "架空県見本市試験町９−９−９"},
    {"Address_ZipCode", "9999999"},
    {"PhoneNumber", "099-000-9999"},
    {"FaxNumber", "099-000-9998"},
    {"E_mail_Address", "info@clinic.invalid"},
    {"Homepage_Address", "https://clinic.invalid/"},
};

static void add_pairs(struct record *record, const char *const pairs[][2], size_t count) {
  for (size_t i = 0; i < count; i++) {
    record_string(record, pairs[i][0], pairs[i][1]);
  }
}

static void answer_departments(struct record *root) {
  struct record *array = record_array(root, "Department_Information", LIST_MAXIMUM);
  for (size_t i = 0; i < COUNT(departments); i++) {
    record_fields(record_item(array), department_fields, COUNT(department_fields), &departments[i]);
  }
}

static void add_people(struct record *root, const struct physician *people, size_t count) {
  struct record *array = record_array(root, "Physician_Information", LIST_MAXIMUM);
  for (size_t i = 0; i < count; i++) {
    record_fields(record_item(array), physician_fields, COUNT(physician_fields), &people[i]);
  }
}

static void answer_physicians(struct record *root) {
  add_people(root, physicians, COUNT(physicians));
}

static void answer_staff(struct record *root) {
  add_people(root, staff, COUNT(staff));
}

static void answer_facility(struct record *root) {
  struct record *record = record_group(root, "Medical_Information");
  add_pairs(record, facility_texts, COUNT(facility_texts));
  add_pairs(record_group(record, "Address_Information"), facility_address, COUNT(facility_address));
}

/* Each kind of question answers under a root name of its own. */
static const struct {
  const char *number;
  const char *root;
  void (*answer)(struct record *root);
} questions[] = {
    {"01", "departmentres", answer_departments},
    {"02", "physicianres", answer_physicians},
    {"03", "physicianres", answer_staff},
    {"04", "system1001res", answer_facility},
};

struct record *orca_system01lstv2(const struct orca_api *api, const struct orca_call *call) {
  struct view number = record_value(call->body, "Request_Number");
  struct view date = record_value(call->body, "Base_Date");
  struct orca_api named = *api;
  if (number.length == 0) {
    number = call->class;
  }
  if (date.length == 0) {
    date = orca_call_today(call->arena);
  }
  for (size_t i = 0; i < COUNT(questions); i++) {
    if (view_is(number, questions[i].number)) {
      named.root = questions[i].root;
      struct record *root = orca_call_answer(&named, call, "00", "処理終了");
      record_text(root, "Base_Date", date);
      questions[i].answer(root);
      return root;
    }
  }
  return orca_call_answer(api, call, "91", "リクエスト番号がありません");
}

struct record *orca_insuranceinf1v2(const struct orca_api *api, const struct orca_call *call) {
  struct view date = record_value(call->body, "Base_Date");
  if (!view_is(record_value(call->body, "Request_Number"), "01")) {
    return orca_call_answer(api, call, "91", "処理区分未設定");
  }
  if (date.length > 0 && !orca_call_is_date(date)) {
    return orca_call_answer(api, call, "10", "基準日が暦日ではありません");
  }
  struct record *root = orca_call_answer(api, call, "00", "処理終了");
  struct record *group = record_group(root, "Insurance_Information");
  record_text(group, "Base_Date", date.length > 0 ? date : orca_call_today(call->arena));
  struct record *health = record_array(group, "HealthInsurance_Information", INSURANCES_MAXIMUM);
  for (size_t i = 0; i < COUNT(health_classes); i++) {
    record_fields(record_item(health), health_fields, COUNT(health_fields), &health_classes[i]);
  }
  struct record *publics = record_array(group, "PublicInsurance_Information", INSURANCES_MAXIMUM);
  for (size_t i = 0; i < COUNT(public_classes); i++) {
    record_fields(record_item(publics), public_fields, COUNT(public_fields), &public_classes[i]);
  }
  return root;
}
