/* The electronic signature of a referral, as the lab's national service checks it: keys and
 * certificates are made here. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/national_wire.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IDENTIFIER "1312345678^2026^SIGN-1"
#define YEAR_SECONDS 31536000L
#define NUMBER_BYTES 32
#define SERIAL_GOOD 1001
#define SERIAL_REVOKED 1002

static struct world world;
static char crl_file[300];
static EVP_PKEY *elliptic;
static EVP_PKEY *rsa;
static char *document;

/* What a signature is made with. */
struct signer {
  const char *algorithm;
  EVP_PKEY *key;
  long serial;
  bool raw; /* the payload goes in as it is (RFC 7797) */
};

static void set_name(X509_NAME *name) {
  ck_assert_int_eq(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                              (const unsigned char *)"Lab Doctor", -1, -1, 0),
                   1);
}

static X509 *certificate_of(EVP_PKEY *key, long serial) {
  X509 *certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -86400);
  X509_gmtime_adj(X509_getm_notAfter(certificate), YEAR_SECONDS);
  X509_set_pubkey(certificate, key);
  set_name(X509_get_subject_name(certificate));
  set_name(X509_get_issuer_name(certificate));
  ck_assert_int_gt(X509_sign(certificate, key, EVP_sha256()), 0);
  return certificate;
}

/* The authority's list with one certificate on it. */
static void write_crl(EVP_PKEY *key) {
  X509_CRL *list = X509_CRL_new();
  X509_NAME *issuer = X509_NAME_new();
  X509_REVOKED *entry = X509_REVOKED_new();
  ASN1_INTEGER *serial = ASN1_INTEGER_new();
  ASN1_TIME *now = X509_gmtime_adj(NULL, 0);
  set_name(issuer);
  X509_CRL_set_issuer_name(list, issuer);
  X509_CRL_set1_lastUpdate(list, now);
  ASN1_INTEGER_set(serial, SERIAL_REVOKED);
  X509_REVOKED_set_serialNumber(entry, serial);
  X509_REVOKED_set_revocationDate(entry, now);
  ck_assert_int_eq(X509_CRL_add0_revoked(list, entry), 1);
  ck_assert_int_gt(X509_CRL_sign(list, key, EVP_sha256()), 0);
  FILE *file = fopen(crl_file, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(PEM_write_X509_CRL(file, list), 1);
  fclose(file);
  ASN1_INTEGER_free(serial);
  ASN1_TIME_free(now);
  X509_NAME_free(issuer);
  X509_CRL_free(list);
}

static void setup(void) {
  snprintf(crl_file, sizeof crl_file, "%s/lab-crl-%ld.pem",
           getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp", (long)getpid());
  elliptic = EVP_EC_gen("P-256");
  rsa = EVP_RSA_gen(2048);
  ck_assert_ptr_nonnull(elliptic);
  ck_assert_ptr_nonnull(rsa);
  write_crl(elliptic);
  world = (struct world){.transport = "webapi", .lab_arguments = {"--signature-crl", crl_file}};
  world_start_lab(&world);
  document =
      wire_document(&(struct wire_document){.file = "referral.json", .identifier = IDENTIFIER});
}

static void teardown(void) {
  world_stop(&world);
  unlink(crl_file);
  EVP_PKEY_free(elliptic);
  EVP_PKEY_free(rsa);
  free(document);
}

static char *base64_of(const unsigned char *bytes, size_t length) {
  char *text = calloc(1, length / 3 * 4 + 8);
  ck_assert_ptr_nonnull(text);
  EVP_EncodeBlock((unsigned char *)text, bytes, (int)length);
  return text;
}

/* Base64 for URLs (RFC 7515). */
static char *url64_of(const unsigned char *bytes, size_t length) {
  char *text = base64_of(bytes, length);
  for (char *byte = text; *byte != '\0'; byte++) {
    *byte = *byte == '+' ? '-' : *byte == '/' ? '_' : *byte;
    if (*byte == '=') {
      *byte = '\0';
      break;
    }
  }
  return text;
}

static char *header_of(const struct signer *signer) {
  X509 *certificate = certificate_of(signer->key, signer->serial);
  unsigned char *der = NULL;
  int length = i2d_X509(certificate, &der);
  ck_assert_int_gt(length, 0);
  char *leaf = base64_of(der, (size_t)length);
  char *json = NULL;
  ck_assert_int_gt(asprintf(&json, "{\"alg\":\"%s\",%s\"x5c\":[\"%s\"]}", signer->algorithm,
                            signer->raw ? "\"b64\":false,\"crit\":[\"b64\"]," : "", leaf),
                   0);
  char *header = url64_of((const unsigned char *)json, strlen(json));
  OPENSSL_free(der);
  X509_free(certificate);
  free(leaf);
  free(json);
  return header;
}

/* ES256 writes the two numbers one after the other. */
static char *plain_of(const unsigned char *der, size_t length) {
  unsigned char both[2 * NUMBER_BYTES];
  ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)length);
  ck_assert_ptr_nonnull(pair);
  BN_bn2binpad(ECDSA_SIG_get0_r(pair), both, NUMBER_BYTES);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair), both + NUMBER_BYTES, NUMBER_BYTES);
  ECDSA_SIG_free(pair);
  return url64_of(both, sizeof both);
}

static char *signature_of(const struct signer *signer, const char *input) {
  unsigned char bytes[1024];
  size_t length = sizeof bytes;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  ck_assert_int_eq(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, signer->key), 1);
  ck_assert_int_eq(
      EVP_DigestSign(context, bytes, &length, (const unsigned char *)input, strlen(input)), 1);
  EVP_MD_CTX_free(context);
  return EVP_PKEY_get_base_id(signer->key) == EVP_PKEY_EC ? plain_of(bytes, length)
                                                          : url64_of(bytes, length);
}

/* A detached JWS over the text. */
static char *sign(const struct signer *signer, const char *text) {
  char *header = header_of(signer);
  char *payload = signer->raw ? strdup(text) : url64_of((const unsigned char *)text, strlen(text));
  char *input = NULL;
  char *jws = NULL;
  ck_assert_int_gt(asprintf(&input, "%s.%s", header, payload), 0);
  char *signature = signature_of(signer, input);
  ck_assert_int_gt(asprintf(&jws, "%s..%s", header, signature), 0);
  free(header);
  free(payload);
  free(input);
  free(signature);
  return jws;
}

static void send_signed(const char *id, const char *signature, const char *code) {
  char more[6000];
  snprintf(more, sizeof more, "<Signature>%s</Signature>", signature);
  wire_expect(&world,
              &(struct wire_message){.operation = "register",
                                     .id = id,
                                     .fields = wire_keys("referral", IDENTIFIER, more),
                                     .content = document},
              code);
}

static struct signer signer_at(int number) {
  const struct signer signers[] = {{"ES256", elliptic, SERIAL_GOOD, false},
                                   {"ES256", elliptic, SERIAL_GOOD, true},
                                   {"RS256", rsa, SERIAL_GOOD, false}};
  return signers[number];
}

START_TEST(a_good_signature_is_taken_and_dated) {
  const struct signer signer = signer_at(_i);
  char *signature = sign(&signer, document);
  send_signed("s-1", signature, "SIM-0000");
  json_t *state = lab_state(&world);
  ck_assert_str_ne(text_at(state, "national.registrations.0.signature_checked_at"), "");
  json_decref(state);
  free(signature);
}
END_TEST

START_TEST(changed_bytes_are_found) {
  const struct signer signer = signer_at(_i);
  char *signature = sign(&signer, document);
  document[strlen(document) - 1] = ' ';
  send_signed("s-2", signature, "SIM-E-702");
  ck_assert_int_eq(lab_registrations(&world, IDENTIFIER, NULL), 0);
  free(signature);
}
END_TEST

START_TEST(a_revoked_certificate) {
  const struct signer signer = {"ES256", elliptic, SERIAL_REVOKED, false};
  char *signature = sign(&signer, document);
  send_signed("s-3", signature, "SIM-E-704");
  free(signature);
}
END_TEST

START_TEST(an_expired_certificate) {
  const struct signer signer = signer_at(0);
  char *signature = sign(&signer, document);
  ck_assert(lab_post(&world, "/lab/clock", "{\"advance_seconds\":31622400}"));
  send_signed("s-4", signature, "SIM-E-703");
  free(signature);
}
END_TEST

/* No signature, another algorithm than the key's, not detached, no certificate. */
START_TEST(what_is_no_signature) {
  const struct signer wrong = {"RS256", elliptic, SERIAL_GOOD, false};
  char *signature = sign(&wrong, document);
  send_signed("s-5", signature, "SIM-E-701");
  send_signed("s-6", "e30.e30.AAAA", "SIM-E-701");
  send_signed("s-7", "e30..AAAA", "SIM-E-701");
  send_signed("s-8", "AAAA", "SIM-E-701");
  free(signature);
}
END_TEST

/* Only referrals are signed. */
START_TEST(diseases_are_not_signed) {
  char *text =
      wire_document(&(struct wire_document){.file = "conditions.json", .identifier = IDENTIFIER});
  wire_expect(&world,
              &(struct wire_message){
                  .operation = "register",
                  .id = "s-9",
                  .fields = wire_keys("clinical", IDENTIFIER, "<Signature>e30..AAAA</Signature>"),
                  .content = text},
              "SIM-E-705");
  free(text);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("lab_signature");
  TCase *cases = tcase_create("signature");
  tcase_set_timeout(cases, 120);
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, a_good_signature_is_taken_and_dated, 0, 3);
  tcase_add_loop_test(cases, changed_bytes_are_found, 0, 3);
  tcase_add_test(cases, a_revoked_certificate);
  tcase_add_test(cases, an_expired_certificate);
  tcase_add_test(cases, what_is_no_signature);
  tcase_add_test(cases, diseases_are_not_signed);
  suite_add_tcase(suite, cases);
  return suite;
}
