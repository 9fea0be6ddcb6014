#include "handlers/handler_messages.h"
#include "handlers/orca_origin.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;

static void setup(void) {
  arena = arena_new(1u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

#define CONDITION(source)                                                                          \
  "{\"resourceType\":\"Condition\",\"meta\":{\"source\":\"" source "\"},"                          \
  "\"onsetDateTime\":\"2020-13-01\"}"
#define FROM_ORCA CONDITION("urn:orca:api01rv2/diseasegetv2")
#define RESOURCE(type, source)                                                                     \
  "{\"resourceType\":\"" type "\",\"meta\":{\"source\":\"urn:orca:api01rv2/" source "\"}}"
#define PATIENT(records) RESOURCE("Patient", "patientgetv2" records)
#define BUNDLE(resource)                                                                           \
  "{\"resourceType\":\"Bundle\",\"entry\":[{\"fullUrl\":\"urn:x\"},{\"resource\":" resource "}]}"
#define ONSET "diseasegetv2 › Disease_Information › Disease_StartDate"

static const struct {
  const char *text;
  const char *expression;
  const char *origin;
} cases[] = {
    {FROM_ORCA, "Condition.onsetDateTime", ONSET},
    {FROM_ORCA, "Condition.onsetDateTime.extension[0].url", ONSET},
    {FROM_ORCA, "Condition.note[1].text",
     "diseasegetv2 › Disease_Information › Disease_Supplement_Name"},
    {CONDITION("urn:orca:api01rv2/diseasegetv2#Disease_Information[3]&code=Disease_Single[2]"),
     "Condition.onsetDateTime", "diseasegetv2 › Disease_Information[3] › Disease_StartDate"},
    {CONDITION("urn:orca:api01rv2/diseasegetv2?=Base_Date=2019-03#Disease_Information[203]"),
     "Condition.onset",
     "diseasegetv2 (Base_Date 2019-03) › Disease_Information[203] › Disease_StartDate"},
    {CONDITION("urn:orca:api01rv2/diseasegetv2#Disease_Information[3]&code=Disease_Single[2]"
               "&code.extension[0]=Disease_Single[1]&code.extension[1]=Disease_Single[3]"),
     "Condition.code.extension[1].valueCodeableConcept.coding[0]",
     "diseasegetv2 › Disease_Information[3] › Disease_Single[3] › Disease_Single_Code, "
     "Disease_Single_Name; Disease_Information[3] › Disease_Name, Disease_Karte_Name"},
    {CONDITION("urn:orca:api01rv2/diseasegetv2#Disease_Information[3]&code=Disease_Single[2]"
               "&code.extension[0]=Disease_Single[1]"),
     "Condition.code.coding[0].code",
     "diseasegetv2 › Disease_Information[3] › Disease_Single[2] › Disease_Single_Code, "
     "Disease_Single_Name; Disease_Information[3] › Disease_Name, Disease_Karte_Name"},
    /* what holds an element ends at a dot or an index */
    {CONDITION("urn:orca:api01rv2/diseasegetv2#Disease_Information[3]&on=X[1]&onset=Y[2]"),
     "Condition.onsetDateTime", "diseasegetv2 › Disease_Information[3] › Disease_StartDate"},
    {CONDITION("urn:orca:api01rv2/"), "Condition.onsetDateTime", ""},
    {CONDITION("urn:orca:api01rv2/diseasegetv2#"), "Condition.onsetDateTime", ONSET},
    {CONDITION("urn:orca:api01rv2/diseasegetv2?#&&=&code&code=:"), "Condition.onsetDateTime",
     ONSET},
    {PATIENT("#Patient_Information&contact[0]=HouseHolder_WholeName"), "Patient.contact[0].name",
     "patientgetv2 › Patient_Information › HouseHolder_WholeName"},
    {PATIENT("#Patient_Information&contact[0]=HouseHolder_WholeName"), "Patient.contact",
     "patientgetv2 › Patient_Information › Contact_Information; Patient_Information › "
     "HouseHolder_WholeName; Patient_Information › WorkPlace_Information"},
    {PATIENT("#Patient_Information&name[2]=patientlst8v2:Former_Name_Information[1]"),
     "Patient.name[2].family",
     "patientlst8v2 › Former_Name_Information[1] › WholeName, WholeName_inKana, ChangeDate"},
    {PATIENT("#Patient_Information&name[2]=patientlst8v2:Former_Name_Information[1]"),
     "Patient.name[1]",
     "patientgetv2 › Patient_Information › WholeName, WholeName_inKana, NickName"},
    {PATIENT("#Patient_Information&identifier[1]=HealthInsurance_Information[2]/"
             "PublicInsurance_Information[1]"),
     "Patient.identifier[1].value",
     "patientgetv2 › Patient_Information › HealthInsurance_Information[2] › "
     "PublicInsurance_Information[1] › PublicInsurer_Number, PublicInsuredPerson_Number"},
    {RESOURCE("Coverage", "patientlst6v2#HealthInsurance_Information[2]/"
                          "PublicInsurance_Information[1]"),
     "Coverage.period.start",
     "patientlst6v2 › HealthInsurance_Information[2] › PublicInsurance_Information[1] › "
     "Certificate_IssuedDate, Certificate_ExpiredDate"},
    {RESOURCE("Coverage", "patientlst6v2#HealthInsurance_Information[2]"), "Coverage.period.start",
     "patientlst6v2 › HealthInsurance_Information[2] › Certificate_StartDate, "
     "Certificate_ExpiredDate"},
    {RESOURCE("AllergyIntolerance", "patientgetv2#Patient_Information/Patient_Contra_Information/"
                                    "Patient_Contra_Info[2]"),
     "AllergyIntolerance.onsetDateTime",
     "patientgetv2 › Patient_Information › Patient_Contra_Information › Patient_Contra_Info[2] › "
     "Contra_StartDate"},
    {RESOURCE("AllergyIntolerance", "patientgetv2#Patient_Information/Allergy1"),
     "AllergyIntolerance.code.text", "patientgetv2 › Patient_Information › Allergy1"},
    {RESOURCE("MedicationRequest", "prescriptionv2?=Invoice_Number=0000101#Forms[1]/data/Rp[2]/"
                                   "Medication[3]"),
     "MedicationRequest.medicationCodeableConcept.coding[0]",
     "prescriptionv2 (Invoice_Number 0000101) › Forms[1] › data › Rp[2] › Medication[3] › Code, "
     "Name, Generic_Code"},
    {RESOURCE("MedicationRequest",
              "medicalgetv2#Medical_List_Information[1]/Medical_Information[5]&"
              "contained[0].ingredient[1]=Medication_info[3]"),
     "MedicationRequest.contained[0].ingredient[1].strength",
     "medicalgetv2 › Medical_List_Information[1] › Medical_Information[5] › Medication_info[3] › "
     "Medication_Code, Medication_Name, Medication_Number, Unit_Code_Name"},
    {RESOURCE("Procedure", "medicalgetv2#Medical_List_Information[1]/Medical_Information[4]/"
                           "Medication_info[1]&note[0]=Medical_Information[4]"
                           "&note[1]=Medication_info[2]&usedCode[0]=Medication_info[3]"),
     "Procedure.usedCode[0]",
     "medicalgetv2 › Medical_List_Information[1] › Medical_Information[4] › Medication_info[3] › "
     "Medication_Code, Medication_Name"},
    {RESOURCE("Encounter", "visitptlstv2#Visit_List_Information[7]"
                           "&period=acceptlstv2:Acceptlst_Information[2]"),
     "Encounter.period.end",
     "acceptlstv2 › Acceptlst_Information[2] › Acceptance_Time, Account_Time"},
    /* no field of this list makes it */
    {RESOURCE("Encounter", "visitptlstv2#Visit_List_Information[7]"), "Encounter.status", ""},
    {RESOURCE("Encounter", "hsptinfv2#Hospital_Stay_Infomation[2]&"
                           "location[0]=Hospital_Stay_Infomation[1]"),
     "Encounter.location[0]",
     "hsptinfv2 › Hospital_Stay_Infomation[1] › Ward_Number, Ward_Name, Room_Number"},
    {RESOURCE("PractitionerRole", "system01lstv2#Physician_Information[2]&"
                                  "organization=Department_Code3"
                                  "&specialty=system01lstv2:Department_Information[4]"),
     "PractitionerRole.organization.reference",
     "system01lstv2 › Physician_Information[2] › Department_Code3"},
    {RESOURCE("PractitionerRole", "system01lstv2#Physician_Information[2]&"
                                  "organization=Department_Code3"
                                  "&specialty=system01lstv2:Department_Information[4]"),
     "PractitionerRole.specialty[0]",
     "system01lstv2 › Department_Information[4] › Receipt_Code, WholeName"},
    {BUNDLE(FROM_ORCA), "Bundle.entry[1].resource.onsetDateTime", ONSET},
    {BUNDLE(BUNDLE(FROM_ORCA)), "Bundle.entry[1].resource.entry[1].resource.onsetDateTime", ONSET},
    {FROM_ORCA, "Condition.onset", ONSET},
    {FROM_ORCA, "Condition.onse", ""},
    {FROM_ORCA, "Condition", ""},
    {FROM_ORCA, "Condition.unheard", ""},
    {FROM_ORCA, "", ""},
    {CONDITION("urn:other:system"), "Condition.onsetDateTime", ""},
    {BUNDLE(FROM_ORCA), "Bundle.entry[0].resource.onsetDateTime", ""},
    {BUNDLE(FROM_ORCA), "Bundle.entry[9].resource.onsetDateTime", ""},
    {BUNDLE(FROM_ORCA), "Bundle.entry[x].resource.onsetDateTime", ""},
    {BUNDLE(FROM_ORCA), "Bundle.entry", ""},
    {"[1]", "Condition.onsetDateTime", ""},
};

START_TEST(test_origin) {
  struct document document;
  struct document_failure failure;
  struct issue_list issues = issue_list_make(arena, 1);
  ck_assert_int_eq(document_read(arena, view_of(cases[_i].text), NULL, &document, &failure),
                   ERROR_OK);
  struct issue *issue = issue_add(&issues, handler_message_get(HANDLER_MESSAGE_NOT_A_RESOURCE));
  ck_assert_ptr_nonnull(issue);
  issue->expression = view_of(cases[_i].expression);
  orca_origin_tell(&document, &issues);
  ck_assert_msg(view_is(issue->origin, cases[_i].origin), "%.*s", VIEW_ARGUMENTS(issue->origin));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_origin");
  TCase *tests = tcase_create("origin");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, test_origin, 0, sizeof cases / sizeof cases[0]);
  suite_add_tcase(suite, tests);
  return suite;
}
