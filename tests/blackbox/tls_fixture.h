/* Certificates for a test: an authority and what it issues, as PEM files in the world's folder. */
#ifndef TESTS_BLACKBOX_TLS_FIXTURE_H
#define TESTS_BLACKBOX_TLS_FIXTURE_H

#include "tests/blackbox/harness.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

struct tls_node {
  X509 *certificate;
  EVP_PKEY *key;
};

struct tls_wish {
  const char *name;
  const char *usage; /* "serverAuth", "clientAuth"; NULL = an authority */
  long start_s;      /* from now */
  long end_s;
};

static inline void tls_extension(X509 *certificate, int nid, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
  ck_assert_ptr_nonnull(extension);
  ck_assert_int_eq(X509_add_ext(certificate, extension, -1), 1);
  X509_EXTENSION_free(extension);
}

/* issuer NULL: its own. */
static inline struct tls_node tls_make(const struct tls_wish *wish, const struct tls_node *issuer) {
  struct tls_node node = {X509_new(), EVP_EC_gen("P-256")};
  X509 *certificate = node.certificate;
  unsigned char serial[8];
  ck_assert_int_eq(RAND_bytes(serial, sizeof serial), 1);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), (serial[0] << 16) + (serial[1] << 8) + 1);
  X509_set_version(certificate, X509_VERSION_3);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             (const unsigned char *)wish->name, -1, -1, 0);
  X509_set_issuer_name(certificate,
                       X509_get_subject_name(issuer != NULL ? issuer->certificate : certificate));
  X509_set_pubkey(certificate, node.key);
  X509_gmtime_adj(X509_getm_notBefore(certificate), wish->start_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate), wish->end_s);
  tls_extension(certificate, NID_basic_constraints,
                wish->usage == NULL ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (wish->usage != NULL) {
    tls_extension(certificate, NID_ext_key_usage, wish->usage);
    tls_extension(certificate, NID_subject_alt_name, "IP:127.0.0.1");
  }
  ck_assert_int_gt(X509_sign(certificate, issuer != NULL ? issuer->key : node.key, EVP_sha256()),
                   0);
  return node;
}

/* Writes <name>.pem and <name>.key into the folder. */
static inline void tls_write(const struct tls_node *node, const char *folder, const char *name) {
  char path[HARNESS_PATH + 40];
  snprintf(path, sizeof path, "%s/%s.pem", folder, name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(PEM_write_X509(file, node->certificate), 1);
  fclose(file);
  snprintf(path, sizeof path, "%s/%s.key", folder, name);
  file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(PEM_write_PKCS8PrivateKey(file, node->key, NULL, NULL, 0, NULL, NULL), 1);
  fclose(file);
}

static inline void tls_free(struct tls_node *node) {
  X509_free(node->certificate);
  EVP_PKEY_free(node->key);
}

#endif
