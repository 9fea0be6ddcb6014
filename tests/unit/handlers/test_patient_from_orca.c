#include "handlers/patient_from_orca.h"
#include "handlers/patient_read.h"
#include "tests/unit/handlers/orca_request.h"
#include "tests/unit/unit_main.h"

static struct orca_request test;

static void teardown(void) {
  orca_request_done(&test);
}

static void read_patient(const struct fake_answer *answers, const char *id) {
  orca_request_init(&test, answers);
  test.request.path_parameters[0] = view_of(id);
  orca_request_run(&test, handle_patient_read);
}

static const struct fake_answer whole[] = {
    {"patientgetv2", "", 200,
     PATIENT(
         TEXT("Patient_ID", "00012") TEXT("WholeName", "日医　太郎") TEXT(
             "WholeName_inKana", "ニチイ　タロウ") TEXT("BirthDate", "1975-01-01") TEXT("Sex", "1")
             TEXT("NickName", "太郎さん") TEXT("TestPatient_Flag", "1") TEXT("Death_Flag", "1")
                 TEXT("CellularNumber", "090-0000-0000") TEXT("EmailAddress", "a@example.jp")
                     TEXT("HouseHolder_WholeName", "日医　花子") RECORD(
                         "Home_Address_Information", TEXT("Address_ZipCode", "1130021") TEXT(
                                                         "WholeAddress1", "東京都文京区本駒込")
                                                         TEXT("WholeAddress2", "６−１６−３")
                                                             TEXT("PhoneNumber1", "03-3333-2222"))
                         RECORD("WorkPlace_Information", TEXT("WholeName", "てすと 株式会社")
                                                             TEXT("PhoneNumber", "03-1111-1111"))
                             RECORD("Contact_Information",
                                    TEXT("WholeName", "日医　次郎") TEXT("Relationship", "弟"))),
     ERROR_OK},
    NO_MORE_ANSWERS,
};

static const char *const whole_parts[] = {
    "\"resourceType\":\"Patient\",\"id\":\"00012\"",
    "\"lastUpdated\":\"2026-11-21T16:00:00.000+09:00\"",
    "\"source\":\"urn:orca:api01rv2/"
    "patientgetv2#Patient_Information&contact[0]=Contact_Information",
    "\"profile\":[\"http://jpfhir.jp/fhir/core/StructureDefinition/JP_Patient\"]",
    "\"code\":\"HTEST\"",
    "\"system\":\"urn:oid:1.2.392.100495.20.3.51.11318814790\",\"value\":\"00012\"",
    ("\"valueCode\":\"IDE\"}],\"use\":\"official\",\"text\":\"日医 太郎\",\"family\":\"日医\","
     "\"given\":[\"太郎\"]"),
    "\"valueCode\":\"SYL\"}],\"use\":\"official\",\"text\":\"ニチイ タロウ\",\"family\":\"ニチイ\"",
    "\"use\":\"nickname\",\"text\":\"太郎さん\"",
    "\"system\":\"phone\",\"value\":\"03-3333-2222\",\"use\":\"home\"",
    "\"system\":\"phone\",\"value\":\"090-0000-0000\",\"use\":\"mobile\"",
    "\"system\":\"email\",\"value\":\"a@example.jp\"",
    "\"gender\":\"male\",\"birthDate\":\"1975-01-01\",\"deceasedBoolean\":true",
    "\"text\":\"東京都文京区本駒込６−１６−３\",\"postalCode\":\"113-0021\"",
    "\"relationship\":[{\"text\":\"弟\"}],\"name\":{\"text\":\"日医 次郎\"}",
    "\"relationship\":[{\"text\":\"世帯主\"}],\"name\":{\"text\":\"日医 花子\"}",
    "\"organization\":{\"display\":\"てすと 株式会社\"}",
};

#define FORMER(date, name, kana)                                                                   \
  CHILD("Former_Name_Information",                                                                 \
        TEXT("ChangeDate", date) TEXT("WholeName", name) TEXT("WholeName_inKana", kana))
static const char patient_12[] =
    PATIENT(TEXT("Patient_ID", "00012") TEXT("WholeName", "日医　花子") TEXT("Sex", "2"));

static const struct former_case {
  long status;
  const char *answer;
  enum error error;
  size_t count; /* of former names */
} former_cases[] = {
    {200,
     ANSWER("patientlst8res", "000",
            ARRAY("Former_Name_Information", FORMER("2018-11-21", "試作　花子", "シサク　ハナコ")
                                                 FORMER("0000-00-00", "例題　花子", ""))),
     ERROR_OK, 3},
    {200, ANSWER("patientlst8res", "E11", ""), ERROR_OK, 0},
    {404, "no such path", ERROR_OK, 0},
    {405, "no such method", ERROR_OK, 0},
    {503, "busy", ERROR_ORCA_BUSY, 0},
};

/* An ORCA without the API has no former names; one that fails fails the read. */
START_TEST(test_former_names) {
  const struct former_case *row = &former_cases[_i];
  const struct fake_answer answers[] = {
      {"patientgetv2", "", 200, patient_12, ERROR_OK},
      {"patientlst8v2", "00012", row->status, row->answer, ERROR_OK},
      NO_MORE_ANSWERS,
  };
  orca_request_init(&test, answers);
  test.services.orca_former_names = true;
  test.request.path_parameters[0] = view_of("12");
  orca_request_run(&test, handle_patient_read);
  ck_assert_int_eq(test.error, row->error);
  ck_assert_uint_eq(orca_request_count(&test, "\"use\":\"old\""), row->count);
  if (row->count > 0) {
    ck_assert(orca_request_has(&test, "\"text\":\"試作 花子\",\"family\":\"試作\",\"given\":["
                                      "\"花子\"],\"period\":{\"end\":\"2018-11-21\"}"));
    ck_assert_uint_eq(orca_request_count(&test, "\"period\""), 2);
  }
}
END_TEST

START_TEST(test_whole) {
  read_patient(whole, "12");
  ck_assert_int_eq(test.error, ERROR_OK);
  for (size_t i = 0; i < sizeof(whole_parts) / sizeof(whole_parts[0]); i++) {
    ck_assert_msg(orca_request_has(&test, whole_parts[i]), "no %s in %s", whole_parts[i],
                  test.json);
  }
  /* Asked for as 12, lives as 00012. */
  ck_assert_uint_eq(test.response.header_count, 1);
  ck_assert(view_is(test.response.headers[0].value, "http://test/fhir/Patient/00012"));
}
END_TEST

START_TEST(test_small_arenas) {
  read_patient(whole, "12");
  ck_assert(orca_request_survives_small_arenas(&test, handle_patient_read));
}
END_TEST

static const struct fake_answer sparse[] = {
    {"patientgetv2", "", 200,
     PATIENT(TEXT("Patient_ID", "1") TEXT("WholeName", "スミスジョン") TEXT("Sex", "2") TEXT(
         "BirthDate", "0000-00-00") RECORD("Contact_Information", TEXT("Address_ZipCode", ""))),
     ERROR_OK},
    NO_MORE_ANSWERS,
};

/* A name without separator is text alone; nothing is invented. */
START_TEST(test_sparse) {
  read_patient(sparse, "1");
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "\"text\":\"スミスジョン\"}]"));
  ck_assert(orca_request_has(&test, "\"gender\":\"female\"}"));
  static const char *const absent[] = {"family",  "given",   "birthDate", "deceased", "address",
                                       "contact", "telecom", "tag",       "nickname", "SYL"};
  for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
    ck_assert_msg(!orca_request_has(&test, absent[i]), "%s in %s", absent[i], test.json);
  }
}
END_TEST

struct failure_case {
  struct fake_answer answer;
  enum error error;
  const char *issue;
};

static const struct failure_case failures[] = {
    {{"patientgetv2", "", 200, ANSWER("patientinfores", "10", ""), ERROR_OK},
     ERROR_NOT_FOUND,
     "orca-patient-unknown"},
    {{"patientgetv2", "", 200, ANSWER("patientinfores", "90", ""), ERROR_OK},
     ERROR_ORCA_BUSY,
     "orca-result"},
    {{"patientgetv2", "", 200, "<!DOCTYPE html>", ERROR_OK},
     ERROR_ORCA_ANSWER,
     "orca-answer-unreadable"},
    {{"patientgetv2", "", 401, "", ERROR_OK}, ERROR_ORCA_REFUSED, "orca-refused"},
    {{"patientgetv2", "", 404, "", ERROR_OK}, ERROR_ORCA_ANSWER, "orca-status-path"},
    {{"patientgetv2", "", 503, "", ERROR_OK}, ERROR_ORCA_BUSY, "orca-status"},
    {{"patientgetv2", "", 0, "", ERROR_ORCA_UNREACHABLE},
     ERROR_ORCA_UNREACHABLE,
     "orca-unreachable"},
};

START_TEST(test_failure) {
  const struct fake_answer answers[] = {failures[_i].answer, NO_MORE_ANSWERS};
  read_patient(answers, "12");
  ck_assert_int_eq(test.error, failures[_i].error);
  ck_assert_uint_eq(test.request.issues.count, 1);
  ck_assert_str_eq(test.request.issues.issues[0].message->id, failures[_i].issue);
  struct view text =
      issue_text(&test.request.issues.issues[0], LANGUAGE_JAPANESE, test.request.arena);
  ck_assert_uint_ne(view_find(text, view_of("patientgetv2"), 0), SIZE_MAX);
  ck_assert_uint_eq(test.response.header_count, test.error == ERROR_ORCA_BUSY ? 1 : 0);
}
END_TEST

START_TEST(test_impossible_id) {
  read_patient(whole, "no such/id");
  ck_assert_int_eq(test.error, ERROR_NOT_FOUND);
  ck_assert(orca_request_has_issue(&test, "orca-patient-id"));
  ck_assert_uint_eq(test.fake.calls, 0);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("patient_from_orca");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_test(tests, test_whole);
  tcase_add_loop_test(tests, test_former_names, 0, sizeof(former_cases) / sizeof(former_cases[0]));
  tcase_add_test(tests, test_small_arenas);
  tcase_add_test(tests, test_sparse);
  tcase_add_loop_test(tests, test_failure, 0, (int)(sizeof(failures) / sizeof(failures[0])));
  tcase_add_test(tests, test_impossible_id);
  suite_add_tcase(suite, tests);
  return suite;
}
