/* JWS: the known answers of RFC 7515 (A.2, A.3) and RFC 7797, and every fault of a header. */
#include "server/national/jws.h"

#include "server/base/buffer.h"
#include "server/base/base64.h"
#include "server/national/jws_key_check.h"
#include "tests/unit/unit_main.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#define PAYLOAD                                                                                    \
  "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define CONTENT "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"
#define RS256_HEADER "eyJhbGciOiJSUzI1NiJ9"
#define RS256_SIGNATURE                                                                            \
  "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5ju" \
  "jGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07" \
  "Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipU" \
  "TI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define RS256_N                                                                                    \
  "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4" \
  "QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdb" \
  "BYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-D" \
  "WNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
#define ES256_HEADER "eyJhbGciOiJFUzI1NiJ9"
#define ES256_SIGNATURE                                                                            \
  "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define ES256_X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define ES256_Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"

static struct arena *arena;
static struct issue_list issues;

static void set_up(void) {
  arena = arena_new(50000000);
  issues = issue_list_make(arena, 10);
}

static void tear_down(void) {
  arena_free(arena);
}

static struct view bytes_of(const char *text) {
  struct view bytes;
  ck_assert_int_eq(base64_decode(view_of(text), BASE64_URL, arena, &bytes), ERROR_OK);
  return bytes;
}

static EVP_PKEY *key_from(const char *type, OSSL_PARAM_BLD *builder) {
  OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
  EVP_PKEY *key = NULL;
  ck_assert_int_eq(EVP_PKEY_fromdata_init(context), 1);
  ck_assert_int_eq(EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters), 1);
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(builder);
  return key;
}

static EVP_PKEY *rsa_key(void) {
  struct view n = bytes_of(RS256_N);
  BIGNUM *modulus = BN_bin2bn((const unsigned char *)n.data, (int)n.length, NULL);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus);
  OSSL_PARAM_BLD_push_uint(builder, OSSL_PKEY_PARAM_RSA_E, 65537);
  EVP_PKEY *key = key_from("RSA", builder);
  BN_free(modulus);
  return key;
}

static EVP_PKEY *ec_key(void) {
  unsigned char point[65] = {4};
  memcpy(point + 1, bytes_of(ES256_X).data, 32);
  memcpy(point + 33, bytes_of(ES256_Y).data, 32);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point));
  return key_from("EC", builder);
}

static bool verifies(const struct jws *jws, EVP_PKEY *key, const char *content) {
  struct jws_input input = {jws->protected_text, jws->header.unencoded, view_of(content)};
  struct sha256 digest;
  ck_assert_int_eq(jws_input_digest(&input, &digest), ERROR_OK);
  return jws_key_verify(key, jws->header.algorithm, &digest, jws->signature);
}

/* Whole and detached form of an example; a changed byte of content or signature. */
static void check_example(const char *header, const char *signature, EVP_PKEY *key) {
  struct view whole = arena_format(arena, "%s." PAYLOAD ".%s", header, signature);
  struct view detached = arena_format(arena, "%s..%s", header, signature);
  struct jws jws;
  ck_assert_int_eq(jws_read(whole, arena, &issues, &jws), ERROR_OK);
  ck_assert(jws_has_content(&jws, view_of(CONTENT)));
  ck_assert(!jws_has_content(&jws, view_of(CONTENT " ")));
  ck_assert(!jws_has_content(&jws, view_of("")));
  ck_assert(verifies(&jws, key, CONTENT));
  ck_assert_int_eq(jws_read(detached, arena, &issues, &jws), ERROR_OK);
  ck_assert(jws_has_content(&jws, view_of("anything")));
  ck_assert(verifies(&jws, key, CONTENT));
  ck_assert(!verifies(&jws, key, CONTENT " "));
  for (size_t i = 0; i < jws.signature.length; i++) {
    struct jws changed = jws;
    char *bytes = arena_string(arena, jws.signature);
    memcpy(bytes, jws.signature.data, jws.signature.length);
    bytes[i] = (char)(bytes[i] ^ 1);
    changed.signature.data = bytes;
    ck_assert(!verifies(&changed, key, CONTENT));
  }
  jws.signature.length--;
  ck_assert(!verifies(&jws, key, CONTENT));
  EVP_PKEY_free(key);
}

START_TEST(rfc_7515_a_2) {
  check_example(RS256_HEADER, RS256_SIGNATURE, rsa_key());
}
END_TEST

START_TEST(rfc_7515_a_3) {
  check_example(ES256_HEADER, ES256_SIGNATURE, ec_key());
}
END_TEST

static enum error append(void *context, struct view piece) {
  struct buffer *buffer = context;
  buffer_append(buffer, piece);
  return buffer->error;
}

/* RFC 7797 section 4: the signing input of "$.02", encoded and not. Its key is for HMAC, which we
 * refuse as an algorithm; here it tells that the bytes are right. */
static const struct {
  const char *header;
  bool unencoded;
  const char *hmac;
} unencoded_examples[] = {
    {"eyJhbGciOiJIUzI1NiJ9", false, "5mvfOroL-g7HyqJoozehmsaqmvTYGEq5jTI1gVvoEoQ"},
    {"eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19", true,
     "A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY"},
};

START_TEST(rfc_7797_section_4) {
  struct view key = bytes_of(
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  struct jws_input input = {view_of(unencoded_examples[_i].header),
                            unencoded_examples[_i].unencoded, view_of("$.02")};
  struct buffer buffer = buffer_make(arena, 1000);
  unsigned char mac[32];
  unsigned length = 0;
  ck_assert_int_eq(jws_input_each(&input, append, &buffer), ERROR_OK);
  HMAC(EVP_sha256(), key.data, (int)key.length, (const unsigned char *)buffer.data, buffer.length,
       mac, &length);
  ck_assert(
      view_equal(view_make((const char *)mac, length), bytes_of(unencoded_examples[_i].hmac)));
  struct jws jws;
  struct view text =
      arena_format(arena, "%s..%s", unencoded_examples[_i].header, unencoded_examples[_i].hmac);
  ck_assert_int_eq(jws_read(text, arena, &issues, &jws), ERROR_NOT_PROCESSABLE);
}
END_TEST

/* Content longer than a piece is the same as in one. */
START_TEST(long_content_is_streamed) {
  for (size_t length = 3070; length < 3076; length++) {
    char *content = arena_bytes(arena, length);
    memset(content, 'x', length);
    struct jws_input input = {view_of("aGVhZA"), false, view_make(content, length)};
    struct buffer buffer = buffer_make(arena, 100000);
    ck_assert_int_eq(jws_input_each(&input, append, &buffer), ERROR_OK);
    struct view text = base64_encode(input.content, BASE64_URL, arena);
    struct view expected = arena_format(arena, "aGVhZA.%.*s", VIEW_ARGUMENTS(text));
    ck_assert(view_equal(buffer_view(&buffer), expected));
  }
}
END_TEST

static const struct {
  const char *header;
  enum error error;
  const char *message; /* NULL = none */
  const char *argument;
} headers[] = {
    {"{\"alg\":\"ES256\"}", ERROR_OK, NULL, NULL},
    {"{\"alg\":\"PS256\",\"typ\":\"jose\",\"kid\":\"1\",\"jku\":\"http://x\"}", ERROR_OK, NULL,
     NULL},
    {"{\"alg\":\"ES256\",\"b64\":true}", ERROR_OK, NULL, NULL},
    {"{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"]}", ERROR_OK, NULL, NULL},
    {"{\"alg\":\"ES256\",\"sigT\":\"2026-11-30T00:00:00Z\",\"crit\":[\"sigT\"]}", ERROR_OK, NULL,
     NULL},
    {"{\"alg\":\"ES256\",\"iat\":1796000000}", ERROR_OK, NULL, NULL},
    {"{\"alg\":\"none\"}", ERROR_NOT_PROCESSABLE, "signature-algorithm", "none"},
    {"{\"alg\":\"HS256\"}", ERROR_NOT_PROCESSABLE, "signature-algorithm", "HS256"},
    {"{\"alg\":\"RS1\"}", ERROR_NOT_PROCESSABLE, "signature-algorithm", "RS1"},
    {"{\"alg\":\"es256\"}", ERROR_NOT_PROCESSABLE, "signature-algorithm", "es256"},
    {"{\"alg\":\"\"}", ERROR_NOT_PROCESSABLE, "signature-algorithm", ""},
    {"{\"alg\":1}", ERROR_SYNTAX, "signature-member", "alg"},
    {"{}", ERROR_SYNTAX, "signature-member", "alg"},
    {"[]", ERROR_SYNTAX, "signature-header", NULL},
    {"", ERROR_SYNTAX, "signature-parts", NULL},
    {"{\"alg\":\"ES256\"", ERROR_SYNTAX, "signature-header", NULL},
    {"{\"alg\":\"ES256\",\"alg\":\"none\"}", ERROR_SYNTAX, "signature-header", NULL},
    {"{\"alg\":\"ES256\",\"b64\":false}", ERROR_SYNTAX, "signature-member", "b64"},
    {"{\"alg\":\"ES256\",\"b64\":\"false\",\"crit\":[\"b64\"]}", ERROR_SYNTAX, "signature-member",
     "b64"},
    {"{\"alg\":\"ES256\",\"crit\":[]}", ERROR_SYNTAX, "signature-member", "crit"},
    {"{\"alg\":\"ES256\",\"crit\":\"b64\",\"b64\":false}", ERROR_SYNTAX, "signature-member",
     "crit"},
    {"{\"alg\":\"ES256\",\"crit\":[\"b64\"]}", ERROR_SYNTAX, "signature-member", "crit"},
    {"{\"alg\":\"ES256\",\"crit\":[\"b64\",\"b64\"],\"b64\":false}", ERROR_SYNTAX,
     "signature-member", "crit"},
    {"{\"alg\":\"ES256\",\"crit\":[1]}", ERROR_SYNTAX, "signature-member", "crit"},
    {"{\"alg\":\"ES256\",\"exp\":1,\"crit\":[\"exp\"]}", ERROR_NOT_PROCESSABLE,
     "signature-critical", "exp"},
    {"{\"alg\":\"ES256\",\"sigD\":{},\"b64\":false,\"crit\":[\"b64\",\"sigD\"]}",
     ERROR_NOT_PROCESSABLE, "signature-critical", "sigD"},
    {"{\"alg\":\"ES256\",\"crit\":[\"alg\"]}", ERROR_NOT_PROCESSABLE, "signature-critical", "alg"},
    {"{\"alg\":\"ES256\",\"typ\":1}", ERROR_SYNTAX, "signature-member", "typ"},
    {"{\"alg\":\"ES256\",\"sigT\":\"2026-11-30\"}", ERROR_SYNTAX, "signature-member", "sigT"},
    {"{\"alg\":\"ES256\",\"sigT\":1796000000}", ERROR_SYNTAX, "signature-member", "sigT"},
    {"{\"alg\":\"ES256\",\"iat\":\"1\"}", ERROR_SYNTAX, "signature-member", "iat"},
    {"{\"alg\":\"ES256\",\"iat\":-1}", ERROR_SYNTAX, "signature-member", "iat"},
    {"{\"alg\":\"ES256\",\"x5c\":\"AA==\"}", ERROR_SYNTAX, "signature-member", "x5c"},
    {"{\"alg\":\"ES256\",\"x5c\":[]}", ERROR_SYNTAX, "signature-member", "x5c"},
    {"{\"alg\":\"ES256\",\"x5c\":[\"AA\"]}", ERROR_SYNTAX, "signature-base64", "x5c"},
    {"{\"alg\":\"ES256\",\"x5c\":[\"_w==\"]}", ERROR_SYNTAX, "signature-base64", "x5c"},
    {"{\"alg\":\"ES256\",\"x5c\":[1]}", ERROR_SYNTAX, "signature-base64", "x5c"},
    {"{\"alg\":\"ES256\",\"x5c\":[\"AA==\",\"AA==\",\"AA==\",\"AA==\",\"AA==\",\"AA==\",\"AA==\","
     "\"AA==\",\"AA==\"]}",
     ERROR_SYNTAX, "signature-member", "x5c"},
};

START_TEST(headers_are_read_strictly) {
  struct view text = base64_encode(view_of(headers[_i].header), BASE64_URL, arena);
  struct view token = arena_format(arena, "%.*s..AAAA", VIEW_ARGUMENTS(text));
  struct jws jws;
  ck_assert_int_eq(jws_read(token, arena, &issues, &jws), headers[_i].error);
  ck_assert_uint_eq(issues.count, headers[_i].message != NULL ? 1 : 0);
  if (headers[_i].message != NULL) {
    ck_assert_str_eq(issues.issues[0].message->id, headers[_i].message);
  }
  if (headers[_i].argument != NULL) {
    ck_assert(view_is(issues.issues[0].arguments[0], headers[_i].argument));
  }
}
END_TEST

static const struct {
  const char *text;
  const char *message;
} forms[] = {
    {"", "signature-parts"},
    {"abc", "signature-parts"},
    {ES256_HEADER "." PAYLOAD, "signature-parts"},
    {ES256_HEADER "." PAYLOAD ".", "signature-parts"},
    {ES256_HEADER "." PAYLOAD ".AAAA.AAAA", "signature-parts"},
    {"." PAYLOAD ".AAAA", "signature-parts"},
    {ES256_HEADER "=.." ES256_SIGNATURE, "signature-base64"},
    {ES256_HEADER ".." ES256_SIGNATURE "==", "signature-base64"},
    {ES256_HEADER ".." ES256_SIGNATURE "\n", "signature-base64"},
    {"{\"payload\":\"\"}", "signature-parts"},
};

START_TEST(other_forms_are_refused) {
  struct jws jws;
  ck_assert_int_eq(jws_read(view_of(forms[_i].text), arena, &issues, &jws), ERROR_SYNTAX);
  ck_assert_uint_eq(issues.count, 1);
  ck_assert_str_eq(issues.issues[0].message->id, forms[_i].message);
}
END_TEST

START_TEST(long_ones_are_refused) {
  struct jws jws;
  char *text = arena_bytes(arena, 15000001);
  memset(text, 'A', 15000001);
  text[400000] = '.';
  text[400001] = '.';
  ck_assert_int_eq(jws_read(view_make(text, 15000001), arena, &issues, &jws), ERROR_TOO_LARGE);
  ck_assert_int_eq(jws_read(view_make(text, 500000), arena, &issues, &jws), ERROR_TOO_LARGE);
}
END_TEST

/* read(write(header)) = header. */
START_TEST(headers_come_back) {
  struct view certificates[] = {VIEW_LITERAL("first"), VIEW_LITERAL("second")};
  for (int claim = JWS_TIME_NONE; claim < JWS_TIME_COUNT; claim++) {
    struct jws_header header = {.algorithm = (enum jws_algorithm)(claim % JWS_ALGORITHM_COUNT),
                                .type = view_of(claim == JWS_TIME_IAT ? "jose" : ""),
                                .unencoded = claim != JWS_TIME_IAT,
                                .time_claim = (enum jws_time_claim)claim,
                                .signing_time_ms = 1796000000000,
                                .certificates = certificates,
                                .certificate_count = (size_t)claim};
    struct view text;
    struct jws jws;
    ck_assert_int_eq(jws_header_write(&header, arena, &text), ERROR_OK);
    ck_assert_int_eq(jws_read(jws_join(text, view_of("sig"), arena), arena, &issues, &jws),
                     ERROR_OK);
    ck_assert_int_eq(jws.header.algorithm, header.algorithm);
    ck_assert(view_equal(jws.header.type, header.type));
    ck_assert_int_eq(jws.header.unencoded, header.unencoded);
    ck_assert_int_eq(jws.header.time_claim, header.time_claim);
    ck_assert_int_eq(jws.header.signing_time_ms,
                     claim == JWS_TIME_NONE ? 0 : header.signing_time_ms);
    ck_assert_uint_eq(jws.header.certificate_count, header.certificate_count);
    for (size_t i = 0; i < header.certificate_count; i++) {
      ck_assert(view_equal(jws.header.certificates[i], certificates[i]));
    }
    ck_assert(view_is(jws.signature, "sig"));
    ck_assert_uint_eq(jws.payload_text.length, 0);
  }
}
END_TEST

START_TEST(jades_header_is_as_written) {
  struct jws_header header = {.algorithm = JWS_ES256,
                              .unencoded = true,
                              .time_claim = JWS_TIME_SIGT,
                              .signing_time_ms = 1796000000999};
  struct view text;
  struct view json;
  ck_assert_int_eq(jws_header_write(&header, arena, &text), ERROR_OK);
  ck_assert_int_eq(base64_decode(text, BASE64_URL, arena, &json), ERROR_OK);
  ck_assert_str_eq(json.data, "{\"alg\":\"ES256\",\"b64\":false,\"sigT\":\"2026-11-30T00:53:20Z\","
                              "\"crit\":[\"b64\",\"sigT\"]}");
}
END_TEST

/* Sign with each algorithm that a key can; no other algorithm takes the signature. */
START_TEST(keys_sign_and_fit) {
  EVP_PKEY *keys[] = {EVP_EC_gen("P-256"), EVP_RSA_gen(2048)};
  struct sha256 digest = hash_sha256(view_of("content"));
  for (int algorithm = 0; algorithm < JWS_ALGORITHM_COUNT; algorithm++) {
    EVP_PKEY *key = keys[algorithm == JWS_ES256 ? 0 : 1];
    EVP_PKEY *other = keys[algorithm == JWS_ES256 ? 1 : 0];
    struct view signature;
    enum jws_algorithm which = (enum jws_algorithm)algorithm;
    ck_assert_int_eq(jws_key_check(key, which, &issues), ERROR_OK);
    ck_assert_int_eq(jws_key_check(other, which, &issues), ERROR_NOT_PROCESSABLE);
    ck_assert_int_eq(jws_key_sign(key, which, &digest, arena, &signature), ERROR_OK);
    ck_assert_uint_eq(signature.length, which == JWS_ES256 ? 64 : 256);
    for (int as = 0; as < JWS_ALGORITHM_COUNT; as++) {
      bool same_kind = (as == JWS_ES256) == (which == JWS_ES256);
      ck_assert(!same_kind || jws_key_verify(key, (enum jws_algorithm)as, &digest, signature) ==
                                  (as == algorithm));
    }
  }
  EVP_PKEY_free(keys[0]);
  EVP_PKEY_free(keys[1]);
}
END_TEST

START_TEST(weak_and_other_keys_are_refused) {
  EVP_PKEY *weak = EVP_RSA_gen(1024);
  EVP_PKEY *curve = EVP_EC_gen("P-384");
  ck_assert_int_eq(jws_key_check(weak, JWS_RS256, &issues), ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(issues.issues[0].message->id, "signature-key-weak");
  ck_assert(view_is(issues.issues[0].arguments[0], "1024"));
  ck_assert_int_eq(jws_key_check(curve, JWS_ES256, &issues), ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(issues.issues[1].message->id, "signature-key-type");
  EVP_PKEY_free(weak);
  EVP_PKEY_free(curve);
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

Suite *test_suite(void) {
  Suite *suite = suite_create("jws");
  TCase *tests = tcase_create("jws");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, rfc_7515_a_2);
  tcase_add_test(tests, rfc_7515_a_3);
  tcase_add_loop_test(tests, rfc_7797_section_4, 0, COUNT(unencoded_examples));
  tcase_add_test(tests, long_content_is_streamed);
  tcase_add_loop_test(tests, headers_are_read_strictly, 0, COUNT(headers));
  tcase_add_loop_test(tests, other_forms_are_refused, 0, COUNT(forms));
  tcase_add_test(tests, long_ones_are_refused);
  tcase_add_test(tests, headers_come_back);
  tcase_add_test(tests, jades_header_is_as_written);
  tcase_add_test(tests, keys_sign_and_fit);
  tcase_add_test(tests, weak_and_other_keys_are_refused);
  suite_add_tcase(suite, tests);
  return suite;
}
