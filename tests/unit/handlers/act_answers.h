/* Answers of ORCA about the visits of a patient, for tests of what is made of them. */
#ifndef TESTS_UNIT_HANDLERS_ACT_ANSWERS_H
#define TESTS_UNIT_HANDLERS_ACT_ANSWERS_H

#include "tests/unit/handlers/orca_request.h"

#define ACCOUNT(date, invoice, rest)                                                               \
  CHILD("Medical_List_Information",                                                                \
        TEXT("Perform_Date", date) TEXT("Department_Code", "01") TEXT("Department_Name", "内科")   \
            TEXT("Sequential_Number", "1") TEXT("Insurance_Combination_Number", "0001")            \
                RECORD("HealthInsurance_Information", TEXT("InsuranceProvider_WholeName", "国保")) \
                    TEXT("Invoice_Number", invoice) rest)
#define STAMP(date, time) TEXT("UpdateDate", date) TEXT("UpdateTime", time)
#define ACCOUNTS(code, rows)                                                                       \
  ANSWER("medicalget01res", code,                                                                  \
         RECORD("Patient_Information", TEXT("Patient_ID", "00012"))                                \
             ARRAY("Medical_List_Information", rows))
#define LINE(code, name, rest)                                                                     \
  CHILD("Medication_info", TEXT("Medication_Code", code) TEXT("Medication_Name", name) rest)
#define ACT(class, number, rest, lines)                                                            \
  CHILD("Medical_Information",                                                                     \
        TEXT("Medical_Class", class) TEXT("Medical_Class_Name", "名称")                            \
            TEXT("Medical_Class_Number", number) rest ARRAY("Medication_info", lines))
#define ACTS(code, acts)                                                                           \
  ANSWER("medicalget02res", code,                                                                  \
         ARRAY("Medical_List_Information",                                                         \
               CHILD("Medical_List_Information", TEXT("Insurance_Combination_Number", "0001")      \
                                                     ARRAY("Medical_Information", acts))))
#define FORM(rps)                                                                                   \
  "{\"Api_Result\":\"0000\",\"Forms\":[{\"data\":{\"IssuedDate\":\"2026-11-03\",\"Doctor\":"        \
  "{\"Code\":\"10001\",\"Name\":\"架空　医師\"},\"Split_Count\":\"3\",\"Split_Number\":\"1\"," \
  "\"Refill_Count\":\"2\",\"Memo\":[\"備考の行\",\"\"],\"Rp\":[" rps ",{}]}}]}"
#define RP(class, count, unit, lines)                                                              \
  "{\"Medical_Class\":\"" class "\",\"Count\":\"" count "\",\"Unit_Name\":\"" unit                 \
                                "\",\"Split_Total_Count\":\"021\",\"Medication\":[" lines ",{}]}"
#define DRUG(code, name, amount, unit, rest)                                                       \
  "{\"Name\":\"" name "\",\"Amount\":\"" amount "\",\"Unit_Name\":\"" unit "\",\"Code\":\"" code   \
  "\"" rest "}"
#define WORDS(text) "{\"Name\":\"" text "\"}"
#define ONE_ACCOUNT ACCOUNTS("00", ACCOUNT("2026-11-02", "0000101", ""))
#define NO_PRESCRIPTION "{\"Api_Result\":\"0105\",\"Api_Result_Message\":\"ありません\"}"

/* In-patient accounts are asked for second and are none. */
#define ACT_ANSWERS(accounts, acts, form)                                                          \
  {                                                                                                \
    {"medicalgetv2", "<InOut type=\"string\">I<", 200, ACCOUNTS("15", ""), ERROR_OK},              \
        {"medicalgetv2", "class=01", 200, accounts, ERROR_OK},                                     \
        {"medicalgetv2", "class=02", 200, acts, ERROR_OK},                                         \
        {"prescriptionv2", "", 200, form, ERROR_OK}, NO_MORE_ANSWERS                               \
  }

struct act_case {
  const char *acts;
  const char *form;
  const char *has[8];
  const char *lacks[4];
};

static inline void act_case_run(struct orca_request *test, const struct act_case *row,
                                request_handler *handler) {
  const struct fake_answer answers[] = ACT_ANSWERS(ONE_ACCOUNT, row->acts, row->form);
  orca_request_init(test, answers);
  orca_request_query(test, "patient", "12");
  orca_request_run(test, handler);
  ck_assert_int_eq(test->error, ERROR_OK);
  orca_request_expect(test, row->has, 8);
  for (size_t i = 0; i < 4 && row->lacks[i] != NULL; i++) {
    ck_assert_msg(!orca_request_has(test, row->lacks[i]), "%s in %s", row->lacks[i], test->json);
  }
}

#endif
