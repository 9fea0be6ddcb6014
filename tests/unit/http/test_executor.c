#include "server/http/executor.h"
#include "tests/unit/unit_main.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>

struct gate {
  atomic_int started;
  atomic_int done;
  atomic_bool open;
};

static void pass(void *job) {
  struct gate *gate = job;
  atomic_fetch_add(&gate->started, 1);
  while (!atomic_load(&gate->open)) {
    (void)poll(NULL, 0, 1);
  }
  atomic_fetch_add(&gate->done, 1);
}

static void wait_for(atomic_int *value, int expected) {
  for (int i = 0; i < 5000 && atomic_load(value) < expected; i++) {
    (void)poll(NULL, 0, 1);
  }
  ck_assert_int_eq(atomic_load(value), expected);
}

START_TEST(runs_and_refuses_when_full) {
  struct gate gate = {.open = false};
  struct executor *executor = NULL;
  ck_assert_int_eq(executor_start(2, 3, &executor), ERROR_OK);
  for (int i = 0; i < 2; i++) {
    ck_assert_int_eq(executor_submit(executor, pass, &gate), ERROR_OK);
  }
  wait_for(&gate.started, 2);
  for (int i = 0; i < 3; i++) {
    ck_assert_int_eq(executor_submit(executor, pass, &gate), ERROR_OK);
  }
  ck_assert_int_eq(executor_submit(executor, pass, &gate), ERROR_BUSY);
  ck_assert_uint_eq(executor_load(executor), 5);
  atomic_store(&gate.open, true);
  wait_for(&gate.done, 5);
  for (int i = 0; i < 1000 && executor_load(executor) > 0; i++) {
    (void)poll(NULL, 0, 1);
  }
  ck_assert_uint_eq(executor_load(executor), 0);
  ck_assert_int_eq(executor_submit(executor, pass, &gate), ERROR_OK);
  executor_stop(executor);
  ck_assert_int_eq(atomic_load(&gate.done), 6);
}
END_TEST

START_TEST(stop_runs_what_waits) {
  struct gate gate = {.open = true};
  struct executor *executor = NULL;
  ck_assert_int_eq(executor_start(1, 100, &executor), ERROR_OK);
  for (int i = 0; i < 100; i++) {
    while (executor_submit(executor, pass, &gate) == ERROR_BUSY) {
      (void)poll(NULL, 0, 1);
    }
  }
  executor_stop(executor);
  ck_assert_int_eq(atomic_load(&gate.done), 100);
  executor_stop(NULL);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("executor");
  TCase *cases = tcase_create("executor");
  tcase_add_test(cases, runs_and_refuses_when_full);
  tcase_add_test(cases, stop_runs_what_waits);
  suite_add_tcase(suite, cases);
  return suite;
}
