/* Admission: keys, tokens, limits of clients, files that change while serving. */
#include "server/http/access.h"

#include "server/base/file.h"
#include "server/http/access_check.h"
#include "server/http/access_clients.h"
#include "server/limits.h"
#include "tests/unit/unit_main.h"

#include <openssl/ec.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NOW_S INT64_C(1796000000) /* 2026-11-30 in Japan */
#define ISSUER "https://tokens.example"
#define AUDIENCE "https://facade.example/fhir"
#define INSTITUTION "1319999999"
#define PATH_BYTES 200
#define SALT_HEX "00112233445566778899aabbccddeeff"
static const unsigned char salt[ACCESS_SALT_BYTES] = {
    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};

struct fixture {
  struct arena *arena;
  char folder[PATH_BYTES];
  char clients[PATH_BYTES + 20];
  char key_set[PATH_BYTES + 20];
  int64_t now_us; /* both clocks */
  struct clock clock;
  struct access *access;
  EVP_PKEY *key;
};

static int64_t fake_ms(void *context) {
  return NOW_S * 1000 + ((const struct fixture *)context)->now_us / 1000;
}

static int64_t fake_us(void *context) {
  return ((const struct fixture *)context)->now_us;
}

static void write_text(const char *path, struct view text) {
  ck_assert_int_eq(file_write_durable(path, text, 0600), ERROR_OK);
}

/* A row of the file; more begins with a comma or is empty. */
static struct view row_of(struct arena *arena, const char *id, const char *key, const char *more) {
  struct sha256 digest;
  char hex[SHA256_HEX_BYTES];
  ck_assert(
      access_key_digest(view_make((const char *)salt, sizeof salt), view_of(key), digest.bytes));
  hash_sha256_hex(&digest, hex);
  return arena_format(arena, "{\"id\":\"%s\",\"salt\":\"" SALT_HEX "\",\"sha256\":\"%s\"%s}", id,
                      hex, more);
}

static void write_clients(struct fixture *fixture, struct view rows) {
  write_text(fixture->clients,
             arena_format(fixture->arena, "{\"clients\":[%.*s]}", VIEW_ARGUMENTS(rows)));
}

static void write_key_set(struct fixture *fixture, EVP_PKEY *key, const char *id) {
  struct buffer buffer = buffer_make(fixture->arena, 65536);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_key(&writer, "keys");
  writer_array_begin(&writer);
  ck_assert_int_eq(jwk_write(&writer, key, JWS_ES256, view_of(id)), ERROR_OK);
  writer_array_end(&writer);
  writer_object_end(&writer);
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  write_text(fixture->key_set, buffer_view(&buffer));
}

static void set_up(struct fixture *fixture) {
  const char *base = getenv("TMPDIR");
  *fixture = (struct fixture){.arena = arena_new(1 << 24), .now_us = 1000000};
  snprintf(fixture->folder, sizeof fixture->folder, "%s/access-XXXXXX",
           base != NULL && base[0] != '\0' ? base : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(fixture->folder));
  snprintf(fixture->clients, sizeof fixture->clients, "%s/clients.json", fixture->folder);
  snprintf(fixture->key_set, sizeof fixture->key_set, "%s/keys.json", fixture->folder);
  fixture->clock = (struct clock){fake_ms, fake_us, fixture, NULL};
  fixture->key = EVP_EC_gen("P-256");
  write_key_set(fixture, fixture->key, "first");
}

static enum error open_access(struct fixture *fixture) {
  const struct access_settings settings = {
      .keys = true,
      .oauth = true,
      .clients_file = fixture->clients,
      .token = {view_of(ISSUER), view_of(AUDIENCE), 60},
      .jwks = {fixture->key_set, "", "", &fixture->clock},
      .institution_number = view_of(INSTITUTION),
      .rates = {.per_client = 0},
      .clock = &fixture->clock,
  };
  return access_open(&settings, &fixture->access);
}

static void tear_down(struct fixture *fixture) {
  access_close(fixture->access);
  (void)unlink(fixture->clients);
  (void)unlink(fixture->key_set);
  (void)rmdir(fixture->folder);
  EVP_PKEY_free(fixture->key);
  arena_free(fixture->arena);
}

/* One request with a header; *ret_request is what became of it. */
static enum access_reason admit(struct fixture *fixture, const char *name, struct view value,
                                struct request *ret_request) {
  struct name_value *header = arena_alloc(fixture->arena, sizeof *header);
  uint32_t wait = 0;
  *header = (struct name_value){view_of(name), value};
  *ret_request = (struct request){.arena = fixture->arena,
                                  .headers = header,
                                  .header_count = name[0] != '\0',
                                  .address = view_of("192.0.2.1"),
                                  .issues = issue_list_make(fixture->arena, LIMIT_ISSUES)};
  return access_admit(fixture->access, ret_request, &wait);
}

static enum access_reason admit_key(struct fixture *fixture, const char *key) {
  struct request request;
  return admit(fixture, "x-api-key", view_of(key), &request);
}

static enum access_reason admit_token(struct fixture *fixture, const char *claims, EVP_PKEY *key,
                                      const char *id) {
  struct request request;
  struct view token;
  ck_assert_int_eq(jwt_write(view_of(claims), key, view_of(id), fixture->arena, &token), ERROR_OK);
  return admit(fixture, "authorization",
               arena_format(fixture->arena, "Bearer %.*s", VIEW_ARGUMENTS(token)), &request);
}

/* ---- keys --------------------------------------------------------------------------------------
 */
START_TEST(keys) {
  struct fixture fixture;
  struct request request;
  set_up(&fixture);
  write_clients(&fixture, row_of(fixture.arena, "ward", "secret-1",
                                 ",\"scope\":\"system/Patient.rs\",\"patients\":[\"1\",\"2\"]"));
  ck_assert_int_eq(open_access(&fixture), ERROR_OK);
  ck_assert_int_eq(admit(&fixture, "", view_of(""), &request), ACCESS_NO_CREDENTIALS);
  ck_assert_ptr_null(request.rights);
  ck_assert_int_eq(admit_key(&fixture, "secret-2"), ACCESS_UNKNOWN_KEY);
  ck_assert_int_eq(admit_key(&fixture, "secret-"), ACCESS_UNKNOWN_KEY);
  ck_assert_int_eq(admit_key(&fixture, "secret-1x"), ACCESS_UNKNOWN_KEY);
  ck_assert_int_eq(admit(&fixture, "x-api-key", view_of("secret-1"), &request), ACCESS_ADMITTED);
  ck_assert(view_is(request.client, "ward"));
  ck_assert(view_is(request.rights->scopes, "system/Patient.rs"));
  ck_assert(request.rights->limited);
  ck_assert(view_is(request.rights->patients, "1,2"));
  ck_assert(!request.rights->acts_for_users);
  ck_assert_int_eq(admit(&fixture, "authorization", view_of("bearer secret-1"), &request),
                   ACCESS_ADMITTED);
  ck_assert_int_eq(admit(&fixture, "authorization", view_of("Basic secret-1"), &request),
                   ACCESS_NO_CREDENTIALS);
  ck_assert_int_eq(admit(&fixture, "authorization", view_of("Bearer "), &request),
                   ACCESS_NO_CREDENTIALS);
  tear_down(&fixture);
}
END_TEST

START_TEST(limits_of_a_key) {
  struct fixture fixture;
  set_up(&fixture);
  struct arena *arena = fixture.arena;
  write_clients(
      &fixture,
      arena_format(
          arena, "%.*s,%.*s,%.*s,%.*s",
          VIEW_ARGUMENTS(row_of(arena, "here", "a", ",\"institution\":\"" INSTITUTION "\"")),
          VIEW_ARGUMENTS(row_of(arena, "there", "b", ",\"institution\":\"9999999999\"")),
          VIEW_ARGUMENTS(row_of(arena, "old", "c", ",\"not_after\":\"2026-11-30\"")),
          VIEW_ARGUMENTS(row_of(arena, "slow", "d", ",\"rate_per_second\":1"))));
  ck_assert_int_eq(open_access(&fixture), ERROR_OK);
  ck_assert_int_eq(admit_key(&fixture, "a"), ACCESS_ADMITTED);
  ck_assert_int_eq(admit_key(&fixture, "b"), ACCESS_INSTITUTION);
  ck_assert_int_eq(admit_key(&fixture, "c"), ACCESS_ADMITTED);
  ck_assert_int_eq(admit_key(&fixture, "d"), ACCESS_ADMITTED);
  ck_assert_int_eq(admit_key(&fixture, "d"), ACCESS_ADMITTED);
  ck_assert_int_eq(admit_key(&fixture, "d"), ACCESS_RATE);
  ck_assert_int_eq(admit_key(&fixture, "a"), ACCESS_ADMITTED);
  fixture.now_us += INT64_C(86400000000);
  ck_assert_int_eq(admit_key(&fixture, "c"), ACCESS_KEY_EXPIRED);
  ck_assert_int_eq(admit_key(&fixture, "d"), ACCESS_ADMITTED);
  tear_down(&fixture);
}
END_TEST

START_TEST(guesses_are_slowed_and_nobody_else_is) {
  struct fixture fixture;
  set_up(&fixture);
  write_clients(&fixture, row_of(fixture.arena, "ward", "good", ""));
  ck_assert_int_eq(open_access(&fixture), ERROR_OK);
  for (unsigned i = 0; i < 2 * LIMIT_ACCESS_FAILURES_PER_SECOND; i++) {
    ck_assert_int_eq(admit_key(&fixture, "bad"), ACCESS_UNKNOWN_KEY);
  }
  ck_assert_int_eq(admit_key(&fixture, "bad"), ACCESS_RATE);
  ck_assert_int_eq(admit_key(&fixture, "good"), ACCESS_ADMITTED);
  fixture.now_us += 1000000;
  ck_assert_int_eq(admit_key(&fixture, "bad"), ACCESS_UNKNOWN_KEY);
  tear_down(&fixture);
}
END_TEST

START_TEST(rates_of_all_can_change) {
  struct fixture fixture;
  set_up(&fixture);
  write_clients(&fixture, row_of(fixture.arena, "ward", "good", ""));
  ck_assert_int_eq(open_access(&fixture), ERROR_OK);
  access_set_rates(fixture.access, (struct access_rates){.per_client = 1});
  ck_assert_int_eq(admit_key(&fixture, "good"), ACCESS_ADMITTED);
  ck_assert_int_eq(admit_key(&fixture, "good"), ACCESS_ADMITTED);
  ck_assert_int_eq(admit_key(&fixture, "good"), ACCESS_RATE);
  access_set_rates(fixture.access, (struct access_rates){.per_address = 1});
  ck_assert_int_eq(admit_key(&fixture, "good"), ACCESS_ADMITTED);
  ck_assert_int_eq(admit_key(&fixture, "good"), ACCESS_ADMITTED);
  ck_assert_int_eq(admit_key(&fixture, "good"), ACCESS_RATE);
  tear_down(&fixture);
}
END_TEST

struct file_case {
  const char *text;
  enum error error;
};
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define KEY "\"salt\":\"" SALT_HEX "\",\"sha256\":\"" HASH "\""
static const struct file_case file_cases[] = {
    {"{\"clients\":[]}", ERROR_OK},
    {"{\"//\":\"a note\",\"clients\":[{\"id\":\"a\",\"// note\":1}]}", ERROR_OK},
    {"{\"clients\":[{\"id\":\"a\"," KEY ",\"scope\":\"system/*.rs admin/metrics\"}]}", ERROR_OK},
    {"{\"clients\":[{\"id\":\"a\",\"patients\":[]}]}", ERROR_OK},
    {"{\"clients\":[{\"acts_for_users\":true,\"id\":\"a\"}]}", ERROR_OK},
    {"{\"clients\":[{\"id\":\"a/b\",\"acts_for_users\":false}]}", ERROR_OK},
    {"{\"clients\":[{\"id\":\"a/b\",\"acts_for_users\":true}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"acts_for_users\":true,\"id\":\"a/b\"}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"acts_for_users\":\"true\"}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"acts_for_users\":1}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"acts_for_users\":null}]}", ERROR_CONFIGURATION},
    {"", ERROR_CONFIGURATION},
    {"{}", ERROR_CONFIGURATION},
    {"[]", ERROR_CONFIGURATION},
    {"{\"clients\":{}}", ERROR_CONFIGURATION},
    {"{\"clients\":[5]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"\"}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a b\"}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\"},{\"id\":\"a\"}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"patient\":[\"1\"]}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"patients\":\"1\"}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"patients\":[1]}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"patients\":[\"1,2\"]}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"scope\":\"system/*.sr\"}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"scope\":5}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"sha256\":\"" HASH "\"}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"salt\":\"00\",\"sha256\":\"" HASH "\"}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"salt\":\"" SALT_HEX "\",\"sha256\":\"00\"}]}",
     ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"rate_per_second\":-1}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"rate_per_second\":\"5\"}]}", ERROR_CONFIGURATION},
    {"{\"clients\":[{\"id\":\"a\",\"not_after\":\"soon\"}]}", ERROR_CONFIGURATION},
};

START_TEST(files_of_clients) {
  struct fixture fixture;
  set_up(&fixture);
  write_text(fixture.clients, view_of(file_cases[_i].text));
  ck_assert_msg(open_access(&fixture) == file_cases[_i].error, "%s", file_cases[_i].text);
  tear_down(&fixture);
}
END_TEST

/* What is added is admitted, what is gone is not, and a file with a mistake changes nothing. */
START_TEST(clients_are_read_again) {
  struct fixture fixture;
  set_up(&fixture);
  write_clients(&fixture, row_of(fixture.arena, "a", "key-a", ""));
  ck_assert_int_eq(open_access(&fixture), ERROR_OK);
  write_clients(&fixture, row_of(fixture.arena, "b", "key-b", ""));
  ck_assert_int_eq(admit_key(&fixture, "key-b"), ACCESS_UNKNOWN_KEY);
  access_refresh(fixture.access, false);
  ck_assert_int_eq(admit_key(&fixture, "key-b"), ACCESS_ADMITTED);
  ck_assert_int_eq(admit_key(&fixture, "key-a"), ACCESS_UNKNOWN_KEY);
  write_text(fixture.clients, view_of("{\"clients\":"));
  access_refresh(fixture.access, false);
  ck_assert_int_eq(admit_key(&fixture, "key-b"), ACCESS_ADMITTED);
  ck_assert_int_eq(unlink(fixture.clients), 0);
  access_refresh(fixture.access, true);
  ck_assert_int_eq(admit_key(&fixture, "key-b"), ACCESS_ADMITTED);
  tear_down(&fixture);
}
END_TEST

/* ---- tokens ------------------------------------------------------------------------------------
 */
#define GOOD "\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"exp\":1796000300,\"sub\":\"lab\""
struct token_case {
  const char *claims;
  enum access_reason reason;
};
static const struct token_case token_cases[] = {
    {"{" GOOD "}", ACCESS_ADMITTED},
    {"{" GOOD ",\"nbf\":1795999000,\"scope\":\"system/*.rs\"}", ACCESS_ADMITTED},
    {"{" GOOD ",\"nbf\":1796000050}", ACCESS_ADMITTED}, /* within the skew */
    {"{" GOOD ",\"nbf\":1796000100}", ACCESS_TOKEN_NOT_YET},
    {"{" GOOD ",\"nbf\":\"1\"}", ACCESS_TOKEN_NOT_YET},
    {"{\"iss\":\"" ISSUER "\",\"aud\":[\"x\",\"" AUDIENCE "\"],\"exp\":1796000300,\"azp\":\"l\"}",
     ACCESS_ADMITTED},
    {"{\"iss\":\"" ISSUER "\",\"aud\":[\"x\"],\"exp\":1796000300,\"sub\":\"lab\"}",
     ACCESS_TOKEN_AUDIENCE},
    {"{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "/\",\"exp\":1796000300,\"sub\":\"lab\"}",
     ACCESS_TOKEN_AUDIENCE},
    {"{\"iss\":\"" ISSUER "\",\"exp\":1796000300,\"sub\":\"lab\"}", ACCESS_TOKEN_AUDIENCE},
    {"{\"iss\":\"" ISSUER "/\",\"aud\":\"" AUDIENCE "\",\"exp\":1796000300,\"sub\":\"lab\"}",
     ACCESS_TOKEN_ISSUER},
    {"{\"aud\":\"" AUDIENCE "\",\"exp\":1796000300,\"sub\":\"lab\"}", ACCESS_TOKEN_ISSUER},
    {"{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"exp\":1795999990,\"sub\":\"lab\"}",
     ACCESS_ADMITTED}, /* within the skew */
    {"{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"exp\":1795999900,\"sub\":\"lab\"}",
     ACCESS_TOKEN_EXPIRED},
    {"{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"sub\":\"lab\"}", ACCESS_TOKEN_EXPIRED},
    {"{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"exp\":\"1796000300\",\"sub\":\"lab\"}",
     ACCESS_TOKEN_EXPIRED},
    {"{\"iss\":\"" ISSUER "\",\"aud\":\"" AUDIENCE "\",\"exp\":1796000300}", ACCESS_TOKEN_CLIENT},
};

START_TEST(claims) {
  struct fixture fixture;
  set_up(&fixture);
  write_clients(&fixture, view_of(""));
  ck_assert_int_eq(open_access(&fixture), ERROR_OK);
  ck_assert_msg(admit_token(&fixture, token_cases[_i].claims, fixture.key, "first") ==
                    token_cases[_i].reason,
                "%s", token_cases[_i].claims);
  tear_down(&fixture);
}
END_TEST

START_TEST(limits_of_a_token_client) {
  struct fixture fixture;
  struct request request;
  struct view token;
  set_up(&fixture);
  write_clients(&fixture, view_of("{\"id\":\"lab\",\"scope\":\"system/*.cruds\","
                                  "\"patients\":[\"7\"],\"acts_for_users\":true}"));
  ck_assert_int_eq(open_access(&fixture), ERROR_OK);
  ck_assert_int_eq(jwt_write(view_of("{" GOOD ",\"client_id\":\"lab\",\"azp\":\"x\","
                                     "\"scope\":\"system/Patient.r\"}"),
                             fixture.key, view_of(""), fixture.arena, &token),
                   ERROR_OK);
  struct view header = arena_format(fixture.arena, "Bearer %.*s", VIEW_ARGUMENTS(token));
  ck_assert_int_eq(admit(&fixture, "authorization", header, &request), ACCESS_ADMITTED);
  ck_assert(view_is(request.client, "lab"));
  ck_assert(view_is(request.rights->scopes, "system/Patient.r")); /* not those of the file */
  ck_assert(view_is(request.rights->patients, "7"));
  ck_assert(request.rights->acts_for_users);
  tear_down(&fixture);
}
END_TEST

START_TEST(token_keys_are_exchanged) {
  struct fixture fixture;
  static const char good[] = "{" GOOD "}";
  EVP_PKEY *next = EVP_EC_gen("P-256");
  set_up(&fixture);
  write_clients(&fixture, view_of(""));
  ck_assert_int_eq(open_access(&fixture), ERROR_OK);
  ck_assert_int_eq(admit_token(&fixture, good, fixture.key, ""), ACCESS_ADMITTED);
  ck_assert_int_eq(admit_token(&fixture, good, next, "first"), ACCESS_TOKEN_SIGNATURE);
  ck_assert_int_eq(admit_token(&fixture, good, next, "second"), ACCESS_TOKEN_KEY);
  write_key_set(&fixture, next, "second");
  access_refresh(fixture.access, false);
  ck_assert_int_eq(admit_token(&fixture, good, next, "second"), ACCESS_ADMITTED);
  ck_assert_int_eq(admit_token(&fixture, good, fixture.key, "first"), ACCESS_TOKEN_KEY);
  write_text(fixture.key_set, view_of("broken"));
  access_refresh(fixture.access, false);
  ck_assert_int_eq(admit_token(&fixture, good, next, "second"), ACCESS_ADMITTED);
  EVP_PKEY_free(next);
  tear_down(&fixture);
}
END_TEST

/* What a refusal looks like for the client: no more than he needs. */
START_TEST(refusals) {
  struct fixture fixture;
  struct request request;
  set_up(&fixture);
  write_clients(&fixture, view_of(""));
  ck_assert_int_eq(open_access(&fixture), ERROR_OK);
  for (enum access_reason reason = ACCESS_NO_CREDENTIALS; reason < ACCESS_MEMORY; reason++) {
    struct response response = {.header_count = 0};
    (void)admit(&fixture, "", view_of(""), &request);
    enum error error = access_refuse(&request, &response, reason, 3);
    bool has_challenge =
        response.header_count > 0 && view_is(response.headers[0].name, "WWW-Authenticate");
    ck_assert_int_ne(error, ERROR_OK);
    ck_assert_uint_eq(request.issues.count, 1);
    ck_assert_int_eq(has_challenge, error == ERROR_UNAUTHENTICATED);
    ck_assert(error != ERROR_RATE || view_is(response.headers[0].value, "3"));
  }
  tear_down(&fixture);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("access");
  TCase *cases = tcase_create("admission");
  tcase_add_test(cases, keys);
  tcase_add_test(cases, limits_of_a_key);
  tcase_add_test(cases, guesses_are_slowed_and_nobody_else_is);
  tcase_add_test(cases, rates_of_all_can_change);
  tcase_add_loop_test(cases, files_of_clients, 0, sizeof file_cases / sizeof file_cases[0]);
  tcase_add_test(cases, clients_are_read_again);
  tcase_add_loop_test(cases, claims, 0, sizeof token_cases / sizeof token_cases[0]);
  tcase_add_test(cases, limits_of_a_token_client);
  tcase_add_test(cases, token_keys_are_exchanged);
  tcase_add_test(cases, refusals);
  suite_add_tcase(suite, cases);
  return suite;
}
