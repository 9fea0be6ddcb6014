#include "server/http/access.h"

#include "server/base/log.h"
#include "server/http/access_check.h"
#include "server/http/access_clients.h"
#include "server/http/http_messages.h"
#include "server/http/rate_limit.h"
#include "server/limits.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

struct access {
  struct access_settings settings;
  struct access_clients *clients; /* NULL: no file */
  struct jwks *jwks;              /* NULL: no tokens */
  struct rate_limit *client_rates;
  struct rate_limit *address_rates;
  struct rate_limit *failure_rates; /* of addresses */
  _Atomic uint32_t per_client;
  _Atomic uint32_t per_address;
  _Atomic uint64_t counts[ACCESS_REASON_COUNT];
};

struct reason_row {
  const char *word;
  enum error error;
  enum http_message message;
};
#define REASON_ROW(name, word, error, message) {word, ERROR_##error, HTTP_MESSAGE_##message},
static const struct reason_row reasons[] = {ACCESS_REASON_LIST(REASON_ROW)};

static const struct view none = {NULL, 0};

/* ---- opening -----------------------------------------------------------------------------------
 */
static enum error open_parts(struct access *access) {
  const struct access_settings *settings = &access->settings;
  access->client_rates = rate_limit_new();
  access->address_rates = rate_limit_new();
  access->failure_rates = rate_limit_new();
  if (access->client_rates == NULL || access->address_rates == NULL ||
      access->failure_rates == NULL) {
    return ERROR_MEMORY;
  }
  bool has_file = (settings->keys || settings->oauth) && settings->clients_file[0] != '\0';
  enum error error =
      has_file ? access_clients_open(settings->clients_file, &access->clients) : ERROR_OK;
  return error == ERROR_OK && settings->oauth ? jwks_open(&settings->jwks, &access->jwks) : error;
}

enum error access_open(const struct access_settings *settings, struct access **ret_access) {
  struct access *access = calloc(1, sizeof *access);
  if (access == NULL) {
    return ERROR_MEMORY;
  }
  access->settings = *settings;
  access_set_rates(access, settings->rates);
  enum error error = open_parts(access);
  if (error != ERROR_OK) {
    access_close(access);
    return error;
  }
  *ret_access = access;
  return ERROR_OK;
}

void access_close(struct access *access) {
  if (access == NULL) {
    return;
  }
  access_clients_close(access->clients);
  jwks_close(access->jwks);
  rate_limit_free(access->client_rates);
  rate_limit_free(access->address_rates);
  rate_limit_free(access->failure_rates);
  free(access);
}

void access_set_rates(struct access *access, struct access_rates rates) {
  atomic_store(&access->per_client, rates.per_client);
  atomic_store(&access->per_address, rates.per_address);
}

static void tell(const char *what, enum error error) {
  log_write(error == ERROR_OK ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR,
            error == ERROR_OK ? "access-read" : "access-kept",
            (struct log_field[]){LOG_TEXT("what", view_of(what)),
                                 LOG_TEXT("error", view_of(error_name(error)))},
            2);
}

void access_refresh(struct access *access, bool forced) {
  bool done = false;
  if (access->clients != NULL && (forced || access_clients_changed(access->clients))) {
    tell("clients", access_clients_reload(access->clients));
  }
  enum error error = access->jwks == NULL ? ERROR_OK : jwks_refresh(access->jwks, forced, &done);
  if (done) {
    tell("token-keys", error);
  }
}

/* ---- admitting ---------------------------------------------------------------------------------
 */

/* What a request is judged by, on its way to an answer. */
struct candidate {
  struct request *request;
  struct access_client client;
};

static enum access_reason reason_of(enum error error, enum access_reason otherwise) {
  return error == ERROR_OK ? ACCESS_ADMITTED : error == ERROR_MEMORY ? ACCESS_MEMORY : otherwise;
}

static enum access_reason find_credentials(const struct request *request, struct view *ret_text) {
  struct view authorization = request_header(request, "authorization");
  struct view key = request_header(request, "x-api-key");
  struct view scheme = view_part(authorization, 0, sizeof "Bearer " - 1);
  if (authorization.length > 0 && key.length > 0) {
    return ACCESS_TWO_CREDENTIALS;
  }
  if (key.length > 0) {
    *ret_text = key;
    return ACCESS_ADMITTED;
  }
  if (!view_equal_ignore_case(scheme, view_of("Bearer "))) {
    return ACCESS_NO_CREDENTIALS;
  }
  *ret_text = view_trim(view_part(authorization, scheme.length, SIZE_MAX));
  return ret_text->length > 0 ? ACCESS_ADMITTED : ACCESS_NO_CREDENTIALS;
}

static enum access_reason judge_key(struct access *access, struct view key,
                                    struct candidate *candidate) {
  enum error error = !access->settings.keys || access->clients == NULL
                         ? ERROR_NOT_FOUND
                         : access_clients_by_key(access->clients, key, candidate->request->arena,
                                                 &candidate->client);
  if (error != ERROR_OK) {
    return reason_of(error, ACCESS_UNKNOWN_KEY);
  }
  return clock_now_ms(access->settings.clock) < candidate->client.end_ms ? ACCESS_ADMITTED
                                                                         : ACCESS_KEY_EXPIRED;
}

static enum access_reason verify(struct access *access, const struct jwt *jwt) {
  EVP_PKEY *key = NULL;
  enum error error = jwks_find(access->jwks, jwt->key_id, jwt->algorithm, &key);
  if (error != ERROR_OK) {
    return reason_of(error, error == ERROR_BUSY ? ACCESS_KEYS_ABSENT : ACCESS_TOKEN_KEY);
  }
  bool valid = jwt_verify(jwt, key);
  EVP_PKEY_free(key);
  return valid ? ACCESS_ADMITTED : ACCESS_TOKEN_SIGNATURE;
}

/* The token brings client and scopes; the file of clients, when it has him, his limits. */
static enum access_reason take_token(struct access *access, const struct access_token *token,
                                     struct candidate *candidate) {
  struct access_client client = {.rate_per_second = ACCESS_RATE_DEFAULT};
  enum error error = access->clients == NULL
                         ? ERROR_NOT_FOUND
                         : access_clients_by_id(access->clients, token->client,
                                                candidate->request->arena, &client);
  client.id = token->client;
  client.scopes = token->scopes;
  candidate->client = client;
  return error == ERROR_MEMORY ? ACCESS_MEMORY : ACCESS_ADMITTED;
}

static enum access_reason judge_token(struct access *access, struct view text,
                                      struct candidate *candidate) {
  struct jwt jwt;
  struct access_token token;
  struct arena *arena = candidate->request->arena;
  enum error error = jwt_read(text, arena, &jwt);
  if (error != ERROR_OK) {
    return reason_of(error,
                     error == ERROR_NOT_PROCESSABLE ? ACCESS_TOKEN_HEADER : ACCESS_TOKEN_SYNTAX);
  }
  enum access_reason reason = verify(access, &jwt);
  if (reason == ACCESS_ADMITTED) {
    reason = access_token_read(&access->settings.token, &jwt, clock_now_ms(access->settings.clock),
                               arena, &token);
  }
  return reason == ACCESS_ADMITTED ? take_token(access, &token, candidate) : reason;
}

static enum access_reason judge(struct access *access, struct candidate *candidate) {
  struct view text = none;
  enum access_reason reason = find_credentials(candidate->request, &text);
  if (reason != ACCESS_ADMITTED) {
    return reason;
  }
  bool is_token = view_find_byte(text, '.', 0) != SIZE_MAX; /* keys have no dots */
  reason = is_token && access->jwks != NULL ? judge_token(access, text, candidate)
                                            : judge_key(access, text, candidate);
  struct view institution = candidate->client.institution;
  bool elsewhere = reason == ACCESS_ADMITTED && institution.length > 0 &&
                   !view_equal(institution, access->settings.institution_number);
  return elsewhere ? ACCESS_INSTITUTION : reason;
}

static enum access_reason take_rights(struct access *access, const struct candidate *candidate,
                                      uint32_t *ret_wait_s) {
  struct request *request = candidate->request;
  const struct access_client *client = &candidate->client;
  struct access_rights *rights = arena_alloc(request->arena, sizeof *rights);
  uint32_t rate = client->rate_per_second == ACCESS_RATE_DEFAULT ? atomic_load(&access->per_client)
                                                                 : client->rate_per_second;
  if (rights == NULL) {
    return ACCESS_MEMORY;
  }
  *rights = (struct access_rights){client->scopes, client->limited, client->patients,
                                   client->acts_for_users};
  request->client = client->id;
  request->rights = rights;
  return rate_limit_take(access->client_rates, client->id, rate,
                         clock_monotonic_us(access->settings.clock), ret_wait_s)
             ? ACCESS_ADMITTED
             : ACCESS_RATE;
}

/* Never the credentials themselves. */
static void log_refusal(const struct request *request, enum access_reason reason) {
  const struct log_field fields[] = {LOG_TEXT("reason", view_of(reasons[reason].word)),
                                     LOG_TEXT("address", request->address),
                                     LOG_TEXT("client", request->client)};
  log_write(LOG_LEVEL_WARNING, "access-refused", fields, sizeof fields / sizeof fields[0]);
}

/* Who tries credentials out again and again is told to wait, and fills the log no more; a client
 * with good ones behind the same address is not touched. Who brings none has tried nothing. */
static enum access_reason count_failure(struct access *access, const struct request *request,
                                        enum access_reason reason, uint32_t *ret_wait_s) {
  bool has_none = reason == ACCESS_NO_CREDENTIALS;
  bool is_guess = reasons[reason].error == ERROR_UNAUTHENTICATED && !has_none;
  if (is_guess &&
      !rate_limit_take(access->failure_rates, request->address, LIMIT_ACCESS_FAILURES_PER_SECOND,
                       clock_monotonic_us(access->settings.clock), ret_wait_s)) {
    return ACCESS_RATE;
  }
  if (!has_none) {
    log_refusal(request, reason);
  }
  return reason;
}

enum access_reason access_admit(struct access *access, struct request *request,
                                uint32_t *ret_wait_s) {
  struct candidate candidate = {.request = request};
  enum access_reason reason = ACCESS_ADMITTED;
  if (!rate_limit_take(access->address_rates, request->address, atomic_load(&access->per_address),
                       clock_monotonic_us(access->settings.clock), ret_wait_s)) {
    reason = ACCESS_RATE;
  } else if (access->settings.keys || access->settings.oauth) {
    reason = judge(access, &candidate);
    reason = reason == ACCESS_ADMITTED ? take_rights(access, &candidate, ret_wait_s)
                                       : count_failure(access, request, reason, ret_wait_s);
  }
  atomic_fetch_add_explicit(&access->counts[reason], 1, memory_order_relaxed);
  return reason;
}

/* RFC 6750 section 3.1: nothing is said about an error to who did not try. */
static void challenge(struct response *response, enum access_reason reason) {
  const char *text = reason == ACCESS_NO_CREDENTIALS ? "Bearer realm=\"fhir-facade\""
                     : reason == ACCESS_TWO_CREDENTIALS
                         ? "Bearer realm=\"fhir-facade\", error=\"invalid_request\""
                         : "Bearer realm=\"fhir-facade\", error=\"invalid_token\"";
  response_header(response, "WWW-Authenticate", view_of(text));
}

enum error access_refuse(struct request *request, struct response *response,
                         enum access_reason reason, uint32_t wait_s) {
  const struct reason_row *row = &reasons[reason];
  struct view wait = arena_format(request->arena, "%" PRIu32, wait_s);
  if (row->error == ERROR_UNAUTHENTICATED) {
    challenge(response, reason);
  }
  if (row->error == ERROR_RATE) {
    response_header(response, "Retry-After", wait);
  }
  return row->error == ERROR_MEMORY
             ? row->error
             : request_fail(request, row->error, http_message_get(row->message), wait, none);
}

void access_metrics(void *context, struct buffer *buffer) {
  struct access *access = context;
  buffer_append_string(buffer, "# HELP fhir_facade_access_total Requests that were asked who they "
                               "are, by what became of them.\n"
                               "# TYPE fhir_facade_access_total counter\n");
  for (size_t i = 0; i < ACCESS_REASON_COUNT; i++) {
    buffer_append_format(buffer, "fhir_facade_access_total{reason=\"%s\"} %" PRIu64 "\n",
                         reasons[i].word, atomic_load(&access->counts[i]));
  }
}
