#include "server/http/access_token.h"

static bool has_audience(const struct jwt *jwt, struct view audience) {
  const struct document *claims = &jwt->claims;
  uint32_t node = document_member(claims, 0, view_of("aud"));
  if (node == NODE_NONE || document_type(claims, node) != NODE_ARRAY) {
    return node != NODE_NONE && document_string_is(claims, node, audience);
  }
  for (uint32_t item = document_first(claims, node); item != NODE_NONE;
       item = document_next(claims, node, item)) {
    if (document_string_is(claims, item, audience)) {
      return true;
    }
  }
  return false;
}

/* Of one of the claims that name a client, in the order of their exactness. */
static struct view client_of(const struct jwt *jwt, struct arena *arena) {
  static const char *const names[] = {"client_id", "azp", "sub"};
  struct view client = view_make(NULL, 0);
  for (size_t i = 0; i < sizeof names / sizeof names[0] && client.length == 0; i++) {
    client = document_member_string(&jwt->claims, 0, names[i], arena);
  }
  return client;
}

enum access_reason access_token_read(const struct access_token_settings *settings,
                                     const struct jwt *jwt, int64_t now_ms, struct arena *arena,
                                     struct access_token *ret_token) {
  int64_t now = now_ms / 1000;
  int64_t end = 0;
  int64_t start = 0;
  uint32_t not_before = document_member(&jwt->claims, 0, view_of("nbf"));
  uint32_t issuer = document_member(&jwt->claims, 0, view_of("iss"));
  if (issuer == NODE_NONE || !document_string_is(&jwt->claims, issuer, settings->issuer)) {
    return ACCESS_TOKEN_ISSUER;
  }
  if (!has_audience(jwt, settings->audience)) {
    return ACCESS_TOKEN_AUDIENCE;
  }
  if (!jwt_time(jwt, "exp", &end) || now >= end + settings->clock_skew_s) {
    return ACCESS_TOKEN_EXPIRED;
  }
  if (not_before != NODE_NONE &&
      (!jwt_time(jwt, "nbf", &start) || now < start - settings->clock_skew_s)) {
    return ACCESS_TOKEN_NOT_YET;
  }
  struct access_token token = {client_of(jwt, arena),
                               document_member_string(&jwt->claims, 0, "scope", arena)};
  if (token.client.length == 0) {
    return ACCESS_TOKEN_CLIENT;
  }
  *ret_token = token;
  return ACCESS_ADMITTED;
}
