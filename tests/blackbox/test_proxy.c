/* Rates of clients behind a reverse proxy, which the test itself plays. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/access_fixture.h"

#define TRIES 200u /* faster than one a second */

static struct world world;

static void start(const char *proxies) {
  world = (struct world){.transport = "none",
                         .settings = {"FHIR_FACADE_ACCESS_RATE_PER_ADDRESS=1", proxies}};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

static long status_of(const char *forwarded) {
  struct reply reply =
      http_call(&world, &(struct call){.path = "/fhir/Patient/00001", .headers = {forwarded}});
  long status = reply.status;
  reply_free(&reply);
  return status;
}

/* How many of many requests are told to wait; between the two texts of X-Forwarded-For stands a
 * number that is never the same. */
static unsigned count_refused(const char *before, const char *behind) {
  char header[200];
  unsigned refused = 0;
  for (unsigned i = 0; i < TRIES; i++) {
    snprintf(header, sizeof header, "X-Forwarded-For: %s%u%s", before, i, behind);
    long status = status_of(header);
    ck_assert_msg(status == 200 || status == 429, "%ld", status);
    refused += status == 429;
  }
  return refused;
}

START_TEST(each_client_has_a_rate_of_its_own) {
  start("FHIR_FACADE_LISTEN_TRUSTED_PROXIES=127.0.0.1,10.0.0.0/8");
  ck_assert_uint_eq(count_refused("198.51.100.1, 192.0.2.", ", 10.0.0.1"), 0);
  /* whatever he invents, and by whatever port he comes, it is his */
  ck_assert_uint_gt(count_refused("198.51.100.", ", 203.0.113.7"), 0);
  ck_assert_uint_gt(count_refused("203.0.113.8:", ""), 0);
  ck_assert_uint_gt(count_refused("198.51.100.", ", unknown"), 0);
}
END_TEST

static const char *const untrusted[] = {"FHIR_FACADE_LISTEN_TRUSTED_PROXIES=",
                                        "FHIR_FACADE_LISTEN_TRUSTED_PROXIES=192.0.2.1,::1"};

START_TEST(nobody_else_is_believed) {
  start(untrusted[_i]);
  ck_assert_uint_gt(count_refused("192.0.2.", ""), 0);
}
END_TEST

/* Who tries keys out behind a proxy is slowed by himself, whatever he claims to be forwarded for.
 */
START_TEST(guesses_are_counted_behind_a_proxy) {
  static struct access_world self;
  char text[100];
  char header[100];
  folder_set_up(&self);
  self.world.settings[2] = "FHIR_FACADE_LISTEN_TRUSTED_PROXIES=127.0.0.1";
  start_with_keys(&self);
  struct call call = {.path = "/fhir/Patient/00001", .headers = {NULL, header}};
  long status = 401;
  for (unsigned i = 0; i < 1000 && status == 401; i++) { /* faster than five a second */
    snprintf(header, sizeof header, "X-Forwarded-For: 198.51.100.%u, 192.0.2.7", i % 250);
    struct reply reply = ask(&self, call, "X-API-Key: ", "guess");
    status = reply.status;
    if (status == 429) {
      ck_assert_int_ge(strtol(reply_header(&reply, "Retry-After", text, sizeof text), NULL, 10), 1);
    }
    reply_free(&reply);
  }
  ck_assert_int_eq(status, 429);
  snprintf(header, sizeof header, "X-Forwarded-For: 192.0.2.7, 192.0.2.8");
  struct reply reply = ask(&self, call, "X-API-Key: ", "guess");
  ck_assert_int_eq(reply.status, 401);
  reply_free(&reply);
  ck_assert(server_log_has(&self.world, "\"address\":\"192.0.2.7\"", 0));
  ck_assert(server_log_has(&self.world, "\"address\":\"192.0.2.8\"", 0));
  folder_tear_down(&self);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("proxy");
  TCase *cases = tcase_create("proxy");
  tcase_set_timeout(cases, 120);
  tcase_add_checked_fixture(cases, NULL, teardown);
  tcase_add_test(cases, each_client_has_a_rate_of_its_own);
  tcase_add_loop_test(cases, nobody_else_is_believed, 0, sizeof untrusted / sizeof untrusted[0]);
  suite_add_tcase(suite, cases);
  TCase *guesses = tcase_create("guesses");
  tcase_set_timeout(guesses, 120);
  tcase_add_test(guesses, guesses_are_counted_behind_a_proxy);
  suite_add_tcase(suite, guesses);
  return suite;
}
