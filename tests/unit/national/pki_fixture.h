/* A small public key infrastructure, made on the fly: certificates, revocation lists, OCSP answers.
 * Its time stands still at PKI_NOW_S. */
#ifndef TESTS_UNIT_NATIONAL_PKI_FIXTURE_H
#define TESTS_UNIT_NATIONAL_PKI_FIXTURE_H

#include "server/base/view.h"

#include <check.h>
#include <openssl/ec.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define PKI_NOW_S 1796000000 /* 2026-11-29 */
#define PKI_NOW_MS (PKI_NOW_S * INT64_C(1000))
#define PKI_DAY_S 86400

struct pki_node {
  X509 *certificate;
  EVP_PKEY *key;
};

struct pki_wish {
  const char *name;
  const struct pki_node *issuer; /* NULL = its own */
  int rsa_bits;                  /* 0 = EC on P-256 */
  bool is_authority;
  long start_day; /* from PKI_NOW_S; both 0 = -30..365 */
  long end_day;
  const char *key_usage;      /* NULL = what fits */
  const char *extended_usage; /* NULL = none */
  const char *list_url;
  const char *ocsp_url;
  bool sha1;
};

static inline EVP_PKEY *pki_key(int rsa_bits) {
  EVP_PKEY *key = rsa_bits > 0 ? EVP_RSA_gen((unsigned)rsa_bits) : EVP_EC_gen("P-256");
  ck_assert_ptr_nonnull(key);
  return key;
}

static inline void pki_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
  ck_assert_ptr_nonnull(extension);
  ck_assert_int_eq(X509_add_ext(certificate, extension, -1), 1);
  X509_EXTENSION_free(extension);
}

static inline void pki_address(X509 *certificate, int nid, const char *prefix, const char *url) {
  char text[256];
  if (url != NULL) {
    snprintf(text, sizeof(text), "%s%s", prefix, url);
    pki_extension(certificate, certificate, nid, text);
  }
}

static inline void pki_set_times(X509 *certificate, const struct pki_wish *wish) {
  bool given = wish->start_day != 0 || wish->end_day != 0;
  long start = given ? wish->start_day : -30;
  long end = given ? wish->end_day : 365;
  ASN1_TIME_set(X509_getm_notBefore(certificate), PKI_NOW_S + start * PKI_DAY_S);
  ASN1_TIME_set(X509_getm_notAfter(certificate), PKI_NOW_S + end * PKI_DAY_S);
}

/* A certificate for a key that exists; the key is shared. */
static inline X509 *pki_certify(const struct pki_wish *wish, EVP_PKEY *key) {
  X509 *certificate = X509_new();
  X509 *issuer = wish->issuer != NULL ? wish->issuer->certificate : certificate;
  unsigned char serial[8];
  ck_assert_int_eq(RAND_bytes(serial, sizeof(serial)), 1);
  serial[0] = (unsigned char)((serial[0] & 0x7Fu) | 1u);
  BIGNUM *number = BN_bin2bn(serial, sizeof(serial), NULL);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
  BN_free(number);
  X509_set_version(certificate, X509_VERSION_3);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             (const unsigned char *)wish->name, -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  X509_set_pubkey(certificate, key);
  pki_set_times(certificate, wish);
  pki_extension(certificate, issuer, NID_basic_constraints,
                wish->is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  pki_extension(certificate, issuer, NID_key_usage,
                wish->key_usage != NULL ? wish->key_usage
                : wish->is_authority    ? "critical,keyCertSign,cRLSign"
                                        : "critical,nonRepudiation");
  pki_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  if (wish->extended_usage != NULL) {
    pki_extension(certificate, issuer, NID_ext_key_usage, wish->extended_usage);
  }
  pki_address(certificate, NID_crl_distribution_points, "URI:", wish->list_url);
  pki_address(certificate, NID_info_access, "OCSP;URI:", wish->ocsp_url);
  EVP_PKEY *issuer_key = wish->issuer != NULL ? wish->issuer->key : key;
  ck_assert_int_gt(X509_sign(certificate, issuer_key, wish->sha1 ? EVP_sha1() : EVP_sha256()), 0);
  return certificate;
}

static inline struct pki_node pki_make(const struct pki_wish *wish) {
  struct pki_node node = {.key = pki_key(wish->rsa_bits)};
  node.certificate = pki_certify(wish, node.key);
  return node;
}

static inline void pki_free(struct pki_node *node) {
  X509_free(node->certificate);
  EVP_PKEY_free(node->key);
  *node = (struct pki_node){NULL, NULL};
}

/* The list of an authority: current from start_day to end_day; revoked may be NULL. */
static inline X509_CRL *pki_list(const struct pki_node *authority, const X509 *revoked,
                                 long start_day, long end_day) {
  X509_CRL *list = X509_CRL_new();
  ASN1_TIME *time = ASN1_TIME_set(NULL, PKI_NOW_S + start_day * PKI_DAY_S);
  X509_CRL_set_version(list, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(list, X509_get_subject_name(authority->certificate));
  X509_CRL_set1_lastUpdate(list, time);
  if (revoked != NULL) {
    X509_REVOKED *row = X509_REVOKED_new();
    ASN1_INTEGER *serial = ASN1_INTEGER_dup(X509_get0_serialNumber(revoked));
    X509_REVOKED_set_serialNumber(row, serial);
    X509_REVOKED_set_revocationDate(row, time);
    X509_CRL_add0_revoked(list, row);
    ASN1_INTEGER_free(serial);
  }
  ASN1_TIME_set(time, PKI_NOW_S + end_day * PKI_DAY_S);
  X509_CRL_set1_nextUpdate(list, time);
  ASN1_TIME_free(time);
  ck_assert_int_gt(X509_CRL_sign(list, authority->key, EVP_sha256()), 0);
  return list;
}

static inline void pki_list_write(X509_CRL *list, const char *path) {
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(i2d_X509_CRL_fp(file, list), 1);
  fclose(file);
}

struct pki_answer {
  const struct pki_node *issuer;    /* of the certificate */
  const struct pki_node *responder; /* who signs the answer */
  X509 *certificate;
  int status; /* V_OCSP_CERTSTATUS_* */
  long start_day;
  long end_day;
  bool sha256; /* how the certificate is named */
};

/* DER bytes; the caller frees data with OPENSSL_free. */
static inline struct view pki_ocsp(const struct pki_answer *wish) {
  OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
  OCSP_CERTID *id = OCSP_cert_to_id(wish->sha256 ? EVP_sha256() : EVP_sha1(), wish->certificate,
                                    wish->issuer->certificate);
  ASN1_TIME *start = ASN1_TIME_set(NULL, PKI_NOW_S + wish->start_day * PKI_DAY_S);
  ASN1_TIME *end = ASN1_TIME_set(NULL, PKI_NOW_S + wish->end_day * PKI_DAY_S);
  ck_assert_ptr_nonnull(OCSP_basic_add1_status(basic, id, wish->status, 0, start, start, end));
  ck_assert_int_eq(OCSP_basic_sign(basic, wish->responder->certificate, wish->responder->key,
                                   EVP_sha256(), NULL, 0),
                   1);
  OCSP_RESPONSE *response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  unsigned char *bytes = NULL;
  int length = i2d_OCSP_RESPONSE(response, &bytes);
  ck_assert_int_gt(length, 0);
  OCSP_RESPONSE_free(response);
  OCSP_BASICRESP_free(basic);
  OCSP_CERTID_free(id);
  ASN1_TIME_free(start);
  ASN1_TIME_free(end);
  return view_make((const char *)bytes, (size_t)length);
}

/* ---- files --------------------------------------------------------------------------------------
 */

static inline void pki_folder_make(char folder[64]) {
  snprintf(folder, 64, "%s/signature-XXXXXX", getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline void pki_folder_remove(const char *folder) {
  char command[128];
  snprintf(command, sizeof(command), "rm -rf '%s'", folder);
  ck_assert_int_eq(system(command), 0);
}

static inline void pki_text_write(const char *path, const char *text) {
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_ge(fputs(text, file), 0);
  fclose(file);
}

/* Certificates after each other in PEM; NULL-terminated. */
static inline void pki_certificates_write(const char *path, X509 *const *certificates) {
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  for (; *certificates != NULL; certificates++) {
    ck_assert_int_eq(PEM_write_X509(file, *certificates), 1);
  }
  fclose(file);
}

/* PKCS#8; encrypted when there is a passphrase. */
static inline void pki_key_write(const char *path, EVP_PKEY *key, const char *passphrase) {
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  const EVP_CIPHER *cipher = passphrase != NULL ? EVP_aes_256_cbc() : NULL;
  int length = passphrase != NULL ? (int)strlen(passphrase) : 0;
  ck_assert_int_eq(PEM_write_PKCS8PrivateKey(file, key, cipher, passphrase, length, NULL, NULL), 1);
  fclose(file);
}

#endif
