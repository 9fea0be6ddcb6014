/* What a token says of itself, after its signature was verified (RFC 7519 section 4.1, RFC 9068,
 * SMART Backend Services). */
#ifndef SERVER_HTTP_ACCESS_TOKEN_H
#define SERVER_HTTP_ACCESS_TOKEN_H

#include "server/base/jwt.h"
#include "server/http/access_reason.h"

struct access_token_settings {
  struct view issuer;   /* iss must be this */
  struct view audience; /* aud must be this or a list with it */
  int64_t clock_skew_s;
};

struct access_token {
  struct view client; /* client_id, azp or sub; never empty */
  struct view scopes; /* separated by blanks; may be empty */
};

/* Views are in the token or the arena. */
enum access_reason access_token_read(const struct access_token_settings *settings,
                                     const struct jwt *jwt, int64_t now_ms, struct arena *arena,
                                     struct access_token *ret_token);

#endif
