#include "server/http/jwks.h"

#include "server/base/file.h"
#include "server/base/log.h"
#include "server/http/file_stamp.h"
#include "server/limits.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define RENEW_US INT64_C(600000000)
#define AGAIN_US INT64_C(60000000)
/* As long as there is no key at all. */
#define FIRST_US INT64_C(5000000)
/* A thread that reads requests may wait here: not for long. */
#define CONNECT_MS 1000L
#define ANSWER_MS 2000L

struct jwks {
  struct jwks_settings settings;
  struct file_stamp stamp;
  pthread_mutex_t mutex; /* of the three that follow */
  struct arena *arena;
  struct jwk_set set;
  bool was_read;
  _Atomic int64_t asked_us; /* when the URL was asked last */
};

static enum error use(struct jwks *jwks, struct view json) {
  struct jwk_set set;
  struct arena *arena = arena_new_small((size_t)8 * LIMIT_JWK_SET_BYTES);
  enum error error = arena == NULL ? ERROR_MEMORY : jwk_set_read(arena, json, &set);
  if (error != ERROR_OK) {
    arena_free(arena);
    return error == ERROR_SYNTAX || error == ERROR_TOO_LARGE ? ERROR_CONFIGURATION : error;
  }
  pthread_mutex_lock(&jwks->mutex);
  struct arena *former = jwks->arena;
  jwks->arena = arena;
  jwks->set = set;
  jwks->was_read = true;
  pthread_mutex_unlock(&jwks->mutex);
  arena_free(former);
  return ERROR_OK;
}

static enum error read_file(struct jwks *jwks, struct arena *arena) {
  struct view json;
  jwks->stamp = file_stamp_of(jwks->settings.file);
  enum error error = file_read(arena, jwks->settings.file, LIMIT_JWK_SET_BYTES, &json);
  return error == ERROR_OK ? use(jwks, json) : error;
}

static size_t receive(char *data, size_t size, size_t count, void *context) {
  struct buffer *body = context;
  buffer_append(body, view_make(data, size * count));
  return body->error == ERROR_OK ? size * count : 0;
}

static void set_options(const struct jwks *jwks, CURL *easy, struct buffer *body) {
  curl_easy_setopt(easy, CURLOPT_URL, jwks->settings.url);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, ANSWER_MS);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
  if (jwks->settings.ca_file[0] != '\0') {
    curl_easy_setopt(easy, CURLOPT_CAINFO, jwks->settings.ca_file);
  }
}

static enum error complain(const struct jwks *jwks, const char *reason) {
  const struct log_field fields[] = {LOG_TEXT("url", view_of(jwks->settings.url)),
                                     LOG_TEXT("reason", view_of(reason))};
  log_write(LOG_LEVEL_WARNING, "access-keys-not-renewed", fields, sizeof fields / sizeof fields[0]);
  return ERROR_BUSY;
}

static enum error ask(struct jwks *jwks, struct arena *arena) {
  struct buffer body = buffer_make(arena, LIMIT_JWK_SET_BYTES);
  CURL *easy = curl_easy_init();
  if (easy == NULL) {
    return ERROR_MEMORY;
  }
  set_options(jwks, easy, &body);
  CURLcode code = curl_easy_perform(easy);
  curl_easy_cleanup(easy);
  if (code != CURLE_OK) {
    return complain(jwks, curl_easy_strerror(code));
  }
  enum error error = use(jwks, buffer_view(&body));
  return error == ERROR_CONFIGURATION ? complain(jwks, "the answer is no key set") : error;
}

static enum error renew(struct jwks *jwks) {
  struct arena *arena = arena_new_small((size_t)4 * LIMIT_JWK_SET_BYTES);
  if (arena == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = jwks->settings.file[0] != '\0' ? read_file(jwks, arena) : ask(jwks, arena);
  arena_free(arena);
  return error;
}

/* True for the one who may ask the URL now: nobody else did within that time. */
static bool claim(struct jwks *jwks, int64_t pause_us) {
  int64_t now = clock_monotonic_us(jwks->settings.clock);
  int64_t asked = atomic_load(&jwks->asked_us);
  return now - asked >= pause_us && atomic_compare_exchange_strong(&jwks->asked_us, &asked, now);
}

enum error jwks_open(const struct jwks_settings *settings, struct jwks **ret_jwks) {
  struct jwks *jwks = calloc(1, sizeof *jwks);
  if (jwks == NULL) {
    return ERROR_MEMORY;
  }
  jwks->settings = *settings;
  pthread_mutex_init(&jwks->mutex, NULL);
  atomic_store(&jwks->asked_us, clock_monotonic_us(settings->clock));
  (void)curl_global_init(CURL_GLOBAL_DEFAULT);
  enum error error = renew(jwks);
  if (error != ERROR_OK && error != ERROR_BUSY) {
    jwks_close(jwks);
    return error;
  }
  *ret_jwks = jwks;
  return ERROR_OK;
}

void jwks_close(struct jwks *jwks) {
  if (jwks != NULL) {
    arena_free(jwks->arena);
    pthread_mutex_destroy(&jwks->mutex);
    free(jwks);
  }
}

static int64_t pause_of(struct jwks *jwks, int64_t pause_us) {
  pthread_mutex_lock(&jwks->mutex);
  bool was_read = jwks->was_read;
  pthread_mutex_unlock(&jwks->mutex);
  return was_read ? pause_us : FIRST_US;
}

enum error jwks_refresh(struct jwks *jwks, bool forced, bool *ret_done) {
  bool has_file = jwks->settings.file[0] != '\0';
  bool due = has_file ? forced || !file_stamp_equal(jwks->stamp, file_stamp_of(jwks->settings.file))
                      : claim(jwks, forced ? 0 : pause_of(jwks, RENEW_US));
  *ret_done = due;
  return due ? renew(jwks) : ERROR_OK;
}

static bool is_named(const struct jwk *jwk, struct view id, enum jws_algorithm algorithm) {
  return (id.length == 0 || view_equal(jwk->id, id)) && jws_key_fits(jwk->key, algorithm) &&
         (!jwk->has_algorithm || jwk->algorithm == algorithm);
}

/* Without a name only a key that is alone is meant. */
static enum error look(struct jwks *jwks, struct view id, enum jws_algorithm algorithm,
                       EVP_PKEY **ret_key) {
  EVP_PKEY *found = NULL;
  size_t count = 0;
  pthread_mutex_lock(&jwks->mutex);
  for (size_t i = 0; i < jwks->set.count; i++) {
    if (is_named(&jwks->set.keys[i], id, algorithm)) {
      found = jwks->set.keys[i].key;
      count++;
    }
  }
  enum error error = !jwks->was_read ? ERROR_BUSY : ERROR_NOT_FOUND;
  if (count == 1 && EVP_PKEY_up_ref(found) == 1) {
    *ret_key = found;
    error = ERROR_OK;
  }
  pthread_mutex_unlock(&jwks->mutex);
  return error;
}

enum error jwks_find(struct jwks *jwks, struct view id, enum jws_algorithm algorithm,
                     EVP_PKEY **ret_key) {
  enum error error = look(jwks, id, algorithm, ret_key);
  bool has_url = jwks->settings.file[0] == '\0';
  if (error == ERROR_OK || !has_url || !claim(jwks, pause_of(jwks, AGAIN_US))) {
    return error;
  }
  enum error renewed = renew(jwks);
  if (renewed == ERROR_MEMORY) {
    return renewed;
  }
  return look(jwks, id, algorithm, ret_key);
}
