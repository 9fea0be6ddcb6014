#include "tests/lab/lab_oauth.h"

#include "server/base/clock.h"
#include "server/base/jwk.h"
#include "server/base/jwt.h"

#include <openssl/ec.h>
#include <pthread.h>
#include <stdlib.h>

#define JSON "application/json; charset=utf-8"
#define ANSWER_MAXIMUM 65536u
#define CLIENTS 16u
#define MEMORY (1u << 20)
#define LIFE_SECONDS 300 /* SMART Backend Services asks for five minutes at most */
#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define TOKEN_PATH "/lab/oauth/token"

struct client {
  struct view id;
  struct view scope;
  struct view audience;
  struct jwk_set keys;
};

struct lab_oauth {
  const struct lab_clock *clock;
  pthread_mutex_t mutex;
  struct arena *arena; /* of the clients */
  struct client clients[CLIENTS];
  size_t client_count;
  EVP_PKEY *key;
  unsigned generation; /* "kid" of the key */
};

struct lab_oauth *lab_oauth_new(const struct lab_clock *clock) {
  struct lab_oauth *oauth = calloc(1, sizeof *oauth);
  if (oauth == NULL) {
    return NULL;
  }
  pthread_mutex_init(&oauth->mutex, NULL);
  oauth->clock = clock;
  oauth->arena = arena_new(MEMORY);
  oauth->key = EVP_EC_gen("P-256");
  if (oauth->arena == NULL || oauth->key == NULL) {
    lab_oauth_free(oauth);
    return NULL;
  }
  return oauth;
}

void lab_oauth_free(struct lab_oauth *oauth) {
  if (oauth != NULL) {
    arena_free(oauth->arena);
    EVP_PKEY_free(oauth->key);
    pthread_mutex_destroy(&oauth->mutex);
    free(oauth);
  }
}

/* {"<name>": "<text>"} */
static void answer(const struct lab_request *request, struct lab_response *response,
                   unsigned status, const char *name, const char *text) {
  response->status = status;
  response->content_type = JSON;
  response->body = arena_format(request->arena, "{\"%s\":\"%s\"}", name, text);
}

/* ---- clients -----------------------------------------------------------------------------------
 */
static struct client *find_client(struct lab_oauth *oauth, struct view id) {
  for (size_t i = 0; i < oauth->client_count; i++) {
    if (view_equal(oauth->clients[i].id, id)) {
      return &oauth->clients[i];
    }
  }
  return NULL;
}

static bool read_client(struct lab_oauth *oauth, struct view body, struct client *client) {
  struct document document;
  struct document_failure failure;
  struct arena *arena = oauth->arena;
  struct view text = arena_copy(arena, body);
  if (text.data == NULL || document_read(arena, text, NULL, &document, &failure) != ERROR_OK) {
    return false;
  }
  uint32_t keys = document_member(&document, 0, view_of("jwks"));
  *client = (struct client){.id = document_member_string(&document, 0, "client_id", arena),
                            .scope = document_member_string(&document, 0, "scope", arena),
                            .audience = document_member_string(&document, 0, "audience", arena)};
  return client->id.length > 0 && keys != NODE_NONE &&
         jwk_set_read(arena, document_raw(&document, keys), &client->keys) == ERROR_OK;
}

void lab_oauth_register(struct lab_oauth *oauth, const struct lab_request *request,
                        struct lab_response *response) {
  struct client client;
  pthread_mutex_lock(&oauth->mutex);
  bool done = read_client(oauth, request->body, &client);
  struct client *place = done ? find_client(oauth, client.id) : NULL;
  if (done && place == NULL && oauth->client_count < CLIENTS) {
    place = &oauth->clients[oauth->client_count++];
  }
  if (place != NULL) {
    *place = client;
  }
  pthread_mutex_unlock(&oauth->mutex);
  answer(request, response, place != NULL ? 200 : 400, "message",
         place != NULL ? "registered" : "no client");
}

/* ---- tokens ------------------------------------------------------------------------------------
 */
static int digit_of(char byte) {
  if (byte_is_digit(byte)) {
    return byte - '0';
  }
  char lower = (char)(byte | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* application/x-www-form-urlencoded; data is NULL when it is malformed. */
static struct view decode(struct view text, struct arena *arena) {
  char *bytes = arena_bytes(arena, text.length + 1);
  size_t count = 0;
  for (size_t i = 0; bytes != NULL && i < text.length; i++) {
    char byte = text.data[i] == '+' ? ' ' : text.data[i];
    if (byte == '%') {
      int high = i + 2 < text.length ? digit_of(text.data[i + 1]) : -1;
      int low = i + 2 < text.length ? digit_of(text.data[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return view_make(NULL, 0);
      }
      byte = (char)(high * 16 + low);
      i += 2;
    }
    bytes[count++] = byte;
  }
  return view_make(bytes, bytes == NULL ? 0 : count);
}

static struct view field(const struct lab_request *request, const char *name) {
  struct view rest = request->body;
  while (rest.length > 0) {
    struct view value = view_split(&rest, '&');
    if (view_is(view_split(&value, '='), name)) {
      return decode(value, request->arena);
    }
  }
  return view_make(NULL, 0);
}

static struct view claim(const struct jwt *jwt, const char *name, struct arena *arena) {
  return document_member_string(&jwt->claims, 0, name, arena);
}

static bool has_signed(const struct client *client, const struct jwt *jwt) {
  for (size_t i = 0; i < client->keys.count; i++) {
    if (jwt_verify(jwt, client->keys.keys[i].key)) {
      return true;
    }
  }
  return false;
}

/* The client of the assertion; NULL: nobody whom we know has signed that (RFC 7523 section 3). */
static const struct client *authenticate(struct lab_oauth *oauth,
                                         const struct lab_request *request) {
  struct jwt jwt;
  int64_t end = 0;
  struct arena *arena = request->arena;
  if (!view_is(field(request, "client_assertion_type"), ASSERTION_TYPE) ||
      jwt_read(field(request, "client_assertion"), arena, &jwt) != ERROR_OK) {
    return NULL;
  }
  struct view subject = claim(&jwt, "sub", arena);
  const struct client *client = find_client(oauth, subject);
  bool valid = client != NULL && view_equal(claim(&jwt, "iss", arena), subject) &&
               view_ends_with(claim(&jwt, "aud", arena), view_of(TOKEN_PATH)) &&
               claim(&jwt, "jti", arena).length > 0 && jwt_time(&jwt, "exp", &end) &&
               end * 1000 > lab_clock_now_ms(oauth->clock) && has_signed(client, &jwt);
  return valid ? client : NULL;
}

static bool contains(struct view list, struct view item) {
  while (list.length > 0) {
    if (view_equal(view_split(&list, ' '), item)) {
      return true;
    }
  }
  return false;
}

/* What was asked for and is allowed. */
static struct view granted(const struct client *client, struct view asked, struct arena *arena) {
  struct view scope = view_of("");
  while (asked.length > 0) {
    struct view one = view_split(&asked, ' ');
    if (one.length > 0 && contains(client->scope, one)) {
      scope = arena_format(arena, "%.*s%s%.*s", VIEW_ARGUMENTS(scope), scope.length > 0 ? " " : "",
                           VIEW_ARGUMENTS(one));
    }
  }
  return scope;
}

static struct view key_id(const struct lab_oauth *oauth, struct arena *arena) {
  return arena_format(arena, "lab-%u", oauth->generation);
}

static void issue(const struct lab_oauth *oauth, const struct client *client, struct view scope,
                  const struct lab_request *request, struct lab_response *response) {
  struct arena *arena = request->arena;
  int64_t now = lab_clock_now_ms(oauth->clock) / 1000;
  struct view token;
  struct view claims = arena_format(
      arena,
      "{\"iss\":\"" LAB_OAUTH_ISSUER "\",\"sub\":\"%.*s\",\"client_id\":\"%.*s\",\"aud\":\"%.*s\","
      "\"iat\":%lld,\"exp\":%lld,\"scope\":\"%.*s\"}",
      VIEW_ARGUMENTS(client->id), VIEW_ARGUMENTS(client->id), VIEW_ARGUMENTS(client->audience),
      (long long)now, (long long)now + LIFE_SECONDS, VIEW_ARGUMENTS(scope));
  if (jwt_write(claims, oauth->key, key_id(oauth, arena), arena, &token) != ERROR_OK) {
    answer(request, response, 500, "error", "server_error");
    return;
  }
  response->status = 200;
  response->content_type = JSON;
  response->body = arena_format(arena,
                                "{\"access_token\":\"%.*s\",\"token_type\":\"bearer\","
                                "\"expires_in\":%d,\"scope\":\"%.*s\"}",
                                VIEW_ARGUMENTS(token), LIFE_SECONDS, VIEW_ARGUMENTS(scope));
}

void lab_oauth_token(struct lab_oauth *oauth, const struct lab_request *request,
                     struct lab_response *response) {
  pthread_mutex_lock(&oauth->mutex);
  const struct client *client = authenticate(oauth, request);
  struct view scope =
      client == NULL ? view_of("") : granted(client, field(request, "scope"), request->arena);
  if (!view_is(field(request, "grant_type"), "client_credentials")) {
    answer(request, response, 400, "error", "unsupported_grant_type");
  } else if (client == NULL) {
    answer(request, response, 401, "error", "invalid_client");
  } else if (scope.length == 0) {
    answer(request, response, 400, "error", "invalid_scope");
  } else {
    issue(oauth, client, scope, request, response);
  }
  pthread_mutex_unlock(&oauth->mutex);
}

void lab_oauth_keys(struct lab_oauth *oauth, const struct lab_request *request,
                    struct lab_response *response) {
  struct buffer buffer = buffer_make(request->arena, ANSWER_MAXIMUM);
  struct json_writer writer = json_writer_make(&buffer, true);
  writer_object_begin(&writer);
  writer_key(&writer, "keys");
  writer_array_begin(&writer);
  pthread_mutex_lock(&oauth->mutex);
  enum error error = jwk_write(&writer, oauth->key, JWS_ES256, key_id(oauth, request->arena));
  pthread_mutex_unlock(&oauth->mutex);
  writer_array_end(&writer);
  writer_object_end(&writer);
  response->status = error == ERROR_OK && json_writer_end(&writer) == ERROR_OK ? 200 : 500;
  response->content_type = JSON;
  response->body = buffer_view(&buffer);
}

void lab_oauth_rotate(struct lab_oauth *oauth, const struct lab_request *request,
                      struct lab_response *response) {
  EVP_PKEY *next = EVP_EC_gen("P-256");
  if (next == NULL) {
    answer(request, response, 500, "error", "server_error");
    return;
  }
  pthread_mutex_lock(&oauth->mutex);
  EVP_PKEY_free(oauth->key);
  oauth->key = next;
  oauth->generation++;
  pthread_mutex_unlock(&oauth->mutex);
  answer(request, response, 200, "message", "rotated");
}
