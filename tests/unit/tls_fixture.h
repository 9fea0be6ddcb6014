/* Certificates and revocation lists for a test: an authority and what it issues, as PEM files. */
#ifndef TESTS_UNIT_TLS_FIXTURE_H
#define TESTS_UNIT_TLS_FIXTURE_H

#include <check.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

#define TLS_FIXTURE_PATH 400

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
  char path[TLS_FIXTURE_PATH];
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

struct tls_list_wish {
  const struct tls_node *authority; /* whose name it bears */
  EVP_PKEY *key;                    /* that signs it; NULL = the authority's */
  const X509 *revoked;              /* NULL: nobody */
  long start_s;                     /* from now */
  long end_s;                       /* 0: does not say */
  int more;                         /* revoked serial numbers of nobody */
};

static inline void tls_list_add(X509_CRL *list, const ASN1_INTEGER *serial) {
  X509_REVOKED *row = X509_REVOKED_new();
  ASN1_TIME *time = X509_gmtime_adj(NULL, -60);
  ASN1_INTEGER *copy = ASN1_INTEGER_dup(serial);
  X509_REVOKED_set_serialNumber(row, copy);
  X509_REVOKED_set_revocationDate(row, time);
  ck_assert_int_eq(X509_CRL_add0_revoked(list, row), 1);
  ASN1_INTEGER_free(copy);
  ASN1_TIME_free(time);
}

static inline void tls_list_add_strangers(X509_CRL *list, int count) {
  ASN1_INTEGER *serial = ASN1_INTEGER_new();
  for (int i = 0; i < count; i++) {
    ASN1_INTEGER_set_int64(serial, INT64_C(0x7000000000000000) + i);
    tls_list_add(list, serial);
  }
  ASN1_INTEGER_free(serial);
}

static inline X509_CRL *tls_list_make(const struct tls_list_wish *wish) {
  X509_CRL *list = X509_CRL_new();
  ASN1_TIME *time = X509_gmtime_adj(NULL, wish->start_s);
  X509_CRL_set_version(list, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(list, X509_get_subject_name(wish->authority->certificate));
  X509_CRL_set1_lastUpdate(list, time);
  if (wish->end_s != 0) {
    X509_gmtime_adj(time, wish->end_s);
    X509_CRL_set1_nextUpdate(list, time);
  }
  ASN1_TIME_free(time);
  if (wish->revoked != NULL) {
    tls_list_add(list, X509_get0_serialNumber(wish->revoked));
  }
  tls_list_add_strangers(list, wish->more);
  ck_assert_int_gt(
      X509_CRL_sign(list, wish->key != NULL ? wish->key : wish->authority->key, EVP_sha256()), 0);
  return list;
}

/* mode as for fopen: "a" puts one list behind another. The file changes at once, as readers see it,
 * when it is written anew. */
static inline void tls_list_write(const struct tls_list_wish *wish, const char *path,
                                  const char *mode) {
  char unfinished[TLS_FIXTURE_PATH];
  bool is_new = mode[0] == 'w';
  snprintf(unfinished, sizeof unfinished, "%s%s", path, is_new ? ".new" : "");
  X509_CRL *list = tls_list_make(wish);
  FILE *file = fopen(unfinished, mode);
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(PEM_write_X509_CRL(file, list), 1);
  fclose(file);
  X509_CRL_free(list);
  if (is_new) {
    ck_assert_int_eq(rename(unfinished, path), 0);
  }
}

static inline void tls_free(struct tls_node *node) {
  X509_free(node->certificate);
  EVP_PKEY_free(node->key);
}

#endif
