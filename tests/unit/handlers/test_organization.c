#include "handlers/organization.h"
#include "handlers/organization_id.h"
#include "tests/unit/handlers/orca_request_cases.h"

#define DEPARTMENT(code, name, receipt)                                                            \
  CHILD("Department_Information",                                                                  \
        TEXT("Code", code) TEXT("WholeName", name) TEXT("Receipt_Code", receipt))
#define INSURER(number, name)                                                                      \
  CHILD("TInsuranceProvider_Information",                                                          \
        TEXT("InsuranceProvider_Number", number) TEXT("InsuranceProvider_WholeName", name))

static const struct fake_answer answers[] = {
    {"system01lstv2", "class=04", 200,
     ANSWER("system1001res", "00",
            RECORD("Medical_Information",
                   TEXT("Prefectures_Number", "13") TEXT("Point_list", "1")
                       TEXT("Institution_Code", "2345678") TEXT("Institution_Speciation", "2")
                           TEXT("Institution_WholeName", "医療法人　見本診療所") RECORD(
                               "Address_Information", TEXT("Address_ZipCode", "9999999")
                                                          TEXT("PhoneNumber", "099-000-9999")))),
     ERROR_OK},
    {"system01lstv2", "class=01", 200,
     ANSWER("departmentres", "00",
            ARRAY("Department_Information",
                  DEPARTMENT("01", "内科", "01") DEPARTMENT("61", "巡回", ""))),
     ERROR_OK},
    {"insprogetv2", ">990028<", 200,
     ANSWER("insprogetres", "00",
            ARRAY("TInsuranceProvider_Information",
                  INSURER("990028", "見本市") INSURER("990028", "見本市（退職）"))),
     ERROR_OK},
    {"insprogetv2", "", 200, ANSWER("insprogetres", "15", ""), ERROR_OK},
    NO_MORE_ANSWERS,
};

static const struct read_case reads[] = {
    {"facility",
     ERROR_OK,
     1,
     {"insurance-medical-institution-no\",\"value\":\"1312345678\"", "\"text\":\"診療所\"",
      "\"postalCode\":\"999-9999\"", "\"code\":\"prov\""},
     "\"alias\""},
    {"department-01",
     ERROR_OK,
     1,
     {"\"partOf\":{\"reference\":\"Organization/facility\"}", "\"code\":\"dept\"",
      "\"value\":\"1318814790-department-01\"",
      "ClinicalDepartment\",\"code\":\"01\",\"display\":\"内科\""},
     NULL},
    /* a department that is the clinic's own has no national code */
    {"department-61", ERROR_OK, 1, {"\"name\":\"巡回\""}, "ClinicalDepartment"},
    {"department-02", ERROR_NOT_FOUND, 1, {NULL}, NULL},
    {"insurer-00990028",
     ERROR_OK,
     1,
     {"InsurerNumber\",\"value\":\"00990028\"", "\"name\":\"見本市\"", "\"code\":\"ins\""},
     "退職"},
    {"insurer-06990012", ERROR_NOT_FOUND, 1, {NULL}, NULL},
    /* what cannot be an id here is not asked for */
    {"insurer-990028", ERROR_NOT_FOUND, 0, {NULL}, NULL},
    {"insurer-0099002A", ERROR_NOT_FOUND, 0, {NULL}, NULL},
    {"12345", ERROR_NOT_FOUND, 0, {NULL}, NULL},
};

START_TEST(test_read) {
  read_case_run(&reads[_i], handle_organization_read);
  if (reads[_i].error == ERROR_NOT_FOUND) {
    ck_assert(orca_request_has_issue(&test, "orca-resource-unknown"));
  }
}
END_TEST

struct search_case {
  const char *name;
  const char *value;
  const char *total;
  uint32_t calls;
};

#define INSURER_SYSTEM "http://jpfhir.jp/fhir/core/mhlw/IdSystem/InsurerNumber|"

static const struct search_case searches[] = {
    {"name", "", "\"total\":3", 2},
    {"name", "医療法人", "\"total\":1", 2},
    {"name", "見本", "\"total\":1", 2},
    {"partof", "Organization/facility", "\"total\":2", 2},
    {"partof", "department-01", "\"total\":0", 2},
    {"identifier", INSURER_SYSTEM "00990028", "\"total\":1", 3},
    {"identifier", "00990028", "\"total\":1", 3},
    {"identifier", "06990012", "\"total\":0", 3},
    {"identifier", "1312345678", "\"total\":1", 2},
    {"identifier", "1318814790-department-61", "\"total\":1", 2},
    {"_id", "department-61", "\"total\":1", 1},
};

START_TEST(test_search) {
  orca_request_query(&test, searches[_i].name, searches[_i].value);
  orca_request_run(&test, handle_organization_search);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert_msg(orca_request_has(&test, searches[_i].total), "%s: %s", searches[_i].value,
                test.json);
  ck_assert_uint_eq(test.fake.calls, searches[_i].calls);
}
END_TEST

START_TEST(test_small_arenas) {
  orca_request_run(&test, handle_organization_search);
  test.request.path_parameters[0] = view_of("department-01");
  orca_request_run(&test, handle_organization_read);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_survives_small_arenas(&test, handle_organization_read));
}
END_TEST

/* Six digits of ORCA are eight of FHIR, and lead back. */
START_TEST(test_numbers) {
  struct arena *arena = test.request.arena;
  ck_assert(view_is(organization_id_insurer(arena, view_of("990028")), "insurer-00990028"));
  ck_assert(view_is(organization_id_insurer(arena, view_of("01990017")), "insurer-01990017"));
  ck_assert(view_is(organization_id_insurer(arena, view_of("9900２8")), ""));
  ck_assert(view_is(organization_id_insurer(arena, view_of("")), ""));
  ck_assert(view_is(organization_id_orca_number(view_of("00990028")), "990028"));
  ck_assert(view_is(organization_id_orca_number(view_of("01990017")), "01990017"));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("organization");
  TCase *tests = orca_request_tests(suite, answers);
  tcase_add_loop_test(tests, test_read, 0, ROWS(reads));
  tcase_add_loop_test(tests, test_search, 0, ROWS(searches));
  tcase_add_test(tests, test_small_arenas);
  tcase_add_test(tests, test_numbers);
  return suite;
}
