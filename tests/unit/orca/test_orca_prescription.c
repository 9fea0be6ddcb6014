/* A recorded prescription of a real ORCA: no root record, padded arrays, padded amounts. */
#include "server/orca/orca_prescription.h"
#include "server/base/file.h"
#include "tests/unit/orca/fake_orca.h"
#include "tests/unit/unit_main.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena *arena;

static void setup(void) {
  arena = arena_new(64u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

static struct view folder(void) {
  const char *shared = getenv("FHIR_FACADE_SHARED");
  return arena_format(arena, "%s/data/orca-recorded", shared != NULL ? shared : "../shared");
}

static const char *recorded(const char *name) {
  struct view path = arena_format(arena, "%.*s/%s.json", VIEW_ARGUMENTS(folder()), name);
  struct view content;
  if (file_read(arena, path.data, 1u << 20, &content) != ERROR_OK) {
    printf("skipped: recorded ORCA answers are not there\n");
    return NULL;
  }
  return arena_string(arena, content);
}

static struct fake_orca fake;
static struct fake_setup fake_state;

static struct orca_session session_with(struct fake_answer answers[2], const char *api,
                                        const char *body) {
  answers[0] = (struct fake_answer){api, "", 200, body, ERROR_OK};
  answers[1] = (struct fake_answer){NULL, NULL, 0, NULL, ERROR_OK};
  fake_orca_init(&fake, answers);
  ck_assert_int_eq(fake_orca_open(&fake, 0, &fake_state), ERROR_OK);
  return (struct orca_session){.orca = fake_state.orca, .arena = arena, .deadline_us = 10000000};
}

static const struct orca_account recorded_account = {.invoice = VIEW_LITERAL("0000861")};

START_TEST(test_prescription) {
  const char *body = recorded("api01rv2_prescriptionv2");
  if (body == NULL) {
    return;
  }
  struct fake_answer answers[2];
  struct orca_session session = session_with(answers, "prescriptionv2", body);
  struct orca_prescription_list list;
  ck_assert_int_eq(orca_prescription_list(&session, view_of("216"), &recorded_account, &list),
                   ERROR_OK);
  ck_assert_uint_eq(list.count, 1);
  const struct orca_prescription *prescription = &list.prescriptions[0];
  ck_assert(view_is(prescription->issued_date, "2017-10-30"));
  ck_assert(view_is(prescription->doctor_code, "10001"));
  ck_assert_uint_eq(prescription->rp_count, 1);
  ck_assert(view_is(prescription->rps[0].count, "001"));
  ck_assert_uint_eq(prescription->rps[0].line_count, 1);
  ck_assert(view_is(prescription->rps[0].lines[0].amount, "00001.00000"));
  ck_assert_uint_eq(prescription->memo_count, 0);
  orca_close(fake_state.orca);
}
END_TEST

START_TEST(test_no_prescription) {
  const char *body = recorded("api01rv2_prescriptionv2_0105");
  if (body == NULL) {
    return;
  }
  struct fake_answer answers[2];
  struct orca_session session = session_with(answers, "prescriptionv2", body);
  struct orca_prescription_list list;
  ck_assert_int_eq(orca_prescription_list(&session, view_of("216"), &recorded_account, &list),
                   ERROR_OK);
  ck_assert_uint_eq(list.count, 0);
  ck_assert(list.info.empty);
  orca_close(fake_state.orca);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_prescription");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, test_prescription);
  tcase_add_test(tests, test_no_prescription);
  suite_add_tcase(suite, tests);
  return suite;
}
