#include "handlers/practitioner.h"
#include "tests/unit/handlers/orca_request_cases.h"

#define DOCTOR(code, name, rest)                                                                   \
  CHILD("Physician_Information", TEXT("Code", code) TEXT("WholeName", name) rest)
#define PHYSICIANS(code, rows) ANSWER("physicianres", code, ARRAY("Physician_Information", rows))

static const struct fake_answer answers[] = {
    {"system01lstv2", "class=02", 200,
     PHYSICIANS("10", DOCTOR("10001", "見本　一",
                             TEXT("WholeName_inKana", "ミホン　ハジメ")
                                 TEXT("Physician_Permission_Id", "999001") TEXT(
                                     "Drug_Permission_Id", "99-0001") TEXT("Department_Code1", "01")
                                     TEXT("Department_Code3", "07") TEXT("Department_Code4", "01"))
                          DOCTOR("10002", "見本二葉", "") DOCTOR("1 3", "見本　三", "")),
     ERROR_OK},
    {"system01lstv2", "class=01", 200,
     ANSWER("departmentres", "00",
            ARRAY("Department_Information",
                  CHILD("Department_Information",
                        TEXT("Code", "01") TEXT("WholeName", "内科") TEXT("Receipt_Code", "01")))),
     ERROR_OK},
    NO_MORE_ANSWERS,
};

struct search_case {
  request_handler *handler;
  const char *parameters[4];
  const char *has[4];
  const char *lacks[2];
};

#define SYSTEM "urn:oid:1.2.392.100495.20.3.41.11318814790"

static const struct search_case cases[] = {
    /* what cannot be an id is left out, and more than a hundred is said */
    {handle_practitioner_search, {NULL}, {"\"total\":2", "orca-truncated"}, {"1 3"}},
    {handle_practitioner_search,
     {"identifier", SYSTEM "|10001"},
     {"\"total\":1", "\"id\":\"10001\"", "\"family\":\"見本\",\"given\":[\"一\"]",
      "\"value\":\"99-0001\""},
     {NULL}},
    {handle_practitioner_search, {"identifier", "urn:other|10001"}, {"\"total\":0"}, {NULL}},
    {handle_practitioner_search, {"name", "ハジメ"}, {"\"total\":1"}, {NULL}},
    /* without a separator it is unknown where the family name ends; no licence, no qualification */
    {handle_practitioner_search,
     {"_id", "10002"},
     {"\"total\":1", "\"text\":\"見本二葉\""},
     {"family", "qualification"}},
    /* a department twice is one role; one that is not registered any more has no name */
    {handle_practitioner_role_search,
     {NULL},
     {"\"total\":2", "\"id\":\"10001-01\"", "\"id\":\"10001-07\"",
      "\"organization\":{\"reference\":\"Organization/department-07\"}"},
     {"10002"}},
    {handle_practitioner_role_search,
     {"practitioner", "Practitioner/10001", "organization", "department-01"},
     {"\"total\":1", "\"display\":\"内科\"", "ClinicalDepartment\",\"code\":\"01\""},
     {NULL}},
    {handle_practitioner_role_search, {"practitioner", "10002"}, {"\"total\":0"}, {NULL}},
    {handle_practitioner_role_search, {"organization", "facility"}, {"\"total\":0"}, {NULL}},
};

START_TEST(test_search) {
  const struct search_case *row = &cases[_i];
  search_run(row->parameters, 4, row->handler);
  ck_assert_int_eq(test.error, ERROR_OK);
  orca_request_expect(&test, row->has, 4);
  for (size_t i = 0; i < 2 && row->lacks[i] != NULL; i++) {
    ck_assert_msg(!orca_request_has(&test, row->lacks[i]), "%s in %s", row->lacks[i], test.json);
  }
}
END_TEST

START_TEST(test_read) {
  test.request.path_parameters[0] = view_of("10001-01");
  orca_request_run(&test, handle_practitioner_role_read);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "\"reference\":\"Practitioner/10001\""));
  test.request.path_parameters[0] = view_of("10001-02");
  orca_request_run(&test, handle_practitioner_role_read);
  ck_assert_int_eq(test.error, ERROR_NOT_FOUND);
  ck_assert(orca_request_has_issue(&test, "orca-resource-unknown"));
}
END_TEST

/* The lists are masters: they are kept, whoever asks. */
START_TEST(test_kept) {
  orca_request_run(&test, handle_practitioner_role_search);
  uint32_t calls = test.fake.calls;
  test.fake.now_ms += 3600 * 1000;
  test.fake.monotonic_us += INT64_C(3600) * 1000000;
  test.request.deadline_us += INT64_C(3600) * 1000000;
  orca_request_run(&test, handle_practitioner_search);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert_uint_eq(test.fake.calls, calls);
}
END_TEST

START_TEST(test_small_arenas) {
  orca_request_run(&test, handle_practitioner_read);
  test.request.path_parameters[0] = view_of("10001");
  orca_request_run(&test, handle_practitioner_read);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_survives_small_arenas(&test, handle_practitioner_read));
  test.request.path_parameters[0] = view_of("10001-01");
  orca_request_run(&test, handle_practitioner_role_read);
  ck_assert(orca_request_survives_small_arenas(&test, handle_practitioner_role_read));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("practitioner");
  TCase *tests = orca_request_tests(suite, answers);
  tcase_add_loop_test(tests, test_search, 0, ROWS(cases));
  tcase_add_test(tests, test_read);
  tcase_add_test(tests, test_kept);
  tcase_add_test(tests, test_small_arenas);
  return suite;
}
