/* Why a request is not admitted: for log and counters; what the client is told is less. */
#ifndef SERVER_HTTP_ACCESS_REASON_H
#define SERVER_HTTP_ACCESS_REASON_H

/* X(NAME, "word", ERROR, HTTP_MESSAGE) */
#define ACCESS_REASON_LIST(X)                                                                      \
  X(ADMITTED, "admitted", OK, ACCESS_INVALID)                                                      \
  X(NO_CREDENTIALS, "no-credentials", UNAUTHENTICATED, ACCESS_MISSING)                             \
  X(TWO_CREDENTIALS, "two-credentials", UNAUTHENTICATED, ACCESS_TWO)                               \
  X(UNKNOWN_KEY, "unknown-key", UNAUTHENTICATED, ACCESS_INVALID)                                   \
  X(KEY_EXPIRED, "key-expired", UNAUTHENTICATED, ACCESS_EXPIRED)                                   \
  X(TOKEN_SYNTAX, "token-syntax", UNAUTHENTICATED, ACCESS_INVALID)                                 \
  X(TOKEN_HEADER, "token-header", UNAUTHENTICATED, ACCESS_INVALID)                                 \
  X(TOKEN_KEY, "token-key", UNAUTHENTICATED, ACCESS_INVALID)                                       \
  X(TOKEN_SIGNATURE, "token-signature", UNAUTHENTICATED, ACCESS_INVALID)                           \
  X(TOKEN_ISSUER, "token-issuer", UNAUTHENTICATED, ACCESS_INVALID)                                 \
  X(TOKEN_AUDIENCE, "token-audience", UNAUTHENTICATED, ACCESS_INVALID)                             \
  X(TOKEN_EXPIRED, "token-expired", UNAUTHENTICATED, ACCESS_EXPIRED)                               \
  X(TOKEN_NOT_YET, "token-not-yet", UNAUTHENTICATED, ACCESS_INVALID)                               \
  X(TOKEN_CLIENT, "token-client", UNAUTHENTICATED, ACCESS_INVALID)                                 \
  X(KEYS_ABSENT, "keys-absent", BUSY, ACCESS_KEYS)                                                 \
  X(INSTITUTION, "institution", FORBIDDEN, ACCESS_INSTITUTION)                                     \
  X(RATE, "rate", RATE, ACCESS_RATE)                                                               \
  X(MEMORY, "memory", MEMORY, ACCESS_INVALID)

enum access_reason {
#define ACCESS_REASON_NAME(name, word, error, message) ACCESS_##name,
  ACCESS_REASON_LIST(ACCESS_REASON_NAME)
#undef ACCESS_REASON_NAME
      ACCESS_REASON_COUNT
};

#endif
