#include "server/orca/orca_identity.h"
#include "tests/unit/unit_main.h"

#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[64];

static void setup(void) {
  snprintf(path, sizeof path, "/tmp/fhir-facade-test-XXXXXX");
  close(mkstemp(path));
}

static void teardown(void) {
  unlink(path);
}

static X509 *make_certificate(EVP_PKEY *key) {
  X509 *certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
  X509_set_pubkey(certificate, key);
  ck_assert_int_gt(X509_sign(certificate, key, EVP_sha256()), 0);
  return certificate;
}

static void write_pkcs12(const char *password) {
  EVP_PKEY *key = EVP_RSA_gen(2048);
  X509 *certificate = make_certificate(key);
  PKCS12 *file = PKCS12_create(password, "clinic", key, certificate, NULL, 0, 0, 0, 0, 0);
  FILE *stream = fopen(path, "wb");
  ck_assert_int_eq(i2d_PKCS12_fp(stream, file), 1);
  fclose(stream);
  PKCS12_free(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

START_TEST(test_use) {
  struct orca_identity *identity = NULL;
  write_pkcs12("secret");
  ck_assert_int_eq(orca_identity_open(path, "secret", &identity), ERROR_OK);
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  ck_assert(orca_identity_use(identity, context));
  ck_assert_int_eq(SSL_CTX_check_private_key(context), 1);
  SSL_CTX_free(context);
  orca_identity_free(identity);
}
END_TEST

START_TEST(test_refused) {
  struct orca_identity *identity = NULL;
  write_pkcs12("secret");
  ck_assert_int_eq(orca_identity_open(path, "other", &identity), ERROR_CONFIGURATION);
  ck_assert_int_eq(truncate(path, 100), 0);
  ck_assert_int_eq(orca_identity_open(path, "secret", &identity), ERROR_CONFIGURATION);
  ck_assert_int_eq(orca_identity_open("/nowhere/a.p12", "secret", &identity), ERROR_FILE);
  ck_assert_ptr_null(identity);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_identity");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, test_use);
  tcase_add_test(tests, test_refused);
  suite_add_tcase(suite, tests);
  return suite;
}
