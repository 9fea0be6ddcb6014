#include "tests/writes/certificate.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#define DAY_S 86400L

static bool add_extension(X509 *certificate, int nid, const char *value) {
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
  bool added = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

static bool fill(X509 *certificate, EVP_PKEY *key) {
  X509_NAME *name = X509_get_subject_name(certificate);
  return X509_set_version(certificate, X509_VERSION_3) == 1 &&
         ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1 &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)"writes", -1,
                                    -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1 && X509_set_pubkey(certificate, key) == 1 &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), -DAY_S) != NULL &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), DAY_S) != NULL &&
         add_extension(certificate, NID_subject_alt_name, "IP:127.0.0.1") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

bool certificate_write(const char *certificate_path, const char *key_path) {
  X509 *certificate = X509_new();
  EVP_PKEY *key = EVP_EC_gen("P-256");
  FILE *first = fopen(certificate_path, "w");
  FILE *second = fopen(key_path, "w");
  bool written = first != NULL && second != NULL && certificate != NULL && key != NULL &&
                 fill(certificate, key) && PEM_write_X509(first, certificate) == 1 &&
                 PEM_write_PrivateKey(second, key, NULL, NULL, 0, NULL, NULL) == 1;
  if (first != NULL) {
    written = fclose(first) == 0 && written;
  }
  if (second != NULL) {
    written = fclose(second) == 0 && written;
  }
  X509_free(certificate);
  EVP_PKEY_free(key);
  return written;
}

SSL_CTX *certificate_client(const char *certificate_path) {
  SSL_CTX *client = SSL_CTX_new(TLS_client_method());
  if (client == NULL || SSL_CTX_load_verify_locations(client, certificate_path, NULL) != 1) {
    SSL_CTX_free(client);
    return NULL;
  }
  SSL_CTX_set_verify(client, SSL_VERIFY_PEER, NULL);
  return client;
}
