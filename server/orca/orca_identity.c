#include "server/orca/orca_identity.h"

#include <errno.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <stdlib.h>

#define CHAIN_MAXIMUM 8

/* Everything here belongs to OpenSSL's default library context. */
struct orca_identity {
  X509 *certificate;
  EVP_PKEY *key;
  X509 *chain[CHAIN_MAXIMUM];
  int chain_count;
};

/* Where the file is read: legacy ciphers included. */
struct reading {
  OSSL_LIB_CTX *library;
  OSSL_PROVIDER *standard;
  OSSL_PROVIDER *legacy;
  PKCS12 *file;
  EVP_PKEY *key;
  X509 *certificate;
  STACK_OF(X509) * chain;
};

void orca_identity_free(struct orca_identity *identity) {
  if (identity == NULL) {
    return;
  }
  for (int i = 0; i < identity->chain_count; i++) {
    X509_free(identity->chain[i]);
  }
  X509_free(identity->certificate);
  EVP_PKEY_free(identity->key);
  free(identity);
}

static void reading_done(struct reading *reading) {
  sk_X509_pop_free(reading->chain, X509_free);
  X509_free(reading->certificate);
  EVP_PKEY_free(reading->key);
  PKCS12_free(reading->file);
  OSSL_PROVIDER_unload(reading->legacy);
  OSSL_PROVIDER_unload(reading->standard);
  OSSL_LIB_CTX_free(reading->library);
}

/* Without the legacy provider files of today can still be read. */
static bool read_file(struct reading *reading, BIO *file, const char *password) {
  reading->library = OSSL_LIB_CTX_new();
  if (reading->library == NULL) {
    return false;
  }
  reading->standard = OSSL_PROVIDER_load(reading->library, "default");
  reading->legacy = OSSL_PROVIDER_load(reading->library, "legacy");
  reading->file = PKCS12_init_ex(NID_pkcs7_data, reading->library, NULL);
  return reading->file != NULL && d2i_PKCS12_bio(file, &reading->file) != NULL &&
         PKCS12_parse(reading->file, password, &reading->key, &reading->certificate,
                      &reading->chain) == 1 &&
         reading->key != NULL && reading->certificate != NULL;
}

/* Objects are carried over as DER: the library context that they were read in goes away. */
static X509 *certificate_again(const X509 *certificate) {
  unsigned char *bytes = NULL;
  int length = i2d_X509(certificate, &bytes);
  const unsigned char *at = bytes;
  X509 *copy = length > 0 ? d2i_X509(NULL, &at, length) : NULL;
  OPENSSL_free(bytes);
  return copy;
}

static EVP_PKEY *key_again(const EVP_PKEY *key) {
  unsigned char *bytes = NULL;
  int length = i2d_PrivateKey(key, &bytes);
  const unsigned char *at = bytes;
  EVP_PKEY *copy = length > 0 ? d2i_AutoPrivateKey(NULL, &at, length) : NULL;
  if (length > 0) {
    OPENSSL_clear_free(bytes, (size_t)length);
  }
  return copy;
}

static bool carry_over(const struct reading *reading, struct orca_identity *identity) {
  identity->certificate = certificate_again(reading->certificate);
  identity->key = key_again(reading->key);
  int count = reading->chain != NULL ? sk_X509_num(reading->chain) : 0;
  for (int i = 0; i < count && i < CHAIN_MAXIMUM; i++) {
    X509 *copy = certificate_again(sk_X509_value(reading->chain, i));
    if (copy != NULL) {
      identity->chain[identity->chain_count++] = copy;
    }
  }
  return identity->certificate != NULL && identity->key != NULL;
}

enum error orca_identity_open(const char *path, const char *password,
                              struct orca_identity **ret_identity) {
  struct reading reading = {.library = NULL};
  errno = 0;
  BIO *file = BIO_new_file(path, "rb");
  if (file == NULL) {
    return ERROR_FILE;
  }
  struct orca_identity *identity = calloc(1, sizeof(*identity));
  enum error error = identity == NULL ? ERROR_MEMORY : ERROR_OK;
  if (error == ERROR_OK &&
      (!read_file(&reading, file, password) || !carry_over(&reading, identity))) {
    error = ERROR_CONFIGURATION;
  }
  BIO_free(file);
  reading_done(&reading);
  if (error != ERROR_OK) {
    orca_identity_free(identity);
    return error;
  }
  *ret_identity = identity;
  return ERROR_OK;
}

bool orca_identity_use(const struct orca_identity *identity, void *ssl_context) {
  bool used = SSL_CTX_use_certificate(ssl_context, identity->certificate) == 1 &&
              SSL_CTX_use_PrivateKey(ssl_context, identity->key) == 1;
  for (int i = 0; used && i < identity->chain_count; i++) {
    used = SSL_CTX_add1_chain_cert(ssl_context, identity->chain[i]) == 1;
  }
  return used;
}
