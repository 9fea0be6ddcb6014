#include "server/base/jwt.h"

#include "server/base/base64.h"
#include "server/base/jwk.h"
#include "tests/unit/unit_main.h"

#include <openssl/ec.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

static struct view encoded(struct arena *arena, const char *json) {
  return base64_encode(view_of(json), BASE64_URL, arena);
}

/* header.claims.signature with a real signature of the key over whatever the header says. */
static struct view signed_token(struct arena *arena, const char *header, const char *claims,
                                EVP_PKEY *key) {
  struct view signature;
  enum jws_algorithm algorithm = JWS_ES256;
  struct view head = encoded(arena, header);
  struct view body = encoded(arena, claims);
  struct view text = arena_format(arena, "%.*s.%.*s", VIEW_ARGUMENTS(head), VIEW_ARGUMENTS(body));
  struct sha256 digest = hash_sha256(text);
  ck_assert(jws_key_algorithm(key, &algorithm));
  ck_assert_int_eq(jws_key_sign(key, algorithm, &digest, arena, &signature), ERROR_OK);
  signature = base64_encode(signature, BASE64_URL, arena);
  return arena_format(arena, "%.*s.%.*s", VIEW_ARGUMENTS(text), VIEW_ARGUMENTS(signature));
}

struct header_case {
  const char *header;
  enum error error;
};
static const struct header_case header_cases[] = {
    {"{\"alg\":\"ES256\"}", ERROR_OK},
    {"{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"a\"}", ERROR_OK},
    {"{\"alg\":\"none\"}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":\"None\"}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":\"HS256\"}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":\"es256\"}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":\"RS1\"}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":5}", ERROR_NOT_PROCESSABLE},
    {"{}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":\"ES256\",\"crit\":[\"x\"],\"x\":1}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":\"ES256\",\"b64\":false}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":\"ES256\",\"jku\":\"https://evil/\"}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\"}}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":\"ES256\",\"x5u\":\"https://evil/\"}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":\"ES256\",\"x5c\":[]}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":\"ES256\",\"zip\":\"DEF\"}", ERROR_NOT_PROCESSABLE},
    {"{\"alg\":\"ES256\",\"alg\":\"none\"}", ERROR_SYNTAX},
    {"[\"ES256\"]", ERROR_SYNTAX},
    {"{\"alg\"", ERROR_SYNTAX},
};

START_TEST(headers) {
  struct arena *arena = arena_new(1 << 20);
  EVP_PKEY *key = EVP_EC_gen("P-256");
  struct jwt jwt;
  struct view text = signed_token(arena, header_cases[_i].header, "{\"sub\":\"x\"}", key);
  ck_assert_msg(jwt_read(text, arena, &jwt) == header_cases[_i].error, "%s",
                header_cases[_i].header);
  ck_assert(header_cases[_i].error != ERROR_OK || jwt_verify(&jwt, key));
  EVP_PKEY_free(key);
  arena_free(arena);
}
END_TEST

START_TEST(forms_that_are_no_token) {
  static const char *const texts[] = {
      "", ".", "..", "a.b", "a.b.c.d", "e30.e30.", "e30.e30.e30", "e30=.e30.e30", " e30.e30.e30"};
  struct arena *arena = arena_new(1 << 20);
  struct jwt jwt;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    ck_assert_msg(jwt_read(view_of(texts[i]), arena, &jwt) != ERROR_OK, "%s", texts[i]);
  }
  char *large = calloc(1, 20001);
  memset(large, 'a', 20000);
  ck_assert_int_eq(jwt_read(view_of(large), arena, &jwt), ERROR_TOO_LARGE);
  free(large);
  arena_free(arena);
}
END_TEST

static const char claims_text[] = "{\"iss\":\"a\",\"exp\":1800000000,\"nbf\":12.75,\"iat\":\"5\"}";

START_TEST(every_changed_character_is_noticed) {
  struct arena *arena = arena_new(1 << 22);
  EVP_PKEY *keys[] = {EVP_EC_gen("P-256"), EVP_RSA_gen(2048)};
  for (size_t k = 0; k < 2; k++) {
    struct view text;
    ck_assert_int_eq(jwt_write(view_of(claims_text), keys[k], view_of("k"), arena, &text),
                     ERROR_OK);
    struct jwt jwt;
    ck_assert_int_eq(jwt_read(text, arena, &jwt), ERROR_OK);
    ck_assert(jwt_verify(&jwt, keys[k]));
    ck_assert(!jwt_verify(&jwt, keys[1 - k]));
    ck_assert(view_is(jwt.key_id, "k"));
    for (size_t i = 0; i < text.length; i++) {
      char *changed = arena_string(arena, text);
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      bool accepted = jwt_read(view_make(changed, text.length), arena, &jwt) == ERROR_OK &&
                      jwt_verify(&jwt, keys[k]);
      ck_assert_msg(!accepted, "character %zu", i);
    }
  }
  EVP_PKEY_free(keys[0]);
  EVP_PKEY_free(keys[1]);
  arena_free(arena);
}
END_TEST

/* The known attack: the public key as the secret of HMAC, or another algorithm of the same key. */
START_TEST(algorithms_are_not_confused) {
  struct arena *arena = arena_new(1 << 20);
  EVP_PKEY *rsa = EVP_RSA_gen(2048);
  unsigned char *der = NULL;
  int der_bytes = i2d_PUBKEY(rsa, &der);
  struct view head = encoded(arena, "{\"alg\":\"HS256\"}");
  struct view body = encoded(arena, "{\"sub\":\"x\"}");
  struct view text = arena_format(arena, "%.*s.%.*s", VIEW_ARGUMENTS(head), VIEW_ARGUMENTS(body));
  unsigned char mac[32];
  unsigned mac_bytes = sizeof mac;
  HMAC(EVP_sha256(), der, der_bytes, (const unsigned char *)text.data, text.length, mac,
       &mac_bytes);
  struct view end = base64_encode(view_make((const char *)mac, mac_bytes), BASE64_URL, arena);
  struct jwt jwt;
  text = arena_format(arena, "%.*s.%.*s", VIEW_ARGUMENTS(text), VIEW_ARGUMENTS(end));
  ck_assert_int_eq(jwt_read(text, arena, &jwt), ERROR_NOT_PROCESSABLE);
  /* PKCS#1 v1.5 under the name of PSS, RSA under the name of ECDSA */
  static const char *const names[] = {"{\"alg\":\"PS256\"}", "{\"alg\":\"ES256\"}"};
  for (size_t i = 0; i < 2; i++) {
    text = signed_token(arena, names[i], "{\"sub\":\"x\"}", rsa);
    ck_assert_int_eq(jwt_read(text, arena, &jwt), ERROR_OK);
    ck_assert(!jwt_verify(&jwt, rsa));
  }
  OPENSSL_free(der);
  EVP_PKEY_free(rsa);
  arena_free(arena);
}
END_TEST

START_TEST(times) {
  struct arena *arena = arena_new(1 << 20);
  EVP_PKEY *key = EVP_EC_gen("P-256");
  struct view text;
  struct jwt jwt;
  int64_t seconds = -1;
  ck_assert_int_eq(jwt_write(view_of(claims_text), key, view_of(""), arena, &text), ERROR_OK);
  ck_assert_int_eq(jwt_read(text, arena, &jwt), ERROR_OK);
  ck_assert(jwt_time(&jwt, "exp", &seconds));
  ck_assert_int_eq(seconds, 1800000000);
  ck_assert(jwt_time(&jwt, "nbf", &seconds));
  ck_assert_int_eq(seconds, 12);
  ck_assert(!jwt_time(&jwt, "iat", &seconds));
  ck_assert(!jwt_time(&jwt, "auth_time", &seconds));
  EVP_PKEY_free(key);
  arena_free(arena);
}
END_TEST

static struct view set_of(struct arena *arena, EVP_PKEY *key, enum jws_algorithm algorithm) {
  struct buffer buffer = buffer_make(arena, 65536);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_key(&writer, "keys");
  writer_array_begin(&writer);
  ck_assert_int_eq(jwk_write(&writer, key, algorithm, view_of("k1")), ERROR_OK);
  writer_array_end(&writer);
  writer_object_end(&writer);
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  return buffer_view(&buffer);
}

START_TEST(key_sets_round_trip) {
  EVP_PKEY *keys[] = {EVP_EC_gen("P-256"), EVP_RSA_gen(2048)};
  static const enum jws_algorithm algorithms[] = {JWS_ES256, JWS_RS256};
  for (size_t k = 0; k < 2; k++) {
    struct arena *arena = arena_new(1 << 20);
    struct jwk_set set;
    ck_assert_int_eq(jwk_set_read(arena, set_of(arena, keys[k], algorithms[k]), &set), ERROR_OK);
    ck_assert_uint_eq(set.count, 1);
    ck_assert(view_is(set.keys[0].id, "k1"));
    ck_assert(set.keys[0].has_algorithm);
    ck_assert_int_eq(set.keys[0].algorithm, algorithms[k]);
    ck_assert_int_eq(EVP_PKEY_eq(set.keys[0].key, keys[k]), 1);
    arena_free(arena);
    EVP_PKEY_free(keys[k]);
  }
}
END_TEST

struct set_case {
  const char *json;
  enum error error;
  size_t count;
};
/* The public key of RFC 7515 appendix A.3. */
#define X_A3 "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define Y_A3 "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define KEY_A3 "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X_A3 "\",\"y\":\"" Y_A3 "\""
static const struct set_case set_cases[] = {
    {"{\"keys\":[{" KEY_A3 "}]}", ERROR_OK, 1},
    {"{\"keys\":[{" KEY_A3 ",\"alg\":\"ES256\",\"use\":\"sig\",\"kid\":\"a\"}]}", ERROR_OK, 1},
    {"{\"keys\":[]}", ERROR_OK, 0},
    /* not for us: passed over */
    {"{\"keys\":[{" KEY_A3 ",\"use\":\"enc\"}]}", ERROR_OK, 0},
    {"{\"keys\":[{" KEY_A3 ",\"alg\":\"ES512\"}]}", ERROR_OK, 0},
    {"{\"keys\":[{" KEY_A3 ",\"alg\":\"RS256\"}]}", ERROR_OK, 0},
    {"{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"},{" KEY_A3 "}]}", ERROR_OK, 1},
    {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"}]}", ERROR_OK, 0},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}", ERROR_OK, 0}, /* 17 bits */
    {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X_A3 "\",\"y\":\"" X_A3 "\"}]}",
     ERROR_OK, 0}, /* no point of the curve */
    {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X_A3 "\"}]}", ERROR_OK, 0},
    {"{\"keys\":[5,null]}", ERROR_OK, 0},
    {"{\"keys\":{}}", ERROR_SYNTAX, 0},
    {"{}", ERROR_SYNTAX, 0},
    {"[]", ERROR_SYNTAX, 0},
    {"", ERROR_SYNTAX, 0},
};

START_TEST(key_sets_are_read) {
  struct arena *arena = arena_new(1 << 20);
  struct jwk_set set = {.count = 99};
  ck_assert_msg(jwk_set_read(arena, view_of(set_cases[_i].json), &set) == set_cases[_i].error, "%s",
                set_cases[_i].json);
  ck_assert_msg(set_cases[_i].error != ERROR_OK || set.count == set_cases[_i].count, "%s: %zu",
                set_cases[_i].json, set.count);
  arena_free(arena);
}
END_TEST

/* RFC 7515 appendix A.3: ES256 over the claims of RFC 7519 section 3.1. */
START_TEST(vector_of_rfc_7515) {
  static const char token[] =
      "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm"
      "NvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmW"
      "QxfKTUJqPP3-Kg6NU1Q";
  struct arena *arena = arena_new(1 << 20);
  struct jwk_set set;
  struct jwt jwt;
  int64_t end = 0;
  ck_assert_int_eq(jwk_set_read(arena, view_of("{\"keys\":[{" KEY_A3 "}]}"), &set), ERROR_OK);
  ck_assert_int_eq(jwt_read(view_of(token), arena, &jwt), ERROR_OK);
  ck_assert(jwt_verify(&jwt, set.keys[0].key));
  ck_assert(jwt_time(&jwt, "exp", &end));
  ck_assert_int_eq(end, 1300819380);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("jwt");
  TCase *cases = tcase_create("tokens");
  tcase_add_loop_test(cases, headers, 0, sizeof header_cases / sizeof header_cases[0]);
  tcase_add_test(cases, forms_that_are_no_token);
  tcase_add_test(cases, every_changed_character_is_noticed);
  tcase_add_test(cases, algorithms_are_not_confused);
  tcase_add_test(cases, times);
  tcase_add_test(cases, key_sets_round_trip);
  tcase_add_loop_test(cases, key_sets_are_read, 0, sizeof set_cases / sizeof set_cases[0]);
  tcase_add_test(cases, vector_of_rfc_7515);
  suite_add_tcase(suite, cases);
  return suite;
}
