/* What JWS algorithms do with OpenSSL keys. Everything works on the SHA-256 digest of the signing
 * input (jws.h). Signatures have the form of RFC 7518: RSA as it is, ES256 as r and s of 32 bytes
 * each (section 3.4). */
#ifndef SERVER_NATIONAL_JWS_KEY_H
#define SERVER_NATIONAL_JWS_KEY_H

#include "server/national/jws.h"

#include <openssl/evp.h>

#define JWS_ES256_BYTES 64u

/* ES256 needs an EC key on P-256, RS256 and PS256 an RSA key of 2048 bits or more; else an issue
 * and ERROR_NOT_PROCESSABLE. */
enum error jws_key_check(const EVP_PKEY *key, enum jws_algorithm algorithm,
                         struct issue_list *issues) MUST_USE;
/* The algorithm that we sign with for a key: ES256 or RS256; false for other keys. */
bool jws_key_algorithm(const EVP_PKEY *key, enum jws_algorithm *ret_algorithm);
/* Signs with a private key that passed the check; the signature lives in the arena. ERROR_MEMORY,
 * ERROR_INTERNAL (OpenSSL refused). */
enum error jws_key_sign(EVP_PKEY *key, enum jws_algorithm algorithm, const struct sha256 *digest,
                        struct arena *arena, struct view *ret_signature) MUST_USE;
/* True when the signature fits. The key must have passed the check. */
bool jws_key_verify(EVP_PKEY *key, enum jws_algorithm algorithm, const struct sha256 *digest,
                    struct view signature);

/* Between r || s and the DER form of ECDSA signatures (RFC 3279 section 2.2.3). ERROR_SYNTAX when
 * the bytes are no signature of P-256. */
enum error jws_ecdsa_from_der(struct view der, struct arena *arena,
                              struct view *ret_signature) MUST_USE;

#endif
