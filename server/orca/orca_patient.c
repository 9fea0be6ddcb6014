#include "server/orca/orca_patient.h"

#include "server/orca/orca_field.h"
#include "server/orca/orca_text.h"

static const struct orca_field address_fields[] = {
    ORCA_TEXT(orca_address, name, "WholeName"),
    ORCA_TEXT(orca_address, relationship, "Relationship"),
    ORCA_TEXT(orca_address, zip_code, "Address_ZipCode"),
    ORCA_TEXT(orca_address, line1, "WholeAddress1"),
    ORCA_TEXT(orca_address, line2, "WholeAddress2"),
    ORCA_TEXT(orca_address, phone, "PhoneNumber"),
    ORCA_TEXT(orca_address, phone1, "PhoneNumber1"),
    ORCA_TEXT(orca_address, phone2, "PhoneNumber2"),
};
static const struct orca_table address_table = ORCA_TABLE(orca_address, address_fields);

static const struct orca_field drug_fields[] = {
    ORCA_TEXT(orca_contraindication, code, "Medication_Code"),
    ORCA_TEXT(orca_contraindication, name, "Medication_Name"),
    ORCA_DATE(orca_contraindication, start_date, "Contra_StartDate"),
    ORCA_DATE(orca_contraindication, end_date, "Medication_EndDate"),
};
static const struct orca_table drug_table = ORCA_ROW_TABLE(orca_contraindication, drug_fields);

static const struct orca_field drugs_fields[] = {
    ORCA_ARRAY(orca_patient, drugs, drug_count, "Patient_Contra_Info", drug_table),
};
static const struct orca_table drugs_table = ORCA_TABLE(orca_patient, drugs_fields);

static const struct orca_field patient_fields[] = {
    ORCA_TEXT(orca_patient, id, "Patient_ID"),
    ORCA_TEXT(orca_patient, name, "WholeName"),
    ORCA_TEXT(orca_patient, kana, "WholeName_inKana"),
    ORCA_TEXT(orca_patient, nickname, "NickName"),
    ORCA_DATE(orca_patient, birth_date, "BirthDate"),
    ORCA_TEXT(orca_patient, sex, "Sex"),
    ORCA_TEXT(orca_patient, householder, "HouseHolder_WholeName"),
    ORCA_TEXT(orca_patient, relationship, "Relationship"),
    ORCA_TEXT(orca_patient, test_flag, "TestPatient_Flag"),
    ORCA_DATE(orca_patient, update_date, "UpdateDate"),
    ORCA_TEXT(orca_patient, update_time, "UpdateTime"),
    ORCA_TEXT(orca_patient, death_flag, "Death_Flag"),
    ORCA_TEXT(orca_patient, occupation, "Occupation"),
    ORCA_TEXT(orca_patient, mobile, "CellularNumber"),
    ORCA_TEXT(orca_patient, fax, "FaxNumber"),
    ORCA_TEXT(orca_patient, email, "EmailAddress"),
    ORCA_TEXT(orca_patient, inpatient, "Outpatient_Class"),
    ORCA_DATE(orca_patient, admission_date, "Admission_Date"),
    ORCA_RECORD(orca_patient, home, "Home_Address_Information", address_table),
    ORCA_RECORD(orca_patient, workplace, "WorkPlace_Information", address_table),
    ORCA_RECORD(orca_patient, contact, "Contact_Information", address_table),
    ORCA_TEXT(orca_patient, allergy[0], "Allergy1"),
    ORCA_TEXT(orca_patient, allergy[1], "Allergy2"),
    ORCA_TEXT(orca_patient, contraindication[0], "Contraindication1"),
    ORCA_TEXT(orca_patient, contraindication[1], "Contraindication2"),
    ORCA_INNER("Patient_Contra_Information", drugs_table),
};
static const struct orca_table patient_table = ORCA_ROW_TABLE(orca_patient, patient_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_patient_list, patients, count, "Patient_Information", patient_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_patient_list, list_fields);

enum error orca_patient_decode(struct arena *arena, const struct orca_record *record, uint32_t node,
                               struct orca_patient *ret_patient) {
  struct orca_patient patient = {.info = {0}};
  enum error error = orca_field_decode(arena, record, node, &patient_table, &patient);
  if (error == ERROR_OK) {
    error =
        orca_insurance_decode(arena, record, node, &patient.insurances, &patient.insurance_count);
  }
  if (error == ERROR_OK) {
    *ret_patient = patient;
  }
  return error;
}

enum error orca_patient_get(struct orca_session *session, struct view patient_id,
                            struct orca_patient *ret_patient) {
  if (!orca_text_is_patient_id(patient_id)) {
    session->trouble = (struct orca_trouble){.api = ""};
    return ERROR_NOT_FOUND;
  }
  struct orca_question question = {.api = ORCA_API_PATIENT_GET, .patient = patient_id};
  question.query = arena_format(session->arena, "?id=%.*s", VIEW_ARGUMENTS(patient_id));
  if (question.query.data == NULL) {
    return ERROR_MEMORY;
  }
  struct orca_reply reply;
  enum error error = orca_ask(session, &question, &reply);
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t node = orca_record_find(&reply.record, reply.node, "Patient_Information");
  struct orca_patient patient = {.info = {0}};
  error = orca_patient_decode(session->arena, &reply.record, node, &patient);
  if (error != ERROR_OK) {
    return error;
  }
  if (!orca_text_is_patient_id(patient.id)) {
    /* Success without a usable patient number: nothing that could be shown under an id. */
    orca_trouble_set(&session->trouble, ORCA_FAULT_ROOT, reply.info.code, reply.info.text);
    return ERROR_ORCA_ANSWER;
  }
  patient.info = reply.info;
  *ret_patient = patient;
  return ERROR_OK;
}

static enum error ask_list(struct orca_session *session, const struct orca_question *question,
                           struct orca_patient_list *ret_list) {
  struct orca_reply reply;
  enum error error = orca_ask(session, question, &reply);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_patient_list list = {NULL, 0, reply.info};
  error = orca_field_decode(session->arena, &reply.record, reply.node, &list_table, &list);
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}

enum error orca_patient_search(struct orca_session *session,
                               const struct orca_patient_search *search,
                               struct orca_patient_list *ret_list) {
  const struct orca_argument arguments[] = {
      {"WholeName", search->name},
      {"Birth_StartDate", search->birth_from},
      {"Birth_EndDate", search->birth_to},
      {"Sex", search->sex},
  };
  const struct orca_question question = {
      .api = ORCA_API_PATIENT_LIST3,
      .request = {"patientlst3req", arguments, sizeof(arguments) / sizeof(arguments[0])}};
  return ask_list(session, &question, ret_list);
}

enum error orca_patient_updated(struct orca_session *session,
                                const struct orca_patient_updates *updates,
                                struct orca_patient_list *ret_list) {
  const struct orca_argument arguments[] = {
      {"Base_StartDate", updates->from},
      {"Base_EndDate", updates->to},
      {"Contain_TestPatient_Flag", view_of(updates->with_tests ? "0" : "1")},
  };
  const struct orca_question question = {
      .api = ORCA_API_PATIENT_LIST1,
      .request = {"patientlst1req", arguments, sizeof(arguments) / sizeof(arguments[0])}};
  return ask_list(session, &question, ret_list);
}
