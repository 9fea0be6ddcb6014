#include "handlers/health_live.h"
#include "handlers/health_ready.h"
#include "handlers/services.h"
#include "tests/unit/unit_main.h"

struct ready_case {
  bool stopping;
  enum error ping;
  enum response_outcome outcome;
};

static const struct ready_case ready_cases[] = {
    {false, ERROR_OK, RESPONSE_OK},
    {true, ERROR_OK, RESPONSE_NOT_READY},
    {false, ERROR_STORAGE, RESPONSE_NOT_READY},
};

static enum error answer_ping(struct store *store) {
  return *(const enum error *)store->implementation;
}

START_TEST(tells_whether_ready) {
  enum error ping = ready_cases[_i].ping;
  struct store store = {.implementation = &ping, .ping = answer_ping};
  struct services services = {.store = &store, .clock = clock_system()};
  struct request request = {
      .services = &services, .stopping = ready_cases[_i].stopping, .arena = arena_new(65536)};
  struct response response = {.media_type = NULL};
  ck_assert_int_eq(handle_health_ready(&request, &response), ERROR_OK);
  ck_assert_int_eq(response.outcome, ready_cases[_i].outcome);
  arena_free(request.arena);
}
END_TEST

START_TEST(lives_while_stopping) {
  struct request request = {.stopping = true};
  struct response response = {.media_type = NULL};
  ck_assert_int_eq(handle_health_live(&request, &response), ERROR_OK);
  ck_assert_int_eq(response.outcome, RESPONSE_OK);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("health");
  TCase *cases = tcase_create("health");
  tcase_add_loop_test(cases, tells_whether_ready, 0, sizeof ready_cases / sizeof ready_cases[0]);
  tcase_add_test(cases, lives_while_stopping);
  suite_add_tcase(suite, cases);
  return suite;
}
