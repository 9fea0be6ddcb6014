/* A signing service reached over HTTP: one POST a signature, with the digest or with the bytes; it
 * answers with the bare signature or with a whole JWS. What it wants and gives is data, read from a
 * small JSON file:
 *
 *   {"url": "https://...", "media_type": "application/json",
 *    "request": "{{\"key\":\"{key_id}\",\"hash\":\"{digest_base64}\"}",
 *    "answer": "signature-base64", "answer_member": "signature",
 *    "key_id": "...", "connect_ms": 5000, "answer_ms": 20000, "tls_1_2": false}
 *
 * "request" is a template; "{{" stands for one brace; its placeholders are below. "answer_member"
 * is a member of the JSON answer ("a.b" goes deeper); without it the whole body is the answer.
 * All but "url", "request" and "answer" may be left out. */
#ifndef SERVER_NATIONAL_REMOTE_SIGNING_H
#define SERVER_NATIONAL_REMOTE_SIGNING_H

#include "server/national/signing_key.h"
#include "server/national/web_call.h"

#define REMOTE_PLACEHOLDERS(X)                                                                     \
  X(KEY_ID, "key_id")                                                                              \
  X(ALGORITHM, "algorithm")   /* ES256, RS256 */                                                   \
  X(DIGEST_HEX, "digest_hex") /* SHA-256 of the JWS signing input */                               \
  X(DIGEST_BASE64, "digest_base64")                                                                \
  X(DIGEST_BASE64URL, "digest_base64url")                                                          \
  X(INPUT_BASE64, "input_base64")     /* the JWS signing input itself */                           \
  X(CONTENT_BASE64, "content_base64") /* the document: a service that makes the JWS */

#define REMOTE_ANSWERS(X)                                                                          \
  X(BYTES, "signature-bytes")                                                                      \
  X(BASE64, "signature-base64")                                                                    \
  X(BASE64URL, "signature-base64url")                                                              \
  X(DER_BASE64, "ecdsa-der-base64") /* DER form of an ECDSA signature */                           \
  X(JWS, "jws")                     /* compact, detached or with the content */

enum remote_placeholder {
#define REMOTE_PLACEHOLDER_ENUM(name, text) REMOTE_PLACEHOLDER_##name,
  REMOTE_PLACEHOLDERS(REMOTE_PLACEHOLDER_ENUM)
#undef REMOTE_PLACEHOLDER_ENUM
      REMOTE_PLACEHOLDER_COUNT
};

enum remote_answer {
#define REMOTE_ANSWER_ENUM(name, text) REMOTE_ANSWER_##name,
  REMOTE_ANSWERS(REMOTE_ANSWER_ENUM)
#undef REMOTE_ANSWER_ENUM
      REMOTE_ANSWER_COUNT
};

struct remote_signing_settings {
  const char *file;       /* the JSON above */
  const char *token_file; /* bearer token, read for each call; NULL or "" = none */
  const char *ca_file;    /* PEM files for TLS; NULL or "" = system, none, none */
  const char *client_certificate;
  const char *client_key;
  const atomic_bool *stopping; /* may be NULL */
};

struct remote_signing;

/* Settings are borrowed. Issues and ERROR_CONFIGURATION; ERROR_MEMORY. */
enum error remote_signing_open(const struct remote_signing_settings *settings,
                               struct issue_list *issues,
                               struct remote_signing **ret_remote) MUST_USE;
void remote_signing_close(struct remote_signing *remote);
/* True when the service makes the whole JWS. */
bool remote_signing_gives_jws(const struct remote_signing *remote);
/* The key of a service that gives signatures; its close closes remote. */
struct signing_key *remote_signing_key(struct remote_signing *remote);
/* Asks for the JWS of a content; its text lives in the arena and is not checked here. Errors as of
 * signing_key.h. */
enum error remote_signing_jws(struct remote_signing *remote, struct view content,
                              struct arena *arena, struct issue_list *issues,
                              struct view *ret_jws) MUST_USE;

#endif
