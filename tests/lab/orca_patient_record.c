#include "tests/lab/orca_patient_record.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PATIENT(name, member)                                                                      \
  { (name), offsetof(struct orca_patient, member) }
#define INSURANCE(name, member)                                                                    \
  { (name), offsetof(struct orca_insurance, member) }
#define PUBLIC(name, member)                                                                       \
  { (name), offsetof(struct orca_public_insurance, member) }
#define CARDS_MAXIMUM 3u

static const struct record_field basic_fields[] = {
    PATIENT("Patient_ID", id),   PATIENT("WholeName", name), PATIENT("WholeName_inKana", kana),
    PATIENT("BirthDate", birth), PATIENT("Sex", sex),
};
static const struct record_field address_fields[] = {
    PATIENT("Address_ZipCode", zip),    PATIENT("WholeAddress1", address1),
    PATIENT("WholeAddress2", address2), PATIENT("PhoneNumber1", phone1),
    PATIENT("PhoneNumber2", phone2),
};
static const struct record_field combination_fields[] = {
    INSURANCE("Insurance_Combination_Number", combination),
    INSURANCE("InsuranceCombination_Rate_Admission", rate),
    INSURANCE("InsuranceCombination_Rate_Outpatient", rate),
};
static const struct record_field combination_dates[] = {
    INSURANCE("InsuranceCombination_StartDate", combination_start),
    INSURANCE("InsuranceCombination_ExpiredDate", combination_end),
};
static const struct record_field card_fields[] = {
    INSURANCE("InsuranceProvider_Class", class),
    INSURANCE("InsuranceProvider_Number", insurer),
    INSURANCE("InsuranceProvider_WholeName", name),
    INSURANCE("HealthInsuredPerson_Symbol", symbol),
    INSURANCE("HealthInsuredPerson_Number", number),
    INSURANCE("HealthInsuredPerson_Branch_Number", branch),
    INSURANCE("HealthInsuredPerson_Assistance", assistance),
    INSURANCE("HealthInsuredPerson_Assistance_Name", assistance_name),
    INSURANCE("RelationToInsuredPerson", relation),
    INSURANCE("HealthInsuredPerson_WholeName", insured_name),
    INSURANCE("Certificate_StartDate", start),
    INSURANCE("Certificate_ExpiredDate", end),
};
static const struct record_field public_fields[] = {
    PUBLIC("PublicInsurance_Class", class),     PUBLIC("PublicInsurance_Name", name),
    PUBLIC("PublicInsurer_Number", insurer),    PUBLIC("PublicInsuredPerson_Number", number),
    PUBLIC("Rate_Admission", rate_admission),   PUBLIC("Money_Admission", money_admission),
    PUBLIC("Rate_Outpatient", rate_outpatient), PUBLIC("Money_Outpatient", money_outpatient),
    PUBLIC("Certificate_IssuedDate", start),    PUBLIC("Certificate_ExpiredDate", end),
};

void orca_patient_record_basics(struct record *record, const struct orca_patient *patient) {
  record_fields(record, basic_fields, COUNT(basic_fields), patient);
}

void orca_patient_record_address(struct record *record, const struct orca_patient *patient) {
  record_fields(record_group(record, "Home_Address_Information"), address_fields,
                COUNT(address_fields), patient);
}

static void add_publics(struct record *array, const struct orca_insurance *insurance) {
  for (size_t i = 0; i < ORCA_PUBLIC_SLOTS && insurance->publics[i] != NULL; i++) {
    record_fields(record_item(array), public_fields, COUNT(public_fields), insurance->publics[i]);
  }
}

void orca_patient_record_insurance(struct record *item, const struct orca_insurance *insurance,
                                   bool dates) {
  record_fields(item, combination_fields, COUNT(combination_fields), insurance);
  if (dates) {
    record_fields(item, combination_dates, COUNT(combination_dates), insurance);
  }
  record_string(item, "Insurance_Nondisplay", insurance->nondisplay);
  record_fields(item, card_fields, COUNT(card_fields), insurance);
  if (dates) {
    record_string(item, "Certificate_GetDate", insurance->acquired);
  }
  record_string(item, "Insurance_CheckDate", insurance->checked);
  add_publics(record_array(item, "PublicInsurance_Information", ORCA_PUBLIC_SLOTS), insurance);
}

/* True when an earlier combination holds the same card: insurer, symbol and number. */
static bool card_repeats(const struct orca_insurance *rows, size_t position) {
  for (size_t i = 0; i < position; i++) {
    if (rows[i].insurer != NULL && strcmp(rows[i].insurer, rows[position].insurer) == 0 &&
        view_equal(view_of(rows[i].number), view_of(rows[position].number))) {
      return true;
    }
  }
  return false;
}

void orca_patient_record_cards(struct record *record, const struct orca_patient *patient) {
  size_t count;
  const struct orca_insurance *rows = orca_insurances_of(patient->id, &count);
  struct record *cards = record_array(record, "HealthInsurance_Information", CARDS_MAXIMUM);
  size_t shown = 0;
  for (size_t i = 0; i < count && shown < CARDS_MAXIMUM; i++) {
    if (rows[i].insurer != NULL && !card_repeats(rows, i)) {
      record_fields(record_item(cards), card_fields, COUNT(card_fields), &rows[i]);
      shown++;
    }
  }
  struct record *publics = record_array(record, "PublicInsurance_Information", ORCA_PUBLIC_SLOTS);
  for (size_t i = 0; i < count; i++) {
    add_publics(publics, &rows[i]);
  }
}
