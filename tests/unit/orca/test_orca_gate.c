#include "server/orca/orca_gate.h"
#include "tests/unit/unit_main.h"

#define SHORT_US 20000

START_TEST(test_slots) {
  struct orca_gate gate;
  uint32_t first = 9;
  uint32_t second = 9;
  uint32_t third = 9;
  orca_gate_init(&gate, 2);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("1"), SHORT_US, &first), ERROR_OK);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("2"), SHORT_US, &second), ERROR_OK);
  ck_assert_uint_ne(first, second);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("3"), SHORT_US, &third), ERROR_ORCA_BUSY);
  ck_assert_uint_eq(third, 9);
  orca_gate_leave(&gate, first);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("3"), 0, &third), ERROR_OK);
  ck_assert_uint_eq(third, first);
  orca_gate_done(&gate);
}
END_TEST

START_TEST(test_one_per_patient) {
  struct orca_gate gate;
  uint32_t first;
  uint32_t second;
  uint32_t none;
  orca_gate_init(&gate, 4);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("12"), SHORT_US, &first), ERROR_OK);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("12"), SHORT_US, &second), ERROR_ORCA_BUSY);
  /* Questions without a patient are only bounded by the slots. */
  ck_assert_int_eq(orca_gate_enter(&gate, view_of(""), SHORT_US, &second), ERROR_OK);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of(""), SHORT_US, &none), ERROR_OK);
  orca_gate_leave(&gate, first);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("12"), SHORT_US, &first), ERROR_OK);
  orca_gate_done(&gate);
}
END_TEST

struct waiter {
  struct orca_gate *gate;
  enum error error;
  uint32_t slot;
};

static void *wait_for_slot(void *context) {
  struct waiter *waiter = context;
  waiter->error = orca_gate_enter(waiter->gate, view_of("2"), 5000000, &waiter->slot);
  return NULL;
}

START_TEST(test_waits) {
  struct orca_gate gate;
  uint32_t slot;
  pthread_t thread;
  orca_gate_init(&gate, 0); /* at least one */
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("1"), SHORT_US, &slot), ERROR_OK);
  struct waiter waiter = {&gate, ERROR_INTERNAL, 9};
  ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_slot, &waiter), 0);
  orca_gate_leave(&gate, slot);
  ck_assert_int_eq(pthread_join(thread, NULL), 0);
  ck_assert_int_eq(waiter.error, ERROR_OK);
  ck_assert_uint_eq(waiter.slot, slot);
  orca_gate_done(&gate);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_gate");
  TCase *tests = tcase_create("all");
  tcase_add_test(tests, test_slots);
  tcase_add_test(tests, test_one_per_patient);
  tcase_add_test(tests, test_waits);
  suite_add_tcase(suite, tests);
  return suite;
}
