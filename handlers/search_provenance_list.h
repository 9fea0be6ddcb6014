/* The ORCA fields that elements are made of, for Provenance. The record itself is in meta.source.
 */
#ifndef HANDLERS_SEARCH_PROVENANCE_LIST_H
#define HANDLERS_SEARCH_PROVENANCE_LIST_H

/* X(type, element, fields below the API's answer) */
#define PROVENANCE_FIELD_LIST(X)                                                                      \
  X("Patient", "identifier", "Patient_Information › Patient_ID")                                      \
  X("Patient", "name", "Patient_Information › WholeName, WholeName_inKana, NickName")                 \
  X("Patient", "gender", "Patient_Information › Sex")                                                 \
  X("Patient", "birthDate", "Patient_Information › BirthDate")                                        \
  X("Patient", "deceasedBoolean", "Patient_Information › Death_Flag")                                 \
  X("Patient", "telecom",                                                                             \
    "Patient_Information › Home_Address_Information › PhoneNumber1, PhoneNumber2; "               \
    "CellularNumber, FaxNumber, EmailAddress")                                                        \
  X("Patient", "address", "Patient_Information › Home_Address_Information")                           \
  X("Patient", "contact",                                                                             \
    "Patient_Information › Contact_Information, HouseHolder_WholeName, WorkPlace_Information")        \
  X("Condition", "code",                                                                              \
    "Disease_Information › Disease_Single › Disease_Single_Code, Disease_Single_Name; "           \
    "Disease_Name")                                                                                   \
  X("Condition", "clinicalStatus", "Disease_Information › Disease_OutCome, Disease_EndDate")          \
  X("Condition", "verificationStatus", "Disease_Information › Disease_SuspectedFlag")                 \
  X("Condition", "category", "Disease_Information › Disease_Category")                                \
  X("Condition", "onsetDateTime", "Disease_Information › Disease_StartDate")                          \
  X("Condition", "abatementDateTime", "Disease_Information › Disease_EndDate")                        \
  X("Condition", "note", "Disease_Information › Disease_Supplement_Name, Disease_Karte_Name")         \
  X("Coverage", "type",                                                                               \
    "HealthInsurance_Information › InsuranceProvider_Class; PublicInsurance_Information › "       \
    "PublicInsurance_Class")                                                                          \
  X("Coverage", "payor",                                                                              \
    "HealthInsurance_Information › InsuranceProvider_Number, InsuranceProvider_WholeName; "         \
    "PublicInsurance_Information › PublicInsurer_Number")                                             \
  X("Coverage", "subscriberId",                                                                       \
    "HealthInsurance_Information › HealthInsuredPerson_Symbol, HealthInsuredPerson_Number; "        \
    "PublicInsurance_Information › PublicInsuredPerson_Number")                                       \
  X("Coverage", "dependent", "HealthInsurance_Information › HealthInsuredPerson_Branch_Number")       \
  X("Coverage", "relationship", "HealthInsurance_Information › RelationToInsuredPerson")              \
  X("Coverage", "subscriber", "HealthInsurance_Information › HealthInsuredPerson_WholeName")          \
  X("Coverage", "period",                                                                             \
    "HealthInsurance_Information › Certificate_StartDate, Certificate_ExpiredDate; "                \
    "PublicInsurance_Information › Certificate_IssuedDate, Certificate_ExpiredDate")                  \
  X("Practitioner", "identifier", "Physician_Information › Code")                                     \
  X("Practitioner", "name", "Physician_Information › WholeName, WholeName_inKana")                    \
  X("Practitioner", "qualification",                                                                  \
    "Physician_Information › Physician_Permission_Id, Drug_Permission_Id")                            \
  X("PractitionerRole", "practitioner", "Physician_Information › Code, WholeName")                    \
  X("PractitionerRole", "organization",                                                               \
    "Physician_Information › Department_Code1 … Department_Code5")                                    \
  X("PractitionerRole", "specialty", "Department_Information › Receipt_Code, WholeName")              \
  X("Organization", "identifier",                                                                     \
    "Medical_Information › Prefectures_Number, Point_list, Institution_Code; "                      \
    "Department_Information › Code; TInsuranceProvider_Information › "                            \
    "InsuranceProvider_Number")                                                                       \
  X("Organization", "name",                                                                           \
    "Medical_Information › Institution_WholeName; Department_Information › "                      \
    "WholeName; TInsuranceProvider_Information › InsuranceProvider_WholeName")                        \
  X("Organization", "address",                                                                        \
    "Medical_Information › Address_Information; TInsuranceProvider_Information "                    \
    "› InsuranceProvider_WholeAddress1, InsuranceProvider_WholeAddress2")                             \
  X("Organization", "telecom",                                                                        \
    "Medical_Information › Address_Information › PhoneNumber, FaxNumber, "                        \
    "E_mail_Address, Homepage_Address; TInsuranceProvider_Information › "                           \
    "InsuranceProvider_PhoneNumber")                                                                  \
  X("Location", "name", "Ward_Configuration › Ward_Name, Room_Number")                                \
  X("Location", "type", "Ward_Configuration › Ward_Type")                                             \
  X("Location", "managingOrganization", "Ward_Configuration › Department_Code")                       \
  X("Encounter", "identifier",                                                                        \
    "Visit_List_Information › Voucher_Number; Medical_List_Information › "                        \
    "Invoice_Number")                                                                                 \
  X("Encounter", "status",                                                                            \
    "Acceptlst_Information › Account_Time; Hospital_Stay_Infomation › "                           \
    "Discharge_Date")                                                                                 \
  X("Encounter", "participant",                                                                       \
    "Visit_List_Information › Physician_Code, Physician_WholeName; "                                \
    "Acceptlst_Information › Physician_Code, Physician_WholeName; "                                 \
    "Hospital_Stay_Infomation › Doctor")                                                              \
  X("Encounter", "period",                                                                            \
    "Acceptlst_Information › Acceptance_Time, Account_Time; "                                       \
    "Medical_List_Information › Perform_Date; Hospital_Stay_Infomation › "                        \
    "Discharge_Date")                                                                                 \
  X("Encounter", "location", "Hospital_Stay_Infomation › Ward_Number, Ward_Name, Room_Number")        \
  X("Encounter", "hospitalization", "Hospital_Stay_Infomation › Discharge_Type")                      \
  X("Encounter", "serviceProvider", "Visit_List_Information › Department_Code, Department_Name")      \
  X("Appointment", "status", "Appointlst_Information › Visit_Information")                            \
  X("Appointment", "serviceType",                                                                     \
    "Appointlst_Information › Medical_Information, Medical_Information_WholeName")                    \
  X("Appointment", "specialty", "Appointlst_Information › Department_Code, Department_WholeName")     \
  X("Appointment", "start", "Appointlst_Information › Appointment_Date, Appointment_Time")            \
  X("Appointment", "comment", "Appointlst_Information › Appointment_Note")                            \
  X("Appointment", "participant",                                                                     \
    "Appointlst_Information › Patient_Information › Patient_ID; Physician_Code, "                 \
    "Physician_WholeName")                                                                            \
  X("MedicationRequest", "medicationCodeableConcept",                                                 \
    "Medication › Code, Name, Generic_Code; Medication_info › Medication_Code, Medication_Name")      \
  X("MedicationRequest", "authoredOn", "Perform_Date")                                                \
  X("MedicationRequest", "requester", "Doctor › Code, Name")                                          \
  X("MedicationRequest", "dosageInstruction",                                                         \
    "Medication › Name, Amount, Unit_Name; Count, Unit_Name; Medication_info › Medication_Name, " \
    "Medication_Number")                                                                              \
  X("MedicationRequest", "dispenseRequest",                                                           \
    "IssuedDate; Medication › Amount; Count; Medication_info › Medication_Number; "               \
    "Medical_Class_Number")                                                                           \
  X("MedicationRequest", "substitution", "Medication › Unchangeable_Flg")                             \
  X("MedicationRequest", "note",                                                                      \
    "Split_Count, Split_Number, Refill_Count, Memo; Medication › Amount, Patient_Choice")             \
  X("MedicationDispense", "medicationCodeableConcept",                                                \
    "Medication_info › Medication_Code, Medication_Name")                                             \
  X("MedicationDispense", "quantity", "Medication_info › Medication_Number; Medical_Class_Number")    \
  X("MedicationDispense", "whenHandedOver", "Perform_Date")                                           \
  X("MedicationDispense", "dosageInstruction",                                                        \
    "Medication_info › Medication_Name, Medication_Number")                                           \
  X("Procedure", "code", "Medication_Code, Medication_Name")                                          \
  X("Procedure", "category", "Medical_Class_Name")                                                    \
  X("Procedure", "performedDateTime", "Perform_Date")                                                 \
  X("Procedure", "performer", "Department_Name")                                                      \
  X("ChargeItem", "code", "Medication_Code, Medication_Name")                                         \
  X("ChargeItem", "occurrenceDateTime", "Perform_Date")                                               \
  X("ChargeItem", "quantity", "Medication_Number, Unit_Code_Name")                                    \
  X("ChargeItem", "extension", "Medication_Point")                                                    \
  X("ChargeItem", "priceOverride", "Medication_Point")                                                \
  X("ChargeItem", "account", "Insurance_Combination_Number")                                          \
  X("Encounter", "appointment", "Acceptlst_Information › Appointment_Time, Appointment_Id")

#endif
