/* The ORCA fields that elements are made of, for Provenance and for findings. Rows of one element
 * of one record are told together.
 */
#ifndef HANDLERS_SEARCH_PROVENANCE_LIST_H
#define HANDLERS_SEARCH_PROVENANCE_LIST_H

/* X(type, element, record, fields). record: the innermost one that the resource (or the element,
 * see handlers/orca_pointer.h) comes from, when it may come from several; "" = whichever it is.
 * fields: the way to them from the top of the API's answer; the records on it get their row. */
#define PROVENANCE_FIELD_LIST(X)                                                                       \
  X("Patient", "identifier", "", "Patient_Information › Patient_ID")                                   \
  X("Patient", "identifier", "HealthInsurance_Information",                                            \
    "Patient_Information › HealthInsurance_Information › InsuranceProvider_Number, "               \
    "HealthInsuredPerson_Symbol, HealthInsuredPerson_Number, HealthInsuredPerson_Branch_Number")       \
  X("Patient", "identifier", "PublicInsurance_Information",                                            \
    "Patient_Information › HealthInsurance_Information › PublicInsurance_Information › "         \
    "PublicInsurer_Number, PublicInsuredPerson_Number")                                                \
  X("Patient", "name", "", "Patient_Information › WholeName, WholeName_inKana, NickName")              \
  X("Patient", "name", "Former_Name_Information",                                                      \
    "Former_Name_Information › WholeName, WholeName_inKana, ChangeDate")                               \
  X("Patient", "gender", "", "Patient_Information › Sex")                                              \
  X("Patient", "birthDate", "", "Patient_Information › BirthDate")                                     \
  X("Patient", "deceasedBoolean", "", "Patient_Information › Death_Flag")                              \
  X("Patient", "telecom", "",                                                                          \
    "Patient_Information › Home_Address_Information › PhoneNumber1, PhoneNumber2")                     \
  X("Patient", "telecom", "", "Patient_Information › CellularNumber, FaxNumber, EmailAddress")         \
  X("Patient", "address", "",                                                                          \
    "Patient_Information › Home_Address_Information › Address_ZipCode, WholeAddress1, "            \
    "WholeAddress2")                                                                                   \
  X("Patient", "contact", "Contact_Information", "Patient_Information › Contact_Information")          \
  X("Patient", "contact", "HouseHolder_WholeName", "Patient_Information › HouseHolder_WholeName")      \
  X("Patient", "contact", "WorkPlace_Information", "Patient_Information › WorkPlace_Information")      \
  X("Condition", "code", "",                                                                           \
    "Disease_Information › Disease_Single › Disease_Single_Code, Disease_Single_Name")                 \
  X("Condition", "code", "", "Disease_Information › Disease_Name, Disease_Karte_Name")                 \
  X("Condition", "clinicalStatus", "", "Disease_Information › Disease_OutCome, Disease_EndDate")       \
  X("Condition", "verificationStatus", "", "Disease_Information › Disease_SuspectedFlag")              \
  X("Condition", "category", "", "Disease_Information › Disease_Category")                             \
  X("Condition", "extension", "",                                                                      \
    "Disease_Information › Disease_OutCome, Department_Code, Disease_Category")                        \
  X("Condition", "onsetDateTime", "", "Disease_Information › Disease_StartDate")                       \
  X("Condition", "abatementDateTime", "", "Disease_Information › Disease_EndDate")                     \
  X("Condition", "note", "", "Disease_Information › Disease_Supplement_Name")                          \
  X("AllergyIntolerance", "code", "Patient_Contra_Info",                                               \
    "Patient_Information › Patient_Contra_Information › Patient_Contra_Info › Medication_Code, " \
    "Medication_Name")                                                                                 \
  X("AllergyIntolerance", "code", "Contraindication1", "Patient_Information › Contraindication1")      \
  X("AllergyIntolerance", "code", "Contraindication2", "Patient_Information › Contraindication2")      \
  X("AllergyIntolerance", "code", "Allergy1", "Patient_Information › Allergy1")                        \
  X("AllergyIntolerance", "code", "Allergy2", "Patient_Information › Allergy2")                        \
  X("AllergyIntolerance", "onsetDateTime", "",                                                         \
    "Patient_Information › Patient_Contra_Information › Patient_Contra_Info › Contra_StartDate")       \
  X("Coverage", "identifier", "HealthInsurance_Information",                                           \
    "HealthInsurance_Information › InsuranceProvider_Number, HealthInsuredPerson_Symbol, "           \
    "HealthInsuredPerson_Number, HealthInsuredPerson_Branch_Number")                                   \
  X("Coverage", "identifier", "PublicInsurance_Information",                                           \
    "HealthInsurance_Information › PublicInsurance_Information › PublicInsurer_Number, "           \
    "PublicInsuredPerson_Number")                                                                      \
  X("Coverage", "type", "HealthInsurance_Information",                                                 \
    "HealthInsurance_Information › InsuranceProvider_Class")                                           \
  X("Coverage", "type", "PublicInsurance_Information",                                                 \
    "HealthInsurance_Information › PublicInsurance_Information › PublicInsurance_Class")               \
  X("Coverage", "payor", "HealthInsurance_Information",                                                \
    "HealthInsurance_Information › InsuranceProvider_Number, InsuranceProvider_WholeName")             \
  X("Coverage", "payor", "PublicInsurance_Information",                                                \
    "HealthInsurance_Information › PublicInsurance_Information › PublicInsurer_Number")                \
  X("Coverage", "subscriberId", "HealthInsurance_Information",                                         \
    "HealthInsurance_Information › HealthInsuredPerson_Symbol, HealthInsuredPerson_Number")            \
  X("Coverage", "subscriberId", "PublicInsurance_Information",                                         \
    "HealthInsurance_Information › PublicInsurance_Information › PublicInsuredPerson_Number")          \
  X("Coverage", "extension", "HealthInsurance_Information",                                            \
    "HealthInsurance_Information › HealthInsuredPerson_Symbol, HealthInsuredPerson_Number, "         \
    "HealthInsuredPerson_Branch_Number")                                                               \
  X("Coverage", "dependent", "HealthInsurance_Information",                                            \
    "HealthInsurance_Information › HealthInsuredPerson_Branch_Number")                                 \
  X("Coverage", "relationship", "HealthInsurance_Information",                                         \
    "HealthInsurance_Information › RelationToInsuredPerson")                                           \
  X("Coverage", "subscriber", "HealthInsurance_Information",                                           \
    "HealthInsurance_Information › HealthInsuredPerson_WholeName")                                     \
  X("Coverage", "period", "HealthInsurance_Information",                                               \
    "HealthInsurance_Information › Certificate_StartDate, Certificate_ExpiredDate")                    \
  X("Coverage", "period", "PublicInsurance_Information",                                               \
    "HealthInsurance_Information › PublicInsurance_Information › Certificate_IssuedDate, "         \
    "Certificate_ExpiredDate")                                                                         \
  X("Coverage", "class", "HealthInsurance_Information",                                                \
    "HealthInsurance_Information › InsuranceProvider_Class, InsuranceProvider_WholeName")              \
  X("Coverage", "class", "PublicInsurance_Information",                                                \
    "HealthInsurance_Information › PublicInsurance_Information › PublicInsurance_Class, "          \
    "PublicInsurance_Name")                                                                            \
  X("Practitioner", "identifier", "", "Physician_Information › Code")                                  \
  X("Practitioner", "name", "", "Physician_Information › WholeName, WholeName_inKana")                 \
  X("Practitioner", "qualification", "",                                                               \
    "Physician_Information › Physician_Permission_Id, Drug_Permission_Id")                             \
  X("PractitionerRole", "practitioner", "", "Physician_Information › Code, WholeName")                 \
  X("PractitionerRole", "organization", "",                                                            \
    "Physician_Information › Department_Code1 … Department_Code5")                                     \
  X("PractitionerRole", "organization", "Department_Code1",                                            \
    "Physician_Information › Department_Code1")                                                        \
  X("PractitionerRole", "organization", "Department_Code2",                                            \
    "Physician_Information › Department_Code2")                                                        \
  X("PractitionerRole", "organization", "Department_Code3",                                            \
    "Physician_Information › Department_Code3")                                                        \
  X("PractitionerRole", "organization", "Department_Code4",                                            \
    "Physician_Information › Department_Code4")                                                        \
  X("PractitionerRole", "organization", "Department_Code5",                                            \
    "Physician_Information › Department_Code5")                                                        \
  X("PractitionerRole", "specialty", "", "Department_Information › Receipt_Code, WholeName")           \
  X("Organization", "identifier", "Medical_Information",                                               \
    "Medical_Information › Prefectures_Number, Point_list, Institution_Code")                          \
  X("Organization", "identifier", "Department_Information", "Department_Information › Code")           \
  X("Organization", "identifier", "TInsuranceProvider_Information",                                    \
    "TInsuranceProvider_Information › InsuranceProvider_Number")                                       \
  X("Organization", "type", "Medical_Information", "Medical_Information › Institution_Speciation")     \
  X("Organization", "type", "Department_Information", "Department_Information › Receipt_Code")         \
  X("Organization", "type", "TInsuranceProvider_Information",                                          \
    "TInsuranceProvider_Information › Insurance_Number_Name")                                          \
  X("Organization", "name", "Medical_Information", "Medical_Information › Institution_WholeName")      \
  X("Organization", "name", "Department_Information", "Department_Information › WholeName")            \
  X("Organization", "name", "TInsuranceProvider_Information",                                          \
    "TInsuranceProvider_Information › InsuranceProvider_WholeName")                                    \
  X("Organization", "address", "Medical_Information",                                                  \
    "Medical_Information › Address_Information › Address_ZipCode, WholeAddress")                       \
  X("Organization", "address", "TInsuranceProvider_Information",                                       \
    "TInsuranceProvider_Information › InsuranceProvider_Address_ZipCode, "                           \
    "InsuranceProvider_WholeAddress1, InsuranceProvider_WholeAddress2")                                \
  X("Organization", "telecom", "Medical_Information",                                                  \
    "Medical_Information › Address_Information › PhoneNumber, FaxNumber, E_mail_Address, "         \
    "Homepage_Address")                                                                                \
  X("Organization", "telecom", "TInsuranceProvider_Information",                                       \
    "TInsuranceProvider_Information › InsuranceProvider_PhoneNumber")                                  \
  X("Location", "name", "Ward_Configuration", "Ward_Configuration › Ward_Name")                        \
  X("Location", "name", "Room_Number", "Ward_Configuration › Room_Number")                             \
  X("Location", "alias", "", "Ward_Configuration › Ward_Short_Name")                                   \
  X("Location", "type", "", "Ward_Configuration › Ward_Type")                                          \
  X("Location", "managingOrganization", "", "Ward_Configuration › Department_Code")                    \
  X("Encounter", "identifier", "Visit_List_Information",                                               \
    "Visit_List_Information › Voucher_Number, Sequential_Number")                                      \
  X("Encounter", "identifier", "Medical_List_Information",                                             \
    "Medical_List_Information › Invoice_Number, Sequential_Number")                                    \
  X("Encounter", "identifier", "Acceptlst_Information",                                                \
    "Acceptlst_Information › Department_Code, Patient_Information › Patient_ID")                       \
  X("Encounter", "identifier", "Hospital_Stay_Infomation", "Patient_Information › Patient_ID")         \
  X("Encounter", "status", "Acceptlst_Information", "Acceptlst_Information › Account_Time")            \
  X("Encounter", "status", "Hospital_Stay_Infomation",                                                 \
    "Hospital_Stay_Infomation › Discharge_Date")                                                       \
  X("Encounter", "participant", "Visit_List_Information",                                              \
    "Visit_List_Information › Physician_Code, Physician_WholeName")                                    \
  X("Encounter", "participant", "Acceptlst_Information",                                               \
    "Acceptlst_Information › Physician_Code, Physician_WholeName")                                     \
  X("Encounter", "participant", "Doctor", "Hospital_Stay_Infomation › Doctor")                         \
  X("Encounter", "appointment", "Acceptlst_Information",                                               \
    "Acceptlst_Information › Appointment_Time, Appointment_Id")                                        \
  X("Encounter", "period", "Acceptlst_Information",                                                    \
    "Acceptlst_Information › Acceptance_Time, Account_Time")                                           \
  X("Encounter", "period", "Medical_List_Information", "Medical_List_Information › Perform_Date")      \
  X("Encounter", "period", "Hospital_Stay_Infomation",                                                 \
    "Hospital_Stay_Infomation › Discharge_Date")                                                       \
  X("Encounter", "location", "Hospital_Stay_Infomation",                                               \
    "Hospital_Stay_Infomation › Ward_Number, Ward_Name, Room_Number")                                  \
  X("Encounter", "hospitalization", "Hospital_Stay_Infomation",                                        \
    "Hospital_Stay_Infomation › Discharge_Type")                                                       \
  X("Encounter", "serviceProvider", "Visit_List_Information",                                          \
    "Visit_List_Information › Department_Code, Department_Name")                                       \
  X("Encounter", "serviceProvider", "Medical_List_Information",                                        \
    "Medical_List_Information › Department_Code, Department_Name")                                     \
  X("Encounter", "serviceProvider", "Acceptlst_Information",                                           \
    "Acceptlst_Information › Department_Code, Department_WholeName")                                   \
  X("Encounter", "serviceProvider", "Hospital_Stay_Infomation",                                        \
    "Hospital_Stay_Infomation › Department_Code")                                                      \
  X("Appointment", "status", "", "Appointlst_Information › Visit_Information")                         \
  X("Appointment", "serviceType", "",                                                                  \
    "Appointlst_Information › Medical_Information, Medical_Information_WholeName")                     \
  X("Appointment", "specialty", "",                                                                    \
    "Appointlst_Information › Department_Code, Department_WholeName")                                  \
  X("Appointment", "start", "", "Appointlst_Information › Appointment_Date, Appointment_Time")         \
  X("Appointment", "comment", "", "Appointlst_Information › Appointment_Note")                         \
  X("Appointment", "participant", "", "Appointlst_Information › Patient_Information › Patient_ID")     \
  X("Appointment", "participant", "",                                                                  \
    "Appointlst_Information › Physician_Code, Physician_WholeName")                                    \
  X("MedicationRequest", "medicationCodeableConcept", "Medication",                                    \
    "Forms › data › Rp › Medication › Code, Name, Generic_Code")                                       \
  X("MedicationRequest", "medicationCodeableConcept", "Medication_info",                               \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Code, "       \
    "Medication_Name")                                                                                 \
  X("MedicationRequest", "contained", "Medication_info",                                               \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Code, "       \
    "Medication_Name, Medication_Number, Unit_Code_Name")                                              \
  X("MedicationRequest", "contained", "Medical_Information",                                           \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Code, "       \
    "Medication_Name, Medication_Number, Unit_Code_Name")                                              \
  X("MedicationRequest", "authoredOn", "Medication", "Forms › data › Perform_Date")                    \
  X("MedicationRequest", "authoredOn", "Medication_info", "Perform_Date")                              \
  X("MedicationRequest", "authoredOn", "Medical_Information", "Perform_Date")                          \
  X("MedicationRequest", "requester", "Medication", "Forms › data › Doctor › Code, Name")              \
  X("MedicationRequest", "dosageInstruction", "Medication",                                            \
    "Forms › data › Rp › Medication › Name, Amount, Unit_Name")                                        \
  X("MedicationRequest", "dosageInstruction", "Medication",                                            \
    "Forms › data › Rp › Count, Unit_Name")                                                            \
  X("MedicationRequest", "dosageInstruction", "Medication_info",                                       \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Name, "       \
    "Medication_Number")                                                                               \
  X("MedicationRequest", "dosageInstruction", "Medication_info",                                       \
    "Medical_List_Information › Medical_Information › Medical_Class_Number")                           \
  X("MedicationRequest", "dosageInstruction", "Medical_Information",                                   \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Name")              \
  X("MedicationRequest", "dispenseRequest", "Medication", "Forms › data › IssuedDate")                 \
  X("MedicationRequest", "dispenseRequest", "Medication",                                              \
    "Forms › data › Rp › Medication › Amount")                                                         \
  X("MedicationRequest", "dispenseRequest", "Medication", "Forms › data › Rp › Count")                 \
  X("MedicationRequest", "dispenseRequest", "Medication_info",                                         \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Number")            \
  X("MedicationRequest", "dispenseRequest", "Medication_info",                                         \
    "Medical_List_Information › Medical_Information › Medical_Class_Number")                           \
  X("MedicationRequest", "substitution", "Medication",                                                 \
    "Forms › data › Rp › Medication › Unchangeable_Flg")                                               \
  X("MedicationRequest", "note", "Medication",                                                         \
    "Forms › data › Split_Count, Split_Number, Refill_Count, Memo")                                    \
  X("MedicationRequest", "note", "Medication",                                                         \
    "Forms › data › Rp › Medication › Amount, Patient_Choice")                                         \
  X("MedicationRequest", "note", "Medication_info",                                                    \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Number")            \
  X("MedicationDispense", "medicationCodeableConcept", "",                                             \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Code, "       \
    "Medication_Name")                                                                                 \
  X("MedicationDispense", "quantity", "",                                                              \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Number")            \
  X("MedicationDispense", "quantity", "",                                                              \
    "Medical_List_Information › Medical_Information › Medical_Class_Number")                           \
  X("MedicationDispense", "whenHandedOver", "", "Perform_Date")                                        \
  X("MedicationDispense", "dosageInstruction", "",                                                     \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Name, "       \
    "Medication_Number")                                                                               \
  X("Procedure", "code", "",                                                                           \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Code, "       \
    "Medication_Name")                                                                                 \
  X("Procedure", "category", "",                                                                       \
    "Medical_List_Information › Medical_Information › Medical_Class_Name")                             \
  X("Procedure", "performedDateTime", "", "Perform_Date")                                              \
  X("Procedure", "usedCode", "",                                                                       \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Code, "       \
    "Medication_Name")                                                                                 \
  X("Procedure", "note", "Medical_Information",                                                        \
    "Medical_List_Information › Medical_Information › Medical_Class_Number")                           \
  X("Procedure", "note", "Medication_info",                                                            \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Name")              \
  X("ChargeItem", "code", "",                                                                          \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Code, "       \
    "Medication_Name")                                                                                 \
  X("ChargeItem", "productCodeableConcept", "",                                                        \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Code, "       \
    "Medication_Name")                                                                                 \
  X("ChargeItem", "occurrenceDateTime", "", "Perform_Date")                                            \
  X("ChargeItem", "quantity", "",                                                                      \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Number, "     \
    "Unit_Code_Name")                                                                                  \
  X("ChargeItem", "extension", "",                                                                     \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Point")             \
  X("ChargeItem", "priceOverride", "",                                                                 \
    "Medical_List_Information › Medical_Information › Medication_info › Medication_Point")             \
  X("ChargeItem", "note", "",                                                                          \
    "Medical_List_Information › Medical_Information › Medical_Class, Medical_Class_Name, "         \
    "Medical_Class_Number, Medical_Class_Point, Medical_Class_Money")                                  \
  X("ChargeItem", "account", "", "Medical_List_Information › Insurance_Combination_Number")

#endif
