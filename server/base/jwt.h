/* JSON Web Tokens (RFC 7519) in the compact form, signed with ES256, RS256 or PS256 by a key that
 * the reader knows: whatever key or address the header itself brings ("jwk", "jku", "x5c", "x5u")
 * makes the token unusable, and so do "crit" and every other algorithm ("none" and HS256 too), as
 * RFC 8725 advises. */
#ifndef SERVER_BASE_JWT_H
#define SERVER_BASE_JWT_H

#include "server/base/document.h"
#include "server/base/jws_key.h"

struct jwt {
  enum jws_algorithm algorithm;
  struct view key_id;      /* "kid"; may be empty */
  struct view signed_text; /* header and claims as received */
  struct view signature;
  struct document claims; /* an object; nothing in it is true before jwt_verify */
};

/* Takes a token apart; views point into the text or the arena. ERROR_SYNTAX: no token;
 * ERROR_NOT_PROCESSABLE: one that is refused by its header; ERROR_TOO_LARGE: over LIMIT_JWT_BYTES;
 * ERROR_MEMORY. */
enum error jwt_read(struct view text, struct arena *arena, struct jwt *ret_jwt) MUST_USE;
/* True when the key may and did sign. */
bool jwt_verify(const struct jwt *jwt, EVP_PKEY *key);
/* A NumericDate claim (seconds, a fraction is dropped); false when it is missing or none. */
bool jwt_time(const struct jwt *jwt, const char *name, int64_t *ret_seconds);
/* A token of these claims (a JSON object). ERROR_MEMORY, ERROR_INTERNAL. */
enum error jwt_write(struct view claims, EVP_PKEY *key, struct view key_id, struct arena *arena,
                     struct view *ret_text) MUST_USE;

#endif
