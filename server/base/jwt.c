#include "server/base/jwt.h"

#include "server/base/base64.h"
#include "server/limits.h"

#include <string.h>

/* Header members that would let a token choose its own key, or ask for what is not understood. */
static const char *const refused[] = {"crit", "jwk", "jku", "x5c", "x5u", "b64", "zip"};
#define REFUSED_COUNT (sizeof refused / sizeof refused[0])

static enum error read_object(struct view text, struct arena *arena, struct document *ret_object) {
  struct view json;
  struct document_failure failure;
  enum error error = base64_decode(text, BASE64_URL, arena, &json);
  if (error == ERROR_OK) {
    error = document_read(arena, json, NULL, ret_object, &failure);
  }
  return error == ERROR_OK && document_type(ret_object, 0) != NODE_OBJECT ? ERROR_SYNTAX : error;
}

static enum error read_header(struct view text, struct arena *arena, struct jwt *jwt) {
  struct document header;
  enum error error = read_object(text, arena, &header);
  if (error != ERROR_OK) {
    return error;
  }
  for (size_t i = 0; i < REFUSED_COUNT; i++) {
    if (document_member(&header, 0, view_of(refused[i])) != NODE_NONE) {
      return ERROR_NOT_PROCESSABLE;
    }
  }
  jwt->key_id = document_member_string(&header, 0, "kid", arena);
  return jws_algorithm_find(document_member_string(&header, 0, "alg", arena), &jwt->algorithm)
             ? ERROR_OK
             : ERROR_NOT_PROCESSABLE;
}

enum error jwt_read(struct view text, struct arena *arena, struct jwt *ret_jwt) {
  struct jwt jwt = {.signed_text = {NULL, 0}};
  if (text.length > LIMIT_JWT_BYTES) {
    return ERROR_TOO_LARGE;
  }
  struct view rest = text;
  struct view header = view_split(&rest, '.');
  struct view claims = view_split(&rest, '.');
  if (rest.data == NULL || view_find_byte(rest, '.', 0) != SIZE_MAX) {
    return ERROR_SYNTAX;
  }
  jwt.signed_text = view_make(text.data, header.length + 1 + claims.length);
  enum error error = read_header(header, arena, &jwt);
  if (error == ERROR_OK) {
    error = read_object(claims, arena, &jwt.claims);
  }
  if (error == ERROR_OK) {
    error = base64_decode(rest, BASE64_URL, arena, &jwt.signature);
  }
  if (error == ERROR_OK) {
    *ret_jwt = jwt;
  }
  return error;
}

bool jwt_verify(const struct jwt *jwt, EVP_PKEY *key) {
  struct sha256 digest = hash_sha256(jwt->signed_text);
  return jws_key_fits(key, jwt->algorithm) &&
         jws_key_verify(key, jwt->algorithm, &digest, jwt->signature);
}

bool jwt_time(const struct jwt *jwt, const char *name, int64_t *ret_seconds) {
  uint64_t seconds = 0;
  uint32_t node = document_member(&jwt->claims, 0, view_of(name));
  if (node == NODE_NONE || document_type(&jwt->claims, node) != NODE_NUMBER) {
    return false;
  }
  struct view text = document_raw(&jwt->claims, node);
  struct view whole = view_split(&text, '.');
  if (!view_to_unsigned(whole, INT64_MAX / 1000, &seconds)) {
    return false;
  }
  *ret_seconds = (int64_t)seconds;
  return true;
}

static struct view header_of(enum jws_algorithm algorithm, struct view key_id,
                             struct arena *arena) {
  struct view json =
      key_id.length > 0
          ? arena_format(arena, "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%.*s\"}",
                         jws_algorithm_name(algorithm), VIEW_ARGUMENTS(key_id))
          : arena_format(arena, "{\"alg\":\"%s\",\"typ\":\"JWT\"}", jws_algorithm_name(algorithm));
  return json.data == NULL ? json : base64_encode(json, BASE64_URL, arena);
}

enum error jwt_write(struct view claims, EVP_PKEY *key, struct view key_id, struct arena *arena,
                     struct view *ret_text) {
  enum jws_algorithm algorithm = JWS_ES256;
  struct view signature;
  if (!jws_key_algorithm(key, &algorithm)) {
    return ERROR_INTERNAL;
  }
  struct view header = header_of(algorithm, key_id, arena);
  struct view body = base64_encode(claims, BASE64_URL, arena);
  if (header.data == NULL || body.data == NULL) {
    return ERROR_MEMORY;
  }
  struct view text = arena_format(arena, "%.*s.%.*s", VIEW_ARGUMENTS(header), VIEW_ARGUMENTS(body));
  struct sha256 digest = hash_sha256(text);
  enum error error = jws_key_sign(key, algorithm, &digest, arena, &signature);
  if (error != ERROR_OK) {
    return error;
  }
  signature = base64_encode(signature, BASE64_URL, arena);
  text = arena_format(arena, "%.*s.%.*s", VIEW_ARGUMENTS(text), VIEW_ARGUMENTS(signature));
  if (signature.data == NULL || text.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_text = text;
  return ERROR_OK;
}
