/* Each kind of resource says in which row of ORCA's answer it stands, arrays inside rows included.
 * The answers have empty rows, which count. */
#include "handlers/allergy_search.h"
#include "handlers/appointment.h"
#include "handlers/charge_item.h"
#include "handlers/clinical_bundle.h"
#include "handlers/condition_search.h"
#include "handlers/coverage_search.h"
#include "handlers/encounter.h"
#include "handlers/location.h"
#include "handlers/medication_dispense.h"
#include "handlers/medication_request.h"
#include "handlers/organization.h"
#include "handlers/patient_read.h"
#include "handlers/patient_search.h"
#include "handlers/practitioner.h"
#include "handlers/procedure.h"
#include "tests/unit/handlers/act_answers.h"
#include "tests/unit/handlers/orca_request_cases.h"

#define SOURCE(text) "\"source\":\"urn:orca:api01rv2/" text "\""
#define NO_ROW(name) CHILD(name, TEXT("Note", ""))

#define PART(code)                                                                                 \
  CHILD("Disease_Single", TEXT("Disease_Single_Code", code) TEXT("Disease_Single_Name", "名"))
#define DISEASE(parts, start)                                                                      \
  CHILD("Disease_Information", ARRAY("Disease_Single", parts) TEXT("Disease_Name", "病名")         \
                                   TEXT("Disease_StartDate", start))
#define DISEASES(overflow, rows)                                                                   \
  ANSWER("disease_infores", "00",                                                                  \
         TEXT("Information_Overflow", overflow)                                                    \
             RECORD("Disease_Infores", TEXT("Patient_ID", "00012"))                                \
                 ARRAY("Disease_Information", rows))

#define CARD(class, number, rest)                                                                  \
  CHILD("HealthInsurance_Information",                                                             \
        TEXT("InsuranceProvider_Class", class) TEXT("InsuranceProvider_Number", number) rest)
#define PUBLICS(rows) ARRAY("PublicInsurance_Information", rows)
#define PUBLIC(class)                                                                              \
  CHILD("PublicInsurance_Information",                                                             \
        TEXT("PublicInsurance_Class", class) TEXT("PublicInsurer_Number", "51326015")              \
            TEXT("PublicInsuredPerson_Number", "1234566"))

#define CONTRA(code)                                                                               \
  CHILD("Patient_Contra_Info", TEXT("Medication_Code", code) TEXT("Medication_Name", "薬"))
#define WHO(patient) RECORD("Patient_Information", TEXT("Patient_ID", patient))
#define VALUE(name, data) RECORD(name, TEXT("Data", data) TEXT("Name", "意味"))
#define ITEM(name, data) CHILD(name, TEXT("Data", data) TEXT("Name", "意味"))

static const char whole_patient[] = PATIENT(
    TEXT("Patient_ID", "00012") TEXT("WholeName", "日医　太郎")
        TEXT("WholeName_inKana", "ニチイ　タロウ") TEXT("NickName", "太郎さん")
            TEXT("BirthDate", "1975-01-01") TEXT("HouseHolder_WholeName", "日医　花子")
                TEXT("Allergy2", "卵") RECORD("WorkPlace_Information", TEXT("WholeName", "てすと"))
                    RECORD("Patient_Contra_Information",
                           ARRAY("Patient_Contra_Info", NO_ROW("Patient_Contra_Info") CONTRA(
                                                            "620000001") CONTRA("620000002")))
                        ARRAY("HealthInsurance_Information",
                              CARD("957", "", "") NO_ROW("HealthInsurance_Information")
                                  CARD("060", "320010",
                                       TEXT("HealthInsuredPerson_Symbol", "１２")
                                           TEXT("HealthInsuredPerson_Number", "３４"))));

static const struct fake_answer answers[] = {
    {"patientgetv2", "", 200, whole_patient, ERROR_OK},
    {"patientlst8v2", "", 200,
     ANSWER("patientlst8res", "000",
            ARRAY("Former_Name_Information",
                  NO_ROW("Former_Name_Information")
                      CHILD("Former_Name_Information", TEXT("WholeName", "試作　太郎") TEXT(
                                                           "WholeName_inKana", "シサク　タロウ")))),
     ERROR_OK},
    {"patientlst3v2", "", 200,
     ANSWER("patientlst2res", "00",
            ARRAY("Patient_Information",
                  NO_ROW("Patient_Information")
                      CHILD("Patient_Information",
                            TEXT("Patient_ID", "00011") TEXT("WholeName", "日医　一"))
                          CHILD("Patient_Information",
                                TEXT("Patient_ID", "00012") TEXT("WholeName", "日医　太郎")))),
     ERROR_OK},
    {"diseasegetv2", ">2026-11<", 200,
     DISEASES("True", NO_ROW("Disease_Information") DISEASE(PART("5319009"), "2020-04-10")
                          DISEASE(NO_ROW("Disease_Single") PART("ZZZ2057") PART("ZZZ(101")
                                      PART("7153018") PART("ZZZ8048"),
                                  "2020-04-11")),
     ERROR_OK},
    {"diseasegetv2", ">2020-03<", 200,
     DISEASES("False", NO_ROW("Disease_Information") DISEASE(PART("2500013"), "2019-01-01")),
     ERROR_OK},
    {"patientlst6v2", "", 200,
     ANSWER("patientlst2res", "000",
            WHO("00012") ARRAY("HealthInsurance_Information",
                               CARD("957", "", "")
                                   CARD("060", "320010", PUBLICS(PUBLIC("968") PUBLIC("051")))
                                       CARD("060", "320010", PUBLICS(PUBLIC("051"))))),
     ERROR_OK},
    {"visitptlstv2", "", 200,
     ANSWER("visitptlst01res", "00",
            ARRAY("Visit_List_Information",
                  CHILD("Visit_List_Information",
                        WHO("00011") TEXT("Department_Code", "01") TEXT("Sequential_Number", "1"))
                      CHILD("Visit_List_Information",
                            WHO("00012") TEXT("Department_Code", "01")
                                TEXT("Sequential_Number", "1") TEXT("Voucher_Number", "0000001"))
                          CHILD("Visit_List_Information",
                                WHO("00012") TEXT("Department_Code", "01") TEXT(
                                    "Sequential_Number", "1") TEXT("Voucher_Number", "0000002")))),
     ERROR_OK},
    {"acceptlstv2", "", 200,
     ANSWER("acceptlstres", "00",
            ARRAY("Acceptlst_Information",
                  CHILD("Acceptlst_Information",
                        TEXT("Acceptance_Id", "00001") TEXT("Acceptance_Time", "09:00:00")
                            WHO("00011") TEXT("Department_Code", "02"))
                      CHILD("Acceptlst_Information",
                            TEXT("Acceptance_Id", "00002") TEXT("Acceptance_Time", "09:10:00")
                                WHO("00012") TEXT("Department_Code", "01")
                                    TEXT("Physician_Code", "10001")))),
     ERROR_OK},
    {"hsptinfv2", "", 200,
     ANSWER("private_objects", "0000",
            WHO("00012") ARRAY("Hospital_Stay_Infomation",
                               CHILD("Hospital_Stay_Infomation", VALUE("Ward_Number", "01"))
                                   CHILD("Hospital_Stay_Infomation",
                                         VALUE("Ward_Number", "02") ARRAY(
                                             "Doctor", NO_ROW("Doctor") ITEM("Doctor", "10001"))))),
     ERROR_OK},
    {"appointlst2v2", "", 200,
     ANSWER("appointlst2res", "00",
            WHO("00012")
                ARRAY("Appointlst_Information",
                      NO_ROW("Appointlst_Information")
                          CHILD("Appointlst_Information", TEXT("Appointment_Time", "15:30:00") TEXT(
                                                              "Appointment_Date", "2026-12-22")))),
     ERROR_OK},
    {"system01lstv2", "class=02", 200,
     ANSWER("physicianres", "00",
            ARRAY("Physician_Information",
                  NO_ROW("Physician_Information")
                      CHILD("Physician_Information",
                            TEXT("Code", "10001") TEXT("Department_Code3", "03")))),
     ERROR_OK},
    {"system01lstv2", "class=04", 200,
     ANSWER("system1001res", "00",
            RECORD("Medical_Information", TEXT("Institution_Code", "2345678"))),
     ERROR_OK},
    {"system01lstv2", "class=01", 200,
     ANSWER("departmentres", "00",
            ARRAY("Department_Information",
                  NO_ROW("Department_Information") NO_ROW("Department_Information") CHILD(
                      "Department_Information", TEXT("Code", "03") TEXT("WholeName", "小児科")))),
     ERROR_OK},
    {"insprogetv2", "", 200,
     ANSWER("insprogetres", "00",
            ARRAY("TInsuranceProvider_Information",
                  NO_ROW("TInsuranceProvider_Information")
                      CHILD("TInsuranceProvider_Information",
                            TEXT("InsuranceProvider_Number", "990028")))),
     ERROR_OK},
    {"hsconfwardv2", "", 200,
     ANSWER("private_objects", "0000",
            ARRAY("Ward_Configuration",
                  NO_ROW("Ward_Configuration") CHILD(
                      "Ward_Configuration",
                      VALUE("Ward_Number", "02") ARRAY(
                          "Room_Number", ITEM("Room_Number", "201") ITEM("Room_Number", "202"))))),
     ERROR_OK},
    {"medicalgetv2", "<InOut type=\"string\">I<", 200, ACCOUNTS("15", ""), ERROR_OK},
    {"medicalgetv2", "class=01", 200,
     ACCOUNTS("00", NO_ROW("Medical_List_Information") ACCOUNT("2026-11-02", "0000101", "")),
     ERROR_OK},
    {"medicalgetv2", "class=02", 200,
     ANSWER("medicalget02res", "00",
            ARRAY("Medical_List_Information",
                  NO_ROW("Medical_List_Information") CHILD(
                      "Medical_List_Information",
                      TEXT("Insurance_Combination_Number", "0001") ARRAY(
                          "Medical_Information",
                          NO_ROW("Medical_Information") ACT(
                              "211", "7", "",
                              LINE("620000008", "甲", "") LINE("810000001", "粉砕", "")
                                  NO_ROW("Medication_info") LINE("620000009", "乙", ""))
                              ACT("310", "1", "",
                                  LINE("130000510", "注射", "") LINE("620000010", "丙", "")
                                      LINE("620000011", "丁", ""))
                                  ACT("400", "2", "",
                                      LINE("140000610", "処置", "") LINE("810000001", "右手", "")
                                          LINE("710000001", "材料", ""))
                                      ACT("212", "7", "", LINE("620000009", "乙", "")))))),
     ERROR_OK},
    {"prescriptionv2", "", 200,
     "{\"Api_Result\":\"0000\",\"Forms\":[{},{\"data\":{\"Rp\":[{}," RP(
         "21", "007", "日分",
         DRUG("620000009", "甲", "3", "錠", "") "," WORDS("一包化") "," DRUG("620000008", "乙", "3",
                                                                             "錠", "")) "]}}]}",
     ERROR_OK},
    NO_MORE_ANSWERS,
};

struct row_case {
  request_handler *handler;
  const char *path;          /* id of a read or NULL */
  const char *parameters[4]; /* names and values */
  const char *has[3];
};

#define ACTS_OF "medicalgetv2?=Invoice_Number=0000101#Medical_List_Information[2]/"

static const struct row_case cases[] = {
    {handle_patient_read,
     "12",
     {NULL},
     {SOURCE("patientgetv2#Patient_Information"
             "&name[3]=patientlst8v2:Former_Name_Information[2]"
             "&name[4]=patientlst8v2:Former_Name_Information[2]"
             "&contact[0]=HouseHolder_WholeName&contact[1]=WorkPlace_Information")}},
    {handle_patient_search,
     NULL,
     {"name", "日医"},
     {SOURCE("patientlst3v2#Patient_Information[2]"),
      SOURCE("patientlst3v2#Patient_Information[3]")}},
    /* pages: rows go on, the month says which answer to look at */
    {handle_condition_search,
     NULL,
     {"patient", "12"},
     {SOURCE("diseasegetv2#Disease_Information[2]&code=Disease_Single[1]"),
      SOURCE("diseasegetv2#Disease_Information[3]&code=Disease_Single[4]"
             "&code.extension[0]=Disease_Single[2]&code.extension[1]=Disease_Single[5]"),
      SOURCE("diseasegetv2?=Base_Date=2020-03#Disease_Information[5]&code=Disease_Single[1]")}},
    {handle_clinical_bundle,
     "12",
     {"kind", "condition"},
     {SOURCE("patientgetv2#Patient_Information&identifier[1]=HealthInsurance_Information[3]"
             "&contact[0]=HouseHolder_WholeName&contact[1]=WorkPlace_Information"),
      SOURCE("diseasegetv2#Disease_Information[2]&code=Disease_Single[1]")}},
    {handle_allergy_search,
     NULL,
     {"patient", "12"},
     {SOURCE("patientgetv2#Patient_Information/Patient_Contra_Information/Patient_Contra_Info[2]"),
      SOURCE("patientgetv2#Patient_Information/Patient_Contra_Information/Patient_Contra_Info[3]"),
      SOURCE("patientgetv2#Patient_Information/Allergy2")}},
    {handle_coverage_search,
     NULL,
     {"patient", "12"},
     {"\"total\":2", SOURCE("patientlst6v2#HealthInsurance_Information[2]"),
      SOURCE("patientlst6v2#HealthInsurance_Information[2]/PublicInsurance_Information[2]")}},
    /* a visit that is billed twice, with what the desk says of it */
    {handle_encounter_read,
     "visit-20261121-01-1-00012",
     {NULL},
     {SOURCE("visitptlstv2#Visit_List_Information[2]&identifier[1]=Visit_List_Information[2]"
             "&identifier[2]=Visit_List_Information[3]"
             "&period=acceptlstv2:Acceptlst_Information[2]"
             "&appointment=acceptlstv2:Acceptlst_Information[2]"
             "&participant=acceptlstv2:Acceptlst_Information[2]")}},
    {handle_encounter_read,
     "visit-20261121-02-1-00011",
     {NULL},
     {SOURCE("acceptlstv2#Acceptlst_Information[1]")}},
    {handle_encounter_search,
     NULL,
     {"patient", "12", "date", "lt2026-11-20"},
     {SOURCE(
         "medicalgetv2#Medical_List_Information[2]&identifier[1]=Medical_List_Information[2]")}},
    {handle_encounter_read,
     "stay-20250601-00012",
     {NULL},
     {SOURCE("hsptinfv2#Hospital_Stay_Infomation[2]&participant[0]=Doctor[2]"
             "&location[0]=Hospital_Stay_Infomation[1]&location[1]=Hospital_Stay_Infomation[2]")}},
    {handle_appointment_search,
     NULL,
     {"patient", "12"},
     {SOURCE("appointlst2v2#Appointlst_Information[2]")}},
    {handle_practitioner_search, NULL, {NULL}, {SOURCE("system01lstv2#Physician_Information[2]")}},
    {handle_practitioner_role_search,
     NULL,
     {NULL},
     {SOURCE("system01lstv2#Physician_Information[2]&organization=Department_Code3"
             "&specialty=system01lstv2:Department_Information[3]")}},
    {handle_organization_read, "facility", {NULL}, {SOURCE("system01lstv2#Medical_Information")}},
    {handle_organization_read,
     "department-03",
     {NULL},
     {SOURCE("system01lstv2#Department_Information[3]")}},
    {handle_organization_read,
     "insurer-00990028",
     {NULL},
     {SOURCE("insprogetv2#TInsuranceProvider_Information[2]")}},
    {handle_location_read, "ward-02", {NULL}, {SOURCE("hsconfwardv2#Ward_Configuration[2]")}},
    {handle_location_read,
     "room-02-202",
     {NULL},
     {SOURCE("hsconfwardv2#Ward_Configuration[2]/Room_Number[2]")}},
    {handle_medication_request_search,
     NULL,
     {"patient", "12"},
     {SOURCE("prescriptionv2?=Invoice_Number=0000101#Forms[2]/data/Rp[2]/Medication[1]"
             "&dosageInstruction[0].additionalInstruction[0]=Medication[2]"),
      SOURCE("prescriptionv2?=Invoice_Number=0000101#Forms[2]/data/Rp[2]/Medication[3]"),
      SOURCE(ACTS_OF "Medical_Information[3]&contained[0].ingredient[0]=Medication_info[2]"
                     "&contained[0].ingredient[1]=Medication_info[3]")}},
    {handle_medication_request_search,
     NULL,
     {"patient", "12"},
     {SOURCE(ACTS_OF "Medical_Information[2]/Medication_info[1]"
                     "&dosageInstruction[0].additionalInstruction[0]=Medication_info[2]")}},
    {handle_medication_dispense_search,
     NULL,
     {"patient", "12"},
     {SOURCE(ACTS_OF "Medical_Information[2]/Medication_info[4]")}},
    {handle_procedure_search,
     NULL,
     {"patient", "12"},
     {SOURCE(ACTS_OF "Medical_Information[4]/Medication_info[1]&note[0]=Medical_Information[4]"
                     "&note[1]=Medication_info[2]&usedCode[0]=Medication_info[3]")}},
    {handle_charge_item_search,
     NULL,
     {"patient", "12"},
     {SOURCE(ACTS_OF "Medical_Information[4]/Medication_info[3]")}},
};

START_TEST(test_row) {
  const struct row_case *row = &cases[_i];
  test.services.orca_former_names = true;
  if (row->path != NULL) {
    test.request.path_parameters[0] = view_of(row->path);
  }
  search_run(row->parameters, 4, row->handler);
  ck_assert_int_eq(test.error, ERROR_OK);
  orca_request_expect(&test, row->has, 3);
}
END_TEST

START_TEST(test_sorted_and_paged) {
  static const char *const parameters[] = {"patient", "12", "_sort", "onset-date", "_count", "1"};
  search_run(parameters, 6, handle_condition_search);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert_uint_eq(orca_request_count(&test, "\"source\":"), 1);
  ck_assert(orca_request_has(
      &test,
      SOURCE("diseasegetv2?=Base_Date=2020-03#Disease_Information[5]&code=Disease_Single[1]")));
}
END_TEST

/* Small arenas never give a pointer with a gap. */
START_TEST(test_small_arenas) {
  orca_request_query(&test, "patient", "12");
  orca_request_run(&test, handle_condition_search);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_survives_small_arenas(&test, handle_condition_search));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_rows");
  TCase *tests = orca_request_tests(suite, answers);
  tcase_add_loop_test(tests, test_row, 0, ROWS(cases));
  tcase_add_test(tests, test_sorted_and_paged);
  tcase_add_test(tests, test_small_arenas);
  return suite;
}
