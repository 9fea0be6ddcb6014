/* Keys of a URL: kept, renewed, asked for again when one is unknown, and not too often. The token
 * server is played by the HTTP room itself. */
#include "server/http/jwks.h"
#include "server/http/listen.h"
#include "server/http/metrics.h"
#include "tests/unit/unit_main.h"

#include <openssl/ec.h>
#include <stdatomic.h>
#include <stdio.h>

#define SECOND INT64_C(1000000)

struct services {
  const char *answer; /* NULL: 503 */
  atomic_uint asked;
};

static enum error answer_keys(struct request *request, struct response *response) {
  struct services *services = (struct services *)(uintptr_t)request->services;
  atomic_fetch_add(&services->asked, 1);
  if (services->answer == NULL) {
    return ERROR_BUSY;
  }
  response->media_type = MEDIA_TYPE_JSON;
  response->body = view_of(services->answer);
  return ERROR_OK;
}

static const struct route rows[] = {{.method = HTTP_METHOD_GET,
                                     .pattern = "/keys",
                                     .handler = answer_keys,
                                     .label = "keys",
                                     .flags = ROUTE_NO_FHIR}};
static const struct route_table table = {rows, 1};

struct fixture {
  struct arena *arena;
  struct listen *listen;
  struct metrics *metrics;
  struct services services;
  char url[100];
  int64_t now_us;
  struct clock clock;
  struct jwks *jwks;
  EVP_PKEY *key;
};

static int64_t fake_us(void *context) {
  return ((const struct fixture *)context)->now_us;
}

static int64_t fake_ms(void *context) {
  return fake_us(context) / 1000;
}

/* A set of the fixture's key under that name; lives as long as the arena. */
static const char *set_named(struct fixture *fixture, const char *id) {
  struct buffer buffer = buffer_make(fixture->arena, 4096);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_key(&writer, "keys");
  writer_array_begin(&writer);
  ck_assert_int_eq(jwk_write(&writer, fixture->key, JWS_ES256, view_of(id)), ERROR_OK);
  writer_array_end(&writer);
  writer_object_end(&writer);
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  return arena_string(fixture->arena, buffer_view(&buffer));
}

static void set_up(struct fixture *fixture, bool has_keys) {
  *fixture = (struct fixture){.arena = arena_new(1 << 20), .now_us = 1000 * SECOND};
  fixture->clock = (struct clock){fake_ms, fake_us, fixture, NULL};
  fixture->key = EVP_EC_gen("P-256");
  fixture->services.answer = has_keys ? set_named(fixture, "a") : NULL;
  fixture->metrics = metrics_new(&table);
  const struct listen_settings settings = {.address = "127.0.0.1",
                                           .threads = 1,
                                           .waiting_threads = 1,
                                           .timeout_ms = 10000,
                                           .max_connections = 16};
  const struct listen_context context = {.routes = &table,
                                         .services = &fixture->services,
                                         .metrics = fixture->metrics,
                                         .clock = clock_system(),
                                         .deadline_ms = 1000};
  ck_assert_int_eq(listen_open(&settings, &fixture->listen), ERROR_OK);
  ck_assert_int_eq(listen_start(fixture->listen, &context), ERROR_OK);
  snprintf(fixture->url, sizeof fixture->url, "http://127.0.0.1:%u/keys",
           listen_port(fixture->listen));
  const struct jwks_settings keys = {"", fixture->url, "", &fixture->clock};
  ck_assert_int_eq(jwks_open(&keys, &fixture->jwks), ERROR_OK);
}

static void tear_down(struct fixture *fixture) {
  jwks_close(fixture->jwks);
  ck_assert(listen_stop(fixture->listen, 1000));
  listen_close(fixture->listen);
  metrics_free(fixture->metrics);
  EVP_PKEY_free(fixture->key);
  arena_free(fixture->arena);
}

static enum error find(struct fixture *fixture, const char *id) {
  EVP_PKEY *key = NULL;
  enum error error = jwks_find(fixture->jwks, view_of(id), JWS_ES256, &key);
  ck_assert((key != NULL) == (error == ERROR_OK));
  EVP_PKEY_free(key);
  return error;
}

static unsigned asked(struct fixture *fixture) {
  return atomic_load(&fixture->services.asked);
}

START_TEST(unknown_keys_are_asked_for_once_a_minute) {
  struct fixture fixture;
  set_up(&fixture, true);
  ck_assert_uint_eq(asked(&fixture), 1);
  ck_assert_int_eq(find(&fixture, "a"), ERROR_OK);
  ck_assert_int_eq(find(&fixture, "b"), ERROR_NOT_FOUND);
  ck_assert_uint_eq(asked(&fixture), 1); /* read less than a minute ago */
  fixture.now_us += 61 * SECOND;
  for (unsigned i = 0; i < 20; i++) {
    ck_assert_int_eq(find(&fixture, "b"), ERROR_NOT_FOUND);
  }
  ck_assert_uint_eq(asked(&fixture), 2);
  fixture.services.answer = set_named(&fixture, "b");
  ck_assert_int_eq(find(&fixture, "b"), ERROR_NOT_FOUND);
  fixture.now_us += 61 * SECOND;
  ck_assert_int_eq(find(&fixture, "a"), ERROR_OK); /* known: nobody is asked */
  ck_assert_uint_eq(asked(&fixture), 2);
  ck_assert_int_eq(find(&fixture, "b"), ERROR_OK);
  ck_assert_int_eq(find(&fixture, "a"), ERROR_NOT_FOUND);
  ck_assert_uint_eq(asked(&fixture), 3);
  tear_down(&fixture);
}
END_TEST

START_TEST(keys_stay_when_nobody_answers) {
  struct fixture fixture;
  bool done = false;
  set_up(&fixture, true);
  fixture.services.answer = NULL;
  ck_assert_int_eq(jwks_refresh(fixture.jwks, false, &done), ERROR_OK);
  ck_assert(!done); /* not time yet */
  fixture.now_us += 601 * SECOND;
  ck_assert_int_eq(jwks_refresh(fixture.jwks, false, &done), ERROR_BUSY);
  ck_assert(done);
  ck_assert_int_eq(find(&fixture, "a"), ERROR_OK);
  fixture.services.answer = "{\"no\":\"keys\"}";
  ck_assert_int_eq(jwks_refresh(fixture.jwks, true, &done), ERROR_BUSY);
  ck_assert_int_eq(find(&fixture, "a"), ERROR_OK);
  fixture.services.answer = set_named(&fixture, "c");
  ck_assert_int_eq(jwks_refresh(fixture.jwks, true, &done), ERROR_OK);
  ck_assert_int_eq(find(&fixture, "c"), ERROR_OK);
  tear_down(&fixture);
}
END_TEST

START_TEST(a_late_token_server_is_found) {
  struct fixture fixture;
  set_up(&fixture, false);
  ck_assert_int_eq(find(&fixture, "a"), ERROR_BUSY); /* not the token's fault */
  fixture.services.answer = set_named(&fixture, "a");
  ck_assert_int_eq(find(&fixture, "a"), ERROR_BUSY);
  fixture.now_us += 6 * SECOND;
  ck_assert_int_eq(find(&fixture, "a"), ERROR_OK);
  tear_down(&fixture);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("jwks");
  TCase *cases = tcase_create("url");
  tcase_add_test(cases, unknown_keys_are_asked_for_once_a_minute);
  tcase_add_test(cases, keys_stay_when_nobody_answers);
  tcase_add_test(cases, a_late_token_server_is_found);
  suite_add_tcase(suite, cases);
  return suite;
}
