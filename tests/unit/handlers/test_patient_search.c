#include "handlers/day_range.h"
#include "handlers/patient_search.h"
#include "tests/unit/handlers/orca_request.h"
#include "tests/unit/unit_main.h"

#define KANA_ROW(id, name, kana)                                                                   \
  CHILD("Patient_Information", TEXT("Patient_ID", id) TEXT("WholeName", name)                      \
                                   TEXT("WholeName_inKana", kana) TEXT("Sex", "1"))
#define DATED_ROW(id, test, date, time)                                                            \
  CHILD("Patient_Information", TEXT("Patient_ID", id) TEXT("TestPatient_Flag", test)               \
                                   TEXT("UpdateDate", date) TEXT("UpdateTime", time))
#define ROW(id, name, birth, sex)                                                                  \
  CHILD("Patient_Information",                                                                     \
        TEXT("Patient_ID", id) TEXT("WholeName", name) TEXT("BirthDate", birth) TEXT("Sex", sex))

static const struct fake_answer answers[] = {
    {"patientgetv2", "?id=12", 200,
     PATIENT(TEXT("Patient_ID", "00012") TEXT("WholeName", "山田　太郎")
                 TEXT("BirthDate", "1970-01-25") TEXT("Sex", "1")),
     ERROR_OK},
    {"patientgetv2", "", 200, ANSWER("patientinfores", "10", ""), ERROR_OK},
    {"patientlst3v2", "山田", 200,
     ANSWER("patientlst2res", "21",
            ARRAY("Patient_Information", ROW("00012", "山田　太郎", "1970-01-25", "1")
                                             ROW("00013", "山田　花子", "1971-03-01", "2"))),
     ERROR_OK},
    {"patientlst3v2", "ヤマ", 200,
     ANSWER("patientlst2res", "00",
            ARRAY("Patient_Information",
                  KANA_ROW("00012", "山田　太郎", "ヤマダ　タロウ")
                      KANA_ROW("00014", "大和　山男", "オオワ　ヤマオ")
                          KANA_ROW("00015", "佐山田　次郎", "サヤマダ　ジロウ"))),
     ERROR_OK},
    {"patientlst1v2", "2026-11-01", 200,
     ANSWER("patientlst1res", "00",
            ARRAY("Patient_Information",
                  DATED_ROW("00012", "0", "2026-11-01", "08:00:00")
                      DATED_ROW("00013", "0", "2026-11-01", "10:30:00")
                          DATED_ROW("00011", "1", "2026-11-01", "11:00:00"))),
     ERROR_OK},
    {"patientlst1v2", "", 200, ANSWER("patientlst1res", "20", ""), ERROR_OK},
    {"patientlst3v2", "", 200, ANSWER("patientlst2res", "20", ""), ERROR_OK},
    NO_MORE_ANSWERS,
};

static struct orca_request test;

static void teardown(void) {
  orca_request_done(&test);
}

struct search_case {
  const char *parameters[6]; /* name, value, ... */
  enum error error;
  const char *has; /* in the answer, or the issue's id */
  uint32_t calls;
};

#define OUR_SYSTEM "urn:oid:1.2.392.100495.20.3.51.11318814790|"

static const struct search_case cases[] = {
    {{"identifier", "12"}, ERROR_OK, "\"total\":1", 1},
    {{"identifier", OUR_SYSTEM "12"}, ERROR_OK, "\"id\":\"00012\"", 1},
    {{"identifier", "urn:oid:1.2.3|12"}, ERROR_OK, "\"total\":0", 0},
    {{"identifier", "|12"}, ERROR_OK, "\"total\":0", 0},
    {{"identifier", "99"}, ERROR_OK, "\"total\":0", 1},
    {{"_id", "12", "identifier", OUR_SYSTEM "00012"}, ERROR_OK, "\"total\":1", 1},
    {{"_id", "12", "identifier", "13"}, ERROR_OK, "\"total\":0", 0},
    {{"identifier", "12", "gender", "female"}, ERROR_OK, "\"total\":0", 1},
    {{"identifier", "12", "birthdate", "1970"}, ERROR_OK, "\"total\":1", 1},
    {{"identifier", "12", "name", "鈴木"}, ERROR_OK, "\"total\":0", 1},
    {{"name", "山田"}, ERROR_OK, "\"total\":2", 1},
    {{"name", "山田"}, ERROR_OK, "SUBSETTED", 1},
    {{"name", "山田"}, ERROR_OK, "orca-truncated", 1},
    {{"name", "山田 太郎"}, ERROR_OK, "\"total\":2", 1},
    {{"name", "鈴木"}, ERROR_OK, "\"total\":0", 1},
    {{"name", "山田", "birthdate", "ge1971-01-01"}, ERROR_OK, "\"total\":1", 1},
    {{"name", "山田", "birthdate", "ge1970-01-25", "birthdate", "lt1971-03-01"},
     ERROR_OK,
     "\"total\":1",
     1},
    {{"name", "山田", "birthdate", "gt1990", "birthdate", "lt1980"}, ERROR_OK, "\"total\":0", 0},
    {{"name", "山田", "gender", "other"}, ERROR_OK, "\"total\":0", 0},
    {{"name", "山田", "gender", "male"}, ERROR_OK, "\"total\":1", 1},
    {{"name", "***"}, ERROR_BAD_REQUEST, "search-parameter-value", 0},
    {{"name", "山田,鈴木"}, ERROR_BAD_REQUEST, "search-parameter-repeated", 0},
    {{"name", "山田", "gender", "m"}, ERROR_BAD_REQUEST, "search-parameter-value", 0},
    {{"name", "山田", "birthdate", "1970-02-30"}, ERROR_BAD_REQUEST, "search-parameter-value", 0},
    {{"family", "山田"}, ERROR_OK, "\"total\":2", 1},
    {{"family", "山"}, ERROR_OK, "\"total\":0", 1},
    {{"family", "山田", "given", "花"}, ERROR_OK, "\"total\":1", 1},
    {{"family", "山田", "given", "子"}, ERROR_OK, "\"total\":0", 1},
    {{"phonetic", "ヤマ"}, ERROR_OK, "\"total\":2", 1},
    {{"phonetic", "やま"}, ERROR_OK, "\"total\":2", 1},
    {{"phonetic", "ﾔﾏ"}, ERROR_OK, "\"total\":2", 1},
    {{"_lastUpdated", "ge2026-11-01", "_lastUpdated", "lt2026-11-02"}, ERROR_OK, "\"total\":2", 1},
    {{"_lastUpdated", "ge2026-11-01", "_lastUpdated", "lt2026-11-02"},
     ERROR_OK,
     "\"lastUpdated\":\"2026-11-01T10:30:00.000+09:00\"",
     1},
    {{"_lastUpdated", "ge2026-11-01"}, ERROR_OK, "search-test-patients", 1},
    {{"_lastUpdated", "ge2026-11-01T09:00:00+09:00"}, ERROR_OK, "\"total\":1", 1},
    {{"_lastUpdated", "ge2025-01-01"}, ERROR_OK, "\"total\":0", 1},
    {{"_lastUpdated", "yesterday"}, ERROR_BAD_REQUEST, "search-parameter-value", 0},
    {{"_lastUpdated", "ge2026-11-01", "_id", "12"}, ERROR_BAD_REQUEST, "search-updated-with-id", 0},
    {{"given", "太郎"}, ERROR_BAD_REQUEST, "search-parameter-combination", 0},
    {{"name", "山田", "_count", "1"}, ERROR_OK, "_offset=1&_after=00012", 1},
    {{"name", "山田", "_count", "1", "_offset", "1"}, ERROR_OK, "\"relation\":\"previous\"", 1},
    {{"name", "山田", "_count", "0"}, ERROR_OK, "\"total\":2", 1},
    {{"name", "山田", "_count", "-1"}, ERROR_BAD_REQUEST, "search-number", 0},
    {{"name", "山田", "_total", "some"}, ERROR_BAD_REQUEST, "search-total", 0},
    {{"name", "山田", "_after", "99999", "_offset", "1"}, ERROR_OK, "search-page-moved", 1},
    {{"birthdate", "1970"}, ERROR_BAD_REQUEST, "search-parameter-combination", 0},
    {{NULL}, ERROR_BAD_REQUEST, "search-parameter-required", 0},
    {{"address", "x"}, ERROR_UNKNOWN_PARAMETER, "search-parameter-unknown", 0},
};

START_TEST(test_search) {
  const struct search_case *row = &cases[_i];
  orca_request_init(&test, answers);
  for (size_t i = 0; i < 6 && row->parameters[i] != NULL; i += 2) {
    orca_request_query(&test, row->parameters[i], row->parameters[i + 1]);
  }
  orca_request_run(&test, handle_patient_search);
  ck_assert_int_eq(test.error, row->error);
  ck_assert_uint_eq(test.fake.calls, row->calls);
  if (row->error == ERROR_OK) {
    ck_assert_msg(orca_request_has(&test, row->has), "no %s in %s", row->has, test.json);
  } else {
    ck_assert(orca_request_has_issue(&test, row->has));
  }
}
END_TEST

/* What ORCA is asked: parts of the name joined by U+3000, both ends of the range, no wildcard of
 * its own. */
START_TEST(test_question) {
  orca_request_init(&test, answers);
  orca_request_query(&test, "name", "山田 太*郎");
  orca_request_query(&test, "birthdate", "ge1970");
  orca_request_query(&test, "gender", "female");
  orca_request_run(&test, handle_patient_search);
  ck_assert_ptr_nonnull(strstr(test.fake.body, ">山田　太郎<"));
  ck_assert_ptr_nonnull(strstr(test.fake.body, ">1970-01-01</Birth_StartDate>"));
  ck_assert_ptr_nonnull(strstr(test.fake.body, ">2100-12-31</Birth_EndDate>"));
  ck_assert_ptr_nonnull(strstr(test.fake.body, "<Sex type=\"string\">2</Sex>"));
}
END_TEST

struct range_case {
  const char *value;
  const char *from;
  const char *to;
};

static const struct range_case ranges[] = {
    {"1970", "1970-01-01", "1970-12-31"},
    {"eq1970-02", "1970-02-01", "1970-02-28"},
    {"2000-02", "2000-02-01", "2000-02-29"},
    {"ge1970-04-30", "1970-04-30", ""},
    {"gt1970-04-30", "1970-05-01", ""},
    {"gt1970-12", "1971-01-01", ""},
    {"lt1970", "", "1969-12-31"},
    {"lt2000-03", "", "2000-02-29"},
    {"lt1970-05-02", "", "1970-05-01"},
    {"le1970-04", "", "1970-04-30"},
};

START_TEST(test_range) {
  struct day_range range = {.from = {NULL, 0}};
  struct arena *arena = arena_new(65536);
  orca_request_init(&test, answers);
  ck_assert_int_eq(day_range_add(&range, arena, view_of(ranges[_i].value)), ERROR_OK);
  ck_assert(view_is(range.from, ranges[_i].from));
  ck_assert(view_is(range.to, ranges[_i].to));
  arena_free(arena);
}
END_TEST

static const char *const bad_ranges[] = {"",        "ne1970",           "70", "1970-1",
                                         "1970-13", "1970-01-01T00:00", "x"};

START_TEST(test_bad_range) {
  struct day_range range = {.from = {NULL, 0}};
  struct arena *arena = arena_new(65536);
  orca_request_init(&test, answers);
  ck_assert_int_eq(day_range_add(&range, arena, view_of(bad_ranges[_i])), ERROR_BAD_REQUEST);
  arena_free(arena);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("patient_search");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_loop_test(tests, test_search, 0, ROWS(cases));
  tcase_add_test(tests, test_question);
  tcase_add_loop_test(tests, test_range, 0, ROWS(ranges));
  tcase_add_loop_test(tests, test_bad_range, 0, ROWS(bad_ranges));
  suite_add_tcase(suite, tests);
  return suite;
}
