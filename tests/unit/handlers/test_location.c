#include "handlers/location.h"
#include "tests/unit/handlers/orca_request_cases.h"

#define VALUE(name, data)                                                                          \
  RECORD(name, TEXT("Label", "項目") TEXT("Data", data) TEXT("Name", "意味"))
#define ROOM(number) CHILD("Room_Number", TEXT("Label", "病室") TEXT("Data", number))

static const struct fake_answer answers[] = {
    {"hsconfwardv2", "<Request_Number type=\"string\">1<", 200,
     ANSWER("private_objects", "0000",
            ARRAY("Ward_Configuration",
                  CHILD("Ward_Configuration",
                        VALUE("Ward_Number", "01") VALUE("Ward_Name", "一般病棟")
                            VALUE("Ward_Short_Name", "一般") VALUE("Ward_Type", "01")
                                ARRAY("Room_Number", ROOM("101") ROOM("特")))
                      CHILD("Ward_Configuration",
                            VALUE("Ward_Number", "02") VALUE("Ward_Name", "西病棟")
                                VALUE("Department_Code", "04")))),
     ERROR_OK},
    NO_MORE_ANSWERS,
};

static const struct read_case reads[] = {
    {"ward-01",
     ERROR_OK,
     1,
     {"\"name\":\"一般病棟\",\"alias\":[\"一般\"]", "\"code\":\"wa\"", "\"text\":\"意味\"",
      "\"managingOrganization\":{\"reference\":\"Organization/facility\"}"},
     NULL},
    {"ward-02",
     ERROR_OK,
     1,
     {"\"managingOrganization\":{\"reference\":\"Organization/department-04\"}"},
     NULL},
    {"room-01-101",
     ERROR_OK,
     1,
     {"\"name\":\"101\"", "\"code\":\"ro\"",
      "\"partOf\":{\"reference\":\"Location/ward-01\",\"display\":\"一般病棟\"}"},
     NULL},
    {"room-02-101", ERROR_NOT_FOUND, 1, NOTHING, NULL},
    {"anything", ERROR_NOT_FOUND, 0, NOTHING, NULL},
};

START_TEST(test_read) {
  read_case_run(&reads[_i], handle_location_read);
}
END_TEST

/* A room without an id is no resource. */
START_TEST(test_search) {
  orca_request_run(&test, handle_location_search);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "\"total\":3"));
  ck_assert(!orca_request_has(&test, "特"));
}
END_TEST

START_TEST(test_small_arenas) {
  test.request.path_parameters[0] = view_of("room-01-101");
  orca_request_run(&test, handle_location_read);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_survives_small_arenas(&test, handle_location_read));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("location");
  TCase *tests = orca_request_tests(suite, answers);
  tcase_add_loop_test(tests, test_read, 0, ROWS(reads));
  tcase_add_test(tests, test_search);
  tcase_add_test(tests, test_small_arenas);
  return suite;
}
