/* JSON Web Signatures over exact bytes: compact (RFC 7515 section 7.1) and detached (appendix F),
 * content as base64url or as it is (RFC 7797, "b64": false). Only the protected header counts.
 *
 *   <base64url header> "." [<base64url content>] "." <base64url signature>
 *
 * The key is the one of the first certificate of "x5c"; "jwk", "jku", "x5u" and "kid" never choose
 * a key. Understood in "crit": "b64" and "sigT" (JAdES, ETSI TS 119 182-1 section 5.2.1). */
#ifndef SERVER_NATIONAL_JWS_H
#define SERVER_NATIONAL_JWS_H

#include "server/base/issue.h"
#include "server/base/jws_key.h"

/* Where the header says when it was signed. */
#define JWS_TIME_CLAIMS(X)                                                                         \
  X(NONE, "none")                                                                                  \
  X(SIGT, "sigT") /* date-time in UTC; JAdES 1.1.1, listed in "crit" as it asks for */             \
  X(IAT, "iat")   /* seconds since 1970; JAdES 1.2.1, RFC 7519 section 4.1.6 */

enum jws_time_claim {
#define JWS_TIME_ENUM(name, text) JWS_TIME_##name,
  JWS_TIME_CLAIMS(JWS_TIME_ENUM)
#undef JWS_TIME_ENUM
      JWS_TIME_COUNT
};

/* The protected header's members that we write and read. */
struct jws_header {
  enum jws_algorithm algorithm;
  struct view type; /* "typ"; may be empty */
  bool unencoded;   /* "b64": false */
  enum jws_time_claim time_claim;
  int64_t signing_time_ms;         /* Unix time; of time_claim */
  const struct view *certificates; /* DER, the signer's first, each issued by the next */
  size_t certificate_count;
};

struct jws {
  struct jws_header header;
  struct view protected_text; /* base64url as received: what is signed */
  struct view payload_text;   /* as received; empty when detached */
  struct view signature;      /* bytes; of ES256 r and s of 32 bytes each */
};

/* What the digest is made of. */
struct jws_input {
  struct view protected_text;
  bool unencoded;
  struct view content;
};

bool jws_time_claim_find(struct view name, enum jws_time_claim *ret_claim);

/* The protected header as base64url text in the arena. ERROR_MEMORY. */
enum error jws_header_write(const struct jws_header *header, struct arena *arena,
                            struct view *ret_protected_text) MUST_USE;
/* Gives the bytes that are signed (RFC 7515 section 5.1 step 5) to the sink, piece by piece; ends
 * with the sink's first failure. */
enum error jws_input_each(const struct jws_input *input,
                          enum error (*sink)(void *context, struct view piece),
                          void *context) MUST_USE;
/* SHA-256 of them. ERROR_MEMORY, ERROR_INTERNAL. */
enum error jws_input_digest(const struct jws_input *input, struct sha256 *ret_digest) MUST_USE;
/* The detached JWS in the arena; data is NULL when memory is short. */
struct view jws_join(struct view protected_text, struct view signature, struct arena *arena);

/* Reads a JWS; views point into text or into the arena. Each fault is an issue: ERROR_SYNTAX when
 * it is malformed, ERROR_NOT_PROCESSABLE when it needs what is not supported (algorithm, crit).
 * ERROR_TOO_LARGE, ERROR_MEMORY. Certificates may be missing. */
enum error jws_read(struct view text, struct arena *arena, struct issue_list *issues,
                    struct jws *ret_jws) MUST_USE;
/* True when the JWS is detached or carries exactly these bytes. */
bool jws_has_content(const struct jws *jws, struct view content);

#endif
