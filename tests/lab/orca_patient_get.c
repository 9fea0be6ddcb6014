/* patientgetv2: one patient with everything that ORCA shows of him. */
#include "tests/lab/orca_api.h"
#include "tests/lab/orca_patient_record.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PATIENT(name, member)                                                                      \
  { (name), offsetof(struct orca_patient, member) }
#define DRUG(name, member)                                                                         \
  { (name), offsetof(struct orca_contraindicated_drug, member) }
#define INSURANCES_MAXIMUM 30u
#define DRUGS_MAXIMUM 100u

static const struct record_field household_fields[] = {
    PATIENT("HouseHolder_WholeName", householder),
    PATIENT("Relationship", relationship),
};
static const struct record_field contact_fields[] = {
    PATIENT("WholeName", contact_name),
    PATIENT("Relationship", contact_relationship),
    PATIENT("PhoneNumber1", contact_phone),
};
static const struct record_field note_fields[] = {
    PATIENT("Contraindication1", contraindication1),
    PATIENT("Contraindication2", contraindication2),
    PATIENT("Allergy1", allergy1),
    PATIENT("Allergy2", allergy2),
    PATIENT("Infection1", infection1),
    PATIENT("Comment1", comment1),
    PATIENT("TestPatient_Flag", test_flag),
    PATIENT("Death_Flag", death_flag),
    PATIENT("Occupation", occupation),
    PATIENT("NickName", nickname),
    PATIENT("CellularNumber", cellular),
    PATIENT("EmailAddress", email),
};
static const struct record_field visit_fields[] = {
    PATIENT("FirstVisit_Date", first_visit),       PATIENT("LastVisit_Date", last_visit),
    PATIENT("Outpatient_Class", outpatient_class), PATIENT("Admission_Date", admission),
    PATIENT("Discharge_Date", discharge),
};
static const struct record_field drug_fields[] = {
    DRUG("Medication_Code", code),
    DRUG("Medication_Name", name),
    DRUG("Medication_EndDate", master_end),
    DRUG("Contra_StartDate", start),
};

/* Settings that every patient has: ORCA sends them filled although nothing was entered. */
static void add_defaults(struct record *record) {
  static const char *const pairs[][2] = {
      {"Reduction_Reason", "00"},
      {"Reduction_Reason_Name", "該当なし"},
      {"Discount", "00"},
      {"Discount_Name", "該当なし"},
      {"Condition1", "00"},
      {"Condition1_Name", "該当なし"},
      {"Ic_Code", "01"},
      {"Ic_Code_Name", "現金"},
      {"Community_Cid_Agree", "False"},
  };
  for (size_t i = 0; i < COUNT(pairs); i++) {
    record_string(record, pairs[i][0], pairs[i][1]);
  }
}

static void add_insurances(struct record *record, const struct orca_patient *patient) {
  size_t count;
  const struct orca_insurance *rows = orca_insurances_of(patient->id, &count);
  struct record *array = record_array(record, "HealthInsurance_Information", INSURANCES_MAXIMUM);
  for (size_t i = 0; i < count; i++) {
    orca_patient_record_insurance(record_item(array), &rows[i], false);
  }
}

static void add_drugs(struct record *record, const struct orca_patient *patient) {
  struct record *group = record_group(record, "Patient_Contra_Information");
  struct record *array = record_array(group, "Patient_Contra_Info", DRUGS_MAXIMUM);
  for (size_t i = 0; i < patient->drug_count; i++) {
    record_fields(record_item(array), drug_fields, COUNT(drug_fields), &patient->drugs[i]);
  }
}

struct record *orca_patientgetv2(const struct orca_api *api, const struct orca_call *call) {
  if (call->id.length == 0) {
    return orca_call_answer(api, call, "01", "患者番号の設定がありません");
  }
  const struct orca_patient *patient = orca_patients_find(call->id);
  if (patient == NULL) {
    return orca_call_answer(api, call, "10", "患者番号に該当する患者が存在しません");
  }
  struct record *root = orca_call_answer(api, call, "00", "処理終了");
  struct record *record = record_group(root, "Patient_Information");
  orca_patient_record_basics(record, patient);
  record_fields(record, household_fields, COUNT(household_fields), patient);
  orca_patient_record_address(record, patient);
  record_fields(record_group(record, "Contact_Information"), contact_fields, COUNT(contact_fields),
                patient);
  record_fields(record, note_fields, COUNT(note_fields), patient);
  add_defaults(record);
  record_fields(record, visit_fields, COUNT(visit_fields), patient);
  add_insurances(record, patient);
  add_drugs(record, patient);
  return root;
}
