#include "server/base/jws_key.h"

#include "server/limits.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

/* A DER signature of P-256 has at most 72 bytes, an RSA one of 16384 bits 2048. */
#define SIGNATURE_BYTES 2048u

static const char *const algorithm_names[] = {
#define ALGORITHM_NAME(name, text) text,
    JWS_ALGORITHMS(ALGORITHM_NAME)
#undef ALGORITHM_NAME
};

const char *jws_algorithm_name(enum jws_algorithm algorithm) {
  return algorithm_names[algorithm];
}

bool jws_algorithm_find(struct view name, enum jws_algorithm *ret_algorithm) {
  for (size_t i = 0; i < JWS_ALGORITHM_COUNT; i++) {
    if (view_is(name, algorithm_names[i])) {
      *ret_algorithm = (enum jws_algorithm)i;
      return true;
    }
  }
  return false;
}

static bool is_p256(const EVP_PKEY *key) {
  char group[32] = "";
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof(group),
                                        NULL) == 1 &&
         strcmp(group, "prime256v1") == 0;
}

bool jws_key_algorithm(const EVP_PKEY *key, enum jws_algorithm *ret_algorithm) {
  if (is_p256(key)) {
    *ret_algorithm = JWS_ES256;
    return true;
  }
  if (EVP_PKEY_is_a(key, "RSA") == 1) {
    *ret_algorithm = JWS_RS256;
    return true;
  }
  return false;
}

bool jws_key_fits(const EVP_PKEY *key, enum jws_algorithm algorithm) {
  if (algorithm == JWS_ES256) {
    return is_p256(key);
  }
  return EVP_PKEY_is_a(key, "RSA") == 1 ||
         (algorithm == JWS_PS256 && EVP_PKEY_is_a(key, "RSA-PSS") == 1);
}

bool jws_key_is_weak(const EVP_PKEY *key) {
  return !is_p256(key) && EVP_PKEY_get_bits(key) < LIMIT_RSA_BITS_MINIMUM;
}

/* RFC 7518 sections 3.3 and 3.5: PKCS#1 v1.5, or PSS with a salt as long as the digest. */
static bool set_algorithm(EVP_PKEY_CTX *context, enum jws_algorithm algorithm) {
  if (EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) != 1) {
    return false;
  }
  if (algorithm == JWS_RS256) {
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
  }
  return algorithm != JWS_PS256 ||
         (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
          EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
}

enum error jws_ecdsa_from_der(struct view der, struct arena *arena, struct view *ret_signature) {
  const unsigned char *at = (const unsigned char *)der.data;
  char *bytes = arena_bytes(arena, JWS_ES256_BYTES);
  if (bytes == NULL) {
    return ERROR_MEMORY;
  }
  ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)der.length);
  unsigned char *to = (unsigned char *)bytes;
  int half = JWS_ES256_BYTES / 2;
  bool done = pair != NULL && at == (const unsigned char *)der.data + der.length &&
              BN_bn2binpad(ECDSA_SIG_get0_r(pair), to, half) == half &&
              BN_bn2binpad(ECDSA_SIG_get0_s(pair), to + half, half) == half;
  ECDSA_SIG_free(pair);
  if (!done) {
    return ERROR_SYNTAX;
  }
  *ret_signature = view_make(bytes, JWS_ES256_BYTES);
  return ERROR_OK;
}

/* The DER form in a buffer of SIGNATURE_BYTES; its length, 0 when memory is short or the signature
 * has another length. */
static size_t ecdsa_to_der(struct view signature, unsigned char *to) {
  if (signature.length != JWS_ES256_BYTES) {
    return 0;
  }
  const unsigned char *from = (const unsigned char *)signature.data;
  int half = JWS_ES256_BYTES / 2;
  BIGNUM *r = BN_bin2bn(from, half, NULL);
  BIGNUM *s = BN_bin2bn(from + half, half, NULL);
  ECDSA_SIG *pair = ECDSA_SIG_new();
  int length = 0;
  if (r != NULL && s != NULL && pair != NULL && ECDSA_SIG_set0(pair, r, s) == 1) {
    r = NULL; /* the pair owns them now */
    s = NULL;
    length = i2d_ECDSA_SIG(pair, &to);
  }
  BN_free(r);
  BN_free(s);
  ECDSA_SIG_free(pair);
  return length > 0 ? (size_t)length : 0;
}

enum error jws_key_sign(EVP_PKEY *key, enum jws_algorithm algorithm, const struct sha256 *digest,
                        struct arena *arena, struct view *ret_signature) {
  unsigned char signature[SIGNATURE_BYTES];
  size_t length = sizeof(signature);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
  bool done = context != NULL && EVP_PKEY_sign_init(context) == 1 &&
              set_algorithm(context, algorithm) &&
              EVP_PKEY_sign(context, signature, &length, digest->bytes, sizeof(digest->bytes)) == 1;
  EVP_PKEY_CTX_free(context);
  if (!done) {
    return ERROR_INTERNAL;
  }
  struct view bytes = view_make((const char *)signature, length);
  if (algorithm == JWS_ES256) {
    return jws_ecdsa_from_der(bytes, arena, ret_signature);
  }
  bytes = arena_copy(arena, bytes);
  if (bytes.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_signature = bytes;
  return ERROR_OK;
}

bool jws_key_verify(EVP_PKEY *key, enum jws_algorithm algorithm, const struct sha256 *digest,
                    struct view signature) {
  unsigned char der[SIGNATURE_BYTES];
  const unsigned char *bytes = (const unsigned char *)signature.data;
  size_t length = signature.length;
  if (algorithm == JWS_ES256) {
    length = ecdsa_to_der(signature, der);
    bytes = der;
  }
  EVP_PKEY_CTX *context = length > 0 ? EVP_PKEY_CTX_new(key, NULL) : NULL;
  bool valid = context != NULL && EVP_PKEY_verify_init(context) == 1 &&
               set_algorithm(context, algorithm) &&
               EVP_PKEY_verify(context, bytes, length, digest->bytes, sizeof(digest->bytes)) == 1;
  EVP_PKEY_CTX_free(context);
  return valid;
}
