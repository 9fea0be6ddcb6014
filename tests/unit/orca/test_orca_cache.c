#include "server/orca/orca_cache.h"
#include "tests/unit/orca/fake_orca.h"
#include "tests/unit/unit_main.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>

#define BYTES 4096u

static struct fake_orca fake;
static struct clock stopped;
static struct arena *arena;
static struct orca_cache *cache;

static void setup(void) {
  fake_orca_init(&fake, NULL);
  stopped = (struct clock){fake_now, fake_monotonic, &fake, NULL};
  arena = arena_new(1u << 20);
  cache = orca_cache_new(BYTES, &stopped);
}

static void teardown(void) {
  orca_cache_free(cache);
  arena_free(arena);
}

static struct orca_ticket ticket_for(const char *key, bool fresh) {
  return (struct orca_ticket){view_of(key), 5000000, fresh};
}

/* Boards; true when the answer was there. */
static bool is_kept(const char *key, bool fresh, struct orca_outcome *ret_outcome) {
  struct orca_ticket ticket = ticket_for(key, fresh);
  struct orca_flight *flight = NULL;
  ck_assert_int_eq(orca_cache_board(cache, &ticket, arena, &flight, ret_outcome), ERROR_OK);
  if (flight != NULL) {
    const struct orca_outcome failed = {.error = ERROR_ORCA_TIMEOUT};
    orca_cache_land(cache, flight, &failed, 60);
  }
  return flight == NULL;
}

static void keep(const char *key, const char *body, uint32_t seconds) {
  struct orca_ticket ticket = ticket_for(key, true);
  struct orca_flight *flight = NULL;
  struct orca_outcome outcome;
  ck_assert_int_eq(orca_cache_board(cache, &ticket, arena, &flight, &outcome), ERROR_OK);
  ck_assert_ptr_nonnull(flight);
  const struct orca_outcome landed = {
      .error = ERROR_OK, .body = view_of(body), .fetched_ms = 5, .trouble = {.http_status = 200}};
  orca_cache_land(cache, flight, &landed, seconds);
}

START_TEST(test_keeps_and_expires) {
  struct orca_outcome outcome;
  keep("a", "answer", 60);
  ck_assert(is_kept("a", false, &outcome));
  ck_assert(view_is(outcome.body, "answer"));
  ck_assert_int_eq(outcome.trouble.http_status, 200);
  fake.monotonic_us = 59999999;
  ck_assert(is_kept("a", false, &outcome));
  fake.monotonic_us = 60000000;
  ck_assert(!is_kept("a", false, &outcome));
}
END_TEST

START_TEST(test_fresh_and_failures) {
  struct orca_outcome outcome;
  keep("a", "answer", 60);
  ck_assert(!is_kept("a", true, &outcome)); /* asked again, failed: nothing is kept */
  ck_assert(!is_kept("a", false, &outcome));
  keep("b", "not for long", 0);
  ck_assert(!is_kept("b", false, &outcome));
  ck_assert_uint_eq(orca_cache_counts(cache).bytes, 0);
}
END_TEST

START_TEST(test_bounded) {
  char body[1001];
  char key[8];
  struct orca_outcome outcome;
  memset(body, 'x', 1000);
  body[1000] = '\0';
  for (int i = 0; i < 20; i++) {
    snprintf(key, sizeof(key), "k%d", i);
    keep(key, body, 60);
    ck_assert_uint_le(orca_cache_counts(cache).bytes, BYTES);
  }
  ck_assert(is_kept("k19", false, &outcome));
  ck_assert(!is_kept("k0", false, &outcome));
}
END_TEST

START_TEST(test_forget) {
  struct orca_outcome outcome;
  keep("diseasegetv2\n12\nx", "1", 60);
  keep("diseasegetv2\n13\nx", "2", 60);
  orca_cache_forget(cache, view_of("\n12\n"));
  ck_assert(!is_kept("diseasegetv2\n12\nx", false, &outcome));
  ck_assert(is_kept("diseasegetv2\n13\nx", false, &outcome));
}
END_TEST

struct passenger {
  pthread_t thread;
  enum error error;
  bool waited;
  char body[16];
};

static void *ride(void *context) {
  struct passenger *passenger = context;
  struct arena *own = arena_new(1u << 16);
  struct orca_ticket ticket = ticket_for("same", false);
  struct orca_flight *flight = NULL;
  struct orca_outcome outcome = {.error = ERROR_INTERNAL};
  passenger->error = orca_cache_board(cache, &ticket, own, &flight, &outcome);
  passenger->waited = flight == NULL;
  fake_note(passenger->body, sizeof(passenger->body), outcome.body);
  arena_free(own);
  return NULL;
}

/* Whoever comes while the question is under way, gets its answer, even when that is not kept. */
START_TEST(test_single_flight) {
  struct orca_ticket ticket = ticket_for("same", false);
  struct orca_flight *flight = NULL;
  struct orca_outcome outcome;
  struct passenger passengers[4];
  ck_assert_int_eq(orca_cache_board(cache, &ticket, arena, &flight, &outcome), ERROR_OK);
  for (size_t i = 0; i < 4; i++) {
    ck_assert_int_eq(pthread_create(&passengers[i].thread, NULL, ride, &passengers[i]), 0);
  }
  while (orca_cache_counts(cache).joined < 4) {
    sched_yield();
  }
  const struct orca_outcome landed = {.error = ERROR_OK, .body = view_of("shared")};
  orca_cache_land(cache, flight, &landed, 0);
  for (size_t i = 0; i < 4; i++) {
    ck_assert_int_eq(pthread_join(passengers[i].thread, NULL), 0);
    ck_assert_int_eq(passengers[i].error, ERROR_OK);
    ck_assert(passengers[i].waited);
    ck_assert_str_eq(passengers[i].body, "shared");
  }
  ck_assert_uint_eq(orca_cache_counts(cache).misses, 1);
}
END_TEST

START_TEST(test_waits_no_longer_than_allowed) {
  struct orca_ticket ticket = ticket_for("slow", false);
  struct orca_flight *flight = NULL;
  struct orca_flight *second = NULL;
  struct orca_outcome outcome;
  ck_assert_int_eq(orca_cache_board(cache, &ticket, arena, &flight, &outcome), ERROR_OK);
  ticket.wait_us = 1000;
  ck_assert_int_eq(orca_cache_board(cache, &ticket, arena, &second, &outcome), ERROR_ORCA_TIMEOUT);
  /* An event while the question is under way: its answer is not kept. */
  orca_cache_forget(cache, view_of("slow"));
  const struct orca_outcome landed = {.error = ERROR_OK, .body = view_of("old")};
  orca_cache_land(cache, flight, &landed, 60);
  ck_assert(!is_kept("slow", false, &outcome));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_cache");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, test_keeps_and_expires);
  tcase_add_test(tests, test_fresh_and_failures);
  tcase_add_test(tests, test_bounded);
  tcase_add_test(tests, test_forget);
  tcase_add_test(tests, test_single_flight);
  tcase_add_test(tests, test_waits_no_longer_than_allowed);
  suite_add_tcase(suite, tests);
  return suite;
}
