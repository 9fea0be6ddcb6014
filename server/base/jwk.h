/* JSON Web Key sets (RFC 7517): public keys with which tokens are verified. Known are RSA keys of
 * LIMIT_RSA_BITS_MINIMUM bits or more and EC keys on P-256 (RFC 7518 section 6); other keys, and
 * those of another use than signatures, are passed over, as RFC 7517 section 5 asks for. */
#ifndef SERVER_BASE_JWK_H
#define SERVER_BASE_JWK_H

#include "server/base/json_writer.h"
#include "server/base/jws_key.h"

struct jwk {
  struct view id; /* "kid"; empty = none */
  EVP_PKEY *key;
  bool has_algorithm; /* "alg": the key is for this one only */
  enum jws_algorithm algorithm;
};

struct jwk_set {
  struct jwk *keys;
  size_t count;
};

/* Reads a set; everything lives in the arena, the OpenSSL keys too. ERROR_SYNTAX: no JSON, or not
 * of this form; ERROR_TOO_LARGE: more than LIMIT_JWK_KEYS; ERROR_MEMORY. */
enum error jwk_set_read(struct arena *arena, struct view json, struct jwk_set *ret_set) MUST_USE;
/* Writes a public key that fits the algorithm as an object. ERROR_MEMORY, ERROR_INTERNAL. */
enum error jwk_write(struct json_writer *writer, const EVP_PKEY *key, enum jws_algorithm algorithm,
                     struct view id) MUST_USE;

#endif
