#include "server/orca/orca_api.h"
#include "tests/unit/unit_main.h"

struct meaning_case {
  enum orca_api_id api;
  const char *code;
  enum orca_meaning meaning;
};

static const struct meaning_case cases[] = {
    {ORCA_API_PATIENT_GET, "00", ORCA_MEANING_OK},
    {ORCA_API_PATIENT_GET, "0", ORCA_MEANING_OK},
    {ORCA_API_PATIENT_GET, "000", ORCA_MEANING_OK},
    {ORCA_API_PATIENT_GET, "0000", ORCA_MEANING_OK},
    {ORCA_API_PATIENT_GET, "10", ORCA_MEANING_NO_PATIENT},
    {ORCA_API_PATIENT_GET, "01", ORCA_MEANING_BAD_INPUT},
    {ORCA_API_PATIENT_GET, "20", ORCA_MEANING_UNKNOWN},
    {ORCA_API_PATIENT_LIST3, "10", ORCA_MEANING_BAD_INPUT}, /* here: a character outside the set */
    {ORCA_API_PATIENT_LIST3, "20", ORCA_MEANING_EMPTY},
    {ORCA_API_PATIENT_LIST3, "21", ORCA_MEANING_TRUNCATED},
    {ORCA_API_PATIENT_LIST6, "E20", ORCA_MEANING_EMPTY},
    {ORCA_API_PATIENT_LIST6, "20", ORCA_MEANING_EMPTY},
    {ORCA_API_PATIENT_LIST6, "E21", ORCA_MEANING_TRUNCATED},
    {ORCA_API_PATIENT_LIST6, "E10", ORCA_MEANING_NO_PATIENT},
    {ORCA_API_PATIENT_LIST6, "E91", ORCA_MEANING_SYSTEM},
    {ORCA_API_DISEASE_GET, "20", ORCA_MEANING_TRUNCATED}, /* the other way round */
    {ORCA_API_DISEASE_GET, "21", ORCA_MEANING_EMPTY},
    {ORCA_API_DISEASE_GET, "K1", ORCA_MEANING_HINT},
    {ORCA_API_DISEASE_GET, "W00", ORCA_MEANING_HINT},
    {ORCA_API_DISEASE_GET, "E00", ORCA_MEANING_HINT},
    {ORCA_API_DISEASE_GET, "90", ORCA_MEANING_BUSY},
    {ORCA_API_DISEASE_GET, "E90", ORCA_MEANING_BUSY},
    {ORCA_API_DISEASE_GET, "89", ORCA_MEANING_SYSTEM},
    {ORCA_API_DISEASE_GET, "97", ORCA_MEANING_SYSTEM},
    {ORCA_API_DISEASE_GET, "99", ORCA_MEANING_UNAUTHORIZED},
    {ORCA_API_DEPARTMENTS, "10", ORCA_MEANING_TRUNCATED},
    {ORCA_API_PHYSICIANS, "10", ORCA_MEANING_TRUNCATED},
    {ORCA_API_FACILITY, "10", ORCA_MEANING_UNKNOWN},
    {ORCA_API_INSURERS, "15", ORCA_MEANING_EMPTY},
    {ORCA_API_VISITS_OF_DAY, "13", ORCA_MEANING_EMPTY},
    {ORCA_API_VISITS_OF_PATIENT, "14", ORCA_MEANING_TRUNCATED}, /* of a day: 12 */
    {ORCA_API_VISITS_OF_PATIENT, "K1", ORCA_MEANING_HINT},
    {ORCA_API_RECEPTIONS, "21", ORCA_MEANING_EMPTY},
    {ORCA_API_APPOINTMENTS_OF_PATIENT, "10", ORCA_MEANING_NO_PATIENT},
    {ORCA_API_STAY, "0004", ORCA_MEANING_EMPTY},
    {ORCA_API_STAY, "0002", ORCA_MEANING_NO_PATIENT},
    {ORCA_API_ACTS, "24", ORCA_MEANING_EMPTY}, /* claims data: withheld */
    {ORCA_API_ACTS, "23", ORCA_MEANING_BAD_INPUT},
    {ORCA_API_PRESCRIPTION, "0000", ORCA_MEANING_OK},
    {ORCA_API_PRESCRIPTION, "0105", ORCA_MEANING_EMPTY},
    {ORCA_API_PRESCRIPTION, "0042", ORCA_MEANING_UNKNOWN},
    {ORCA_API_DISEASE_GET, "", ORCA_MEANING_UNKNOWN},
    {ORCA_API_DISEASE_GET, "XX", ORCA_MEANING_UNKNOWN},
};

START_TEST(test_meaning) {
  ck_assert_int_eq(orca_api_meaning(cases[_i].api, view_of(cases[_i].code)), cases[_i].meaning);
}
END_TEST

START_TEST(test_request) {
  struct arena *arena = arena_new(65536);
  const struct orca_argument arguments[] = {{"Reqest_Number", view_of("01")},
                                            {"Empty", {NULL, 0}},
                                            {"WholeName", view_of("<山&田>\x01")}};
  struct view body = orca_api_request(arena, "patientlst6req", arguments, 3);
  ck_assert(view_is(body, "<data><patientlst6req type=\"record\"><Reqest_Number type=\"string\">01"
                          "</Reqest_Number><WholeName type=\"string\">&lt;山&amp;田&gt;</WholeName>"
                          "</patientlst6req></data>"));
  arena_free(arena);
}
END_TEST

/* Members of an inner record; an empty one opens none. */
START_TEST(test_groups) {
  struct arena *arena = arena_new(65536);
  const struct orca_argument arguments[] = {{"A", view_of("1")}, {"G/B", view_of("2")},
                                            {"G/C", {NULL, 0}},  {"G/D", view_of("3")},
                                            {"H/E", {NULL, 0}},  {"F", view_of("4")}};
  ck_assert(view_is(orca_api_request(arena, "r", arguments, 6),
                    "<data><r type=\"record\"><A type=\"string\">1</A><G type=\"record\">"
                    "<B type=\"string\">2</B><D type=\"string\">3</D></G><F type=\"string\">4</F>"
                    "</r></data>"));
  ck_assert(view_is(orca_api_request(arena, "r", arguments, 4),
                    "<data><r type=\"record\"><A type=\"string\">1</A><G type=\"record\">"
                    "<B type=\"string\">2</B><D type=\"string\">3</D></G></r></data>"));
  arena_free(arena);
}
END_TEST

START_TEST(test_request_json) {
  struct arena *arena = arena_new(65536);
  const struct orca_argument arguments[] = {
      {"A", view_of("1")}, {"Empty", {NULL, 0}}, {"B", view_of("\"山\\")}};
  ck_assert(view_is(orca_api_request_json(arena, "r", arguments, 3),
                    "{\"r\":{\"A\":\"1\",\"B\":\"\\\"山\\\\\"}}"));
  arena_free(arena);
}
END_TEST

START_TEST(test_rows) {
  for (int id = 0; id < ORCA_API_ALL; id++) {
    const struct orca_api *api = orca_api_get((enum orca_api_id)id);
    ck_assert_int_eq((int)api->id, id);
    ck_assert_ptr_nonnull(strstr(api->target, api->name));
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_api");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(tests, test_meaning, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  tcase_add_test(tests, test_request);
  tcase_add_test(tests, test_groups);
  tcase_add_test(tests, test_request_json);
  tcase_add_test(tests, test_rows);
  suite_add_tcase(suite, tests);
  return suite;
}
