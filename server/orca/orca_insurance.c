#include "server/orca/orca_insurance.h"

#include "server/orca/orca_field.h"
#include "server/orca/orca_text.h"

static const struct orca_field public_fields[] = {
    ORCA_TEXT(orca_public_insurance, class, "PublicInsurance_Class"),
    ORCA_TEXT(orca_public_insurance, name, "PublicInsurance_Name"),
    ORCA_TEXT(orca_public_insurance, insurer_number, "PublicInsurer_Number"),
    ORCA_TEXT(orca_public_insurance, insured_number, "PublicInsuredPerson_Number"),
    ORCA_DATE(orca_public_insurance, start_date, "Certificate_IssuedDate"),
    ORCA_DATE(orca_public_insurance, end_date, "Certificate_ExpiredDate"),
};
static const struct orca_table public_table = ORCA_ROW_TABLE(orca_public_insurance, public_fields);

static const struct orca_field accident_fields[] = {
    ORCA_TEXT(orca_insurance, accident_name, "Accident_Insurance_WholeName"),
    ORCA_TEXT(orca_insurance, accident_number, "Accident_Insurance_Number"),
    ORCA_TEXT(orca_insurance, liability_office, "Liability_Insurance_Office_Name"),
};
static const struct orca_table accident_table = ORCA_TABLE(orca_insurance, accident_fields);

static const struct orca_field insurance_fields[] = {
    ORCA_TEXT(orca_insurance, combination, "Insurance_Combination_Number"),
    ORCA_TEXT(orca_insurance, class, "InsuranceProvider_Class"),
    ORCA_TEXT(orca_insurance, insurer_number, "InsuranceProvider_Number"),
    ORCA_TEXT(orca_insurance, name, "InsuranceProvider_WholeName"),
    ORCA_TEXT(orca_insurance, symbol, "HealthInsuredPerson_Symbol"),
    ORCA_TEXT(orca_insurance, number, "HealthInsuredPerson_Number"),
    ORCA_TEXT(orca_insurance, branch, "HealthInsuredPerson_Branch_Number"),
    ORCA_TEXT(orca_insurance, relation, "RelationToInsuredPerson"),
    ORCA_TEXT(orca_insurance, holder, "HealthInsuredPerson_WholeName"),
    ORCA_DATE(orca_insurance, start_date, "Certificate_StartDate"),
    ORCA_DATE(orca_insurance, end_date, "Certificate_ExpiredDate"),
    ORCA_ARRAY(orca_insurance, publics, public_count, "PublicInsurance_Information", public_table),
    ORCA_INNER("Accident_Insurance_Information", accident_table),
};
static const struct orca_table insurance_table = ORCA_ROW_TABLE(orca_insurance, insurance_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_insurance_list, insurances, count, "HealthInsurance_Information",
               insurance_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_insurance_list, list_fields);

enum error orca_insurance_decode(struct arena *arena, const struct orca_record *record,
                                 uint32_t node, struct orca_insurance **ret_insurances,
                                 size_t *ret_count) {
  struct orca_insurance_list list = {.count = 0};
  enum error error = orca_field_decode(arena, record, node, &list_table, &list);
  if (error == ERROR_OK) {
    *ret_insurances = list.insurances;
    *ret_count = list.count;
  }
  return error;
}

enum error orca_insurance_list(struct orca_session *session, struct view patient_id,
                               struct orca_insurance_list *ret_list) {
  if (!orca_text_is_patient_id(patient_id)) {
    session->trouble = (struct orca_trouble){.api = ""};
    return ERROR_NOT_FOUND;
  }
  /* "Reqest" is how ORCA spells it: the right spelling is answered with E91. Without dates the
   * combinations valid today would be given: the widest range gives all. */
  const struct orca_argument arguments[] = {
      {"Reqest_Number", view_of("01")},
      {"Patient_ID", patient_id},
      {"Start_Date", view_of("1900-01")},
      {"End_Date", view_of("2100-12")},
  };
  const struct orca_question question = {
      .api = ORCA_API_PATIENT_LIST6,
      .patient = patient_id,
      .request = {"patientlst6req", arguments, sizeof(arguments) / sizeof(arguments[0])}};
  struct orca_reply reply;
  enum error error = orca_ask(session, &question, &reply);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_insurance_list list = {.info = reply.info};
  error = orca_field_decode(session->arena, &reply.record, reply.node, &list_table, &list);
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t patient = orca_record_find(&reply.record, reply.node, "Patient_Information");
  list.patient_id = orca_record_text(&reply.record, patient, "Patient_ID");
  if (list.patient_id.length == 0) {
    list.patient_id = patient_id;
  }
  *ret_list = list;
  return ERROR_OK;
}
