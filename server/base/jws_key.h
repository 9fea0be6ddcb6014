/* What JWS algorithms do with OpenSSL keys. Everything works on the SHA-256 digest of the signing
 * input (RFC 7515 section 5.1). Signatures have the form of RFC 7518: RSA as it is, ES256 as r and
 * s of 32 bytes each (section 3.4). */
#ifndef SERVER_BASE_JWS_KEY_H
#define SERVER_BASE_JWS_KEY_H

#include "server/base/arena.h"
#include "server/base/hash.h"

#include <openssl/evp.h>

/* All of them digest with SHA-256. RFC 7518 section 3.1. */
#define JWS_ALGORITHMS(X)                                                                          \
  X(ES256, "ES256")                                                                                \
  X(RS256, "RS256")                                                                                \
  X(PS256, "PS256")

enum jws_algorithm {
#define JWS_ALGORITHM_ENUM(name, text) JWS_##name,
  JWS_ALGORITHMS(JWS_ALGORITHM_ENUM)
#undef JWS_ALGORITHM_ENUM
      JWS_ALGORITHM_COUNT
};

#define JWS_ES256_BYTES 64u

const char *jws_algorithm_name(enum jws_algorithm algorithm);
bool jws_algorithm_find(struct view name, enum jws_algorithm *ret_algorithm);

/* ES256 needs an EC key on P-256, RS256 an RSA key, PS256 an RSA or RSA-PSS key. */
bool jws_key_fits(const EVP_PKEY *key, enum jws_algorithm algorithm);
/* An RSA key below LIMIT_RSA_BITS_MINIMUM. */
bool jws_key_is_weak(const EVP_PKEY *key);
/* The algorithm that we sign with for a key: ES256 or RS256; false for other keys. */
bool jws_key_algorithm(const EVP_PKEY *key, enum jws_algorithm *ret_algorithm);
/* Signs with a private key that fits; the signature lives in the arena. ERROR_MEMORY,
 * ERROR_INTERNAL (OpenSSL refused). */
enum error jws_key_sign(EVP_PKEY *key, enum jws_algorithm algorithm, const struct sha256 *digest,
                        struct arena *arena, struct view *ret_signature) MUST_USE;
/* True when the signature is the key's. The key must fit the algorithm. */
bool jws_key_verify(EVP_PKEY *key, enum jws_algorithm algorithm, const struct sha256 *digest,
                    struct view signature);

/* Between r || s and the DER form of ECDSA signatures (RFC 3279 section 2.2.3). ERROR_SYNTAX when
 * the bytes are no signature of P-256. */
enum error jws_ecdsa_from_der(struct view der, struct arena *arena,
                              struct view *ret_signature) MUST_USE;

#endif
