#include "handlers/coverage_from_orca.h"
#include "handlers/coverage_search.h"
#include "tests/unit/handlers/orca_request.h"
#include "tests/unit/unit_main.h"

#define CARD(class, number, rest)                                                                  \
  CHILD("HealthInsurance_Information",                                                             \
        TEXT("InsuranceProvider_Class", class) TEXT("InsuranceProvider_Number", number) rest)
#define PUBLIC(class, rest)                                                                        \
  ARRAY("PublicInsurance_Information",                                                             \
        CHILD("PublicInsurance_Information", TEXT("PublicInsurance_Class", class) rest))
#define LIST(code, rows)                                                                           \
  ANSWER("patientlst2res", code,                                                                   \
         RECORD("Patient_Information", TEXT("Patient_ID", "00012"))                                \
             ARRAY("HealthInsurance_Information", rows))
#define PERSON                                                                                     \
  TEXT("HealthInsuredPerson_Symbol", "あ　い") TEXT("HealthInsuredPerson_Number", "１２３")
#define BRANCH TEXT("HealthInsuredPerson_Branch_Number", "０１")
#define PERIOD                                                                                     \
  TEXT("Certificate_StartDate", "2011-02-16") TEXT("Certificate_ExpiredDate", "9999-12-31")
#define NATIONAL                                                                                   \
  TEXT("InsuranceProvider_WholeName", "国保")                                                      \
  PERSON BRANCH TEXT("RelationToInsuredPerson", "1") PERIOD

static struct orca_request test;

static void teardown(void) {
  orca_request_done(&test);
}

static void search(const char *body) {
  const struct fake_answer answers[] = {{"patientlst6v2", "", 200, body, ERROR_OK},
                                        NO_MORE_ANSWERS};
  orca_request_init(&test, answers);
  orca_request_query(&test, "patient", "12");
  orca_request_run(&test, handle_coverage_search);
}

struct coverage_case {
  const char *body;
  const char *has[5];
  const char *lacks[3];
};

static const struct coverage_case cases[] = {
    /* one card in two combinations, with a public one beside it */
    {LIST("000", CARD("060", "320010", NATIONAL)
                     CARD("060", "320010",
                          NATIONAL PUBLIC("051", TEXT("PublicInsurer_Number", "51326015") TEXT(
                                                     "PublicInsuredPerson_Number", "1234566")))),
     {"\"total\":2", "JP_Insurance_memberID\",\"value\":\"00320010:あい:１２３:01\"",
      "JP_Coverage_InsuredPersonSymbol\",\"valueString\":\"あ　い\"",
      "\"reference\":\"Organization/insurer-00320010\",\"type\":\"Organization\"",
      "JP_PublicPayer_memberID\",\"value\":\"51326015::1234566:\""},
     {"9999"}},
    {LIST("000", CARD("060", "320010", NATIONAL)),
     {"\"period\":{\"start\":\"2011-02-16\"}", "\"code\":\"self\",\"display\":\"Self\"",
      "InsuranceMajorCategory\",\"code\":\"2\",\"display\":\"国保\"",
      "\"subscriberId\":\"あい:１２３\"", "\"status\":\"active\""},
     {NULL}},
    /* pseudo entries are no cards, as insurance or beside one; public expense alone is one */
    {LIST("000",
          CARD("957", "", "") CARD("", "", PUBLIC("010", TEXT("PublicInsurer_Number", "10123456")))
              CARD("009", "01320010", PUBLIC("968", ""))),
     {"\"total\":2", "\"code\":\"8\",\"display\":\"公費\"", "\"code\":\"1\",\"display\":\"医保\""},
     {"957", "968"}},
    /* accident insurance, own money, the aged */
    {LIST("000", CARD("971", "",
                      RECORD("Accident_Insurance_Information",
                             TEXT("Accident_Insurance_WholeName", "短期給付")))
                     CARD("980", "", TEXT("InsuranceProvider_WholeName", "自費"))
                         CARD("039", "39320010", "")),
     {"\"total\":3", "\"code\":\"WCBPOL\"", "\"payor\":[{\"reference\":\"Patient/00012\"}]",
      "\"code\":\"7\",\"display\":\"後期高齢者\"", "coverage-selfpay\",\"code\":\"pay\""},
     {NULL}},
    /* nothing but a class: the payor is named by its kind */
    {LIST("000", CARD("009", "", "") CARD("", "", PUBLIC("019", ""))),
     {"\"total\":2", "\"payor\":[{\"display\":\"医保\"}]", "\"payor\":[{\"display\":\"公費\"}]"},
     {"{}"}},
    {LIST("E20", ""), {"\"total\":0"}, {"entry"}},
    {LIST("E21", CARD("060", "320010", NATIONAL)), {"\"total\":1", "orca-truncated"}, {NULL}},
    {ANSWER("patientlst2res", "E10", ""), {"\"total\":0", "orca-search-patient-unknown"}, {NULL}},
};

START_TEST(test_coverage) {
  const struct coverage_case *row = &cases[_i];
  search(row->body);
  ck_assert_int_eq(test.error, ERROR_OK);
  for (size_t i = 0; i < 5 && row->has[i] != NULL; i++) {
    ck_assert_msg(orca_request_has(&test, row->has[i]), "no %s in %s", row->has[i], test.json);
  }
  for (size_t i = 0; i < 3 && row->lacks[i] != NULL; i++) {
    ck_assert_msg(!orca_request_has(&test, row->lacks[i]), "%s in %s", row->lacks[i], test.json);
  }
}
END_TEST

struct member_case {
  const char *number;
  const char *symbol;
  const char *person;
  const char *branch;
  const char *expected;
};

static const struct member_case member_cases[] = {
    {"12345", "あいう", "１８７", "05", "00012345:あいう:１８７:05"},
    {"01320010", "", "187", "", "01320010::187:"},
    {"320010", "A B", "1 8　7", "５", "00320010:AB:187:05"},
    {"320010", "a:b^c", "1", "123", "00320010:abc:1:"},
    {"", "a", "1", "", ""},
    {"3200AB", "a", "1", "", ""},
    {"123456789", "a", "1", "", ""},
};

START_TEST(test_member_id) {
  const struct member_case *row = &member_cases[_i];
  const struct fake_answer answers[] = {NO_MORE_ANSWERS};
  orca_request_init(&test, answers);
  const struct orca_insurance insurance = {.insurer_number = view_of(row->number),
                                           .symbol = view_of(row->symbol),
                                           .number = view_of(row->person),
                                           .branch = view_of(row->branch)};
  struct view id = coverage_from_orca_member_id(test.request.arena, &insurance);
  ck_assert_msg(view_is(id, row->expected), "%.*s", VIEW_ARGUMENTS(id));
}
END_TEST

/* The health insurance of today: not the expired, the coming, the accident one; the latest of two.
 */
START_TEST(test_current) {
  const struct fake_answer answers[] = {NO_MORE_ANSWERS};
  orca_request_init(&test, answers);
  const struct orca_insurance insurances[] = {
      {.class = view_of("060"), .insurer_number = view_of("1"), .end_date = view_of("2026-11-20")},
      {.class = view_of("060"),
       .insurer_number = view_of("2"),
       .start_date = view_of("2026-11-22")},
      {.class = view_of("971"), .insurer_number = view_of("3")},
      {.class = view_of("009"),
       .insurer_number = view_of("4"),
       .start_date = view_of("2020-01-01")},
      {.class = view_of("060"),
       .insurer_number = view_of("5"),
       .start_date = view_of("2026-11-21"),
       .end_date = view_of("2026-11-21")},
      {.class = view_of("060")},
  };
  const struct orca_insurance *current =
      coverage_from_orca_current(insurances, 6, view_of("2026-11-21"));
  ck_assert_ptr_eq(current, &insurances[4]);
  ck_assert_ptr_null(coverage_from_orca_current(insurances, 3, view_of("2026-11-21")));
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("coverage_from_orca");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, NULL, teardown);
  tcase_add_loop_test(tests, test_coverage, 0, ROWS(cases));
  tcase_add_loop_test(tests, test_member_id, 0, ROWS(member_cases));
  tcase_add_test(tests, test_current);
  suite_add_tcase(suite, tests);
  return suite;
}
