/* What a real ORCA once answered (recorded JSON) becomes resources: read, search, register. */
#include "handlers/allergy_search.h"
#include "handlers/clinical_bundle.h"
#include "handlers/condition_search.h"
#include "handlers/encounter.h"
#include "handlers/organization.h"
#include "handlers/patient_read.h"
#include "handlers/practitioner.h"
#include "handlers/patient_search.h"
#include "server/base/file.h"
#include "tests/unit/handlers/orca_request.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;
static struct orca_request test;
static struct fake_answer answers[5];

static const char *recorded(const char *name) {
  const char *shared = getenv("FHIR_FACADE_SHARED");
  struct view path = arena_format(arena, "%s/data/orca-recorded/%s.json",
                                  shared != NULL ? shared : "../shared", name);
  struct view content;
  return file_read(arena, path.data, 1u << 20, &content) == ERROR_OK ? arena_string(arena, content)
                                                                     : NULL;
}

/* False (and a line) when the recordings are not there. */
static bool prepare(void) {
  arena = arena_new(16u << 20);
  const char *patient = recorded("api01rv2_patientgetv2");
  const char *diseases = recorded("api01rv2_diseasegetv2");
  const char *departments = recorded("api01rv2_system01lstv2_01");
  const char *updated = recorded("api01rv2_patientlst1v2");
  if (patient == NULL || diseases == NULL || departments == NULL || updated == NULL) {
    printf("skipped: recorded ORCA answers are not there\n");
    arena_free(arena);
    return false;
  }
  answers[0] = (struct fake_answer){"patientgetv2", "", 200, patient, ERROR_OK};
  answers[1] = (struct fake_answer){"diseasegetv2", "", 200, diseases, ERROR_OK};
  answers[2] = (struct fake_answer){"system01lstv2", "", 200, departments, ERROR_OK};
  answers[3] = (struct fake_answer){"patientlst1v2", "", 200, updated, ERROR_OK};
  answers[4] = (struct fake_answer)NO_MORE_ANSWERS;
  orca_request_init(&test, answers);
  test.request.path_parameters[0] = view_of("1");
  return true;
}

static void finish(void) {
  orca_request_done(&test);
  arena_free(arena);
}

START_TEST(test_patient) {
  if (!prepare()) {
    return;
  }
  orca_request_run(&test, handle_patient_read);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "\"postalCode\":\"690-0051\""));
  ck_assert(orca_request_has(&test, "\"birthDate\":\"1965-04-04\""));
  ck_assert(orca_request_has(&test,
                             "\"relationship\":[{\"coding\":[{\"system\":"
                             "\"http://terminology.hl7.org/CodeSystem/v2-0131\",\"code\":\"E\""));
  ck_assert(!orca_request_has(&test, "世帯主")); /* the patient is the head of the household */
  finish();
}
END_TEST

/* This ORCA tells the day alone: midnight in Japan. */
START_TEST(test_updated_patients) {
  if (!prepare()) {
    return;
  }
  orca_request_query(&test, "_lastUpdated", "ge2012-06-18");
  orca_request_query(&test, "_lastUpdated", "lt2012-06-19");
  orca_request_run(&test, handle_patient_search);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "\"lastUpdated\":\"2012-06-18T00:00:00.000+09:00\""));
  ck_assert_uint_ge(orca_request_count(&test, "\"resourceType\":\"Patient\""), 2);
  finish();
}
END_TEST

START_TEST(test_conditions) {
  if (!prepare()) {
    return;
  }
  orca_request_query(&test, "patient", "1");
  orca_request_run(&test, handle_condition_search);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "\"total\":7"));
  ck_assert_uint_eq(orca_request_count(&test, "\"code\":\"unconfirmed\""), 1);
  ck_assert_uint_eq(orca_request_count(&test, "JP_Condition_DiseasePrefixModifier"), 1);
  ck_assert(orca_request_has(&test, "\"code\":{\"text\":\"あいうえ\"}"));
  finish();
}
END_TEST

/* A lone full-width space is no contraindication. */
START_TEST(test_no_allergies) {
  if (!prepare()) {
    return;
  }
  orca_request_query(&test, "patient", "1");
  orca_request_run(&test, handle_allergy_search);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "\"total\":0"));
  finish();
}
END_TEST

START_TEST(test_clinical_bundle) {
  if (!prepare()) {
    return;
  }
  orca_request_query(&test, "kind", "condition");
  orca_request_run(&test, handle_clinical_bundle);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert_uint_eq(orca_request_count(&test, "\"resourceType\":\"Condition\""), 7);
  ck_assert(orca_request_has(&test, "\"value\":\"00320010:１２３４５６７:５５５５５５５:\""));
  ck_assert(orca_request_has(&test, "\"text\":\"泌尿器科\""));
  finish();
}
END_TEST

/* The recorded ORCA knows neither the clinic nor the physicians' departments, and billed nobody on
 * the day of the one reception. */
START_TEST(test_people_and_desk) {
  if (!prepare()) {
    return;
  }
  const char *physicians = recorded("api01rv2_system01lstv2_02");
  const char *receptions = recorded("api01rv2_acceptlstv2_03");
  struct fake_answer more[] = {
      {"system01lstv2", "class=02", 200, physicians, ERROR_OK},
      {"system01lstv2", "class=04", 200, ANSWER("system1001res", "11", ""), ERROR_OK},
      answers[2],
      {"acceptlstv2", "", 200, receptions, ERROR_OK},
      {"visitptlstv2", "", 200, ANSWER("visitptlst01res", "13", ""), ERROR_OK},
      NO_MORE_ANSWERS,
  };
  ck_assert(physicians != NULL && receptions != NULL);
  test.fake.answers = more;
  orca_request_run(&test, handle_practitioner_search);
  ck_assert(orca_request_has(&test, "\"total\":2"));
  ck_assert(orca_request_has(&test, "\"family\":\"オルカ\",\"given\":[\"太郎\"]"));
  orca_request_run(&test, handle_practitioner_role_search);
  ck_assert(orca_request_has(&test, "\"total\":0"));
  orca_request_run(&test, handle_organization_search);
  ck_assert(orca_request_has(&test, "\"total\":8"));
  test.request.path_parameters[0] = view_of("visit-20170809-01-1-00001");
  orca_request_run(&test, handle_encounter_read);
  ck_assert_int_eq(test.error, ERROR_OK);
  ck_assert(orca_request_has(&test, "\"status\":\"unknown\""));
  ck_assert(orca_request_has(&test, "\"start\":\"2017-08-09T13:59:36+09:00\""));
  finish();
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_recorded_resources");
  TCase *tests = tcase_create("all");
  tcase_add_test(tests, test_patient);
  tcase_add_test(tests, test_updated_patients);
  tcase_add_test(tests, test_conditions);
  tcase_add_test(tests, test_no_allergies);
  tcase_add_test(tests, test_clinical_bundle);
  tcase_add_test(tests, test_people_and_desk);
  suite_add_tcase(suite, tests);
  return suite;
}
