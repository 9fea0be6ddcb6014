/* Accounts, their acts and prescriptions: what is asked, decoded and kept. */
#include "server/orca/orca_account.h"
#include "server/orca/orca_act.h"
#include "server/orca/orca_prescription.h"
#include "tests/unit/orca/fake_orca.h"
#include "tests/unit/unit_main.h"

#define TEXT(name, text) "<" name " type=\"string\">" text "</" name ">"
#define RECORD(name, content) "<" name " type=\"record\">" content "</" name ">"
#define ARRAY(name, content) "<" name " type=\"array\">" content "</" name ">"
#define CHILD(name, content) RECORD(name "_child", content)
#define ANSWER(root, code, content)                                                                \
  "<xmlio2>" RECORD(root, TEXT("Api_Result", code) content) "</xmlio2>"

static struct fake_orca fake;
static struct fake_setup setup_state;
static struct orca_session session;

static void open_fake(const struct fake_answer *answers) {
  fake_orca_init(&fake, answers);
  ck_assert_int_eq(fake_orca_open(&fake, 60, &setup_state), ERROR_OK);
  session = (struct orca_session){
      .orca = setup_state.orca, .arena = arena_new(8u << 20), .deadline_us = 10000000};
}

static void teardown(void) {
  orca_close(setup_state.orca);
  arena_free(session.arena);
}

static const struct fake_answer answers[] = {
    {"medicalgetv2", "<InOut type=\"string\">I<", 200, ANSWER("medicalget01res", "15", ""),
     ERROR_OK},
    {"medicalgetv2", "class=01", 200,
     ANSWER("medicalget01res", "00",
            RECORD("Patient_Information", TEXT("Patient_ID", "00012")) ARRAY(
                "Medical_List_Information",
                CHILD("Medical_List_Information",
                      TEXT("Perform_Date", "2026-11-02") TEXT("Department_Code", "01") TEXT(
                          "Sequential_Number", "2") TEXT("Insurance_Combination_Number", "0003")
                          RECORD("HealthInsurance_Information",
                                 TEXT("InsuranceProvider_WholeName", "国保"))
                              TEXT("Invoice_Number", "0000861") TEXT("UpdateDate", "2026-11-02")
                                  TEXT("UpdateTime", "09:41:05")))),
     ERROR_OK},
    {"medicalgetv2", "class=02", 200,
     ANSWER(
         "medicalget02res", "00",
         ARRAY("Medical_List_Information",
               CHILD("Medical_List_Information",
                     TEXT("Insurance_Combination_Number", "0002")
                         ARRAY("Medical_Information",
                               CHILD("Medical_Information", TEXT("Medical_Class", "120"))))
                   CHILD("Medical_List_Information",
                         TEXT("Insurance_Combination_Number", "0003") ARRAY(
                             "Medical_Information",
                             CHILD("Medical_Information",
                                   TEXT("Medical_Class", "212") TEXT("Medical_Class_Number", "14")
                                       ARRAY("Medication_info",
                                             CHILD("Medication_info",
                                                   TEXT("Medication_Code", "620000001")
                                                       TEXT("Medication_Number", "3")))))))),
     ERROR_OK},
    {"prescriptionv2", "", 200,
     "{\"Api_Result\":\"0000\",\"Forms\":[{\"data\":{\"IssuedDate\":\"2026-11-02\","
     "\"Memo\":[\"甲\",\"\",\"乙\",\"\"],\"Rp\":[{\"Medical_Class\":\"21\",\"Medication\":[{"
     "\"Name\":"
     "\"薬\",\"Amount\":\"00001.00000\",\"Code\":\"620000001\"},{\"Name\":\"分１\"},{},{}]},{}]}}]"
     "}",
     ERROR_OK},
    {NULL, NULL, 0, NULL, ERROR_OK},
};

START_TEST(test_accounts) {
  struct orca_account_list list;
  open_fake(answers);
  ck_assert_int_eq(orca_account_list(&session, view_of("12"), &list), ERROR_OK);
  ck_assert_uint_eq(list.count, 1);
  ck_assert(view_is(list.patient_id, "00012"));
  ck_assert(view_is(list.accounts[0].invoice, "0000861"));
  ck_assert(view_is(list.accounts[0].insurance_name, "国保"));
  ck_assert(!list.accounts[0].inpatient);
  ck_assert_str_eq(fake.body,
                   "<data><medicalgetreq type=\"record\"><InOut type=\"string\">I</InOut>"
                   "<Patient_ID type=\"string\">12</Patient_ID><Perform_Date type=\"string\">"
                   "2026-11-21</Perform_Date><For_Months type=\"string\">99</For_Months>"
                   "</medicalgetreq></data>");
}
END_TEST

static const struct orca_account account = {
    .date = VIEW_LITERAL("2026-11-02"),
    .department = VIEW_LITERAL("01"),
    .sequence = VIEW_LITERAL("2"),
    .combination = VIEW_LITERAL("0003"),
    .invoice = VIEW_LITERAL("0000861"),
    .updated = VIEW_LITERAL("2026-11-02"),
    .updated_time = VIEW_LITERAL("09:41:05"),
};

START_TEST(test_acts) {
  struct orca_act_list list;
  open_fake(answers);
  ck_assert_int_eq(orca_act_list(&session, view_of("12"), &account, &list), ERROR_OK);
  ck_assert_uint_eq(list.count, 1); /* of this combination alone */
  ck_assert(view_is(list.acts[0].class, "212"));
  ck_assert_uint_eq(list.acts[0].position, 1);
  ck_assert(view_is(list.acts[0].lines[0].number, "3"));
  ck_assert_str_eq(fake.body,
                   "<data><medicalgetreq type=\"record\"><Patient_ID type=\"string\">12"
                   "</Patient_ID><Perform_Date type=\"string\">2026-11-02</Perform_Date>"
                   "<Medical_Information type=\"record\"><Department_Code type=\"string\">01"
                   "</Department_Code><Sequential_Number type=\"string\">2</Sequential_Number>"
                   "<Insurance_Combination_Number type=\"string\">0003"
                   "</Insurance_Combination_Number></Medical_Information><Invoice_Number "
                   "type=\"string\">0000861</Invoice_Number></medicalgetreq></data>");
}
END_TEST

START_TEST(test_prescription) {
  struct orca_prescription_list list;
  open_fake(answers);
  ck_assert_int_eq(orca_prescription_list(&session, view_of("12"), &account, &list), ERROR_OK);
  ck_assert_uint_eq(list.count, 1);
  ck_assert_uint_eq(list.prescriptions[0].rp_count, 1);
  ck_assert_uint_eq(list.prescriptions[0].rps[0].line_count, 2);
  ck_assert(view_is(list.prescriptions[0].rps[0].lines[0].amount, "00001.00000"));
  ck_assert_uint_eq(list.prescriptions[0].memo_count, 2);
  ck_assert(view_is(list.prescriptions[0].memos[1].text, "乙"));
  ck_assert_str_eq(fake.body,
                   "{\"prescriptionv2req\":{\"Request_Number\":\"02\",\"Patient_ID\":\"12\","
                   "\"Invoice_Number\":\"0000861\",\"Outside_Class\":\"True\"}}");
}
END_TEST

static void ask(const struct orca_account *asked) {
  struct orca_prescription_list list;
  ck_assert_int_eq(orca_prescription_list(&session, view_of("12"), asked, &list), ERROR_OK);
}

/* Under its stamp an answer is kept for a day, whatever freshness is wanted; a new stamp asks. */
START_TEST(test_stamp) {
  struct orca_account changed = account;
  changed.updated_time = view_of("10:00:00");
  open_fake(answers);
  ask(&account);
  fake.now_ms += 3600000;
  fake.monotonic_us += 3600000000;
  session.deadline_us += 3600000000;
  session.fresh = true;
  ask(&account);
  ck_assert_uint_eq(fake.calls, 1);
  ask(&changed);
  ck_assert_uint_eq(fake.calls, 2);
}
END_TEST

/* Without a stamp the patient's answers are kept as long as any. */
START_TEST(test_no_stamp) {
  struct orca_account older = account;
  older.updated_time = view_of("");
  open_fake(answers);
  ask(&older);
  ask(&older);
  ck_assert_uint_eq(fake.calls, 1);
  fake.now_ms += 61000;
  fake.monotonic_us += 61000000;
  session.deadline_us += 61000000;
  ask(&older);
  ck_assert_uint_eq(fake.calls, 2);
}
END_TEST

/* What is forgotten about a patient is forgotten with the stamps. */
START_TEST(test_forget) {
  open_fake(answers);
  ask(&account);
  orca_forget(setup_state.orca, view_of("00012"));
  ask(&account);
  ck_assert_uint_eq(fake.calls, 2);
}
END_TEST

START_TEST(test_bad_id) {
  struct orca_account_list list;
  open_fake(answers);
  ck_assert_int_eq(orca_account_list(&session, view_of("1%2"), &list), ERROR_NOT_FOUND);
  ck_assert_uint_eq(fake.calls, 0);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_account");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_test(tests, test_accounts);
  tcase_add_test(tests, test_acts);
  tcase_add_test(tests, test_prescription);
  tcase_add_test(tests, test_stamp);
  tcase_add_test(tests, test_no_stamp);
  tcase_add_test(tests, test_forget);
  tcase_add_test(tests, test_bad_id);
  suite_add_tcase(suite, tests);
  return suite;
}
