#include "server/orca/orca_gate.h"
#include "tests/unit/unit_main.h"

#include <sched.h>
#include <stdatomic.h>

#define SHORT_US 20000
#define LONG_US 30000000

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
  const char *patient;
  int64_t wait_us;
  enum error error;
  uint32_t slot;
};

static void *wait_for_slot(void *context) {
  struct waiter *waiter = context;
  waiter->error =
      orca_gate_enter(waiter->gate, view_of(waiter->patient), waiter->wait_us, &waiter->slot);
  return NULL;
}

/* Returns when it waits. */
static pthread_t start_waiter(struct waiter *waiter) {
  struct orca_gate *gate = waiter->gate;
  pthread_t thread;
  pthread_mutex_lock(&gate->mutex);
  uint32_t waiting = gate->waiting;
  pthread_mutex_unlock(&gate->mutex);
  ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_slot, waiter), 0);
  for (bool waits = false; !waits; sched_yield()) {
    pthread_mutex_lock(&gate->mutex);
    waits = gate->waiting > waiting;
    pthread_mutex_unlock(&gate->mutex);
  }
  return thread;
}

START_TEST(test_waits) {
  struct orca_gate gate;
  uint32_t slot;
  pthread_t thread;
  orca_gate_init(&gate, 0); /* at least one */
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("1"), SHORT_US, &slot), ERROR_OK);
  struct waiter waiter = {&gate, "2", LONG_US, ERROR_INTERNAL, 9};
  ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_slot, &waiter), 0);
  orca_gate_leave(&gate, slot);
  ck_assert_int_eq(pthread_join(thread, NULL), 0);
  ck_assert_int_eq(waiter.error, ERROR_OK);
  ck_assert_uint_eq(waiter.slot, slot);
  orca_gate_done(&gate);
}
END_TEST

/* The second in the queue waits for a patient that is being asked about; the third need not wait
 * for the second. */
START_TEST(test_order) {
  struct orca_gate gate;
  uint32_t slots[2];
  orca_gate_init(&gate, 2);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("1"), 0, &slots[0]), ERROR_OK);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("2"), 0, &slots[1]), ERROR_OK);
  struct waiter waiters[] = {{&gate, "3", LONG_US, ERROR_INTERNAL, 9},
                             {&gate, "2", LONG_US, ERROR_INTERNAL, 9},
                             {&gate, "4", LONG_US, ERROR_INTERNAL, 9}};
  pthread_t threads[3];
  for (size_t i = 0; i < 3; i++) {
    threads[i] = start_waiter(&waiters[i]);
  }
  orca_gate_leave(&gate, slots[0]);
  ck_assert_int_eq(pthread_join(threads[0], NULL), 0);
  ck_assert_uint_eq(waiters[0].slot, slots[0]);
  ck_assert_uint_eq(gate.waiting, 2);
  orca_gate_leave(&gate, waiters[0].slot);
  ck_assert_int_eq(pthread_join(threads[2], NULL), 0);
  ck_assert_uint_eq(waiters[2].slot, slots[0]);
  ck_assert_uint_eq(gate.waiting, 1);
  orca_gate_leave(&gate, slots[1]);
  ck_assert_int_eq(pthread_join(threads[1], NULL), 0);
  ck_assert_uint_eq(waiters[1].slot, slots[1]);
  ck_assert_uint_eq(gate.waiting, 0);
  orca_gate_done(&gate);
}
END_TEST

/* Who gave up is not served; who comes then takes the slot at once. */
START_TEST(test_gives_up) {
  struct orca_gate gate;
  uint32_t slot;
  orca_gate_init(&gate, 1);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("1"), 0, &slot), ERROR_OK);
  struct waiter patient = {&gate, "2", LONG_US, ERROR_INTERNAL, 9};
  pthread_t thread = start_waiter(&patient);
  uint32_t none = 9;
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("3"), SHORT_US, &none), ERROR_ORCA_BUSY);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("3"), 0, &none), ERROR_ORCA_BUSY);
  ck_assert_uint_eq(none, 9);
  ck_assert_uint_eq(gate.waiting, 1);
  orca_gate_leave(&gate, slot);
  ck_assert_int_eq(pthread_join(thread, NULL), 0);
  ck_assert_int_eq(patient.error, ERROR_OK);
  orca_gate_leave(&gate, patient.slot);
  ck_assert_int_eq(orca_gate_enter(&gate, view_of("3"), 0, &slot), ERROR_OK);
  orca_gate_done(&gate);
}
END_TEST

#define CROWD 8u
#define TURNS 500u

struct crowd {
  struct orca_gate gate;
  _Atomic uint32_t inside;
  _Atomic uint32_t most;
  _Atomic uint32_t failures;
};

static void *take_turns(void *context) {
  struct crowd *crowd = context;
  for (uint32_t i = 0; i < TURNS; i++) {
    uint32_t slot;
    const char *const patients[] = {"", "1", "2"};
    if (orca_gate_enter(&crowd->gate, view_of(patients[i % 3]), LONG_US, &slot) != ERROR_OK) {
      atomic_fetch_add(&crowd->failures, 1);
      continue;
    }
    uint32_t now = atomic_fetch_add(&crowd->inside, 1) + 1;
    uint32_t most = atomic_load(&crowd->most);
    while (now > most && !atomic_compare_exchange_weak(&crowd->most, &most, now)) {
    }
    sched_yield();
    atomic_fetch_sub(&crowd->inside, 1);
    orca_gate_leave(&crowd->gate, slot);
  }
  return NULL;
}

/* Nobody is forgotten, and never are there more than allowed. */
START_TEST(test_crowd) {
  struct crowd crowd = {.inside = 0};
  pthread_t threads[CROWD];
  orca_gate_init(&crowd.gate, 2);
  for (size_t i = 0; i < CROWD; i++) {
    ck_assert_int_eq(pthread_create(&threads[i], NULL, take_turns, &crowd), 0);
  }
  for (size_t i = 0; i < CROWD; i++) {
    ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
  }
  ck_assert_uint_eq(crowd.failures, 0);
  ck_assert_uint_le(crowd.most, 2);
  ck_assert_uint_eq(crowd.gate.waiting, 0);
  orca_gate_done(&crowd.gate);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_gate");
  TCase *tests = tcase_create("all");
  tcase_add_test(tests, test_slots);
  tcase_add_test(tests, test_one_per_patient);
  tcase_add_test(tests, test_waits);
  tcase_add_test(tests, test_order);
  tcase_add_test(tests, test_gives_up);
  tcase_add_test(tests, test_crowd);
  suite_add_tcase(suite, tests);
  return suite;
}
