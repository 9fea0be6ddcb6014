/* The ORCA fields that elements are made of, for Provenance. The record itself is in meta.source.
 */
#ifndef HANDLERS_SEARCH_PROVENANCE_LIST_H
#define HANDLERS_SEARCH_PROVENANCE_LIST_H

/* X(type, element, fields below the API's answer) */
#define PROVENANCE_FIELD_LIST(X)                                                                   \
  X("Patient", "identifier", "Patient_Information › Patient_ID")                                   \
  X("Patient", "name", "Patient_Information › WholeName, WholeName_inKana, NickName")              \
  X("Patient", "gender", "Patient_Information › Sex")                                              \
  X("Patient", "birthDate", "Patient_Information › BirthDate")                                     \
  X("Patient", "deceasedBoolean", "Patient_Information › Death_Flag")                              \
  X("Patient", "telecom",                                                                          \
    "Patient_Information › Home_Address_Information › PhoneNumber1, PhoneNumber2; "            \
    "CellularNumber, FaxNumber, EmailAddress")                                                     \
  X("Patient", "address", "Patient_Information › Home_Address_Information")                        \
  X("Patient", "contact",                                                                          \
    "Patient_Information › Contact_Information, HouseHolder_WholeName, WorkPlace_Information")     \
  X("Condition", "code",                                                                           \
    "Disease_Information › Disease_Single › Disease_Single_Code, Disease_Single_Name; "        \
    "Disease_Name")                                                                                \
  X("Condition", "clinicalStatus", "Disease_Information › Disease_OutCome, Disease_EndDate")       \
  X("Condition", "verificationStatus", "Disease_Information › Disease_SuspectedFlag")              \
  X("Condition", "category", "Disease_Information › Disease_Category")                             \
  X("Condition", "onsetDateTime", "Disease_Information › Disease_StartDate")                       \
  X("Condition", "abatementDateTime", "Disease_Information › Disease_EndDate")                     \
  X("Condition", "note", "Disease_Information › Disease_Supplement_Name, Disease_Karte_Name")      \
  X("Coverage", "type",                                                                            \
    "HealthInsurance_Information › InsuranceProvider_Class; PublicInsurance_Information › "    \
    "PublicInsurance_Class")                                                                       \
  X("Coverage", "payor",                                                                           \
    "HealthInsurance_Information › InsuranceProvider_Number, InsuranceProvider_WholeName; "      \
    "PublicInsurance_Information › PublicInsurer_Number")                                          \
  X("Coverage", "subscriberId",                                                                    \
    "HealthInsurance_Information › HealthInsuredPerson_Symbol, HealthInsuredPerson_Number; "     \
    "PublicInsurance_Information › PublicInsuredPerson_Number")                                    \
  X("Coverage", "dependent", "HealthInsurance_Information › HealthInsuredPerson_Branch_Number")    \
  X("Coverage", "relationship", "HealthInsurance_Information › RelationToInsuredPerson")           \
  X("Coverage", "subscriber", "HealthInsurance_Information › HealthInsuredPerson_WholeName")       \
  X("Coverage", "period",                                                                          \
    "HealthInsurance_Information › Certificate_StartDate, Certificate_ExpiredDate; "             \
    "PublicInsurance_Information › Certificate_IssuedDate, Certificate_ExpiredDate")

#endif
